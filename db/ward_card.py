"""A ward's card: everything that is known of a seat and of what happens there, in one reading."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from db import clock, council, lobby_list, relationships, totals, whip
from db.actor import Actor, Right, allow
from db.council import Holder
from db.counting import Ladder
from db.errors import NotFound
from db.lobby_list import Contact, Visit
from db.models import Committee, CommitteeMember, Measure, Seat
from db.outreach_tallies import Funnel
from db.relationships import Lead
from db.totals import Filter, Totals
from db.wards import NUMBERS, zips_of
from db.whip import KnownStance, SeatStance


@dataclass(frozen=True)
class MeasureStance:
    """Where the seat stands on a measure today, and everything that was said before."""

    measure: str
    short_title: str
    seat: SeatStance
    history: tuple[KnownStance, ...]


@dataclass(frozen=True)
class EarlierHolder:
    """Somebody who held the seat before: what they said, where they sponsor, who visited them."""

    holder: Holder
    stances: tuple[tuple[str, tuple[KnownStance, ...]], ...]  # short title, the newest first
    sponsor_of: tuple[str, ...]  # short titles
    visits: tuple[Visit, ...]  # those that took place, the newest first


@dataclass(frozen=True)
class Counted:
    """What was gathered in a ward."""

    signatures: int
    conversations: int


@dataclass(frozen=True)
class WardCard:
    """A seat on a day: who holds it, where they stand, what happens in the ward, who talks."""

    ward: int
    holder: Holder | None  # None: vacant
    committees: tuple[tuple[str, Seat], ...]
    stances: tuple[MeasureStance, ...]
    coalition: Counted
    own: Counted | None  # None: a coordinator has no organization
    zips: tuple[tuple[str, float], ...]  # ZIP, and how much of its area lies in this ward
    leads: tuple[Lead, ...]  # the newest first
    last_contact: Contact | None
    next_visit: Visit | None
    visits: tuple[Visit, ...]  # planned with anybody, the next first; done, the newest first
    earlier: tuple[EarlierHolder, ...]  # the latest first

    @property
    def lead(self) -> Lead | None:
        """Who leads the relationship now."""
        return next((lead for lead in self.leads if lead.until is None), None)


def ward_card(session: Session, actor: Actor, ward: int) -> WardCard:
    """A ward's card today. Raises NotAllowed, NotFound (no such ward)."""
    allow(actor, Right.SEE_COUNCIL)
    if ward not in NUMBERS:
        raise NotFound
    today = clock.today()
    holder = council.holders(session).get(ward)
    in_ward = lobby_list.visits_in(session, actor, ward)
    planned = [visit for visit in reversed(in_ward) if visit.done_on is None]
    done = [visit for visit in in_ward if visit.done_on and holder and visit.holder_id == holder.id]
    to_come = [visit for visit in planned if visit.planned_for >= today]
    own = None
    if actor.organization:
        own = totals.filtered(session, Filter(organizations=(actor.organization,)))
    return WardCard(
        ward=ward,
        holder=holder,
        committees=_committees(session, holder, today),
        stances=tuple(
            MeasureStance(
                measure.slug,
                measure.short_title,
                _seat(session, actor, measure.slug, ward),
                tuple(whip.stance_history(session, actor, measure.slug, ward)),
            )
            for measure in session.exec(select(Measure).order_by(col(Measure.id)))
        ),
        coalition=_counted(totals.snapshot(session), ward),
        own=_counted(own, ward) if own else None,
        zips=tuple(zips_of(session, ward)),
        leads=tuple(relationships.leads_of(session, actor, ward)),
        last_contact=lobby_list.last_contacts(session, actor).get(ward),
        next_visit=to_come[0] if to_come else None,
        visits=(*planned, *done),
        earlier=_earlier(session, ward, holder, in_ward),
    )


def _earlier(
    session: Session, ward: int, now: Holder | None, visits: list[Visit]
) -> tuple[EarlierHolder, ...]:
    """Everyone known to have held the seat until before today."""
    today = clock.today()
    measures = session.exec(select(Measure).order_by(col(Measure.id))).all()
    known = {measure.id: whip.known_stances(session, measure) for measure in measures}
    sponsors = {
        measure.id: whip.sponsors_on(session, measure, today, final=False) for measure in measures
    }
    return tuple(
        EarlierHolder(
            holder,
            stances=tuple(
                (measure.short_title, tuple(reversed(known[measure.id][holder.id])))
                for measure in measures
                if holder.id in known[measure.id]
            ),
            sponsor_of=tuple(
                measure.short_title
                for measure in measures
                if (ward, holder.name) in sponsors[measure.id]
            ),
            visits=tuple(v for v in visits if v.holder_id == holder.id and v.done_on is not None),
        )
        for holder in reversed(council.all_holders(session).get(ward, []))
        if holder != now and holder.until is not None and holder.until < today
    )


def _seat(session: Session, actor: Actor, measure: str, ward: int) -> SeatStance:
    seats = whip.whip_count(session, actor, measure).seats
    return next(seat for seat in seats if seat.ward == ward)


def _committees(session: Session, holder: Holder | None, day: date) -> tuple[tuple[str, Seat], ...]:
    """The committees that the holder sits on: those led first, then by name."""
    if holder is None:
        return ()
    query = (
        select(Committee.name, CommitteeMember)
        .join(CommitteeMember)
        .where(CommitteeMember.holder_id == holder.id, CommitteeMember.since <= day)
        .order_by(Committee.name)
    )
    found = [
        (name, member.seat)
        for name, member in session.exec(query)
        if member.until is None or day <= member.until
    ]
    return tuple(sorted(found, key=lambda each: list(Seat).index(each[1])))


def _counted(figures: Totals, ward: int) -> Counted:
    return Counted(
        signatures=figures.by_ward.get(ward, Ladder()).total,
        conversations=figures.outreach.by_ward.get(ward, Funnel()).conversations,
    )
