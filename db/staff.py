"""The people whom somebody looks after: a lead her organization's, a coordinator all leads.

Of an organization's staff a coordinator sees the number only. Each command is one transaction.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from db import login_sessions, passwords, users
from db.actor import Actor, Right, Role, allow, own
from db.engine import reading, writing
from db.errors import Conflict, Doubtful, Message, NotFound
from db.fields import Checks, is_id
from db.login_sessions import OpenSession
from db.models import LoginSession, Organization, User


@dataclass(frozen=True)
class Person:
    """Somebody as who looks after them sees them."""

    id: int
    name: str
    username: str
    role: Role
    organization: str | None  # its slug; none: coordinator
    disabled: bool
    last_seen_at: datetime | None  # none: never signed in
    sessions: list[OpenSession]
    oneself: bool


def right_over_people(actor: Actor) -> Right:
    """By which right the actor looks after people. Raises NotAllowed."""
    right = Right.RUN_ORGANIZATION
    if not actor.may(right):
        right = Right.RUN_COALITION
    allow(actor, right)
    return right


def people(session: Session, actor: Actor) -> list[Person]:
    """Whom the actor looks after: those who may sign in first, by name. Raises NotAllowed."""
    return _seen(session, actor, list(session.exec(_looked_after(session, actor))))


def person(session: Session, actor: Actor, user_id: int) -> Person:
    """One of them. Raises NotAllowed, NotFound."""
    [found] = _seen(session, actor, [_one(session, actor, user_id)])
    return found


def set_role(
    session: Session, actor: Actor, user_id: int, role: str, *, sure: bool = False
) -> User:
    """Make staff a lead, or a lead staff (the organization's own leads).

    Raises NotAllowed, NotFound, Invalid, Conflict (its last lead), Doubtful (oneself, not `sure`).
    """
    allow(actor, Right.RUN_ORGANIZATION)
    user = _one(session, actor, user_id)
    checks = Checks()
    role = checks.option("role", role, Role)
    if role is Role.COORDINATOR:
        checks.refuse("role", Message("Choose one of the list."))
    checks.done()
    if user.role is role:
        return user
    if user.role is Role.LEAD and user.disabled_at is None and users.is_last(session, user):
        raise Conflict(
            Message("This is the organization's last lead. Make somebody else a lead first.")
        )
    if user.id == actor.user_id and not sure:
        raise Doubtful(
            Message(
                "You would be staff from now on, and only another lead could make you a lead again."
            )
        )
    before, user.role = user.role, role
    users.record(session, user, "set role", by=actor.user_id, role=[before.value, role.value])
    return user


def disable(session: Session, actor: Actor, user_id: int) -> User:
    """Keep a person out, at once and everywhere; what they did stays.

    Raises NotAllowed, NotFound, Conflict (oneself, the last coordinator, an organization's last
    lead).
    """
    user = _another(session, actor, user_id, Message("You can't disable yourself."))
    return users.disable(session, user, by=actor.user_id)


def enable(session: Session, actor: Actor, user_id: int) -> User:
    """Let a person in again. Raises NotAllowed, NotFound."""
    return users.enable(session, _one(session, actor, user_id), by=actor.user_id)


def reset_password(actor: Actor, user_id: int) -> str:
    """A new one-time password, to hand over; signs the person out everywhere.

    Opens its own transactions and hashes outside of them, so that nobody's write waits for it.
    Raises NotAllowed, NotFound, Conflict (oneself).
    """
    own_one = Message("Change your own password under Account.")
    with reading() as session:
        _another(session, actor, user_id, own_one)
    password = passwords.one_time()
    password_hash = passwords.hashed(password)
    with writing() as session:
        user = _another(session, actor, user_id, own_one)
        users.set_first_password(session, user, password_hash, by=actor.user_id)
    return password


def end_session(session: Session, actor: Actor, user_id: int, login_session_id: int) -> None:
    """Sign a person out of one browser, at once. Raises NotAllowed, NotFound."""
    user = _one(session, actor, user_id)
    login_sessions.end_session_of(session, user.id, login_session_id, by=actor.user_id)


def slug_by_id(session: Session) -> dict[int | None, str]:
    """Every organization's short name."""
    found: dict[int | None, str] = {}
    found.update(session.exec(select(Organization.id, Organization.slug)).all())
    return found


def _looked_after(session: Session, actor: Actor) -> SelectOfScalar[User]:
    if right_over_people(actor) is Right.RUN_ORGANIZATION:
        query = own(session, actor, User)
    else:
        query = select(User).where(User.role != Role.STAFF)
    return query.order_by(col(User.disabled_at).is_not(None), col(User.name), col(User.id))


def _one(session: Session, actor: Actor, user_id: int) -> User:
    query = _looked_after(session, actor)
    user = session.exec(query.where(User.id == user_id)).first() if is_id(user_id) else None
    if user is None:
        raise NotFound
    return user


def _another(session: Session, actor: Actor, user_id: int, refusal: Message) -> User:
    user = _one(session, actor, user_id)
    if user.id == actor.user_id:
        raise Conflict(refusal)
    return user


def _seen(session: Session, actor: Actor, found: list[User]) -> list[Person]:
    ids = [user.id for user in found]
    slugs = slug_by_id(session)
    last_seen = dict(
        session.exec(
            select(LoginSession.user_id, func.max(LoginSession.last_seen_at))
            .where(col(LoginSession.user_id).in_(ids))
            .group_by(col(LoginSession.user_id))
        ).all()
    )
    standing = login_sessions.sessions_of(session, found, here=actor.login_session_id)
    return [
        Person(
            id=user.id,
            name=user.name,
            username=user.username,
            role=user.role,
            organization=slugs.get(user.organization_id),
            disabled=user.disabled_at is not None,
            last_seen_at=last_seen.get(user.id),
            sessions=standing[user.id],
            oneself=user.id == actor.user_id,
        )
        for user in found
    ]
