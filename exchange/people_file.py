"""An organization's own people as CSV and XLSX, with columns that the import knows again."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import count
from typing import IO, Any

import xlsxwriter

from db.errors import Conflict, Message
from db.people_export import Person
from exchange.formulas import neutral

# The same in every language; explained in docs/documents.md.
COLUMNS = (
    *("first_name", "last_name", "email", "phone", "street", "zip", "may_contact", "note"),
    *("signed_on", "ward", "channel", "state", "id"),
)
_PIECE = 65_536  # characters of a CSV, or bytes of a spreadsheet
_MOST_IN_SHEET = 1_048_575  # what Excel takes, without the row of headings
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Kind(StrEnum):
    """The kinds of file."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def mime(self) -> str:
        """Its media type."""
        return "text/csv" if self is Kind.CSV else _XLSX


def write(people: Iterable[Person], kind: Kind, out: IO[bytes]) -> int:
    """Write the file and say how many people are in it. Raises Conflict: too many for XLSX."""
    return (_write_csv if kind is Kind.CSV else _write_xlsx)(map(_row, people), out)


def pieces(people: Iterable[Person], kind: Kind) -> Iterator[bytes]:
    """The file piece by piece. Of a CSV only a few rows are held; an XLSX is made whole first.

    Raises Conflict: too many for XLSX.
    """
    if kind is Kind.CSV:
        yield from _pieces(map(_row, people))
        return
    out = io.BytesIO()
    _write_xlsx(map(_row, people), out)
    out.seek(0)
    while piece := out.read(_PIECE):
        yield piece


def _row(person: Person) -> list[Any]:
    signer = person.signer
    return [
        neutral(signer.first_name),
        neutral(signer.last_name),
        neutral(signer.email),
        neutral(signer.phone),
        neutral(signer.street),
        neutral(signer.zip),
        "yes" if signer.may_contact else "no",
        neutral(signer.note),
        person.signed_on.isoformat(),
        person.ward,
        person.channel.value,
        person.state.value,
        person.id,
    ]


def _write_csv(rows: Iterator[list[Any]], out: IO[bytes]) -> int:
    number = count()
    for piece in _pieces(row for row, _ in zip(rows, number, strict=False)):
        out.write(piece)
    return next(number)


def _pieces(rows: Iterator[list[Any]]) -> Iterator[bytes]:
    # With a byte order mark, or Excel takes "Núñez" for something else.
    text = io.StringIO("\ufeff", newline="")
    text.seek(1)
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(row)
        if text.tell() >= _PIECE:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _write_xlsx(rows: Iterator[list[Any]], out: IO[bytes]) -> int:
    # Row after row passes through a folder that nobody else may open and that is gone at once.
    with tempfile.TemporaryDirectory(prefix="contamos-") as folder:
        options = {"constant_memory": True, "tmpdir": folder}
        book = xlsxwriter.Workbook(out, options)
        sheet = book.add_worksheet("People")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(COLUMNS) - 1, 16)
        bold = book.add_format({"bold": True})
        for column, name in enumerate(COLUMNS):
            sheet.write_string(0, column, name, bold)
        line = 0
        for line, row in enumerate(rows, start=1):
            if line > _MOST_IN_SHEET:
                raise Conflict(Message("A spreadsheet holds fewer rows than this: choose CSV."))
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(line, column, value)
                elif value is not None:
                    sheet.write_number(line, column, value)
        book.close()
    return line
