"""Running sums of outreach, kept beside the rows and in the same transaction."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import delete
from sqlmodel import Session, col, select

from db import sums
from db.actor import every_organization
from db.models import Batch, Outreach, OutreachKind, OutreachTally

CUTS = ("total", "organization", "kind", "week", "ward", "cell")


class Funnel(NamedTuple):
    """Outreach, summed. Attempts lead to conversations, and these to signatures."""

    attempts: int = 0  # people tried
    conversations: int = 0  # people reached
    signatures: int = 0  # verified and claimed on the linked batches: they count there, once
    volunteers: int = 0  # people, counted anew each time
    volunteer_minutes: int = 0  # of all volunteers together
    efforts: int = 0  # outreach logged

    def plus(self, other: "Funnel") -> "Funnel":
        """Figure by figure sum."""
        return Funnel(*(a + b for a, b in zip(self, other, strict=True)))

    def minus(self, other: "Funnel") -> "Funnel":
        """Figure by figure difference."""
        return Funnel(*(a - b for a, b in zip(self, other, strict=True)))


class Place(NamedTuple):
    """Where outreach belongs; a ward can be unknown."""

    organization_id: int
    kind: OutreachKind
    ward: int | None
    day: date


Sums = dict[tuple[str, str], Funnel]
Change = tuple[Place, Funnel]


def place_of(outreach: Outreach) -> Place:
    """Where an outreach belongs."""
    return Place(outreach.organization_id, outreach.kind, outreach.ward, outreach.happened_on)


def place_of_key(key: str) -> Place:
    """The place that a key of the cut "cell" stands for."""
    organization_id, kind, ward, day = key.split("/")
    return Place(
        int(organization_id),
        OutreachKind(kind),
        int(ward) if ward else None,
        date.fromisoformat(day),
    )


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def counts_of(outreach: Outreach, batch: Batch | None) -> Funnel:
    """What an outreach adds, with the batch of its signatures. A voided one counts nothing."""
    if outreach.voided_at is not None:
        return Funnel()
    return Funnel(
        outreach.attempts,
        outreach.conversations,
        batch.verified + batch.claimed if batch else 0,
        outreach.volunteers,
        outreach.volunteer_minutes,
        1,
    )


def linked(session: Session, batches: Iterable[Batch]) -> list[tuple[Outreach, Batch, Funnel]]:
    """The outreach whose signatures are on these batches, and what it counts before a change."""
    known = {batch.id: batch for batch in batches}
    query = select(Outreach).where(col(Outreach.batch_id).in_(known))
    return [
        (each, known[each.batch_id], counts_of(each, known[each.batch_id]))
        for each in session.exec(query)
        if each.batch_id is not None
    ]


def follow(session: Session, before: Iterable[tuple[Outreach, Batch, Funnel]]) -> None:
    """Post what the change of a batch did to the funnel of its outreach."""
    post(
        session,
        *((place_of(each), counts_of(each, batch).minus(was)) for each, batch, was in before),
    )


def added(changes: Iterable[Change]) -> Sums:
    """The sums of every cut."""
    total: Sums = defaultdict(Funnel)
    for place, funnel in changes:
        keys = ["" if value is None else str(value) for value in place]
        organization, kind, ward, day = keys
        week = str(week_of(place.day))
        row = ("", organization, kind, week, ward, "/".join((organization, kind, ward, day)))
        for cut, key in zip(CUTS, row, strict=True):
            total[cut, key] = total[cut, key].plus(funnel)
    return total


def post(session: Session, *changes: Change) -> None:
    """Add each funnel to its place's row in every cut, within the command's transaction."""
    rows = [
        {"cut": cut, "key": key, **funnel._asdict()}
        for (cut, key), funnel in sorted(added(changes).items())
        if any(funnel)
    ]
    if rows:
        session.flush()
        session.connection().execute(
            sums.add_to("outreach_tally", Funnel._fields, session.get_bind().dialect.name), rows
        )


def stored(session: Session, *cuts: str) -> Sums:
    """The tallies of these cuts as they stand, by (cut, key)."""
    query = select(OutreachTally).where(col(OutreachTally.cut).in_(cuts))
    return {
        (row.cut, row.key): Funnel(*(getattr(row, field) for field in Funnel._fields))
        for row in session.exec(query)
    }


def recount(session: Session) -> Sums:
    """The same sums, counted anew from the rows."""
    every_organization(session)
    query = select(Outreach, Batch).join(Batch, col(Batch.id) == Outreach.batch_id, isouter=True)
    return dict(
        added((place_of(each), counts_of(each, batch)) for each, batch in session.exec(query))
    )


def drift(session: Session) -> list[tuple[str, str]]:
    """Cut and key of every tally that differs from the recount; empty when all agree."""
    have, want = stored(session, *CUTS), recount(session)
    return [
        row
        for row in sorted(have.keys() | want.keys())
        if have.get(row, Funnel()) != want.get(row, Funnel())
    ]


def repair(session: Session) -> None:
    """Replace every tally by the recount."""
    counted = recount(session)
    session.execute(delete(OutreachTally))
    session.add_all(
        OutreachTally(cut=cut, key=key, **funnel._asdict())
        for (cut, key), funnel in counted.items()
    )
    session.flush()
