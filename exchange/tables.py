"""A file of any kind as tables: what it is told by its content, never by its name.

Nothing is written to disk: text is decoded as it is read, a workbook is opened in the memory of a
process of its own.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile
from pathlib import PurePath
from typing import BinaryIO, cast
from zipfile import ZipFile

from db.errors import Message
from exchange import archives, other_documents, workbooks
from exchange.columns import letters, named
from exchange.formats import recognised
from exchange.limits import MOST_COLUMNS, MOST_TEXT, MOST_WORKBOOK, Unreadable
from exchange.mapping import MOST_MAPPED, is_known, looks_like_data
from exchange.text_tables import Row, open_text, too_many_columns
from exchange.totals_lines import without_totals
from exchange.windows import File, size_of, window

__all__ = ["Row", "Table", "Unreadable", "about_lines", "read"]

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_WORKBOOKS = ({"xl/workbook.xml"}, {"xl/workbook.bin"}, {"mimetype", "content.xml"})
_HEAD = 50  # rows in which a header is looked for
_PREAMBLE = 10  # rows that may stand above it
_BEGINNING = 1 << 10  # bytes that tell what a file is
_CLAUSE = 5  # words; a cell of a table has fewer, more often than not


@dataclass(frozen=True)
class Table:
    """A table of a file: the names of its columns, and its rows on demand."""

    name: str  # of the sheet, or of the file
    header: tuple[str, ...]  # each name once; without a header what a spreadsheet says: A, B, C
    header_row: int  # its number; 0: there is none, and the first row is already somebody's
    _rows: Callable[[], Iterator[Row]] = field(repr=False)

    def rows(self) -> Iterator[Row]:
        """Number and cells of each row below the header, one by one, anew each time.

        Blank rows and a totals line at the end are left out. A row may be shorter or longer than
        the header. Raises Unreadable, also in the middle.
        """
        rows = self._rows()
        for row in rows:
            if row[0] > self.header_row:
                yield from without_totals(_and_then(row, rows))
                return

    def where(self, fits: Callable[[list[str]], bool]) -> "Table":
        """The table of the rows alone whose cells fit; they keep their numbers."""
        return replace(self, _rows=lambda: (row for row in self.rows() if fits(row[1])))

    def preview(self, most: int = 20) -> list[Row]:
        """The first rows. Raises Unreadable."""
        return list(islice(self.rows(), most))

    def beginning(self, most: int = 20) -> "Table":
        """A table of the first rows alone, held in memory. Raises Unreadable."""
        rows = self.preview(most)
        return replace(self, _rows=lambda: ((number, list(cells)) for number, cells in rows))


def about_lines(file: File) -> int:
    """About how many rows a text has, zipped or not, to tell how far it is read; 0: it is no text.

    Line breaks inside of cells count as well, so a file can have fewer rows. Raises Unreadable.
    """
    reader: File = window(file)
    if reader.read(4) == _ZIP:
        archive = archives.opened(cast(BinaryIO, window(file)))
        if _is_workbook(archive):
            return 0
        reader = archives.Packed(archive, archives.single(archive))
    reader.seek(0)
    if reader.read(4) in (_ZIP, _OLD_OFFICE):
        return 0
    lines = 0
    while part := reader.read(1 << 20):
        lines += part.count(b"\n")
    return lines


def read(file: File, name: str = "") -> list[Table]:
    """The tables of a file; one at least. `file` must stay open as long as they are read.

    Raises Unreadable.
    """
    return _read(file, name, zipped=False)


def _read(file: File, name: str, *, zipped: bool) -> list[Table]:
    size = size_of(file)
    if not size:
        raise Unreadable(Message("This file is empty."))
    if size > MOST_TEXT:
        raise Unreadable(archives.too_large)
    bytes_of = cast(BinaryIO, window(file))
    begins = bytes_of.read(4)
    if begins == _ZIP:
        return _zip(file, bytes_of, name, zipped=zipped)
    if begins == _OLD_OFFICE:
        workbooks.check_old(bytes_of)
        return _sheets(file)
    bytes_of.seek(0)
    if (said := other_documents.by_beginning(bytes_of.read(_BEGINNING))) is not None:
        raise Unreadable(said)
    text = open_text(file)
    head = list(islice(text.rows(), _HEAD))
    if _is_prose(head):
        raise Unreadable(other_documents.running_text)
    return [_table(PurePath(name).name, head, text.rows)]


def _zip(file: File, bytes_of: BinaryIO, name: str, *, zipped: bool) -> list[Table]:
    archive = archives.opened(bytes_of)
    if _is_workbook(archive):
        workbooks.check_zipped(bytes_of)
        return _sheets(file)
    if zipped:
        raise Unreadable(Message("There is a zip in this zip. Unpack it and give what is in it."))
    if (said := _document(archive)) is not None:
        raise Unreadable(said)
    entry = archives.single(archive)
    inside: File = archives.Packed(archive, entry)
    if inside.read(4) in (_ZIP, _OLD_OFFICE):
        archives.check(entry, MOST_WORKBOOK)
        inside.seek(0)
        inside = io.BytesIO(inside.read(MOST_WORKBOOK))
    return _read(inside, entry.filename, zipped=True)


def _is_workbook(archive: ZipFile) -> bool:
    names = set(archive.namelist())
    return any(parts <= names for parts in _WORKBOOKS) and _document(archive) is None


def _document(archive: ZipFile) -> Message | None:
    """What the zip is, if it is a document of another kind."""
    names = archive.namelist()
    mimetype = b""
    if "mimetype" in names:
        entry = archive.getinfo("mimetype")
        archives.check(entry, _BEGINNING)
        mimetype = archives.Packed(archive, entry).read(_BEGINNING).strip()
    return other_documents.by_parts(names, mimetype)


def _is_prose(head: list[Row]) -> bool:
    """True if these are sentences: nothing in them is called as a column, nobody's e-mail stands
    there alone, and half of what stands between commas are clauses."""
    cells = [cell for _, row in head for cell in row if cell.strip()]
    if any(looks_like_data(row) or any(map(is_known, row[:MOST_MAPPED])) for _, row in head):
        return False
    words = sorted(len(cell.split()) for cell in cells)
    return bool(words) and words[len(words) // 2] >= _CLAUSE


def _sheets(file: File) -> list[Table]:
    sheets = workbooks.open_workbook(file)
    if not sheets:
        raise Unreadable(Message("This workbook is empty."))
    return [_table(sheet.name, sheet.head, sheet.rows) for sheet in sheets]


def _table(name: str, head: Iterable[Row], rows: Callable[[], Iterator[Row]]) -> Table:
    first = list(head)
    if not first:
        raise Unreadable(Message("This file is empty."))
    number, cells = _header(first)
    if len(cells) > MOST_COLUMNS:
        raise Unreadable(too_many_columns)
    if number:
        return Table(name, named(cells), number, rows)
    width = max(len(row) for _, row in first)
    return Table(name, tuple(letters(column) for column in range(width)), 0, rows)


def _header(first: list[Row]) -> Row:
    """The row of the header: that of a format we know, or the one with the most names we know, if
    two at least; else the first that is as full as the others. Number 0 if that is somebody's."""
    above = list(takewhile(lambda row: not looks_like_data(row[1]), first[:_PREAMBLE]))
    for row in above:
        if recognised(row[1][:MOST_COLUMNS]):
            return row
    known = [sum(is_known(cell) for cell in cells[:MOST_MAPPED]) for _, cells in above]
    if max(known, default=0) >= 2:
        return above[known.index(max(known))]
    filled = [sum(map(bool, cells)) for _, cells in first]
    usual = sorted(filled)[len(filled) // 2]
    number, cells = next(
        (row for row, count in zip(first, filled, strict=True) if count * 2 > usual), first[0]
    )
    return (0, []) if looks_like_data(cells) else (number, cells)


def _and_then(row: Row, rows: Iterator[Row]) -> Iterator[Row]:
    yield row
    yield from rows
