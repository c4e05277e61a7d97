"""A million signers from a file, against inserting the same sealed rows in a bare loop."""

import subprocess
import tempfile
import time
from contextlib import closing
from datetime import date
from io import BytesIO
from pathlib import Path

import sqlcipher3.dbapi2
from sqlalchemy import func
from sqlmodel import Session, select

from db import clock, file_imports, import_counting, imports, users
from db.actor import Actor
from db.engine import reading, writing
from db.models import ImportState, Signature, User
from exchange import formats, import_job, tables

ROWS = 1_000_000
_AT_ONCE = 20_000  # rows of a transaction of the bare loop, which keeps nobody waiting
_NEEDED = ("organization", "ward", "user", "batch")  # what a line refers to
# As db/engine.py opens SQLite for many rows, but for the foreign keys: switched on later.
_PRAGMAS = (
    *("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=OFF", "secure_delete=ON"),
    *("cache_size=-131072", "wal_autocheckpoint=50000"),
)
_HEADER = (
    "id,petition_id,email,first_name,last_name,phone_number,postcode,created_at,"
    "join_organisation,deleted_at,unsubscribe_at,source\n"
)


def rows_per_second(home: Path) -> tuple[float, float, float]:
    """Rows a second from the upload to the new total; the bare loop's; peak memory in MB.

    The memory is that of both processes that check the file, added up.
    """
    with reading() as session:
        actor = _lead(session)
        first = (session.exec(select(func.max(Signature.id))).one() or 0) + 1
    content = _file()
    started = time.perf_counter()
    table = tables.read(content)[0]
    found = formats.recognised(table.header)
    if found is None:
        raise AssertionError("a ControlShift file is not recognised")
    new = imports.ImportCreate(
        "million.csv",
        found.format.key,
        found.mapping.as_dict(),
        "online",
        clock.today(),
        key="bench import of a million",
    )
    file = imports.begin_import(actor, new, content)
    import_job.start(file, actor)
    memory = 0.0
    while (shown := _shown(actor, file)).state is ImportState.CHECKING:
        memory = max(memory, _memory_of(f"exchange.import_job {file} "))
        time.sleep(0.25)
    if shown.fit != ROWS:
        raise AssertionError(f"{shown.fit} rows of {ROWS} fit: {shown.error}")
    with writing() as session:
        import_counting.ask_to_import(session, actor, file, revision=shown.revision)
    import_job.start(file, actor)
    while _shown(actor, file).state is not ImportState.IMPORTED:
        memory = max(memory, _memory_of(f"exchange.import_job {file} "))
        time.sleep(0.25)
    seconds = time.perf_counter() - started
    return ROWS / seconds, _bare(home, first), memory


def _file() -> BytesIO:
    days = [date(2017, 3, day) for day in range(1, 29)]
    lines = (
        f"{n},7,signer.{n}@example.org,María José,Made-Up {n},312-{n // 10_000 + 200}-"
        f"{n % 10_000:04},60608,{days[n % 28]} 11:04:00 UTC,false,,,website\n"
        for n in range(ROWS)
    )
    return BytesIO((_HEADER + "".join(lines)).encode())


def _bare(home: Path, first: int) -> float:
    """Rows a second of `executemany`, many to a transaction, into the same empty tables."""
    database = str(home / "contamos.db")
    seconds = 0.0
    with (
        tempfile.TemporaryDirectory(prefix="contamos-bare-") as folder,
        closing(sqlcipher3.dbapi2.connect(database)) as source,
        closing(sqlcipher3.dbapi2.connect(f"{folder}/bare.db", isolation_level=None)) as into,
    ):
        for pragma in _PRAGMAS:
            into.execute(f"PRAGMA {pragma}")
        for (statement,) in source.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'"
        ).fetchall():
            into.execute(statement)
        into.execute("ATTACH ? AS source", (database,))
        for name in _NEEDED:
            into.execute(f'INSERT INTO "{name}" SELECT * FROM source."{name}"')
        into.execute("DETACH source")
        into.execute("PRAGMA foreign_keys=ON")
        rows = source.execute("SELECT * FROM signature WHERE id >= ? ORDER BY id", (first,))
        while some := rows.fetchmany(_AT_ONCE):
            marks = ", ".join("?" * len(some[0]))
            started = time.perf_counter()
            into.execute("BEGIN IMMEDIATE")
            into.executemany(f"INSERT INTO signature VALUES ({marks})", some)
            into.execute("COMMIT")
            seconds += time.perf_counter() - started
    return ROWS / seconds


def _lead(session: Session) -> Actor:
    found = session.exec(select(User.id).where(User.username == "demo-lead")).one()
    return users.acting(session, found)


def _shown(actor: Actor, file: int) -> file_imports.Import:
    with reading() as session:
        return file_imports.one_import(session, actor, file)


def _memory_of(command: str) -> float:
    """Peak resident memory in MB of the process with this command line and of its children."""
    listed = subprocess.run(
        ["/bin/ps", "-eo", "pid,ppid,rss,args"], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 3) for line in listed.splitlines()[1:]]
    roots = {row[0] for row in rows if command.strip() in row[3]}
    return sum(int(row[2]) for row in rows if row[0] in roots or row[1] in roots) / 1024
