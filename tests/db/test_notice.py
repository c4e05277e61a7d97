"""Rule 39: days of notice, Sundays and holidays not counted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.notice import days_of_notice

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("announced", "held", "given_days"),
    [
        (date(2017, 4, 24), date(2017, 4, 24), 0),  # on the same Monday
        (date(2017, 4, 24), date(2017, 4, 26), 2),
        (date(2017, 4, 24), date(2017, 4, 27), 3),
        (date(2017, 4, 28), date(2017, 5, 1), 2),  # over a Sunday
        (date(2017, 4, 28), date(2017, 5, 2), 3),
        (date(2017, 5, 26), date(2017, 5, 31), 3),  # over a Sunday and Memorial Day
        (date(2017, 7, 3), date(2017, 7, 6), 2),  # over Independence Day
        (date(2017, 11, 9), date(2017, 11, 13), 1),  # Veterans Day, a Saturday: kept on Friday too
        (date(2016, 12, 23), date(2016, 12, 27), 2),  # Christmas, a Sunday: kept on Monday too
        (date(2021, 12, 30), date(2022, 1, 3), 1),  # New Year's Day, a Saturday: kept on Friday too
        (date(2016, 6, 18), date(2016, 6, 20), 1),  # Juneteenth was none yet
        (date(2024, 6, 18), date(2024, 6, 20), 1),
        (date(2017, 1, 13), date(2017, 1, 17), 2),  # Martin Luther King's Birthday
        (date(2017, 2, 17), date(2017, 2, 21), 2),  # Washington's Birthday
        (date(2017, 9, 1), date(2017, 9, 5), 2),  # Labor Day
        (date(2017, 10, 6), date(2017, 10, 10), 2),  # Columbus Day
        (date(2017, 11, 22), date(2017, 11, 24), 1),  # Thanksgiving
    ],
)
def test_the_day_of_the_meeting_counts_and_sundays_and_holidays_do_not(
    announced: date, held: date, given_days: int
) -> None:
    assert days_of_notice(announced, held) == given_days


def test_a_meeting_of_the_past_had_no_notice() -> None:
    assert days_of_notice(date(2017, 4, 24), date(2017, 4, 20)) == 0


@given(DAYS, st.integers(0, 60))
def test_a_day_more_never_gives_less_notice_and_at_most_one_day_more(
    announced: date, n: int
) -> None:
    held = announced + timedelta(days=n)
    more = days_of_notice(announced, held + timedelta(days=1)) - days_of_notice(announced, held)
    assert more in (0, 1)
    assert days_of_notice(announced, held) <= n
