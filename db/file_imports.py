"""An organization's imports as it sees them: how far each is, and what its check found."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, or_, select

from db import clock, tallies
from db.actor import Actor, Right, allow, every_organization, own
from db.errors import Message, NotFound
from db.fields import is_id
from db.models import (
    Batch,
    Channel,
    FileImport,
    ImportProblem,
    ImportState,
)
from db.sealed import Seal
from db.users import names_of

UNDO_DAYS = 30
_ALIVE = timedelta(seconds=30)  # whoever checks a file gives a sign of life more often than this


@dataclass(frozen=True)
class Import:
    """An import as its organization's list shows it."""

    id: int
    file_name: str
    format: str
    mapping: dict[str, Any]
    state: ImportState
    asked_at: datetime | None  # it is being imported or undone since
    settled: int  # percent of that
    interrupted: bool  # it is to be checked, imported or undone, and nobody does
    position: int
    rows: int
    fit: int
    again: int
    known: int
    deleted: int
    faulty: int
    channel: Channel
    collected_on: date
    ward: int | None
    change: dict[str, Any]
    error: Message | None
    started_at: datetime
    imported_at: datetime | None
    undone_at: datetime | None
    can_be_undone: bool
    revision: int
    recorded_by: str


@dataclass(frozen=True)
class Span:
    """Where and when the rows that fit were signed."""

    first: date | None = None
    last: date | None = None
    by_ward: dict[int | None, int] = field(default_factory=dict)


def latest_imports(session: Session, actor: Actor, *, most: int = 20) -> list[Import]:
    """The own organization's imports, newest first, but for the discarded ones.

    Raises NotAllowed, NotFound.
    """
    allow(actor, Right.IMPORT_FILES)
    query = own(session, actor, FileImport).where(FileImport.state != ImportState.DISCARDED)
    files = session.exec(query.order_by(col(FileImport.id).desc()).limit(most)).all()
    names = names_of(session, {file.recorded_by for file in files})
    return [_shown(file, names[file.recorded_by]) for file in files]


def one_import(session: Session, actor: Actor, import_id: int) -> Import:
    """One import of the own organization. Raises NotAllowed, NotFound."""
    file = own_import(session, actor, import_id)
    return _shown(file, names_of(session, {file.recorded_by})[file.recorded_by])


def problems_of(
    session: Session, actor: Actor, import_id: int, *, most: int | None = None
) -> list[tuple[int, str, str, Message]]:
    """Row number, column, value and reason of what is wrong with a file, row by row; the first
    `most` of them, or all. Raises NotAllowed, NotFound, Damaged.
    """
    file = own_import(session, actor, import_id)
    seal = Seal(file.organization_id, "import_problem")
    query = own(session, actor, ImportProblem).where(ImportProblem.import_id == file.id)
    rows = session.exec(query.order_by(col(ImportProblem.id)).limit(most)).all()
    opened = ((row.number, *seal.open(row.id, row.sealed)) for row in rows)
    return [
        (number, column, value, Message.of_json(reason)) for number, column, value, reason in opened
    ]


def span_of(session: Session, actor: Actor, import_id: int) -> Span:
    """Days and wards of the rows that fit. Raises NotAllowed, NotFound."""
    file = own_import(session, actor, import_id)
    every_organization(session)
    batches = session.exec(select(Batch).where(Batch.import_id == file.id)).all()
    cells = tallies.lines_by_cell(session, batches)
    days = [cell.day for cell, _ in cells if cell.day]
    by_ward: dict[int | None, int] = {}
    for cell, lines in cells:
        by_ward[cell.ward] = by_ward.get(cell.ward, 0) + lines
    return Span(min(days, default=None), max(days, default=None), by_ward)


def outdated(session: Session, actor: Actor, import_id: int) -> bool:
    """True if a checked file has to be checked again. Raises NotAllowed, NotFound."""
    file = own_import(session, actor, import_id)
    return file.state is ImportState.CHECKED and is_outdated(session, file)


def left_out_for(session: Session, actor: Actor, import_id: int) -> int:
    """How many rows of files imported since are left out because this import had them already: once
    it is undone, they are nowhere. Raises NotAllowed, NotFound.
    """
    file = own_import(session, actor, import_id)
    later = own(session, actor, FileImport).where(
        FileImport.state == ImportState.IMPORTED, FileImport.id != file.id
    )
    return sum(each.left_out.get(str(file.id), 0) for each in session.exec(later))


def own_import(session: Session, actor: Actor, import_id: int) -> FileImport:
    """The import, if it is the actor's organization's. Raises NotAllowed, NotFound."""
    allow(actor, Right.IMPORT_FILES)
    query = own(session, actor, FileImport)
    file = (
        session.exec(query.where(FileImport.id == import_id)).first() if is_id(import_id) else None
    )
    if file is None:
        raise NotFound
    return file


def is_interrupted(file: FileImport) -> bool:
    """True if the file is to be checked, imported or undone, and nobody does."""
    wanted = file.state is ImportState.CHECKING or file.asked_at is not None
    return wanted and file.worked_at < clock.now() - _ALIVE


def is_outdated(session: Session, file: FileImport) -> bool:
    """True if another file of the organization came in, or was undone, since this one's check
    began: the check took other rows for here already than those that are now."""
    every_organization(session)
    other = select(FileImport.id).where(
        FileImport.organization_id == file.organization_id,
        FileImport.id != file.id,
        or_(
            col(FileImport.imported_at) > file.started_at,
            col(FileImport.undone_at) > file.started_at,
        ),
    )
    return session.exec(other.limit(1)).first() is not None


def can_be_undone(file: FileImport) -> bool:
    """True for so many days after it was imported; an undo asked for in time goes on later too."""
    return (
        file.state is ImportState.IMPORTED
        and file.imported_at is not None
        and file.imported_at > (file.asked_at or clock.now()) - timedelta(days=UNDO_DAYS)
    )


def _shown(file: FileImport, recorded_by: str) -> Import:
    content = Seal(file.organization_id, "file_import").open(file.id, file.sealed)
    own = {"error", "recorded_by"}
    same = (set(Import.__dataclass_fields__) & set(FileImport.model_fields)) - own
    return Import(
        file_name=content["name"],
        mapping=content["mapping"],
        interrupted=is_interrupted(file),
        can_be_undone=can_be_undone(file),
        error=Message.of_json(file.error) if file.error else None,
        recorded_by=recorded_by,
        **{name: getattr(file, name) for name in same},
    )
