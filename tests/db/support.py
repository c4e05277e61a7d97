"""What the data layer's tests share."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from io import BytesIO
from typing import Any

import psycopg
import pytest
import sqlcipher3.dbapi2
from sqlalchemy import event
from sqlmodel import select

import db.engine
from db import (
    file_imports,
    import_staging,
    imports,
    outreach,
    outreach_tallies,
    recount,
    signatures,
    signers,
    totals,
)
from db.actor import Actor
from db.counting import Ladder
from db.engine import database_url, engine, reading, writing
from db.errors import Invalid
from db.import_known import KnownPrints
from db.import_preparing import Preparer
from db.import_rows import ImportRow
from db.models import Base, Batch, DataVersion, Outreach, Signature
from db.outreach_fields import OutreachCreate, OutreachUpdate
from db.outreach_tallies import Funnel
from db.signatures import BatchCreate, BatchUpdate
from db.signers import SignatureCreate
from db.totals import Totals

TODAY = date(2017, 4, 24)
YESTERDAY = date(2017, 4, 23)
SEEDED = 1_000  # the petition page's, which no organization collected
_UNCHANGING = {"ward", "zip_share", "zip_other", "sponsor"}


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


def new_line(**fields: Any) -> SignatureCreate:
    """A line that can be keyed, except for the fields given."""
    good = {"first_name": "Rosa", "last_name": "Ejemplo", "key": key()}
    return SignatureCreate(**{**good, **fields})


def key_line(actor: Actor, batch: Batch, **fields: Any) -> Signature:
    """Key a name of a batch."""
    with writing() as session:
        return signers.key_signature(session, actor, batch.id, new_line(**fields))


def staged(actor: Actor, rows: Sequence[ImportRow], at_once: int = 3, **fields: Any) -> int:
    """Check a file of these rows, as another process does; the import's id."""
    good = {"file_name": "signers.csv", "format": "", "mapping": {}, "channel": "online"}
    new = imports.ImportCreate(**{**good, "collected_on": TODAY, "key": key(), **fields})
    file = imports.begin_import(actor, new, BytesIO(b"made up"))
    check(actor, file, rows, new.format, at_once)
    return file


def check(
    actor: Actor, file: int, rows: Sequence[ImportRow], tool: str = "", at_once: int = 3
) -> None:
    """Check an import, the file of which has these rows."""
    preparer = Preparer(actor.organization_id or 0, tool, first=date(2017, 2, 22), last=TODAY)
    prints = KnownPrints(actor.organization_id or 0)
    for start in range(0, len(rows), at_once):
        chunk = preparer.chunk(rows[start : start + at_once])
        with writing() as session:
            import_staging.stage(session, actor, file, chunk, prints)
    with writing() as session:
        import_staging.finish(session, actor, file)


def check_again(actor: Actor, file: int, rows: Sequence[ImportRow], tool: str = "") -> None:
    """Check an import from its first row on."""
    with writing() as session:
        shown = file_imports.one_import(session, actor, file)
        imports.check_again(session, actor, file, revision=shown.revision)
    imports.forget_rows(file)
    check(actor, file, rows, tool)


def imported(actor: Actor, rows: Sequence[ImportRow], **fields: Any) -> int:
    """Check a file of these rows and import it; the import's id."""
    file = staged(actor, rows, **fields)
    with writing() as session:
        shown = file_imports.one_import(session, actor, file)
        imports.import_checked(session, actor, file, revision=shown.revision)
    return file


def undo_import(actor: Actor, file: int) -> None:
    """Undo an import."""
    with writing() as session:
        shown = file_imports.one_import(session, actor, file)
        imports.undo_import(session, actor, file, revision=shown.revision)


def new_outreach(**fields: Any) -> OutreachCreate:
    """An outreach that can be logged, except for the fields given."""
    good = {"kind": "door knocking", "happened_on": TODAY, "attempts": 40, "key": key()}
    return OutreachCreate(**{**good, **fields})


def log_outreach(actor: Actor, *, sure: bool = False, **fields: Any) -> Outreach:
    """Log an outreach."""
    with writing() as session:
        return outreach.log_outreach(session, actor, new_outreach(**fields), sure=sure)


def update_of_outreach(logged: Outreach, **fields: Any) -> OutreachUpdate:
    """The edit form as it opens, except for the fields given."""
    place, note = outreach.texts_of(logged)
    as_it_is = {
        **{
            name: getattr(logged, name)
            for name in OutreachUpdate.__dataclass_fields__
            if hasattr(logged, name)
        },
        "languages": [each for each in logged.languages.split(";") if each],
        "hours": logged.volunteer_minutes / 60,
        "place": place,
        "note": note,
    }
    return OutreachUpdate(**{**as_it_is, **fields})


def edit_outreach(actor: Actor, logged: Outreach, *, sure: bool = False, **fields: Any) -> Outreach:
    """Edit an outreach."""
    new = update_of_outreach(logged, **fields)
    with writing() as session:
        return outreach.edit_outreach(session, actor, logged.id, new, sure=sure)


def void_outreach(actor: Actor, logged: Outreach, reason: str = "counted twice") -> Outreach:
    """Void an outreach."""
    with writing() as session:
        return outreach.void_outreach(
            session, actor, logged.id, reason=reason, revision=logged.revision
        )


def restore_outreach(actor: Actor, logged: Outreach) -> Outreach:
    """Restore an outreach."""
    with writing() as session:
        return outreach.restore_outreach(session, actor, logged.id, revision=logged.revision)


def funnel() -> Funnel:
    """The coalition's funnel, after every cut of it and every row has been counted anew."""
    now = figures().outreach
    cuts: tuple[dict[Any, Funnel], ...] = (
        now.by_organization,
        now.by_kind,
        now.by_week,
        now.by_ward,
    )
    for cut in cuts:
        whole = Funnel()
        for each in cut.values():
            whole = whole.plus(each)
        assert whole == now.headline, asdict(now)
    with reading() as session:
        assert outreach_tallies.drift(session) == []
        assert recount.drift(session) == []
    return now.headline


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
    """Every row that can change, table by table.

    As the driver gives it: to build and read these queries anew was a third of every test.
    """
    with engine().connect() as connection:
        return {
            table: sorted(
                map(tuple, connection.exec_driver_sql(f'SELECT * FROM "{table}"')), key=repr
            )
            for table in Base.metadata.tables
            if table not in _UNCHANGING
        }


@contextmanager
def asked() -> Iterator[list[tuple[str, Any]]]:
    """What is asked of the database inside: statements with their parameters."""
    statements: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        statements.append((statement, parameters))

    event.listen(engine(), "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine(), "before_cursor_execute", note)


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
