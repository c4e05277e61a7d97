"""The audit log: who did what, when. Each entry seals the one before it by its hash."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from db import clock
from db.models import AuditEntry

_START = "0" * 64
_SAME_LOOK = timedelta(minutes=10)


def record(
    session: Session,
    *,
    user_id: int | None,
    organization_id: int | None,
    action: str,
    subject: str,
    details: dict[str, Any] | None = None,
) -> None:
    """Add an entry, inside the command's own transaction.

    `details` holds ids, names of fields and enumerations; never free text, never personal data.
    """
    newest = select(AuditEntry.hash).order_by(col(AuditEntry.id).desc()).limit(1)
    last = session.exec(newest).first()
    entry = AuditEntry(
        at=clock.now(),
        user_id=user_id,
        organization_id=organization_id,
        action=action,
        subject=subject,
        details=details or {},
        previous_hash=last or _START,
        hash="",
    )
    entry.hash = _hash(entry)
    session.add(entry)
    session.flush()


def record_look(
    session: Session,
    *,
    user_id: int,
    organization_id: int,
    action: str,
    subject: str,
    details: dict[str, Any] | None = None,
) -> None:
    """Add an entry for having looked, unless the same look is there from the last ten minutes."""
    if has_looked(session, user_id=user_id, action=action, subject=subject, details=details):
        return
    record(
        session,
        user_id=user_id,
        organization_id=organization_id,
        action=action,
        subject=subject,
        details=details,
    )


def has_looked(
    session: Session,
    *,
    user_id: int,
    action: str,
    subject: str,
    details: dict[str, Any] | None = None,
) -> bool:
    """True if the same look is there from the last ten minutes."""
    query = select(AuditEntry).where(
        AuditEntry.subject == subject,
        AuditEntry.action == action,
        AuditEntry.user_id == user_id,
        col(AuditEntry.at) > clock.now() - _SAME_LOOK,
    )
    return any(entry.details == (details or {}) for entry in session.exec(query))


def newest(session: Session) -> tuple[int, str]:
    """How many entries, and the hash of the last: noted elsewhere, they show a cut-off tail."""
    rows = session.exec(select(AuditEntry.hash).order_by(col(AuditEntry.id))).all()
    return len(rows), rows[-1] if rows else _START


def broken_at(session: Session) -> int | None:
    """The id of the first entry that no longer fits the one before it; None if all do."""
    previous = _START
    for entry in session.exec(select(AuditEntry).order_by(col(AuditEntry.id))):
        if entry.previous_hash != previous or entry.hash != _hash(entry):
            return entry.id
        previous = entry.hash
    return None


def _hash(entry: AuditEntry) -> str:
    sealed = [
        entry.previous_hash,
        entry.at.isoformat(),
        entry.user_id,
        entry.organization_id,
        entry.action,
        entry.subject,
        entry.details,
    ]
    return hashlib.sha256(json.dumps(sealed, sort_keys=True).encode()).hexdigest()
