"""The next date of a measure: the nearer of its announced hearing and its next meeting.

What was announced before the Council decided is of a way that is behind the measure.
"""

from datetime import date, timedelta

import pytest

from db import measure_status, meetings
from db.actor import Actor
from db.engine import reading, writing
from db.errors import NotAllowed, NotFound
from db.measures import (
    ActionCreate,
    HearingCreate,
    add_action,
    announced_date,
    set_hearing,
    withdraw_hearing,
)
from db.models import Action, Meeting
from tests.db.support import TODAY, key, version
from tests.db.test_meetings import ORDINANCE, call_off, enter
from tests.support import at


def announce(actor: Actor, day: date) -> None:
    with writing() as session:
        new = HearingCreate(ORDINANCE, day, "A committee", key())
        set_hearing(session, actor, new)


def test_the_next_date_is_the_nearer_of_hearing_and_meeting(alice: Actor) -> None:
    def found() -> tuple[str, date, bool] | None:
        with reading() as session:
            there = meetings.next_date(session, ORDINANCE)
        return there and (there.body, there.scheduled_for, there.starts_at is not None)

    assert found() is None
    enter(alice, title="Not about it")
    enter(alice, kind="action", title="Our rally", measure=ORDINANCE, day=TODAY)
    assert found() is None
    far = enter(alice, title="Council vote", measure=ORDINANCE, day=date(2017, 5, 24))
    assert found() == ("Council vote", date(2017, 5, 24), True)
    announce(alice, date(2017, 5, 10))
    assert found() == ("A committee", date(2017, 5, 10), False)
    near = enter(alice, kind="hearing", title="Hearing", measure=ORDINANCE, day=date(2017, 5, 10))
    assert found() == ("Hearing", date(2017, 5, 10), True)  # of the same day: it has a time
    call_off(alice, near)
    assert found() == ("A committee", date(2017, 5, 10), False)
    with at("2017-05-11T00:00"):
        assert found() == ("Council vote", date(2017, 5, 24), True)
    with at("2017-05-24T23:59"):  # until its day is over
        assert found() == ("Council vote", date(2017, 5, 24), True)
    with at("2017-05-25T00:00"):
        assert found() is None
    call_off(alice, far)
    with reading() as session:
        assert meetings.next_date(session, "no such measure") is None


def test_an_announced_date_that_does_not_take_place_is_withdrawn(
    alice: Actor, bob: Actor, cora: Actor
) -> None:
    announce(alice, date(2017, 5, 10))
    with reading() as session:
        hearing = announced_date(session, bob, ORDINANCE)
    assert hearing is not None
    with pytest.raises(NotAllowed), writing() as session:
        withdraw_hearing(session, bob, hearing.id)
    before = version()
    for _ in range(2):
        with writing() as session:
            withdraw_hearing(session, cora, hearing.id)
    assert version() == before + 1
    with reading() as session:
        assert announced_date(session, bob, ORDINANCE) is None
        assert meetings.next_date(session, ORDINANCE) is None
    with pytest.raises(NotFound), writing() as session:
        withdraw_hearing(session, alice, 999)
    announce(alice, date(2017, 5, 12))
    with at("2017-05-13T09:00"), reading() as session:
        assert announced_date(session, bob, ORDINANCE) is None


HEARD = date(2017, 5, 10)


def happens(actor: Actor, step: str, day: date, **correction: object) -> Action:
    fields = {"key": key(), "anyway_reason": "as the Clerk has it", **correction}
    with writing() as session:
        return add_action(session, actor, ActionCreate(ORDINANCE, step, day, **fields))  # type: ignore[arg-type]


def shown(actor: Actor) -> date | None:
    """The next date that Measures shows."""
    with reading() as session:
        [ordinance, _resolution] = measure_status.all_measures(session, actor)
    return ordinance.next_hearing and ordinance.next_hearing.scheduled_for


@pytest.mark.parametrize("step", ["passed", "failed", "withdrawn", "filed"])
def test_a_hearing_announced_before_it_was_decided_is_not_its_next_date(
    alice: Actor, step: str
) -> None:
    announce(alice, HEARD)
    enter(alice, title="Council vote", measure=ORDINANCE, day=date(2017, 5, 24))
    with at("2017-04-24T10:00"):
        assert shown(alice) == HEARD
        happens(alice, step, TODAY)
        assert shown(alice) is None
    with at("2017-04-24T10:05"):  # what is announced now is about what is ahead of it
        announce(alice, HEARD)
        assert shown(alice) == HEARD


@pytest.mark.parametrize("step", ["hearing", "committee passed", "held", "tabled", "substituted"])
def test_while_it_is_pending_its_hearing_stays_its_next_date(alice: Actor, step: str) -> None:
    announce(alice, HEARD)
    with at("2017-04-24T10:00"):
        happens(alice, step, TODAY)
        assert shown(alice) == HEARD


def test_a_decision_recorded_late_or_corrected_leaves_the_dates_of_the_days_after_it(
    alice: Actor,
) -> None:
    with at("2017-04-26T09:00"):
        announce(alice, HEARD)
    with at("2017-04-28T09:00"):
        passed = happens(alice, "passed", TODAY)
        assert shown(alice) == HEARD
    with at("2017-04-29T09:00"):
        happens(alice, "passed", TODAY, supersedes=passed.id, reason="a note")
        assert shown(alice) == HEARD
        happens(alice, "vetoed", date(2017, 4, 29))  # pending again, and its old hearing is not
        assert shown(alice) == HEARD


def test_a_correction_leaves_the_dates_announced_on_the_day_of_the_decision(alice: Actor) -> None:
    with at("2017-04-24T10:00"):
        passed = happens(alice, "passed", TODAY)
    with at("2017-04-24T15:00"):
        announce(alice, HEARD)
    for day in (28, 29):  # twice
        with at(f"2017-04-{day}T09:00"):
            passed = happens(alice, "passed", TODAY, supersedes=passed.id, reason="a link")
            assert shown(alice) == HEARD


def test_a_step_corrected_to_be_the_decision_leaves_the_dates_from_before_behind(
    alice: Actor,
) -> None:
    with at("2017-04-24T10:00"):
        heard = happens(alice, "hearing", TODAY)
    with at("2017-04-24T11:00"):
        announce(alice, HEARD)
    with at("2017-04-24T12:00"):
        happens(alice, "passed", TODAY, supersedes=heard.id, reason="it was the vote")
        assert shown(alice) is None


def test_a_veto_does_not_bring_back_the_hearing_of_before_it_passed(alice: Actor) -> None:
    announce(alice, HEARD)
    with at("2017-04-25T09:00"):
        happens(alice, "passed", date(2017, 4, 25))
        happens(alice, "vetoed", date(2017, 4, 25))
        assert shown(alice) is None


def test_a_passage_that_was_a_mistake_gives_the_hearing_back(alice: Actor) -> None:
    announce(alice, HEARD)
    with at("2017-04-24T10:00"):
        passed = happens(alice, "passed", TODAY)
        happens(alice, "hearing", TODAY, supersedes=passed.id, reason="only heard")
        assert shown(alice) == HEARD


def test_what_died_with_its_term_has_only_dates_entered_since(alice: Actor) -> None:
    with at("2019-05-20T09:00"):
        made = enter(alice, title="Council vote", measure=ORDINANCE, day=date(2019, 5, 20))
        with writing() as session:  # as it was entered when such a day was taken
            later = session.get_one(Meeting, made.id)
            later.starts_at += timedelta(days=23)
        assert shown(alice) == date(2019, 6, 12)
    with at("2019-05-21T09:00"):
        assert shown(alice) is None
        announce(alice, date(2019, 6, 1))  # a new term may take it up
        assert shown(alice) == date(2019, 6, 1)
