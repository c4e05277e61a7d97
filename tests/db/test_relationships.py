"""Who leads the relationship with an alderperson: one organization at a time, and since when."""

from datetime import date

import pytest

from db import relationships
from db.actor import Actor
from db.engine import reading, writing
from db.errors import Conflict, NotAllowed
from db.models import Relationship, SeatHolder
from db.relationships import Lead
from tests.db.support import TODAY, nothing_written, refused
from tests.support import at


def set_lead(
    actor: Actor, organization: str | None, *, seen: int | None = None, ward: int = 22
) -> Relationship | None:
    with writing() as session:
        return relationships.set_lead(session, actor, ward, organization, seen=seen)


def leads(actor: Actor, ward: int = 22) -> list[Lead]:
    with reading() as session:
        return relationships.leads_of(session, actor, ward)


def test_a_lead_takes_it_for_the_own_organization_and_everyone_sees_it(
    alice: Actor, bob: Actor, charlie: Actor, cora: Actor
) -> None:
    set_lead(alice, "mijente")
    for actor in (alice, bob, charlie, cora):
        [lead] = leads(actor)
        assert (lead.organization, lead.since, lead.until) == ("mijente", TODAY, None)
        assert lead.set_by == "Alice"


def test_it_is_released_and_its_time_stays_in_the_history(alice: Actor, dora: Actor) -> None:
    made = set_lead(alice, "mijente")
    assert made is not None
    with at("2017-04-30T10:00"):
        assert set_lead(alice, None, seen=made.id) is None
    with at("2017-05-02T10:00"):
        set_lead(dora, "hana-center")
    assert [(lead.organization, lead.since, lead.until) for lead in leads(alice)] == [
        ("hana-center", date(2017, 5, 2), None),
        ("mijente", TODAY, date(2017, 4, 30)),
    ]


def test_a_coordinator_hands_it_over_and_one_leads_at_a_time(alice: Actor, cora: Actor) -> None:
    made = set_lead(alice, "mijente")
    assert made is not None
    set_lead(cora, "hana-center", seen=made.id)
    now = leads(alice)
    assert [lead.organization for lead in now] == ["hana-center", "mijente"]
    assert [lead.organization for lead in now if lead.until is None] == ["hana-center"]


def test_a_second_click_is_the_same_click(alice: Actor) -> None:
    made = set_lead(alice, "mijente")
    with nothing_written():
        again = set_lead(alice, "mijente")
    assert made is not None
    assert again is not None
    assert made.id == again.id


def test_a_lead_neither_takes_from_another_nor_gives_to_one(alice: Actor, dora: Actor) -> None:
    with nothing_written(), pytest.raises(NotAllowed, match="own organization only"):
        set_lead(alice, "hana-center")
    made = set_lead(dora, "hana-center")
    assert made is not None
    for organization in ("mijente", None):
        with nothing_written(), pytest.raises(NotAllowed, match="leads this relationship"):
            set_lead(alice, organization, seen=made.id)


def test_staff_set_nothing(bob: Actor, charlie: Actor) -> None:
    for actor, organization in ((bob, "mijente"), (charlie, "hana-center")):
        with nothing_written(), pytest.raises(NotAllowed):
            set_lead(actor, organization)


def test_who_saw_an_older_state_is_told(alice: Actor, cora: Actor) -> None:
    set_lead(alice, "mijente")
    with nothing_written(), pytest.raises(Conflict):
        set_lead(cora, "hana-center", seen=None)


def test_what_can_not_be_led_is_refused(alice: Actor, cora: Actor) -> None:
    for ward in (0, 51, "22", None):
        with refused("ward"):
            set_lead(alice, "mijente", ward=ward)  # type: ignore[arg-type]
    with refused("organization"):
        set_lead(cora, "nobody-we-know")


def test_it_belongs_to_the_person_and_a_vacant_seat_has_none(alice: Actor) -> None:
    set_lead(alice, "mijente")
    with writing() as session:
        holder = session.get_one(SeatHolder, 22)
        holder.until = date(2017, 4, 20)
        session.add(holder)
    assert leads(alice) == []
    with refused("ward"):
        set_lead(alice, "mijente")
