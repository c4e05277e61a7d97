"""A table of a page as a CSV: in the reader's words, and no cell is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from exchange.formulas import neutral

Cell = str | int | float | date | None


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table in UTF-8, marked as such for spreadsheets; days as 2017-04-24."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(map(neutral, header))
    for row in rows:
        writer.writerow([neutral(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")
