"""The whip count: what a stance counts as, of whom, since when, and until when."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from db import stance_entry, whip
from db.actor import Actor
from db.engine import reading, writing
from db.errors import Conflict, Doubtful, NotAllowed, NotFound
from db.models import Evidence, Position, SeatHolder
from db.stance_entry import StanceCreate
from db.whip import SeatStance, Side, WhipCount
from tests.db.support import TODAY, key, nothing_written, refused
from tests.support import at

ORDINANCE = "welcoming-city-ordinance"
RESOLUTION = "fop-contract-resolution"
ALL_VALUES = [(position, evidence) for position in Position for evidence in Evidence]


def new(ward: int | None = 22, **fields: Any) -> StanceCreate:
    good = {"position": "yes", "evidence": "public statement", "said_on": TODAY}
    return StanceCreate(ward, **{**good, **fields})


def say(actor: Actor, *stances: StanceCreate, measure: str = ORDINANCE, press: str = "") -> str:
    press = press or key()
    with writing() as session:
        stance_entry.set_stances(session, actor, measure, stances or (new(),), key=press)
    return press


def count(actor: Actor, measure: str = ORDINANCE, as_of: date | None = None) -> WhipCount:
    with reading() as session:
        return whip.whip_count(session, actor, measure, as_of=as_of)


def seat(actor: Actor, ward: int = 22, **fields: Any) -> SeatStance:
    return next(seat for seat in count(actor, **fields).seats if seat.ward == ward)


def replace_holder(ward: int, name: str, last: date, first: date | None) -> None:
    """The seat's holder leaves, and somebody else comes or nobody."""
    with writing() as session:
        holder = session.get_one(SeatHolder, ward)
        assert holder.ward == ward
        holder.until = last
        session.add(holder)
        if first:
            session.add(SeatHolder(ward=ward, name=name, legistar_name=name, held_on=first))


def test_at_first_nothing_is_known_and_no_sponsor_counts_as_a_yes(bob: Actor) -> None:
    now = count(bob)
    assert now.counts[Side.UNKNOWN] == 50
    assert sum(now.counts.values()) == 50
    assert (now.needed, now.override) == (26, 34)
    lead = seat(bob, 35)
    assert (lead.sponsor, lead.side) == (1, Side.UNKNOWN)


def test_the_sponsors_of_the_terms_end_are_marked_only_when_asked_for(bob: Actor) -> None:
    with reading() as session:
        asked = whip.whip_count(session, bob, ORDINANCE, final_sponsors=True)
    marked = [
        sum(seat.sponsor is not None for seat in known.seats) for known in (count(bob), asked)
    ]
    assert marked == [1, 28]
    assert asked.counts == count(bob).counts


@pytest.mark.parametrize("today", ["2019-05-20T09:00", "2026-04-24T09:00"])
def test_when_the_term_has_ended_they_are_still_marked_only_when_asked_for(
    bob: Actor, today: str
) -> None:
    with at(today):
        assert sum(seat.sponsor is not None for seat in count(bob).seats) == 1
        with reading() as session:
            asked = whip.whip_count(session, bob, ORDINANCE, final_sponsors=True)
    assert sum(seat.sponsor is not None for seat in asked.seats) == 28


@pytest.mark.parametrize(("position", "evidence"), ALL_VALUES)
def test_firm_is_public_written_voted_or_said_to_two(
    alice: Actor, position: Position, evidence: Evidence
) -> None:
    say(alice, new(position=position, evidence=evidence))
    firm = evidence in ("vote", "public statement", "written", "said to two of us")
    expected = {
        Position.YES: Side.FIRM_YES if firm else Side.SOFT_YES,
        Position.LEAN_YES: Side.SOFT_YES,
        Position.UNDECIDED: Side.UNDECIDED,
        Position.UNKNOWN: Side.UNKNOWN,
        Position.LEAN_NO: Side.SOFT_NO,
        Position.NO: Side.FIRM_NO if firm else Side.SOFT_NO,
    }
    assert seat(alice).side == expected[position]


def test_past_its_expiry_a_yes_is_soft_and_asks_to_be_confirmed(alice: Actor) -> None:
    say(alice, new(expires_on=TODAY + timedelta(days=10)))
    assert seat(alice).side is Side.FIRM_YES
    with at("2017-05-04T09:00"):
        assert seat(alice).side is Side.SOFT_YES
        assert seat(alice).expired
        assert seat(alice, as_of=date(2017, 5, 3)).side is Side.FIRM_YES


def test_the_count_as_of_a_past_day_is_what_had_been_said_by_then(alice: Actor) -> None:
    say(alice, new(said_on=date(2017, 4, 10), position="undecided"))
    say(alice, new(said_on=date(2017, 4, 20), position="no"))
    say(alice, new(said_on=date(2017, 4, 12), position="lean yes"))  # heard of later
    sides = {day: seat(alice, as_of=date(2017, 4, day)).side for day in (9, 10, 12, 19, 20, 24)}
    assert sides == {
        9: Side.UNKNOWN,
        10: Side.UNDECIDED,
        12: Side.SOFT_YES,
        19: Side.SOFT_YES,
        20: Side.FIRM_NO,
        24: Side.FIRM_NO,
    }
    with reading() as session:
        days = [day for day, _ in whip.count_over_time(session, alice, ORDINANCE)]
    assert days[-4:] == [date(2017, 4, n) for n in (10, 12, 20, 24)]
    with refused("as_of"):
        count(alice, as_of=TODAY + timedelta(days=1))


def test_the_two_measures_are_counted_apart(alice: Actor) -> None:
    say(alice, measure=RESOLUTION)
    assert seat(alice, measure=RESOLUTION).side is Side.FIRM_YES
    assert seat(alice).side is Side.UNKNOWN


def test_ten_at_once_are_one_press_and_one_undo(alice: Actor, dora: Actor) -> None:
    press = say(alice, *(new(ward) for ward in range(1, 11)))
    say(alice, *(new(ward) for ward in range(1, 11)), press=press)  # sent twice
    assert count(alice).counts[Side.FIRM_YES] == 10
    with reading() as session:
        assert len(stance_entry.last_press(session, alice, ORDINANCE)) == 10
        assert stance_entry.last_press(session, dora, ORDINANCE) == []
    with nothing_written(), pytest.raises(NotAllowed), writing() as session:
        stance_entry.undo(session, dora, ORDINANCE, press)
    with writing() as session:
        assert stance_entry.undo(session, alice, ORDINANCE, press) == 10
    assert count(alice).counts[Side.UNKNOWN] == 50
    with pytest.raises(Conflict), writing() as session:
        stance_entry.undo(session, alice, ORDINANCE, press)
    with pytest.raises(NotFound), writing() as session:
        stance_entry.undo(session, alice, ORDINANCE, "no such press")
    with reading() as session:
        [undone] = whip.stance_history(session, alice, ORDINANCE, 5)
    assert undone.undone_by == "Alice"


def test_a_stance_stays_with_the_person_who_held_the_seat(alice: Actor) -> None:
    say(alice, new(said_on=date(2017, 4, 3)))
    replace_holder(22, "Ana Nueva", last=date(2017, 4, 10), first=date(2017, 4, 15))
    now = seat(alice)
    assert (now.name, now.side) == ("Ana Nueva", Side.UNKNOWN)
    assert seat(alice, as_of=date(2017, 4, 12)).side is Side.VACANT
    assert seat(alice, as_of=date(2017, 4, 10)).side is Side.FIRM_YES


def test_a_stance_for_a_vacant_seat_is_refused_and_nothing_is_half_written(alice: Actor) -> None:
    replace_holder(22, "", last=date(2017, 4, 10), first=None)
    with refused("ward.22"):
        say(alice, new(21), new(22))
    assert count(alice).counts[Side.VACANT] == 1
    assert count(alice).counts[Side.FIRM_YES] == 0


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"ward": 51}, "ward.51"),
        ({"ward": None}, "ward.None"),
        ({"position": "maybe"}, "position.22"),
        ({"evidence": "a dream"}, "evidence.22"),
        ({"said_on": TODAY + timedelta(days=1)}, "said_on.22"),
        ({"said_on": date(2015, 5, 17)}, "said_on.22"),
        ({"said_on": None}, "said_on.22"),
        ({"expires_on": TODAY}, "expires_on.22"),
        ({"source_url": "javascript:alert(1)"}, "source_url.22"),
    ],
)
def test_what_can_not_be_a_stance_is_refused(
    alice: Actor, fields: dict[str, Any], field: str
) -> None:
    with refused(field):
        say(alice, new(**fields))


def test_nobody_voted_on_it_before_it_was_introduced(alice: Actor) -> None:
    with refused("evidence.22"):
        say(alice, new(evidence="vote", said_on=date(2017, 2, 21)))
    say(alice, new(evidence="vote", said_on=date(2017, 2, 22)))


def test_what_was_said_before_the_introduction_is_asked_about_once(alice: Actor) -> None:
    early = [new(said_on=date(2017, 2, 21)), new(5, said_on=date(2015, 5, 18)), new(6)]
    with nothing_written(), pytest.raises(Doubtful) as doubt:
        say(alice, *early)
    assert doubt.value.message.values == {"day": date(2017, 2, 22), "wards": "5, 22"}
    with writing() as session:
        stance_entry.set_stances(session, alice, ORDINANCE, early, key=key(), sure=True)
    assert seat(alice, as_of=date(2017, 2, 21)).side is Side.FIRM_YES


def test_one_ward_twice_in_one_press_is_refused(alice: Actor) -> None:
    with refused("ward.22"):
        say(alice, new(22), new(22, position="no"))


def test_staff_see_the_count_and_record_nothing(
    alice: Actor, bob: Actor, charlie: Actor, cora: Actor
) -> None:
    press = say(alice)
    say(cora, new(23))
    attempts: list[Callable[[], object]] = [
        lambda: say(bob),
        lambda: say(charlie),
    ]
    for attempt in attempts:
        with nothing_written(), pytest.raises(NotAllowed):
            attempt()
    with nothing_written(), pytest.raises(NotAllowed), writing() as session:
        stance_entry.undo(session, bob, ORDINANCE, press)
    for actor in (bob, charlie):
        assert count(actor).counts[Side.FIRM_YES] == 2
