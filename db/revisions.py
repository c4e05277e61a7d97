"""The history of signatures and outreach: who changed what, when, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col

from db import clock
from db.actor import Actor, own
from db.models import Revision
from db.sealed import Seal, new_id
from db.users import names_of


@dataclass(frozen=True)
class Change:
    """One line of a history."""

    change: str
    fields: list[str]
    reason: str
    changed_by: str
    changed_at: datetime


def revise(
    session: Session,
    actor: Actor,
    subject: str,
    *,
    organization_id: int,
    change: str,
    fields: Sequence[str] = (),
    reason: str = "",
) -> None:
    """Note a change of a row, inside the command's transaction. The reason is sealed."""
    revise_all(
        session,
        actor,
        [subject],
        organization_id=organization_id,
        change=change,
        fields=fields,
        reason=reason,
    )


def revise_all(
    session: Session,
    actor: Actor,
    subjects: Sequence[str],
    *,
    organization_id: int,
    change: str,
    fields: Sequence[str] = (),
    reason: str = "",
) -> None:
    """Note the same change of each row: a command may do the same to thousands."""
    same: dict[str, Any] = {
        "organization_id": organization_id,
        "change": change,
        "fields": list(fields),
    }
    same |= {"changed_by": actor.user_id, "changed_at": clock.now()}
    seal = Seal(organization_id, "revision")
    rows = [
        {
            **same,
            "id": row,
            "subject": subject,
            "sealed": seal.seal(row, reason) if reason else None,
        }
        for row, subject in enumerate(subjects, new_id(session, Revision))
    ]
    session.flush()
    session.execute(insert(Revision), rows)


def changes_of(session: Session, actor: Actor, subject: str) -> list[Change]:
    """Every change of one row of the actor's own organization, the first one first."""
    query = own(session, actor, Revision).where(Revision.subject == subject)
    revisions = session.exec(query.order_by(col(Revision.id))).all()
    names = names_of(session, {revision.changed_by for revision in revisions})
    return [
        Change(
            revision.change,
            revision.fields,
            Seal(revision.organization_id, "revision").open(revision.id, revision.sealed)
            if revision.sealed
            else "",
            names[revision.changed_by],
            revision.changed_at,
        )
        for revision in revisions
    ]
