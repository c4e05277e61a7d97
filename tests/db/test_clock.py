"""The one clock."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import clock
from db.models import UtcDateTime
from tests.support import at


def test_now_is_the_real_time_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONTAMOS_CLOCK", raising=False)
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.is_real()


def test_the_clock_can_be_set_and_runs_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTAMOS_CLOCK", f"2017-04-24T09:00@{time.time() - 3600}")
    assert clock.chicago(clock.now()).strftime("%Y-%m-%d %H:%M") == "2017-04-24 10:00"
    assert not clock.is_real()
    before = clock.now()
    time.sleep(0.01)
    assert clock.now() > before


def test_without_an_anchor_it_runs_from_the_start_of_the_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CONTAMOS_CLOCK", clock.DEMO_START)
    assert clock.today() == date(2017, 4, 24)


def test_today_is_the_day_in_chicago() -> None:
    with at("2017-04-24T23:59"):
        assert clock.now().date() == date(2017, 4, 25)  # in UTC it is tomorrow already
        assert clock.today() == date(2017, 4, 24)
    with at("2017-12-31T23:59"):
        assert clock.today() == date(2017, 12, 31)


def test_a_stopped_clock_stands_still_and_goes_on_afterwards() -> None:
    with at("2017-04-24T09:00"):
        assert clock.now() == clock.now() == datetime(2017, 4, 24, 14, tzinfo=UTC)
        with at("2017-04-25T09:00"):
            assert clock.today() == date(2017, 4, 25)
        assert clock.today() == date(2017, 4, 24)


def test_a_clock_is_set_by_what_a_wall_in_chicago_shows_in_summer_and_winter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for setting in ("2017-01-15T09:00", "2017-07-15T09:00"):
        monkeypatch.setenv("CONTAMOS_CLOCK", f"{setting}@{time.time()}")
        assert clock.chicago(clock.now()).hour == 9


def test_a_moment_without_its_zone_is_not_stored() -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2017, 4, 24), None)  # type: ignore[arg-type]  # noqa: DTZ001


@given(st.integers(0, 20 * 365 * 24 * 4))
def test_every_moment_is_one_of_those_its_wall_clock_stands_for(quarters: int) -> None:
    moment = datetime(2015, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * quarters)
    found = clock.moments_of(clock.chicago(moment))
    assert moment in found
    assert len(found) <= 2


def test_an_hour_is_missing_in_spring_and_comes_twice_in_autumn() -> None:
    def moments(day: date, hour: int) -> list[datetime]:
        return clock.moments_of(datetime.combine(day, datetime.min.time().replace(hour=hour)))

    assert moments(date(2017, 3, 12), 2) == []
    assert moments(date(2017, 11, 5), 1) == [
        datetime(2017, 11, 5, 6, tzinfo=UTC),
        datetime(2017, 11, 5, 7, tzinfo=UTC),
    ]
    assert moments(date(2017, 4, 24), 9) == [datetime(2017, 4, 24, 14, tzinfo=UTC)]
