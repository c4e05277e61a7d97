"""The audit log: who did what, when. Each entry seals the one before it by its hash."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from db import clock
from db.models import AuditEntry

_START = "0" * 64
_SEALED = ("previous_hash", "at", "user_id", "organization_id", "action", "subject", "details")
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
    record_all(
        session,
        [subject],
        user_id=user_id,
        organization_id=organization_id,
        action=action,
        details=details,
    )


def record_all(
    session: Session,
    subjects: Sequence[str],
    *,
    user_id: int | None,
    organization_id: int | None,
    action: str,
    details: dict[str, Any] | None = None,
) -> None:
    """Add the same entry for each subject: a command may do the same to thousands."""
    newest = select(AuditEntry.hash).order_by(col(AuditEntry.id).desc()).limit(1)
    last = session.exec(newest).first() or _START
    same: dict[str, Any] = {"at": clock.now(), "user_id": user_id}
    same |= {"organization_id": organization_id, "action": action, "details": details or {}}
    entries: list[dict[str, Any]] = []
    for subject in subjects:
        entry = {**same, "subject": subject, "previous_hash": last}
        last = _hash(entry)
        entries.append({**entry, "hash": last})
    session.flush()
    session.execute(insert(AuditEntry), entries)


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
        if entry.previous_hash != previous or entry.hash != _hash(entry.model_dump()):
            return entry.id
        previous = entry.hash
    return None


def _hash(entry: Mapping[str, Any]) -> str:
    sealed = [entry[name] for name in _SEALED]
    text = json.dumps(sealed, sort_keys=True, default=datetime.isoformat)
    return hashlib.sha256(text.encode()).hexdigest()
