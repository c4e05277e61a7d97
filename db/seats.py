"""Keeping the Council's seats: who leaves one, who takes it, and what is publicly known of them.

What somebody said or voted stays theirs when another person follows.
"""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from db import clock, contacts, council
from db.actor import Actor, Right, allow
from db.council import Holder, record_change
from db.errors import Conflict, Doubtful, Message, NotFound
from db.fields import Checks, is_id, unchanged
from db.lobby_list import planned_visits
from db.models import (
    Committee,
    CommitteeMember,
    LobbyVisit,
    RollCall,
    Seat,
    SeatHolder,
    SeatRemoval,
    Sponsor,
    Stance,
    Vote,
)
from db.prints import folded
from db.wards import NUMBERS

MOST_NAME, MOST_NOTE, MOST_ADDRESS = 80, 200, 200
FIRST_DAY = date(1900, 1, 1)
AHEAD = timedelta(days=366)  # somebody who announces to leave says so within a year


class Entry(StrEnum):
    """How somebody came to a seat: the Mayor fills a vacancy, the ward elects."""

    ELECTED = "elected"
    APPOINTED = "appointed"


@dataclass(frozen=True)
class HolderFields:
    """What is publicly known of an alderperson, as the form has it."""

    name: str
    legistar_name: str = ""
    note: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True)
class SeatTake:
    """Somebody takes a vacant seat, as the form has it. `until` is for what is past already."""

    ward: int | None
    held_on: date | None
    came_by: str | None
    fields: HolderFields
    until: date | None = None


def take_seat(session: Session, actor: Actor, new: SeatTake) -> SeatHolder:
    """Seat somebody from a day. The same person for the same days is the same press, sent again.

    Raises NotAllowed, Invalid (not vacant then, or a person who holds another seat).
    """
    allow(actor, Right.KEEP_COUNCIL)
    checks = Checks()
    ward = checks.one_of("ward", new.ward, NUMBERS)
    held_on = checks.day("held_on", new.held_on, first=FIRST_DAY, last=clock.today() + AHEAD)
    until = new.until
    if until is not None:
        until = checks.day("until", until, first=held_on, last=clock.today() + AHEAD)
    came_by = checks.option("came_by", new.came_by, Entry)
    values = _checked(checks, new.fields)
    if not checks.problems:
        known = council.all_holders(session)
        for each in known.get(ward, []):
            term = (each.held_on, each.until, folded(each.name))
            if term == (held_on, until, folded(values["name"])):
                return session.get_one(SeatHolder, each.id)
        check_free(checks, "held_on", others(known, ward, None), held_on, until)
        check_one_seat(checks, known, ward, values["name"], (held_on, until))
    checks.done()
    holder = SeatHolder(ward=ward, held_on=held_on, until=until, came_by=came_by.value, **values)
    session.add(holder)
    session.flush()
    record_change(
        session,
        actor,
        "take seat",
        subject(holder),
        {"ward": ward, "day": held_on.isoformat()},
    )
    return holder


def end_term(
    session: Session,
    actor: Actor,
    holder_id: int,
    last_day: date | None,
    *,
    revision: int,
    sure: bool = False,
) -> SeatHolder:
    """Say on which day somebody held the seat last; from the next day it is vacant.

    Raises NotAllowed, NotFound, Invalid, Conflict (changed meanwhile), Doubtful (visits to them are
    planned after that day).
    """
    allow(actor, Right.KEEP_COUNCIL)
    holder = held_by(session, holder_id)
    unchanged(revision, holder.revision)
    checks = Checks()
    last = checks.day("last_day", last_day, first=holder.held_on, last=clock.today() + AHEAD)
    if not checks.problems:
        _check_days(session, checks, holder, last)
        _check_recorded(session, checks, holder, last)
    checks.done()
    if not sure:
        _ask_about_visits(session, actor, holder, last)
    return _ended(session, actor, holder, last)


def take_back_end(session: Session, actor: Actor, holder_id: int, *, revision: int) -> SeatHolder:
    """The end of a term was a mistake: the person holds the seat.

    Raises NotAllowed, NotFound, Conflict (changed meanwhile, or somebody has followed, be it as
    chair of a committee; or the person holds another seat).
    """
    allow(actor, Right.KEEP_COUNCIL)
    holder = held_by(session, holder_id)
    unchanged(revision, holder.revision)
    checks = Checks()
    _check_days(session, checks, holder, None)
    for message in checks.problems.values():
        raise Conflict(message)
    return _ended(session, actor, holder, None)


def correct_holder(
    session: Session, actor: Actor, holder_id: int, new: HolderFields, *, revision: int
) -> SeatHolder:
    """Correct what is known of an alderperson; the person stays the same.

    Raises NotAllowed, NotFound, Invalid, Conflict (changed meanwhile).
    """
    allow(actor, Right.KEEP_COUNCIL)
    holder = held_by(session, holder_id)
    unchanged(revision, holder.revision)
    checks = Checks()
    values = _checked(checks, new)
    if not checks.problems:
        known = council.all_holders(session)
        check_one_seat(checks, known, holder.ward, values["name"], (holder.held_on, holder.until))
    checks.done()
    changed = sorted(name for name in values if getattr(holder, name) != values[name])
    if not changed:
        return holder
    # The Clerk's list of sponsors names the same person, as long as no other term of theirs does.
    rest = others(council.all_holders(session), holder.ward, holder.id)
    query = select(Sponsor).where(Sponsor.ward == holder.ward, Sponsor.name == holder.name)
    for sponsor in () if holder.name in {each.name for each in rest} else session.exec(query):
        sponsor.name = values["name"]
        session.add(sponsor)
    for name in changed:
        setattr(holder, name, values[name])
    holder.revision += 1
    session.add(holder)
    record_change(session, actor, "correct alderperson", subject(holder), {"fields": changed})
    return holder


def overlap(first: date, last: date | None, from_day: date, until: date | None) -> bool:
    """True if two stretches of days share a day; None is an open end."""
    return (last is None or from_day <= last) and (until is None or first <= until)


def _checked(checks: Checks, new: HolderFields) -> dict[str, Any]:
    """What is known of a person as stored. Without the Clerk's spelling it is the name."""
    name = checks.text("name", new.name, most=MOST_NAME, required=True)
    values = HolderFields(
        name=name,
        legistar_name=checks.text("legistar_name", new.legistar_name, most=MOST_NAME) or name,
        note=checks.text("note", new.note, most=MOST_NOTE),
        phone=contacts.phone(checks, "phone", new.phone),
        email=contacts.email(checks, "email", new.email),
        address=checks.text("address", new.address, most=MOST_ADDRESS),
    )
    return asdict(values)


def others(known: dict[int, list[Holder]], ward: int, but: int | None) -> list[Holder]:
    """Everyone known to have held a seat but one, the first one first."""
    return [each for each in known.get(ward, []) if each.id != but]


def check_free(
    checks: Checks, field: str, rest: list[Holder], first: date, last: date | None
) -> None:
    """Refuse days on which somebody else holds the seat."""
    for each in rest:
        if overlap(first, last, each.held_on, each.until):
            checks.refuse(field, _taken(each))


def _taken(holder: Holder) -> Message:
    if holder.until is None:
        return Message(
            "{name} holds this seat since {first}. Record their last day first.",
            name=holder.name,
            first=holder.held_on,
        )
    return Message(
        "{name} held this seat from {first} until {last}.",
        name=holder.name,
        first=holder.held_on,
        last=holder.until,
    )


def check_one_seat(
    checks: Checks,
    known: dict[int, list[Holder]],
    ward: int,
    name: str,
    days: tuple[date, date | None],
    *,
    field: str = "name",
) -> None:
    """Refuse a person who holds another ward's seat on one of these days."""
    for each in (each for held in known.values() for each in held if each.ward != ward):
        if folded(each.name) == folded(name) and overlap(*days, each.held_on, each.until):
            checks.refuse(
                field,
                Message(
                    "{name} holds the seat of ward {ward} on these days; nobody holds two.",
                    name=each.name,
                    ward=each.ward,
                ),
            )


def _check_days(session: Session, checks: Checks, holder: SeatHolder, last: date | None) -> None:
    """Refuse a last day until which somebody else would hold the seat or chair the person's
    committee, or the person would hold two seats."""
    known = council.all_holders(session)
    check_free(checks, "last_day", others(known, holder.ward, holder.id), holder.held_on, last)
    days = (holder.held_on, last)
    check_one_seat(checks, known, holder.ward, holder.name, days, field="last_day")
    chairs = session.exec(
        select(CommitteeMember, Committee.name)
        .join(Committee, col(Committee.id) == CommitteeMember.committee_id)
        .where(CommitteeMember.holder_id == holder.id, CommitteeMember.seat == Seat.CHAIR)
    )
    holders = {each.id: each for seat in known.values() for each in seat}
    for chair, committee in chairs.all():
        until = min(filter(None, (chair.until, last)), default=None)
        query = select(CommitteeMember).where(
            CommitteeMember.committee_id == chair.committee_id,
            CommitteeMember.seat == Seat.CHAIR,
            CommitteeMember.holder_id != holder.id,
        )
        for each in session.exec(query):
            other = holders.get(each.holder_id)  # none: taken back
            if other is None or (until is not None and until < chair.since):
                continue
            left = min(filter(None, (each.until, other.until)), default=None)
            if overlap(chair.since, until, each.since, left):
                checks.refuse(
                    "last_day",
                    Message(
                        "{name} chairs the {committee} since {first}. Record that last day first.",
                        name=other.name,
                        committee=committee,
                        first=each.since,
                    ),
                )


def _check_recorded(session: Session, checks: Checks, holder: SeatHolder, last: date) -> None:
    """Refuse a last day after which the person is recorded to have voted, taken a stance, or been
    visited."""
    stances = select(func.max(Stance.said_on)).where(
        Stance.holder_id == holder.id, col(Stance.undone_at).is_(None)
    )
    said = session.exec(stances).one()
    if said is not None and said > last:
        checks.refuse(
            "last_day",
            Message("A stance of {name} is recorded for {day}.", name=holder.name, day=said),
        )
    query = (
        select(col(RollCall.held_on))
        .join(Vote, col(Vote.roll_call_id) == RollCall.id)
        .where(
            Vote.holder_id == holder.id,
            RollCall.held_on > last,
            col(RollCall.voided_at).is_(None),
        )
    )
    voted = session.exec(query.order_by(col(RollCall.held_on).desc())).first()
    if voted is not None:
        checks.refuse(
            "last_day",
            Message("{name} voted in a roll call of {day}.", name=holder.name, day=voted),
        )
    visits = select(func.max(LobbyVisit.done_on)).where(LobbyVisit.holder_id == holder.id)
    visited = session.exec(visits).one()
    if visited is not None and visited > last:
        checks.refuse(
            "last_day",
            Message("A visit to {name} is recorded for {day}.", name=holder.name, day=visited),
        )


def _ask_about_visits(session: Session, actor: Actor, holder: SeatHolder, last: date) -> None:
    """Raise Doubtful if somebody plans to visit this person after the last day."""
    after = {
        visit.organization_name
        for visit in planned_visits(session, actor)
        if visit.holder_id == holder.id and visit.planned_for > last
    }
    if after:
        raise Doubtful(
            Message(
                "Visits are planned after that day by {organizations}. They will say so until they "
                "are moved or called off. Record the last day?",
                organizations=", ".join(sorted(after)),
            )
        )


def held_by(session: Session, holder_id: Any) -> SeatHolder:
    """The holder by this id. Raises NotFound (also: taken back)."""
    holder = session.get(SeatHolder, holder_id) if is_id(holder_id) else None
    if holder is None or session.get(SeatRemoval, holder.id) is not None:
        raise NotFound
    return holder


def _ended(session: Session, actor: Actor, holder: SeatHolder, last: date | None) -> SeatHolder:
    holder.until = last
    holder.revision += 1
    session.add(holder)
    details = {"last day": last.isoformat() if last else None}
    action = "end term" if last else "take back end of term"
    record_change(session, actor, action, subject(holder), details)
    return holder


def subject(holder: SeatHolder) -> str:
    """What the audit log calls a holder."""
    return f"seat holder {holder.id}"
