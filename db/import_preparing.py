"""The rows of a file, checked, and their prints. It asks no database: another process can do it."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import compress
from typing import Any, NamedTuple

from db.contacts import same_phone
from db.fields import Checks
from db.import_rows import ImportRow, RowProblem
from db.prints import Prints, folded
from db.signers import Content, Signer, as_json, checked_signer
from db.usual_rows import Stored, usual

_MOST_SHOWN = 80  # characters of what stood there
_MOST_KNOWN = 10_000  # names whose folded form is remembered
OWN_EXPORT = "contamos"  # whose ids are those of our own rows


class Lines(NamedTuple):
    """Rows that can be stored, column by column: so they pass quickly to another process. With the
    prints by which they are found again."""

    source_prints: list[int]
    email_prints: list[int | None]
    phone_prints: list[int | None]
    name_prints: list[int | None]
    contents: list[str]  # what is to be sealed
    signed_on: list[date | None]
    wards: list[int | None]
    numbers: list[int]  # of the rows in the file

    def only(self, fits: Sequence[bool]) -> "Lines":
        """Those of them that fit."""
        columns: list[Any] = [list(compress(column, fits)) for column in self]
        return Lines(*columns)


class Chunk(NamedTuple):
    """Some rows of a file, one after the other."""

    first: int  # numbers of the first and the last row in the file
    last: int
    rows: int
    lines: Lines
    exported: dict[int, tuple[int, str]]  # of our own export: its id → source print, folded name
    deleted: int  # rows that were taken back where they come from
    taken_back: list[int]  # their source prints
    unsubscribed: list[int]  # prints of whoever does not want to be contacted any more
    faulty: int  # rows with a problem
    problems: list[tuple[int, RowProblem]]  # row number and what is wrong


class Preparer:
    """Checks the rows of one file of one organization.

    `ids`: whose own ids of rows the file has; empty: none that can be trusted.
    `first` and `last`: between these days somebody can have signed.
    """

    def __init__(self, organization_id: int, ids: str, *, first: date | None, last: date) -> None:
        self._prints = Prints(organization_id)
        self._folded = lru_cache(_MOST_KNOWN)(folded)  # many have the same first name
        self._ids, self._first, self._last = ids, first, last

    def chunk(self, rows: Sequence[ImportRow]) -> Chunk:
        """What becomes of these rows."""
        found: list[tuple[ImportRow, Stored]] = []
        problems: list[tuple[int, RowProblem]] = []
        deleted = faulty = others = 0
        taken_back: list[int] = []
        unsubscribed: list[int] = []
        for row in rows:
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
            stored = usual(row, first=self._first, last=self._last) or self._checked(row, problems)
            if stored is None:
                faulty += 1
                continue
            found.append((row, stored))
        lines, exported = self._lines(found)
        unsubscribed += (
            source_print
            for (row, _), source_print in zip(found, lines.source_prints, strict=True)
            if row.unsubscribed
        )
        return Chunk(
            *(rows[0].number, rows[-1].number, len(rows) - others, lines, exported, deleted),
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
        content = signer.content()
        return self._prints.row(self._written(row, self._name(content), content))

    def _checked(self, row: ImportRow, problems: list[tuple[int, RowProblem]]) -> Stored | None:
        """What is stored of a row that has something unusual in it; None if that is a problem."""
        signer, found = checked_row(row, first=self._first, last=self._last)
        if found:
            problems += ((row.number, problem) for problem in found)
            return None
        return signer.content(), same_phone(signer.phone)

    def _lines(
        self, found: Sequence[tuple[ImportRow, Stored]]
    ) -> tuple[Lines, dict[int, tuple[int, str]]]:
        prints = self._prints
        rows = [row for row, _ in found]
        contents = [content for _, (content, _) in found]
        names = [self._name(content) for content in contents]
        lines = Lines(
            prints.rows(map(self._written, rows, names, contents)),
            prints.emails(content[2] for content in contents),
            prints.same_phones(phone for _, (_, phone) in found),
            prints.folded_names(
                (name, content[5]) for name, content in zip(names, contents, strict=True)
            ),
            list(map(as_json, contents)),
            [row.signed_on for row in rows],
            [row.ward for row in rows],
            [row.number for row in rows],
        )
        exported = {}
        if self._ids == OWN_EXPORT:
            for row, name, source_print in zip(rows, names, lines.source_prints, strict=True):
                if row.source_id.isdecimal() and len(row.source_id) < 10:
                    exported[int(row.source_id)] = source_print, name
        return lines, exported

    def _name(self, content: Content) -> str:
        """Folded whole: what stands on both sides of a space does not meet."""
        first, last = self._folded(content[0]), self._folded(content[1])
        return f"{first} {last}" if first and last else first or last

    def _written(self, row: ImportRow, name: str, content: Content) -> str:
        """By what a row is known again: the tool's own id where we know the tool, for a column of
        mere row numbers is none; else all that identifies a person."""
        if self._ids and row.source_id:
            return f"{self._ids}\n{row.source_id}\n{name}"
        _, _, email, phone, street, zip_code, _, _ = content
        return "\n".join((name, email, phone, zip_code, street, str(row.signed_on), str(row.ward)))


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
