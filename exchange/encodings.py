"""Which encoding a text is in. UTF-8 if all of it is; else what its marks or letters say."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, with which it begins
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_AT_ONCE = 1 << 20
_SAMPLE = 1 << 12  # bytes around letters beyond ASCII, for guessing; more only takes longer
_MOST_PARTS = 64  # of _AT_ONCE, with such letters, that are looked at
_NEAR = 80  # bytes before and behind such a letter
_MOSTLY = 5  # as many letters that are UTF-8 as there are spoilt ones
_HIGH = re.compile(rb"[\x80-\xff]+")
_BETWEEN = re.compile(rb"[\r\n,;|\t\"]")
# What else is in use where our people come from. The detector weighs these, and no rarer ones:
# with a hundred to choose from, a list of names is as likely as not taken for Icelandic.
_ALPHABETS = ["cp1252", "cp1250", "cp1251", "cp1256"]
_SYLLABLES = [
    "cp949",
    "gb18030",
    "big5",
    "cp932",
]  # of two bytes: those beyond ASCII come in runs
# Letters such as ł and ś, at whose place Windows-1252 has signs that no name has. The letters of
# "Muñoz" are letters in both, and our people's names are Spanish more often than Polish.
_POLISH = re.compile(rb"[\xb3\xb9\xa3\x9c\x8c\x9f\x8f]")
# The accents of a Mac's old encoding, where Windows-1252 has signs that no name has there: "José",
# "García", "Muñoz". An apostrophe and dashes can stand between letters, but hardly so.
_MAC = re.compile(
    rb"(?<=[A-Za-z])[\x83\x87\x8e](?![\x80-\xff])|(?<=[A-Z])[\x84\xea\xee\xf2](?=[A-Z])"
    rb"|(?<=[A-Za-z])[\x96\x97](?=[a-z])|(?<=[A-Za-z]{2})\x92(?=[a-z]{2})(?!(?:re|ll|ve)\b)"
    rb"|(?<=[A-Za-z]{3})\x92(?=[ao]\b)"
)
_WINDOWS = re.compile(
    rb"(?<=[A-Za-z])[\xc0-\xff](?![\x80-\xff])|(?<![A-Za-z\x80-\xff])[\xc0-\xff](?=[a-z])"
)


def encoding_of(file: BinaryIO) -> str:
    """The name of the encoding; of a text that is UTF-8 from beginning to end, "utf-8".

    A whole text is looked at, because a first accent may stand in its last line.
    """
    file.seek(0)
    head = file.read(1 << 12)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if (wide := _without_mark(head)) is not None:
        return wide
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while part := file.read(_AT_ONCE):
            decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _guessed(file)
    return "utf-8"


def _without_mark(head: bytes) -> str | None:
    """UTF-16 by where its zeros are: every second byte of ASCII."""
    zeros = head[0::2].count(0), head[1::2].count(0)
    most = len(head) // 2
    if most >= 4 and zeros[1] > 0.4 * most and zeros[0] < 0.1 * most:
        return "utf-16-le"
    if most >= 4 and zeros[0] > 0.4 * most and zeros[1] < 0.1 * most:
        return "utf-16-be"
    return None


def _guessed(file: BinaryIO) -> str:
    """UTF-8 with a few spoilt letters, else Windows-1252, unless another one reads better."""
    cells = b"\n".join(_beyond_ascii(file))
    text = cells.decode("utf-8", "replace")
    spoilt = text.count("\ufffd")
    if sum(c > "\x7f" for c in text) > _MOSTLY * spoilt:
        return "utf-8"
    runs = [len(run) for run in _HIGH.findall(cells)]
    if len(_MAC.findall(cells)) > len(_WINDOWS.findall(cells)) and runs.count(1) * 2 > len(runs):
        return "mac_roman"
    others = _ALPHABETS if runs.count(1) * 2 > len(runs) else _ALPHABETS + _SYLLABLES
    best = from_bytes(cells, cp_isolation=others, enable_fallback=False).best()
    if best is None or (best.encoding == "cp1250" and not _POLISH.search(cells)):
        return "cp1252"
    return best.encoding


def _beyond_ascii(file: BinaryIO) -> Iterator[bytes]:
    """The first cells with letters beyond ASCII."""
    file.seek(0)
    length = looked_at = 0
    while looked_at < _MOST_PARTS and (part := file.read(_AT_ONCE)):
        if part.isascii():  # as most parts of most files are, which is seen at once
            continue
        looked_at += 1
        end = 0
        for found in _HIGH.finditer(part):
            if found.start() < end:
                continue
            before = _BETWEEN.split(part[max(end, found.start() - _NEAR) : found.start()])[-1]
            behind = _BETWEEN.split(part[found.start() : found.start() + _NEAR])[0]
            end = found.start() + len(behind)
            yield before + behind
            length += len(before) + len(behind)
            if length > _SAMPLE:
                return
