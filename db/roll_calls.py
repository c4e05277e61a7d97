"""Roll calls: a vote of the Council or of a committee, alderperson by alderperson.

A vote on the measure itself is also the best evidence of where somebody stands, so it sets their
stance in the same transaction; voiding the roll call undoes that. A motion to discharge or to table
says nothing about the measure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from db import clock, council, council_rules
from db.actor import Actor, Right, allow
from db.committees import committee_on
from db.council import record_change
from db.errors import Conflict, Doubtful, Message, NotFound
from db.fields import Checks, is_id, unchanged
from db.measures import current_actions, introduced_on, measure_by_slug
from db.models import (
    Action,
    Committee,
    Evidence,
    Measure,
    MeasureKind,
    Motion,
    Position,
    RollCall,
    SeatHolder,
    Stance,
    Vote,
    VoteOption,
)
from db.roll_call_list import ReadList, read_list, twice
from db.roll_call_text import MOST_TEXT

SEATS = 50
MOST_NOTE, MOST_REASON = 1_000, 200
ON_THE_MEASURE = frozenset({Motion.PASS, Motion.RECOMMEND, Motion.OVERRIDE})
_OF_COUNCIL = frozenset({Motion.PASS, Motion.OVERRIDE, Motion.DISCHARGE, Motion.SUSPEND})
_POSITIONS = {VoteOption.YES: Position.YES, VoteOption.NO: Position.NO}


@dataclass(frozen=True)
class RollCallCreate:
    """A roll call, as the form has it: the list as pasted, and what was settled by hand.

    `settled`: line → the holder meant, or LEFT_OUT of db/roll_call_list.py. `options`: line → the
    vote, where none stands.
    """

    measure: str
    motion: str | None
    committee_id: int | None  # None: the Council
    held_on: date | None
    text: str
    key: str
    settled: Mapping[int, int] = field(default_factory=dict)
    options: Mapping[int, str] = field(default_factory=dict)
    source_url: str = ""
    note: str = ""
    action_id: int | None = None


def record_roll_call(
    session: Session, actor: Actor, new: RollCallCreate, *, sure: bool = False
) -> RollCall:
    """Record a roll call, and with it the stances that it shows. All of it or nothing.

    A problem of a line has the field "line.7" or, if its vote is missing, "vote.7".
    Raises NotAllowed, NotFound (no such measure or committee), Invalid, Conflict (recorded
    already), Doubtful (seats that are missing, or somebody who is not on the committee).
    """
    allow(actor, Right.KEEP_COUNCIL)
    measure = measure_by_slug(session, new.measure)
    checks = Checks()
    key = checks.key(new.key)
    sent = session.exec(select(RollCall).where(RollCall.idempotency_key == key)).first()
    if sent is not None:
        return sent
    values = _checked(session, checks, measure, new)
    text = checks.text("text", new.text, most=MOST_TEXT, required=True)
    votes: dict[int, VoteOption] = {}
    if not checks.problems:
        votes = _settled(checks, read_list(session, actor, text, new.held_on), new)
    checks.done()
    _check_once(session, measure, values)
    if not sure:
        _check_whole(session, values, votes)
        _check_members(session, values, votes)
    made = RollCall(
        measure_id=measure.id,
        recorded_by=actor.user_id,
        recorded_at=clock.now(),
        idempotency_key=key,
        **values,
    )
    session.add(made)
    session.flush()
    session.add_all(
        Vote(roll_call_id=made.id, holder_id=holder, option=option)
        for holder, option in votes.items()
    )
    if made.motion in ON_THE_MEASURE:
        session.add_all(_stances(actor, made, votes))
    session.flush()
    details = {"measure": measure.slug, "motion": made.motion.value, "votes": len(votes)}
    record_change(session, actor, "record roll call", f"roll call {made.id}", details)
    return made


def void_roll_call(
    session: Session, actor: Actor, roll_call_id: Any, *, revision: int, reason: str
) -> RollCall:
    """Take a roll call out, with a reason; the stances that it showed stop counting.

    Raises NotAllowed, NotFound, Invalid (no reason), Conflict (void already).
    """
    allow(actor, Right.KEEP_COUNCIL)
    found = session.get(RollCall, roll_call_id) if is_id(roll_call_id) else None
    if found is None:
        raise NotFound
    unchanged(revision, 0 if found.voided_at is None else 1)
    if found.voided_at is not None:
        raise Conflict(Message("This roll call is void already."))
    checks = Checks()
    found.void_reason = checks.text("reason", reason, most=MOST_REASON, required=True)
    checks.done()
    found.voided_at, found.voided_by = clock.now(), actor.user_id
    session.add(found)
    query = select(Stance).where(Stance.roll_call_id == found.id, col(Stance.undone_at).is_(None))
    for stance in session.exec(query):
        stance.undone_at, stance.undone_by = clock.now(), actor.user_id
        session.add(stance)
    record_change(session, actor, "void roll call", f"roll call {found.id}", {})
    return found


def _checked(
    session: Session, checks: Checks, measure: Measure, new: RollCallCreate
) -> dict[str, Any]:
    """All but the votes, as stored. Collects every problem in `checks`. Raises NotFound."""
    motion = checks.option("motion", new.motion, Motion)
    if new.committee_id is not None and (
        not is_id(new.committee_id) or session.get(Committee, new.committee_id) is None
    ):
        raise NotFound
    if "motion" not in checks.problems:
        _check_motion(checks, measure, motion, new)
    actions = current_actions(session, measure)
    return {
        "motion": motion,
        "committee_id": new.committee_id,
        "held_on": _day(checks, measure, actions, new.held_on),
        "source_url": checks.link("source_url", new.source_url),
        "note": checks.text("note", new.note, most=MOST_NOTE),
        "action_id": _action(checks, actions, new),
    }


def _check_motion(checks: Checks, measure: Measure, motion: Motion, new: RollCallCreate) -> None:
    """Refuse a motion in a place where it is not voted on."""
    if motion in _OF_COUNCIL and new.committee_id is not None:
        checks.refuse("committee", Message("Only the Council votes on this."))
    if motion is Motion.RECOMMEND and new.committee_id is None:
        checks.refuse("committee", Message("Only a committee votes on this: say which."))
    if motion is Motion.OVERRIDE and measure.kind is MeasureKind.RESOLUTION:
        checks.refuse("motion", Message("A resolution is not vetoed."))


def _day(checks: Checks, measure: Measure, actions: Sequence[Action], held_on: Any) -> date:
    """The day of a vote: within the measure's term, not before its introduction, not to come."""
    day = checks.day("held_on", held_on, first=None, last=clock.today())
    introduced = introduced_on(actions)
    if not measure.term_starts_on <= day <= measure.term_ends_on:
        checks.refuse(
            "held_on",
            Message(
                "The Council of this measure sat from {first} to {last}.",
                first=measure.term_starts_on,
                last=measure.term_ends_on,
            ),
        )
    elif introduced and day < introduced:
        checks.refuse(
            "held_on",
            Message("This can't be before its introduction on {first}.", first=introduced),
        )
    return day


def _action(checks: Checks, actions: Sequence[Action], new: RollCallCreate) -> int | None:
    """The step that the vote decided: one of the measure's that stand, of the same day."""
    if new.action_id is None:
        return None
    for action in actions:
        if action.id == new.action_id:
            if action.happened_on != new.held_on:
                checks.refuse(
                    "action",
                    Message("This step was on {day}, not on that day.", day=action.happened_on),
                )
            return action.id
    checks.refuse("action", Message("Choose a step of this measure."))
    return None


def _settled(checks: Checks, found: ReadList, new: RollCallCreate) -> dict[int, VoteOption]:
    """Holder → vote. Every line has to be settled, and nobody votes twice."""
    lines = found.settle(new.settled, new.options)
    for wrong in found.miscounted:
        checks.refuse(
            "text",
            Message(
                "A paragraph says {said}, and {found} names were read in it.",
                said=wrong.said,
                found=wrong.found,
            ),
        )
    if len(lines) > SEATS:
        checks.refuse(
            "text",
            Message("{count} votes: the Council has {seats} seats.", count=len(lines), seats=SEATS),
        )
        return {}
    if not lines:
        checks.refuse("text", Message("No vote was read here."))
    votes: dict[int, VoteOption] = {}
    first: dict[int, int] = {}  # holder → the line of their vote
    for line in lines:
        if line.option is None:
            checks.refuse(f"vote.{line.number}", Message("Say how they voted."))
        if line.holder is None:
            message = line.doubt or Message("Choose one of the list.")
            checks.refuse(f"line.{line.number}", message)
        elif line.holder.id in votes:
            message = twice(line.holder, first[line.holder.id], line.number)
            checks.refuse(f"line.{line.number}", message)
        elif line.option is not None:
            votes[line.holder.id], first[line.holder.id] = line.option, line.number
    return votes


def _check_once(session: Session, measure: Measure, values: dict[str, Any]) -> None:
    """The same motion on the same day in the same place is the same vote. Raises Conflict."""
    if values["motion"] is Motion.OTHER:
        return
    query = select(RollCall.id).where(
        RollCall.measure_id == measure.id,
        RollCall.motion == values["motion"],
        RollCall.held_on == values["held_on"],
        RollCall.committee_id == values["committee_id"],
        col(RollCall.voided_at).is_(None),
    )
    if session.exec(query).first() is not None:
        raise Conflict(Message("This vote is recorded already. Void that one first."))


def _check_whole(session: Session, values: dict[str, Any], votes: Mapping[int, Any]) -> None:
    """The Clerk names everybody in a vote of the Council, absent or not. Raises Doubtful."""
    if values["committee_id"] is not None:
        return
    held = council.holders(session, values["held_on"])
    missing = len({holder.id for holder in held.values()} - votes.keys())
    if missing:
        raise Doubtful(
            Message(
                "{named} of {held} members are named, {missing} are missing; a quorum is {quorum}. "
                "Is the list whole?",
                named=len(votes),
                held=len(held),
                missing=missing,
                quorum=council_rules.rules(session)[council_rules.QUORUM].number,
            )
        )


def _check_members(session: Session, values: dict[str, Any], votes: Mapping[int, Any]) -> None:
    """Voters who are not on the committee, if anybody is known to be. Raises Doubtful."""
    if values["committee_id"] is None:
        return
    committee = committee_on(session, values["committee_id"], values["held_on"])
    members = {member.holder_id for member in committee.members}
    if not members or votes.keys() <= members:
        return
    strangers = [session.get_one(SeatHolder, each) for each in votes.keys() - members]
    raise Doubtful(
        Message(
            "Not on this committee on {day}, as far as is recorded here: {names}. Are you sure?",
            day=values["held_on"],
            names=", ".join(each.name for each in sorted(strangers, key=lambda each: each.ward)),
        )
    )


def _stances(actor: Actor, made: RollCall, votes: Mapping[int, VoteOption]) -> list[Stance]:
    """What each yes and each no says about the measure: a vote needs no confirming."""
    return [
        Stance(
            measure_id=made.measure_id,
            holder_id=holder,
            position=_POSITIONS[option],
            evidence=Evidence.VOTE,
            said_on=made.held_on,
            organization_id=actor.organization_id,
            roll_call_id=made.id,
            source_url=made.source_url,
            press=made.idempotency_key,
            recorded_by=actor.user_id,
            recorded_at=made.recorded_at,
        )
        for holder, option in votes.items()
        if option in _POSITIONS
    ]
