"""Files of signers: check a file, import what fits, undo it. Only what is imported counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from sqlalchemy import delete
from sqlmodel import Session, col, select

from db import audit, clock, import_follow_ups, live, sealed_files, signers, tallies, wards
from db.actor import Actor, Right, allow, every_organization, own, own_organization
from db.campaign import note_imported, open_days
from db.counting import Ladder
from db.engine import writing
from db.errors import Conflict, Message
from db.external_imports import imported_rows
from db.fields import Checks, unchanged
from db.file_imports import (
    UNDO_DAYS,
    can_be_undone,
    is_interrupted,
    is_outdated,
    own_import,
)
from db.import_settling import Settling, prepare
from db.models import (
    Batch,
    Channel,
    ExternalSource,
    FileImport,
    ImportFollowUp,
    ImportProblem,
    ImportState,
    Signature,
)
from db.sealed import Seal, new_id

MOST_NAME = 200
NOT_KEPT = Message("The file could not be kept. Please try again.")


@dataclass(frozen=True)
class ImportCreate:
    """A file to check, and what is true of all its rows that say nothing else.

    `mapping`: field → column, as the importers keep it. `site`: the slug of the external source
    that counts the same rows, if there is one.
    """

    file_name: str
    format: str
    mapping: dict[str, Any]
    channel: str | None
    collected_on: date | None
    ward: int | None = None
    site: str | None = None
    key: str = ""


def begin_import(actor: Actor, new: ImportCreate, content: BinaryIO) -> int:
    """Keep a file, sealed, to be checked by another process; the import's id. The same key twice
    is one import; whoever was stopped before the file was kept keeps it then.

    Opens its own transactions. Raises NotAllowed, NotFound, Invalid, Conflict (a file of the
    organization is being checked).
    """
    with writing() as session:
        file, is_new = _begun(session, actor, new)
    name = _kept_as(file.id)
    is_missing = file.state is ImportState.CHECKING and not sealed_files.is_kept(name)
    if is_new or is_missing:
        try:
            sealed_files.keep(name, file.organization_id, content)
        except OSError:
            fail(actor, file.id, NOT_KEPT)
            raise
    return file.id


def open_file(file: FileImport) -> BinaryIO:
    """The import's file in clear, to read and seek in. Raises FileNotFoundError, Damaged."""
    return sealed_files.opened(_kept_as(file.id), file.organization_id)


def fail(actor: Actor, import_id: int, reason: Message) -> None:
    """Say that a file can't be read, and forget it and its rows. Opens its own transactions."""
    with writing() as session:
        file = own_import(session, actor, import_id)
        if file.state is not ImportState.CHECKING:
            return
        file.state = ImportState.FAILED
        file.error = reason.as_json()
        signers.tell_apart(session, actor, file)
        _changed(session, actor, file, "fail import", {})
    _forget(import_id)


def changes_of(session: Session, actor: Actor, import_id: int) -> tuple[int, int]:
    """How many signatures that were here before it an import takes back, and of how many nobody is
    contacted any more. Raises NotAllowed, NotFound, Damaged.
    """
    return import_follow_ups.changes(session, actor, own_import(session, actor, import_id))


def discard_import(actor: Actor, import_id: int, *, revision: int) -> None:
    """Forget a file that is not imported, and its rows. Opens its own transactions.

    Raises NotAllowed, NotFound, Conflict.
    """
    with writing() as session:
        file = own_import(session, actor, import_id)
        if file.state not in (ImportState.CHECKING, ImportState.CHECKED):
            raise Conflict(Message("This file is imported. It can be undone, not discarded."))
        unchanged(revision, file.revision)
        import_follow_ups.undo(session, actor, file)
        file.state = ImportState.DISCARDED
        file.asked_at = None
        signers.tell_apart(session, actor, file)
        _changed(session, actor, file, "discard import", {})
    _forget(import_id)


def import_checked(
    session: Session,
    actor: Actor,
    import_id: int,
    *,
    revision: int,
    settling: Settling | None = None,
) -> FileImport:
    """Let every row of a checked file that fits count: all of them at once.

    `settling`: what that does, if it was asked beforehand (db/import_counting.py).
    Raises NotAllowed, NotFound, Conflict (other files came in since its check: `check_again`).
    """
    file = own_import(session, actor, import_id)
    if file.state is ImportState.IMPORTED:
        return file
    may_be_imported(session, file, revision=revision)
    file.imported_at = clock.now()
    file.asked_at = None
    file.state = ImportState.IMPORTED
    with _change_noted(session, file):
        _count(session, file, settling, counts=True)
        import_follow_ups.do(session, actor, file)
        _lower_sites(session, actor, file)
    details = {"rows": file.rows, "fit": file.fit, "again": file.again, "known": file.known}
    _changed(session, actor, file, "import file", details)
    sealed_files.forget(_kept_as(file.id))
    return file


def may_be_imported(session: Session, file: FileImport, *, revision: int) -> None:
    """Raises Conflict if the file isn't checked, or not any more."""
    if file.state is not ImportState.CHECKED:
        raise Conflict(Message("This file is not checked."))
    unchanged(revision, file.revision)
    if is_outdated(session, file):
        raise Conflict(
            Message(
                "Another file came in or was undone since this one was checked. Check it again."
            )
        )


def may_be_undone(actor: Actor, file: FileImport, *, revision: int) -> None:
    """Raises NotAllowed, Conflict."""
    allow(actor, Right.UNDO_IMPORT)
    if not can_be_undone(file):
        raise Conflict(Message("An import can be undone for {days} days after it.", days=UNDO_DAYS))
    unchanged(revision, file.revision)


def check_again(session: Session, actor: Actor, import_id: int, *, revision: int) -> None:
    """Begin a file's check anew, as if nothing of it had been read.

    Raises NotAllowed, NotFound, Conflict.
    """
    file = own_import(session, actor, import_id)
    if file.state is not ImportState.CHECKED:
        raise Conflict(Message("This file is not checked."))
    unchanged(revision, file.revision)
    _one_at_a_time(session, actor)
    import_follow_ups.undo(session, actor, file)
    file.asked_at = None
    file.state = ImportState.CHECKING
    file.position = file.rows = file.fit = file.again = file.known = 0
    file.deleted = file.faulty = 0
    file.left_out = {}
    file.started_at = file.worked_at = clock.now()
    _forget_findings(session, file.id)
    signers.tell_apart(session, actor, file)
    _changed(session, actor, file, "check file", {"format": file.format})


def undo_import(
    session: Session,
    actor: Actor,
    import_id: int,
    *,
    revision: int,
    settling: Settling | None = None,
) -> FileImport:
    """Take every row of an import out of every figure again; for 30 days.

    `settling`: what that does, if it was asked beforehand (db/import_counting.py).
    Raises NotAllowed, NotFound, Conflict.
    """
    allow(actor, Right.UNDO_IMPORT)
    file = own_import(session, actor, import_id)
    if file.state is ImportState.UNDONE:
        return file
    may_be_undone(actor, file, revision=revision)
    file.undone_at = clock.now()
    file.asked_at = None
    file.state = ImportState.UNDONE
    with _change_noted(session, file):
        import_follow_ups.undo(session, actor, file)
        _count(session, file, settling, counts=False)
        signers.tell_apart(session, actor, file)
        _lower_sites(session, actor, file)
    _changed(session, actor, file, "undo import", {"fit": file.fit})
    return file


def _begun(session: Session, actor: Actor, new: ImportCreate) -> tuple[FileImport, bool]:
    allow(actor, Right.IMPORT_FILES)
    organization_id = own_organization(actor)
    checks = Checks()
    key = checks.key(new.key)
    sent = own(session, actor, FileImport).where(FileImport.idempotency_key == key)
    if (known := session.exec(sent).first()) is not None:
        return known, False
    now = clock.now()
    first, last = open_days(session)
    channel = checks.option("channel", new.channel, Channel)
    collected_on = checks.day("collected_on", new.collected_on, first=first, last=last)
    ward = checks.one_of("ward", new.ward, [None, *wards.NUMBERS])
    sites = {site.slug: site.id for site in session.exec(select(ExternalSource))}
    site = checks.one_of("site", new.site, [None, *sites])
    checks.done()
    _one_at_a_time(session, actor)
    row = new_id(session, FileImport)
    content = {"name": new.file_name[:MOST_NAME], "mapping": new.mapping}
    file = FileImport(
        id=row,
        organization_id=organization_id,
        idempotency_key=key,
        sealed=Seal(organization_id, "file_import").seal(row, content),
        format=new.format,
        channel=channel,
        collected_on=collected_on,
        ward=ward,
        source_id=sites.get(site),
        state=ImportState.CHECKING,
        change={},
        error={},
        started_at=now,
        worked_at=now,
        recorded_by=actor.user_id,
    )
    _changed(session, actor, file, "check file", {"format": new.format})
    return file, True


def _one_at_a_time(session: Session, actor: Actor) -> None:
    busy = own(session, actor, FileImport).where(FileImport.state == ImportState.CHECKING)
    if any(not is_interrupted(file) for file in session.exec(busy)):
        raise Conflict(
            Message("Another file of your organization is being checked. Wait until it is done.")
        )


def _count(session: Session, file: FileImport, settling: Settling | None, *, counts: bool) -> None:
    """Let all batches of an import stand, or none, in every figure."""
    settling = settling or prepare(session, file, stands=counts)
    with settling.applied(session):
        for batch in session.exec(select(Batch).where(Batch.import_id == file.id)):
            batch.staged = not counts
            batch.voided_at = None if counts else clock.now()
            session.add(batch)


def _lower_sites(session: Session, actor: Actor, file: FileImport) -> None:
    """Let other sites count less by what is a row here now, or more by what is none any more."""
    mine = select(ImportFollowUp.id).where(ImportFollowUp.import_id == file.id)
    sources = select(ExternalSource).order_by(col(ExternalSource.id))
    if session.exec(mine.where(col(ImportFollowUp.taken_back)).limit(1)).first() is None:
        sources = sources.where(ExternalSource.id == file.source_id)
    for source in session.exec(sources).all():
        imported = imported_rows(session, source.id)
        if imported != source.imported:
            key = f"import {file.id} {file.state.value} {source.id}"
            note_imported(session, source, imported, key=key, recorded_by=actor.user_id)


@contextmanager
def _change_noted(session: Session, file: FileImport) -> Iterator[None]:
    """Note on the import how the coalition's total changes by all that is done inside."""
    before = _total(session)
    yield
    file.change = {"before": before, "after": _total(session)}


def _total(session: Session) -> int:
    return tallies.stored(session, "total").get(("total", ""), Ladder()).total


def _forget(import_id: int) -> None:
    """Remove a file and its rows, which never counted."""
    sealed_files.forget(_kept_as(import_id))
    with writing() as session:
        every_organization(session)
        _forget_findings(session, import_id)
    forget_rows(import_id)


def forget_rows(import_id: int) -> None:
    """Remove the rows of an import that don't count, a batch at a time. Opens its own
    transactions."""
    while True:
        with writing() as session:
            every_organization(session)
            staged = select(Batch.id).where(Batch.import_id == import_id, col(Batch.staged))
            batch_id = session.exec(staged.limit(1)).first()
            if batch_id is None:
                return
            session.execute(delete(Signature).where(col(Signature.batch_id) == batch_id))
            session.execute(delete(Batch).where(col(Batch.id) == batch_id))


def _forget_findings(session: Session, import_id: int) -> None:
    for table in (ImportProblem, ImportFollowUp):
        session.execute(delete(table).where(col(table.import_id) == import_id))


def _changed(
    session: Session, actor: Actor, file: FileImport, action: str, details: dict[str, Any]
) -> None:
    file.revision += 1
    session.add(file)
    audit.record(
        session,
        user_id=actor.user_id,
        organization_id=file.organization_id,
        action=action,
        subject=f"file_import {file.id}",
        details=details,
    )
    live.announce(session)


def _kept_as(import_id: int) -> str:
    return f"import-{import_id}"
