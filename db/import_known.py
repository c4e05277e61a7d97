"""Which prints an organization may have: looked up in memory, so that few have to be asked for.

Two bits stand for each print. Where one is not set no line has the print; where both are, the
database is asked, for others may have set them. A file of new people then hardly reads the indexes
of prints, whose order is random. Which lines come from which row of a file is known here alone: one
index more would be one more to write all over the place.
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
_MOST_RUNS = 32
_Run = tuple[Any, Any]  # source prints in their order, and the ids of their lines


class KnownPrints:
    """The prints of an organization's lines, whatever their state, and of those added."""

    def __init__(self, organization_id: int) -> None:
        self._organization_id = organization_id
        self._bits = np.zeros(_BYTES, np.uint8)
        self._runs: list[_Run] = []
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
        self._set(ids, lines.source_prints, lines.email_prints, lines.phone_prints)
        self._line = ids[-1]

    def among(self, prints: Collection[int]) -> list[int]:
        """Those of the prints that a line may have; no line has any of the others."""
        asked = _array(prints)
        found = np.ones(len(asked), np.uint8)
        for byte, bit in _places(asked):
            found &= self._bits[byte] >> bit
        few: list[int] = asked[found == 1].tolist()
        return few

    def from_rows(self, source_prints: Collection[int]) -> list[int]:
        """The ids of the lines that come from rows with these prints; some may be gone since."""
        few = _array(self.among(source_prints))
        found: list[int] = []
        for prints, ids in self._runs:
            first = np.searchsorted(prints, few, "left")
            end = np.searchsorted(prints, few, "right")
            for start, stop in zip(first[first < end], end[first < end], strict=True):
                found += ids[start:stop].tolist()
        return found

    def _set(self, ids: Sequence[int], *prints: Sequence[int | None]) -> None:
        """`prints`: source, e-mail and phone of these lines."""
        for column in prints:
            for byte, bit in _places(_array(each for each in column if each is not None)):
                np.bitwise_or.at(self._bits, byte, np.uint8(1) << bit)
        sources = [
            (each, line) for each, line in zip(prints[0], ids, strict=True) if each is not None
        ]
        if sources:
            self._runs.append(_run(*(_array(column) for column in zip(*sources, strict=True))))
        if len(self._runs) > _MOST_RUNS:
            self._runs = [_run(*map(np.concatenate, zip(*self._runs, strict=True)))]

    def _take(self, session: Session, which: ColumnElement[bool]) -> None:
        lines = select(
            Signature.id, Signature.source_print, Signature.email_print, Signature.phone_print
        )
        rows: Any = session.execute(lines.where(which), execution_options={"yield_per": _AT_ONCE})
        for part in rows.partitions():
            self._set(*zip(*part, strict=True))

    def _corrected(self, session: Session) -> list[int]:
        """The lines that were corrected since the last look."""
        newer = select(Revision.subject).where(
            Revision.organization_id == self._organization_id,
            col(Revision.id) > self._revision,
            col(Revision.subject).startswith("signature "),
        )
        return [int(subject.removeprefix("signature ")) for subject in session.exec(newer)]


def _run(prints: Any, ids: Any) -> _Run:
    order = np.argsort(prints)
    return prints[order], ids[order]


def _array(prints: Iterable[int]) -> Any:
    return np.fromiter(prints, np.int64)


def _places(prints: Any) -> list[tuple[Any, Any]]:
    """Which two bits stand for each print, as byte and bit: a print is a hash, so that any part of
    it is as good."""
    numbers = prints.view(np.uint64)
    places = (numbers & _BITS, numbers >> _OTHER & _BITS)
    return [(each >> np.uint64(3), (each & np.uint64(7)).astype(np.uint8)) for each in places]
