"""The two measures: what happened, where they stand, what comes next."""

from datetime import date
from typing import Any

import pytest

from db import committees, measure_status, measures
from db.actor import Actor
from db.committees import MemberCreate
from db.engine import reading, writing
from db.errors import Conflict, NotAllowed, NotFound
from db.measure_status import ListedSponsor, MeasureStatus, RecordedAction
from db.measures import ActionCreate, HearingCreate
from db.models import Action, Hearing, MeasureKind
from db.stance_entry import StanceCreate, set_stances, undo
from tests.db.support import TODAY, YESTERDAY, key, nothing_written, refused, version
from tests.db.test_seats import leave, take
from tests.support import at

ORDINANCE = "welcoming-city-ordinance"
RESOLUTION = "fop-contract-resolution"
INTRODUCED = date(2017, 2, 22)


def _add(actor: Actor, step: str, day: date | None = TODAY, **fields: Any) -> Action:
    # Days and corrections are tried here; what its path allows is in test_pipelines.py.
    anyway = {"anyway_reason": "as the Clerk has it"}
    fields = {"measure": ORDINANCE, "key": key(), **anyway, **fields}
    with writing() as session:
        return measures.add_action(
            session, actor, ActionCreate(step=step, happened_on=day, **fields)
        )


def _announce(actor: Actor, day: date | None, **fields: Any) -> Hearing:
    fields = {
        "measure": ORDINANCE,
        "body": "Committee on Human Relations",
        "key": key(),
        **fields,
    }
    with writing() as session:
        return measures.set_hearing(session, actor, HearingCreate(scheduled_for=day, **fields))


def _status(actor: Actor, slug: str = ORDINANCE) -> MeasureStatus:
    with reading() as session:
        return next(m for m in measure_status.all_measures(session, actor) if m.slug == slug)


def _entry(actor: Actor, step: str, slug: str = ORDINANCE) -> RecordedAction:
    """The entry of a step that stands."""
    return next(
        action
        for action in _status(actor, slug).history
        if action.step.name == step and action.superseded_at is None
    )


def _path(actor: Actor, slug: str = ORDINANCE) -> list[str]:
    return [stage.name for stage in _status(actor, slug).path]


def test_both_measures_start_in_committee_since_their_introduction(bob: Actor) -> None:
    with reading() as session:
        ordinance, resolution = measure_status.all_measures(session, bob)
    assert (ordinance.record_number, resolution.record_number) == ("O2017-1018", "R2017-125")
    assert (ordinance.kind, resolution.kind) == (MeasureKind.ORDINANCE, MeasureKind.RESOLUTION)
    for measure in (ordinance, resolution):
        assert measure.standing.stage.name == "referred"
        assert measure.standing.since == INTRODUCED
        assert measure.days_in_stage == 61
        assert measure.standing.reached == {"introduced", "referred"}
        assert not measure.term_ended
        assert measure.next_hearing is None
        assert [a.step.name for a in measure.history] == ["referred", "introduced"]
        assert measure.clerk_url.startswith("https://chicago.legistar.com/LegislationDetail")


def test_everyone_signed_in_sees_the_measures(
    alice: Actor, bob: Actor, charlie: Actor, cora: Actor
) -> None:
    for actor in (alice, bob, charlie, cora):
        assert _status(actor).slug == ORDINANCE


def test_an_ordinance_goes_all_the_way(alice: Actor) -> None:
    for day, (step, stage) in enumerate(
        [
            ("hearing", "hearing"),
            ("committee passed", "committee vote"),
            ("reported", "reported"),
            ("passed", "council vote"),
            ("signed", "mayor"),
            ("in effect", "in effect"),
        ],
        start=1,
    ):
        _add(alice, step, date(2017, 4, day))
        assert _status(alice).standing.stage.name == stage
        assert _status(alice).standing.since == date(2017, 4, day)
    assert _path(alice) == [
        "introduced",
        "referred",
        "hearing",
        "committee vote",
        "reported",
        "council vote",
        "mayor",
        "in effect",
    ]


def test_a_resolution_ends_with_its_adoption(cora: Actor) -> None:
    for day, step in enumerate(["hearing", "committee passed", "reported", "adopted"], start=1):
        _add(cora, step, date(2017, 4, day), measure=RESOLUTION)
    assert _status(cora, RESOLUTION).standing.stage.name == "adopted"
    assert _path(cora, RESOLUTION)[-1] == "adopted"
    assert "mayor" not in _path(cora, RESOLUTION)
    with refused("happened_on"):
        _add(cora, "tabled", TODAY, measure=RESOLUTION)


def test_a_step_of_the_other_kind_is_refused(alice: Actor) -> None:
    ordinances_own = ("passed", "signed", "unsigned", "vetoed", "overridden", "in effect")
    for step in (*ordinances_own, "no such step", "", None, 1, ["hearing"]):
        with refused("step"):
            _add(alice, step, measure=RESOLUTION)  # type: ignore[arg-type]
    with refused("step"):
        _add(alice, "adopted")


def test_a_veto_and_its_override_show_once_they_have_happened(alice: Actor) -> None:
    assert "vetoed" not in _path(alice)
    _add(alice, "passed", date(2017, 4, 1))
    _add(alice, "vetoed", date(2017, 4, 2))
    assert _path(alice)[-3:] == ["mayor", "vetoed", "in effect"]
    assert _status(alice).standing.stage.name == "vetoed"
    _add(alice, "overridden", date(2017, 4, 3))
    assert _path(alice)[-4:] == ["mayor", "vetoed", "override", "in effect"]


def test_deferred_and_published_is_a_detour(alice: Actor) -> None:
    assert "deferred" not in _path(alice)
    _add(alice, "deferred")
    assert "deferred" in _path(alice)
    assert "deferred" not in _path(alice, RESOLUTION)


def test_a_measure_that_is_held_stands_beside_its_path(alice: Actor) -> None:
    _add(alice, "held", date(2017, 4, 10))
    held = _status(alice)
    assert (held.standing.stage.name, held.standing.step.name) == ("referred", "held")
    assert held.days_in_stage == 14
    _add(alice, "discharged", date(2017, 4, 20))
    assert _status(alice).standing.stage.name == "reported"


def test_a_re_referral_sends_it_back_to_committee(alice: Actor) -> None:
    _add(alice, "hearing", date(2017, 4, 10))
    _add(alice, "re-referred", date(2017, 4, 20), committee="Committee on Rules")
    standing = _status(alice).standing
    assert (standing.stage.name, standing.since) == ("referred", date(2017, 4, 20))
    assert "hearing" in standing.reached


def test_a_referral_says_to_which_committee_whoever_acted(alice: Actor) -> None:
    for fields in ({}, {"body": "City Council"}, {"committee": " "}):
        with refused("committee"):
            _add(alice, "re-referred", **fields)
    with refused("committee"):  # the committee that holds a hearing acted
        _add(alice, "hearing", committee="Committee on Rules")
    _add(alice, "re-referred", body="City Council", committee="Committee on Rules")
    assert _status(alice).in_committee == "Committee on Rules"
    assert _entry(alice, "re-referred").body == "Committee on Rules"


def test_days_in_stage_count_in_chicago(alice: Actor) -> None:
    _add(alice, "hearing", TODAY)
    assert _status(alice).days_in_stage == 0
    with at("2017-04-25T00:01"):
        assert _status(alice).days_in_stage == 1


def test_a_step_that_moves_nothing_leaves_the_day_it_stands_since(alice: Actor) -> None:
    _add(alice, "amended", TODAY)
    assert _status(alice).standing.since == INTRODUCED


def test_a_substituted_record_gets_an_s(alice: Actor) -> None:
    _add(alice, "substituted")
    assert _status(alice).record_number == "SO2017-1018"
    assert _status(alice, RESOLUTION).record_number == "R2017-125"
    _add(alice, "substituted", measure=RESOLUTION)
    assert _status(alice, RESOLUTION).record_number == "SR2017-125"


def test_steps_may_be_recorded_late_and_are_kept_in_their_order(alice: Actor) -> None:
    _add(alice, "committee passed", date(2017, 4, 20))
    _add(alice, "hearing", date(2017, 4, 10))
    assert _status(alice).standing.stage.name == "committee vote"
    assert [a.step.name for a in _status(alice).history] == [
        "committee passed",
        "hearing",
        "referred",
        "introduced",
    ]


def test_nothing_follows_an_end(alice: Actor) -> None:
    for step in ("withdrawn", "filed", "failed"):
        wrong = _add(alice, step, date(2017, 4, 10))
        ended = _status(alice).standing
        assert (ended.stage.name, ended.step.name) == ("referred", step)
        with refused("happened_on"):
            _add(alice, "hearing", date(2017, 4, 11))
        # What happened before it may still be recorded.
        _add(alice, "hearing", date(2017, 4, 9), key=f"a hearing before {step}")
        _add(alice, "held", date(2017, 4, 9), supersedes=wrong.id, reason="it did not end")
        _undo_hearings(alice)


def _undo_hearings(alice: Actor) -> None:
    _add(
        alice,
        "amended",
        date(2017, 4, 1),
        supersedes=_entry(alice, "hearing").id,
        reason="was not a hearing",
    )
    _add(
        alice,
        "amended",
        date(2017, 4, 1),
        supersedes=_entry(alice, "held").id,
        reason="was not held either",
    )


def test_what_is_recorded_late_for_its_last_day_does_not_bring_it_back(alice: Actor) -> None:
    _add(alice, "failed", TODAY)
    _add(alice, "hearing", TODAY)
    assert _status(alice).standing.step.name == "failed"
    assert _status(alice).history[0].step.name == "failed"
    with at("2017-04-25T09:00"), refused("happened_on"):
        _add(alice, "hearing", date(2017, 4, 25))


def test_it_can_not_have_ended_before_its_last_step(alice: Actor) -> None:
    _add(alice, "hearing", date(2017, 4, 10))
    with refused("happened_on"):
        _add(alice, "failed", date(2017, 4, 9))
    _add(alice, "failed", date(2017, 4, 10))


def test_a_day_before_the_introduction_or_in_the_future_is_refused(alice: Actor) -> None:
    for day in (date(2017, 2, 21), date(2017, 4, 25), date.min, date.max, None, "2017-04-01", 1):
        with refused("happened_on"):
            _add(alice, "hearing", day)  # type: ignore[arg-type]


def test_texts_that_are_too_long_or_no_links_are_refused(alice: Actor) -> None:
    for field, values in {
        "body": ["x" * 121, 7],
        "note": ["x" * 1_001, 7],
        "source_url": ["javascript:alert(1)", "x" * 501, "chicago.legistar.com"],
        "key": ["", None, "x" * 65, "\x00" * 20],
    }.items():
        for value in values:  # type: ignore[attr-defined]
            with refused(field):
                _add(alice, "hearing", **{field: value})


def test_a_step_sent_twice_is_one_step(alice: Actor) -> None:
    press = key()
    first = _add(alice, "hearing", key=press)
    with nothing_written():
        assert _add(alice, "hearing", key=press).id == first.id


def test_a_correction_keeps_what_it_corrects_and_says_who_and_why(
    alice: Actor, dora: Actor
) -> None:
    wrong = _add(alice, "hearing", date(2017, 4, 10), note="Room 201")
    before = version()
    _add(dora, "hearing", date(2017, 4, 11), supersedes=wrong.id, reason="it was a day later")
    assert version() == before + 1
    history = {action.id: action for action in _status(alice).history}
    old = history[wrong.id or 0]
    assert (old.recorded_by, old.superseded_by) == ("Alice", "Dora")
    assert old.superseded_reason == "it was a day later"
    assert old.superseded_at is not None
    assert (old.happened_on, old.note) == (date(2017, 4, 10), "Room 201")
    assert _status(alice).standing.since == date(2017, 4, 11)


def test_a_correction_needs_a_reason(alice: Actor) -> None:
    wrong = _add(alice, "hearing")
    for reason in ("", "  ", "\u200b", "x" * 201):
        with refused("reason"):
            _add(alice, "held", supersedes=wrong.id, reason=reason)


def test_an_entry_is_corrected_only_once(alice: Actor, dora: Actor) -> None:
    wrong = _add(alice, "hearing")
    right = _add(alice, "held", supersedes=wrong.id, reason="it was held")
    with nothing_written(), pytest.raises(Conflict):
        _add(dora, "tabled", supersedes=wrong.id, reason="no, tabled")
    _add(dora, "tabled", supersedes=right.id, reason="no, tabled")
    assert _status(alice).standing.step.name == "tabled"


def test_an_entry_of_the_other_measure_is_not_found(alice: Actor) -> None:
    other = _add(alice, "hearing", measure=RESOLUTION)
    for supersedes in (other.id, 0, -1, 999, 2**31, 10**30, "1", True):
        with nothing_written(), pytest.raises(NotFound):
            _add(alice, "hearing", supersedes=supersedes, reason="x")


def test_the_introduction_can_be_corrected_but_not_lost(alice: Actor) -> None:
    introduction = _entry(alice, "introduced")
    with refused("step"):
        _add(alice, "introduced", INTRODUCED)
    with refused("step"):
        _add(alice, "hearing", TODAY, supersedes=introduction.id, reason="x")
    with refused("happened_on"):  # its referral was on the 22nd
        _add(alice, "introduced", date(2017, 2, 23), supersedes=introduction.id, reason="x")
    _add(alice, "introduced", date(2017, 2, 20), supersedes=introduction.id, reason="earlier")
    with refused("happened_on"):
        _add(alice, "hearing", date(2017, 2, 19))
    _add(alice, "hearing", date(2017, 2, 21))


def test_a_vote_recorded_as_a_stance_does_not_come_to_lie_before_the_introduction(
    alice: Actor,
) -> None:
    press = key()
    for evidence in ("public statement", "vote"):
        said = StanceCreate(22, "yes", evidence, date(2017, 3, 1))
        with writing() as session:
            set_stances(
                session, alice, ORDINANCE, [said], key=press if evidence == "vote" else key()
            )
    referral = _entry(alice, "referred")
    fields = {"committee": "Committee on Human Relations", "reason": "the day"}
    _add(alice, "referred", TODAY, supersedes=referral.id, **fields)
    introduction = _entry(alice, "introduced")
    with refused("happened_on"):
        _add(alice, "introduced", date(2017, 3, 2), supersedes=introduction.id, reason="the day")
    with writing() as session:
        undo(session, alice, ORDINANCE, press)
    _add(alice, "introduced", date(2017, 3, 2), supersedes=introduction.id, reason="the day")


def test_a_corrected_introduction_still_comes_before_the_referral_of_that_day(
    alice: Actor,
) -> None:
    introduction = _entry(alice, "introduced")
    again = _add(alice, "introduced", INTRODUCED, supersedes=introduction.id, reason="a note")
    assert _status(alice).standing.stage.name == "referred"
    _add(alice, "introduced", INTRODUCED, supersedes=again.id, reason="another note")
    assert _status(alice).standing.stage.name == "referred"
    stands = [a.step.name for a in _status(alice).history if a.superseded_at is None]
    assert stands == ["referred", "introduced"]


def test_staff_do_not_record_steps_or_hearings(bob: Actor, charlie: Actor) -> None:
    for actor in (bob, charlie):
        with nothing_written(), pytest.raises(NotAllowed):
            _add(actor, "hearing")
        with nothing_written(), pytest.raises(NotAllowed):
            _announce(actor, TODAY)


def test_a_measure_nobody_knows_is_not_found(alice: Actor) -> None:
    with nothing_written(), pytest.raises(NotFound):
        _add(alice, "hearing", measure="O2017-1018")
    with nothing_written(), pytest.raises(NotFound):
        _announce(alice, TODAY, measure="")


def test_the_next_hearing_is_the_one_announced_last(alice: Actor, cora: Actor) -> None:
    _announce(alice, date(2017, 5, 3), place="Council Chamber, 10:00")
    _announce(cora, date(2017, 5, 10), place="Room 201-A", source_url="https://chicityclerk.com")
    hearing = _status(alice).next_hearing
    assert hearing is not None
    assert hearing.scheduled_for == date(2017, 5, 10)
    assert (hearing.place, hearing.recorded_by) == ("Room 201-A", "Cora")
    assert _status(alice, RESOLUTION).next_hearing is None


def test_a_hearing_is_next_until_its_day_is_over(alice: Actor) -> None:
    _announce(alice, TODAY)
    with at("2017-04-24T23:59"):
        assert _status(alice).next_hearing is not None
    with at("2017-04-25T00:00"):
        assert _status(alice).next_hearing is None


def test_hearings_that_make_no_sense_are_refused(alice: Actor) -> None:
    for day in (date(2017, 4, 23), date(2019, 5, 21), None, "2017-05-03"):
        with refused("scheduled_for"):
            _announce(alice, day)  # type: ignore[arg-type]
    for field, problem, values in (
        ("body", "hearing_body", ["", "  ", "x" * 121, None]),
        ("place", "hearing_place", ["x" * 121, 7]),
        ("source_url", "hearing_source_url", ["javascript:alert(1)"]),
        ("key", "key", ["", None]),
    ):
        for value in values:
            with refused(problem):
                _announce(alice, TODAY, **{field: value})


def test_a_hearing_sent_twice_is_one_hearing(alice: Actor) -> None:
    press = key()
    first = _announce(alice, TODAY, key=press)
    with nothing_written():
        assert _announce(alice, TODAY, key=press).id == first.id


def test_after_the_term_what_is_pending_has_died_and_can_be_recorded_so(alice: Actor) -> None:
    with at("2019-05-20T12:00"):
        assert not _status(alice).term_ended
    with at("2019-05-21T12:00"):
        assert _status(alice).term_ended
        _add(alice, "failed", date(2019, 5, 20))
        assert _status(alice).standing.step.name == "failed"
        _announce(alice, date(2019, 6, 1))  # a new term may take it up


def test_only_the_lead_sponsor_is_known_before_the_end_of_the_term(bob: Actor) -> None:
    assert _status(bob).sponsors == (ListedSponsor(35, "Carlos Ramirez-Rosa", None),)
    assert _status(bob, RESOLUTION).sponsors == (ListedSponsor(6, "Roderick T. Sawyer", None),)
    with at("2019-05-20T09:00"):
        assert len(_status(bob).sponsors) == 28
        assert len(_status(bob, RESOLUTION).sponsors) == 24
        both = set(_status(bob).sponsors) & set(_status(bob, RESOLUTION).sponsors)
        assert len(both) == 15


def test_a_publication_or_repeal_after_it_took_effect_leaves_that_day_to_be_entered_and_corrected(
    alice: Actor,
) -> None:
    for step, day in (("hearing", 1), ("committee passed", 2), ("passed", 3), ("signed", 4)):
        _add(alice, step, date(2017, 4, day))
    _add(alice, "published", date(2017, 4, 12))
    with refused("happened_on"):  # it did not take effect before it was signed
        _add(alice, "in effect", date(2017, 4, 3))
    _add(alice, "in effect", date(2017, 4, 10))
    _add(alice, "repealed", date(2017, 4, 20))
    wrong = _entry(alice, "in effect")
    _add(alice, "in effect", date(2017, 4, 11), supersedes=wrong.id, reason="a slip")
    assert [(each.step.name, each.happened_on.day) for each in _status(alice).history[:3]] == [
        ("repealed", 20), ("published", 12), ("in effect", 11),
    ]  # fmt: skip
    assert _status(alice).standing.step.name == "repealed"


def test_a_sponsor_who_left_the_council_says_so_from_the_day_after(alice: Actor) -> None:
    leave(alice, 35, YESTERDAY)
    assert _status(alice).sponsors == (ListedSponsor(35, "Carlos Ramirez-Rosa", YESTERDAY),)
    take(alice, 35, "Carlos Ramirez-Rosa", held_on=TODAY)  # and is back
    assert _status(alice).sponsors == (ListedSponsor(35, "Carlos Ramirez-Rosa", None),)
    leave(alice, 35, TODAY)
    assert _status(alice).sponsors == (ListedSponsor(35, "Carlos Ramirez-Rosa", None),)


def test_who_chairs_the_committee_that_has_it_is_named_when_known(alice: Actor) -> None:
    assert _status(alice).chair is None
    with writing() as session:
        known = committees.committees(session, alice)
        [relations] = [each for each in known if each.name == "Committee on Human Relations"]
        new = MemberCreate(relations.id, 14, "chair", TODAY, key())
        committees.add_member(session, alice, new)
    chair = _status(alice).chair
    assert chair is not None
    assert (chair.ward, chair.name) == (14, "Edward M. Burke")
    _add(alice, "re-referred", committee="Committee on Nothing Known")
    assert _status(alice).chair is None
    _add(alice, "re-referred", committee="committee on  human relations")  # as somebody typed it
    assert _status(alice).chair == chair
