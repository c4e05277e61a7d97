"""What was entered wrongly of a seat's holder is put right, as long as nothing contradicts it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from db import committees, lobby_visits, relationships, seat_corrections, stance_entry
from db.actor import Actor
from db.committees import MemberCreate
from db.council import SeatOnDay
from db.engine import reading, writing
from db.errors import Conflict, NotAllowed, NotFound
from db.lobby_visits import VisitCreate
from db.models import AuditEntry, SeatHolder
from db.seat_corrections import TermUpdate
from db.stance_entry import StanceCreate
from tests.db.support import TODAY, key, nothing_written, refused, version
from tests.db.test_roll_calls import record, void
from tests.db.test_seats import FIRST, LAST, leave, seat, take
from tests.support import at

ORDINANCE = "welcoming-city-ordinance"


def correct(
    actor: Actor,
    holder: SeatHolder,
    held_on: Any = FIRST,
    came_by: str | None = "appointed",
    revision: int | None = None,
) -> SeatHolder:
    seen = holder.revision if revision is None else revision
    with writing() as session:
        return seat_corrections.correct_term(
            session, actor, holder.id, TermUpdate(held_on, came_by), revision=seen
        )


def remove(
    actor: Actor, holder: SeatHolder, reason: str = "the wrong ward", revision: int | None = None
) -> None:
    seen = holder.revision if revision is None else revision
    with writing() as session:
        seat_corrections.remove_holder(session, actor, holder.id, revision=seen, reason=reason)


def names(found: SeatOnDay) -> list[str]:
    return [each.name for each in found.known]


@pytest.fixture
def nina(alice: Actor) -> SeatHolder:
    """Entered in ward 22 from 15 April, after Ricardo Muñoz's last day on the 10th."""
    leave(alice)
    return take(alice, name="Nina New")


def said(actor: Actor, day: date) -> str:
    press = key()
    new = StanceCreate(22, "yes", "written", day)
    with writing() as session:
        stance_entry.set_stances(session, actor, ORDINANCE, [new], key=press)
    return press


def voted(actor: Actor, day: date) -> Callable[[], object]:
    made = record(actor, "Nina New\tYea", held_on=day)
    return lambda: void(actor, made)


def visited(actor: Actor, day: date) -> Callable[[], object]:
    with writing() as session:
        visit = lobby_visits.plan_visit(session, actor, VisitCreate(22, day, "Vote.", key=key()))
        planned, revision = visit.id, visit.revision

    def call_off() -> None:
        with writing() as session:
            lobby_visits.call_off(session, actor, planned, revision=revision)

    return call_off


def seated(actor: Actor, day: date) -> Callable[[], object]:
    with writing() as session:
        known = committees.committees(session, actor)
        new = MemberCreate(known[0].id, 22, "member", day, key())
        member = committees.add_member(session, actor, new).id

    def end() -> None:
        with writing() as session:
            committees.end_membership(session, actor, member, day)

    return end


def led(actor: Actor, day: date) -> Callable[[], object]:
    with writing() as session:
        lead = relationships.set_lead(session, actor, 22, "mijente", seen=None)
        seen = lead.id if lead else None

    def release() -> None:
        with writing() as session:
            relationships.set_lead(session, actor, 22, None, seen=seen)

    return release


def stated(actor: Actor, day: date) -> Callable[[], object]:
    press = said(actor, day)

    def undo() -> None:
        with writing() as session:
            stance_entry.undo(session, actor, ORDINANCE, press)

    return undo


@pytest.mark.parametrize("person", ["alice", "cora"])
def test_a_first_day_and_how_they_came_are_corrected(
    person: str, request: pytest.FixtureRequest, nina: SeatHolder
) -> None:
    before = version()
    correct(request.getfixturevalue(person), nina, date(2017, 4, 12), "elected")
    assert version() == before + 1
    now = seat(22, date(2017, 4, 12)).holder
    assert now is not None
    assert (now.name, now.held_on, now.came_by) == ("Nina New", date(2017, 4, 12), "elected")
    assert seat(22, date(2017, 4, 11)).holder is None


def test_what_is_the_same_writes_nothing(alice: Actor, nina: SeatHolder) -> None:
    with nothing_written():
        correct(alice, nina)


def test_who_is_known_from_the_roster_may_stay_without_how_they_came(alice: Actor) -> None:
    with writing() as session:
        munoz = session.get_one(SeatHolder, 22)
    now = correct(alice, munoz, date(2017, 3, 1), "")
    assert (now.held_on, now.came_by) == (date(2017, 3, 1), "")
    with refused("came_by"):
        correct(alice, now, date(2017, 3, 1), "inherited")
    now = correct(alice, now, date(2017, 3, 1), "elected")
    with refused("came_by"):
        correct(alice, now, date(2017, 3, 1), "")


@pytest.mark.parametrize(
    "held_on", [None, LAST, date(2017, 4, 1), date(1066, 10, 14), date(2018, 6, 1)], ids=str
)
def test_a_first_day_in_anothers_term_or_that_can_not_be_is_refused(
    alice: Actor, nina: SeatHolder, held_on: date | None
) -> None:
    with refused("held_on"):
        correct(alice, nina, held_on)


def test_a_first_day_after_the_last_is_refused(alice: Actor, nina: SeatHolder) -> None:
    left = leave(alice, last=date(2017, 4, 20))
    with refused("held_on"):
        correct(alice, left, date(2017, 4, 21))


def test_nobody_is_moved_into_days_on_which_they_hold_another_seat(
    alice: Actor, nina: SeatHolder
) -> None:
    leave(alice, 23, date(2017, 4, 5))
    take(alice, 23, name="Nina New", held_on=date(2017, 4, 6), until=date(2017, 4, 13))
    with refused("held_on"):
        correct(alice, nina, date(2017, 4, 13))
    correct(alice, nina, date(2017, 4, 14))


@pytest.mark.parametrize("trace", [voted, stated, seated])
def test_a_first_day_after_something_is_recorded_of_them_is_refused(
    alice: Actor, nina: SeatHolder, trace: Callable[[Actor, date], Callable[[], object]]
) -> None:
    trace(alice, date(2017, 4, 18))
    with refused("held_on"):
        correct(alice, nina, date(2017, 4, 19))
    correct(alice, nina, date(2017, 4, 18))


def test_who_is_known_first_held_the_seat_before_whatever_the_first_day(alice: Actor) -> None:
    said(alice, date(2017, 4, 3))
    with writing() as session:
        munoz = session.get_one(SeatHolder, 22)
    correct(alice, munoz, date(2017, 4, 5), "")


@pytest.mark.parametrize("person", ["alice", "cora"])
def test_somebody_entered_by_mistake_is_removed_and_the_history_says_why(
    person: str, request: pytest.FixtureRequest, nina: SeatHolder
) -> None:
    actor = request.getfixturevalue(person)
    before = seat(22)
    remove(actor, nina)
    now = seat(22)
    assert (now.holder, names(now)) == (None, ["Ricardo Muñoz"])
    [gone] = now.removed
    assert (gone.holder.name, gone.removed_by, gone.reason) == (
        "Nina New",
        actor.name,
        "the wrong ward",
    )
    assert now.revision > before.revision
    with reading() as session:
        entry = session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).first()
    assert entry is not None
    assert (entry.action, entry.subject) == ("remove holder", f"seat holder {nina.id}")
    assert entry.details == {"ward": 22, "day": FIRST.isoformat()}


def test_then_the_right_person_takes_the_seat_or_the_one_before_keeps_it(
    alice: Actor, nina: SeatHolder
) -> None:
    remove(alice, nina)
    again = take(alice, name="Nina New")  # the same name and day: she is entered anew
    assert again.id != nina.id
    assert names(seat(22)) == ["Ricardo Muñoz", "Nina New"]


@pytest.mark.parametrize("trace", [voted, stated, visited, seated, led])
def test_nobody_is_removed_of_whom_something_stands(
    alice: Actor, nina: SeatHolder, trace: Callable[[Actor, date], Callable[[], object]]
) -> None:
    take_back = trace(alice, TODAY)
    with nothing_written(), pytest.raises(Conflict) as refusal:
        remove(alice, nina)
    assert "Nina New can't be removed while this stands: " in str(refusal.value.message)
    take_back()
    remove(alice, nina)
    assert seat(22).holder is None
    with reading() as session:
        known = committees.committees(session, alice)
    assert not [each for one in known for each in (*one.members, *one.others) if each.ward == 22]


@pytest.mark.parametrize("trace", [seated, led])
def test_a_committee_or_a_lead_that_ended_with_the_term_hinders_nobody(
    alice: Actor, nina: SeatHolder, trace: Callable[[Actor, date], Callable[[], object]]
) -> None:
    with at("2017-04-22T09:00"):
        trace(alice, FIRST)
    ended = leave(alice, last=date(2017, 4, 23))
    take(alice, name="Olga Other", held_on=TODAY)  # so that the last day can't be taken back
    remove(alice, ended)
    assert names(seat(22)) == ["Ricardo Muñoz", "Olga Other"]


def test_a_sponsor_is_not_removed(alice: Actor) -> None:
    with writing() as session:
        sponsor = session.get_one(SeatHolder, 35)
    with nothing_written(), pytest.raises(Conflict):
        remove(alice, sponsor)


@pytest.mark.parametrize("reason", ["", " ", "x" * 201])
def test_it_takes_a_reason(alice: Actor, nina: SeatHolder, reason: str) -> None:
    with refused("reason"):
        remove(alice, nina, reason)


def test_who_saw_an_older_state_is_told(alice: Actor, dora: Actor, nina: SeatHolder) -> None:
    correct(alice, nina, date(2017, 4, 12), revision=0)
    with nothing_written(), pytest.raises(Conflict):
        correct(dora, nina, date(2017, 4, 13), revision=0)
    with nothing_written(), pytest.raises(Conflict):
        remove(dora, nina, revision=0)
    remove(dora, nina, revision=1)
    with nothing_written(), pytest.raises(NotFound):
        remove(alice, nina, revision=2)


@pytest.mark.parametrize("holder_id", [0, 999, None, "22", 2**40])
def test_a_holder_that_is_not_there_is_not_found(alice: Actor, holder_id: Any) -> None:
    holder = SeatHolder(id=holder_id, ward=22, name="x", legistar_name="x", held_on=FIRST)
    for command in (correct, remove):
        with nothing_written(), pytest.raises(NotFound):
            command(alice, holder)  # type: ignore[operator]


def test_staff_correct_and_remove_nothing(bob: Actor, charlie: Actor, nina: SeatHolder) -> None:
    for actor in (bob, charlie):
        with nothing_written(), pytest.raises(NotAllowed):
            correct(actor, nina, date(2017, 4, 12))
        with nothing_written(), pytest.raises(NotAllowed):
            remove(actor, nina)
