"""The Council's committees: who sits on one, and in which seat, from a day until a day.

A membership also ends with the term of the person who has it. Nothing is overwritten: who leaves
gets a last day, and who comes is a new line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from db import clock, council
from db.actor import Actor, Right, allow
from db.council import Holder, record_change
from db.errors import Conflict, Message, NotFound
from db.fields import Checks, is_id
from db.models import Committee, CommitteeMember, Seat, SeatHolder, SeatRemoval
from db.prints import folded
from db.seats import AHEAD, FIRST_DAY, overlap
from db.wards import NUMBERS

MOST_NAME, MOST_NOTE = 120, 500
# The two that the measures were referred to. Who sat on them in 2017 is not documented here.
_SEED = ("Committee on Human Relations", "Committee on Workforce Development and Audit")


@dataclass(frozen=True)
class CommitteeCreate:
    """A committee, as the form has it."""

    name: str
    key: str
    note: str = ""


@dataclass(frozen=True)
class MemberCreate:
    """Somebody comes to a committee, as the form has it. The ward says who, on the first day."""

    committee_id: int | None
    ward: int | None
    seat: str | None
    since: date | None
    key: str
    until: date | None = None


@dataclass(frozen=True)
class Member:
    """An alderperson on a committee. `until`: the last day, be it that of the term."""

    id: int
    holder_id: int
    ward: int
    name: str
    seat: Seat
    since: date
    until: date | None
    by_term: bool  # the end is that of the person's term

    def on(self, day: date) -> bool:
        """True if they sit there on that day."""
        return overlap(self.since, self.until, day, day)


@dataclass(frozen=True)
class CommitteeOnDay:
    """A committee on a day: the chair first, then the vice chair, then by ward."""

    id: int
    name: str
    note: str
    members: tuple[Member, ...]
    others: tuple[Member, ...]  # those who left before, or come later

    @property
    def chair(self) -> Member | None:
        """Who chairs it, if that is known."""
        return next((each for each in self.members if each.seat is Seat.CHAIR), None)


def committees(session: Session, actor: Actor, day: date | None = None) -> list[CommitteeOnDay]:
    """Every committee on a day (today), by name. Raises NotAllowed."""
    allow(actor, Right.SEE_COUNCIL)
    day = day or clock.today()
    members = _members(session)
    return [
        _on_day(committee, members.get(committee.id, []), day)
        for committee in session.exec(select(Committee).order_by(col(Committee.name)))
    ]


def committee_on(session: Session, name_or_id: str | int, day: date) -> CommitteeOnDay:
    """A committee's members and chair on a day; a name however its capitals and spaces are typed.

    Raises NotFound (no committee by that name).
    """
    committee = (
        _named(session, name_or_id)
        if isinstance(name_or_id, str)
        else _committee(session, name_or_id)
    )
    if committee is None:
        raise NotFound
    return _on_day(committee, _members(session).get(committee.id, []), day)


def create_committee(session: Session, actor: Actor, new: CommitteeCreate) -> Committee:
    """Add a committee. Raises NotAllowed, Invalid (there is one by that name)."""
    allow(actor, Right.KEEP_COUNCIL)
    checks = Checks()
    key = checks.key(new.key)
    sent = session.exec(select(Committee).where(Committee.idempotency_key == key)).first()
    if sent is not None:
        return sent
    name = checks.text("name", new.name, most=MOST_NAME, required=True)
    note = checks.text("note", new.note, most=MOST_NOTE)
    if _named(session, name) is not None:
        checks.refuse("name", Message("There is a committee by that name already."))
    checks.done()
    committee = Committee(name=name, note=note, idempotency_key=key)
    session.add(committee)
    session.flush()
    record_change(session, actor, "create committee", f"committee {committee.id}", {})
    return committee


def add_member(session: Session, actor: Actor, new: MemberCreate) -> CommitteeMember:
    """Put somebody on a committee from a day.

    Raises NotAllowed, NotFound (no such committee), Invalid (no alderperson on those days, there
    already, or a second chair).
    """
    allow(actor, Right.KEEP_COUNCIL)
    committee = _committee(session, new.committee_id)
    checks = Checks()
    key = checks.key(new.key)
    sent = session.exec(
        select(CommitteeMember).where(CommitteeMember.idempotency_key == key)
    ).first()
    if sent is not None:
        return sent
    ward = checks.one_of("ward", new.ward, NUMBERS)
    seat = checks.option("seat", new.seat, Seat)
    since = checks.day("since", new.since, first=FIRST_DAY, last=clock.today() + AHEAD)
    until = new.until
    if until is not None:
        until = checks.day("until", until, first=since, last=clock.today() + AHEAD)
    holder = None
    if not checks.problems:
        holder = council.holder_on(council.all_holders(session).get(ward, []), since)
        _check_holder(checks, ward, holder, since, until)
    if holder is not None:
        days = (since, min(filter(None, (until, holder.until)), default=None))
        _check_place(checks, _members(session).get(committee.id, []), holder, seat, days)
    checks.done()
    member = CommitteeMember(
        committee_id=committee.id,
        holder_id=holder.id if holder else 0,
        seat=seat,
        since=since,
        until=until,
        idempotency_key=key,
    )
    session.add(member)
    session.flush()
    details = {"holder": member.holder_id, "seat": seat.value, "since": since.isoformat()}
    record_change(session, actor, "add committee member", f"committee {committee.id}", details)
    return member


def end_membership(
    session: Session, actor: Actor, member_id: int, last_day: date | None
) -> CommitteeMember:
    """Say on which day somebody sat on a committee last.

    Before the term's or the membership's announced end. Raises NotAllowed, NotFound, Invalid,
    Conflict (it has ended already).
    """
    allow(actor, Right.KEEP_COUNCIL)
    member = session.get(CommitteeMember, member_id) if is_id(member_id) else None
    if member is None:
        raise NotFound
    if member.until is not None and member.until <= clock.today():
        raise Conflict(Message("This membership has ended already."))
    checks = Checks()
    announced = (member.until, session.get_one(SeatHolder, member.holder_id).until)
    latest = min(filter(None, announced), default=clock.today() + AHEAD)
    last = checks.day("last_day", last_day, first=member.since, last=latest)
    checks.done()
    member.until = last
    session.add(member)
    details = {"holder": member.holder_id, "last day": last.isoformat()}
    subject = f"committee {member.committee_id}"
    record_change(session, actor, "end committee membership", subject, details)
    return member


def seed(session: Session) -> None:
    """Add the committees that are missing; those that are there stay as somebody left them."""
    known = set(session.exec(select(col(Committee.name))))
    session.add_all(Committee(name=name) for name in _SEED if name not in known)
    session.flush()


def _check_holder(
    checks: Checks, ward: int, holder: Holder | None, since: date, until: date | None
) -> None:
    """Refuse days on which nobody holds the seat."""
    if holder is None:
        checks.refuse(
            "ward", Message("Ward {ward} has no alderperson on {day}.", ward=ward, day=since)
        )
    elif holder.until and until and until > holder.until:
        checks.refuse(
            "until",
            Message(
                "{name} holds the seat until {last} only.", name=holder.name, last=holder.until
            ),
        )


def _check_place(
    checks: Checks,
    members: Sequence[Member],
    holder: Holder,
    seat: Seat,
    days: tuple[date, date | None],
) -> None:
    """Refuse somebody who is there already, and a second chair."""
    for each in members:
        if not overlap(*days, each.since, each.until):
            continue
        if each.holder_id == holder.id:
            checks.refuse(
                "ward",
                Message(
                    "{name} is on this committee since {first}. Record that last day first.",
                    name=each.name,
                    first=each.since,
                ),
            )
        elif seat is Seat.CHAIR and each.seat is Seat.CHAIR:
            checks.refuse(
                "seat",
                Message(
                    "{name} chairs it since {first}. Record that last day first.",
                    name=each.name,
                    first=each.since,
                ),
            )


def _named(session: Session, name: str) -> Committee | None:
    known = {folded(each.name): each for each in session.exec(select(Committee))}
    return known.get(folded(name))


def _committee(session: Session, committee_id: Any) -> Committee:
    committee = session.get(Committee, committee_id) if is_id(committee_id) else None
    if committee is None:
        raise NotFound
    return committee


def _members(session: Session) -> dict[int, list[Member]]:
    """Committee → everyone who was ever on it: chair, vice chair, then by ward."""
    query = select(CommitteeMember, SeatHolder).where(
        CommitteeMember.holder_id == SeatHolder.id,
        col(SeatHolder.id).not_in(select(SeatRemoval.holder_id)),
    )
    found: dict[int, list[Member]] = {}
    for row, holder in session.exec(query.order_by(col(CommitteeMember.since))):
        until = min(filter(None, (row.until, holder.until)), default=None)
        member = Member(
            id=row.id,
            holder_id=holder.id,
            ward=holder.ward,
            name=holder.name,
            seat=row.seat,
            since=row.since,
            until=until,
            by_term=row.until is None and until is not None,
        )
        found.setdefault(row.committee_id, []).append(member)
    order = list(Seat)
    for members in found.values():
        members.sort(key=lambda each: (order.index(each.seat), each.ward, each.since))
    return found


def _on_day(committee: Committee, members: Sequence[Member], day: date) -> CommitteeOnDay:
    return CommitteeOnDay(
        id=committee.id,
        name=committee.name,
        note=committee.note,
        members=tuple(each for each in members if each.on(day)),
        others=tuple(each for each in members if not each.on(day)),
    )
