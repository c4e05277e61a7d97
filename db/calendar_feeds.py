"""The secret address at which a person's calendar program reads the dates, without signing in.

One for each person. The database keeps only the SHA-256 of its secret part, of 256 random bits:
nobody can read it again, only make a new one, which ends the old.
"""

import secrets
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from db import audit, clock, users
from db.actor import Actor, Right, allow
from db.login_sessions import digest
from db.models import CalendarFeed, Organization, User


def make(session: Session, actor: Actor) -> str:
    """Make the actor's address anew: its secret part. The one before works no more.

    Pressed twice, the second one is the one that works. Raises NotAllowed.
    """
    allow(actor, Right.SEE_COUNCIL)
    _end_all(session, actor)
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed(token_hash=digest(token), user_id=actor.user_id, made_at=clock.now())
    session.add(feed)
    session.flush()
    _record(session, actor, feed, "make calendar feed")
    return token


def end(session: Session, actor: Actor) -> None:
    """End the actor's address, at once; again changes nothing. Raises NotAllowed."""
    allow(actor, Right.SEE_COUNCIL)
    for feed in _end_all(session, actor):
        _record(session, actor, feed, "end calendar feed")


def made_at(session: Session, actor: Actor) -> datetime | None:
    """Since when the actor has an address that works; None: there is none. Raises NotAllowed."""
    allow(actor, Right.SEE_COUNCIL)
    feed = session.exec(_standing(actor)).first()
    return feed.made_at if feed else None


def reader(session: Session, token: str) -> Actor | None:
    """Whose address this is, if it works: not ended, and its person may see the calendar.

    The work is the same whether an address is unknown, ended or a disabled person's.
    """
    found = session.exec(
        select(User, Organization.slug)
        .join(CalendarFeed, col(CalendarFeed.user_id) == User.id)
        .join(Organization, col(Organization.id) == User.organization_id, isouter=True)
        .where(
            CalendarFeed.token_hash == digest(token),
            col(CalendarFeed.ended_at).is_(None),
            col(User.disabled_at).is_(None),
        )
    ).first()
    actor = users.as_actor(*found) if found else None
    return actor if actor and actor.may(Right.SEE_COUNCIL) else None


def _standing(actor: Actor) -> SelectOfScalar[CalendarFeed]:
    return select(CalendarFeed).where(
        CalendarFeed.user_id == actor.user_id, col(CalendarFeed.ended_at).is_(None)
    )


def _end_all(session: Session, actor: Actor) -> list[CalendarFeed]:
    ended = list(session.exec(_standing(actor)))
    for feed in ended:
        feed.ended_at = clock.now()
        session.add(feed)
    session.flush()
    return ended


def _record(session: Session, actor: Actor, feed: CalendarFeed, action: str) -> None:
    audit.record(
        session,
        user_id=actor.user_id,
        organization_id=actor.organization_id,
        action=action,
        subject=f"calendar feed {feed.id}",
    )
