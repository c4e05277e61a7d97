"""The one clock: "now" in UTC and "today" in Chicago. Nothing else asks the system for the time.

`CONTAMOS_CLOCK=2017-04-24T09:00` starts the clock at that Chicago time and lets it run from there;
`2017-04-24T09:00@1795452345` says at which real second (Unix time) it read so, which lets several
processes share one clock.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

CHICAGO = ZoneInfo("America/Chicago")
DEMO_START = "2017-04-24T09:00"

_process_start = time.time()
_stopped: ContextVar[datetime | None] = ContextVar("stopped_clock", default=None)


@cache
def _offset(setting: str) -> timedelta:
    start, _, anchor = setting.partition("@")
    shown = datetime.fromisoformat(start).replace(tzinfo=CHICAGO)
    real = datetime.fromtimestamp(float(anchor) if anchor else _process_start, UTC)
    return shown - real


def now() -> datetime:
    """The moment, in UTC."""
    if stopped := _stopped.get():
        return stopped
    return datetime.now(UTC) + _offset_in_force()


def _offset_in_force() -> timedelta:
    setting = os.environ.get("CONTAMOS_CLOCK", "")
    return _offset(setting) if setting else timedelta()


def today() -> date:
    """The day in Chicago."""
    return chicago(now()).date()


def chicago(moment: datetime) -> datetime:
    """The same moment, as a clock on a wall in Chicago shows it."""
    return moment.astimezone(CHICAGO)


def moments_of(wall: datetime) -> list[datetime]:
    """When a clock on a wall in Chicago shows this: once; never in the hour that is left out in
    spring, twice in the one that comes again in autumn. In UTC, the earlier first."""
    wall = wall.replace(tzinfo=None, fold=0)
    both = {wall.replace(tzinfo=CHICAGO, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(moment for moment in both if chicago(moment).replace(tzinfo=None) == wall)


def setting() -> str:
    """CONTAMOS_CLOCK for another process, so that it reads the same time; empty: real time."""
    start, _, anchor = os.environ.get("CONTAMOS_CLOCK", "").partition("@")
    return f"{start}@{anchor or _process_start}" if start else ""


def is_real() -> bool:
    """False where the clock has been set to another time (the demo)."""
    return not os.environ.get("CONTAMOS_CLOCK")


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at a moment: for made-up history and for tests."""
    token = _stopped.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _stopped.reset(token)
