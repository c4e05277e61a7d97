"""The operator's commands. `python manage.py --help` lists them."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from db import audit, clock, demo, installation, passwords, users
from db.actor import Role
from db.engine import reading, writing
from db.errors import Invalid, Refused

manage = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
user = typer.Typer(no_args_is_help=True, help="People who sign in.")
manage.add_typer(user, name="user")


@manage.command()
def init() -> None:
    """Create or upgrade the database and seed it. Again changes nothing."""
    password = installation.prepare()
    print(installation.welcome(password) if password else "Ready; nothing to do.")


@manage.command("demo")
def demo_() -> None:
    """Serve a throwaway installation with made-up people on PORT (8501)."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that what is made here is cleaned up
    signatures = int(os.environ.get("DEMO_SIGNATURES") or demo.DEFAULT_SIGNATURES)
    with tempfile.TemporaryDirectory(prefix="contamos-demo-") as home:
        os.environ.pop("DATABASE_URL", None)
        os.environ["CONTAMOS_HOME"] = home
        os.environ["CONTAMOS_CLOCK"] = f"{clock.DEMO_START}@{time.time()}"
        installation.prepare()
        with writing() as session:
            demo.fill(session, signatures)
        port = os.environ.get("PORT") or "8501"
        print(f"\n  Demo: http://localhost:{port}")
        print(f"  {', '.join(name for name, *_ in demo.PEOPLE)} / {demo.PASSWORD}\n", flush=True)
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", port]
        with suppress(KeyboardInterrupt):
            subprocess.run(command, cwd=Path(__file__).parent, check=False)


@manage.command()
def verify(
    repair: Annotated[bool, typer.Option(help="Replace drifted tallies by the recount.")] = False,
) -> None:
    """Recount every tally from the rows and walk the audit chain. Exits 1 if something is off."""
    problems = installation.verify(repair=repair)
    for line in problems:
        print(line)
    if problems:
        raise typer.Exit(1)
    with reading() as session:
        entries, newest = audit.newest(session)
    print(f"Sound: tallies and audit chain of {entries} entries, the last {newest[:16]}.")


@user.command("create")
def create(
    username: str,
    name: Annotated[str, typer.Option(help="Shown to colleagues.")],
    role: Annotated[Role, typer.Option()] = Role.STAFF,
    organization: Annotated[
        str | None, typer.Option(help="The organization's short name, e.g. mijente.")
    ] = None,
) -> None:
    """Add a person; prints a one-time password."""
    password = passwords.one_time()
    with _InWords(), writing() as session:
        users.create_user(
            session,
            username=username,
            name=name,
            role=role,
            organization=organization,
            password=password,
        )
    print(f"{username}: {password}")


@user.command("list")
def list_() -> None:
    """Everybody: username, role, organization, state."""
    with reading() as session:
        for person, organization in users.list_users(session):
            state = "disabled" if person.disabled_at else "active"
            print(f"{person.username}\t{person.role}\t{organization or '-'}\t{state}")


@user.command()
def disable(username: str) -> None:
    """Keep a person out, at once and everywhere."""
    with _InWords(), writing() as session:
        users.disable_user(session, username)
    print(f"{username}: disabled")


@user.command()
def enable(username: str) -> None:
    """Let a person in again."""
    with _InWords(), writing() as session:
        users.enable_user(session, username)
    print(f"{username}: active")


@user.command()
def reset(username: str) -> None:
    """Give a new one-time password and sign the person out everywhere."""
    password = passwords.one_time()
    with _InWords(), writing() as session:
        users.reset_password(session, username, password)
    print(f"{username}: {password}")


class _InWords:
    """Say what was refused in a line, and exit 1."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Invalid):
            for field, message in error.problems.items():
                print(f"{field}: {message}", file=sys.stderr)
            raise typer.Exit(1)
        if isinstance(error, Refused):
            print(error.message, file=sys.stderr)
            raise typer.Exit(1)


if __name__ == "__main__":
    manage()
