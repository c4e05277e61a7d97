"""Days of notice as Rule 39 counts them: Sundays and holidays are left out.

The rule does not list the holidays; these are the federal ones (5 U.S.C. 6103), as kept. The city's
own, such as Pulaski Day, are not among them: what follows from this is a question to a person or an
earliest day, never a refusal.
"""

from datetime import date, timedelta
from functools import cache

import holidays

_SUNDAY = 6


def days_of_notice(announced_on: date, held_on: date) -> int:
    """How many days of notice a meeting has: the day it is announced does not count, the day it is
    held does (5 ILCS 70/1.11), Sundays and holidays do not (Rules of Order, rule 39)."""
    days = (announced_on + timedelta(days=n) for n in range(1, (held_on - announced_on).days + 1))
    return sum(day.weekday() != _SUNDAY and day not in _federal() for day in days)


def earliest_day(announced_on: date, days: int) -> date:
    """The first day on which a meeting that is announced on a day has so many days of notice."""
    held_on = announced_on
    while days_of_notice(announced_on, held_on) < days:
        held_on += timedelta(days=1)
    return held_on


@cache
def _federal() -> holidays.HolidayBase:
    return holidays.country_holidays("US")
