"""Several people at once: every signature counts once and nobody is turned away."""

import fcntl
import os
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from db import installation, limits, signatures
from db.actor import Actor
from db.engine import home, reading, somebody_waits, writing
from db.errors import Conflict
from db.login_sessions import exchange, sign_in
from db.models import Batch, BatchRevision
from tests.db.support import (
    SEEDED,
    assert_cuts_add_up,
    figures,
    log,
    new_batch,
    update_of,
    version,
)
from tests.support import PASSWORD


def _at_once(times: int, work: Callable[[int], Any]) -> list[Any]:
    """What each of several threads came to: a result, or the exception."""
    results: list[Any] = [None] * times
    ready = threading.Barrier(times)

    def run(n: int) -> None:
        ready.wait()
        try:
            results[n] = work(n)
        except Exception as error:
            results[n] = error

    threads = [threading.Thread(target=run, args=(n,)) for n in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_batches_logged_at_once_all_count(alice: Actor, bob: Actor, charlie: Actor) -> None:
    people = (alice, bob, charlie)
    before = version()
    results = _at_once(6, lambda n: [log(people[n % 3], count=1).id for _ in range(10)])
    assert len({batch_id for ids in results for batch_id in ids}) == 60
    assert figures().headline.total == SEEDED + 60
    assert version() == before + 60
    assert_cuts_add_up(figures())
    assert installation.verify() == []


def test_one_press_sent_by_many_threads_is_one_batch(bob: Actor) -> None:
    new = new_batch(count=25)

    def send(_: int) -> int | None:
        with writing() as session:
            return signatures.log_batch(session, bob, new).id

    assert len(set(_at_once(6, send))) == 1
    assert figures().headline.total == SEEDED + 25


def test_of_two_edits_at_once_one_is_a_conflict(alice: Actor, bob: Actor) -> None:
    batch = log(bob, count=25)
    new = [update_of(batch, count=100 + n) for n in range(4)]

    def edit(n: int) -> int:
        with writing() as session:
            return signatures.edit_batch(session, (alice, bob)[n % 2], batch.id or 0, new[n]).count

    results = _at_once(4, edit)
    won = [result for result in results if not isinstance(result, Exception)]
    assert len(won) == 1
    assert [type(r) for r in results if isinstance(r, Exception)] == [Conflict] * 3
    with reading() as session:
        assert session.exec(select(Batch.count)).one() == won[0]
        assert len(session.exec(select(BatchRevision)).all()) == 1
    assert figures().headline.total == SEEDED + won[0]


def test_a_ticket_exchanged_twice_at_once_is_one_login_session(home: object) -> None:
    ticket = sign_in("bob", PASSWORD, address="203.0.113.7")
    assert ticket is not None

    def come_in(_: int) -> str | None:
        with writing() as session:
            return exchange(session, ticket)

    assert len([token for token in _at_once(4, come_in) if token is not None]) == 1


def test_tries_at_once_are_each_used_up(home: object) -> None:
    def attempt(_: int) -> bool:
        with writing() as session:
            return limits.take(session, limits.SIGN_IN_PER_ACCOUNT, "bob")

    results = _at_once(14, attempt)
    assert sorted(results) == [False] * 4 + [True] * 10


@pytest.mark.usefixtures("home")
def test_whoever_writes_much_is_told_that_somebody_waits() -> None:
    waiting = threading.Thread(target=_nothing_written)
    with writing() as session:
        assert not somebody_waits(session)
        waiting.start()
        deadline = time.monotonic() + 5
        while not somebody_waits(session):
            assert time.monotonic() < deadline
            time.sleep(0.01)
    waiting.join()
    assert not somebody_waits()


def _nothing_written() -> None:
    with writing():
        pass


@pytest.mark.usefixtures("sqlite_home")
def test_nobody_is_kept_from_writing_by_a_lock_that_tells_who_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = os.open(home(), os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    with writing():
        assert somebody_waits()
    os.close(folder)

    def refused(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(fcntl, "flock", refused)
    with writing():
        assert somebody_waits()
