"""What a format is: the columns that tell it, and what each of its columns means."""

from collections.abc import Collection, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from enum import StrEnum

from exchange.columns import plain
from exchange.mapping import Mapping


class Kind(StrEnum):
    """What the rows of a format are."""

    SIGNERS = "signers"
    CONTACTS = "outreach contacts"
    MESSAGES = "messages"
    HISTORY = "contact history"
    SURVEY = "survey responses"


@dataclass(frozen=True)
class Format:
    """One tool's export. Names of columns are as exchange/columns.py spells them."""

    key: str  # for the database; never changes
    name: str  # to show; a text of the catalogue
    kind: Kind
    tells: tuple[frozenset[str], ...]  # a file with all columns of one of these is of this format
    columns: Map[str, tuple[str, ...]]  # field → what its column is called; the first that is there
    lacks: frozenset[str] = frozenset()  # a file with one of these columns is of another format
    begins: Map[str, str] = field(default_factory=dict)  # field → how its column's name begins
    own_page: bool = False  # rows are of the petition's own page
    ids: str = ""  # whose numbers `source_id` holds: two formats with one number space share it

    def fit(self, names: Collection[str]) -> int:
        """How well columns of these names fit; 0: they are of another format."""
        if self.lacks & set(names):
            return 0
        return max((len(tell) for tell in self.tells if tell <= set(names)), default=0)

    def mapping(self, header: Sequence[str]) -> Mapping:
        """Field → its column in a header; what is missing there is of no column."""
        there = {plain(name): name for name in reversed(header)}
        columns = {
            each: there[next(name for name in names if name in there)]
            for each, names in self.columns.items()
            if any(name in there for name in names)
        }
        for each, beginning in self.begins.items():
            found = next((there[name] for name in there if name.startswith(beginning)), None)
            if found is not None:
                columns.setdefault(each, found)
        return Mapping(columns)


def tell(*names: str) -> frozenset[str]:
    """Columns that tell a format together."""
    return frozenset(map(plain, names))
