"""News of a change: every process notices. How soon, `make bench` measures."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import clock, live, totals
from db.actor import Actor
from db.engine import reading, writing
from db.live import Hub
from tests.db.support import busy, figures, log, other_process, version
from tests.support import START

ROOT = Path(__file__).parents[2]
_WITHIN = 20.0  # seconds; a busy machine is slow, not wrong
_ELSEWHERE = """
from db.engine import writing
from db.live import announce
with writing() as session:
    announce(session)
"""


@pytest.fixture
def hub(home: Path) -> Iterator[Hub]:
    """A hub that watches and knows the state of now."""
    made = Hub()
    made.start()
    _wait(made, version())
    yield made
    made.stop()


def _wait(hub: Hub, version: int) -> None:
    """Until the hub has noticed."""
    started = time.monotonic()
    while hub._snapshot is None or hub.current().version < version:
        assert time.monotonic() - started < _WITHIN
        time.sleep(0.01)


def test_a_commit_in_this_process_is_noticed(hub: Hub, bob: Actor) -> None:
    before = hub.current()
    log(bob, count=25)
    _wait(hub, before.version + 1)
    assert hub.current().headline.total == before.headline.total + 25


def test_a_commit_of_another_process_is_noticed(hub: Hub) -> None:
    before = hub.current()
    subprocess.run([sys.executable, "-c", _ELSEWHERE], cwd=ROOT, check=True)
    _wait(hub, before.version + 1)


def test_many_commits_end_in_the_newest_state(hub: Hub, bob: Actor) -> None:
    before = hub.current().version
    for _ in range(20):
        log(bob, count=1)
    _wait(hub, before + 20)
    assert hub.current() == figures()


def test_whoever_wrote_sees_it_at_once(hub: Hub, bob: Actor) -> None:
    log(bob, count=25)
    assert hub.refresh().headline.claimed == 25
    assert hub.current().headline.claimed == 25


def test_everybody_is_handed_the_same_snapshot(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    real = totals.snapshot
    monkeypatch.setattr(totals, "snapshot", lambda session: taken.append(1) or real(session))  # type: ignore[func-returns-value]
    first = hub.current()
    for _ in range(50):
        assert hub.current() is first
        assert hub.refresh() is first
    assert taken == []


def test_a_refused_command_is_no_news(hub: Hub, bob: Actor) -> None:
    def break_off() -> None:
        with writing() as session:
            live.announce(session)
            raise RuntimeError

    before = hub.current()
    with pytest.raises(RuntimeError):
        break_off()
    time.sleep(2 * live._POLL_SECONDS)
    assert hub.current() is before


def test_a_new_day_is_news(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    assert hub.current().today == clock.today()
    monkeypatch.setenv("CONTAMOS_CLOCK", START.replace("-24T", "-25T"))
    started = time.monotonic()
    while hub.current().today != clock.today():
        assert time.monotonic() - started < _WITHIN
        time.sleep(0.01)


def test_a_hub_that_does_not_watch_reads_each_time(bob: Actor) -> None:
    idle = Hub()
    assert idle.current().headline.claimed == 0
    log(bob, count=25)
    assert idle.current().headline.claimed == 25


def test_a_hub_starts_and_stops_again_and_again(home: Path, bob: Actor) -> None:
    hub = Hub()
    for turn in range(1, 4):
        hub.start()
        hub.start()
        log(bob, count=1)
        _wait(hub, version())
        assert hub.current().headline.claimed == turn
        hub.stop()
        hub.stop()


def test_a_busy_database_stops_no_hub(hub: Hub, bob: Actor) -> None:
    with busy():
        assert hub.current().headline.claimed == 0
    log(bob, count=25)
    _wait(hub, version())


def test_a_hub_takes_up_again_after_the_line_was_cut(postgres_home: Path) -> None:
    hub = Hub()
    hub.start()
    try:
        _wait(hub, version())
        with other_process() as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        with writing() as session:
            live.announce(session)
        _wait(hub, version())
    finally:
        hub.stop()


def test_the_version_grows_by_one_with_each_announcement(home: Path) -> None:
    before = version()
    with writing() as session:
        assert live.announce(session) == before + 1
    with reading() as session:
        assert totals.snapshot(session).version == before + 1
