"""The line of totals below a table: recognised, and left out."""

import re
from collections.abc import Iterator

from exchange.columns import plain
from exchange.text_tables import Row

_WORDS = frozenset(
    plain(word)
    for word in (
        *("total", "totals", "grand total", "sum", "count", "row count", "record count", "records"),
        *("total rows", "total records", "total signatures", "total general", "totales", "suma"),
        *("total de firmas", "cuenta", "razem", "łącznie", "kabuuan", "somme", "summe", "tổng"),
        *("tổng cộng", "итого", "всего", "합계", "총계", "总计", "合计", "總計", "合計"),
        *("المجموع", "الإجمالي"),
    )
)
_FIGURES = re.compile(r"[\d.,]+")
_NUMBER = re.compile(r"[\s\d.,:%()]*")


def without_totals(rows: Iterator[Row]) -> Iterator[Row]:
    """The same rows, without a last one that says only how many or how much there was."""
    last = next(rows, None)
    if last is None:
        return
    for row in rows:
        yield last
        last = row
    if not is_totals(last[1]):
        yield last


def is_totals(cells: list[str]) -> bool:
    """True of "Total,,1234" and "Total: 1,234", never of a row that says anything else."""
    first, *others = [cell.strip() for cell in cells if cell.strip()] or [""]
    words = plain(_FIGURES.sub(" ", first[:80]))
    return words in _WORDS and all(_NUMBER.fullmatch(cell) for cell in others)
