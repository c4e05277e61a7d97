"""Numbers, days and times as the reader writes them; times are Chicago's."""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel import Locale, dates, numbers

from db import clock
from db.errors import Message
from ui.language import _, language, ngettext

# A day in a table's column, as the date fields write it. Not Streamlit's "localized": west of
# Greenwich it shows the day before.
DAY_COLUMN = "YYYY/MM/DD"
_LOCALES = {"en": "en_US", "es": "es_US"}
_MARKDOWN = re.compile(r"([\\`*_\[\]~$:<>|!.#])")


def locale() -> str:
    """Babel's name of the reader's language as written in the United States."""
    return _LOCALES[language()]


def number(value: int) -> str:
    """1234 → 1,234."""
    return _number(value, locale())


@lru_cache(maxsize=10_000)
def _number(value: int, locale: str) -> str:
    return numbers.format_decimal(value, locale=locale)


def decimal(minutes: int) -> str:
    """150 minutes → 2.5, in hours."""
    return numbers.format_decimal(minutes / 60, format="#,##0.##", locale=locale())


def tenths(value: float) -> str:
    """4.5."""
    return numbers.format_decimal(value, format="#,##0.#", locale=locale())


def percent(part: int, whole: int) -> str:
    """37%; nothing where there is no whole."""
    return numbers.format_percent(part / whole, locale=locale()) if whole else ""


def signed(value: int) -> str:
    """25 → +25, −3 → −3."""
    return f"+{number(value)}" if value > 0 else number(value).replace("-", "−")


def day(value: date) -> str:
    """Apr 24, 2017."""
    return dates.format_date(value, format="medium", locale=locale())


def short_day(value: date, today: date) -> str:
    """Apr 24; with its year if that is another one."""
    if value.year != today.year:
        return day(value)
    short: str = dates.format_skeleton("MMMd", value, locale=locale())
    return short


def weekday(value: date) -> str:
    """Mon, Apr 24."""
    written: str = dates.format_skeleton("MMMEd", value, locale=locale())
    return written


def long_day(value: date) -> str:
    """Monday, April 24, 2017."""
    return dates.format_date(value, format="full", locale=locale())


def time_of_day(value: datetime) -> str:
    """9:05 AM, in Chicago."""
    return dates.format_time(clock.chicago(value), format="short", locale=locale())


def moment(value: datetime) -> str:
    """9:05 AM today, or the day and the time."""
    local = clock.chicago(value)
    if local.date() == clock.today():
        return _("today, {time}").format(time=time_of_day(value))
    return f"{day(local.date())}, {time_of_day(value)}"


def days(count: int) -> str:
    """3 days."""
    return ngettext("{n} day", "{n} days", count).format(n=number(count))


def countdown(value: date) -> str:
    """today, in 3 days, 3 days ago."""
    left = (value - clock.today()).days
    if left == 0:
        return _("today")
    return (_("in {days}") if left > 0 else _("{days} ago")).format(days=days(abs(left)))


def signatures(count: int) -> str:
    """25 signatures."""
    return ngettext("{n} signature", "{n} signatures", count).format(n=number(count))


def rows(count: int) -> str:
    """25 rows."""
    return ngettext("{n} row", "{n} rows", count).format(n=number(count))


def people(count: int) -> str:
    """25 people."""
    return ngettext("{n} person", "{n} people", count).format(n=number(count))


def attempts(count: int) -> str:
    """25 attempts."""
    return ngettext("{n} attempt", "{n} attempts", count).format(n=number(count))


def conversations(count: int) -> str:
    """25 conversations."""
    return ngettext("{n} conversation", "{n} conversations", count).format(n=number(count))


def volunteers(count: int) -> str:
    """25 volunteers."""
    return ngettext("{n} volunteer", "{n} volunteers", count).format(n=number(count))


def hours(minutes: int) -> str:
    """150 → 2.5 hours."""
    return ngettext("{n} hour", "{n} hours", 1 if minutes == 60 else 2).format(n=decimal(minutes))


def tongue(code: str) -> str:
    """es → Spanish."""
    name: str = Locale.parse(locale()).languages.get(code, code)
    return name[:1].upper() + name[1:]


def written(value: Any, *, plain: bool = False) -> str:
    """Any value that a message carries."""
    if isinstance(value, Message):
        return say(value, plain=plain)
    if isinstance(value, tuple):
        return "; ".join(written(each, plain=plain) for each in value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return number(value) if isinstance(value, int) else str(value)


def escaped(text: str) -> str:
    """A typed text, letter by letter in what is shown as Markdown."""
    return _MARKDOWN.sub(r"\\\1", text)


def say(message: Message, *, plain: bool = False) -> str:
    """A data-layer message in the reader's language, its numbers and days written as read there.

    For a place that shows Markdown, as nearly all do, or a `plain` one.
    """
    values = {
        name: escaped(value)
        if isinstance(value, str) and not plain
        else written(value, plain=plain)
        for name, value in message.values.items()
    }
    return _(message.text).format(**values)
