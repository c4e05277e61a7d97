"""The schema: complete, reversible, and made once though two processes start at once."""

import subprocess
import sys
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from db import installation
from db.actor import Actor, every_organization
from db.engine import engine, writing
from db.models import Base
from tests.db.support import figures, key_line, log, nothing_written

ROOT = Path(__file__).parents[2]
_PREPARE = "from db import installation; input(); print(installation.prepare() is not None)"


def _tables() -> set[str]:
    return set(inspect(engine()).get_table_names())


def _unmigrated() -> list[object]:
    """Differences between the classes and the database."""
    with engine().connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def _asked(statement: str) -> list[tuple[object, ...]]:
    """Of the rows of every organization."""
    with writing() as session:
        every_organization(session)
        return [tuple(row) for row in session.connection().execute(text(statement))]


def test_migrations_make_every_table_and_column(home: Path) -> None:
    assert _unmigrated() == []
    assert installation.is_current()


def test_an_empty_home_is_not_current(empty_home: Path) -> None:
    assert not installation.is_current()
    installation.prepare()
    assert installation.is_current()


def test_everything_can_be_taken_down_and_set_up_again(home: Path) -> None:
    command.downgrade(installation.alembic_config(), "base")
    assert _tables() == {"alembic_version"}
    command.upgrade(installation.alembic_config(), "head")
    assert _tables() == {"alembic_version", *Base.metadata.tables}
    assert _unmigrated() == []
    assert installation.prepare() is not None
    assert figures().headline.total == 1_000


def test_people_of_before_prints_were_numbers_are_known_again(home: Path, bob: Actor) -> None:
    batch = log(bob, count=4)
    contacts = {"email": "rosa@example.org", "phone": "312-555-0142", "zip": "60608"}
    line = key_line(bob, batch, **contacts)
    known = _asked("SELECT email_print, phone_print, name_print, source_print FROM signature")
    command.downgrade(installation.alembic_config(), "0013")
    longer = "CAST({0} || x'00FF' AS BLOB)"
    if engine().dialect.name == "postgresql":
        longer = "{0} || decode('00FF', 'hex')"
    for name in ("email_print", "phone_print", "name_print"):
        _asked(f"UPDATE signature SET {name} = {longer.format(name)} RETURNING id")
    command.upgrade(installation.alembic_config(), "head")
    assert _unmigrated() == []
    after = _asked("SELECT email_print, phone_print, name_print, source_print FROM signature")
    assert after == known
    again = key_line(bob, batch, first_name="R.", email="rosa@example.org")
    assert again.person == line.person


def test_every_constraint_has_a_name(home: Path) -> None:
    looking = inspect(engine())
    for table in Base.metadata.tables:
        assert all(key["name"] for key in looking.get_foreign_keys(table)), table
        assert all(key["name"] for key in looking.get_unique_constraints(table)), table
        assert all(check["name"] for check in looking.get_check_constraints(table)), table


def test_processes_that_start_at_once_prepare_once(empty_home: Path) -> None:
    times = 3
    started = [
        subprocess.Popen(
            [sys.executable, "-c", _PREPARE],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(times)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
    for process in started:
        assert process.stdin is not None
        process.stdin.flush()
    ended = [process.communicate(timeout=60) for process in started]
    assert [process.returncode for process in started] == [0] * times, ended
    assert sorted(out.strip() for out, _ in ended) == ["False"] * (times - 1) + ["True"]
    assert installation.verify() == []
    with nothing_written():
        assert installation.prepare() is None
