"""Running sums kept beside the rows, in the same transaction, and the recount that checks them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

from sqlalchemy import Executable, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from db.actor import every_organization
from db.counting import Ladder, batch_counts, external_counts
from db.models import Base, Batch, Channel, ExternalReport, ExternalSource, Tally

CUTS = ("total", "organization", "channel", "ward", "day")
Sums = dict[tuple[str, str], Ladder]


class Cell(NamedTuple):
    """Where signatures belong. None is a visible row of its own: unknown, or not ours to say."""

    organization_id: int | None = None
    channel: Channel | None = None
    ward: int | None = None
    day: date | None = None


def cell_of(batch: Batch) -> Cell:
    """Where a batch's signatures belong."""
    return Cell(batch.organization_id, batch.channel, batch.ward, batch.collected_on)


def counts_of(batch: Batch) -> Ladder:
    """What a batch adds, by the rule."""
    return batch_counts(
        count=batch.count,
        keyed=batch.keyed,
        complete=batch.completed_at is not None,
        voided=batch.voided_at is not None,
    )


def _keys(cell: Cell) -> Iterable[tuple[str, str]]:
    """The one row of each cut that a cell adds to."""
    values = ("", cell.organization_id, cell.channel, cell.ward, cell.day)
    return zip(CUTS, ("" if value is None else str(value) for value in values), strict=True)


def post(session: Session, *changes: tuple[Cell, Ladder]) -> None:
    """Add each ladder to its cell's row in every cut, within the command's transaction."""
    sums: Sums = defaultdict(Ladder)
    for cell, ladder in changes:
        for row in _keys(cell):
            sums[row] = sums[row].plus(ladder)
    rows = [
        {"cut": cut, "key": key, **ladder._asdict()}
        for (cut, key), ladder in sorted(sums.items())
        if any(ladder)
    ]
    if rows:
        session.flush()
        session.connection().execute(_add_to_tally(session.get_bind().dialect.name), rows)


@cache
def _add_to_tally(dialect: str) -> Executable:
    """Add to a row, or begin it. Made once: building it costs more than running it."""
    table = Base.metadata.tables["tally"]
    new = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    added = {rung: table.c[rung] + new.excluded[rung] for rung in Ladder._fields}
    return new.on_conflict_do_update(index_elements=["cut", "key"], set_=added)


def stored(session: Session) -> Sums:
    """The tallies as they stand, by (cut, key)."""
    return {
        (row.cut, row.key): Ladder(row.verified, row.claimed, row.external, row.overlap)
        for row in session.exec(select(Tally))
    }


def recount(session: Session) -> Sums:
    """The same sums, counted anew from the rows by the rule of db/counting.py."""
    every_organization(session)
    sums: Sums = defaultdict(Ladder)
    counted: list[tuple[Cell, Ladder]] = [
        (cell_of(batch), counts_of(batch)) for batch in session.exec(select(Batch))
    ]
    counted += [
        (Cell(day=report.read_on), Ladder(external=report.counted))
        for report in session.exec(select(ExternalReport))
    ]
    for cell, ladder in counted:
        for row in _keys(cell):
            sums[row] = sums[row].plus(ladder)
    return dict(sums)


class Drift(NamedTuple):
    """A tally that differs from the recount."""

    cut: str
    key: str
    stored: Ladder
    counted: Ladder


def drift(session: Session) -> list[Drift]:
    """Every tally that differs from the recount; empty when all agree."""
    have, want = stored(session), recount(session)
    return [
        Drift(*row, have.get(row, Ladder()), want.get(row, Ladder()))
        for row in sorted(have.keys() | want.keys())
        if have.get(row, Ladder()) != want.get(row, Ladder())
    ]


def external_drift(session: Session) -> list[str]:
    """Slugs of external sources whose readings do not add up to what the rule gives for them."""
    return [
        source.slug
        for source in session.exec(select(ExternalSource))
        if sum(
            session.exec(
                select(ExternalReport.counted).where(ExternalReport.source_id == source.id)
            )
        )
        != external_counts(reported=source.reported, imported=source.imported).external
    ]


def batch_drift(session: Session) -> list[int]:
    """Ids of batches whose own `verified` and `claimed` differ from the rule."""
    every_organization(session)
    return [
        batch.id
        for batch in session.exec(select(Batch).order_by(col(Batch.id)))
        if (batch.verified, batch.claimed) != counts_of(batch)[:2]
    ]


def settle(batch: Batch) -> Ladder:
    """Write what the batch counts by the rule into its own columns, and return it."""
    counted = counts_of(batch)
    batch.verified, batch.claimed = counted.verified, counted.claimed
    return counted


def repair(session: Session) -> None:
    """Replace every tally by the recount."""
    every_organization(session)
    for batch in session.exec(select(Batch)):
        settle(batch)
    session.flush()
    counted = recount(session)
    session.execute(delete(Tally))
    session.add_all(
        Tally(cut=cut, key=key, **ladder._asdict()) for (cut, key), ladder in counted.items()
    )
    session.flush()
