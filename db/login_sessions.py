"""Signing in and staying signed in.

A right password gives a one-time ticket (a minute), the browser exchanges it for a cookie with a
random id, and the database keeps only that id's SHA-256. Every run asks `actor_of` who it is.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete
from sqlmodel import Session, col, select

from db import clock, limits, passwords, users
from db.actor import Actor, Right, allow
from db.engine import reading, writing
from db.errors import NotFound, Unavailable
from db.fields import clean, is_id
from db.models import LoginSession, LoginTicket, Organization, User

TICKET_LIFE = timedelta(seconds=60)
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
_OWNER_KNOWN = 2 * ABSOLUTE  # whose it was is asked for what was sent after it ended
_EXACT_TO = timedelta(minutes=1)  # last_seen_at is not written more often than this
# For unknown, disabled and limited sign-ins: the same work, and no password fits.
NO_ONES_HASH = passwords.hashed(secrets.token_urlsafe(32))
# Made once: making it took longer than asking it, which happens on every rerun.
_HOLDER = (
    select(LoginSession, User, Organization.slug)
    .join(User, col(User.id) == LoginSession.user_id)
    .join(Organization, col(Organization.id) == User.organization_id, isouter=True)
    .where(LoginSession.token_hash == bindparam("token_hash"))
)


def sign_in(username: str, password: str, *, address: str) -> str | None:
    """Check a password: a one-time ticket, or None. Opens its own transactions.

    The answer and the work are the same for an unknown name, a disabled one, a wrong password and
    too many tries: one hash each time, outside any transaction.
    """
    username = clean(username).lower()[:200]
    with writing() as session:
        # An address that has to wait uses up nobody's tries and fills no table.
        allowed = limits.take(session, limits.SIGN_IN_PER_ADDRESS, address) and limits.take(
            session, limits.SIGN_IN_PER_ACCOUNT, username
        )
        user = session.exec(select(User).where(User.username == username)).first()
        usable = user is not None and user.disabled_at is None and allowed
        password_hash = user.password_hash if user and usable else NO_ONES_HASH
    right = passwords.fits(password, password_hash)
    if not (right and usable and user):
        return None
    with writing() as session:
        user = session.get_one(User, user.id)
        if user.password_hash != password_hash or user.disabled_at is not None:
            return None  # reset or disabled while we hashed
        limits.give_back(session, limits.SIGN_IN_PER_ADDRESS, address)
        limits.give_back(session, limits.SIGN_IN_PER_ACCOUNT, username)
        limits.forget_old(session)
        return ticket_for(session, user)


def ticket_for(session: Session, user: User) -> str:
    """A one-time ticket for a person who has just shown that it is them."""
    ticket = secrets.token_urlsafe(32)
    now = clock.now()
    session.execute(delete(LoginTicket).where(col(LoginTicket.expires_at) < now))
    session.add(
        LoginTicket(token_hash=digest(ticket), user_id=user.id, expires_at=now + TICKET_LIFE)
    )
    return ticket


def exchange(session: Session, ticket: str, *, device: str = "") -> str | None:
    """Turn a ticket into a new login session: the cookie's random id, or None. Works once.

    The person's own sessions of earlier days are dropped, so that nobody can look up from which
    browsers and at which hours somebody worked for the campaign.
    `device` is what its owner will recognise it by, such as "Firefox, Android".
    """
    row = session.get(LoginTicket, digest(ticket))
    if row is None:
        return None
    session.delete(row)
    user = session.get(User, row.user_id)
    now = clock.now()
    if row.expires_at < now or user is None or user.disabled_at is not None:
        return None
    token = secrets.token_urlsafe(32)
    login = LoginSession(
        token_hash=digest(token),
        user_id=row.user_id,
        device=device,
        started_at=now,
        last_seen_at=now,
    )
    session.add(login)
    session.flush()
    session.execute(
        delete(LoginSession).where(
            col(LoginSession.user_id) == user.id,
            col(LoginSession.started_at) < now - _OWNER_KNOWN,
        )
    )
    users.record(session, user, "sign in", by=user.id)
    return token


def actor_of(token: str | None, *, active: bool = True) -> Actor | None:
    """Who holds this cookie, if their login session still stands. Opens its own transactions.

    `active` False: a screen refreshed itself; that does not keep an idle person signed in.
    Raises Unavailable if the database is away.
    """
    if not token:
        return None
    with reading() as session:
        found = session.exec(_HOLDER, params={"token_hash": digest(token)}).first()
    if found is None:
        return None
    login, user, organization = found
    if not _stands(login, user):
        return None
    if active and clock.now() - login.last_seen_at > _EXACT_TO:
        _seen(login.id)
    return users.as_actor(user, organization, login_session_id=login.id)


def owner_of(token: str | None) -> int | None:
    """Whose cookie this was, though its session may have ended; nobody's if they are disabled."""
    if not token:
        return None
    with reading() as session:
        login = session.exec(
            select(LoginSession).where(LoginSession.token_hash == digest(token))
        ).first()
        if login is None or clock.now() - login.started_at > _OWNER_KNOWN:
            return None
        disabled = session.get_one(User, login.user_id).disabled_at is not None
        return None if disabled else login.user_id


@dataclass(frozen=True)
class OpenSession:
    """One browser in which a person is signed in, as that person sees it."""

    id: int
    device: str
    started_at: datetime
    last_seen_at: datetime
    here: bool  # the browser that asks


def own_sessions(session: Session, actor: Actor) -> list[OpenSession]:
    """Where the actor is signed in now: this browser first, then the latest seen. NotAllowed."""
    allow(actor, Right.OWN_ACCOUNT)
    user = session.get_one(User, actor.user_id)
    standing = sessions_of(session, [user], here=actor.login_session_id)[user.id]
    return sorted(standing, key=lambda login: not login.here)


def sessions_of(
    session: Session, people: Iterable[User], *, here: int | None
) -> dict[int, list[OpenSession]]:
    """Where each of these people is signed in now, by their id, the latest seen first."""
    users_by_id = {user.id: user for user in people}
    standing: dict[int, list[OpenSession]] = {user_id: [] for user_id in users_by_id}
    query = select(LoginSession).where(
        col(LoginSession.user_id).in_(users_by_id), col(LoginSession.ended_at).is_(None)
    )
    for login in session.exec(query.order_by(col(LoginSession.last_seen_at).desc())):
        if _stands(login, users_by_id[login.user_id]):
            standing[login.user_id].append(
                OpenSession(
                    login.id,
                    login.device,
                    login.started_at,
                    login.last_seen_at,
                    here=login.id == here,
                )
            )
    return standing


def end_own_session(session: Session, actor: Actor, login_session_id: int) -> None:
    """Sign one of the actor's own browsers out, at once. Raises NotAllowed, NotFound."""
    allow(actor, Right.OWN_ACCOUNT)
    end_session_of(session, actor.user_id, login_session_id, by=actor.user_id)


def end_session_of(session: Session, user_id: int, login_session_id: int, *, by: int) -> None:
    """Sign a person's browser out, at once; `by` is who did it. Raises NotFound."""
    login = session.get(LoginSession, login_session_id) if is_id(login_session_id) else None
    if login is None or login.user_id != user_id:
        raise NotFound
    _end(session, login, by=by)


def sign_out(session: Session, actor: Actor) -> None:
    """End this login session, at once."""
    login = session.get(LoginSession, actor.login_session_id)
    if login is not None:
        _end(session, login, by=actor.user_id)


def sign_out_everywhere(session: Session, actor: Actor) -> None:
    """End all of this person's login sessions, at once."""
    users.end_sessions(session, actor.user_id)
    user = session.get_one(User, actor.user_id)
    users.record(session, user, "sign out everywhere", by=actor.user_id)


def _end(session: Session, login: LoginSession, *, by: int) -> None:
    if login.ended_at is None:
        login.ended_at = clock.now()
        session.add(login)
        users.record(session, session.get_one(User, login.user_id), "sign out", by=by)


def _stands(login: LoginSession, user: User) -> bool:
    now = clock.now()
    return (
        login.ended_at is None
        and user.disabled_at is None
        and now - login.last_seen_at <= IDLE
        and now - login.started_at <= ABSOLUTE
    )


def _seen(login_id: int | None) -> None:
    try:
        with writing() as session:
            login = session.get_one(LoginSession, login_id)
            login.last_seen_at = max(login.last_seen_at, clock.now())
            session.add(login)
    except Unavailable:
        pass  # a busy database must not keep anyone from reading


def digest(token: str) -> str:
    """What the database keeps of a secret that somebody carries."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
