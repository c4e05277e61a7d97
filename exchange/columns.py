"""Names of columns: one spelling to compare, one name for each, and a print of all of them."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

_NO_WORD = re.compile(r"[\W_]+")
_BARE = str.maketrans("đłøı", "dloi")  # letters whose stroke is no accent to Unicode
_MOST_NAME = 200  # characters of a column's name that are shown and compared


def plain(name: str) -> str:
    """One spelling of a name: small letters, no accents, no punctuation, one space between words.

    "E-mail", "e_mail" and "E Mail:" are the same; so are "Código postal" and "codigo postal".
    """
    letters = unicodedata.normalize("NFKD", name[:_MOST_NAME]).casefold().translate(_BARE)
    bare = "".join(c for c in letters if unicodedata.category(c) != "Mn")
    return " ".join(_NO_WORD.sub(" ", unicodedata.normalize("NFC", bare)).split())


def letters(column: int) -> str:
    """What a spreadsheet calls a column, counted from 0: A, B, … Z, AA."""
    name = ""
    while column >= 0:
        column, last = divmod(column, 26)
        name = chr(65 + last) + name
        column -= 1
    return name


def named(cells: Sequence[str]) -> tuple[str, ...]:
    """The names of a header, each once: a second "Phone" is "Phone (2)", no name is its letters.

    Blank columns at the end are none.
    """
    texts = [" ".join(cell.split())[:_MOST_NAME] for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    taken: dict[str, int] = {}
    names: list[str] = []
    for column, text in enumerate(texts):
        name = text or letters(column)
        count = taken[name] = taken.get(name, 0) + 1
        while count > 1 and f"{name} ({count})" in taken:
            count += 1
        if count > 1:
            name = f"{name} ({count})"
            taken[name] = 1
        names.append(name)
    return tuple(names)


def fingerprint(header: Sequence[str]) -> str:
    """A print of a header, by which an organization's mapping is found again.

    Free of order, since a mapping goes by name. Empty for a header of no names.
    """
    names = sorted({plain(name) for name in header} - {""})
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:32] if names else ""
