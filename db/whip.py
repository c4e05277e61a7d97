"""The whip count: where each alderperson stands on a measure, how we know, and what that makes.

A stance belongs to the person who held the seat on the day it was said. It is never changed: a
newer one follows it, or it is undone. "As of" a day is what had been said by the end of it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from db import clock, council, council_rules
from db.actor import Actor, Right, allow
from db.fields import Checks
from db.measures import measure_by_slug
from db.models import Evidence, Measure, Organization, Position, SeatHolder, Sponsor, Stance
from db.users import names_of
from db.wards import NUMBERS

# Somebody can be held to these. What one of us heard, a lean or a sponsor's name is soft.
FIRM = frozenset({Evidence.VOTE, Evidence.PUBLIC, Evidence.WRITTEN, Evidence.TWO_OF_US})


class Side(StrEnum):
    """What a stance counts as, from firm yes to firm no: the order of the 26-line."""

    FIRM_YES = "firm yes"
    SOFT_YES = "soft yes"
    UNDECIDED = "undecided"
    UNKNOWN = "unknown"
    SOFT_NO = "soft no"
    FIRM_NO = "firm no"
    VACANT = "vacant"


YES = frozenset({Side.FIRM_YES, Side.SOFT_YES})


@dataclass(frozen=True)
class KnownStance:
    """A stance as it was recorded; `undone` ones count nothing."""

    id: int
    ward: int
    alderperson: str
    position: Position
    evidence: Evidence
    said_on: date
    expires_on: date | None
    organization: str | None  # its slug; None: a coordinator
    source_url: str
    press: str
    recorded_by: str | None
    recorded_at: datetime
    undone_at: datetime | None
    undone_by: str | None
    by_roll_call: bool = False

    @property
    def undone(self) -> bool:
        """True if it counts nothing any more."""
        return self.undone_at is not None

    def side(self, day: date) -> Side:
        """What it counts as on a day. Past its expiry nothing is firm."""
        firm = self.evidence in FIRM and not self.expired(day)
        match self.position:
            case Position.YES:
                return Side.FIRM_YES if firm else Side.SOFT_YES
            case Position.NO:
                return Side.FIRM_NO if firm else Side.SOFT_NO
            case Position.LEAN_YES:
                return Side.SOFT_YES
            case Position.LEAN_NO:
                return Side.SOFT_NO
            case Position.UNDECIDED:
                return Side.UNDECIDED
            case Position.UNKNOWN:
                return Side.UNKNOWN

    def known_by(self, moment: datetime) -> bool:
        """True if it was known then. A roll call is public from its day on, so that one recorded
        anew, to correct it, is as old as its vote."""
        return self.by_roll_call or self.recorded_at <= moment

    def as_known(self, moment: datetime) -> "KnownStance":
        """The stance as it was known then: what was undone since counted still. What a void roll
        call showed never did."""
        if self.by_roll_call or self.undone_at is None or self.undone_at <= moment:
            return self
        return replace(self, undone_at=None)

    def expired(self, day: date) -> bool:
        """True if it asks to be confirmed again on that day."""
        return self.expires_on is not None and self.expires_on <= day


@dataclass(frozen=True)
class SeatStance:
    """A seat on a day: who holds it, where they stand, and what that counts as."""

    ward: int
    holder_id: int | None  # None: vacant
    name: str
    side: Side
    stance: KnownStance | None
    expired: bool
    sponsor: int | None  # place on the Clerk's list, 1 is the lead; a mark, never a Yes


@dataclass(frozen=True)
class WhipCount:
    """The 50 seats on a day, the firmest Yes first, and the votes it takes."""

    measure: str
    as_of: date
    seats: tuple[SeatStance, ...]
    needed: int  # to pass
    override: int  # of a veto

    @property
    def counts(self) -> dict[Side, int]:
        """How many seats are on each side."""
        counted = Counter(seat.side for seat in self.seats)
        return {side: counted[side] for side in Side}


def in_order(seats: Iterable[SeatStance]) -> tuple[SeatStance, ...]:
    """The order of the 26-line: the firmest Yes first, then by ward."""
    order = list(Side)
    return tuple(sorted(seats, key=lambda seat: (order.index(seat.side), seat.ward)))


def whip_count(
    session: Session,
    actor: Actor,
    measure: str,
    *,
    as_of: date | None = None,
    known_by: datetime | None = None,
    final_sponsors: bool = False,
) -> WhipCount:
    """Where the 50 seats stood at the end of a day (today).

    `known_by`: by what was known at that moment, also what was undone since. `final_sponsors`: mark
    everybody on the Clerk's list of the term's end, although nobody knows since when they were on
    it.
    Raises NotAllowed, NotFound, Invalid (a day to come).
    """
    allow(actor, Right.SEE_COUNCIL)
    about = measure_by_slug(session, measure)
    checks = Checks()
    day = checks.day("as_of", as_of or clock.today(), first=None, last=clock.today())
    checks.done()
    known = known_stances(session, about)
    if known_by is not None:
        known = {
            holder: [each.as_known(known_by) for each in said if each.known_by(known_by)]
            for holder, said in known.items()
        }
    return _count(session, about, day, known, final_sponsors=final_sponsors)


def count_today(session: Session, measure: str) -> WhipCount:
    """The count of today, of which a caller shows no more than the sums (db/press_figures.py)."""
    about = measure_by_slug(session, measure)
    return _count(session, about, clock.today(), known_stances(session, about))


def _count(
    session: Session,
    about: Measure,
    day: date,
    known: dict[int, list[KnownStance]],
    *,
    final_sponsors: bool = False,
) -> WhipCount:
    rules = council_rules.rules(session)
    return WhipCount(
        measure=about.slug,
        as_of=day,
        seats=_seats(
            day,
            council.all_holders(session),
            known,
            sponsors_on(session, about, day, final=final_sponsors),
        ),
        needed=rules[council_rules.PASSAGE].number,
        override=rules[council_rules.OVERRIDE].number,
    )


def count_over_time(
    session: Session, actor: Actor, measure: str
) -> list[tuple[date, dict[Side, int]]]:
    """(day, seats on each side) for each day on which the count moved, and for today.

    Raises NotAllowed, NotFound.
    """
    allow(actor, Right.SEE_COUNCIL)
    about = measure_by_slug(session, measure)
    seats, known = council.all_holders(session), known_stances(session, about)
    today = clock.today()
    days = {today}
    for stance in (each for stances in known.values() for each in stances if not each.undone):
        days |= {stance.said_on, stance.expires_on or today}
    for holder in (each for held in seats.values() for each in held):
        days |= {holder.held_on, holder.until + timedelta(days=1) if holder.until else today}
    moved: list[tuple[date, dict[Side, int]]] = []
    for day in sorted(day for day in days if about.term_starts_on <= day <= today):
        counted = Counter(seat.side for seat in _seats(day, seats, known, {}))
        counts = {side: counted[side] for side in Side}
        if not moved or moved[-1][1] != counts or day == today:
            moved.append((day, counts))
    return moved


def stance_history(session: Session, actor: Actor, measure: str, ward: int) -> list[KnownStance]:
    """Every stance of the seat's present holder, undone ones too, the newest first.

    Raises NotAllowed, NotFound.
    """
    allow(actor, Right.SEE_COUNCIL)
    holder = council.holders(session).get(ward)
    if holder is None:
        return []
    known = known_stances(session, measure_by_slug(session, measure))
    return list(reversed(known.get(holder.id, [])))


def known_stances(session: Session, about: Measure) -> dict[int, list[KnownStance]]:
    """Holder → every stance on a measure, by the day it was said, then as recorded."""
    query = select(Stance).where(Stance.measure_id == about.id)
    rows = session.exec(query.order_by(col(Stance.said_on), col(Stance.id))).all()
    names = names_of(session, _people(rows))
    slugs = dict(session.exec(select(Organization.id, Organization.slug)).all())
    held = {holder.id: holder for holder in session.exec(select(SeatHolder))}
    known: dict[int, list[KnownStance]] = {}
    for row in rows:
        known.setdefault(row.holder_id, []).append(
            KnownStance(
                ward=held[row.holder_id].ward,
                alderperson=held[row.holder_id].name,
                organization=slugs[row.organization_id] if row.organization_id else None,
                recorded_by=names.get(row.recorded_by),
                undone_by=names.get(row.undone_by),
                by_roll_call=row.roll_call_id is not None,
                **row.model_dump(
                    include={
                        "id",
                        "position",
                        "evidence",
                        "said_on",
                        "expires_on",
                        "source_url",
                        "press",
                        "recorded_at",
                        "undone_at",
                    }
                ),
            )
        )
    return known


def _people(rows: Iterable[Stance]) -> set[int | None]:
    return {person for row in rows for person in (row.recorded_by, row.undone_by)}


def sponsors_on(
    session: Session, about: Measure, day: date, *, final: bool
) -> dict[tuple[int, str], int]:
    """(Ward, name) → place on the Clerk's list as known on a day.

    `final`: on the list of the term's last day; whoever is known from that alone is left out else,
    however long ago that day is by now.
    """
    last = about.term_ends_on if final else min(day, about.term_ends_on - timedelta(days=1))
    query = select(Sponsor).where(Sponsor.measure_id == about.id)
    return {
        (sponsor.ward, sponsor.name): sponsor.position
        for sponsor in session.exec(query)
        if sponsor.listed_on <= last
    }


def _seats(
    day: date,
    seats: dict[int, list[council.Holder]],
    known: dict[int, list[KnownStance]],
    sponsors: dict[tuple[int, str], int],
) -> tuple[SeatStance, ...]:
    """The 50 seats on a day, the firmest Yes first."""
    found = []
    for ward in NUMBERS:
        holder = council.holder_on(seats.get(ward, []), day)
        if holder is None:
            found.append(SeatStance(ward, None, "", Side.VACANT, None, False, None))
            continue
        said = [
            stance
            for stance in known.get(holder.id, [])
            if not stance.undone and stance.said_on <= day
        ]
        stance = said[-1] if said else None
        found.append(
            SeatStance(
                ward=ward,
                holder_id=holder.id,
                name=holder.name,
                side=stance.side(day) if stance else Side.UNKNOWN,
                stance=stance,
                expired=stance is not None and stance.expired(day),
                sponsor=sponsors.get((ward, holder.name)),
            )
        )
    return in_order(found)
