"""Which column is what: proposed from the words of a header, changed by a person, remembered."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from exchange.columns import fingerprint, plain
from exchange.header_words import NOT_THE_SIGNER, SENT, WORDS

__all__ = ["MOST_MAPPED", "SIGNER_FIELDS", "Mapping", "fingerprint", "from_dict", "guessed",
           "is_known", "is_of_a_web_form", "looks_like_data", "proposed"]  # fmt: skip

_SENT = frozenset(map(plain, SENT))
SIGNER_FIELDS = tuple(WORDS)  # what a column of a signer's row can be
MOST_MAPPED = 200  # that a mapping may be proposed for or remembered of
_MOST_CELL = 300  # characters; no e-mail and no phone is longer
# Scripts written without spaces between words, or with articles and particles joined to them.
_JOINED = re.compile(r"[\u0600-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"(?=(?:\D*\d){10,15}\D*$)\+?[\d\s().-]{10,24}")
_ZIP = re.compile(r"\d{5}(?:-\d{4}|\.0)?")


@dataclass(frozen=True)
class Mapping:
    """Field → name of its column, how days are written there (None: as the file shows), and which
    of the petitions in its column "petition" is ours (None: all rows are)."""

    columns: Map[str, str] = field(default_factory=dict)
    day_first: bool | None = None
    petition: str | None = None

    def without(self, name: str) -> "Mapping":
        """The same, with this field of no column."""
        return self.with_column(name, None)

    def with_column(self, name: str, column: str | None) -> "Mapping":
        """The same, with this field of another column, or of none."""
        others = {each: of for each, of in self.columns.items() if each != name}
        return replace(self, columns=others if column is None else {**others, name: column})

    def as_dict(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "columns": dict(self.columns),
            "day_first": self.day_first,
            "petition": self.petition,
        }


def from_dict(stored: Any, header: Sequence[str]) -> Mapping:
    """A mapping as remembered, for this header: a column that is not there any more is of none.

    Columns are found again however they are capitalised or punctuated now; but one that is there as
    it was is that one: of "Teléfono" and "telefono" the one that was chosen.
    """
    stored = stored if isinstance(stored, dict) else {}
    names = {plain(name): name for name in reversed(header)}
    exact = set(header)
    columns = stored.get("columns")
    pairs = list(columns.items())[:MOST_MAPPED] if isinstance(columns, dict) else []
    known = {
        str(each): str(of) if str(of) in exact else names.get(plain(str(of))) for each, of in pairs
    }
    day_first, petition = stored.get("day_first"), stored.get("petition")
    return Mapping(
        {each: of for each, of in known.items() if of is not None},
        day_first if isinstance(day_first, bool) else None,
        petition if isinstance(petition, str) else None,
    )


def proposed(header: Sequence[str]) -> Mapping:
    """What each column of a header likely is, by its words in any of our languages.

    A column of a full name is never divided: where a surname begins is not for us to guess.
    """
    taken: set[str] = set()
    columns: dict[str, str] = {}
    for _, each, name in sorted(_likely(header), key=lambda likely: -likely[0]):
        if each not in columns and name not in taken:
            columns[each] = name
            taken.add(name)
    if "last_name" in columns and "first_name" not in columns and "full_name" in columns:
        columns["first_name"] = columns.pop("full_name")  # "Name" beside "Surname"
    if "first_name" in columns:
        columns.pop("full_name", None)
    return Mapping(columns)


def guessed(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Mapping:
    """What can be told from the first rows alone, of a table without a header: e-mail, phone, ZIP.

    Names look like streets and notes to a program, so they are left to a person.
    """
    columns: dict[str, str] = {}
    for name, pattern in (("email", _EMAIL), ("phone", _PHONE), ("zip", _ZIP)):
        for place, column in enumerate(header):
            cells = [row[place].strip() for row in rows if len(row) > place and row[place].strip()]
            fitting = sum(bool(pattern.fullmatch(cell)) for cell in cells)
            if fitting * 2 > len(rows) and column not in columns.values():
                columns[name] = column
                break
    return Mapping(columns)


def is_known(name: str) -> bool:
    """True if a column can be called so; a name that only has such a word in it is not enough."""
    return any(plain(name) in words for words in _words().values())


def is_of_a_web_form(header: Sequence[str]) -> bool:
    """True if a column says when each row was sent: a web form made the file."""
    return any(plain(name) in _SENT for name in header)


def looks_like_data(cells: Sequence[str]) -> bool:
    """True if a first row is somebody's rather than a header: an e-mail or a phone stands in it."""
    texts = [cell.strip() for cell in cells if len(cell) < _MOST_CELL]
    return any(_EMAIL.fullmatch(text) or _PHONE.fullmatch(text) for text in texts)


def _likely(header: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """How likely each column is each field: a whole name before a part, the longest part first."""
    for name in header[:MOST_MAPPED]:
        text = plain(name)
        if not text:
            continue
        for each, words in _words().items():
            if text in words:
                yield 10_000 + _before(each), each, name
            elif each == "may_contact" or not NOT_THE_SIGNER & set(text.split()):
                inside = f" {text} "
                most = max((length for length, part in _parts()[each] if part in inside), default=0)
                if most:
                    yield most * 100 + _before(each), each, name


def _before(each: str) -> int:
    """At equal length the field that is listed first."""
    return len(SIGNER_FIELDS) - SIGNER_FIELDS.index(each)


@cache
def _words() -> dict[str, frozenset[str]]:
    return {each: frozenset(map(plain, words)) for each, words in WORDS.items()}


@cache
def _parts() -> dict[str, list[tuple[int, str]]]:
    """Words as they are looked for inside of a name: with a space around, if their script has any.

    A short word means a thing only when it stands alone: "id", "last", "day".
    """
    return {
        each: [(len(word), word if _JOINED.search(word) else f" {word} ")
               for word in words if len(word) > (1 if _JOINED.search(word) else 3)]
        for each, words in _words().items()
    }  # fmt: skip
