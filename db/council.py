"""The City Council's seats and who holds them on which day.

A seat is a ward; its holder is a person, from a day until a day. Who is known first is taken to
have held the seat before, too: nothing else is known.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from db import audit, clock, live
from db.actor import Actor, Right, allow
from db.models import SeatHolder, SeatRemoval, Ward
from db.users import names_of


@dataclass(frozen=True)
class Holder:
    """An alderperson in a seat."""

    id: int
    ward: int
    name: str
    legistar_name: str
    held_on: date
    until: date | None
    came_by: str
    note: str
    phone: str
    email: str
    address: str
    revision: int


@dataclass(frozen=True)
class RemovedHolder:
    """Somebody who was entered as a seat's holder and never was."""

    holder: Holder
    removed_by: str
    removed_at: datetime
    reason: str


@dataclass(frozen=True)
class SeatOnDay:
    """A ward's seat: who holds it on a day, and everyone known to have held it, the first first."""

    ward: int
    holder: Holder | None
    known: tuple[Holder, ...]
    removed: tuple[RemovedHolder, ...]

    @property
    def revision(self) -> int:
        """Grows with each change of the seat or of anybody who was ever entered there."""
        entered = (*self.known, *(each.holder for each in self.removed))
        return len(entered) + sum(holder.revision for holder in entered)


def seats(session: Session, actor: Actor, day: date | None = None) -> list[SeatOnDay]:
    """The 50 seats on a day (today), by ward. Raises NotAllowed."""
    allow(actor, Right.SEE_COUNCIL)
    day = day or clock.today()
    known, removed = all_holders(session), _removed(session)
    return [
        SeatOnDay(
            ward,
            holder_on(known.get(ward, []), day),
            tuple(known.get(ward, [])),
            tuple(each for each in removed if each.holder.ward == ward),
        )
        for ward in session.exec(select(col(Ward.number)).order_by(col(Ward.number)))
    ]


def all_holders(session: Session) -> dict[int, list[Holder]]:
    """Ward → everyone known to have held its seat, the first one first."""
    found: dict[int, list[Holder]] = {}
    query = (
        select(SeatHolder)
        .where(col(SeatHolder.id).not_in(select(SeatRemoval.holder_id)))
        .order_by(col(SeatHolder.ward), col(SeatHolder.held_on), col(SeatHolder.id))
    )
    for row in session.exec(query):
        found.setdefault(row.ward, []).append(_holder(row))
    return found


def _removed(session: Session) -> list[RemovedHolder]:
    """Everyone who was entered by mistake, the latest taken back first."""
    query = select(SeatHolder, SeatRemoval).join(SeatRemoval)
    rows = session.exec(query.order_by(col(SeatRemoval.removed_at).desc())).all()
    names = names_of(session, {removal.removed_by for _, removal in rows})
    return [
        RemovedHolder(_holder(row), names[removal.removed_by], removal.removed_at, removal.reason)
        for row, removal in rows
    ]


def _holder(row: SeatHolder) -> Holder:
    return Holder(**row.model_dump(include=set(Holder.__dataclass_fields__)))


def holder_on(known: list[Holder], day: date) -> Holder | None:
    """Who of a seat's holders, the first one first, held it on a day; None if it was vacant."""
    for number, holder in enumerate(known):
        begun = number == 0 or holder.held_on <= day
        if begun and (holder.until is None or day <= holder.until):
            return holder
    return None


def holders(session: Session, day: date | None = None) -> dict[int, Holder]:
    """Ward → who holds its seat on a day (today); a vacant seat is left out."""
    day = day or clock.today()
    return {
        ward: holder
        for ward, known in all_holders(session).items()
        if (holder := holder_on(known, day))
    }


def record_change(
    session: Session, actor: Actor, action: str, subject: str, details: dict[str, Any]
) -> None:
    """Note in the audit log who changed what is known of the Council, and tell everyone."""
    audit.record(
        session,
        user_id=actor.user_id,
        organization_id=actor.organization_id,
        action=action,
        subject=subject,
        details=details,
    )
    live.announce(session)
