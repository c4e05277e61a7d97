"""Putting right what was entered wrongly of a seat's holder: since when, how they came, or at all.

What is recorded of a person stays in their term: a first day can't be moved past it, and nobody is
taken back of whom something stands.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from db import clock, council
from db.actor import Actor, Right, allow
from db.council import record_change
from db.errors import Conflict, Message
from db.fields import Checks, unchanged
from db.models import (
    CommitteeMember,
    LobbyVisit,
    Relationship,
    RollCall,
    SeatHolder,
    SeatRemoval,
    Sponsor,
    Stance,
    Vote,
)
from db.seats import (
    AHEAD,
    FIRST_DAY,
    MOST_NOTE,
    Entry,
    check_free,
    check_one_seat,
    held_by,
    others,
    subject,
)


@dataclass(frozen=True)
class TermUpdate:
    """Since when and how somebody holds a seat, as the form has it. `came_by` empty: not known."""

    held_on: date | None
    came_by: str | None


def correct_term(
    session: Session, actor: Actor, holder_id: Any, new: TermUpdate, *, revision: int
) -> SeatHolder:
    """Correct the first day of a term, and how it came about.

    Raises NotAllowed, NotFound, Invalid (another's days, or after something is recorded of them),
    Conflict (changed meanwhile).
    """
    allow(actor, Right.KEEP_COUNCIL)
    holder = held_by(session, holder_id)
    unchanged(revision, holder.revision)
    checks = Checks()
    last = holder.until or clock.today() + AHEAD
    held_on = checks.day("held_on", new.held_on, first=FIRST_DAY, last=last)
    came_by = ""
    if new.came_by or holder.came_by:  # whoever is known from the roster may stay without it
        came_by = checks.option("came_by", new.came_by, Entry).value
    if not checks.problems:
        known = council.all_holders(session)
        rest = others(known, holder.ward, holder.id)
        days = (held_on, holder.until)
        check_free(checks, "held_on", rest, *days)
        check_one_seat(checks, known, holder.ward, holder.name, days, field="held_on")
        if any(each.held_on < held_on for each in rest):  # who is first held it before, too
            _check_traces(session, checks, holder, held_on)
    checks.done()
    before = [holder.held_on.isoformat(), holder.came_by]
    after = [held_on.isoformat(), came_by]
    if before == after:
        return holder
    holder.held_on, holder.came_by = held_on, came_by
    holder.revision += 1
    session.add(holder)
    details = {"from": before, "to": after}
    record_change(session, actor, "correct term", subject(holder), details)
    return holder


def remove_holder(
    session: Session, actor: Actor, holder_id: Any, *, revision: int, reason: str
) -> SeatRemoval:
    """Take back that somebody holds a seat: they never did. It stays in the history, with a reason.

    Raises NotAllowed, NotFound (also: taken back already), Invalid (no reason), Conflict (changed
    meanwhile, or something stands that is recorded of them: the first of it is said).
    """
    allow(actor, Right.KEEP_COUNCIL)
    holder = held_by(session, holder_id)
    unchanged(revision, holder.revision)
    checks = Checks()
    reason = checks.text("reason", reason, most=MOST_NOTE, required=True)
    checks.done()
    standing = [message for _, message in _traces(session, holder)] + _sponsored(session, holder)
    if standing:
        raise Conflict(
            Message(
                "{name} can't be removed while this stands: {what} Take it back first; if they did "
                "hold the seat, record their last day.",
                name=holder.name,
                what=standing[0],
            )
        )
    holder.revision += 1
    removal = SeatRemoval(
        holder_id=holder.id, reason=reason, removed_by=actor.user_id, removed_at=clock.now()
    )
    session.add_all([holder, removal])
    session.flush()
    details = {"ward": holder.ward, "day": holder.held_on.isoformat()}
    record_change(session, actor, "remove holder", subject(holder), details)
    return removal


def _check_traces(session: Session, checks: Checks, holder: SeatHolder, held_on: date) -> None:
    """Refuse a first day after something that is recorded of the person."""
    for day, message in _traces(session, holder):
        if day < held_on:
            checks.refuse("held_on", message)


def _traces(session: Session, holder: SeatHolder) -> list[tuple[date, Message]]:
    """What stands that is recorded of a person, the earliest first: the day, and what it is.

    Where somebody sat on a committee or was led for a while is over, at the latest with their term,
    and hinders nobody.
    """
    found: list[tuple[date, Message]] = []
    voted = (
        select(col(RollCall.held_on))
        .join(Vote, col(Vote.roll_call_id) == RollCall.id)
        .where(Vote.holder_id == holder.id, col(RollCall.voided_at).is_(None))
    )
    stances = select(col(Stance.said_on)).where(
        Stance.holder_id == holder.id, col(Stance.undone_at).is_(None)
    )
    visits = select(LobbyVisit).where(
        LobbyVisit.holder_id == holder.id, col(LobbyVisit.cancelled_at).is_(None)
    )
    members = select(col(CommitteeMember.since)).where(
        CommitteeMember.holder_id == holder.id, col(CommitteeMember.until).is_(None)
    )
    leads = select(col(Relationship.since)).where(
        Relationship.holder_id == holder.id, col(Relationship.until).is_(None)
    )
    name = holder.name
    over = holder.until is not None and holder.until < clock.today()
    for day in session.exec(voted):
        found.append((day, Message("{name} voted in a roll call of {day}.", name=name, day=day)))
    for day in session.exec(stances):
        found.append(
            (day, Message("A stance of {name} is recorded for {day}.", name=name, day=day))
        )
    for visit in session.exec(visits):
        day = visit.done_on or visit.planned_for
        found.append((day, Message("A visit to {name} is recorded for {day}.", name=name, day=day)))
    for day in () if over else session.exec(members):
        message = Message("{name} is on a committee since {day}.", name=name, day=day)
        found.append((day, message))
    for day in () if over else session.exec(leads):
        message = Message(
            "An organization leads the relationship with {name} since {day}.", name=name, day=day
        )
        found.append((day, message))
    return sorted(found, key=lambda each: each[0])


def _sponsored(session: Session, holder: SeatHolder) -> list[Message]:
    query = select(Sponsor).where(Sponsor.ward == holder.ward, Sponsor.name == holder.name)
    if session.exec(query).first() is None:
        return []
    return [Message("{name} is on the Clerk's list of sponsors.", name=holder.name)]
