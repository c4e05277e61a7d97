"""Days in every spelling that files have."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.days import DayOrder, day_of, order_of

FIRST_OF_MARCH = date(2017, 3, 1)


@pytest.mark.parametrize(
    "text",
    [
        *("2017-03-01", "2017-3-1", "2017/03/01", "2017.03.01", "20170301", " 2017-03-01 "),
        *("3/1/2017", "03/01/17", "03/01/17 11:04 PM", "3-1-2017", "03-01-2017", "1.3.2017"),
        *("2017-03-01 23:04:05", "2017-03-01T23:04", "3/1/2017 23:59:59", "42795", "42795.99"),
        *("March 1, 2017", "Mar 1 2017 4:30 PM", "1st March 2017", "Wed Mar 01 2017"),
        *("1 de marzo de 2017", "1 marca 2017", "1 mars 2017", "1 марта 2017", "٢٠١٧-٠٣-٠١"),
        *("2017年3月1日", "2017년 3월 1일", "2017. 3. 1. 오후 4:30:12"),
        *("3/1/2017 03:04:05:123", "Mar 1 2017 03:04:05:123"),
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert day_of(text) == FIRST_OF_MARCH


@pytest.mark.parametrize(
    "text",
    [
        *("2017-03-02T04:30:00Z", "2017-03-02T04:30:00.123Z", "2017-03-02 04:30:00 UTC"),
        *("2017-03-02T04:30:00+00:00", "2017-03-02 04:30:00 +0000", "2017-03-01 23:30:00 -0600"),
        *("2017/03/01 11:04:05 PM CST", "2017/03/01 11:04:05 p. m. GMT-6", "3/2/2017 5:59 AM GMT"),
        *("Thu Mar 02 2017 04:30:00 GMT+0000", "Thu Mar 02 2017 04:30:00 GMT+0000 (UTC)"),
        *("Thu, 02 Mar 2017 04:30:00 +0000 (UTC)", "2017-03-02 04:30 (UTC)"),
        "Thu Mar 02 2017 04:30:00 GMT+0000 (Coordinated Universal Time)",
        "Wed Mar 01 2017 22:30:00 GMT-0600 (Central Standard Time)",
        "2017-03-02 04:30:00 −00:30",
    ],
)
def test_a_moment_with_a_zone_is_of_the_day_it_was_in_chicago(text: str) -> None:
    assert day_of(text) == FIRST_OF_MARCH


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "2017", "3/2017", "2017-13-01", "2017-02-30", "13/31/2017", "0001-01-01"),
        *("3/1/2017 25:00 Z", "60608", "999999", "9999-12-31T23:59:59Z", "3/1/2017 and 3/2/2017"),
        *("312-555-0142", "March", "1 March 2 2017", "x" * 1000),
    ],
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_of(text) is None


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["3/4/2017", "3/25/2017"], DayOrder(day_first=False, doubtful=False)),
        (["3/4/2017", "25/3/2017 16:30"], DayOrder(day_first=True, doubtful=False)),
        (["3/4/2017", "", "5/6/2017"], DayOrder(day_first=False, doubtful=True)),
        (["3/3/2017"], DayOrder(day_first=False, doubtful=False)),
        (["25/3/2017", "3/25/2017"], DayOrder(day_first=False, doubtful=False)),
        (["2017-03-04", "1.3.2017", "soon"], DayOrder(day_first=False, doubtful=False)),
    ],
)
def test_a_whole_column_says_whether_the_day_comes_first(texts: list[str], order: DayOrder) -> None:
    assert order_of(texts) == order


def test_days_first_only_where_a_column_says_so() -> None:
    assert day_of("1/3/2017", day_first=True) == FIRST_OF_MARCH
    assert day_of("25/3/2017") is None
    assert day_of("1.3.2017") == FIRST_OF_MARCH


@given(st.text(max_size=80))
def test_any_text_is_a_day_or_none(text: str) -> None:
    assert day_of(text) is None or 1900 <= day_of(text).year <= 2100  # type: ignore[union-attr]
    order_of([text])


@given(st.dates(date(1970, 1, 1), date(2068, 12, 31)))
def test_every_spelling_of_a_day_is_that_day(day: date) -> None:
    for spelling in ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y", "%d.%m.%Y", "%B %d, %Y"):
        assert day_of(day.strftime(spelling)) == day
    assert day_of(day.strftime("%d/%m/%Y"), day_first=True) == day
