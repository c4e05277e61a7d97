"""The whole calendar: what is in it, for whom, and which part of it a filter shows."""

from datetime import date, time

import pytest
from sqlmodel import select

from db import agenda, clock
from db.actor import Actor
from db.agenda import AgendaFilter, Entry, EntryKind
from db.engine import reading, writing
from db.models import LobbyVisit, SeatHolder
from tests.db.support import TODAY, key
from tests.db.test_meetings import ORDINANCE, call_off, committee, enter
from tests.db.test_next_date import announce
from tests.support import at

RESOLUTION = "fop-contract-resolution"


def entries(actor: Actor) -> tuple[Entry, ...]:
    with reading() as session:
        return agenda.agenda(session, actor)


def shown(actor: Actor, **only: object) -> list[str]:
    days = agenda.chosen(entries(actor), AgendaFilter(**only), clock.now())  # type: ignore[arg-type]
    return [
        f"ward {each.ward}" if each.kind is EntryKind.VISIT else each.title
        for _, found in days
        for each in found
    ]


def plan_visit(
    actor: Actor, ward: int, day: date, *, measure: int | None = None, **more: object
) -> None:
    with writing() as session:
        holder = session.exec(select(SeatHolder).where(SeatHolder.ward == ward)).one()
        session.add(
            LobbyVisit(
                holder_id=holder.id,
                organization_id=actor.organization_id,
                measure_id=measure,
                planned_for=day,
                ask="Sign the pledge",
                answer="Maybe",
                recorded_by=actor.user_id,
                recorded_at=clock.now(),
                idempotency_key=key(),
                **more,
            )
        )


def test_meetings_hearings_and_visits_stand_in_the_order_of_time(
    alice: Actor, charlie: Actor
) -> None:
    enter(alice, title="Late", begins=time(20), day=date(2017, 5, 10))
    enter(alice, title="Early", begins=time(8), day=date(2017, 5, 10))
    enter(alice, title="Before midnight", begins=time(23, 30), day=date(2017, 5, 9))
    announce(alice, date(2017, 5, 10))
    plan_visit(charlie, 22, date(2017, 5, 8))
    assert shown(charlie) == ["ward 22", "Before midnight", "A committee", "Early", "Late"]
    assert [each.day.day for each in entries(charlie)] == [8, 9, 10, 10, 10]


def test_everyone_signed_in_sees_the_same(
    alice: Actor, bob: Actor, dora: Actor, cora: Actor
) -> None:
    enter(alice, kind="action", title="Our night", organization="mijente")
    for actor in (alice, bob, dora, cora):
        [entry] = entries(actor)
        assert (entry.title, entry.organization, entry.recorded_by) == (
            "Our night",
            "mijente",
            "Alice",
        )


def test_of_a_visit_only_who_goes_where_is_shown(alice: Actor, dora: Actor) -> None:
    plan_visit(alice, 22, date(2017, 5, 8))
    plan_visit(alice, 23, date(2017, 5, 8), cancelled_at=clock.now())
    [visit] = entries(dora)
    assert (visit.kind, visit.organization, visit.ward) == (EntryKind.VISIT, "mijente", 22)
    assert visit.title == "Ricardo Muñoz"
    everything = repr(visit)
    for secret in ("Sign the pledge", "Maybe", "Alice"):
        assert secret not in everything


def test_what_is_over_is_past_and_a_whole_day_lasts_until_midnight(alice: Actor) -> None:
    enter(alice, title="From nine to ten", begins=time(9), minutes=60, day=TODAY)
    announce(alice, TODAY)
    plan_visit(alice, 22, date(2017, 4, 20))
    with at("2017-04-24T09:59"):
        assert shown(alice) == ["A committee", "From nine to ten"]
    with at("2017-04-24T10:00"):
        assert shown(alice) == ["A committee"]
        assert shown(alice, past=True) == ["From nine to ten", "ward 22"]
    with at("2017-04-25T00:00"):
        assert shown(alice) == []


def test_a_filter_by_kind_and_by_measure(alice: Actor) -> None:
    enter(alice, title="Council", measure=ORDINANCE)
    enter(alice, title="Theirs", kind="committee", committee_id=committee(), measure=RESOLUTION)
    enter(alice, title="About neither")
    plan_visit(alice, 1, date(2017, 5, 2))  # about both measures
    plan_visit(alice, 2, date(2017, 5, 2), measure=2)
    assert shown(alice, measure=ORDINANCE) == ["Council", "ward 1"]
    assert shown(alice, measure=RESOLUTION) == ["Theirs", "ward 1", "ward 2"]
    assert shown(alice, kinds=(EntryKind.COUNCIL,)) == ["Council", "About neither"]
    assert shown(alice, kinds=(EntryKind.COMMITTEE, EntryKind.VISIT)) == [
        "Theirs",
        "ward 1",
        "ward 2",
    ]


def test_what_is_called_off_says_so_and_a_superseded_hearing_is_gone(alice: Actor) -> None:
    call_off(alice, enter(alice))
    announce(alice, date(2017, 5, 10))
    announce(alice, date(2017, 5, 17))
    assert [(each.title, each.called_off, each.day.day) for each in entries(alice)] == [
        ("City Council", True, 1),
        ("A committee", False, 17),
    ]


@pytest.mark.parametrize("changed", [False, True])
def test_a_date_keeps_its_uid_and_no_other_has_it(alice: Actor, changed: bool) -> None:
    made = enter(alice)
    enter(alice)
    before = {each.meeting_id: each.uid for each in entries(alice)}
    assert len(set(before.values())) == 2
    if changed:
        call_off(alice, made)
    assert {each.meeting_id: each.uid for each in entries(alice)} == before
