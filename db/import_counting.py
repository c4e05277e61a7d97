"""Letting an import stand, or taking it out again, in a process of its own.

It is asked for first, and then done: whoever does it may be killed at any point, for all that
counts is one short transaction at the end (db/import_settling.py). Until then another can do it.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from sqlmodel import Session

from db import clock, import_follow_ups, import_settling, imports, live
from db.actor import Actor
from db.engine import reading, writing
from db.errors import Conflict, Message, NotAllowed, Refused, Unavailable
from db.file_imports import is_interrupted, own_import
from db.import_settling import Progress, Settling
from db.models import FileImport, ImportState

_ATTEMPTS = 3  # to find a moment after which little changed
_NOTED_EACH = 1.0  # seconds

Answer = TypeVar("Answer")


def ask_to_import(session: Session, actor: Actor, import_id: int, *, revision: int) -> None:
    """Have every row of a checked file that fits counted. Raises NotAllowed, NotFound, Conflict."""
    file = own_import(session, actor, import_id)
    if file.state is not ImportState.IMPORTED and not _is_at_work(file):
        imports.may_be_imported(session, file, revision=revision)
        _asked(session, file)


def ask_to_undo(session: Session, actor: Actor, import_id: int, *, revision: int) -> None:
    """Have an import taken out of every figure. Raises NotAllowed, NotFound, Conflict."""
    file = own_import(session, actor, import_id)
    if file.state is not ImportState.UNDONE and not _is_at_work(file):
        imports.may_be_undone(actor, file, revision=revision)
        _asked(session, file)


def count(
    actor: Actor,
    import_id: int,
    gently: Callable[[Callable[[], Settling]], Settling] = lambda work: work(),
) -> None:
    """Do what was asked for: let the import stand, or take it out.

    Opens its own transactions. `gently` runs the long part, in which nobody is kept waiting.
    Raises NotAllowed, NotFound, Conflict (nothing is asked for, or it can't be done any more).
    """
    try:
        _leave_alone(actor, import_id)
        for attempt in range(1, _ATTEMPTS + 1):
            if _counted(actor, import_id, gently, is_last=attempt == _ATTEMPTS):
                return
    except (NotAllowed, Unavailable):
        raise  # another one can do it, or later
    except Refused:
        _give_up(actor, import_id)
        raise


def _leave_alone(actor: Actor, import_id: int) -> None:
    """Do first what counts nothing and may be much: whoever unsubscribed is not contacted any more.

    A few at a time. Interrupted, it is gone on with, or undone when the file is discarded.
    """
    last: int | None = 0
    while last is not None:
        with writing() as session:
            file = _to_be_counted(session, actor, import_id)
            stands = file.state is ImportState.CHECKED
            file.worked_at = clock.now()
            session.add(file)
            last = import_follow_ups.leave_alone(session, actor, file, last, stands=stands)


def _to_be_counted(session: Session, actor: Actor, import_id: int) -> FileImport:
    file = own_import(session, actor, import_id)
    if file.asked_at is None:
        raise Conflict(Message("This file is not checked."))
    if file.state is ImportState.IMPORTED:
        imports.may_be_undone(actor, file, revision=file.revision)
    return file


def _counted(
    actor: Actor,
    import_id: int,
    gently: Callable[[Callable[[], Settling]], Settling],
    *,
    is_last: bool,
) -> bool:
    """True once it is done; False if so much changed meanwhile that it is better begun anew."""
    with reading() as then:
        file = _to_be_counted(then, actor, import_id)
        stands = file.state is ImportState.CHECKED
        revision = file.revision
        noted = _noting(actor, import_id)
        settling = gently(
            lambda: import_settling.prepare(then, file, stands=stands, progress=noted)
        )
        command = imports.import_checked if stands else imports.undo_import
        with writing() as session:
            if not is_last and not settling.is_near(session):
                return False
            command(session, actor, import_id, revision=revision, settling=settling)
    return True


def _is_at_work(file: FileImport) -> bool:
    return file.asked_at is not None and not is_interrupted(file)


def _asked(session: Session, file: FileImport) -> None:
    file.asked_at = file.worked_at = clock.now()
    file.settled = 0
    file.revision += 1
    session.add(file)
    live.announce(session)


def _noting(actor: Actor, import_id: int) -> Progress:
    """Write down now and then how far it is: the sign that somebody is at work."""
    last = time.monotonic()

    def note(part: float) -> None:
        nonlocal last
        if time.monotonic() - last < _NOTED_EACH:
            return
        last = time.monotonic()
        with writing() as session:
            file = own_import(session, actor, import_id)
            file.settled, file.worked_at = int(part * 100), clock.now()
            session.add(file)

    return note


def _give_up(actor: Actor, import_id: int) -> None:
    """It can't be done any more: it is as if nobody had asked."""
    with writing() as session:
        file = own_import(session, actor, import_id)
        if file.asked_at is not None:
            file.asked_at = None
            file.revision += 1
            session.add(file)
            live.announce(session)
