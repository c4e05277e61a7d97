"""Running sums of signatures, kept beside the rows and in the same transaction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from db import outreach_tallies, sums
from db.counting import Ladder, batch_counts
from db.models import Batch, Channel, Signature, Tally

CUTS = ("total", "organization", "channel", "ward", "day", "cell")
Sums = dict[tuple[str, str], Ladder]


class Cell(NamedTuple):
    """Where signatures belong. None is a visible row of its own: unknown, or not ours to say."""

    organization_id: int | None = None
    channel: Channel | None = None
    ward: int | None = None
    day: date | None = None


def cell_of(batch: Batch, ward: int | None = None, signed_on: date | None = None) -> Cell:
    """Where a batch's signatures belong, or those of its lines with a ward or day of their own."""
    return Cell(
        batch.organization_id, batch.channel, ward or batch.ward, signed_on or batch.collected_on
    )


def counts_of(batch: Batch, *, keyed: int, verified: int) -> Ladder:
    """What a batch adds, by the rule, with so many lines keyed and so many of them counting."""
    return batch_counts(
        count=batch.count,
        keyed=keyed,
        verified=verified,
        complete=batch.completed_at is not None,
        voided=batch.voided_at is not None,
    )


@contextmanager
def posting(session: Session, batches: Iterable[Batch]) -> Iterator[None]:
    """Let batches or their lines change inside, and post to the sums what that changes."""
    touched = list(batches)
    before = _cells(session, touched)
    funnel = outreach_tallies.linked(session, touched)
    yield
    session.flush()
    _settle(session, touched)
    outreach_tallies.follow(session, funnel)
    after = _cells(session, touched)
    post(session, *after, *((cell, Ladder().minus(ladder)) for cell, ladder in before))


def log(session: Session, batch: Batch) -> None:
    """Add a new batch, which has no lines yet, and post what it counts."""
    batch.claimed = counts_of(batch, keyed=0, verified=0).claimed
    session.add(batch)
    session.flush()
    post(session, (cell_of(batch), Ladder(claimed=batch.claimed)))


def _cells(session: Session, batches: list[Batch]) -> list[tuple[Cell, Ladder]]:
    """What these batches count now, and where."""
    cells = [(cell_of(batch), Ladder(claimed=batch.claimed)) for batch in batches]
    known = [batch for batch in batches if batch.keyed and batch.voided_at is None]
    cells += [
        (cell, Ladder(verified=lines))
        for cell, lines in lines_by_cell(session, known, counted=True)
    ]
    return cells


def lines_by_cell(
    session: Session, batches: Sequence[Batch], *, counted: bool = False
) -> list[tuple[Cell, int]]:
    """How many lines of these batches belong where; `counted`: only those that count."""
    known = {batch.id: batch for batch in batches}
    place = (col(Signature.batch_id), col(Signature.ward), col(Signature.signed_on))
    query = select(*place, func.count()).where(col(Signature.batch_id).in_(known)).group_by(*place)
    if counted:
        query = query.where(col(Signature.counted))
    return [
        (cell_of(known[batch_id], ward, signed_on), lines)
        for batch_id, ward, signed_on, lines in (session.exec(query) if known else ())
    ]


def _settle(session: Session, batches: list[Batch]) -> None:
    """Write what each batch counts by the rule into its own columns."""
    ids = [batch.id for batch in batches]
    counted = func.sum(case((col(Signature.counted), 1), else_=0))
    query = (
        select(Signature.batch_id, func.count(), counted)
        .where(col(Signature.batch_id).in_(ids))
        .group_by(col(Signature.batch_id))
    )
    lines = {batch_id: (keyed, verified) for batch_id, keyed, verified in session.exec(query)}
    for batch in batches:
        write(batch, *lines.get(batch.id, (0, 0)))
        session.add(batch)
    session.flush()


def write(batch: Batch, keyed: int, verified: int) -> None:
    """Write what a batch counts by the rule into its own columns."""
    batch.keyed = keyed
    batch.verified, batch.claimed, *_ = counts_of(batch, keyed=keyed, verified=verified)


def _keys(cell: Cell) -> Iterable[tuple[str, str]]:
    """The one row of each cut that a cell adds to."""
    keys = ["" if value is None else str(value) for value in cell]
    return zip(CUTS, ("", *keys, "/".join(keys)), strict=True)


def place_of(key: str) -> Cell:
    """The cell that a key of the cut "cell" stands for."""
    organization_id, channel, ward, day = key.split("/")
    return Cell(
        int(organization_id) if organization_id else None,
        Channel(channel) if channel else None,
        int(ward) if ward else None,
        date.fromisoformat(day) if day else None,
    )


def added(changes: Iterable[tuple[Cell, Ladder]]) -> Sums:
    """The sums of every cut."""
    total: Sums = defaultdict(Ladder)
    for cell, ladder in changes:
        for row in _keys(cell):
            total[row] = total[row].plus(ladder)
    return total


def post(session: Session, *changes: tuple[Cell, Ladder]) -> None:
    """Add each ladder to its cell's row in every cut, within the command's transaction."""
    rows = [
        {"cut": cut, "key": key, **ladder._asdict()}
        for (cut, key), ladder in sorted(added(changes).items())
        if any(ladder)
    ]
    if rows:
        session.flush()
        session.connection().execute(
            sums.add_to("tally", Ladder._fields, session.get_bind().dialect.name), rows
        )


def stored(session: Session, *cuts: str) -> Sums:
    """The tallies of these cuts as they stand, by (cut, key)."""
    return {
        (row.cut, row.key): Ladder(row.verified, row.claimed, row.external, row.overlap)
        for row in session.exec(select(Tally).where(col(Tally.cut).in_(cuts)))
    }
