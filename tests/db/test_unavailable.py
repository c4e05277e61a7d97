"""A database that is locked, read-only, full or away: said in words, and nothing half-written."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlmodel import Session

from db import clock, live, signatures
from db.actor import Actor, Role
from db.engine import database_url, engine, reading, writing
from db.errors import Unavailable
from db.login_sessions import actor_of, sign_in
from db.models import User
from db.totals import snapshot
from tests.db.support import (
    busy,
    edit,
    everything,
    figures,
    log,
    new_batch,
    nothing_written,
    other_process,
    replace_copy,
    version,
    void,
)
from tests.support import PASSWORD, actor


def _is_sqlite() -> bool:
    return database_url().startswith("sqlite")


@contextmanager
def _read_only() -> Iterator[None]:
    """As on a file system that is mounted read-only (root writes through mere permissions)."""
    if _is_sqlite():
        path = database_url().removeprefix("sqlite:///")

        def connect(*_: object) -> Any:
            return sqlcipher3.dbapi2.connect(
                f"file:{path}?mode=ro", uri=True, check_same_thread=False
            )

        event.listen(engine(), "do_connect", connect)
        engine().dispose()
        yield
        event.remove(engine(), "do_connect", connect)
        engine().dispose()
        return
    with other_process() as other:
        name = engine().url.database
        other.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        engine().dispose()
        yield
        other.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
        engine().dispose()


@contextmanager
def _full() -> Iterator[None]:
    """As on a full disk, which is found out in the middle of a command."""
    if _is_sqlite():

        def no_more_pages(connection: Any, _record: object) -> None:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count={pages}")

        event.listen(engine(), "connect", no_more_pages)
        engine().dispose()
        yield
        event.remove(engine(), "connect", no_more_pages)
        engine().dispose()
        return
    with other_process() as other:
        other.execute(
            """
            CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              RAISE disk_full USING MESSAGE = 'could not extend file "base/1/2": '
                'No space left on device', HINT = 'Check free disk space.';
            END $$;
            CREATE TRIGGER no_space BEFORE INSERT ON audit_entry
              FOR EACH ROW EXECUTE FUNCTION no_space();
            """
        )
        yield
        other.execute("DROP FUNCTION no_space CASCADE")


def _log_much(actor: Actor) -> None:
    """Enough to need another page."""
    with writing() as session:
        for _ in range(60):
            signatures.log_batch(session, actor, new_batch(note="x" * 1_000))


def test_while_another_writes_on_and_on_nothing_can_be_written(alice: Actor) -> None:
    batch = log(alice)
    before = everything()
    with busy():
        for command in (
            lambda: log(alice),
            lambda: edit(alice, replace_copy(batch), count=1),
            lambda: void(alice, replace_copy(batch)),
            lambda: sign_in("bob", PASSWORD, address="203.0.113.7"),
        ):
            with pytest.raises(Unavailable) as refusal:
                command()
            assert "what you typed is still here" in str(refusal.value.message)
    assert everything() == before
    log(alice)


def test_while_another_writes_everything_can_be_read(alice: Actor) -> None:
    batch = log(alice)
    with busy():
        assert figures().headline.claimed == 25
        with reading() as session:
            assert signatures.one_batch(session, alice, batch.id or 0).count == 25
        assert live.hub.refresh().headline.claimed == 25


def test_a_read_only_database_is_read_and_not_written(alice: Actor) -> None:
    batch = log(alice)
    before = everything()
    with _read_only():
        with pytest.raises(Unavailable):
            log(alice)
        with pytest.raises(Unavailable):
            edit(alice, replace_copy(batch), count=1)
        with pytest.raises(Unavailable):
            sign_in("bob", PASSWORD, address="203.0.113.7")
        assert figures().headline.claimed == 25
    assert everything() == before
    log(alice)


def test_a_full_disk_leaves_nothing_half_written(alice: Actor) -> None:
    log(alice)
    before, figures_before = everything(), figures()
    with _full():
        with pytest.raises(Unavailable):
            _log_much(alice)
        assert everything() == before
        assert figures() == figures_before
    log(alice)
    assert version() == figures_before.version + 1


def test_a_command_that_breaks_off_in_the_middle_leaves_nothing(
    alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the process is stopped between two statements."""

    def stop(_session: Session) -> int:
        raise KeyboardInterrupt

    with nothing_written(), monkeypatch.context() as patch:
        patch.setattr(live, "announce", stop)
        with pytest.raises(KeyboardInterrupt):
            log(alice)
    log(alice)


def test_a_database_that_is_away_is_unavailable(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if _is_sqlite():
        (home / "away" / "contamos.db").mkdir(parents=True)  # a folder is no database
        monkeypatch.setenv("CONTAMOS_HOME", str(home / "away"))
    else:
        monkeypatch.setenv("DATABASE_URL", f"postgresql://postgres@/x?host={home}")
    with pytest.raises(Unavailable), writing():
        pass
    with pytest.raises(Unavailable):
        figures()
    with pytest.raises(Unavailable):
        actor_of("a cookie")
    with pytest.raises(Unavailable):
        live.Hub().current()
    engine().dispose()


def test_a_connection_cut_in_the_middle_is_unavailable_and_the_next_one_works(
    postgres_home: Path,
) -> None:
    alice = actor("alice")

    def cut_in_the_middle(session: Session) -> None:
        signatures.log_batch(session, alice, new_batch())
        pid = session.execute(text("SELECT pg_backend_pid()")).scalar()
        with other_process() as other:
            other.execute("SELECT pg_terminate_backend(%s)", [pid])
        signatures.log_batch(session, alice, new_batch())

    with nothing_written(), pytest.raises(Unavailable), writing() as session:
        cut_in_the_middle(session)
    log(alice)


def test_a_server_that_restarts_between_two_commands_is_not_even_noticed(
    postgres_home: Path,
) -> None:
    alice = actor("alice")
    log(alice)
    with other_process() as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    log(alice)


def test_when_every_connection_is_taken_the_next_one_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool: Any = engine().pool
    monkeypatch.setattr(pool, "_timeout", 0.05)
    taken = [engine().connect() for _ in range(pool.size() + pool._max_overflow)]
    try:
        with pytest.raises(Unavailable):
            figures()
    finally:
        for connection in taken:
            connection.close()
    assert figures()


def test_a_defect_is_not_taken_for_a_busy_database(home: Path) -> None:
    """The words of an error may hold what somebody typed: "fully connected, locked"."""

    def add(session: Session) -> None:
        session.add(
            User(
                username="fully-connected.locked",
                name="x",
                role=Role.COORDINATOR,
                password_hash="x",
                created_at=clock.now(),
            )
        )
        session.flush()

    with writing() as session:
        add(session)
    with pytest.raises(IntegrityError), writing() as session:
        add(session)
    with pytest.raises((OperationalError, ProgrammingError)), reading() as session:
        session.execute(text("SELECT * FROM no_such_table"))


def test_an_error_says_nothing_of_what_was_typed(alice: Actor) -> None:
    with busy(), pytest.raises(Unavailable) as refusal:
        log(alice, note="SECRET note")
    assert "SECRET" not in repr(refusal.value) + str(refusal.value)
    assert refusal.value.__cause__ is None


def test_reading_sees_one_consistent_state(alice: Actor) -> None:
    with reading() as session:
        first = snapshot(session)
        log(alice)
        session.expire_all()
        assert snapshot(session) == first
    assert figures().version == first.version + 1


def test_a_reading_after_a_writing_on_the_same_connection_is_as_consistent(
    postgres_home: Path,
) -> None:
    log(actor("alice"))
    with reading() as session:
        assert session.execute(text("SHOW transaction_isolation")).scalar() == "repeatable read"
    with writing() as session:
        assert session.execute(text("SHOW transaction_isolation")).scalar() == "read committed"


def test_sqlite_is_opened_safely(sqlite_home: Path) -> None:
    with reading() as session:

        def pragma(name: str) -> Any:
            return session.execute(text(f"PRAGMA {name}")).scalar()

        assert pragma("journal_mode") == "wal"
        assert pragma("synchronous") == 2
        assert pragma("foreign_keys") == 1
        assert pragma("secure_delete") == 1
        assert pragma("trusted_schema") == 0
        assert pragma("busy_timeout") == 5_000
        version_of = session.execute(text("SELECT sqlite_version()")).scalar()
        assert tuple(map(int, str(version_of).split("."))) > (3, 51, 2)


def test_a_new_home_is_closed_to_other_users_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("CONTAMOS_HOME", str(tmp_path / "new"))
    with writing():
        pass
    engine().dispose()
    assert os.stat(tmp_path / "new").st_mode & 0o777 == 0o700


def test_postgres_urls_of_every_spelling_are_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    for spelling in ("postgres://", "postgresql://", "postgresql+psycopg://"):
        monkeypatch.setenv("DATABASE_URL", f"{spelling}me@db/contamos")
        assert database_url() == "postgresql+psycopg://me@db/contamos"
