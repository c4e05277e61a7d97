"""The path to 26: whom to visit next on a measure, and why, in points that add up.

Nothing here is kept: the weights and the what-if are the reader's own.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from db import lobby_list, tallies, whip
from db.actor import Actor
from db.committees import committee_on
from db.errors import N_, Message, NotFound
from db.fields import Checks
from db.lobby_list import Contact
from db.measures import committee_of, current_actions, measure_by_slug
from db.models import (
    Measure,
    Organization,
    Position,
    Relationship,
    Seat,
)
from db.whip import SeatStance, Side, WhipCount

QUIET = timedelta(days=30)  # nobody has called for so long: somebody should
MOST_WEIGHT = 10


class Reason(StrEnum):
    """Why somebody is worth a visit."""

    OPEN = "open"
    COMMITTEE = "committee"
    SIGNED = "signed"
    OTHER_MEASURE = "other measure"
    QUIET = "quiet"
    RELATIONSHIP = "relationship"


LABELS = {
    Reason.OPEN: Message("Undecided, soft or unknown"),
    Reason.COMMITTEE: Message("Sits on its committee"),
    Reason.SIGNED: Message("Many constituents signed"),
    Reason.OTHER_MEASURE: Message("A Yes on the other measure"),
    Reason.QUIET: Message("Nobody has called in {n} days", n=QUIET.days),
    Reason.RELATIONSHIP: Message("One of us leads the relationship"),
}
WEIGHTS = {
    Reason.OPEN: 5,
    Reason.COMMITTEE: 4,
    Reason.SIGNED: 3,
    Reason.OTHER_MEASURE: 4,
    Reason.QUIET: 2,
    Reason.RELATIONSHIP: 2,
}
# From 0 to 1: how far a word may move them. A soft No can move; a firm No hardly.
_OPEN = {
    Side.UNDECIDED: (1.0, N_("Undecided")),
    Side.SOFT_YES: (0.9, N_("A Yes, but a soft one")),
    Side.UNKNOWN: (0.6, N_("Nobody knows where they stand")),
    Side.SOFT_NO: (0.4, N_("A soft No")),
}
_LAPSED = N_("Was a firm Yes; it has to be confirmed again")
_SEATS = {
    Seat.CHAIR: (1.0, N_("Chairs the {committee}")),
    Seat.VICE_CHAIR: (0.7, N_("Vice chair of the {committee}")),
    Seat.MEMBER: (0.5, N_("Sits on the {committee}")),
}
_ON_THE_OTHER = {
    Side.FIRM_YES: (1.0, N_("A firm Yes on the other measure")),
    Side.SOFT_YES: (0.5, N_("A soft Yes on the other measure")),
}


@dataclass(frozen=True)
class Part:
    """A reason in words, and how strong it is here: from 0 to 1, or times its weight."""

    reason: Reason
    points: float
    message: Message


@dataclass(frozen=True)
class Candidate:
    """Somebody who is not a firm Yes, with every reason that speaks for a visit."""

    seat: SeatStance
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Target:
    """A candidate in the ranking: the score is the sum of the points of its parts."""

    seat: SeatStance
    score: float
    parts: tuple[Part, ...]


def candidates(session: Session, actor: Actor, measure: str) -> list[Candidate]:
    """Everybody who is not a firm Yes today, by ward. A vacant seat has nobody to visit.

    Of visits only the day is read, whoever made them. Raises NotAllowed, NotFound.
    """
    count = whip.whip_count(session, actor, measure)
    about = measure_by_slug(session, measure)
    others = session.exec(select(Measure.slug).where(Measure.slug != measure)).all()
    elsewhere = [
        {seat.ward: seat.side for seat in whip.whip_count(session, actor, other).seats}
        for other in others
    ]
    committee, seats_there = _committee(session, about, count.as_of)
    signed = _signed(session)
    most = max(signed.values(), default=0)
    contacts = lobby_list.last_contacts(session, actor)
    leaders = _leaders(session)
    found = []
    for seat in sorted(count.seats, key=lambda seat: seat.ward):
        if seat.holder_id is None or seat.side is Side.FIRM_YES:
            continue
        here = signed.get(seat.ward, 0)
        parts = [
            _open(seat),
            _on_committee(seats_there.get(seat.holder_id), committee),
            Part(Reason.SIGNED, here / most, Message("Signatures in the ward: {n}", n=here))
            if here
            else None,
            *(_on_the_other(sides[seat.ward]) for sides in elsewhere),
            _quiet(contacts.get(seat.ward), count.as_of),
            _led(leaders.get(seat.holder_id)),
        ]
        found.append(Candidate(seat, tuple(part for part in parts if part is not None)))
    return found


def ranked(known: Iterable[Candidate], weights: Mapping[Reason, int]) -> list[Target]:
    """The candidates by score, the best target first; of equals the lower ward.

    Raises Invalid for a weight that is not a whole number from 0 to 10.
    """
    checks = Checks()
    checked = {
        reason: checks.whole_number(f"weight.{reason}", weight, least=0, most=MOST_WEIGHT)
        for reason, weight in weights.items()
    }
    checks.done()
    targets = []
    for each in known:
        parts = tuple(
            replace(part, points=round(part.points * checked.get(part.reason, 0), 1))
            for part in each.parts
        )
        score = round(sum(part.points for part in parts), 1)
        targets.append(Target(each.seat, score, parts))
    return sorted(targets, key=lambda target: (-target.score, target.seat.ward))


def what_if(count: WhipCount, wards: Collection[int]) -> WhipCount:
    """The count as it would be if these alderpersons were a firm Yes. Nothing is kept."""
    return replace(
        count,
        seats=whip.in_order(
            replace(seat, side=Side.FIRM_YES)
            if seat.ward in wards and seat.holder_id is not None
            else seat
            for seat in count.seats
        ),
    )


def _open(seat: SeatStance) -> Part | None:
    if seat.side not in _OPEN:
        return None
    openness, said = _OPEN[seat.side]
    if seat.side is Side.SOFT_YES and seat.expired:
        lapsed = seat.stance and (
            seat.stance.position is Position.YES and seat.stance.evidence in whip.FIRM
        )
        said = _LAPSED if lapsed else said
    return Part(Reason.OPEN, openness, Message(said))


def _on_committee(seat: Seat | None, committee: str) -> Part | None:
    if seat is None:
        return None
    strength, said = _SEATS[seat]
    return Part(Reason.COMMITTEE, strength, Message(said, committee=committee))


def _on_the_other(side: Side) -> Part | None:
    if side not in _ON_THE_OTHER:
        return None
    strength, said = _ON_THE_OTHER[side]
    return Part(Reason.OTHER_MEASURE, strength, Message(said))


def _quiet(last: Contact | None, today: date) -> Part | None:
    if last is None:
        return Part(Reason.QUIET, 1.0, Message("Nobody has called yet"))
    days = today - last.day
    if days <= QUIET:
        return None
    return Part(Reason.QUIET, 1.0, Message("Nobody has called in {n} days", n=days.days))


def _led(organization: str | None) -> Part | None:
    if organization is None:
        return None
    return Part(
        Reason.RELATIONSHIP,
        1.0,
        Message("{organization} leads the relationship", organization=organization),
    )


def _signed(session: Session) -> dict[int, int]:
    """Ward → signatures of people there, by the batches and lines whose ward is known."""
    return {
        int(key): ladder.verified + ladder.claimed
        for (_, key), ladder in tallies.stored(session, "ward").items()
        if key
    }


def _committee(session: Session, about: Measure, day: date) -> tuple[str, dict[int, Seat]]:
    """The committee that has the measure: its name, and holder → what they are there that day."""
    name = committee_of(about, current_actions(session, about))
    try:
        found = committee_on(session, name, day)
    except NotFound:  # somebody typed it, and it is not kept here
        return name, {}
    return found.name, {member.holder_id: member.seat for member in found.members}


def _leaders(session: Session) -> dict[int, str]:
    """Holder → the organization that leads the relationship: who released it today leads no more,
    as on the ward's card."""
    query = (
        select(Relationship.holder_id, Organization.name)
        .join(Organization, col(Organization.id) == Relationship.organization_id)
        .where(col(Relationship.until).is_(None))
    )
    return dict(session.exec(query).all())
