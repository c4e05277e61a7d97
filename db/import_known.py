"""Which prints an organization may have: looked up in memory, so that few have to be asked for.

Two bits stand for each print. Where one is not set no line has the print; where both are, the
database is asked, for others may have set them. A file of new people then hardly reads the indexes
of prints, whose order is random.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from db.actor import every_organization
from db.import_preparing import Lines
from db.models import Revision, Signature
from db.portions import portions

_BYTES = 1 << 24
# Of three million prints, as a million lines have, two in a thousand share both with another.
_BITS = np.uint64(_BYTES * 8 - 1)
_OTHER = np.uint64(32)  # where in a print the place of its other bit begins
_AT_ONCE = 10_000  # rows read of the database at a time


class KnownPrints:
    """The prints of an organization's lines, whatever their state, and of those added."""

    def __init__(self, organization_id: int) -> None:
        self._organization_id = organization_id
        self._bits = np.zeros(_BYTES, np.uint8)
        self._line = self._revision = -1  # the newest that were looked at

    def look(self, session: Session) -> None:
        """Take in what was written or corrected since the last look; at first, all there is."""
        every_organization(session)
        if self._line < 0:
            self._take(session, col(Signature.organization_id) == self._organization_id)
        else:
            # Of every organization: with its own alone SQLite would read all lines it has.
            self._take(session, col(Signature.id) > self._line)
            for ids in portions(self._corrected(session)):
                self._take(session, col(Signature.id).in_(ids))
        self._line = max(self._line, session.exec(select(func.max(Signature.id))).one() or 0)
        self._revision = session.exec(select(func.max(Revision.id))).one() or 0

    def add(self, ids: Sequence[int], lines: Lines) -> None:
        """Take in lines that are written under these ids in the transaction of the last look."""
        for prints in (lines.source_prints, lines.email_prints, lines.phone_prints):
            self._set(prints)
        self._line = ids[-1]

    def among(self, prints: Collection[int]) -> list[int]:
        """Those of the prints that a line may have; no line has any of the others."""
        asked = _array(prints)
        found = np.ones(len(asked), np.uint8)
        for byte, bit in _places(asked):
            found &= self._bits[byte] >> bit
        few: list[int] = asked[found == 1].tolist()
        return few

    def _set(self, prints: Iterable[int | None]) -> None:
        for byte, bit in _places(_array(each for each in prints if each is not None)):
            np.bitwise_or.at(self._bits, byte, np.uint8(1) << bit)

    def _take(self, session: Session, which: ColumnElement[bool]) -> None:
        prints = select(Signature.source_print, Signature.email_print, Signature.phone_print)
        rows: Any = session.execute(prints.where(which), execution_options={"yield_per": _AT_ONCE})
        for part in rows.partitions():
            for column in zip(*part, strict=True):
                self._set(column)

    def _corrected(self, session: Session) -> list[int]:
        """The lines that were corrected since the last look."""
        newer = select(Revision.subject).where(
            Revision.organization_id == self._organization_id,
            col(Revision.id) > self._revision,
            col(Revision.subject).startswith("signature "),
        )
        return [int(subject.removeprefix("signature ")) for subject in session.exec(newer)]


def _array(prints: Iterable[int]) -> Any:
    return np.fromiter(prints, np.int64)


def _places(prints: Any) -> list[tuple[Any, Any]]:
    """Which two bits stand for each print, as byte and bit: a print is a hash, so that any part of
    it is as good."""
    numbers = prints.view(np.uint64)
    places = (numbers & _BITS, numbers >> _OTHER & _BITS)
    return [(each >> np.uint64(3), (each & np.uint64(7)).astype(np.uint8)) for each in places]
