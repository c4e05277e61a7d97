"""An organization's own people leave as a file: its lead, a password, and an audit entry."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from db import clock, people_export
from db.actor import Actor
from db.engine import reading
from db.errors import Invalid, NotAllowed, NotFound
from db.limits import PASSWORD_CHANGE
from db.models import AuditEntry, Channel
from db.people import State
from db.people_export import Permit, Person
from tests import support
from tests.db.import_support import row
from tests.db.support import TODAY, everything, key_line, log, nothing_written, staged, void
from tests.db.test_keying import ROSA, void_line


def exported(actor: Actor) -> list[Person]:
    permit = people_export.permit(actor, support.PASSWORD)
    return list(people_export.own_people(actor, permit, purpose="csv"))


def entries() -> list[AuditEntry]:
    with reading() as session:
        query = select(AuditEntry).where(AuditEntry.action == "export signatures")
        return list(session.exec(query))


def test_a_lead_gets_every_line_of_the_own_organization(
    alice: Actor, bob: Actor, charlie: Actor
) -> None:
    here = log(bob, ward=22, channel="door", collected_on=date(2017, 4, 20))
    there, gone = log(bob), log(bob)
    rosa = key_line(bob, here, **ROSA)
    again = key_line(bob, there, **ROSA)
    jose = key_line(bob, there, first_name="José", last_name="Núñez", ward=35)
    void_line(alice, jose)
    late = key_line(bob, gone, first_name="Ana")
    void(alice, gone)
    key_line(charlie, log(charlie), first_name="Minji")
    rows = exported(alice)
    assert [(each.id, each.signer.name, each.state) for each in rows] == [
        (rosa.id, "Rosa Ejemplo Prueba", State.COUNTED),
        (again.id, "Rosa Ejemplo Prueba", State.AGAIN),
        (jose.id, "José Núñez", State.VOID),
        (late.id, "Ana Ejemplo", State.VOID),
    ]
    assert rows[0].signer.email.lower() == str(ROSA["email"]).lower()
    assert [(each.signed_on, each.ward, each.channel) for each in rows[:3]] == [
        (date(2017, 4, 20), 22, Channel.DOOR),
        (TODAY, None, Channel.PAPER),
        (TODAY, 35, Channel.PAPER),
    ]


def test_more_people_than_are_asked_at_once_all_come(
    alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_export, "_AT_ONCE", 2)
    batch = log(alice)
    names = [f"Nombre {number}" for number in range(5)]
    for name in names:
        key_line(alice, batch, first_name=name, last_name="")
    assert [each.signer.name for each in exported(alice)] == names


def test_nobody_but_a_lead_gets_a_permit(bob: Actor, charlie: Actor, cora: Actor) -> None:
    for actor in (bob, charlie, cora):
        with nothing_written(), pytest.raises(NotAllowed):
            people_export.permit(actor, support.PASSWORD)
        with nothing_written(), pytest.raises(NotAllowed):
            people_export.own_people(actor, Permit(actor.user_id, clock.now()), purpose="csv")


def test_another_lead_gets_nothing_of_ours(alice: Actor, dora: Actor) -> None:
    key_line(alice, log(alice), **ROSA)
    assert exported(dora) == []


def test_a_wrong_password_is_refused_and_can_be_tried_ten_times(alice: Actor) -> None:
    for _ in range(PASSWORD_CHANGE.tries):
        with pytest.raises(Invalid) as refusal:
            people_export.permit(alice, "not the password")
        assert str(refusal.value.problems["password"]) == "This is not your current password."
    with pytest.raises(Invalid) as refusal:
        people_export.permit(alice, support.PASSWORD)
    assert str(refusal.value.problems["password"]).startswith("Too many tries.")
    assert entries() == []


def test_a_permit_is_one_persons_and_runs_out(alice: Actor, dora: Actor) -> None:
    permit = people_export.permit(alice, support.PASSWORD)
    with nothing_written():
        with pytest.raises(NotAllowed):
            people_export.own_people(dora, permit, purpose="csv")
        later = clock.now() + timedelta(minutes=5)
        with clock.stopped_at(later), pytest.raises(NotAllowed):
            people_export.own_people(alice, permit, purpose="csv")


def test_each_file_is_in_the_audit_log_without_a_name(alice: Actor) -> None:
    key_line(alice, log(alice), **ROSA)
    exported(alice)
    people_export.people_of("mijente", purpose="xlsx")
    assert [(each.user_id, each.organization_id, each.details) for each in entries()] == [
        (alice.user_id, alice.organization_id, {"as": "csv"}),
        (None, alice.organization_id, {"as": "xlsx"}),
    ]
    assert "Ejemplo" not in str(everything())


def test_the_operator_names_the_organization(alice: Actor) -> None:
    key_line(alice, log(alice), **ROSA)
    staged(alice, [row(2)])
    number, found = people_export.people_of("mijente", purpose="csv")
    assert [each.signer.name for each in found] == ["Rosa Ejemplo Prueba"]
    assert number == 1
    number, found = people_export.people_of("hana-center", purpose="csv")
    assert (number, list(found)) == (0, [])
    with pytest.raises(NotFound):
        people_export.people_of("nobody", purpose="csv")
