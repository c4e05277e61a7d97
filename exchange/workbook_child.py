"""The process that opens a workbook: bytes in, rows as lines of JSON out.

Run as a program of its own, with no secrets in its environment and limits on memory and time: a
workbook can name a cell so far away that reading it takes all the memory there is. It imports
nothing of ours. Formulas come as the values they had; macros are never looked at.

Arguments: the sheet to read (none: the first rows of each sheet), and the limits. Each line is
{"sheet": name}, {"rows": [[number, [cell, …]], …]}, {"problem": word} or {"end": true}; one without
a last {"end"} or {"problem"} is of a process that was stopped.
"""

import json
import resource
import signal
import sys
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from itertools import islice
from typing import Any

import python_calamine as calamine

_HEAD = 64  # rows of each sheet
_AT_ONCE = 100_000  # characters of rows in a line
_EXACT = 1 << 53  # whole numbers a spreadsheet can hold


class _Problem(Exception):
    pass


def text_of(cell: Any) -> str:
    """A cell as a person would type it: a ZIP 60608.0 is 60608, a day is 2017-04-24."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else repr(cell)
    if isinstance(cell, datetime):
        day = cell.date().isoformat()
        return day if cell.time() == datetime.min.time() else f"{day} {cell.time().isoformat()}"
    return str(cell)


def rows_of(sheet: calamine.CalamineSheet, limits: dict[str, int]) -> Iterator[tuple[int, Any]]:
    """The rows that aren't blank, each with its number."""
    if sheet.start is None:
        return
    if sheet.width > limits["columns"]:
        raise _Problem("columns")
    if sheet.height > limits["rows"]:
        raise _Problem("rows")
    first, _ = sheet.start
    for number, row in enumerate(sheet.iter_rows(), first + 1):
        cells = [text_of(cell) for cell in row]
        if any(cells):
            if max(map(len, cells)) > limits["cell"]:
                raise _Problem("cell")
            yield number, cells


def say(**what: Any) -> None:
    """Write a line."""
    sys.stdout.write(json.dumps(what) + "\n")


def main(which: int | None, limits: dict[str, int]) -> None:
    """Read a workbook from the standard input and write its rows."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no copy of the memory on disk
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    signal.alarm(limits["seconds"])  # ends the process, whatever it is doing
    book = calamine.load_workbook(BytesIO(sys.stdin.buffer.read()))
    shown = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ is calamine.SheetTypeEnum.WorkSheet
        and sheet.visible is calamine.SheetVisibleEnum.Visible
    ][: limits["sheets"]]
    for number, name in enumerate(shown):
        if which not in (None, number):
            continue
        rows = rows_of(book.get_sheet_by_name(name), limits)
        say(sheet=name)
        if which is None:
            say(rows=list(islice(rows, _HEAD)))
            continue
        signal.alarm(0)  # from here on the reader sets the pace
        part: list[tuple[int, list[str]]] = []
        length = 0
        for row in rows:
            part.append(row)
            length += sum(map(len, row[1])) + len(row[1])
            if length > _AT_ONCE:
                say(rows=part)
                part, length = [], 0
        say(rows=part)
    say(end=True)


if __name__ == "__main__":
    try:
        main(*json.loads(sys.argv[1]))
    except _Problem as problem:
        say(problem=str(problem))
    except calamine.PasswordError:
        say(problem="locked")
    except MemoryError:
        say(problem="memory")
    except BaseException:  # a panic in Rust is one; what it says may hold what is in the file
        say(problem="damaged")
