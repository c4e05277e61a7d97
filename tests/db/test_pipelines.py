"""The two paths: what leads where, whose gate is ahead, and three real histories."""

from datetime import date, timedelta
from typing import Any

import pytest

from db import council_rules, measure_status, measures
from db.actor import Actor
from db.clerk_actions import clerk_words, step_of
from db.council_rules import RuleUpdate
from db.engine import reading, writing
from db.errors import Conflict, Invalid, Message, NotAllowed, NotFound
from db.measure_status import MeasureStatus
from db.measures import ActionCreate
from db.models import Measure, MeasureKind
from db.pipelines import stages, steps
from tests.db.support import TODAY, key, nothing_written, refused
from tests.support import at

ORDINANCE = "welcoming-city-ordinance"
RESOLUTION = "fop-contract-resolution"
KINDS = list(MeasureKind)


def add(actor: Actor, measure: str, clerk_action: str, day: date, **fields: Any) -> None:
    """Record what the Clerk's record says, in its own words."""
    new = ActionCreate(measure, None, day, key(), clerk_action=clerk_action, **fields)
    with writing() as session:
        measures.add_action(session, actor, new)


def step(actor: Actor, name: str, day: date, **fields: Any) -> None:
    """Record a step of the ordinance by its own name."""
    with writing() as session:
        measures.add_action(session, actor, ActionCreate(ORDINANCE, name, day, key(), **fields))


def stands(actor: Actor) -> list[str]:
    """The ordinance's steps that stand, in the order in which they happened."""
    history = status(actor).history
    return [each.step.name for each in reversed(history) if each.superseded_at is None]


def of_another_term(slug: str, kind: MeasureKind, first: date, last: date) -> None:
    with writing() as session:
        session.add(
            Measure(
                slug=slug,
                record_number=slug,
                kind=kind,
                short_title=slug,
                title=slug,
                committee="Committee on Committees, Rules and Ethics",
                clerk_url="https://chicago.legistar.com/",
                term_starts_on=first,
                term_ends_on=last,
            )
        )


def stood(actor: Actor, slug: str, day: date) -> tuple[str, str]:
    """Stage and step at the end of a day."""
    with reading() as session:
        here = measure_status.measure_standing(session, actor, slug, day)
    return here.stage.name, here.step.name


def status(actor: Actor, slug: str = ORDINANCE) -> MeasureStatus:
    with reading() as session:
        known = measure_status.all_measures(session, actor)
    return next(each for each in known if each.slug == slug)


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_o2017_1018_was_referred_and_died_with_its_term(bob: Actor) -> None:
    with at("2019-06-10T09:00"):
        for day in every_day(date(2017, 2, 22), date(2019, 5, 20)):
            assert stood(bob, ORDINANCE, day) == ("referred", "referred")
        for day in every_day(date(2019, 5, 21), date(2019, 6, 10)):
            assert stood(bob, ORDINANCE, day) == ("referred", "died")
        died = status(bob)
    assert died.standing.died
    assert died.standing.since == date(2019, 5, 21)
    assert not died.outcome_recorded
    assert died.gate is None


def test_o2021_117_passed_within_nine_days_and_was_signed(alice: Actor) -> None:
    of_another_term("O2021-117", KINDS[0], date(2019, 5, 20), date(2023, 5, 15))
    with at("2021-03-01T09:00"):
        for words, day in (
            ("Direct Introduction", date(2021, 1, 19)),
            ("Recommended to Pass", date(2021, 1, 19)),
            ("Passed", date(2021, 1, 27)),
            ("Signed by Mayor", date(2021, 2, 23)),
        ):
            add(alice, "O2021-117", words, day)
        for first, last, expected in (
            (date(2021, 1, 19), date(2021, 1, 26), ("committee vote", "committee passed")),
            (date(2021, 1, 27), date(2021, 2, 22), ("council vote", "passed")),
            (date(2021, 2, 23), date(2021, 3, 1), ("mayor", "signed")),
        ):
            for day in every_day(first, last):
                assert stood(alice, "O2021-117", day) == expected
    with at("2023-06-01T09:00"):  # what was decided in time does not die with the term
        assert stood(alice, "O2021-117", date(2023, 6, 1)) == ("mayor", "signed")


def test_the_discharge_attempts_of_2013_left_both_where_they_were(alice: Actor) -> None:
    first, last = date(2011, 5, 16), date(2015, 5, 17)
    of_another_term("O2013-5698", KINDS[0], first, last)
    of_another_term("R2013-739", KINDS[1], first, last)
    voted = date(2013, 11, 13)
    with at("2015-06-01T09:00"):
        for slug, introduced in (
            ("O2013-5698", date(2013, 7, 24)),
            ("R2013-739", date(2013, 9, 11)),
        ):
            add(alice, slug, "Introduced", introduced)
            add(alice, slug, "Referred", introduced, committee="Committee on Human Relations")
        with writing() as session:
            failed = ActionCreate(
                "O2013-5698", "discharge failed", voted, key(), note="11 to 36 against"
            )
            measures.add_action(session, alice, failed)
        add(alice, "R2013-739", "Tabled", voted, note="the motion to discharge, 32 to 15")
        for day in every_day(date(2013, 9, 11), voted - timedelta(days=1)):
            assert stood(alice, "O2013-5698", day) == ("referred", "referred")
            assert stood(alice, "R2013-739", day) == ("referred", "referred")
        for day in every_day(voted, last):
            assert stood(alice, "O2013-5698", day) == ("referred", "referred")
            assert stood(alice, "R2013-739", day) == ("referred", "tabled")
        for day in every_day(last + timedelta(days=1), date(2015, 6, 1)):
            assert stood(alice, "O2013-5698", day) == ("referred", "died")
            assert stood(alice, "R2013-739", day) == ("referred", "died")


def test_all_42_of_the_clerks_words_are_steps(home: object) -> None:
    words = {kind: set(clerk_words(kind)) for kind in KINDS}
    assert len(words[KINDS[0]] | words[KINDS[1]]) == 42
    assert words[KINDS[0]] - words[KINDS[1]] == {
        "Vetoed",
        "Signed by Mayor",
        "Published in Special Pamphlet",
        "Repealed",
    }


@pytest.mark.parametrize(
    ("kind", "words", "classification"),
    [
        (MeasureKind.RESOLUTION, "Adopted as Substitute", "passage"),
        (MeasureKind.ORDINANCE, "Vetoed", "executive-veto"),
        (MeasureKind.ORDINANCE, "Deferred and Published", "deferral"),
        (MeasureKind.RESOLUTION, "  deferred   AND published ", "deferral"),
    ],
)
def test_what_the_clerks_record_classes_wrongly_is_right_here(
    kind: MeasureKind, words: str, classification: str
) -> None:
    step = step_of(kind, words)
    assert step is not None
    assert step.classification == classification


def test_a_resolution_that_passed_is_adopted() -> None:
    adopted = steps(KINDS[1])["adopted"]
    assert step_of(KINDS[1], "Passed") is step_of(KINDS[1], "Adopted") is adopted
    assert step_of(KINDS[0], "Adopted") is None


@pytest.mark.parametrize("kind", KINDS)
def test_every_step_comes_after_stages_of_its_own_path(kind: MeasureKind) -> None:
    names = {stage.name for stage in stages(kind)}
    for step in steps(kind).values():
        assert step.stage is None or step.stage in names, step.name
        own = {stage for stage in step.after if stage in names}
        assert not step.after or own, step.name


def test_what_the_path_does_not_allow_is_refused_unless_recorded_anyway(alice: Actor) -> None:
    day = date(2017, 4, 3)
    for words in ("Passed", "Signed by Mayor", "Repealed"):
        with refused("anyway_reason"):
            add(alice, ORDINANCE, words, day)
    add(alice, ORDINANCE, "Passed", day, anyway_reason="so says the Journal, page 41")
    now = status(alice)
    assert now.standing.stage.name == "council vote"
    assert now.history[0].anyway_reason == "so says the Journal, page 41"
    assert now.history[0].clerk_action == "Passed"


def test_a_refusal_names_the_stage_and_where_the_path_leads_from_there(alice: Actor) -> None:
    with pytest.raises(Invalid) as refusal:
        add(alice, ORDINANCE, "Signed by Mayor", date(2017, 4, 3))
    message = refusal.value.problems["anyway_reason"]
    assert str(message.values["stage"]) == "In committee"
    named = [str(step) for step in message.values["steps"]]
    assert {"Hearing held", "Committee recommended to pass", "Held in committee"} <= set(named)
    assert not {"Passed by the Council", "Signed by the Mayor", "Withdrawn"} & set(named)
    assert "On 2017-04-03 it stood at “In committee”" in str(message)
    add(alice, ORDINANCE, "Passed", date(2017, 4, 3), anyway_reason="the Journal")
    with pytest.raises(Invalid) as refusal:
        add(alice, ORDINANCE, "Recommended to Pass", date(2017, 4, 4))
    assert str(refusal.value.problems["anyway_reason"]) == (
        "Its path does not lead there. On 2017-04-04 it stood at “Passed by Council”; from there "
        "its path leads to: Signed by the Mayor; Let stand without signature; Vetoed by the Mayor. "
        "If the Clerk's record says so, record it anyway and write down why."
    )


def test_a_reason_that_was_not_needed_is_not_kept(alice: Actor) -> None:
    add(alice, ORDINANCE, "Held in Committee", TODAY, anyway_reason="just in case")
    assert status(alice).history[0].anyway_reason == ""


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"clerk_action": "Sent to the moon"}, "clerk_action"),
        ({"clerk_action": "Adopted"}, "clerk_action"),
        ({"clerk_action": ""}, "step"),
        ({"clerk_action": "Passed", "step": "held"}, "clerk_action"),
        ({"clerk_action": "x" * 121, "step": "held"}, "clerk_action"),
        ({"step": "adopted"}, "step"),
        ({"step": "held", "anyway_reason": "x" * 201}, "anyway_reason"),
    ],
)
def test_words_that_are_no_step_of_the_measure_are_refused(
    alice: Actor, fields: dict[str, Any], field: str
) -> None:
    values = {"step": None, **fields}
    with refused(field), writing() as session:
        new = ActionCreate(measure=ORDINANCE, happened_on=TODAY, key=key(), **values)
        measures.add_action(session, alice, new)


def test_a_report_entered_after_the_passage_of_its_day_came_before_it(alice: Actor) -> None:
    with at("2018-06-01T09:00"):
        add(alice, ORDINANCE, "Recommended to Pass", date(2018, 1, 10))
        add(alice, ORDINANCE, "Passed", date(2018, 1, 17))
        step(alice, "reported", date(2018, 1, 17))  # nothing to ask: its path leads there
        assert status(alice).standing.step.name == "passed"
        assert stands(alice)[-2:] == ["reported", "passed"]
    with at("2019-06-10T09:00"):
        assert not status(alice).standing.died


def test_an_entry_is_corrected_at_its_place_among_those_of_its_day(alice: Actor) -> None:
    with at("2018-06-01T09:00"):
        add(alice, ORDINANCE, "Recommended to Pass", date(2018, 1, 10))
        step(alice, "reported", date(2018, 1, 17))
        add(alice, ORDINANCE, "Passed", date(2018, 1, 17))
        wrong = next(each for each in status(alice).history if each.step.name == "reported")
        step(
            alice,
            "reported",
            date(2018, 1, 17),
            source_url="https://example.org/journal",
            supersedes=wrong.id,
            reason="the link was missing",
        )
        assert stands(alice)[-3:] == ["committee passed", "reported", "passed"]
        assert status(alice).standing.step.name == "passed"


def test_what_no_place_of_its_day_makes_right_is_the_last_of_it(alice: Actor) -> None:
    with at("2018-06-01T09:00"):
        add(alice, ORDINANCE, "Recommended to Pass", date(2018, 1, 10))
        add(alice, ORDINANCE, "Passed", date(2018, 1, 17))
        with refused("anyway_reason"):
            step(alice, "re-referred", date(2018, 1, 17), committee="Committee on Rules")
        again = {"committee": "Committee on Rules", "anyway_reason": "the vote was reconsidered"}
        step(alice, "re-referred", date(2018, 1, 17), **again)
        assert stands(alice)[-2:] == ["passed", "re-referred"]


@pytest.mark.parametrize("last", ["passed", "signed"])
def test_what_was_passed_in_its_term_misses_no_outcome_after_it(alice: Actor, last: str) -> None:
    with at("2018-06-01T09:00"):
        add(alice, ORDINANCE, "Recommended to Pass", date(2018, 1, 10))
        add(alice, ORDINANCE, "Passed", date(2018, 1, 17))
        if last == "signed":
            add(alice, ORDINANCE, "Signed by Mayor", date(2018, 2, 5))
    with at("2019-06-10T09:00"):
        assert status(alice).term_ended
        assert status(alice).standing.step.name == last
        assert status(alice).outcome_recorded


def test_a_day_of_another_term_is_refused(alice: Actor) -> None:
    with at("2019-06-10T09:00"):
        with refused("happened_on"):
            add(alice, ORDINANCE, "Passed", date(2019, 6, 1), anyway_reason="odd")
        add(alice, ORDINANCE, "Failed to Pass", date(2019, 5, 29))  # the Council clears its table
        assert status(alice).standing.step.name == "failed"
        assert status(alice).outcome_recorded
    of_another_term("R2020-176", KINDS[1], date(2019, 5, 20), date(2023, 5, 15))
    with refused("happened_on"):
        add(alice, "R2020-176", "Introduced", date(2017, 4, 3))


def test_the_gate_ahead_says_what_opens_it_and_who_holds_it(alice: Actor) -> None:
    seen = []
    for day, words in enumerate(
        (
            "Recommended to Pass",
            "Deferred and Published",
            "Passed",
            "Vetoed",
        ),
        start=3,
    ):
        seen.append(gate(alice))
        add(alice, ORDINANCE, words, date(2017, 4, day))
    seen.append(gate(alice))
    assert seen == [
        ("A hearing", "chair", {"notice": 3}),
        ("The report to the Council", "chair", {}),
        ("The Council's vote", "council", {"passage": 26}),
        ("The Mayor", "mayor", {}),
        ("The override", "council", {"override": 34}),
    ]
    assert gate(alice, RESOLUTION)[1] == "chair"


def gate(actor: Actor, slug: str = ORDINANCE) -> tuple[str, str, dict[str, Any]]:
    ahead = status(actor, slug).gate
    assert ahead is not None
    return ahead.label, ahead.keeper.value, ahead.opens.values


def test_the_clock_counts_to_the_terms_end_the_discharge_and_the_earliest_hearing(
    alice: Actor,
) -> None:
    now = status(alice)
    assert now.clock.term_ends_in == (date(2019, 5, 20) - TODAY).days
    assert now.clock.discharge_on == date(2017, 3, 24)
    assert now.clock.notice_until == date(2017, 4, 27)
    assert now.way_around is not None
    assert now.way_around.values == {"days": 30}
    add(
        alice,
        ORDINANCE,
        "Re-Referred",
        TODAY,
        committee="Committee on Committees, Rules and Ethics",
    )
    moved = status(alice)
    assert moved.in_committee == "Committee on Committees, Rules and Ethics"
    assert moved.clock.discharge_on == date(2017, 5, 24)
    with at("2017-05-26T09:00"):  # Memorial Day is the 29th
        assert status(alice).clock.notice_until == date(2017, 5, 31)


def change(actor: Actor, slug: str, **fields: Any) -> None:
    with reading() as session:
        rule = council_rules.rules(session)[slug]
    good = {
        "number": rule.number,
        "out_of": rule.out_of,
        "source": rule.source,
        "source_url": rule.source_url,
        "revision": rule.revision,
    }
    with writing() as session:
        council_rules.change_rule(session, actor, slug, RuleUpdate(**{**good, **fields}))


def test_a_threshold_is_a_fact_with_a_source_that_a_coordinator_changes(
    cora: Actor, alice: Actor
) -> None:
    change(cora, "passage", number=25, source="48 members hold office")
    change(cora, "notice days", number=5)
    add(alice, ORDINANCE, "Recommended to Pass", TODAY)
    add(alice, ORDINANCE, "Deferred and Published", TODAY)
    assert gate(alice)[2] == {"passage": 25}
    assert gate(alice, RESOLUTION)[2] == {"notice": 5}
    with reading() as session:
        rule = council_rules.rules(session)["passage"]
    assert (rule.number, rule.source, rule.revision) == (25, "48 members hold office", 1)


def test_a_gate_says_the_part_of_those_voting_that_the_rule_says(cora: Actor, alice: Actor) -> None:
    def opens(slug: str) -> str:
        ahead = status(alice, slug).gate
        assert ahead is not None
        return str(ahead.opens)

    step(alice, "hearing", TODAY)
    add(alice, RESOLUTION, "Recommended to Pass", TODAY)
    add(alice, RESOLUTION, "Deferred and Published", TODAY)
    vote, adoption = "The chair calls the vote; more than", "of those voting adopt it; we plan for"
    assert opens(ORDINANCE) == f"{vote} half of those voting pass it."
    assert opens(RESOLUTION) == f"More than half {adoption} 26 votes."
    change(cora, "majority", number=2, out_of=3)
    change(cora, "resolution", number=3, out_of=5)
    assert opens(ORDINANCE) == f"{vote} two thirds of those voting pass it."
    assert opens(RESOLUTION) == f"More than 3/5 {adoption} 26 votes."
    add(alice, RESOLUTION, "Tabled", TODAY)
    assert opens(RESOLUTION) == "More than two thirds of those voting take it from the table."


def test_a_new_number_is_not_confirmed_until_somebody_read_it(cora: Actor) -> None:
    def confirmed() -> bool:
        with reading() as session:
            return council_rules.rules(session)["passage"].confirmed

    change(cora, "passage", source_url="https://www.ilga.gov/")
    assert confirmed()
    change(cora, "passage", number=25)
    assert not confirmed()
    change(cora, "passage", confirmed=True)
    assert confirmed()


def test_a_part_of_the_members_is_rounded_the_way_the_rule_says(home: object) -> None:
    with reading() as session:
        known = council_rules.rules(session)
    assert known["suspension"].at_least(50) == 34
    assert known["suspension"].at_least(48) == 32
    assert known["resolution"].more_than(50) == 26
    assert known["resolution"].more_than(47) == 24
    assert known["passage"].at_least(47) == known["passage"].more_than(47) == 26
    assert not known["resolution"].confirmed


@pytest.mark.parametrize(
    ("slug", "fields", "field"),
    [
        ("passage", {"number": 0}, "number"),
        ("passage", {"number": 51}, "number"),
        ("passage", {"number": 35}, "number"),  # more than an override takes
        ("override", {"number": 25}, "number"),  # less than to pass
        ("notice days", {"number": 366}, "number"),
        ("passage", {"number": "many"}, "number"),
        ("passage", {"source": " "}, "source"),
        ("passage", {"source_url": "ftp://x"}, "source_url"),
        ("suspension", {"out_of": 1}, "out_of"),
        ("suspension", {"out_of": None}, "out_of"),
    ],
)
def test_what_can_not_be_a_rule_is_refused(
    cora: Actor, slug: str, fields: dict[str, Any], field: str
) -> None:
    with refused(field):
        change(cora, slug, **fields)


def test_only_coordinators_change_a_rule_and_none_over_anothers_change(
    alice: Actor, bob: Actor, cora: Actor
) -> None:
    for actor in (alice, bob):
        with nothing_written(), pytest.raises(NotAllowed):
            change(actor, "passage", number=1)
    change(cora, "passage", number=25)
    with nothing_written(), pytest.raises(Conflict):
        change(cora, "passage", number=24, revision=0)
    with nothing_written(), pytest.raises(NotFound), writing() as session:
        council_rules.change_rule(session, cora, "made up", RuleUpdate(1, None, "x"))


def test_every_gate_is_words_the_catalogue_knows(alice: Actor) -> None:
    ahead = status(alice).gate
    assert ahead is not None
    assert isinstance(ahead.opens, Message)
