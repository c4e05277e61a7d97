"""The rows of a file, checked and sealed. It asks no database: another process can do it."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from db.fields import Checks
from db.import_rows import ImportRow, RowProblem
from db.prints import Prints, folded
from db.sealed import Seal
from db.signers import Signer, checked_signer

_MOST_SHOWN = 80  # characters of what stood there
OWN_EXPORT = "contamos"  # whose ids are those of our own rows


class Line(NamedTuple):
    """A row that can be stored: sealed for its id, and the prints by which it is found again."""

    id: int
    source_print: int
    email_print: int | None
    phone_print: int | None
    name_print: int | None
    sealed: bytes
    signed_on: date | None
    ward: int | None
    exported_id: int | None  # the line it was exported from, by its own account
    name: str  # by which that is checked; only with an exported id
    number: int  # of the row in the file


class Chunk(NamedTuple):
    """Some rows of a file, one after the other."""

    first: int  # numbers of the first and the last row in the file
    last: int
    rows: int
    lines: list[Line]
    deleted: int  # rows that were taken back where they come from
    taken_back: list[int]  # their source prints
    unsubscribed: list[int]  # prints of whoever does not want to be contacted any more
    faulty: int  # rows with a problem
    problems: list[tuple[int, RowProblem]]  # row number and what is wrong


class Preparer:
    """Checks and seals the rows of one file of one organization.

    `ids`: whose own ids of rows the file has; empty: none that can be trusted.
    `first` and `last`: between these days somebody can have signed.
    """

    def __init__(self, organization_id: int, ids: str, *, first: date | None, last: date) -> None:
        self._seal = Seal(organization_id, "signature")
        self._prints = Prints(organization_id)
        self._ids, self._first, self._last = ids, first, last

    def chunk(self, rows: Sequence[ImportRow], first_id: int) -> Chunk:
        """What becomes of these rows; the line of the n-th gets the n-th id."""
        lines: list[Line] = []
        problems: list[tuple[int, RowProblem]] = []
        deleted = faulty = others = 0
        taken_back: list[int] = []
        unsubscribed: list[int] = []
        for line_id, row in enumerate(rows, first_id):
            if row.unsubscribed:  # that holds whatever else is wrong with the row
                unsubscribed += self._contacts(row)
            if row.of_another:
                others += 1
                continue
            if row.deleted:
                deleted += 1
                if (gone := self._gone(row)) is not None:
                    taken_back.append(gone)
                continue
            line = self._line(line_id, row, problems)
            if line is None:
                faulty += 1
                continue
            lines.append(line)
            if row.unsubscribed:
                unsubscribed.append(line.source_print)
        return Chunk(
            *(rows[0].number, rows[-1].number, len(rows) - others, lines, deleted),
            *(taken_back, unsubscribed, faulty, problems),
        )

    def _contacts(self, row: ImportRow) -> list[int]:
        prints = (self._prints.email(row.email), self._prints.phone(row.phone))
        return [each for each in prints if each is not None]

    def _gone(self, row: ImportRow) -> int | None:
        """The source print of a row that was taken back: by the tool's own id and the name,
        whatever else is wrong with it; where there is no id all that identifies it has to fit."""
        signer, found = checked_row(row, first=self._first, last=self._last)
        if found and not (self._ids and row.source_id):
            return None
        return self._source_print(
            row, folded(signer.name), signer.email, signer.phone, signer.zip, signer.street
        )

    def _line(
        self, line_id: int, row: ImportRow, problems: list[tuple[int, RowProblem]]
    ) -> Line | None:
        signer, found = checked_row(row, first=self._first, last=self._last)
        if found:
            problems += ((row.number, problem) for problem in found)
            return None
        prints = self._prints
        name = folded(signer.name)
        return Line(
            line_id,
            self._source_print(row, name, signer.email, signer.phone, signer.zip, signer.street),
            prints.email(signer.email),
            prints.phone(signer.phone),
            prints.folded_name(name, signer.zip),
            self._seal.seal(line_id, signer.content()),
            row.signed_on,
            row.ward,
            *self._exported(row, name),
            row.number,
        )

    def _exported(self, row: ImportRow, name: str) -> tuple[int | None, str]:
        if self._ids == OWN_EXPORT and row.source_id.isdecimal() and len(row.source_id) < 10:
            return int(row.source_id), name
        return None, ""

    def _source_print(self, row: ImportRow, name: str, *contacts: str) -> int:
        """By the tool's own id where we know the tool: a column of mere row numbers is none."""
        if self._ids and row.source_id:
            return self._prints.row(self._ids, row.source_id, name)
        return self._prints.row(name, *contacts, str(row.signed_on), str(row.ward))


def checked_row(
    row: ImportRow, *, first: date | None, last: date | None
) -> tuple[Signer, tuple[RowProblem, ...]]:
    """Who signed, as stored, and all that is wrong with the row.

    `first` and `last`: between these days somebody can have signed.
    """
    checks = Checks()
    signer = checked_signer(row, checks)
    if row.signed_on is not None:
        checks.day("signed_on", row.signed_on, first=first, last=last)
    if not checks.problems:
        return signer, row.problems
    found = (
        RowProblem(field, _as_written(row, field)[:_MOST_SHOWN], reason)
        for field, reason in checks.problems.items()
    )
    return signer, (*row.problems, *found)


def _as_written(row: ImportRow, field: str) -> str:
    """What stands in the file, as far as it is known."""
    if field == "signed_on" and row.written_day:
        return row.written_day
    return str(getattr(row, field, ""))
