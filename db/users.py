"""People who sign in: the operator's commands, and one's own password and language.

What leads and coordinators do for others is in db/staff.py.
"""

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from db import audit, clock, limits, passwords
from db.actor import Actor, Role
from db.engine import writing
from db.errors import Conflict, Message, NotAllowed, NotFound
from db.fields import Checks
from db.models import LoginSession, LoginTicket, Organization, User

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
LANGUAGES = ("en", "es")


def names_of(session: Session, user_ids: Iterable[int | None]) -> dict[int | None, str]:
    """User id → name, for the lists that say who did what. None is nobody, and has no name."""
    rows = session.exec(select(User.id, User.name).where(col(User.id).in_(set(user_ids))))
    return dict(rows.all())


def as_actor(user: User, organization: str | None, *, login_session_id: int | None = None) -> Actor:
    """The person as one who asks. `organization` is the slug of theirs."""
    return Actor(
        user_id=user.id,
        username=user.username,
        name=user.name,
        role=user.role,
        organization_id=user.organization_id,
        organization=organization,
        language=user.language,
        must_change_password=user.must_change_password,
        login_session_id=login_session_id,
    )


def acting(session: Session, user_id: int) -> Actor:
    """The person of this id, for work done in their name elsewhere. Raises NotFound."""
    query = select(User, Organization.slug).join(Organization, isouter=True)
    found = session.exec(query.where(User.id == user_id, col(User.disabled_at).is_(None))).first()
    if found is None:
        raise NotFound
    return as_actor(*found)


def acting_for(session: Session, organization: str, username: str | None) -> Actor:
    """A person of an organization, for the operator who works in their name; else its first lead
    who has signed in: until then the first password is no secret of theirs.

    Raises NotFound, NotAllowed (nobody signed in yet).
    """
    theirs = (
        select(User.id)
        .join(Organization)
        .where(Organization.slug == organization, col(User.disabled_at).is_(None))
        .order_by(col(User.must_change_password), col(User.id))
    )
    named = User.username == username.lower() if username else User.role == Role.LEAD
    found = session.exec(theirs.where(named)).first()
    if found is None:
        raise NotFound(Message("This organization has nobody in whose name to do it."))
    actor = acting(session, found)
    if actor.must_change_password:
        raise NotAllowed(
            Message(
                "{username} has not signed in yet, so nothing is done in their name. Let them sign "
                "in and change the first password, or name somebody who has with --by.",
                username=actor.username,
            )
        )
    return actor


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
    Raises Invalid, NotFound (no such organization).
    """
    checks = Checks()
    username, name = check_person(session, checks, username=username, name=name)
    role = checks.option("role", role, Role)
    if (role is Role.COORDINATOR) == bool(organization):
        checks.refuse(
            "organization", Message("Staff and leads have an organization; a coordinator has none.")
        )
    passwords.check_new(checks, "password", password, username=username)
    checks.done()
    user = User(
        username=username,
        name=name,
        role=role,
        organization_id=_organization_id(session, organization) if organization else None,
        password_hash=passwords.hashed(password),
        created_at=clock.now(),
    )
    record(session, user, "create user", role=role.value)
    return user


def check_person(session: Session, checks: Checks, *, username: str, name: str) -> tuple[str, str]:
    """A new person's username and shown name as stored. Collects every problem in `checks`."""
    username = username.strip().lower()
    if not _USERNAME.fullmatch(username):
        checks.refuse(
            "username",
            Message(
                "Use 3 to 40 of: small letters without accents, digits, dot, dash, underscore."
            ),
        )
    elif session.exec(select(User.id).where(User.username == username)).first() is not None:
        checks.refuse("username", Message("That username is taken."))
    return username, checks.text("name", name, most=80, required=True)


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
    return disable(session, _user(session, username))


def enable_user(session: Session, username: str) -> User:
    """Let a person in again (operator). Raises NotFound."""
    return enable(session, _user(session, username))


def reset_password(session: Session, username: str, password: str) -> User:
    """Give a new first password and sign the person out everywhere (operator).

    Raises NotFound, Invalid.
    """
    user = _user(session, username)
    checks = Checks()
    passwords.check_new(checks, "password", password, username=user.username)
    checks.done()
    return set_first_password(session, user, passwords.hashed(password))


def disable(session: Session, user: User, *, by: int | None = None) -> User:
    """Keep a person out; `by` is who did it, None for the operator. Raises Conflict."""
    if user.disabled_at is None and user.role is Role.COORDINATOR and is_last(session, user):
        raise Conflict(
            Message(
                "This is the last coordinator. Add another one first, or reset the password: that "
                "signs the person out everywhere."
            )
        )
    if user.disabled_at is None and user.role is Role.LEAD and is_last(session, user):
        raise Conflict(
            Message(
                "This is the organization's last lead. Add another one first, or reset the "
                "password: that signs the person out everywhere."
            )
        )
    user.disabled_at = user.disabled_at or clock.now()
    end_sessions(session, user.id)
    record(session, user, "disable user", by=by)
    return user


def enable(session: Session, user: User, *, by: int | None = None) -> User:
    """Let a person in again."""
    user.disabled_at = None
    record(session, user, "enable user", by=by)
    return user


def set_first_password(
    session: Session, user: User, password_hash: str, *, by: int | None = None
) -> User:
    """Put a password that opens nothing but the choice of another one; sign out everywhere."""
    user.password_hash = password_hash
    user.must_change_password = True
    end_sessions(session, user.id)
    record(session, user, "reset password", by=by)
    return user


def is_last(session: Session, user: User) -> bool:
    """True if nobody else runs the campaign, or leads the person's organization."""
    others = select(User.id).where(
        User.role == user.role,
        User.organization_id == user.organization_id,
        User.id != user.id,
        col(User.disabled_at).is_(None),
    )
    return session.exec(others.limit(1)).first() is None


def change_password(actor: Actor, *, current: str, new: str, repeated: str) -> None:
    """A person's own change. Signs out that person's other browsers. Opens its own transactions.

    Hashes outside of them, so that nobody's write waits for it.
    Raises Invalid with the field that does not fit, Conflict (changed elsewhere meanwhile).
    """
    checks = Checks()
    password_hash = _try_password(actor, checks, "current", current)
    passwords.check_new(checks, "new", new, username=actor.username)
    passwords.check_repeated(checks, "repeated", new, repeated)
    if passwords.canonical(new) == passwords.canonical(current):
        checks.refuse("new", Message("Choose one that is not the current one."))
    if not checks.problems:
        new_hash = passwords.hashed(new)
        with writing() as session:
            _replace_password(session, actor, password_hash, new_hash)
    checks.done()


def confirm_password(actor: Actor, password: str) -> None:
    """Make sure that it is still the person who signed in, before something that matters.

    Opens its own transactions and hashes outside of them. Raises Invalid ("password").
    """
    checks = Checks()
    _try_password(actor, checks, "password", password)
    checks.done()


def _try_password(actor: Actor, checks: Checks, field: str, password: str) -> str:
    """The hash that this password was tried against; what does not fit is refused at `field`."""
    with writing() as session:
        user = session.get_one(User, actor.user_id)
        allowed = limits.take(session, limits.PASSWORD_CHANGE, user.username)
        password_hash = user.password_hash
    if not allowed:
        checks.refuse(field, Message("Too many tries. Wait a few minutes, then try again."))
    elif not passwords.fits(password, password_hash):
        checks.refuse(field, Message("This is not your current password."))
    else:
        with writing() as session:
            limits.give_back(session, limits.PASSWORD_CHANGE, actor.username)
    return password_hash


def _replace_password(session: Session, actor: Actor, before: str, after: str) -> None:
    user = session.get_one(User, actor.user_id)
    if user.password_hash != before:
        raise Conflict(Message("Your password was changed elsewhere. Sign in again."))
    user.password_hash = after
    user.must_change_password = False
    end_sessions(session, user.id, except_for=actor.login_session_id)
    record(session, user, "change password", by=actor.user_id)


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


def record(
    session: Session, user: User, action: str, *, by: int | None = None, **details: Any
) -> None:
    """Write a person's row and the audit entry of what was done to it."""
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
