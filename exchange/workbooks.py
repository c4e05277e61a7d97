"""Tables in workbooks: XLSX, XLS and ODS, opened in a process of their own (workbook_child.py)."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from db.errors import Message
from exchange.archives import check, locked, opened
from exchange.limits import (
    MOST_CELL,
    MOST_COLUMNS,
    MOST_MEMORY,
    MOST_ROWS,
    MOST_SECONDS,
    MOST_SHEETS,
    MOST_UNPACKED,
    MOST_WORKBOOK,
    Unreadable,
)
from exchange.other_documents import by_old_parts
from exchange.text_tables import Row, too_many_columns, too_many_rows
from exchange.windows import File, size_of, window

_CHILD = Path(__file__).with_name("workbook_child.py")
_LIMITS = {
    "cell": MOST_CELL,
    "columns": MOST_COLUMNS,
    "memory": MOST_MEMORY,
    "rows": MOST_ROWS,
    "seconds": MOST_SECONDS,
    "sheets": MOST_SHEETS,
}
_AT_ONCE = 1 << 20
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # how Office names a workbook with a password

too_large = Message(
    "This workbook is too large, or has cells far away from its table. "
    "Save it as CSV and give that."
)
_PROBLEMS = {
    "cell": Message("A cell has more than {most} characters.", most=MOST_CELL),
    "columns": too_many_columns,
    "rows": too_many_rows,
    "locked": locked,
    "memory": too_large,
    "damaged": Message("This workbook is damaged. Open it, save it as CSV and give that."),
}


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its first rows, and all of them on demand."""

    file: File
    place: int
    name: str
    head: list[Row] = field(repr=False)

    def rows(self) -> Iterator[Row]:
        """Every row that isn't blank, one by one, anew each time. Raises Unreadable."""
        with _child(self.file, self.place) as lines:
            for line in lines:
                yield from _rows(line)


def open_workbook(file: File) -> list[Sheet]:
    """The sheets of a workbook that have rows; hidden ones are left out. Raises Unreadable."""
    sheets: list[Sheet] = []
    with _child(file, None) as lines:
        for line in lines:
            if "sheet" in line:
                sheets.append(Sheet(file, len(sheets), str(line["sheet"]), []))
            else:
                sheets[-1].head.extend(_rows(line))
    return [sheet for sheet in sheets if sheet.head]


def check_zipped(file: BinaryIO) -> None:
    """Return if a workbook that is a zip may be unpacked. Raises Unreadable."""
    archive = opened(file)
    if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
        raise Unreadable(too_large)
    for entry in archive.infolist():
        check(entry)


def check_old(file: BinaryIO) -> None:
    """Return if it is an older workbook without a password. Raises Unreadable."""
    file.seek(0)
    content = file.read(MOST_WORKBOOK)
    if _LOCKED in content:
        raise Unreadable(locked)
    if (said := by_old_parts(content)) is not None:
        raise Unreadable(said)


@contextmanager
def _child(file: File, sheet: int | None) -> Iterator[Iterator[dict[str, Any]]]:
    """What a process says of the file, line by line; it ends with this."""
    if size_of(file) > MOST_WORKBOOK:
        raise Unreadable(too_large)
    command = [sys.executable, "-I", str(_CHILD), json.dumps([sheet, _LIMITS])]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env={}, **pipes) as process:  # type: ignore[call-overload]
        try:
            # It reads all of the file before it writes a line, so neither waits for the other.
            _feed(file, process.stdin)
            yield _said(process.stdout)
        finally:
            process.kill()


def _feed(file: File, pipe: BinaryIO) -> None:
    with suppress(BrokenPipeError), window(file) as source, pipe:
        while part := source.read(_AT_ONCE):
            pipe.write(part)


def _said(lines: BinaryIO) -> Iterator[dict[str, Any]]:
    for line in lines:
        said = json.loads(line)
        if "end" in said:
            return
        if "problem" in said:
            raise Unreadable(_PROBLEMS[said["problem"]])
        yield said
    raise Unreadable(too_large)  # it was stopped, by its clock or for want of memory


def _rows(line: dict[str, Any]) -> Iterator[Row]:
    return ((number, cells) for number, cells in line.get("rows", ()))
