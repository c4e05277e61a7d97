"""The history of signatures and outreach: who changed what, when, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

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
    row = new_id(session, Revision)
    session.add(
        Revision(
            id=row,
            organization_id=organization_id,
            subject=subject,
            change=change,
            fields=list(fields),
            sealed=Seal(organization_id, "revision").seal(row, reason) if reason else None,
            changed_by=actor.user_id,
            changed_at=clock.now(),
        )
    )
    session.flush()


def revise_all(
    session: Session, actor: Actor, subjects: Sequence[str], *, organization_id: int, change: str
) -> None:
    """Note the same change of many rows, which one command made of them all."""
    now = clock.now()
    session.add_all(
        Revision(
            id=row,
            organization_id=organization_id,
            subject=subject,
            change=change,
            fields=[],
            changed_by=actor.user_id,
            changed_at=now,
        )
        for row, subject in enumerate(subjects, new_id(session, Revision))
    )
    session.flush()


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
