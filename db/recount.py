"""Counting everything anew from the rows, to check the running sums and, if asked, replace them."""

from typing import NamedTuple

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from db import outreach_tallies, persons, tallies
from db.actor import every_organization
from db.counting import Ladder, external_counts
from db.external_imports import imported_rows
from db.models import Batch, ExternalReport, ExternalSource, Signature, Tally
from db.tallies import Cell, Sums


class Drift(NamedTuple):
    """A tally that differs from the recount."""

    cut: str
    key: str
    stored: Ladder
    counted: Ladder


def sums(session: Session) -> Sums:
    """What the tallies must be, by the rule of db/counting.py."""
    every_organization(session)
    lines = _lines_keyed(session)
    changes: list[tuple[Cell, Ladder]] = []
    for batch in session.exec(select(Batch)):
        ladder = tallies.counts_of(batch, keyed=lines.get(batch.id, 0), verified=0)
        changes.append((tallies.cell_of(batch), ladder))
    place = (
        Batch.organization_id,
        Batch.channel,
        func.coalesce(Signature.ward, Batch.ward),
        func.coalesce(Signature.signed_on, Batch.collected_on),
    )
    query = (
        select(*place, func.count())  # type: ignore[call-overload]
        .join(Signature, col(Signature.batch_id) == Batch.id)
        .where(col(Signature.id).in_(persons.first_standing()))
        .group_by(*place)
    )
    changes += [(Cell(*where), Ladder(verified=number)) for *where, number in session.exec(query)]
    changes += [
        (Cell(day=report.read_on), Ladder(external=report.counted))
        for report in session.exec(select(ExternalReport))
    ]
    changes.append((Cell(), Ladder(overlap=persons.overlap(persons.all_standing(session)))))
    return dict(tallies.added(changes))


def drift(session: Session) -> list[Drift]:
    """Every tally that differs from the recount; empty when all agree."""
    have, want = tallies.stored(session, *tallies.CUTS), sums(session)
    return [
        Drift(*row, have.get(row, Ladder()), want.get(row, Ladder()))
        for row in sorted(have.keys() | want.keys())
        if have.get(row, Ladder()) != want.get(row, Ladder())
    ]


def external_drift(session: Session) -> list[str]:
    """Slugs of external sources whose readings do not add up to what the rule gives for them, or
    of whose signatures not so many are rows here as they say."""
    drifted = []
    for source in session.exec(select(ExternalSource)).all():
        readings = select(ExternalReport.counted).where(ExternalReport.source_id == source.id)
        want = external_counts(reported=source.reported, imported=source.imported).external
        rows = imported_rows(session, source.id)
        if sum(session.exec(readings)) != want or source.imported != rows:
            drifted.append(source.slug)
    return drifted


def batch_drift(session: Session) -> list[int]:
    """Ids of batches whose own counts, or the marks on whose lines, differ from the rule."""
    every_organization(session)
    lines, counting = _lines_keyed(session), _lines_counting(session)
    marked = dict(
        session.execute(
            select(Signature.batch_id, func.count())
            .where(col(Signature.counted), col(Signature.id).in_(persons.first_standing()))
            .group_by(col(Signature.batch_id))
        ).all()
    )
    wrongly = set(
        session.exec(
            select(Signature.batch_id)
            .join(Batch, col(Batch.id) == Signature.batch_id)
            .where(
                col(Signature.counted),
                ~col(Batch.staged),
                col(Signature.id).not_in(persons.first_standing()),
            )
        )
    )
    found = []
    for batch in session.exec(select(Batch).order_by(col(Batch.id))):
        keyed, verified = lines.get(batch.id, 0), counting.get(batch.id, 0)
        want = tallies.counts_of(batch, keyed=keyed, verified=verified)
        have = (batch.keyed, batch.verified, batch.claimed)
        marks = marked.get(batch.id, 0) == verified and batch.id not in wrongly
        if have != (keyed, want.verified, want.claimed) or not marks:
            found.append(batch.id)
    return found


def repair(session: Session) -> None:
    """Replace every mark, every batch's own counts and every tally by the recount."""
    every_organization(session)
    first = set(session.exec(persons.first_standing()))
    imported = select(Signature).join(Batch, col(Batch.id) == Signature.batch_id)
    for line in session.exec(imported.where(~col(Batch.staged))):
        line.counted = line.id in first
        session.add(line)
    session.flush()
    lines, counting = _lines_keyed(session), _lines_counting(session)
    for batch in session.exec(select(Batch)):
        tallies.write(batch, lines.get(batch.id, 0), counting.get(batch.id, 0))
        session.add(batch)
    session.flush()
    counted = sums(session)
    session.execute(delete(Tally))
    session.add_all(
        Tally(cut=cut, key=key, **ladder._asdict()) for (cut, key), ladder in counted.items()
    )
    outreach_tallies.repair(session)
    session.flush()


def _lines_keyed(session: Session) -> dict[int, int]:
    """Batch → lines recorded on it."""
    query = select(Signature.batch_id, func.count()).group_by(col(Signature.batch_id))
    return dict(session.exec(query).all())


def _lines_counting(session: Session) -> dict[int, int]:
    """Batch → lines on it that count."""
    query = (
        select(Signature.batch_id, func.count())
        .where(col(Signature.id).in_(persons.first_standing()))
        .group_by(col(Signature.batch_id))
    )
    return dict(session.exec(query).all())
