"""Checking a file, and counting it, in a process of its own: everyone else's pages stay quick.

`python -m exchange.import_job IMPORT USER` is what `start` starts. It may be stopped at any point:
what it wrote counts nowhere until the file is imported, and the next one goes on after it.
"""

import gc
import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path

from db import (
    clock,
    file_imports,
    import_counting,
    import_staging,
    imports,
    users,
)
from db.actor import Actor
from db.engine import be_patient, reading, somebody_waits, work_in_bulk, writing
from db.errors import Refused
from db.import_known import KnownPrints
from db.import_preparing import Chunk
from db.import_settling import Settling
from db.models import FileImport
from db.sealed import Damaged
from exchange.import_chunks import Chunks, ChunksAhead
from exchange.limits import Unreadable

# Bytes; above, a second process reads and checks while this one seals and writes.
_ALONE = 2_000_000
_SMALL = 5_000  # rows that are counted at once, where somebody pressed the button
# Seconds that a transaction goes on after its first rows, if nobody waits for it: no longer, for
# whoever looks at the import wants to see it go on.
_LONGEST = 1.5
_PAUSE = 0.11  # seconds: whoever waits for SQLite looks each 0.1 s


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
        prepared = ChunksAhead if is_large else Chunks
        prints = _known_prints(file) if is_large else None
        with prepared(actor, import_id) as chunks:
            for first in chunks:
                rows = 0
                with writing() as session:
                    more = _more(chunks, partial(somebody_waits, session))
                    for chunk in chain([first], more):
                        import_staging.stage(session, actor, import_id, chunk, prints)
                        rows += chunk.rows
                progress(rows)
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


def _more(chunks: Chunks, is_waited_for: Callable[[], bool]) -> Iterator[Chunk]:
    """What a transaction takes in besides its first chunk, for a few large ones cost less than many
    small ones: it waits for nothing, and ends as soon as somebody waits for it."""
    until = time.monotonic() + _LONGEST
    while time.monotonic() < until and chunks.is_ready() and not is_waited_for():
        yield next(chunks)


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
        gc.disable()  # a thirtieth of the time: there is nothing to collect
        work_in_bulk()
        check(actor, import_id)


def _gently(work: Callable[[], Settling]) -> Settling:
    """On a thread that yields to everyone else; the transaction that follows must not."""
    with ThreadPoolExecutor(1, initializer=os.nice, initargs=(10,)) as thread:
        return thread.submit(work).result()


if __name__ == "__main__":
    _main(*map(int, sys.argv[1:3]))
