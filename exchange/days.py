"""Days as files write them, read as days in Chicago.

2017-03-01, 3/1/2017, 01/03/17 11:04 PM, 1.3.2017, 20170301, 2017年3月1日, March 1 2017, 1 de
marzo de 2017, a spreadsheet's 42795, and any of them with a time. With a zone ("Z", "UTC", "CST")
the moment is taken to Chicago first: what was signed at 2017-03-02T04:30Z was signed on 1 March.
"""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache, partial

from db.clock import CHICAGO
from exchange.columns import plain
from exchange.month_names import month_numbers

_SPREADSHEETS_FIRST = date(1899, 12, 30)
_SERIALS = range(36_526, 54_789)  # 2000 to 2049, as a spreadsheet counts days; no ZIP of Chicago
_YEARS = range(1900, 2101)
_MOST_TEXT = 80  # characters; no day is longer
_ENOUGH = 1_000  # texts in which the question of which comes first has not arisen
_MOST_KNOWN = 100_000  # texts whose day is remembered

_YEAR_FIRST = re.compile(
    r"(?P<y>\d{4})\s*(?:[-/.年]|년)\s*(?P<m>\d{1,2})\s*(?:[-/.月]|월)\s*(?P<d>\d{1,2})\s*(?:[.日]|일)?"
    r"(?P<rest>\D.*)?",
    re.DOTALL,
)
_YEAR_LAST = re.compile(
    r"(?P<a>\d{1,2})\s*(?P<mark>[-/.])\s*(?P<b>\d{1,2})\s*(?P=mark)\s*(?P<y>\d{4}|\d\d)"
    r"(?P<rest>\D.*)?",
    re.DOTALL,
)
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?P<rest>[T ].*)?", re.DOTALL)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_TIME = re.compile(r"(?P<h>\d{1,2}):(?P<m>\d\d)(?::(?P<s>\d\d)(?:[.,]\d+)?)?")
# JavaScript puts the zone's name behind: "GMT-0600 (Central Standard Time)".
_OFFSET = re.compile(
    r"(?:GMT|UTC)?\s*(?P<sign>[-+−])(?P<h>\d{1,2}):?(?P<m>\d\d)?\s*(?:\([^()]*\)\s*)?$",
    re.IGNORECASE,
)
_ZONES = {
    **dict.fromkeys(("Z", "UTC", "GMT"), 0),
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}
_NAMED_ZONE = re.compile(rf"(?<![A-Za-z])(?P<zone>{'|'.join(_ZONES)})\)?\s*$", re.IGNORECASE)
_AFTERNOON = re.compile(r"\bp\.?\s*m\b|오후|下午|午後|م\s*$", re.IGNORECASE)
_FORENOON = re.compile(r"\ba\.?\s*m\b|오전|上午|午前|ص\s*$", re.IGNORECASE)


def day_of(text: str, *, day_first: bool = False) -> date | None:
    """The day in Chicago; None if the text is none."""
    text = text.strip()
    if not text or len(text) > _MOST_TEXT:
        return None
    try:
        return _iso(text) or _written(text, day_first=day_first)
    except (ValueError, OverflowError):
        return None


def reader(*, day_first: bool) -> Callable[[str], date | None]:
    """`day_of` that remembers what it has read: a column has few days, and many rows."""
    return lru_cache(_MOST_KNOWN)(partial(day_of, day_first=day_first))


@dataclass(frozen=True)
class DayOrder:
    """How a column writes days such as 3/4/2017."""

    day_first: bool
    doubtful: bool  # nothing in the column tells whether 3/4 is in March or in April


def order_of(texts: Iterable[str]) -> DayOrder:
    """Which comes first in a column, day or month. Month, unless the column rules that out.

    Stops at the first text that can only be a month and a day, and where days are written so that
    the question does not arise.
    """
    day_first = doubtful = arises = False
    for number, text in enumerate(texts):
        if number == _ENOUGH and not arises:
            break
        found = _YEAR_LAST.match(text.strip()[:_MOST_TEXT])
        if found is None or found["mark"] == ".":
            continue
        arises = True
        first, second = int(found["a"]), int(found["b"])
        if second > 12 >= first:
            return DayOrder(day_first=False, doubtful=False)
        day_first |= first > 12 >= second
        doubtful |= first != second
    return DayOrder(day_first, doubtful and not day_first)


def _iso(text: str) -> date | None:
    """The quick way, for what programs write."""
    if not (text[4:5] == "-" and text[7:8] == "-"):
        return None
    with suppress(ValueError):
        if len(text) == 10:
            return _within(date.fromisoformat(text))
        moment = datetime.fromisoformat(f"{text[:-4]}+00:00" if text.endswith(" UTC") else text)
        return _within((moment.astimezone(CHICAGO) if moment.tzinfo else moment).date())
    return None


def _written(text: str, *, day_first: bool) -> date | None:
    if _SERIAL.fullmatch(text):
        days = int(float(text))
        return _SPREADSHEETS_FIRST + timedelta(days) if days in _SERIALS else None
    if found := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _moved(_date(found["y"], found["m"], found["d"]), found["rest"])
    if found := _YEAR_LAST.fullmatch(text):
        first, second = found["a"], found["b"]
        if day_first or found["mark"] == ".":  # with dots the day comes first everywhere
            first, second = second, first
        return _moved(_date(found["y"], first, second), found["rest"])
    return _in_words(text)


def _in_words(text: str) -> date | None:
    """ "March 1st, 2017", "1 de marzo de 2017", "Wed Mar 01 2017"."""
    time = _TIME.search(text)
    words = plain(text[: time.start()] if time else text).split()
    known = month_numbers()
    months = {known[word] for word in words if word in known}
    numbers = [word for word in (re.sub(r"(?<=\d)(?:st|nd|rd|th|º|o)$", "", w) for w in words)
               if word.isdecimal()]  # fmt: skip
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if len(months) != 1 or len(years) != 1 or len(days) != 1 or len(words) > 7:
        return None
    return _moved(_date(years[0], months.pop(), days[0]), text[time.start() :] if time else None)


def _date(year: str, month: str | int, day: str) -> date:
    full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)
    return date(full, int(month), int(day))


def _moved(day: date, rest: str | None) -> date | None:
    """The day, moved to Chicago if what stands behind it is a time with a zone."""
    time = _TIME.search(rest) if rest else None
    if rest is None or time is None:
        # A weekday or an empty time may stand there, no other number.
        return _within(day) if not rest or not re.search(r"\d", rest) else None
    hour = int(time["h"])
    behind = rest[time.end() :]
    if hour <= 12 and (_AFTERNOON.search(rest) or _FORENOON.search(rest)):
        hour = hour % 12 + (12 if _AFTERNOON.search(rest) else 0)
    offset = _offset(behind)
    zone = CHICAGO if offset is None else timezone(offset)
    minute, second = int(time["m"]), int(time["s"] or 0)
    moment = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)
    return _within(moment.astimezone(CHICAGO).date())


def _offset(text: str) -> timedelta | None:
    if found := _OFFSET.search(text):
        offset = timedelta(hours=int(found["h"]), minutes=int(found["m"] or 0))
        return offset if found["sign"] == "+" else -offset
    if named := _NAMED_ZONE.search(text):
        return timedelta(hours=_ZONES[named["zone"].upper()])
    return None


def _within(day: date) -> date | None:
    return day if day.year in _YEARS else None
