"""What somebody sent after their login session had ended, kept until they are back.

Sealed like everything that may hold a name.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col

from db import clock
from db.actor import Actor
from db.models import Draft
from db.sealed import Damaged, Seal

LIFE = timedelta(days=1)
_MOST_CHARACTERS = 1_000_000  # a pasted block of a thousand names with all that a line can say


def keep_draft(session: Session, user_id: int, form: str, fields: dict[str, Any]) -> bool:
    """Keep a form's fields (texts, numbers, ISO days) for one person; replaces an older draft.

    False if they are too long to be kept.
    """
    session.execute(delete(Draft).where(col(Draft.kept_at) < clock.now() - LIFE))
    session.execute(delete(Draft).where(col(Draft.user_id) == user_id, col(Draft.form) == form))
    if sum(len(str(value)) for value in fields.values()) > _MOST_CHARACTERS:
        return False
    sealed = _seal().seal(f"{user_id} {form}", fields)
    session.add(Draft(user_id=user_id, form=form, sealed=sealed, kept_at=clock.now()))
    return True


def take_draft(session: Session, actor: Actor, form: str) -> dict[str, Any] | None:
    """The actor's own draft of a form, once: it is removed here. None too for a damaged one."""
    draft = session.get(Draft, (actor.user_id, form))
    if draft is None:
        return None
    session.delete(draft)
    if clock.now() - draft.kept_at > LIFE:
        return None
    try:
        fields: dict[str, Any] = _seal().open(f"{actor.user_id} {form}", draft.sealed)
    except Damaged:
        return None
    return fields


def has_draft(session: Session, actor: Actor, form: str) -> bool:
    """True if the actor has a draft of this form."""
    return session.get(Draft, (actor.user_id, form)) is not None


def _seal() -> Seal:
    return Seal(None, "draft")
