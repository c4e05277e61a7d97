"""The formats we know, each told by the names of its columns: never by a file's name or an order.

A file of none of them goes by exchange/mapping.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from exchange.columns import plain
from exchange.formats import action_network, contamos, controlshift, paper, spoke, van
from exchange.formats.format import Format, Kind
from exchange.mapping import Mapping, from_dict, proposed

__all__ = ["FORMATS", "Format", "Kind", "Recognised", "read_as", "recognised"]

FORMATS: tuple[Format, ...] = (
    *controlshift.FORMATS,
    *action_network.FORMATS,
    *paper.FORMATS,
    *contamos.FORMATS,
    *spoke.FORMATS,
    *van.FORMATS,
)


@dataclass(frozen=True)
class Recognised:
    """What a file is taken for, and which of its columns is what."""

    format: Format
    mapping: Mapping

    @property
    def asks_day(self) -> bool:
        """True if no column says when: ask once for the whole file."""
        return "day" not in self.mapping.columns and "signed_on" not in self.mapping.columns


def of_key(key: str) -> Format | None:
    """The format of this key; None for none."""
    return next((each for each in FORMATS if each.key == key), None)


def read_as(header: Sequence[str], kept: Any) -> tuple[Recognised | None, Mapping]:
    """What a table with these columns is, and which of them is what: as the organization read them
    the last time (`kept`), else as they are proposed.
    """
    known = recognised(header)
    usual = known.mapping if known else proposed(header)
    mapping = from_dict(kept, header) if kept is not None else usual
    return known, mapping.with_column("petition", usual.columns.get("petition"))  # nobody's choice


def recognised(header: Sequence[str]) -> Recognised | None:
    """What a table with these columns is; None if it is none of the formats we know."""
    names = {plain(name) for name in header}
    best = max(FORMATS, key=lambda each: each.fit(names))
    return Recognised(best, best.mapping(header)) if best.fit(names) else None
