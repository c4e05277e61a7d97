"""The operator's commands. `python manage.py --help` lists them."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from db import (
    audit,
    clock,
    demo,
    file_imports,
    import_counting,
    imports,
    installation,
    passwords,
    people_export,
    press_links,
    users,
)
from db.actor import Role
from db.engine import reading, writing
from db.errors import Invalid, Refused
from db.keys import KeyTrouble
from db.models import Channel
from exchange import import_command, people_file

manage = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
user = typer.Typer(no_args_is_help=True, help="People who sign in.")
manage.add_typer(user, name="user")


@manage.command()
def init() -> None:
    """Create or upgrade the database and seed it. Again changes nothing."""
    with _in_words(prepared=False):
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
    with _in_words():
        problems = installation.verify(repair=repair)
        with reading() as session:
            entries, newest = audit.newest(session)
    for line in problems:
        print(line)
    if problems:
        raise typer.Exit(1)
    print(f"Sound: tallies and audit chain of {entries} entries, the last {newest[:16]}.")


@manage.command("import")
def import_(
    file: Path,
    organization: Annotated[str, typer.Option(help="The organization's short name, e.g. mijente.")],
    channel: Annotated[Channel, typer.Option(help="How these signatures reached us.")] = (
        Channel.ONLINE
    ),
    day: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Of rows without a day of their own; else today."),
    ] = None,
    ward: Annotated[int | None, typer.Option(help="Of rows without a ward of their own.")] = None,
    site: Annotated[
        str | None,
        typer.Option(
            help='Short name of the site that counts these rows as well; "" for none. Else the '
            "petition's page for its own files."
        ),
    ] = None,
    petition: Annotated[
        str | None, typer.Option(metavar="ID", help="Which petition of the file is this one.")
    ] = None,
    day_first: Annotated[
        bool | None,
        typer.Option("--day-first/--month-first", help="Whether 3/4 is 3 April or 4 March."),
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Whose import it is; else the organization's first lead's.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Import without asking.")] = False,
) -> None:
    """Check a file of signers as the page Files does, and import it."""
    collected_on = day.date() if day else clock.today()
    with _in_words():
        with reading() as session:
            actor = users.acting_for(session, organization, by)
        try:
            opened = file.open("rb")
        except OSError as error:
            print(f"{file}: {error.strerror}", file=sys.stderr)
            raise typer.Exit(1) from None
        with opened:
            if not opened.seekable():  # it is read several times
                print(f"{file}: a pipe; give a file", file=sys.stderr)
                raise typer.Exit(1)
            checked = import_command.check(
                actor,
                opened,
                os.fsencode(file.name).decode(errors="replace"),  # a name can be any bytes
                channel,
                collected_on,
                ward=ward,
                site=site,
                petition=petition,
                day_first=day_first,
            )
        for line in import_command.summary(actor, checked):
            print(line)
        with reading() as session:
            changes = imports.changes_of(session, actor, checked.id)
        if not checked.fit and not any(changes):
            imports.discard_import(actor, checked.id, revision=checked.revision)
            print("Nothing to import.")
            return
        if any(changes):
            print("Of yours, {} taken back, {} not to be contacted any more.".format(*changes))
        if not yes and not typer.confirm(f"Import {checked.fit} signatures?"):
            imports.discard_import(actor, checked.id, revision=checked.revision)
            raise typer.Exit(1)
        with writing() as session:
            import_counting.ask_to_import(session, actor, checked.id, revision=checked.revision)
        import_counting.count(actor, checked.id)
        with reading() as session:
            done = file_imports.one_import(session, actor, checked.id)
    before, after = done.change["before"], done.change["after"]
    print(f"Imported by {actor.username}. The coalition had {before}, now has {after}.")


@manage.command()
def export(
    file: Path,
    organization: Annotated[str, typer.Option(help="The organization's short name, e.g. mijente.")],
    xlsx: Annotated[bool, typer.Option(help="A spreadsheet instead of CSV.")] = False,
) -> None:
    """Write an organization's own people to a new file that only you may read."""
    kind = people_file.Kind.XLSX if xlsx else people_file.Kind.CSV
    with _in_words():
        number, people = people_export.people_of(organization, purpose=kind.value)
        try:
            descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            print(f"{file}: {error.strerror}", file=sys.stderr)
            raise typer.Exit(1) from None
        try:
            with (
                os.fdopen(descriptor, "w+b") as out,
                typer.progressbar(people, number, "Writing") as rows,
            ):
                count = people_file.write(rows, kind, out)
        except BaseException:  # also when it is interrupted: half a file of names helps nobody
            file.unlink(missing_ok=True)
            raise
    print(f"{file}: {count} signatures of {organization}, readable by you only")


@manage.command("press-link")
def press_link(
    name: str,
    last_day: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="On which it works; else until it is revoked."),
    ] = None,
    address: Annotated[
        str | None, typer.Option(help="Of this installation; else http://localhost and PORT.")
    ] = None,
) -> None:
    """Make a display for the press and print its secret address, shown only this once."""
    with _in_words(), writing() as session:
        __, token = press_links.make_link(
            session,
            None,
            name=name,
            expires_on=last_day.date() if last_day else None,
            key=uuid.uuid4().hex,
        )
    site = address or f"http://localhost:{os.environ.get('PORT') or '8501'}"
    print(f"{site.rstrip('/')}/press/{token}")


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
    with _in_words(), writing() as session:
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
    with _in_words(), reading() as session:
        for person, organization in users.list_users(session):
            state = "disabled" if person.disabled_at else "active"
            print(f"{person.username}\t{person.role}\t{organization or '-'}\t{state}")


@user.command()
def disable(username: str) -> None:
    """Keep a person out, at once and everywhere."""
    with _in_words(), writing() as session:
        users.disable_user(session, username)
    print(f"{username}: disabled")


@user.command()
def enable(username: str) -> None:
    """Let a person in again."""
    with _in_words(), writing() as session:
        users.enable_user(session, username)
    print(f"{username}: active")


@user.command()
def reset(username: str) -> None:
    """Give a new one-time password and sign the person out everywhere."""
    password = passwords.one_time()
    with _in_words(), writing() as session:
        users.reset_password(session, username, password)
    print(f"{username}: {password}")


@contextmanager
def _in_words(*, prepared: bool = True) -> Iterator[None]:
    """Say what was refused in a line, and exit 1. `prepared`: `init` must have been here before."""
    try:
        with reading():
            is_current = installation.is_current()
        if prepared and not is_current:
            print(
                "The database is not prepared for this version: `manage.py init` does it.",
                file=sys.stderr,
            )
            raise typer.Exit(1)
        yield
    except Invalid as error:
        for field, message in error.problems.items():
            print(f"{field}: {message}", file=sys.stderr)
        raise typer.Exit(1) from None
    except Refused as error:
        print(error.message, file=sys.stderr)
        raise typer.Exit(1) from None
    except KeyTrouble as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from None


if __name__ == "__main__":
    manage()
