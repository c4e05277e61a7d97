"""Checking a file, and counting it, in a process of its own: everyone else's pages stay quick.

`python -m exchange.import_job IMPORT USER` is what `start` starts. It may be stopped at any point:
what it wrote counts nowhere until the file is imported, and the next one goes on after it.
"""

import gc
import io
import multiprocessing
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import dropwhile, islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from db import (
    clock,
    file_imports,
    import_counting,
    import_staging,
    imports,
    users,
)
from db.actor import Actor
from db.campaign import open_days
from db.engine import be_patient, engine, reading, somebody_waits, work_in_bulk, writing
from db.errors import Message, Refused
from db.import_known import KnownPrints
from db.import_preparing import Chunk, Preparer
from db.import_settling import Settling
from db.models import FileImport
from db.sealed import Damaged
from exchange import formats, mapping, tables
from exchange.limits import Unreadable
from exchange.signers import signers

# Bytes; above, a second process reads and checks while this one seals and writes.
_ALONE = 2_000_000
_SMALL = 5_000  # rows that are counted at once, where somebody pressed the button
_WAITING = 2  # chunks
_PAUSE = 0.11  # seconds: whoever waits for SQLite looks each 0.1 s
_STOPPED = Message("The check was interrupted. It can go on where it was.")


def start(import_id: int, actor: Actor) -> None:
    """Check the import's file, let it stand or take it out, whichever is to be done, or go on with
    it, in another process; nobody waits for it."""
    environment = {**os.environ, "CONTAMOS_CLOCK": clock.setting()}
    process = subprocess.Popen(
        [sys.executable, "-m", __name__, str(import_id), str(actor.user_id)],
        cwd=Path(__file__).parent.parent,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    threading.Thread(target=process.wait, daemon=True).start()  # or it stays as a zombie


def start_counting(file: FileImport | file_imports.Import, actor: Actor) -> bool:
    """Let an import stand or take it out, as was asked for. True if that is done already: with a
    small one it is before another process would have begun. Raises Conflict, Unavailable.
    """
    if file.rows > _SMALL:
        start(file.id, actor)
        return False
    import_counting.count(actor, file.id)
    return True


def check(actor: Actor, import_id: int, progress: Callable[[int], None] = lambda _: None) -> None:
    """Check the import's file to its end, or go on with it. `progress` is told rows as they go.

    Opens its own transactions. A file that can't be read is marked as failed. Raises NotAllowed,
    NotFound, Conflict (it is checked, or discarded meanwhile), Unavailable.
    """
    with reading() as session:
        file = import_staging.being_checked(session, actor, import_id)
    if file.position == 0:  # what an earlier check of it left
        imports.forget_rows(import_id)
    try:
        with imports.open_file(file) as content:
            size = content.seek(0, io.SEEK_END)
        is_large = size > _ALONE
        chunks = _elsewhere(actor, import_id) if is_large else _prepared(actor, import_id)
        prints = _known_prints(file) if is_large else None
        for chunk in chunks:
            with writing() as session:
                import_staging.stage(session, actor, import_id, chunk, prints)
            progress(chunk.rows)
            if somebody_waits():
                time.sleep(_PAUSE)
    except (Unreadable, Damaged) as error:
        imports.fail(actor, import_id, error.message)
        return
    except FileNotFoundError:  # whoever brought it in was stopped before it was kept
        imports.fail(actor, import_id, imports.NOT_KEPT)
        return
    with writing() as session:
        import_staging.finish(session, actor, import_id)


def _known_prints(file: FileImport) -> KnownPrints:
    prints = KnownPrints(file.organization_id)
    with reading() as session:
        prints.look(session)
    return prints


def _prepared(actor: Actor, import_id: int) -> Iterator[Chunk]:
    """The file's rows from where it was left, checked. Raises Unreadable."""
    with reading() as session:
        file = import_staging.being_checked(session, actor, import_id)
        shown = file_imports.one_import(session, actor, import_id)
        first, last = open_days(session)
    known = formats.of_key(file.format)
    ids = known.ids if known else ""
    preparer = Preparer(file.organization_id, ids, first=first, last=last)
    with imports.open_file(file) as content:
        table = _table(tables.read(content, shown.file_name), shown.mapping)
        rows = signers(table, mapping.from_dict(shown.mapping, table.header))
        new = dropwhile(lambda row: row.number <= file.position, rows)
        while some := list(islice(new, import_staging.AT_ONCE)):
            yield preparer.chunk(some)


def _table(found: list[tables.Table], stored: dict[str, object]) -> tables.Table:
    """The table that was chosen; the first where nobody chose."""
    chosen = stored.get("table")
    return next((each for each in found if each.name == chosen), found[0])


def _elsewhere(actor: Actor, import_id: int) -> Iterator[Chunk]:
    """The same, done by a second process while this one writes."""
    # A fork need not import everything anew; other threads and open connections don't survive it.
    forks = sys.platform == "linux" and threading.active_count() == 1
    processes: Any = multiprocessing.get_context("fork" if forks else "spawn")
    engine().dispose()
    here, there = processes.Pipe(duplex=False)
    helper = processes.Process(target=_send, args=(here, there, actor, import_id), daemon=True)
    helper.start()
    there.close()  # so that this end hears when the helper is gone
    waiting: queue.Queue[Chunk | Exception | None] = queue.Queue(_WAITING)
    threading.Thread(target=_receive, args=(here, waiting), daemon=True).start()
    try:
        while (item := waiting.get()) is not None:
            if isinstance(item, Exception):
                raise item
            yield item
    finally:
        helper.kill()
        helper.join()


def _send(here: Connection, there: Connection, actor: Actor, import_id: int) -> None:
    """What the second process does. It ends with the first: nobody hears it any more."""
    here.close()
    gc.disable()  # a third of the time, and there is nothing to collect
    be_patient()
    with suppress(BrokenPipeError):
        try:
            for chunk in _prepared(actor, import_id):
                there.send(chunk)
            there.send(None)
        except Refused as error:
            there.send((isinstance(error, (Unreadable, Damaged)), error.message))


def _receive(here: Connection, waiting: "queue.Queue[Chunk | Exception | None]") -> None:
    while True:
        try:
            item = here.recv()
        except EOFError:  # it was stopped
            item = (False, _STOPPED)
        if isinstance(item, tuple) and not isinstance(item, Chunk):
            unreadable, message = item
            item = Unreadable(message) if unreadable else Refused(message)
        waiting.put(item)
        if not isinstance(item, Chunk):
            return


def _main(import_id: int, user_id: int) -> None:
    gc.freeze()
    be_patient()
    with reading() as session:
        actor = users.acting(session, user_id)
    with suppress(Refused):  # another one does it, or it was discarded
        with reading() as session:
            is_asked = file_imports.one_import(session, actor, import_id).asked_at is not None
        if is_asked:
            import_counting.count(actor, import_id, _gently)
            return
        os.nice(10)  # everyone else's pages first
        work_in_bulk()
        check(actor, import_id)


def _gently(work: Callable[[], Settling]) -> Settling:
    """On a thread that yields to everyone else; the transaction that follows must not."""
    with ThreadPoolExecutor(1, initializer=os.nice, initargs=(10,)) as thread:
        return thread.submit(work).result()


if __name__ == "__main__":
    _main(*map(int, sys.argv[1:3]))
