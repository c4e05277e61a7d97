"""What the data layer's tests share."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import Any

import psycopg
import pytest
import sqlcipher3.dbapi2
from sqlmodel import select

import db.engine
from db import signatures, totals
from db.actor import Actor
from db.counting import Ladder
from db.engine import database_url, engine, reading, writing
from db.errors import Invalid
from db.models import Base, Batch, DataVersion
from db.signatures import BatchCreate, BatchUpdate
from db.totals import Totals

TODAY = date(2017, 4, 24)
YESTERDAY = date(2017, 4, 23)
SEEDED = 1_000  # the petition page's, which no organization collected
_UNCHANGING = {"ward", "seat_holder", "zip_share", "zip_other", "sponsor"}


def key() -> str:
    """A new press of the button."""
    return uuid.uuid4().hex


def new_batch(**fields: Any) -> BatchCreate:
    """A batch that can be logged, except for the fields given."""
    good = {"collected_on": TODAY, "channel": "paper", "count": 25, "key": key()}
    return BatchCreate(**{**good, **fields})


def log(actor: Actor, **fields: Any) -> Batch:
    """Log a batch."""
    with writing() as session:
        return signatures.log_batch(session, actor, new_batch(**fields))


def update_of(batch: Batch, **fields: Any) -> BatchUpdate:
    """The edit form as it opens, except for the fields given."""
    as_it_is = {name: getattr(batch, name) for name in BatchUpdate.__dataclass_fields__}
    return BatchUpdate(**{**as_it_is, **fields})


def edit(actor: Actor, batch: Batch, **fields: Any) -> Batch:
    """Edit a batch."""
    with writing() as session:
        return signatures.edit_batch(session, actor, batch.id or 0, update_of(batch, **fields))


def void(actor: Actor, batch: Batch, reason: str = "counted twice") -> Batch:
    """Void a batch."""
    with writing() as session:
        return signatures.void_batch(
            session, actor, batch.id or 0, reason=reason, revision=batch.revision
        )


def restore(actor: Actor, batch: Batch) -> Batch:
    """Restore a batch."""
    with writing() as session:
        return signatures.restore_batch(session, actor, batch.id or 0, revision=batch.revision)


def replace_copy(batch: Batch) -> Batch:
    """The batch, as a form that was opened earlier remembers it."""
    return Batch(**batch.model_dump())


def figures() -> Totals:
    """The figures as they stand."""
    with reading() as session:
        return totals.snapshot(session)


def version() -> int:
    """The data version."""
    with reading() as session:
        return session.exec(select(DataVersion.version)).one()


def assert_cuts_add_up(figures: Totals) -> None:
    """Every cut's ladders add up to the headline."""
    cuts: tuple[dict[Any, Ladder], ...] = (
        figures.by_organization,
        figures.by_channel,
        figures.by_ward,
        figures.by_day,
    )
    for cut in cuts:
        whole = Ladder()
        for ladder in cut.values():
            whole = whole.plus(ladder)
        assert whole == figures.headline, asdict(figures)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row that can change, table by table."""
    with engine().connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in _UNCHANGING
        }


@contextmanager
def nothing_written() -> Iterator[None]:
    """What happens inside leaves every row as it was."""
    before = everything()
    yield
    assert everything() == before


@contextmanager
def refused(*fields: str) -> Iterator[None]:
    """Exactly these fields are refused, and nothing is written."""
    with nothing_written():
        with pytest.raises(Invalid) as refusal:
            yield
        assert set(refusal.value.problems) == set(fields)
        assert all(str(message) for message in refusal.value.problems.values())


@contextmanager
def busy() -> Iterator[None]:
    """Another process writes and does not come to an end; we wait for it a tenth of a second."""
    with pytest.MonkeyPatch.context() as patch, other_process() as other:
        patch.setattr(db.engine, "PATIENCE_MS", 100)
        engine().dispose()  # so that every connection is opened with that patience
        if engine().dialect.name == "sqlite":
            other.execute("BEGIN IMMEDIATE")
        else:
            other.execute(f"SELECT pg_advisory_lock({db.engine._ONE_WRITER})")
        yield
    engine().dispose()


@contextmanager
def other_process() -> Iterator[Any]:
    """A connection that the engine knows nothing of; each of its statements is a transaction."""
    url = database_url()
    if url.startswith("sqlite"):
        path = url.removeprefix("sqlite:///")
        connection: Any = sqlcipher3.dbapi2.connect(path, isolation_level=None)
    else:
        connection = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
    try:
        yield connection
    finally:
        connection.close()
