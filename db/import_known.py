"""Which prints an organization may have: looked up in memory, so that few have to be asked for.

Two bits stand for each print. Where one is not set no line has the print; where both are, the
database is asked, for others may have set them. A file of new people then hardly reads the indexes
of prints, whose order is random.
"""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from db.actor import every_organization
from db.import_preparing import Line
from db.models import Batch, Revision, Signature
from db.portions import portions

_BYTES = 1 << 24
_BITS = _BYTES * 8 - 1  # of three million, as a million lines have, two in a thousand share both
_AT_ONCE = 10_000  # rows read of the database at a time


class KnownPrints:
    """The prints of an organization's lines, whatever their state, and of those added."""

    def __init__(self, organization_id: int) -> None:
        self._organization_id = organization_id
        self._bits = bytearray(_BYTES)
        self._line = self._batch = self._revision = -1  # the newest that were looked at

    def look(self, session: Session) -> None:
        """Take in what was written or corrected since the last look; the first time, all there is.

        A line that is new has a higher id, or is on a newer batch, as one sealed for a kept id is.
        """
        every_organization(session)
        if self._line < 0:
            self._take(session, col(Signature.organization_id) == self._organization_id)
        else:
            # Of every organization: with its own alone SQLite would read all lines it has.
            self._take(
                session, or_(col(Signature.id) > self._line, col(Signature.batch_id) > self._batch)
            )
            for ids in portions(self._corrected(session)):
                self._take(session, col(Signature.id).in_(ids))
        self._line = max(self._line, session.exec(select(func.max(Signature.id))).one() or 0)
        self._batch = max(self._batch, session.exec(select(func.max(Batch.id))).one() or 0)
        self._revision = session.exec(select(func.max(Revision.id))).one() or 0

    def add(self, lines: Iterable[Line], batch_id: int) -> None:
        """Take in lines that are written to a batch in the transaction of the last look."""
        for line in lines:
            self._set((line.source_print, line.email_print, line.phone_print))
            self._line = max(self._line, line.id)
        self._batch = max(self._batch, batch_id)

    def among(self, prints: Collection[int]) -> list[int]:
        """Those of the prints that a line may have; no line has any of the others."""
        bits = self._bits
        found = []
        for each in prints:
            one, other = _places(each)
            if bits[one >> 3] >> (one & 7) & 1 and bits[other >> 3] >> (other & 7) & 1:
                found.append(each)
        return found

    def _set(self, prints: Iterable[int | None]) -> None:
        bits = self._bits
        for each in prints:
            if each is not None:
                one, other = _places(each)
                bits[one >> 3] |= 1 << (one & 7)
                bits[other >> 3] |= 1 << (other & 7)

    def _take(self, session: Session, which: ColumnElement[bool]) -> None:
        prints = select(Signature.source_print, Signature.email_print, Signature.phone_print)
        rows: Any = session.execute(prints.where(which), execution_options={"yield_per": _AT_ONCE})
        for row in rows:
            self._set(row)

    def _corrected(self, session: Session) -> list[int]:
        """The lines that were corrected since the last look."""
        newer = select(Revision.subject).where(
            Revision.organization_id == self._organization_id,
            col(Revision.id) > self._revision,
            col(Revision.subject).startswith("signature "),
        )
        return [int(subject.removeprefix("signature ")) for subject in session.exec(newer)]


def _places(print_: int) -> tuple[int, int]:
    """Which two bits stand for a print: it is a hash, so that any part of it is as good."""
    return print_ & _BITS, print_ >> 32 & _BITS
