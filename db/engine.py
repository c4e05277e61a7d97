"""The database: where it is, how it is opened, and what a transaction is.

SQLite by default, in the home; PostgreSQL by DATABASE_URL. Either way one writer at a time.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import sqlcipher3.dbapi2
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from db.errors import Message, Unavailable

if sys.platform != "win32":
    import fcntl

# WAL is safe here: sqlcipher3 carries an SQLite newer than 3.51.2 (see docs/decisions).
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
)
# For a process that only writes what counts nowhere yet: room for the pages of all indexes, the log
# moved less often, and a commit that doesn't wait for the disk. What a power cut then takes away is
# whole commits, the last ones: the process goes on before them.
_IN_BULK = ("cache_size=-98304", "wal_autocheckpoint=50000", "synchronous=NORMAL")
PATIENCE_MS = 5_000  # how long a writer waits for the one before it
_LONG_PATIENCE_MS = 120_000  # at the start another process may be changing the whole schema
_SQLITE_OUT_OF_REACH = {5, 6, 8, 10, 13, 14}  # busy, locked, read-only, I/O, full, can't open
_ONE_WRITER = 20170222  # any number of our own, for PostgreSQL's advisory lock
_WHO_WAITS = (
    "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
    " WHERE locktype = 'advisory' AND objid = %s AND NOT granted AND datname = current_database()"
)


# The driver looks for an adapter of these types with each value, which takes it longer to miss than
# the rest of an insert: so it finds one.
for _type, _as_it_is in ((bytes, bytearray), (bool, int), (type(None), lambda none: none)):
    sqlcipher3.dbapi2.register_adapter(_type, _as_it_is)


def home() -> Path:
    """The folder that holds the database and, later, the keys: CONTAMOS_HOME, or ./data."""
    return Path(os.environ.get("CONTAMOS_HOME") or "data").absolute()


def database_url() -> str:
    """DATABASE_URL, or SQLite in the home. Says psycopg where PostgreSQL is meant."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{home() / 'contamos.db'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def engine() -> Engine:
    """The process's one engine for the database in force."""
    return _engine(database_url())


# hide_parameters: an error's text must not carry what somebody typed.
@cache
def _engine(url: str) -> Engine:
    if url.startswith("postgresql"):
        return create_engine(
            url, pool_pre_ping=True, isolation_level="REPEATABLE READ", hide_parameters=True
        )
    Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = create_engine(url, module=sqlcipher3.dbapi2, hide_parameters=True)
    event.listen(made, "connect", _open_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def _open_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (f"busy_timeout={PATIENCE_MS}", *_PRAGMAS):
        connection.execute(f"PRAGMA {pragma}")


def be_patient() -> None:
    """Let this process, for which nobody waits, wait long for its turn to write."""
    global PATIENCE_MS  # noqa: PLW0603 - the whole process is patient or not
    PATIENCE_MS = _LONG_PATIENCE_MS
    engine().dispose()


def work_in_bulk() -> None:
    """Let this process, which writes staged rows alone, open SQLite for many of them."""
    if not database_url().startswith("postgresql"):
        event.listen(engine(), "connect", _open_in_bulk)
        engine().dispose()


def _open_in_bulk(connection: Any, _record: Any) -> None:
    for pragma in _IN_BULK:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("contamos_writes"):
        with _as_one_who_waits():
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN")


@contextmanager
def _as_one_who_waits() -> Iterator[None]:
    """SQLite lets nobody know who waits for it: a lock on its folder says so. Without one the
    waiting is not seen, and nothing else is different.
    """
    folder = None
    if sys.platform != "win32":
        with suppress(OSError):
            folder = os.open(_folder(), os.O_RDONLY)
            fcntl.flock(folder, fcntl.LOCK_SH | fcntl.LOCK_NB)
    try:
        yield
    finally:
        if folder is not None:
            os.close(folder)


def somebody_waits(writer: Session | None = None) -> bool:
    """True if somebody waits for their turn to write: whoever writes much gives way. `writer`: who
    has the turn; none: it was given back. Where there is no telling, somebody may wait.
    """
    if engine().dialect.name == "postgresql":  # given back, the turn is the next one's already
        return writer is not None and bool(
            writer.connection().exec_driver_sql(_WHO_WAITS, (_ONE_WRITER,)).scalar()
        )
    if sys.platform == "win32":
        return True
    try:
        folder = os.open(_folder(), os.O_RDONLY)
    except OSError:
        return True
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # another one has it
        return True
    finally:
        os.close(folder)
    return False


def _folder() -> Path:
    return Path(str(engine().url.database)).parent


@contextmanager
def reading() -> Iterator[Session]:
    """A short session that sees one consistent state and writes nothing."""
    try:
        with Session(engine()) as session:
            yield session
    except SQLAlchemyError as error:
        raise _unavailable(error) from None


@contextmanager
def writing() -> Iterator[Session]:
    """One transaction for one command: committed at the end, or nothing of it happened.

    Raises Unavailable if the database is locked, read-only, full or away.
    """
    try:
        with Session(engine(), expire_on_commit=False) as session:
            _become_the_writer(session.connection(execution_options=_writes()))
            yield session
            session.commit()
    except SQLAlchemyError as error:
        raise _unavailable(error) from None


@contextmanager
def migrating() -> Iterator[Connection]:
    """One transaction for a change of the schema: two processes may start at the same time."""
    with engine().execution_options(**_writes()).connect() as connection:
        if connection.dialect.name == "sqlite":
            driver: Any = connection.connection.dbapi_connection
            driver.execute(f"PRAGMA busy_timeout={_LONG_PATIENCE_MS}")
        with connection.begin():
            _become_the_writer(connection, _LONG_PATIENCE_MS)
            yield connection
        if connection.dialect.name == "sqlite":
            driver.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")


def _writes() -> dict[str, Any]:
    if engine().dialect.name == "postgresql":
        # READ COMMITTED: what an earlier writer committed is visible once we hold the lock.
        return {"isolation_level": "READ COMMITTED"}
    return {"contamos_writes": True}


def _become_the_writer(connection: Connection, patience_ms: int | None = None) -> None:
    """Wait for the writer before us, but not for ever. SQLite did so at BEGIN IMMEDIATE."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            f"SELECT set_config('lock_timeout', '{patience_ms or PATIENCE_MS}', true),"
            f" pg_advisory_xact_lock({_ONE_WRITER})"
        )


def _unavailable(error: SQLAlchemyError) -> Unavailable | SQLAlchemyError:
    """Say in words what an operator can mend; anything else is a defect and stays one."""
    if not _is_out_of_reach(error):
        return error
    return Unavailable(
        Message(
            "The database can't be reached or written just now. "
            "Nothing was saved; what you typed is still here. Please try again in a moment."
        )
    )


def _is_out_of_reach(error: SQLAlchemyError) -> bool:
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    # Of psycopg's kinds this one is the server's: away, full, shutting down, waited too long.
    kinds = (psycopg.OperationalError, psycopg.errors.ReadOnlySqlTransaction)
    if error.connection_invalidated or isinstance(error.orig, kinds):
        return True
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _SQLITE_OUT_OF_REACH
