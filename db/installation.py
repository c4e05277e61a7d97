"""Bringing an installation up: its schema, its seed, its first coordinator."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import Session, select

from db import (
    audit,
    frozen_figures,
    keys,
    live,
    outreach_tallies,
    passwords,
    recount,
    sealed,
    users,
)
from db.actor import Role
from db.engine import engine, reading, writing
from db.models import User
from db.seed import seed

FIRST_COORDINATOR = "coordinator"


def alembic_config() -> Config:
    """Alembic's settings; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def is_current() -> bool:
    """True if the database has the newest schema."""
    with engine().connect() as connection:
        have = MigrationContext.configure(connection).get_current_revision()
    return have == ScriptDirectory.from_config(alembic_config()).get_current_head()


def prepare() -> str | None:
    """Create or upgrade the schema, seed it, and make the first coordinator.

    Returns that coordinator's one-time password the first time, None ever after.
    Raises KeyTrouble if a key is missing or another one.
    """
    if not is_current():
        command.upgrade(alembic_config(), "head")
    with writing() as session:
        keys.prepare(session)
        seed(session)
        if session.exec(select(User).limit(1)).first() is not None:
            return None
        password = passwords.one_time()
        users.create_user(
            session,
            username=FIRST_COORDINATOR,
            name="Coordinator",
            role=Role.COORDINATOR,
            organization=None,
            password=password,
        )
        return password


def welcome(password: str) -> str:
    """What to tell the operator once: how the first coordinator signs in."""
    return (
        f"\n  First sign-in: {FIRST_COORDINATOR}\n"
        f"  One-time password: {password}\n"
        "  It is shown only this once; you choose your own when you sign in.\n"
    )


def verify(*, repair: bool = False) -> list[str]:
    """What does not hold on live data, one line each; empty when all is sound.

    Recounts every tally from the rows, opens every sealed blob, and walks the audit chain. Drift is
    repaired only if asked.
    """
    if repair:
        with writing() as session:
            if _drifted(session):
                recount.repair(session)
                audit.record(
                    session,
                    user_id=None,
                    organization_id=None,
                    action="repair tallies",
                    subject="tally",
                )
                live.announce(session)
    with reading() as session:
        lines = [
            f"tally {d.cut}/{d.key or '-'}: stored {tuple(d.stored)}, counted {tuple(d.counted)}"
            for d in recount.drift(session)
        ]
        lines += [f"batch {n}: its own count is off" for n in recount.batch_drift(session)]
        lines += [
            f"external source {slug}: readings do not add up"
            for slug in recount.external_drift(session)
        ]
        lines += [
            f"outreach tally {cut}/{key or '-'}: does not add up"
            for cut, key in outreach_tallies.drift(session)
        ]
        lines += [
            f"press figure {number}: not what was frozen"
            for number in frozen_figures.damaged(session)
        ]
        troubles = list(keys.troubles(session))
        lines += troubles or sealed.damaged(session)
        broken = audit.broken_at(session)
        if broken is not None:
            lines.append(f"audit entry {broken}: does not fit the one before it")
    return lines


def _drifted(session: Session) -> bool:
    drifts = (recount.drift, recount.batch_drift, outreach_tallies.drift)
    return any(drift(session) for drift in drifts)
