"""Numbers, days and times as the reader writes them; times are Chicago's."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel import dates, numbers

from db import clock
from db.errors import Message
from ui.language import _, language, ngettext

_LOCALES = {"en": "en_US", "es": "es_US"}


def locale() -> str:
    """Babel's name of the reader's language as written in the United States."""
    return _LOCALES[language()]


def number(value: int) -> str:
    """1234 → 1,234."""
    return _number(value, locale())


@lru_cache(maxsize=10_000)
def _number(value: int, locale: str) -> str:
    return numbers.format_decimal(value, locale=locale)


def signed(value: int) -> str:
    """25 → +25, −3 → −3."""
    return f"+{number(value)}" if value > 0 else number(value).replace("-", "−")


def day(value: date) -> str:
    """Apr 24, 2017."""
    return dates.format_date(value, format="medium", locale=locale())


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


def signatures(count: int) -> str:
    """25 signatures."""
    return ngettext("{n} signature", "{n} signatures", count).format(n=number(count))


def written(value: Any) -> str:
    """Any value that a message carries."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return number(value) if isinstance(value, int) else str(value)


def say(message: Message) -> str:
    """A data-layer message in the reader's language, its numbers and days written as read there."""
    values = {name: written(value) for name, value in message.values.items()}
    return _(message.text).format(**values)
