"""What tests of every layer share: made-up people, how to be one of them, and what time it is."""

import base64
import secrets
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlmodel import select

from db import clock, engine, installation, keys, live, login_sessions, passwords, users
from db.actor import Actor, Role
from db.models import LoginTicket, Organization, User

PASSWORD = "sanctuary-for-all"
START = "2017-04-24T09:00"  # what the clock says when a test begins: a Monday, in Chicago

# username → name, role, organization. "coordinator" is there as well: `prepare` made it.
PEOPLE = {
    "alice": ("Alice", Role.LEAD, "mijente"),
    "bob": ("Bob", Role.STAFF, "mijente"),
    "charlie": ("Charlie", Role.STAFF, "hana-center"),
    "dora": ("Dora", Role.LEAD, "hana-center"),
    "cora": ("Cora", Role.COORDINATOR, None),
}


@cache
def password_hash() -> str:
    """The hash of everybody's password, computed once: a hash is slow by design."""
    return passwords.hashed(PASSWORD)


def fill_template() -> None:
    """Prepare the installation in force and add the made-up people."""
    installation.prepare()
    with engine.writing() as session:
        organizations = dict(session.exec(select(Organization.slug, Organization.id)).all())
        for username, (name, role, organization) in PEOPLE.items():
            session.add(
                User(
                    username=username,
                    name=name,
                    role=role,
                    organization_id=organizations[organization] if organization else None,
                    password_hash=password_hash(),
                    must_change_password=False,
                    created_at=clock.now(),
                )
            )
            session.flush()
    forget_engines()


def put_keys(home: Path) -> None:
    """Give a home the keys with which every test installation is made."""
    folder = home / "keys"
    folder.mkdir()
    for number, name in enumerate((keys.MASTER, keys.FINGERPRINT)):
        file = folder / f"{name}.key"
        file.write_bytes(base64.urlsafe_b64encode(bytes([number + 1]) * 32))
        file.chmod(0o400)


def forget_engines() -> None:
    """Close every connection of the installation in force, as the end of the process would."""
    live.hub.stop()
    live.hub._snapshot = None
    engine.engine().dispose()
    engine._engine.cache_clear()


def actor(username: str) -> Actor:
    """A person of the installation in force, without a login session."""
    with engine.reading() as session:
        user, organization = session.exec(
            select(User, Organization.slug)
            .join(Organization, isouter=True)
            .where(User.username == username)
        ).one()
    return users.as_actor(user, organization)


def token_of(username: str) -> str:
    """Sign a person in without the slow hash: the cookie's value."""
    ticket = secrets.token_urlsafe(32)
    with engine.writing() as session:
        user = session.exec(select(User).where(User.username == username)).one()
        session.add(
            LoginTicket(
                token_hash=login_sessions.digest(ticket),
                user_id=user.id or 0,
                expires_at=clock.now() + login_sessions.TICKET_LIFE,
            )
        )
        session.flush()
        token = login_sessions.exchange(session, ticket)
    assert token is not None
    return token


def at(chicago: str) -> AbstractContextManager[None]:
    """Stop the clock of this thread at a Chicago time: `with at("2017-04-25T10:00"): ...`."""
    return clock.stopped_at(datetime.fromisoformat(chicago).replace(tzinfo=clock.CHICAGO))
