"""People who sign in. Their screens arrive later; the operator's commands use this today."""

import re

from sqlalchemy import delete
from sqlmodel import Session, col, select

from db import audit, clock, limits, passwords
from db.actor import Actor, Role
from db.engine import writing
from db.errors import Conflict, Message, NotFound
from db.fields import Checks
from db.models import LoginSession, LoginTicket, Organization, User

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
LANGUAGES = ("en", "es")


def create_user(
    session: Session,
    *,
    username: str,
    name: str,
    role: Role,
    organization: str | None,
    password: str,
) -> User:
    """Add a person with a first password, to be changed at the first sign-in (operator).

    `organization` is a slug; a coordinator has none, staff and leads need one.
    Raises Invalid, NotFound (no such organization), Conflict (username taken).
    """
    checks = Checks()
    username = username.strip().lower()
    if not _USERNAME.fullmatch(username):
        checks.refuse(
            "username",
            Message(
                "Use 3 to 40 of: small letters without accents, digits, dot, dash, underscore."
            ),
        )
    name = checks.text("name", name, most=80, required=True)
    role = checks.option("role", role, Role)
    if (role is Role.COORDINATOR) == bool(organization):
        checks.refuse(
            "organization", Message("Staff and leads have an organization; a coordinator has none.")
        )
    passwords.check_new(checks, "password", password, username=username)
    checks.done()
    if session.exec(select(User).where(User.username == username)).first():
        raise Conflict(Message("That username is taken."))
    user = User(
        username=username,
        name=name,
        role=role,
        organization_id=_organization_id(session, organization) if organization else None,
        password_hash=passwords.hashed(password),
        created_at=clock.now(),
    )
    session.add(user)
    session.flush()
    _record(session, user, "create user", role=role.value)
    return user


def list_users(session: Session) -> list[tuple[User, str]]:
    """Everybody with the slug of their organization ("" for none), by username (operator)."""
    query = (
        select(User, Organization.slug)
        .join(Organization, isouter=True)
        .order_by(col(User.username))
    )
    return [(user, slug or "") for user, slug in session.exec(query)]


def disable_user(session: Session, username: str) -> User:
    """Keep a person out, at once and everywhere; what they did stays (operator).

    Raises NotFound, Conflict (the last coordinator, or the last lead of an organization).
    """
    user = _user(session, username)
    _keep_the_last(session, user)
    user.disabled_at = user.disabled_at or clock.now()
    end_sessions(session, user.id)
    _record(session, user, "disable user")
    return user


def enable_user(session: Session, username: str) -> User:
    """Let a person in again (operator). Raises NotFound."""
    user = _user(session, username)
    user.disabled_at = None
    _record(session, user, "enable user")
    return user


def reset_password(session: Session, username: str, password: str) -> User:
    """Give a new first password and sign the person out everywhere (operator).

    Raises NotFound, Invalid.
    """
    user = _user(session, username)
    checks = Checks()
    passwords.check_new(checks, "password", password, username=user.username)
    checks.done()
    user.password_hash = passwords.hashed(password)
    user.must_change_password = True
    end_sessions(session, user.id)
    _record(session, user, "reset password")
    return user


def change_password(actor: Actor, *, current: str, new: str, repeated: str) -> None:
    """A person's own change. Signs out that person's other browsers. Opens its own transactions.

    Hashes outside of them, so that nobody's write waits for it.
    Raises Invalid with the field that does not fit, Conflict (changed elsewhere meanwhile).
    """
    with writing() as session:
        user = session.get_one(User, actor.user_id)
        allowed = limits.take(session, limits.PASSWORD_CHANGE, user.username)
        password_hash = user.password_hash
    right = allowed and passwords.fits(current, password_hash)
    checks = Checks()
    passwords.check_new(checks, "new", new, username=actor.username)
    if passwords.canonical(new) != passwords.canonical(repeated):
        checks.refuse("repeated", Message("The two don't match."))
    if passwords.canonical(new) == passwords.canonical(current):
        checks.refuse("new", Message("Choose one that is not the current one."))
    if not allowed:
        checks.refuse("current", Message("Too many tries. Wait a few minutes, then try again."))
    elif not right:
        checks.refuse("current", Message("This is not your current password."))
    new_hash = "" if checks.problems else passwords.hashed(new)
    if right:
        with writing() as session:
            limits.give_back(session, limits.PASSWORD_CHANGE, actor.username)
            if new_hash:
                _replace_password(session, actor, password_hash, new_hash)
    checks.done()


def _replace_password(session: Session, actor: Actor, before: str, after: str) -> None:
    user = session.get_one(User, actor.user_id)
    if user.password_hash != before:
        raise Conflict(Message("Your password was changed elsewhere. Sign in again."))
    user.password_hash = after
    user.must_change_password = False
    end_sessions(session, user.id, except_for=actor.login_session_id)
    _record(session, user, "change password", by=actor.user_id)


def set_language(session: Session, actor: Actor, language: str | None) -> None:
    """A person's own choice of language; None follows the browser. Raises Invalid."""
    checks = Checks()
    checks.one_of("language", language, [None, *LANGUAGES])
    checks.done()
    user = session.get_one(User, actor.user_id)
    user.language = language
    session.add(user)


def end_sessions(session: Session, user_id: int | None, *, except_for: int | None = None) -> None:
    """End a person's login sessions, all or all but one, and the tickets for new ones."""
    session.execute(delete(LoginTicket).where(col(LoginTicket.user_id) == user_id))
    query = select(LoginSession).where(
        LoginSession.user_id == user_id, col(LoginSession.ended_at).is_(None)
    )
    for login in session.exec(query):
        if login.id != except_for:
            login.ended_at = clock.now()
            session.add(login)


def _keep_the_last(session: Session, user: User) -> None:
    """Raise Conflict if nobody would be left to run the campaign, or the person's organization."""
    if user.role is Role.STAFF or user.disabled_at is not None:
        return
    others = select(User.id).where(
        User.role == user.role,
        User.organization_id == user.organization_id,
        User.id != user.id,
        col(User.disabled_at).is_(None),
    )
    if session.exec(others.limit(1)).first() is not None:
        return
    if user.role is Role.COORDINATOR:
        raise Conflict(
            Message(
                "This is the last coordinator. Add another one first, or reset the password: that "
                "signs the person out everywhere."
            )
        )
    raise Conflict(
        Message(
            "This is the organization's last lead. Add another one first, or reset the password: "
            "that signs the person out everywhere."
        )
    )


def _user(session: Session, username: str) -> User:
    user = session.exec(select(User).where(User.username == username.strip().lower())).first()
    if user is None:
        raise NotFound
    return user


def _organization_id(session: Session, slug: str) -> int | None:
    found = session.exec(select(Organization.id).where(Organization.slug == slug)).first()
    if found is None:
        raise NotFound
    return found


def _record(
    session: Session, user: User, action: str, *, by: int | None = None, **details: str
) -> None:
    session.add(user)
    session.flush()
    audit.record(
        session,
        user_id=by,
        organization_id=user.organization_id,
        action=action,
        subject=f"user {user.id}",
        details=details,
    )
