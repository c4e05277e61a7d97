"""The order of names in a list: by last name, as a clerk would file them.

Accents and case matter only between names that are else the same; a letter that is one of its own
elsewhere (Ł, Ñ, Ø) stands with the letter it looks like. What a last name ends in (Jr., III) counts
last. Of a whole name in one field the last word is the last name, but in Korean and Chinese, where
names begin with it.
"""

import re
import unicodedata

Key = tuple[str, str, str, str]

# Letters with a stroke or without a dot, which are no letter and accent to Unicode.
_STANDS_WITH = str.maketrans("łđðøħŧıƀɓɗɲŋ", "lddohtibbdnn") | str.maketrans(
    {"æ": "ae", "œ": "oe", "þ": "th"}
)
_SUFFIXES = frozenset(
    ("jr", "sr", "ii", "iii", "iv", "esq", "md", "phd", "dds", "rn", "cpa", "junior", "senior")
)
_APART = re.compile(r"[\s\-‐-―/,;·]+")
_FAMILY_FIRST = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3]")


def name_order(first_name: str, last_name: str) -> Key:
    """By what a person is sorted; either name may be missing."""
    whole = f"{first_name} {last_name}"
    last, first = (last_name, first_name) if last_name.strip() else _in_two(first_name)
    lasts, suffix = _without_suffix(_words(last))
    firsts, of_first = _without_suffix(_words(first))
    return " ".join(lasts), " ".join(firsts), f"{suffix} {of_first}", whole


def _in_two(name: str) -> tuple[str, str]:
    """Last and first name of a whole one: "Ejemplo, Rosa" or "Rosa Ejemplo Jr."."""
    before, comma, after = name.partition(",")
    if comma and not _SUFFIXES.issuperset(_words(after)):
        return before, after
    if _FAMILY_FIRST.search(name):
        return name, ""
    words = [word for word in re.split(r"[\s,]+", name) if word]
    end = len(words)
    while end > 1 and "".join(_words(words[end - 1])) in _SUFFIXES:
        end -= 1
    return " ".join(words[end - 1 :]), " ".join(words[: max(end - 1, 0)])


def _words(text: str) -> list[str]:
    """Plain words: no accents, no case, nothing but letters and digits."""
    letters = unicodedata.normalize("NFKD", text.casefold()).translate(_STANDS_WITH)
    return "".join(c for c in _APART.sub(" ", letters) if c.isalnum() or c == " ").split()


def _without_suffix(words: list[str]) -> tuple[list[str], str]:
    """The words, and what stood at their end; a name that is nothing else is a name."""
    end = len(words)
    while end > 1 and words[end - 1] in _SUFFIXES:
        end -= 1
    return words[:end], " ".join(words[end:])
