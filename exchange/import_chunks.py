"""The rows of a file that is being checked, chunk after chunk: prepared in this process, or in a
second one while this one writes."""

import gc
import multiprocessing
import queue
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from itertools import dropwhile, islice
from multiprocessing.connection import Connection
from typing import Any, Self

from db import file_imports, import_staging, imports
from db.actor import Actor
from db.campaign import open_days
from db.engine import be_patient, engine, reading
from db.errors import Message, Refused
from db.import_preparing import Chunk, Preparer
from db.sealed import Damaged
from exchange import formats, mapping, tables
from exchange.limits import Unreadable
from exchange.signers import signers

_WAITING = 2  # chunks
_STOPPED = Message("The check was interrupted. It can go on where it was.")


class Chunks:
    """What an import's file has from where it was left, prepared as it is asked for.

    Iterating raises Unreadable, Damaged, NotAllowed, NotFound, Conflict.
    """

    def __init__(self, actor: Actor, import_id: int) -> None:
        self._found = _prepared(actor, import_id)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __iter__(self) -> Iterator[Chunk]:
        return self

    def __next__(self) -> Chunk:
        return next(self._found)

    def is_ready(self) -> bool:
        """True if the next one is there, so that nobody has to wait for it."""
        return False


class ChunksAhead(Chunks):
    """The same, prepared by a second process a little ahead of where they are asked for.

    Raises Refused besides: the second process was stopped.
    """

    def __init__(self, actor: Actor, import_id: int) -> None:
        # A fork need not import everything anew; other threads and open connections don't survive.
        forks = sys.platform == "linux" and threading.active_count() == 1
        processes: Any = multiprocessing.get_context("fork" if forks else "spawn")
        engine().dispose()
        here, there = processes.Pipe(duplex=False)
        self._helper = processes.Process(
            target=_send, args=(here, there, actor, import_id), daemon=True
        )
        self._helper.start()
        there.close()  # so that this end hears when the helper is gone
        self._waiting: queue.Queue[Chunk | Exception] = queue.Queue(_WAITING)
        self._next: Chunk | Exception | None = None
        threading.Thread(target=_receive, args=(here, self._waiting), daemon=True).start()

    def __exit__(self, *_: object) -> None:
        self._helper.kill()
        self._helper.join()

    def __next__(self) -> Chunk:
        item, self._next = self._next or self._waiting.get(), None
        if isinstance(item, Exception):
            raise item
        return item

    def is_ready(self) -> bool:
        if self._next is None:
            with suppress(queue.Empty):
                self._next = self._waiting.get_nowait()
        return isinstance(self._next, Chunk)


def _prepared(actor: Actor, import_id: int) -> Iterator[Chunk]:
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


def _receive(here: Connection, waiting: "queue.Queue[Chunk | Exception]") -> None:
    while True:
        waiting.put(item := _received(here))
        if isinstance(item, Exception):
            return


def _received(here: Connection) -> Chunk | Exception:
    """The next chunk; or why there is none."""
    try:
        item = here.recv()
    except EOFError:
        return Refused(_STOPPED)
    if item is None:
        return StopIteration()
    if isinstance(item, Chunk):
        return item
    unreadable, message = item
    return Unreadable(message) if unreadable else Refused(message)
