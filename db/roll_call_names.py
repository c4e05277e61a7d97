"""Whose vote is it? The names of a roll call's list, matched to who held the seats that day.

Accents, capitals, titles, initials, "Jr." and the order of first and last name are no hindrance.
Certain is only what can mean one person; "Moore" alone means two (wards 17 and 49) and is asked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from db.council import Holder
from db.prints import folded

_SUFFIXES = {"jr", "sr", "ii", "iii", "iv"}
_ALIKE = 0.8  # "Muños" and "Munoz" are; "Moore" and "Moreno" are not


@dataclass(frozen=True)
class Match:
    """Who a name means: one person for certain, some who may be meant, or nobody."""

    certain: Holder | None
    likely: tuple[Holder, ...] = ()


@dataclass(frozen=True)
class _Name:
    """A name in parts, all in small letters without accents."""

    last: tuple[str, ...]
    given: frozenset[str]
    suffix: str


def match(name: str, ward: int | None, holders: Sequence[Holder]) -> Match:
    """Match a name, and the ward beside it if there is one, to those who held a seat."""
    words, suffix = _words(name)
    if not words:
        return Match(None)
    exact, loose = [], []
    for holder in holders:
        how = _compared(words, suffix, _known(holder))
        if how == 2:
            exact.append(holder)
        elif how == 1:
            loose.append(holder)
    if ward is not None:
        for each in exact:
            if each.ward == ward:
                return Match(each)
        here = [each for each in holders if each.ward == ward]
        return Match(None, tuple(dict.fromkeys((*here, *exact, *loose))))
    if len(exact) == 1:
        return Match(exact[0])
    return Match(None, tuple(exact or loose or _alike(words, holders)))


def _compared(words: tuple[str, ...], suffix: str, known: _Name) -> int:
    """2: it is this name, as far as it goes. 1: it may be. 0: it is not."""
    rest = _without(words, known.last)
    whole = rest is not None
    if rest is None:
        # A part of a double name: "Garza" for Sadlowski Garza, "Ramirez" for Ramirez-Rosa.
        parts = [part for part in known.last if part in words] if len(known.last) > 1 else []
        if not parts:
            return 0
        rest = tuple(word for word in words if word not in known.last)
        whole = parts[-1] == known.last[-1]
    fits = all(any(_fits(word, given) for given in known.given) for word in rest)
    other_suffix = bool(suffix) and suffix != known.suffix
    return 2 if whole and fits and not other_suffix else 1


def _without(words: tuple[str, ...], last: tuple[str, ...]) -> tuple[str, ...] | None:
    """The words beside the last name, which stands first or last; None if it does not."""
    size = len(last)
    if words[-size:] == last:
        return words[:-size]
    if words[:size] == last:
        return words[size:]
    return None


def _fits(word: str, given: str) -> bool:
    """A given name, its initial, or its beginning: "Deb" for Deborah."""
    short, long = sorted((word, given), key=len)
    return long == short or (len(short) != 2 and long.startswith(short))


def _alike(words: tuple[str, ...], holders: Sequence[Holder]) -> list[Holder]:
    """Those whose last name is written nearly so."""
    return [
        holder
        for holder in holders
        if any(
            SequenceMatcher(None, word, "".join(_known(holder).last)).ratio() >= _ALIKE
            for word in (*words, "".join(words))
            if len(word) > 2
        )
    ]


@lru_cache(maxsize=1_000)
def _known(holder: Holder) -> _Name:
    """A holder's name; which part is the last name the Clerk's spelling says."""
    last, _, given = holder.legistar_name.partition(",")
    if not given:
        *first, last = folded(holder.name).split() or [""]
        given = " ".join(first)
    words, suffix = _words(holder.name)
    more, clerks_suffix = _words(given)
    parts = _words(last)[0]
    names = frozenset((*more, *(word for word in words if word not in parts)))
    return _Name(parts, names, suffix or clerks_suffix)


def _words(name: str) -> tuple[tuple[str, ...], str]:
    """The words of a name without its suffix, and the suffix."""
    plain = re.sub(r"['’‘ʼ`]", "", folded(name))
    words = re.findall(r"[^\W\d_]+", plain)
    suffix = next((word for word in words if word in _SUFFIXES), "")
    return tuple(word for word in words if word not in _SUFFIXES), suffix
