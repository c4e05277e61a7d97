"""Tables in text: CSV in any encoding and with any separator, read line by line."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from db.errors import Message
from exchange.encodings import encoding_of
from exchange.limits import (
    MOST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_LINE,
    MOST_LINES,
    MOST_ROWS,
    Unreadable,
)
from exchange.windows import File, window

Row = tuple[int, list[str]]  # its number, as a spreadsheet numbers it, and its cells

_SEPARATORS = ",\t;|"  # the first one wins a tie
_SAMPLE = 64  # lines to find the separator in
_MOST_SAMPLE = 1 << 17  # characters of them
_SAID = "sep="  # Excel's own way of saying the separator, in a line that is no row
_OTHER_THINGS = re.compile(r"\s*(?:%PDF|\{\\rtf|<!doctype|<html|<\?xml|<svg)", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f�]")  # and what could not be decoded

no_table = Message(
    "This is no table. Give a CSV, XLSX, XLS or ODS file, or a zip with one of them."
)
too_many_columns = Message("A row has more than {most} columns.", most=MOST_COLUMNS)
too_many_rows = Message(
    "This file has more than {most} rows. Divide it and give the parts one by one.", most=MOST_ROWS
)
_too_much = Message(
    "This file has too many cells or lines. Divide it and give the parts one by one."
)
_long_line = Message(
    "A line has more than {most} characters. That is no table, or its lines have no ends.",
    most=MOST_LINE,
)


@dataclass(frozen=True)
class TextTable:
    """A text with the encoding and separator it was found to have."""

    file: File
    encoding: str
    separator: str
    says_separator: bool = False  # in its first line

    def rows(self) -> Iterator[Row]:
        """Every row that isn't blank, one by one, anew each time. Raises Unreadable."""
        number = at_end = count = 0

        def lines() -> Iterator[str]:
            nonlocal at_end
            yield from _lines(self.file, self.encoding, skip=int(self.says_separator))
            at_end = number

        reader = csv.reader(lines(), delimiter=self.separator)
        try:
            for number, row in enumerate(reader, 1):
                if number > MOST_ROWS:
                    raise Unreadable(too_many_rows)
                width = len(row)
                count += width
                if width > MOST_COLUMNS:
                    raise Unreadable(too_many_columns)
                if count > MOST_CELLS:
                    raise Unreadable(_too_much)
                if any(row):
                    yield number, row
        except csv.Error:
            raise Unreadable(
                Message(
                    "A cell in row {row} has more than {most} characters. Perhaps a quotation mark "
                    "has no partner there.",
                    row=number + 1,
                    most=MOST_CELL,
                )
            ) from None
        if number > at_end:  # a row that came only after the last line was waiting for its end
            raise Unreadable(
                Message("In row {row} a quotation mark is opened and never closed.", row=number)
            )


def open_text(file: File) -> TextTable:
    """A text, once its encoding and separator are known. Raises Unreadable (it is no text)."""
    encoding = encoding_of(window(file))
    sample = _sample(file, encoding)
    text = "".join(sample)
    if not text.strip():
        raise Unreadable(Message("This file is empty."))
    if _OTHER_THINGS.match(text) or len(_CONTROLS.findall(text)) * 20 > len(text):
        raise Unreadable(no_table)
    said = sample[0].strip()
    if said.lower().startswith(_SAID) and len(said) == len(_SAID) + 1:
        return TextTable(file, encoding, said[-1], says_separator=True)
    return TextTable(file, encoding, _separator(sample))


def _lines(file: File, encoding: str, *, skip: int = 0) -> Iterator[str]:
    # "replace": UTF-8 was tried from beginning to end, and elsewhere a letter is lost, not the row.
    with io.TextIOWrapper(window(file), encoding, errors="replace", newline="") as text:
        readline = text.readline
        count = 0
        while line := readline(MOST_LINE):
            count += 1
            if count > MOST_LINES:
                raise Unreadable(_too_much)
            if len(line) == MOST_LINE:
                raise Unreadable(_long_line)
            if skip:
                skip -= 1
            elif "\0" in line:
                yield line.replace("\0", "")
            else:
                yield line


def _sample(file: File, encoding: str) -> list[str]:
    """The first lines that have something in them; the NULs of what is no text as well."""
    lines: list[str] = []
    length = 0
    with io.TextIOWrapper(window(file), encoding, errors="replace", newline="") as text:
        while len(lines) < _SAMPLE and length < _MOST_SAMPLE:
            line = text.readline(_MOST_SAMPLE - length)
            if not line:
                break
            length += len(line)
            if line.strip():
                lines.append(line)
    return lines


def _separator(sample: list[str]) -> str:
    """The separator by which the most rows have the same number of cells, and many of them."""
    return max(_SEPARATORS, key=lambda separator: _regularity(sample, separator))


def _regularity(sample: list[str], separator: str) -> float:
    try:
        reader = csv.reader((line.replace("\0", "") for line in sample), delimiter=separator)
        widths = Counter(len(row) for row in islice(reader, _SAMPLE) if row)
    except csv.Error:
        return 0
    return max((rows * (width - 1) for width, rows in widths.items()), default=0)
