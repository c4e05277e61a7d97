"""A roll call beside the count of the evening before: who voted as counted, who moved."""

from datetime import date
from typing import Any

import pytest

from db import stance_entry
from db.actor import Actor
from db.committees import committee_on
from db.engine import reading, writing
from db.errors import NotFound
from db.models import RollCall, VoteOption
from db.roll_call_comparison import NO_SIDES, YES_SIDES, Comparison, Outcome, compare
from db.stance_entry import StanceCreate
from db.whip import Side
from tests.db.support import TODAY, key
from tests.db.test_roll_calls import ORDINANCE, RELATIONS, record, void, votes
from tests.support import at

EVE = date(2017, 4, 23)


def say(actor: Actor, position: str, *wards: int, said_on: date = EVE, **given: Any) -> None:
    evidence = given.get("evidence", "public statement")
    new = [StanceCreate(ward, position, evidence, said_on) for ward in wards]
    with writing() as session:
        stance_entry.set_stances(session, actor, ORDINANCE, new, key=key())


def compared(actor: Actor, made: RollCall) -> Comparison:
    with reading() as session:
        found = compare(session, actor, made.id)
    assert found is not None
    return found


def test_who_voted_as_counted_who_moved_and_how_well_it_was_predicted(
    alice: Actor, bob: Actor
) -> None:
    with at("2017-04-23T18:00"):
        say(alice, "yes", *range(1, 30))
        say(alice, "lean yes", 30, 31)
        say(alice, "no", 40, 41, 42)
        say(alice, "undecided", 45)
    made = record(alice, votes(28, 16, not_voting=6))  # yes 1–28, no 29–44, not voting 45–50
    found = compared(bob, made)
    assert found.as_of == EVE
    assert found.counted(YES_SIDES) == 31
    assert found.voted(YES_SIDES, VoteOption.YES) == 28
    assert found.counted(NO_SIDES) == 3
    assert found.voted(NO_SIDES, VoteOption.NO) == 3
    moved = [each for each in found.votes if each.outcome is Outcome.MOVED]
    assert [(each.vote.ward, each.side) for each in moved] == [
        (29, Side.FIRM_YES),
        (30, Side.SOFT_YES),
        (31, Side.SOFT_YES),
    ]
    assert found.outcomes() == {
        Outcome.MOVED: 3,
        Outcome.AS_COUNTED: 28 + 3,
        Outcome.DECIDED: 10,
        Outcome.DID_NOT_VOTE: 6,
    }
    assert found.votes[0].outcome is Outcome.MOVED
    assert sum(found.outcomes().values()) == len(found.votes) == 50


def test_what_was_recorded_after_the_vote_is_no_prediction(alice: Actor) -> None:
    with at("2017-04-22T10:00"):
        say(alice, "undecided", 1, said_on=date(2017, 4, 20))
    say(alice, "yes", 1)  # said the day before, recorded on the day of the vote
    made = record(alice, votes(30, 20))
    with at("2017-04-25T10:00"):
        say(alice, "yes", 2)
    sides = {each.vote.ward: each.side for each in compared(alice, made).votes}
    assert (sides[1], sides[2]) == (Side.UNDECIDED, Side.UNKNOWN)


def test_what_was_undone_after_the_vote_had_been_counted(alice: Actor) -> None:
    presses = {ward: key() for ward in (1, 2, 31)}
    with at("2017-04-22T10:00"), writing() as session:
        for ward, press in presses.items():
            said = StanceCreate(ward, "yes", "public statement", date(2017, 4, 20))
            stance_entry.set_stances(session, alice, ORDINANCE, [said], key=press)
    with at("2017-04-23T10:00"), writing() as session:
        stance_entry.undo(session, alice, ORDINANCE, presses[2])
    made = record(alice, votes(30, 20))
    with at("2017-04-25T10:00"), writing() as session:
        stance_entry.undo(session, alice, ORDINANCE, presses[31])  # who voted no
    found = compared(alice, made)
    sides = {each.vote.ward: each.side for each in found.votes}
    assert (sides[1], sides[2], sides[31]) == (Side.FIRM_YES, Side.UNKNOWN, Side.FIRM_YES)
    assert found.outcomes()[Outcome.MOVED] == 1


def test_a_roll_call_recorded_anew_was_known_from_the_day_of_its_vote(alice: Actor) -> None:
    with reading() as session:
        relations = committee_on(session, RELATIONS, TODAY).id
    earlier: dict[str, Any] = {
        "motion": "recommend",
        "committee_id": relations,
        "held_on": date(2017, 4, 10),
    }
    with at("2017-04-10T18:00"):
        first = record(alice, votes(13, 2), **earlier)
    made = record(alice, votes(30, 20))
    before = compared(alice, made)
    with at("2017-04-26T10:00"):
        void(alice, first, reason="the link was missing")
        record(alice, votes(13, 2), source_url="https://example.org/journal", **earlier)
    assert compared(alice, made).outcomes() == before.outcomes()
    assert compared(alice, made).counted(YES_SIDES) == 13


def test_the_vote_itself_is_no_prediction_either(alice: Actor) -> None:
    made = record(alice, votes(30, 20), held_on=date(2017, 4, 19))
    assert compared(alice, made).counted(YES_SIDES | NO_SIDES) == 0


@pytest.mark.parametrize("motion", ["discharge", "table", "suspend", "other"])
def test_a_motion_about_procedure_is_compared_with_nothing(alice: Actor, motion: str) -> None:
    made = record(alice, votes(11, 36), motion=motion)
    with reading() as session:
        assert compare(session, alice, made.id) is None


def test_a_roll_call_that_is_not_there_is_not_found(alice: Actor) -> None:
    with reading() as session, pytest.raises(NotFound):
        compare(session, alice, 999)
