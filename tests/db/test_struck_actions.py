"""A step that never happened is struck: it stays to be read and counts for nothing any more."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from db import measure_status, struck_actions
from db.actor import Actor
from db.engine import reading, writing
from db.errors import Conflict, Doubtful, NotAllowed, NotFound
from db.measure_status import MeasureStatus
from db.models import Action, AuditEntry
from tests.db.support import TODAY, nothing_written, refused, version
from tests.db.test_roll_calls import (
    ORDINANCE,
    RESOLUTION,
    happened,
    missed,
    record,
    recorded,
    votes,
)
from tests.db.test_roll_calls import void as void_vote


def strike(
    actor: Actor,
    action_id: Any,
    reason: str = "there was no hearing",
    *,
    measure: str = ORDINANCE,
    sure: bool = False,
) -> Action:
    with writing() as session:
        return struck_actions.strike_action(
            session, actor, measure, action_id, reason=reason, sure=sure
        )


def status(actor: Actor) -> MeasureStatus:
    with reading() as session:
        return measure_status.all_measures(session, actor)[0]


@pytest.mark.parametrize("person", ["alice", "cora"])
def test_a_struck_step_no_longer_counts_and_stays_in_the_history(
    person: str, request: pytest.FixtureRequest, bob: Actor
) -> None:
    actor = request.getfixturevalue(person)
    hearing = happened(actor, ORDINANCE, "hearing", date(2017, 4, 20))
    assert status(bob).standing.stage.name == "hearing"
    before = version()
    strike(actor, hearing.id)
    assert version() == before + 1
    now = status(bob)
    assert now.standing.stage.name == "referred"
    [struck] = [each for each in now.history if each.struck]
    assert (struck.id, struck.superseded_by) == (hearing.id, actor.name)
    assert struck.superseded_reason == "there was no hearing"
    assert struck.void_roll_call is None


def test_the_audit_log_says_which_step_was_struck_and_not_why(alice: Actor) -> None:
    hearing = happened(alice, ORDINANCE, "hearing")
    strike(alice, hearing.id, reason="Rosa heard it wrong")
    with reading() as session:
        entry = session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).first()
    assert entry is not None
    assert (entry.action, entry.subject) == ("strike action", f"action {hearing.id}")
    assert entry.details == {"measure": ORDINANCE, "step": "hearing", "day": "2017-04-24"}


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_it_takes_a_reason(alice: Actor, reason: str) -> None:
    hearing = happened(alice, ORDINANCE, "hearing")
    with refused("strike_reason"):
        strike(alice, hearing.id, reason)


def test_the_introduction_stays(alice: Actor) -> None:
    introduced = status(alice).history[-1]
    assert introduced.step.name == "introduced"
    with refused("strike_reason"):
        strike(alice, introduced.id)


def test_a_step_that_later_ones_rest_on_is_asked_about(alice: Actor) -> None:
    hearing = happened(alice, ORDINANCE, "committee passed", date(2017, 4, 20))
    happened(alice, ORDINANCE, "reported", date(2017, 4, 21))
    happened(alice, ORDINANCE, "sponsors changed", date(2017, 4, 21))
    with nothing_written(), pytest.raises(Doubtful) as doubt:
        strike(alice, hearing.id)
    assert str(doubt.value.message) == (
        "Its path led through this step to: Reported to the Council. These stay. Strike it anyway?"
    )
    strike(alice, hearing.id, sure=True)
    assert status(alice).standing.stage.name == "reported"


def test_the_last_step_is_struck_without_a_question(alice: Actor) -> None:
    happened(alice, ORDINANCE, "committee passed", date(2017, 4, 20))
    strike(alice, happened(alice, ORDINANCE, "reported", date(2017, 4, 21)).id)
    assert status(alice).standing.stage.name == "committee vote"


def test_what_is_struck_or_corrected_already_is_a_conflict(alice: Actor, dora: Actor) -> None:
    hearing = happened(alice, ORDINANCE, "hearing", date(2017, 4, 20))
    right = happened(alice, ORDINANCE, "held", TODAY, supersedes=hearing.id, reason="held")
    with nothing_written(), pytest.raises(Conflict):
        strike(dora, hearing.id)
    strike(dora, right.id)
    with nothing_written(), pytest.raises(Conflict):
        strike(alice, right.id)


@pytest.mark.parametrize("action_id", [0, 999, None, "3", 2**40])
def test_a_step_that_is_not_there_is_not_found(alice: Actor, action_id: Any) -> None:
    with nothing_written(), pytest.raises(NotFound):
        strike(alice, action_id)


def test_a_step_of_the_other_measure_is_not_found(alice: Actor) -> None:
    hearing = happened(alice, ORDINANCE, "hearing")
    with nothing_written(), pytest.raises(NotFound):
        strike(alice, hearing.id, measure=RESOLUTION)
    with nothing_written(), pytest.raises(NotFound):
        strike(alice, hearing.id, measure="no such measure")


def test_staff_strike_nothing(alice: Actor, bob: Actor, charlie: Actor) -> None:
    hearing = happened(alice, ORDINANCE, "hearing")
    for actor in (bob, charlie):
        with nothing_written(), pytest.raises(NotAllowed):
            strike(actor, hearing.id)


def test_a_roll_call_misses_the_step_that_was_struck(alice: Actor) -> None:
    passed = happened(alice, ORDINANCE, "passed")
    made = record(alice, votes(30, 20), action_id=passed.id)
    assert (missed(made), recorded(made).action_id) == (None, passed.id)
    strike(alice, passed.id)
    assert (missed(made), recorded(made).action_id) == ("passed", None)


def resting_on(actor: Actor, step: str) -> str | None:
    """The reason of the void roll call that Measures shows beside a step."""
    [action] = [each for each in status(actor).history if each.step.name == step]
    return action.void_roll_call and action.void_roll_call.void_reason


@pytest.mark.parametrize("linked", [True, False])
def test_a_step_whose_roll_call_is_void_says_so_until_another_one_stands(
    alice: Actor, bob: Actor, linked: bool
) -> None:
    passed = happened(alice, ORDINANCE, "passed")
    made = record(alice, votes(30, 20), action_id=passed.id if linked else None)
    assert resting_on(bob, "passed") is None
    void_vote(alice, made, "the wrong list")
    assert resting_on(bob, "passed") == "the wrong list"
    assert resting_on(bob, "referred") is None
    record(alice, votes(31, 19))
    assert resting_on(bob, "passed") is None


def test_a_void_list_reads_as_it_was(alice: Actor) -> None:
    made = record(alice, votes(25, 18, absent=3, not_voting=2, present=1, recused=1))
    void_vote(alice, made, "one vote is wrong")
    first = recorded(made)
    again = recorded(record(alice, first.text, sure=False))
    assert again.votes == first.votes
    assert len(again.votes) == 50
