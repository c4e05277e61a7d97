"""Who sees and changes outreach, the own list, and what is left behind."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from db import installation, outreach, outreach_list
from db.actor import Actor
from db.engine import reading, writing
from db.errors import NotAllowed, NotFound
from db.models import AuditEntry, Outreach, OutreachKind
from db.outreach_fields import OutreachUpdate
from db.outreach_list import LoggedOutreach, OutreachFilter
from db.revisions import Change
from db.sealed import Damaged
from tests.db.support import (
    TODAY,
    YESTERDAY,
    edit_outreach,
    everything,
    log,
    log_outreach,
    nothing_written,
    restore_outreach,
    version,
    void,
    void_outreach,
)


def _seen(actor: Actor, outreach_id: int) -> LoggedOutreach:
    with reading() as session:
        return outreach_list.one_outreach(session, actor, outreach_id)


def _history(actor: Actor, outreach_id: int) -> list[Change]:
    with reading() as session:
        return outreach_list.outreach_history(session, actor, outreach_id)


def _listed(actor: Actor, **only: Any) -> list[int]:
    with reading() as session:
        found = outreach_list.latest_outreach(session, actor, OutreachFilter(**only), most=50)
    return [each.id for each in found]


def _free(actor: Actor, **options: Any) -> list[int]:
    with reading() as session:
        return [batch.id for batch in outreach_list.free_batches(session, actor, **options)]


# Who may.

Call = Callable[[Session, Actor, int], object]
CALLS: dict[str, Call] = {
    "edit": lambda session, actor, n: outreach.edit_outreach(
        session, actor, n, OutreachUpdate("tabling", TODAY, 5)
    ),
    "void": lambda session, actor, n: outreach.void_outreach(
        session, actor, n, reason="x", revision=0
    ),
    "restore": lambda session, actor, n: outreach.restore_outreach(session, actor, n, revision=0),
    "one": outreach_list.one_outreach,
    "history": outreach_list.outreach_history,
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_another_organizations_outreach_is_as_if_it_did_not_exist(
    bob: Actor, dora: Actor, call: Call
) -> None:
    logged = log_outreach(bob)
    for outreach_id in (logged.id, 999, 0, 2**40):
        with nothing_written(), pytest.raises(NotFound), writing() as session:
            call(session, dora, outreach_id)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_coordinator_sees_and_changes_no_outreach(bob: Actor, cora: Actor, call: Call) -> None:
    logged = log_outreach(bob)
    with nothing_written(), pytest.raises(NotAllowed), writing() as session:
        call(session, cora, logged.id)


def test_a_coordinator_lists_and_logs_no_outreach(cora: Actor) -> None:
    with nothing_written(), pytest.raises(NotAllowed):
        log_outreach(cora)
    for read in (outreach_list.last_logged, outreach_list.free_batches):
        with reading() as session, pytest.raises(NotAllowed):
            read(session, cora)
    with pytest.raises(NotAllowed):
        _listed(cora)


def test_staff_can_not_void_or_restore(bob: Actor, alice: Actor) -> None:
    logged = log_outreach(bob)
    with nothing_written(), pytest.raises(NotAllowed):
        void_outreach(bob, logged)
    voided = void_outreach(alice, logged)
    with nothing_written(), pytest.raises(NotAllowed):
        restore_outreach(bob, voided)


# The own list.


def test_the_list_holds_ones_own_the_newest_day_first(bob: Actor, charlie: Actor) -> None:
    today = log_outreach(bob)
    earlier = log_outreach(bob, happened_on=date(2017, 3, 1))
    log_outreach(charlie)
    again = log_outreach(bob)
    assert _listed(bob) == [again.id, today.id, earlier.id]


def test_the_list_is_filtered(bob: Actor, alice: Actor) -> None:
    door = log_outreach(bob, ward=22, happened_on=date(2017, 4, 1)).id
    phone = log_outreach(bob, kind="phone bank", happened_on=date(2017, 4, 10)).id
    visit = log_outreach(bob, kind="lobby visit", ward=35, follow_up=True).id
    void_outreach(alice, log_outreach(alice, kind="media", attempts=0, happened_on=YESTERDAY))
    media = visit + 1
    assert _listed(bob, kinds=(OutreachKind.DOOR_KNOCKING, OutreachKind.MEDIA)) == [media, door]
    assert _listed(bob, wards=(22, 35)) == [visit, door]
    assert _listed(bob, wards=(22, None)) == [media, phone, door]
    assert _listed(bob, wards=(None,)) == [media, phone]
    assert _listed(bob, first=date(2017, 4, 10)) == [visit, media, phone]
    assert _listed(bob, last=date(2017, 4, 10)) == [phone, door]
    assert _listed(bob, follow_up=True) == [visit]
    assert _listed(bob, voided=True) == [media]
    assert _listed(bob, voided=True, follow_up=True) == []
    assert not OutreachFilter()
    assert OutreachFilter(voided=True)


def test_batches_to_link_are_ones_own_and_free_the_newest_first(
    bob: Actor, alice: Actor, charlie: Actor
) -> None:
    first, second = log(bob), log(bob)
    log(charlie)
    void(alice, log(bob))
    log_outreach(bob, signatures=3)
    assert _free(bob) == [second.id, first.id]
    assert _free(bob, most=1) == [second.id]
    assert _free(bob, most=1, and_this=first.id) == [second.id, first.id]
    assert _free(charlie, and_this=first.id) == [4 - 1]


def test_what_a_person_logged_last_is_remembered(bob: Actor, alice: Actor) -> None:
    log_outreach(bob, kind="phone bank", languages=["pl"])
    log_outreach(alice, kind="tabling")
    with reading() as session:
        last = outreach_list.last_logged(session, bob)
    assert last is not None
    assert (last.kind, last.languages) == (OutreachKind.PHONE_BANK, ("pl",))


# What is left behind.


def test_the_audit_log_names_no_place_and_no_note(bob: Actor, alice: Actor) -> None:
    logged = log_outreach(bob, place="Saint Pius", note="Ask for Father Tom", signatures=2)
    logged = edit_outreach(bob, logged, place="Casa Aztlán", note="Ask for Lupe")
    restore_outreach(alice, void_outreach(alice, logged, "Lupe said no"))
    with reading() as session:
        entries = session.exec(select(AuditEntry)).all()
    said = [(entry.action, entry.details) for entry in entries if "outreach" in entry.subject]
    assert said == [
        ("log outreach", {"kind": "door knocking", "batch": logged.batch_id}),
        ("edit outreach", {"fields": ["place", "note"]}),
        ("void outreach", {}),
        ("restore outreach", {}),
    ]


def test_every_command_is_news(bob: Actor, alice: Actor) -> None:
    seen = [version()]
    logged = log_outreach(bob)
    seen.append(version())
    logged = edit_outreach(bob, logged, attempts=41)
    seen.append(version())
    logged = void_outreach(alice, logged)
    seen.append(version())
    restore_outreach(alice, logged)
    seen.append(version())
    assert len(set(seen)) == 5


def test_place_note_and_reason_stand_nowhere_in_clear(home: Path, bob: Actor, alice: Actor) -> None:
    logged = log_outreach(
        bob,
        kind="house meeting",
        place="Calle Invisible 17",
        note="Doña Secreta hosts",
        signatures=4,
    )
    logged = edit_outreach(bob, logged, place="Calle Callada 3", note="Don Oculto hosts")
    void_outreach(alice, logged, "Doña Secreta asked for it")
    written = repr(everything())
    for file in home.glob("contamos.db*"):
        written += file.read_bytes().decode(errors="ignore")
    assert "house meeting" in written
    for word in ("Invisible", "Secreta", "Callada", "Oculto"):
        assert word not in written
    assert [change.reason for change in _history(bob, logged.id)] == [
        *("", "Doña Secreta asked for it")
    ]


def test_a_blob_moved_to_another_row_does_not_open(bob: Actor) -> None:
    mine, other = log_outreach(bob, place="Calle Invisible 17"), log_outreach(bob)
    with writing() as session:
        moved = session.get_one(Outreach, other.id)
        moved.sealed = session.get_one(Outreach, mine.id).sealed
        session.add(moved)
    with pytest.raises(Damaged):
        _seen(bob, other.id)
    assert installation.verify() == [f"outreach {other.id}: its sealed part does not open"]
