"""Ids of signatures: a line is sealed for its id before it is written. None is given twice, though
the lines of a file that is discarded are removed."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from db.actor import every_organization
from db.models import FileImport, Signature


def next_id(session: Session) -> int:
    """The id of the next line. Safe because there is one writer at a time (db/engine.py)."""
    every_organization(session)
    used = session.exec(select(func.max(Signature.id))).one() or 0
    kept = session.exec(select(func.max(col(FileImport.reserved_to)))).one() or 0
    return max(used, kept) + 1


def take(session: Session, file: FileImport, number: int) -> int:
    """Take so many ids for the next lines of an import; the first of them."""
    first = next_id(session)
    file.reserved_to = first + number - 1
    session.add(file)
    session.flush()
    return first
