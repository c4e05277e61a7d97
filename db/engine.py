"""The database: where it is, how it is opened, and what a transaction is.

SQLite by default, in the home; PostgreSQL by DATABASE_URL. Either way one writer at a time.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlmodel import Session

from db.errors import Message, Unavailable

# WAL is safe here: sqlcipher3 carries an SQLite newer than 3.51.2 (see docs/decisions).
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "busy_timeout=5000",
)
_ONE_WRITER = 20170222  # any number of our own, for PostgreSQL's advisory lock


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
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("contamos_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


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
            if session.get_bind().dialect.name == "postgresql":
                # READ COMMITTED: what an earlier writer committed is visible once we hold the lock.
                session.connection(execution_options={"isolation_level": "READ COMMITTED"})
                session.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_WRITER})"))
            else:
                session.connection(execution_options={"contamos_writes": True})
            yield session
            session.commit()
    except SQLAlchemyError as error:
        raise _unavailable(error) from None


def _unavailable(error: SQLAlchemyError) -> Unavailable | SQLAlchemyError:
    """Say in words what an operator can mend; anything else is a defect and stays one."""
    words = str(getattr(error, "orig", error)).lower()
    known = ("locked", "busy", "readonly", "read-only", "full", "disk i/o", "unable to open")
    if not isinstance(error, DBAPIError):
        return error
    if error.connection_invalidated or any(word in words for word in known) or "connect" in words:
        return Unavailable(
            Message(
                "The database can't be reached or written just now. "
                "Nothing was saved; what you typed is still here. Please try again in a moment."
            )
        )
    return error
