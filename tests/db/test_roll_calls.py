"""Roll calls: recorded whole or not at all, tallied, voided, and what they say of the count."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from db import committees, council, recorded_roll_calls, roll_calls, stance_entry, whip
from db.actor import Actor
from db.committees import MemberCreate
from db.council import Holder
from db.engine import reading, writing
from db.errors import Conflict, Doubtful, Invalid, NotAllowed, NotFound
from db.measure_status import all_measures
from db.measures import ActionCreate, add_action
from db.models import Action, Measure, MeasureKind, RollCall, Stance
from db.pipelines import steps
from db.recorded_roll_calls import RecordedRollCall
from db.roll_call_list import LEFT_OUT, read_list
from db.roll_call_tally import Basis
from db.roll_calls import RollCallCreate
from db.stance_entry import StanceCreate
from db.whip import Side
from tests import support
from tests.db.support import TODAY, YESTERDAY, key, nothing_written, refused
from tests.db.test_pipelines import change
from tests.db.test_seats import leave, take
from tests.support import at

ORDINANCE = "welcoming-city-ordinance"
RESOLUTION = "fop-contract-resolution"
CARVE_OUTS = "o2021-117"
RELATIONS = "Committee on Human Relations"


def holders(day: date = TODAY) -> dict[int, Holder]:
    with reading() as session:
        return council.holders(session, day)


def votes(yes: int, no: int, **others: int) -> str:
    """A pasted list: the first wards say yes, the next no, and so on."""
    words = ["Yea"] * yes + ["Nay"] * no
    for word, count in others.items():
        words += [word.replace("_", " ")] * count
    held = holders()
    return "\n".join(
        f"{held[ward].legistar_name}\t{word}" for ward, word in enumerate(words, start=1)
    )


def record(actor: Actor, text: str, *, sure: bool = True, **given: Any) -> RollCall:
    """Record a vote, sure that a short list is whole."""
    good = {"measure": ORDINANCE, "motion": "pass", "committee_id": None, "held_on": TODAY}
    new = RollCallCreate(**{**good, "key": key(), **given}, text=text)
    with writing() as session:
        return roll_calls.record_roll_call(session, actor, new, sure=sure)


def void(actor: Actor, made: RollCall, reason: str = "another measure") -> None:
    with writing() as session:
        roll_calls.void_roll_call(session, actor, made.id, revision=0, reason=reason)


def recorded(made: RollCall) -> RecordedRollCall:
    with reading() as session:
        return recorded_roll_calls.roll_call(session, support.actor("bob"), made.id)


def missed(made: RollCall) -> str | None:
    """The step that Measures does not say yet."""
    step = recorded(made).to_record
    return step and step.name


def happened(actor: Actor, measure: str, step: str, day: date = TODAY, **given: Any) -> Action:
    fields = {"anyway_reason": "the Journal has it", **given}
    with writing() as session:
        return add_action(session, actor, ActionCreate(measure, step, day, key(), **fields))


def side(ward: int, **given: Any) -> Side:
    with reading() as session:
        count = whip.whip_count(session, support.actor("bob"), ORDINANCE, **given)
    return next(seat.side for seat in count.seats if seat.ward == ward)


def relations() -> int:
    with reading() as session:
        return committees.committee_on(session, RELATIONS, TODAY).id


def join(actor: Actor, *wards: int) -> None:
    for ward in wards:
        new = MemberCreate(relations(), ward, "member", date(2017, 3, 1), key())
        with writing() as session:
            committees.add_member(session, actor, new)


@pytest.fixture
def in_2021(alice: Actor) -> Iterator[None]:
    """O2021-117 on the day after its vote, before a Council of made-up votes."""
    with writing() as session:
        measure = Measure(
            slug=CARVE_OUTS,
            record_number="O2021-117",
            kind=MeasureKind.ORDINANCE,
            short_title="Welcoming City Ordinance carve-outs",
            title="Amendment of Municipal Code Chapter 2-173",
            committee="Committee on Immigrant and Refugee Rights",
            clerk_url="https://chicago.legistar.com/",
            term_starts_on=date(2019, 5, 20),
            term_ends_on=date(2023, 5, 15),
            afterwards="",
        )
        session.add(measure)
        session.flush()
        session.add(
            Action(
                measure_id=measure.id,
                step="introduced",
                happened_on=date(2021, 1, 19),
                recorded_at=support.clock.now(),
                idempotency_key="introduced in 2021",
            )
        )
    with at("2021-01-28T09:00"):
        yield


# What a roll call comes to.


@pytest.mark.usefixtures("in_2021")
def test_the_vote_of_2021_passed_by_41_to_8_with_one_not_voting(alice: Actor) -> None:
    made = record(alice, votes(41, 8, not_voting=1), measure=CARVE_OUTS, held_on=date(2021, 1, 27))
    came_to = recorded(made).tally
    assert (came_to.yes, came_to.no, came_to.needed) == (41, 8, 26)
    assert came_to.others == (("not voting", 1),)
    assert (came_to.basis, came_to.carried) == (Basis.ALL, True)
    assert len(recorded(made).votes) == 50


@pytest.mark.parametrize(
    ("cast", "motion", "measure", "needed", "basis", "carried"),
    [
        ((25, 0), "pass", ORDINANCE, 26, Basis.ALL, False),
        ((26, 24), "pass", ORDINANCE, 26, Basis.ALL, True),
        ((20, 19), "pass", RESOLUTION, 20, Basis.VOTING, True),
        ((20, 20), "pass", RESOLUTION, 21, Basis.VOTING, False),
        ((11, 36), "discharge", ORDINANCE, 24, Basis.VOTING, False),
        ((32, 15), "table", RESOLUTION, 24, Basis.VOTING, True),
        ((33, 17), "override", ORDINANCE, 34, Basis.ALL, False),
        ((34, 16), "override", ORDINANCE, 34, Basis.ALL, True),
        ((33, 17), "suspend", ORDINANCE, 34, Basis.MEMBERS, False),
        ((34, 0), "suspend", ORDINANCE, 34, Basis.MEMBERS, True),
        ((3, 2), "other", ORDINANCE, 3, Basis.VOTING, True),
    ],
)
def test_each_motion_has_its_threshold(
    alice: Actor,
    cast: tuple[int, int],
    motion: str,
    measure: str,
    needed: int,
    basis: Basis,
    carried: bool,
) -> None:
    came_to = recorded(record(alice, votes(*cast), motion=motion, measure=measure)).tally
    assert (came_to.yes, came_to.no) == cast
    assert (came_to.needed, came_to.basis, came_to.carried) == (needed, basis, carried)


def test_a_vacant_seat_is_no_member_when_the_rules_are_suspended(alice: Actor) -> None:
    leave(alice, 50)
    leave(alice, 49)
    came_to = recorded(record(alice, votes(32, 16), motion="suspend")).tally
    assert (came_to.needed, came_to.carried) == (32, True)


def test_a_committee_recommends_by_more_than_half_of_those_voting(alice: Actor) -> None:
    join(alice, *range(1, 12))
    made = record(alice, votes(4, 3, present=2), motion="recommend", committee_id=relations())
    shown = recorded(made)
    assert shown.committee == RELATIONS
    assert (shown.tally.needed, shown.tally.carried) == (4, True)


# What it says about where people stand.


@pytest.mark.parametrize("motion", ["pass", "override"])
def test_a_vote_on_the_measure_is_a_stance_that_never_expires(alice: Actor, motion: str) -> None:
    made = record(alice, votes(2, 1, absent=1), motion=motion, source_url="https://x.example/1")
    assert [side(ward) for ward in (1, 2, 3, 4)] == [
        Side.FIRM_YES,
        Side.FIRM_YES,
        Side.FIRM_NO,
        Side.UNKNOWN,
    ]
    with reading() as session:
        [stance, *_] = whip.stance_history(session, alice, ORDINANCE, 1)
        row = session.get_one(Stance, stance.id)
    assert (stance.evidence, stance.expires_on, stance.said_on) == ("vote", None, TODAY)
    assert (stance.source_url, stance.organization) == ("https://x.example/1", "mijente")
    assert (row.roll_call_id, row.press) == (made.id, made.idempotency_key)


def test_a_committees_recommendation_is_a_stance_too(alice: Actor) -> None:
    record(alice, votes(1, 1), motion="recommend", committee_id=relations())
    assert [side(1), side(2)] == [Side.FIRM_YES, Side.FIRM_NO]


@pytest.mark.parametrize("motion", ["discharge", "table", "suspend", "other"])
def test_a_motion_about_procedure_says_nothing_of_the_measure(alice: Actor, motion: str) -> None:
    record(alice, votes(11, 36), motion=motion)
    assert {side(ward) for ward in range(1, 51)} == {Side.UNKNOWN}


def test_voiding_undoes_the_stances_and_keeps_the_history(alice: Actor, dora: Actor) -> None:
    with writing() as session:
        said = [StanceCreate(1, "undecided", "public statement", TODAY)]
        stance_entry.set_stances(session, alice, ORDINANCE, said, key=key())
    made = record(alice, votes(30, 20))
    void(dora, made)
    assert [side(1), side(2)] == [Side.UNDECIDED, Side.UNKNOWN]
    shown = recorded(made)
    assert (shown.revision, shown.voided_by, shown.void_reason) == (1, "Dora", "another measure")
    assert len(shown.votes) == 50
    with nothing_written(), pytest.raises(Conflict), writing() as session:
        roll_calls.void_roll_call(session, alice, made.id, revision=0, reason="again")
    with nothing_written(), pytest.raises(Conflict), writing() as session:
        roll_calls.void_roll_call(session, alice, made.id, revision=1, reason="again")
    record(alice, votes(29, 21))  # the right one


def test_what_a_roll_call_showed_is_undone_by_voiding_it_only(alice: Actor) -> None:
    made = record(alice, votes(30, 20))
    with reading() as session:
        assert stance_entry.last_press(session, alice, ORDINANCE) == []
    with nothing_written(), pytest.raises(Conflict), writing() as session:
        stance_entry.undo(session, alice, ORDINANCE, made.idempotency_key)


def test_a_roll_call_is_voided_with_a_reason_only(alice: Actor) -> None:
    made = record(alice, votes(30, 20))
    with refused("reason"), writing() as session:
        roll_calls.void_roll_call(session, alice, made.id, revision=0, reason=" ")
    with nothing_written(), pytest.raises(NotFound), writing() as session:
        roll_calls.void_roll_call(session, alice, 999, revision=0, reason="x")


# What is asked, and what is refused.


def read_lines(actor: Actor, text: str, day: Any = TODAY) -> list[Any]:
    with reading() as session:
        return list(read_list(session, actor, text, day).lines)


def test_the_two_moores_are_asked_and_nothing_is_recorded_before(alice: Actor) -> None:
    text = "Moreno Yea\nMoore Yea\nMoore Nay"
    _, first, second = read_lines(alice, text)
    assert [holder.ward for holder in first.likely] == [17, 49]
    assert str(first.doubt) == "Who is “Moore”?"
    with refused("line.2", "line.3"):
        record(alice, text)
    with refused("line.3"):
        record(alice, text, settled={2: first.likely[0].id})
    with refused("line.3"):  # one person votes once
        record(alice, text, settled={2: first.likely[0].id, 3: first.likely[0].id})
    settled = {2: first.likely[0].id, 3: second.likely[1].id}
    shown = recorded(record(alice, text, settled=settled))
    assert [(vote.ward, vote.option) for vote in shown.votes] == [
        (1, "yes"),
        (17, "yes"),
        (49, "no"),
    ]


def test_an_unknown_name_is_named_and_can_be_left_out_or_be_somebody(alice: Actor) -> None:
    text = "Moreno Yea\nRahm Emanuel Yea"
    [_, unknown] = read_lines(alice, text)
    assert "Rahm Emanuel" in str(unknown.doubt)
    assert unknown.likely == ()
    with refused("line.2"):
        record(alice, text)
    assert len(recorded(record(alice, text, settled={2: LEFT_OUT})).votes) == 1
    with refused("line.2"):
        record(alice, text, settled={2: 999}, motion="other")


def test_a_person_chosen_by_hand_counts_although_the_name_matched_another(alice: Actor) -> None:
    moore = holders()[17]
    given: dict[str, Any] = {"settled": {1: moore.id}, "options": {1: "no"}}
    with reading() as session:  # the preview says the same
        [line] = read_list(session, alice, "Moreno", TODAY).settle({1: moore.id}, {1: "no"})
    assert line.holder == moore
    shown = recorded(record(alice, "Moreno", **given))
    assert [(vote.ward, vote.option) for vote in shown.votes] == [(17, "no")]
    with refused("line.2"):  # who is named in another line as well votes twice
        record(alice, "Moore (17) Yea\nMoreno", settled={2: moore.id}, options={2: "no"})
    with refused("line.1"):  # nobody's choice: not silently the one who matched
        record(alice, "Moreno", settled={1: 999}, options={1: "no"}, motion="other")


def test_a_line_without_a_vote_is_asked_for_one(alice: Actor) -> None:
    with refused("vote.2"):
        record(alice, "Moreno Yea\nHopkins")
    with refused("vote.2"):
        record(alice, "Moreno Yea\nHopkins", options={2: "perhaps"})
    shown = recorded(record(alice, "Moreno Yea\nHopkins", options={2: "absent"}))
    assert shown.tally.others == (("absent", 1),)


def test_who_is_there_twice_is_asked_about_when_the_list_is_read(alice: Actor) -> None:
    first, second = read_lines(alice, "Moreno Yea\nProco Joe Moreno Nay")
    assert first.settled
    assert not second.settled
    assert str(second.doubt) == "Proco Joe Moreno votes twice: in line 1 and in line 2."


def test_two_votes_by_one_person_are_refused(alice: Actor) -> None:
    with refused("line.2"):
        record(alice, "Moreno Yea\nProco Joe Moreno Nay")


def test_fifty_one_votes_are_refused(alice: Actor) -> None:
    with refused("text"):
        record(alice, votes(41, 9) + "\nRahm Emanuel Yea")


def test_a_vote_for_a_vacant_seat_is_refused_and_says_so(alice: Actor) -> None:
    leave(alice)
    [line] = read_lines(alice, "Muñoz Yea")
    assert str(line.doubt) == "The seat of ward 22, once Ricardo Muñoz’s, was vacant on 2017-04-24."
    with refused("line.1"):
        record(alice, "Muñoz Yea")
    take(alice)
    [line] = read_lines(alice, "Muñoz Yea")
    assert str(line.doubt) == "Ricardo Muñoz did not hold a seat on 2017-04-24."
    assert len(recorded(record(alice, "Ana Nueva Yea")).votes) == 1
    # On an earlier day it was his.
    made = record(alice, "Muñoz Yea", held_on=date(2017, 4, 10))
    assert recorded(made).votes[0].name == "Ricardo Muñoz"


def test_a_vote_keeps_a_last_day_from_being_set_before_it(alice: Actor) -> None:
    record(alice, "Muñoz Yea")
    with refused("last_day"):
        leave(alice)
    leave(alice, last=TODAY)


def test_a_list_of_the_council_that_is_not_whole_is_doubted(alice: Actor) -> None:
    with nothing_written(), pytest.raises(Doubtful) as doubt:
        record(alice, votes(1, 1), sure=False)
    assert doubt.value.message.values == {"named": 2, "held": 50, "missing": 48, "quorum": 26}
    leave(alice, 50)
    record(alice, votes(28, 20, absent=1), sure=False)


def test_a_vote_counts_by_the_rule_of_its_time(alice: Actor, cora: Actor) -> None:
    with at("2017-04-24T10:00"):
        lost = record(alice, votes(25, 24))
    with at("2017-04-24T11:00"):
        change(cora, "passage", number=25, source="48 members hold office")
    with at("2017-04-24T12:00"):
        won = record(alice, votes(25, 24), motion="pass", measure=ORDINANCE, held_on=YESTERDAY)
    with at("2017-04-24T13:00"):
        change(cora, "passage", number=26)
    assert [recorded(each).tally.needed for each in (lost, won)] == [26, 25]
    assert [recorded(each).tally.carried for each in (lost, won)] == [False, True]


def test_who_is_not_on_the_committee_is_doubted(alice: Actor) -> None:
    join(alice, 1, 2)
    given = {"motion": "recommend", "committee_id": relations()}
    with nothing_written(), pytest.raises(Doubtful) as doubt:
        record(alice, votes(3, 0), sure=False, **given)
    assert "Pat Dowell" in str(doubt.value.message)
    assert len(recorded(record(alice, votes(3, 0), sure=True, **given)).votes) == 3


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"held_on": date(2017, 2, 21)}, "held_on"),  # before its introduction
        ({"held_on": TODAY + timedelta(days=1)}, "held_on"),
        ({"held_on": date(2015, 5, 17)}, "held_on"),
        ({"held_on": None}, "held_on"),
        ({"held_on": "yesterday"}, "held_on"),
        ({"motion": None}, "motion"),
        ({"motion": "applaud"}, "motion"),
        ({"motion": "override", "measure": RESOLUTION}, "motion"),
        ({"motion": "recommend"}, "committee"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"note": "x" * 1_001}, "note"),
        ({"action_id": 999}, "action"),
        ({"action_id": 1}, "action"),  # introduced on another day
        ({"action_id": 3}, "action"),  # another measure's
        ({"key": "short"}, "key"),
    ],
)
def test_what_can_not_be_is_refused(alice: Actor, given: dict[str, Any], field: str) -> None:
    with refused(field):
        record(alice, votes(30, 20), **given)


@pytest.mark.parametrize("motion", ["pass", "override", "discharge", "suspend"])
def test_only_the_council_passes_overrides_discharges_and_suspends(
    alice: Actor, motion: str
) -> None:
    with refused("committee"):
        record(alice, votes(3, 0), motion=motion, committee_id=relations())


def test_a_day_outside_the_measures_term_is_said_to_be_that(alice: Actor) -> None:
    with at("2019-06-01T09:00"):
        with nothing_written(), pytest.raises(Invalid) as refusal:
            record(alice, votes(30, 20), held_on=date(2019, 5, 29))
        assert "2019-05-20" in str(refusal.value.problems["held_on"])


@pytest.mark.parametrize("text", ["", "  ", "Yeas — None.", "Person Name\tVote", "x" * 20_001])
def test_no_vote_at_all_is_refused(alice: Actor, text: str) -> None:
    with refused("text"):
        record(alice, text)


def test_a_count_that_does_not_fit_is_refused(alice: Actor) -> None:
    with refused("text"):
        record(alice, "Yeas — Aldermen Moreno, Hopkins — 3.")


def test_a_committee_or_measure_that_is_not_there_is_not_found(alice: Actor) -> None:
    for given in ({"measure": "none"}, {"committee_id": 999}, {"committee_id": "1"}):
        with nothing_written(), pytest.raises(NotFound):
            record(alice, votes(30, 20), **given)


def test_the_same_press_twice_is_one_roll_call_and_the_same_vote_is_refused(alice: Actor) -> None:
    press = key()
    made = record(alice, votes(30, 20), key=press)
    with nothing_written():
        assert record(alice, votes(30, 20), key=press).id == made.id
    with nothing_written(), pytest.raises(Conflict):
        record(alice, votes(30, 20))
    record(alice, votes(30, 20), motion="discharge")
    record(alice, votes(30, 20), measure=RESOLUTION)
    with reading() as session:
        assert len(recorded_roll_calls.roll_calls(session, alice)) == 3


def test_it_is_linked_to_the_step_that_it_decided(alice: Actor) -> None:
    action = happened(alice, ORDINANCE, "passed")
    assert recorded(record(alice, votes(30, 20), action_id=action.id)).step == (
        "Passed by the Council"
    )


@pytest.mark.parametrize(
    ("cast", "motion", "measure", "step"),
    [
        ((26, 24), "pass", ORDINANCE, "passed"),
        ((25, 25), "pass", ORDINANCE, "failed"),
        ((26, 24), "pass", RESOLUTION, "adopted"),
        ((24, 26), "pass", RESOLUTION, "failed"),
        ((6, 2), "recommend", ORDINANCE, "committee passed"),
        ((2, 6), "recommend", ORDINANCE, None),  # it lies where it lay
        ((30, 17), "discharge", ORDINANCE, "discharged"),
        ((11, 36), "discharge", ORDINANCE, "discharge failed"),
        ((32, 15), "table", RESOLUTION, "tabled"),
        ((15, 32), "table", RESOLUTION, None),
        ((34, 16), "override", ORDINANCE, "overridden"),
        ((33, 17), "override", ORDINANCE, "override failed"),
        ((40, 10), "suspend", ORDINANCE, None),
        ((40, 10), "other", ORDINANCE, None),
    ],
)
def test_the_step_that_it_decided_is_missed_until_measures_says_it(
    alice: Actor, cast: tuple[int, int], motion: str, measure: str, step: str | None
) -> None:
    place = relations() if motion == "recommend" else None
    made = record(alice, votes(*cast), motion=motion, measure=measure, committee_id=place)
    assert missed(made) == step
    if step is not None:
        happened(alice, measure, step)
        assert missed(made) is None
        assert recorded(made).step == steps(recorded(made).kind)[step].label


def test_a_linked_or_void_vote_misses_no_step(alice: Actor) -> None:
    action = happened(alice, ORDINANCE, "substituted")
    assert missed(record(alice, votes(30, 20), action_id=action.id)) is None
    made = record(alice, votes(30, 20), motion="discharge")
    assert missed(made) == "discharged"
    with writing() as session:
        roll_calls.void_roll_call(session, alice, made.id, revision=0, reason="made up")
    assert missed(made) is None


def test_the_same_step_of_another_day_is_of_another_vote(alice: Actor) -> None:
    happened(alice, ORDINANCE, "discharge failed", TODAY - timedelta(days=30))
    assert missed(record(alice, votes(11, 36), motion="discharge")) == "discharge failed"


def test_a_corrected_step_is_missed_again(alice: Actor) -> None:
    made = record(alice, votes(30, 20))
    wrong = happened(alice, ORDINANCE, "passed")
    assert missed(made) is None
    happened(alice, ORDINANCE, "deferred", supersedes=wrong.id, reason="the other measure")
    assert missed(made) == "passed"


def test_a_linked_step_that_turned_out_to_be_another_is_missed_as_well(alice: Actor) -> None:
    wrong = happened(alice, ORDINANCE, "passed")
    made = record(alice, votes(50, 0), action_id=wrong.id)
    again = happened(
        alice, ORDINANCE, "passed", note="all of them", supersedes=wrong.id, reason="note"
    )
    assert recorded(made).action_id == again.id  # the same step, corrected
    happened(alice, ORDINANCE, "deferred", supersedes=again.id, reason="another matter")
    assert (recorded(made).step, missed(made)) == (None, "passed")


def test_a_link_is_to_what_a_wrong_step_was_corrected_to(alice: Actor) -> None:
    wrong = happened(alice, ORDINANCE, "substituted")
    made = record(alice, votes(30, 20), motion="other", action_id=wrong.id)
    right = happened(alice, ORDINANCE, "amended", supersedes=wrong.id, reason="an amendment")
    assert recorded(made).action_id == right.id


def test_no_vote_comes_to_lie_before_a_corrected_introduction(alice: Actor) -> None:
    day = date(2017, 3, 1)
    made = record(alice, votes(6, 2), motion="recommend", committee_id=relations(), held_on=day)
    with reading() as session:
        history = all_measures(session, alice)[0].history
    fields = {"reason": "the day", "committee": RELATIONS}
    for each in history:
        last = fields if each.step.name == "referred" else {"reason": "the day"}
        if each.step.name == "introduced":
            with refused("happened_on"):
                happened(alice, ORDINANCE, "introduced", TODAY, supersedes=each.id, **last)
            void(alice, made)
        happened(alice, ORDINANCE, each.step.name, TODAY, supersedes=each.id, **last)


def test_staff_read_and_record_nothing(alice: Actor, bob: Actor, charlie: Actor) -> None:
    made = record(alice, votes(30, 20))
    attempts: list[Callable[[Actor], object]] = [
        lambda actor: record(actor, votes(30, 20), motion="discharge"),
        lambda actor: read_lines(actor, "Moreno Yea"),
    ]
    for actor in (bob, charlie):
        for attempt in attempts:
            with nothing_written(), pytest.raises(NotAllowed):
                attempt(actor)
        with nothing_written(), pytest.raises(NotAllowed), writing() as session:
            roll_calls.void_roll_call(session, actor, made.id, revision=0, reason="x")
    assert len(recorded(made).votes) == 50
