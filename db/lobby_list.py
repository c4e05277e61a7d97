"""What everyone sees of visits to alderpersons: the list, a week, the last contact.

Which organization, which day, what was asked and answered; of an organization's outreach only that
it was a visit to this ward, and the day. Never who in the organization, never a signer.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from db import clock, council
from db.actor import Actor, Right, allow, every_organization
from db.errors import NotFound
from db.models import LobbyVisit, Measure, Organization, Outreach, OutreachKind, SeatHolder
from db.outreach_tallies import week_of


@dataclass(frozen=True)
class Visit:
    """A visit that was planned and not called off."""

    id: int
    ward: int
    holder_id: int
    alderperson: str
    organization: str  # its slug
    organization_name: str
    measure: str | None  # its slug; None: about both
    planned_for: date
    ask: str
    done_on: date | None  # None: not yet
    answer: str
    revision: int
    stranded: bool  # planned, and the alderperson does not hold the seat on that day

    @property
    def day(self) -> date:
        """The day it took place, else the day it is planned for."""
        return self.done_on or self.planned_for


@dataclass(frozen=True)
class Contact:
    """That an organization was at an alderperson's, or goes there."""

    day: date
    organization: str  # its name


def visits_in(session: Session, actor: Actor, ward: int) -> list[Visit]:
    """Every visit to whoever holds or held a seat, the newest day first. Raises NotAllowed."""
    allow(actor, Right.SEE_COUNCIL)
    query = _standing().join(SeatHolder).where(SeatHolder.ward == ward)
    return _as_visits(session, query)[::-1]


def one_visit(session: Session, actor: Actor, visit_id: int) -> Visit:
    """One visit that stands. Raises NotAllowed, NotFound (also when it was called off)."""
    allow(actor, Right.SEE_COUNCIL)
    found = _as_visits(session, _standing().where(LobbyVisit.id == visit_id))
    if not found:
        raise NotFound
    return found[0]


def planned_visits(session: Session, actor: Actor) -> list[Visit]:
    """Every visit that is planned and not yet noted as done, the next first. Raises NotAllowed."""
    allow(actor, Right.SEE_COUNCIL)
    return _as_visits(session, _standing().where(col(LobbyVisit.done_on).is_(None)))


def visits_in_week(session: Session, actor: Actor, day: date) -> list[Visit]:
    """Every visit in a day's week, Monday to Sunday, planned or done. Raises NotAllowed."""
    allow(actor, Right.SEE_COUNCIL)
    monday = week_of(day)
    on = func.coalesce(LobbyVisit.done_on, LobbyVisit.planned_for)
    query = _standing().where(on >= monday, on <= monday + timedelta(days=6))
    return _as_visits(session, query)


def last_contacts(session: Session, actor: Actor) -> dict[int, Contact]:
    """Ward → the last contact with its seat's present holder: a visit done, or a lobby visit that
    any organization logged as outreach. Raises NotAllowed."""
    allow(actor, Right.SEE_COUNCIL)
    every_organization(session)
    seats = council.all_holders(session)
    today = clock.today()
    names = dict(session.exec(select(Organization.id, Organization.name)).all())
    made: list[tuple[date, int, int]] = []  # day, ward, organization
    ward_of = {
        holder.id: ward
        for ward, known in seats.items()
        if (holder := council.holder_on(known, today))
    }
    done = select(LobbyVisit).where(
        col(LobbyVisit.done_on).is_not(None), col(LobbyVisit.cancelled_at).is_(None)
    )
    for visit in session.exec(done):
        if visit.done_on and visit.holder_id in ward_of:
            made.append((visit.done_on, ward_of[visit.holder_id], visit.organization_id))
    logged = (
        select(col(Outreach.ward), col(Outreach.happened_on), col(Outreach.organization_id))
        .where(
            Outreach.kind == OutreachKind.LOBBY_VISIT,
            col(Outreach.ward).is_not(None),
            col(Outreach.voided_at).is_(None),
        )
        .distinct()
    )
    for ward, day, organization_id in session.exec(logged):
        holder = council.holder_on(seats.get(ward or 0, []), day)
        if ward and holder and ward_of.get(holder.id) == ward:
            made.append((day, ward, organization_id))
    return {
        ward: Contact(day, names[organization_id]) for day, ward, organization_id in sorted(made)
    }


def _standing() -> SelectOfScalar[LobbyVisit]:
    return select(LobbyVisit).where(col(LobbyVisit.cancelled_at).is_(None))


def _as_visits(session: Session, query: SelectOfScalar[LobbyVisit]) -> list[Visit]:
    """As shown, by day."""
    rows = session.exec(query).all()
    organizations = {each.id: each for each in session.exec(select(Organization))}
    measures = dict(session.exec(select(Measure.id, Measure.slug)).all())
    seats = council.all_holders(session)
    holders = {each.id: each for known in seats.values() for each in known}
    found = [
        Visit(
            ward=holders[row.holder_id].ward,
            alderperson=holders[row.holder_id].name,
            organization=organizations[row.organization_id].slug,
            organization_name=organizations[row.organization_id].name,
            measure=measures[row.measure_id] if row.measure_id else None,
            stranded=row.done_on is None
            and council.holder_on(seats[holders[row.holder_id].ward], row.planned_for)
            != holders[row.holder_id],
            **row.model_dump(
                include={"id", "holder_id", "planned_for", "ask", "done_on", "answer", "revision"}
            ),
        )
        for row in rows
    ]
    return sorted(found, key=lambda visit: (visit.day, visit.id))
