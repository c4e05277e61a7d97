"""The path to 26: who is a target, for which reasons, and what a few Yes more would make."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from db import clock, relationships, targets
from db.actor import Actor
from db.engine import reading, writing
from db.matrix import matrix
from db.measures import ActionCreate, add_action
from db.models import (
    Committee,
    CommitteeMember,
    LobbyVisit,
    Organization,
    Position,
    Relationship,
    Seat,
)
from db.targets import Candidate, Reason, Target
from db.whip import Side
from tests.db.support import TODAY, key, log, log_outreach, nothing_written, refused
from tests.db.test_whip import ORDINANCE, RESOLUTION, count, new, replace_holder, say


def known(actor: Actor) -> dict[int, Candidate]:
    with reading() as session:
        found = targets.candidates(session, actor, ORDINANCE)
    return {each.seat.ward: each for each in found}


def reasons(actor: Actor, ward: int) -> dict[Reason, tuple[float, str]]:
    return {part.reason: (part.points, str(part.message)) for part in known(actor)[ward].parts}


def ranking(actor: Actor, **weights: int) -> list[Target]:
    chosen = {reason: weights.get(reason.name.lower(), 0) for reason in Reason}
    return targets.ranked(known(actor).values(), chosen)


def sit(ward: int, seat: Seat, name: str = "Committee on Human Relations", **days: date) -> None:
    """A member of a committee."""
    with writing() as session:
        committee = session.exec(select(Committee).where(Committee.name == name)).first()
        if committee is None:
            committee = Committee(name=name)
            session.add(committee)
            session.flush()
        session.add(
            CommitteeMember(
                committee_id=committee.id,
                holder_id=ward,
                seat=seat,
                idempotency_key=key(),
                **{"since": date(2017, 4, 1), **days},
            )
        )


def visit(actor: Actor, ward: int, done_on: date | None, *, cancelled: bool = False) -> None:
    """A planned visit, perhaps done."""
    with writing() as session:
        session.add(
            LobbyVisit(
                holder_id=ward,
                organization_id=actor.organization_id or 0,
                planned_for=TODAY,
                done_on=done_on,
                cancelled_at=clock.now() if cancelled else None,
                recorded_by=actor.user_id,
                recorded_at=clock.now(),
                idempotency_key=key(),
            )
        )


def test_everybody_but_a_firm_yes_is_a_target_and_a_vacant_seat_is_none(alice: Actor) -> None:
    say(alice, new(1), new(2, evidence="said to one of us"), new(3, position="no"))
    replace_holder(4, "", last=date(2017, 4, 10), first=None)
    assert known(alice).keys() == set(range(1, 51)) - {1, 4}


@pytest.mark.parametrize(
    ("position", "evidence", "expected"),
    [
        (Position.UNDECIDED, "hearsay", (1.0, "Undecided")),
        (Position.YES, "hearsay", (0.9, "A Yes, but a soft one")),
        (Position.LEAN_NO, "written", (0.4, "A soft No")),
        (Position.UNKNOWN, "hearsay", (0.6, "Nobody knows where they stand")),
        (Position.NO, "written", None),
    ],
)
def test_how_open_they_are(
    alice: Actor, position: Position, evidence: str, expected: tuple[float, str] | None
) -> None:
    say(alice, new(22, position=position, evidence=evidence))
    assert reasons(alice, 22).get(Reason.OPEN) == expected


def test_a_firm_yes_that_has_to_be_confirmed_is_a_target_again(alice: Actor) -> None:
    say(alice, new(22, said_on=date(2017, 4, 1), expires_on=date(2017, 4, 20)))
    _points, said = reasons(alice, 22)[Reason.OPEN]
    assert said == "Was a firm Yes; it has to be confirmed again"


def test_a_committee_is_known_however_its_name_is_typed(alice: Actor) -> None:
    sit(5, Seat.CHAIR, name="Committee on Rules")
    fields = {"anyway_reason": "by a vote", "committee": "committee on  RULES"}
    with writing() as session:
        referral = ActionCreate(ORDINANCE, "re-referred", TODAY, key(), **fields)
        add_action(session, alice, referral)
    assert reasons(alice, 5)[Reason.COMMITTEE] == (1.0, "Chairs the Committee on Rules")


def test_a_seat_on_its_committee_counts_and_the_chair_most(alice: Actor) -> None:
    sit(5, Seat.CHAIR)
    sit(6, Seat.MEMBER)
    sit(7, Seat.MEMBER, name="Committee on Finance")
    sit(8, Seat.MEMBER, until=date(2017, 4, 20))
    assert reasons(alice, 5)[Reason.COMMITTEE] == (
        1.0,
        "Chairs the Committee on Human Relations",
    )
    assert reasons(alice, 6)[Reason.COMMITTEE][0] == 0.5
    assert Reason.COMMITTEE not in reasons(alice, 7) | reasons(alice, 8)


def test_signatures_in_the_ward_count_by_the_most_anywhere(alice: Actor, charlie: Actor) -> None:
    log(alice, ward=9, count=30)
    log(charlie, ward=9, count=10)
    log(charlie, ward=10, count=20)
    assert reasons(alice, 9)[Reason.SIGNED] == (1.0, "Signatures in the ward: 40")
    assert reasons(alice, 10)[Reason.SIGNED] == (0.5, "Signatures in the ward: 20")
    assert Reason.SIGNED not in reasons(alice, 11)


def test_a_yes_on_the_other_measure_counts(alice: Actor) -> None:
    say(alice, new(12), new(13, position="lean yes"), new(14, position="no"), measure=RESOLUTION)
    assert reasons(alice, 12)[Reason.OTHER_MEASURE][0] == 1.0
    assert reasons(alice, 13)[Reason.OTHER_MEASURE][0] == 0.5
    assert Reason.OTHER_MEASURE not in reasons(alice, 14)


def test_whom_nobody_has_called_in_thirty_days_counts_whoever_called(
    alice: Actor, charlie: Actor
) -> None:
    visit(alice, 15, TODAY - timedelta(days=30))
    visit(alice, 16, TODAY - timedelta(days=31))
    visit(alice, 17, None)
    visit(alice, 18, TODAY, cancelled=True)
    log_outreach(charlie, kind="lobby visit", ward=19, attempts=1)
    log_outreach(charlie, kind="door knocking", ward=20)
    assert Reason.QUIET not in reasons(alice, 15) | reasons(alice, 19)
    assert reasons(alice, 16)[Reason.QUIET][1] == "Nobody has called in 31 days"
    for ward in (17, 18, 20):
        assert reasons(alice, ward)[Reason.QUIET][1] == "Nobody has called yet"


def test_a_relationship_counts_while_it_lasts(alice: Actor, cora: Actor) -> None:
    with writing() as session:
        mijente = session.get_one(Organization, alice.organization_id)
        for ward, until in ((21, None), (22, date(2017, 4, 20))):
            session.add(
                Relationship(
                    holder_id=ward,
                    organization_id=mijente.id,
                    since=date(2017, 4, 2),
                    until=until,
                    set_by=cora.user_id,
                )
            )
    assert reasons(alice, 21)[Reason.RELATIONSHIP] == (1.0, "Mijente leads the relationship")
    assert Reason.RELATIONSHIP not in reasons(alice, 22)


def test_a_relationship_released_today_has_nobody_who_leads_it_today(
    alice: Actor, cora: Actor
) -> None:
    def led_by(organization: str | None, seen: int | None) -> int | None:
        with writing() as session:
            made = relationships.set_lead(session, cora, 22, organization, seen=seen)
            return made.id if made else None

    mijente = led_by("mijente", None)
    hana = led_by("hana-center", mijente)
    assert reasons(alice, 22)[Reason.RELATIONSHIP][1] == "Hana Center leads the relationship"
    led_by(None, hana)
    assert Reason.RELATIONSHIP not in reasons(alice, 22)


def test_a_score_is_the_sum_of_its_parts_and_the_weights_order_the_list(alice: Actor) -> None:
    say(alice, new(30, position="undecided"), new(31, position="lean no"))
    log(alice, ward=31, count=10)
    by_openness = ranking(alice, open=10)
    assert by_openness[0].seat.ward == 30
    assert by_openness[0].score == 10.0
    by_signatures = ranking(alice, open=1, signed=10)
    assert (by_signatures[0].seat.ward, by_signatures[0].score) == (31, 10.4)
    for target in [*by_openness, *by_signatures]:
        assert target.score == pytest.approx(sum(part.points for part in target.parts))
    assert [target.seat.ward for target in ranking(alice)] == list(range(1, 51))


@pytest.mark.parametrize("weight", [-1, 11, 1.5, None])
def test_a_weight_is_a_whole_number_from_0_to_10(alice: Actor, weight: object) -> None:
    with refused("weight.open"):
        targets.ranked(known(alice).values(), {Reason.OPEN: weight})  # type: ignore[dict-item]


def test_what_if_moves_the_line_and_nothing_is_written(alice: Actor) -> None:
    say(alice, new(1), new(2, position="no"))
    replace_holder(4, "", last=date(2017, 4, 10), first=None)
    now = count(alice)
    with nothing_written():
        then = targets.what_if(now, [2, 3, 4])
    assert then.counts[Side.FIRM_YES] == 3
    assert then.counts[Side.VACANT] == 1
    assert [seat.ward for seat in then.seats[:3]] == [1, 2, 3]
    assert now.counts[Side.FIRM_YES] == 1
    assert count(alice) == now


def test_staff_and_coordinators_see_the_path(bob: Actor, cora: Actor) -> None:
    assert len(known(bob)) == len(known(cora)) == 50


def test_a_yes_on_one_measure_and_not_on_the_other_is_the_easiest_ask(alice: Actor) -> None:
    say(alice, new(1), new(2), new(3, position="lean yes"))
    say(alice, new(1), new(4), new(2, position="no"), measure=RESOLUTION)
    both = matrix(count(alice), count(alice, RESOLUTION))
    assert sum(map(len, both.cells.values())) == 50
    assert [seat.ward for seat in both.cells[Side.FIRM_YES, Side.FIRM_YES]] == [1]
    assert [seat.ward for seat in both.cells[Side.FIRM_YES, Side.FIRM_NO]] == [2]
    assert [seat.ward for seat in both.cells[Side.UNKNOWN, Side.FIRM_YES]] == [4]
    assert [(ask.ward, ask.ask_for, ask.side) for ask in both.asks] == [
        (3, RESOLUTION, Side.UNKNOWN),
        (4, ORDINANCE, Side.UNKNOWN),
        (2, RESOLUTION, Side.FIRM_NO),
    ]
