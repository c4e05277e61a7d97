"""What may be said in public: which rungs count, a safe floor, nothing about a person."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from db import campaign, press_figures, press_rule, totals
from db.actor import Actor
from db.campaign import ExternalReportCreate
from db.engine import reading, writing
from db.errors import Conflict, NotAllowed
from db.models import AuditEntry
from db.press_comparison import compared
from db.press_figures import PublicFigures, floor_of
from db.press_rule import PressRuleUpdate
from db.press_words import Words
from tests.db.support import (
    SEEDED,
    TODAY,
    YESTERDAY,
    figures,
    key,
    key_line,
    log,
    log_outreach,
    nothing_written,
    refused,
    version,
)

ALL = PressRuleUpdate(verified=True, claimed=True, external=True, whip_released=False)


def public() -> PublicFigures:
    with reading() as session:
        snapshot = totals.snapshot(session)
        return press_figures.figures(session, snapshot, press_rule.press_rule(session))


def decide(actor: Actor, **said: Any) -> None:
    with writing() as session:
        rule = press_rule.press_rule(session)
        new = replace(ALL, revision=rule.revision, **said)
        press_rule.change_press_rule(session, actor, new)


def test_at_first_every_rung_is_said_and_the_whip_count_is_not(bob: Actor) -> None:
    log(bob, count=25)
    said = public()
    assert said.signatures == SEEDED + 25 == figures().headline.total
    assert said.rungs == {"verified": 0, "claimed": 25, "external": SEEDED, "overlap": 0}
    assert said.whip == ()
    assert not said.people
    assert (said.since_yesterday, said.last_seven_days) == (25, 25)


def test_only_what_the_coordinators_chose_is_counted(
    cora: Actor, bob: Actor, charlie: Actor
) -> None:
    for person in (bob, charlie):
        batch = log(person, count=20, collected_on=YESTERDAY)
        key_line(person, batch, email="rosa@example.org")
    decide(cora, claimed=False, external=False)
    said = public()
    assert said.rungs == {"verified": 2, "overlap": 1}
    assert (said.signatures, said.people) == (1, True)
    decide(cora, verified=False, external=False)
    assert public().rungs == {"claimed": 38}
    assert public().signatures == 38
    decide(cora, verified=False, claimed=False)
    said = public()
    assert said.rungs == {"external": SEEDED}
    assert said.last_seven_days == 0


def test_the_days_end_at_the_figure_itself(cora: Actor, bob: Actor) -> None:
    log(bob, count=7, collected_on=YESTERDAY)
    log(bob, count=3)
    said = public()
    assert said.by_day == ((YESTERDAY, SEEDED + 7), (TODAY, SEEDED + 10))
    decide(cora, external=False)
    assert public().by_day == ((YESTERDAY, 7), (TODAY, 10))


def test_people_counted_by_two_organizations_are_no_figure_below_zero_and_no_gain_above_the_total(
    cora: Actor, bob: Actor, charlie: Actor
) -> None:
    decide(cora, claimed=False, external=False)
    first = log(bob, count=1, collected_on=date(2017, 4, 3))
    key_line(bob, first, email="first@example.org")
    for person in (bob, charlie):
        batch = log(person, count=5, collected_on=TODAY)
        for n in range(5):
            key_line(person, batch, first_name=f"Rosa {n}", email=f"rosa{n}@example.org")
    said = public()
    assert (said.people, said.signatures) == (True, 6)
    assert said.by_day[0] == (date(2017, 4, 3), 0)
    assert said.by_day[-1] == (TODAY, 6)
    assert (said.since_yesterday, said.last_seven_days) == (6, 6)


def test_something_must_count(cora: Actor) -> None:
    with refused("verified"):
        decide(cora, verified=False, claimed=False, external=False)


def test_only_coordinators_decide(alice: Actor, bob: Actor) -> None:
    for actor in (alice, bob):
        with nothing_written(), pytest.raises(NotAllowed):
            decide(actor, claimed=False)


def test_two_coordinators_do_not_decide_over_each_other(cora: Actor) -> None:
    decide(cora, claimed=False)
    with nothing_written(), pytest.raises(Conflict), writing() as session:
        press_rule.change_press_rule(session, cora, ALL)


def test_the_same_decision_again_changes_nothing(cora: Actor) -> None:
    decide(cora, claimed=False)
    before = version()
    decide(cora, claimed=False)
    assert version() == before
    with reading() as session:
        entries = session.exec(select(AuditEntry)).all()
    [entry] = [each for each in entries if each.action == "change press rule"]
    assert entry.details["fields"] == ["claimed"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "petition.example.org", "http://"])
def test_the_petition_has_a_web_address(cora: Actor, address: str) -> None:
    with refused("petition_url"):
        decide(cora, petition_url=address)


def test_the_whip_count_is_said_once_it_is_released(cora: Actor) -> None:
    decide(cora, whip_released=True)
    for each in public().whip:
        assert sum(each.counts.values()) == 50
        assert each.needed == 26


def test_both_measures_are_said_with_stage_and_next_date(bob: Actor) -> None:
    ordinance, resolution = public().measures
    assert (ordinance.record_number, resolution.record_number) == ("O2017-1018", "R2017-125")
    assert ordinance.path[ordinance.stage] == "In committee"
    assert ordinance.next_on is None


def test_no_ward_under_ten_is_said(bob: Actor) -> None:
    for ward, count in ((1, 9), (2, 40), (3, 12), (4, 23), (5, 6)):
        log(bob, count=count, ward=ward)
    assert public().wards == {2: 40, 3: 10, 4: 20}


def test_milestones_go_by_the_figure_that_is_said(cora: Actor, bob: Actor) -> None:
    log(bob, count=600)
    with writing() as session:
        campaign.set_milestones(session, cora, [500, 1_000, 5_000])
    assert (public().last_milestone, public().next_milestone) == (1_000, 5_000)
    decide(cora, external=False)
    assert (public().last_milestone, public().next_milestone) == (500, 1_000)


def test_it_is_the_same_after_a_round_trip_through_json(bob: Actor, cora: Actor) -> None:
    decide(cora, whip_released=True)
    log(bob, count=30, ward=7)
    log_outreach(bob)
    said = public()
    assert PublicFigures.model_validate_json(said.model_dump_json()) == said


def test_nothing_of_a_person_is_in_it(bob: Actor, cora: Actor) -> None:
    batch = log(bob, count=20, place="Casa de Rosa", note="Rosa has the key", ward=7)
    key_line(bob, batch, first_name="Rosalinda", email="rosa@example.org", phone="312 555 0142")
    decide(cora, whip_released=True)
    said = public().model_dump_json()
    for secret in ("Rosa", "example.org", "0142", bob.name, bob.username, cora.name):
        assert secret not in said


@pytest.mark.parametrize(
    ("signatures", "floor"),
    [
        (0, 0),
        (10, 0),
        (11, 10),
        (45, 40),
        (987, 980),
        (1_000, 990),
        (1_058, 1_050),
        (12_345, 12_300),
        (12_300, 12_200),
        (1_234_567, 1_230_000),
    ],
)
def test_the_floor_is_always_less_and_round(signatures: int, floor: int) -> None:
    assert floor_of(signatures) == floor


def test_beside_a_floor_a_milestone_just_reached_is_still_ahead(cora: Actor, bob: Actor) -> None:
    log(bob, count=1_000)
    with writing() as session:
        campaign.set_milestones(session, cora, [2_000, 5_000])
    said = public()
    assert (said.floor, said.last_milestone) == (1_990, 2_000)
    assert (said.goal(exact=False), said.goal(exact=True)) == (2_000, 5_000)


def test_two_milestones_in_one_step_of_the_floor_tell_no_more_than_the_floor(
    cora: Actor, bob: Actor
) -> None:
    log(bob, count=9_000)
    log(bob, count=2_305)
    with writing() as session:
        campaign.set_milestones(session, cora, [5_000, 12_310, 12_340, 20_000])
    said = []
    for count in (1, 10, 35):  # 12,306, 12,316 and 12,351
        log(bob, count=count)
        said.append((public().floor, public().goal(exact=False)))
    assert said == [(12_300, 12_310)] * 3
    assert public().goal(exact=True) == 20_000


def test_an_external_report_moves_the_figure_and_its_time(cora: Actor) -> None:
    before = public()
    with writing() as session:
        new = ExternalReportCreate("petition-page", SEEDED + 50, TODAY, key())
        campaign.report_external(session, cora, new)
    after = public()
    assert after.signatures == before.signatures + 50
    assert after.version > before.version
    rows = compared(Words("en"), before, after, exact=True)
    assert [row.label for row in rows if row.changed] == ["Signatures", "External"]
