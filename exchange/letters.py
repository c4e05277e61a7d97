"""Which letters our fonts have, and what is printed for a word whose letters they lack.

Latin, Greek, Cyrillic, Devanagari, Arabic, Hangul, Kana and most Chinese characters are there. A
word of another script would print as empty boxes, and nobody would know which: a blank stands for
it, to be written in by hand. Emoji and other signs that are no letters are left out.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

import uharfbuzz

FONTS = Path(__file__).parent / "fonts"
LATIN = {"": "NotoSans-Regular.ttf", "B": "NotoSans-Bold.ttf"}  # both have the same letters
OTHERS = {"Arabic": "Vazirmatn-Regular.ttf", "Korean": "NotoSansKR-Regular.ttf"}
BLANK = "[__________]"
_JOINER = "\u200d"  # makes one emoji of several
_BLANKS = re.compile(rf"{re.escape(BLANK)}(?:\s+{re.escape(BLANK)})+")
_VARIANTS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # how an emoji is to look


def plain(text: str) -> bool:
    """True if the first font alone has all letters: it is the only one that need be read."""
    return _latin().issuperset(map(ord, text))


def printed(text: str) -> str:
    """The text as it can be printed: words that our fonts lack letters of are BLANK."""
    if plain(text):
        return text
    composed = _VARIANTS.sub("", unicodedata.normalize("NFC", text))
    if not _all().issuperset(map(ord, composed)):
        words = re.split(r"(\s+)", composed)
        composed = _BLANKS.sub(BLANK, "".join(map(_word, words)))
        composed = re.sub(" {2,}", " ", composed).strip(" ")
    return composed if composed.strip() else BLANK


def has_blank(text: str) -> bool:
    """True if something of the text is to be written in by hand."""
    return BLANK in printed(text)


def _word(word: str) -> str:
    lacking = {c for c in word if not c.isspace() and ord(c) not in _all()}
    if any(unicodedata.category(c)[0] in "LMN" for c in lacking):
        return BLANK
    if lacking:
        lacking.add(_JOINER)
    return "".join(c for c in word if c not in lacking)


@cache
def _latin() -> frozenset[int]:
    return _letters_of(LATIN[""]) | {ord("\n")}


@cache
def _all() -> frozenset[int]:
    return _latin().union(*map(_letters_of, OTHERS.values()))


def _letters_of(file: str) -> frozenset[int]:
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FONTS / file)))
    return frozenset(face.unicodes)
