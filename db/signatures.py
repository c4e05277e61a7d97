"""Batches of signatures: log, edit, void, restore. Each is one transaction."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col
from sqlmodel.sql.expression import SelectOfScalar

from db import audit, clock, live, persons, tallies, wards
from db.actor import Actor, Right, allow, own, own_organization
from db.campaign import open_days
from db.errors import Conflict, Doubtful, Message, NotFound
from db.fields import Checks, is_id
from db.models import Batch, BatchRevision, Channel
from db.users import names_of

MOST_IN_BATCH = 10_000
MOST_PLACE, MOST_SHEET, MOST_NOTE, MOST_REASON = 120, 40, 1_000, 200
# What a revision may keep before and after; free text is in the batch's own history only.
_FREE_TEXT = ("place", "sheet", "note")


@dataclass(frozen=True)
class BatchFields:
    """What a person says of a batch, as the form has it: nothing here is checked yet."""

    collected_on: date | None
    channel: str | None
    count: int | None
    ward: int | None = None
    place: str = ""
    sheet: str = ""
    note: str = ""


@dataclass(frozen=True)
class BatchCreate(BatchFields):
    """A new batch, and the key of this press of the button."""

    key: str = ""


@dataclass(frozen=True)
class BatchUpdate(BatchFields):
    """New values of a batch, and the revision they were typed over."""

    revision: int = 0


@dataclass(frozen=True)
class LoggedBatch:
    """A batch as its organization's list shows it, with the name of who logged it."""

    id: int
    collected_on: date
    channel: Channel
    count: int
    ward: int | None
    place: str
    sheet: str
    note: str
    voided: bool
    complete: bool
    revision: int
    keyed: int
    verified: int
    claimed: int
    import_id: int | None  # the file it came in with
    recorded_by: str
    recorded_at: Any


@dataclass(frozen=True)
class BatchChange:
    """One line of a batch's history; `changes` maps a field to [before, after]."""

    change: str
    reason: str
    changes: dict[str, list[Any]]
    changed_by: str
    changed_at: Any


def _checked(
    session: Session, fields: BatchFields, checks: Checks, *, most: int = MOST_IN_BATCH
) -> dict[str, Any]:
    """The fields as stored. Collects every problem in `checks`."""
    first, last = open_days(session)
    return {
        "collected_on": checks.day("collected_on", fields.collected_on, first=first, last=last),
        "channel": checks.option("channel", fields.channel, Channel),
        "count": checks.whole_number("count", fields.count, least=1, most=most),
        "ward": checks.one_of("ward", fields.ward, [None, *wards.NUMBERS]),
        "place": checks.text("place", fields.place, most=MOST_PLACE),
        "sheet": checks.text("sheet", fields.sheet, most=MOST_SHEET),
        "note": checks.text("note", fields.note, most=MOST_NOTE),
    }


def log_batch(session: Session, actor: Actor, new: BatchCreate) -> Batch:
    """Count a batch for the actor's own organization. The same key twice is one batch.

    Raises NotAllowed, NotFound (a person without an organization), Invalid.
    """
    allow(actor, Right.LOG_BATCH)
    organization_id = own_organization(actor)
    checks = Checks()
    key = checks.key(new.key)
    sent = session.exec(own(session, actor, Batch).where(Batch.idempotency_key == key)).first()
    if sent is not None:
        return sent
    values = _checked(session, new, checks)
    checks.done()
    batch = Batch(
        organization_id=organization_id,
        idempotency_key=key,
        recorded_by=actor.user_id,
        recorded_at=clock.now(),
        **values,
    )
    tallies.log(session, batch)
    _record(session, actor, batch, "log batch", {"count": batch.count})
    return batch


def edit_batch(session: Session, actor: Actor, batch_id: int, new: BatchUpdate) -> Batch:
    """Correct a batch. What it said before stays in its history.

    Raises NotAllowed, NotFound, Invalid, Conflict (changed by somebody else meanwhile, or voided).
    """
    allow(actor, Right.LOG_BATCH)
    batch = own_batch(session, actor, batch_id, revision=new.revision)
    if batch.voided_at is not None:
        raise Conflict(Message("This batch is void. Restore it before you change it."))
    checks = Checks()
    # A batch of an import holds more than anybody types, and its place is corrected nonetheless.
    values = _checked(session, new, checks, most=max(MOST_IN_BATCH, batch.count))
    checks.done()
    changes = {
        field: [_plain(getattr(batch, field)), _plain(value)]
        for field, value in values.items()
        if getattr(batch, field) != value
    }
    if not changes:
        return batch
    with tallies.posting(session, [batch]):
        for field, value in values.items():
            setattr(batch, field, value)
        _change(session, actor, batch, "edited", changes=changes)
    _record(session, actor, batch, "edit batch", _without_free_text(changes))
    return batch


def void_batch(
    session: Session, actor: Actor, batch_id: int, *, reason: str, revision: int
) -> Batch:
    """Take a batch out of every figure, with a reason; its row stays.

    Raises NotAllowed, NotFound, Invalid (no reason), Conflict.
    """
    allow(actor, Right.VOID_BATCH)
    batch = own_batch(session, actor, batch_id, revision=revision)
    checks = Checks()
    reason = checks.text("reason", reason, most=MOST_REASON, required=True)
    checks.done()
    if batch.voided_at is not None:
        return batch
    return _set_void(session, actor, batch, voided=True, reason=reason)


def restore_batch(session: Session, actor: Actor, batch_id: int, *, revision: int) -> Batch:
    """Count a voided batch again. Raises NotAllowed, NotFound, Conflict."""
    allow(actor, Right.VOID_BATCH)
    batch = own_batch(session, actor, batch_id, revision=revision)
    if batch.voided_at is None:
        return batch
    return _set_void(session, actor, batch, voided=False, reason="")


def complete_batch(
    session: Session, actor: Actor, batch_id: int, *, revision: int, sure: bool = False
) -> Batch:
    """Say that every name of a batch is keyed: from now on only what was keyed counts.

    Raises NotAllowed, NotFound, Conflict (void, changed meanwhile), Doubtful (fewer lines keyed
    than claimed, and not `sure`).
    """
    allow(actor, Right.KEY_SIGNATURES)
    batch = own_batch(session, actor, batch_id, revision=revision)
    if batch.voided_at is not None:
        raise Conflict(Message("This batch is void. Restore it before you change it."))
    if batch.completed_at is not None:
        return batch
    if batch.keyed < batch.count and not sure:
        raise Doubtful(
            Message(
                "{keyed} of {count} names are keyed. If you complete the batch, the other "
                "{missing} no longer count.",
                keyed=batch.keyed,
                count=batch.count,
                missing=batch.count - batch.keyed,
            )
        )
    return _set_complete(session, actor, batch, complete=True)


def reopen_batch(session: Session, actor: Actor, batch_id: int, *, revision: int) -> Batch:
    """Let names be keyed again. Raises NotAllowed, NotFound, Conflict."""
    allow(actor, Right.KEY_SIGNATURES)
    batch = own_batch(session, actor, batch_id, revision=revision)
    return _set_complete(session, actor, batch, complete=False) if batch.completed_at else batch


def own_batches(session: Session, actor: Actor) -> SelectOfScalar[Batch]:
    """The actor's own organization's batches, but for those of files that are not imported."""
    return own(session, actor, Batch).where(~col(Batch.staged))


def latest_batches(session: Session, actor: Actor, *, most: int = 10) -> list[LoggedBatch]:
    """The actor's own organization's batches, newest first. Raises NotAllowed, NotFound."""
    allow(actor, Right.SEE_BATCHES)
    query = own_batches(session, actor).order_by(col(Batch.id).desc()).limit(most)
    batches = session.exec(query).all()
    names = names_of(session, {batch.recorded_by for batch in batches})
    return [_logged(batch, names) for batch in batches]


def batches_to_key(session: Session, actor: Actor, *, most: int = 100) -> list[LoggedBatch]:
    """The own organization's batches whose names are still to be keyed, newest first; of a file
    all are there.

    Raises NotAllowed, NotFound.
    """
    allow(actor, Right.KEY_SIGNATURES)
    query = own_batches(session, actor).where(
        col(Batch.voided_at).is_(None),
        col(Batch.completed_at).is_(None),
        col(Batch.import_id).is_(None),
    )
    batches = session.exec(query.order_by(col(Batch.id).desc()).limit(most)).all()
    names = names_of(session, {batch.recorded_by for batch in batches})
    return [_logged(batch, names) for batch in batches]


def one_batch(session: Session, actor: Actor, batch_id: int) -> LoggedBatch:
    """One batch of the actor's own organization. Raises NotAllowed, NotFound."""
    allow(actor, Right.SEE_BATCHES)
    batch = own_batch(session, actor, batch_id)
    return _logged(batch, names_of(session, {batch.recorded_by}))


def last_logged(session: Session, actor: Actor) -> Batch | None:
    """The batch this person logged last: the next one's channel and place are likely the same. One
    of a file they brought in says nothing of that.
    """
    if not actor.may(Right.SEE_BATCHES):
        return None
    query = own_batches(session, actor).where(
        Batch.recorded_by == actor.user_id, col(Batch.import_id).is_(None)
    )
    return session.exec(query.order_by(col(Batch.id).desc()).limit(1)).first()


def batch_history(session: Session, actor: Actor, batch_id: int) -> list[BatchChange]:
    """Every change of one batch, the first one first. Raises NotAllowed, NotFound."""
    allow(actor, Right.SEE_BATCHES)
    batch = own_batch(session, actor, batch_id)
    query = own(session, actor, BatchRevision).where(BatchRevision.batch_id == batch.id)
    revisions = session.exec(query.order_by(col(BatchRevision.id))).all()
    names = names_of(session, {revision.changed_by for revision in revisions})
    return [
        BatchChange(
            revision.change,
            revision.reason,
            revision.changes,
            names[revision.changed_by],
            revision.changed_at,
        )
        for revision in revisions
    ]


def own_batch(
    session: Session, actor: Actor, batch_id: int, *, revision: int | None = None
) -> Batch:
    """The batch, if it is the actor's organization's and still at the revision the actor saw.

    Raises NotFound, Conflict.
    """
    if not is_id(batch_id):
        raise NotFound
    batch = session.exec(own_batches(session, actor).where(Batch.id == batch_id)).first()
    if batch is None:
        raise NotFound
    if revision is not None and batch.revision != revision:
        raise Conflict(
            Message("Somebody changed this batch in the meantime. Look at it again, then decide.")
        )
    return batch


def _set_void(session: Session, actor: Actor, batch: Batch, *, voided: bool, reason: str) -> Batch:
    with persons.recounted_batch(session, batch):
        batch.voided_at = clock.now() if voided else None
        _change(session, actor, batch, "voided" if voided else "restored", reason=reason)
    _record(session, actor, batch, "void batch" if voided else "restore batch", {})
    return batch


def _set_complete(session: Session, actor: Actor, batch: Batch, *, complete: bool) -> Batch:
    with tallies.posting(session, [batch]):
        batch.completed_at = clock.now() if complete else None
        _change(session, actor, batch, "completed" if complete else "reopened")
    action = "complete batch" if complete else "reopen batch"
    _record(session, actor, batch, action, {"keyed": batch.keyed})
    return batch


def _change(
    session: Session,
    actor: Actor,
    batch: Batch,
    change: str,
    *,
    reason: str = "",
    changes: dict[str, Any] | None = None,
) -> None:
    batch.revision += 1
    session.add(batch)
    session.add(
        BatchRevision(
            organization_id=batch.organization_id,
            batch_id=batch.id,
            change=change,
            reason=reason,
            changes=changes or {},
            changed_by=actor.user_id,
            changed_at=clock.now(),
        )
    )


def _record(
    session: Session, actor: Actor, batch: Batch, action: str, details: dict[str, Any]
) -> None:
    session.add(batch)
    audit.record(
        session,
        user_id=actor.user_id,
        organization_id=batch.organization_id,
        action=action,
        subject=f"batch {batch.id}",
        details=details,
    )
    live.announce(session)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _without_free_text(changes: dict[str, Any]) -> dict[str, Any]:
    return {field: "changed" if field in _FREE_TEXT else both for field, both in changes.items()}


def _logged(batch: Batch, names: dict[int | None, str]) -> LoggedBatch:
    return LoggedBatch(
        id=batch.id,
        voided=batch.voided_at is not None,
        complete=batch.completed_at is not None,
        recorded_by=names[batch.recorded_by],
        **{
            field: getattr(batch, field)
            for field in LoggedBatch.__dataclass_fields__
            if field not in ("id", "voided", "complete", "recorded_by")
        },
    )
