"""`GET /download/<token>`: a file with names, once, for the login session that asked for it."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import anyio
import pytest
from sqlmodel import select
from starlette.applications import Starlette

from db import clock, downloads, login_sessions, people_export
from db.actor import Actor
from db.downloads import File
from db.engine import reading, writing
from db.errors import NotAllowed
from db.models import AuditEntry
from db.people_export import Person
from exchange import people_file
from exchange.people_file import Kind
from tests import support
from tests.db.support import key_line, log
from web.gate import COOKIE
from web.server import MIDDLEWARE, ROUTES

Answer = tuple[int, dict[str, str], list[bytes]]
Ask = Callable[..., Answer]
NAME = "contamos-mijente-2017-04-24.csv"


@pytest.fixture
def ask(home: object) -> Ask:
    """`ask(token, cookie)`: status, headers, and the body piece by piece."""
    site = Starlette(routes=ROUTES, middleware=MIDDLEWARE)

    def ask(token: str, cookie: str | None = None, method: str = "GET") -> Answer:
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            await anyio.sleep_forever()
            return {}

        async def send(message: Any) -> None:
            sent.append(message)

        path = f"/download/{token}"
        scope = {
            "type": "http",
            "asgi": {"spec_version": "2.3"},
            "method": method,
            "scheme": "https",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(b"cookie", f"{COOKIE}={cookie}".encode())] if cookie else [],
            "client": ("10.0.0.1", 1),
            "server": ("contamos.example.org", 443),
        }
        anyio.run(site, scope, receive, send)
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        bodies = [each["body"] for each in sent[1:] if each.get("body")]
        return sent[0]["status"], headers, bodies

    return ask


@pytest.fixture
def cookie(home: object) -> str:
    return support.token_of("alice")


def lead(cookie: str) -> Actor:
    actor = login_sessions.actor_of(cookie)
    assert actor is not None
    return actor


def offered(cookie: str, write: Callable[[Iterator[Person]], Iterator[bytes]] | None = None) -> str:
    """The address of Alice's people as CSV, or as what else is written of them."""
    alice = lead(cookie)
    permit = people_export.permit(alice, support.PASSWORD)

    def made(actor: Actor) -> Iterator[bytes]:
        people = people_export.own_people(actor, permit, purpose="csv")
        return write(people) if write else people_file.pieces(people, Kind.CSV)

    return downloads.offer(alice, File(NAME, "text/csv", made))


def exports() -> list[Any]:
    with reading() as session:
        query = select(AuditEntry).where(AuditEntry.action == "export signatures")
        return [each.details for each in session.exec(query)]


def test_the_file_comes_once_and_is_in_the_audit_log(ask: Ask, cookie: str) -> None:
    bob = support.actor("bob")
    key_line(bob, log(bob), first_name="Núria", last_name="=1+1")
    token = offered(cookie)
    assert exports() == []
    status, headers, pieces = ask(token, cookie)
    assert status == 200
    text = b"".join(pieces).decode("utf-8")
    assert text.startswith("\ufefffirst_name,last_name")
    assert "Núria,'=1+1" in text
    assert (
        headers["content-disposition"] == 'attachment; filename="contamos-mijente-2017-04-24.csv"'
    )
    assert headers["cache-control"] == "no-store"
    assert exports() == [{"as": "csv"}]
    status, _headers, pieces = ask(token, cookie)
    assert status == 403
    assert b"first_name" not in b"".join(pieces)
    assert exports() == [{"as": "csv"}]


def test_nobody_else_gets_it_and_it_is_still_there_for_its_lead(ask: Ask, cookie: str) -> None:
    token = offered(cookie)
    others = (None, "made up", *map(support.token_of, ("bob", "dora", "cora", "alice")))
    assert [ask(token, other)[0] for other in others] == [403] * len(others)
    assert ask(token, cookie, "POST")[0] == 405
    assert ask("made up", cookie)[0] == 403
    assert exports() == []
    assert ask(token, cookie)[0] == 200


def test_an_address_ends_after_a_minute_and_with_its_login_session(ask: Ask, cookie: str) -> None:
    token = offered(cookie)
    with clock.stopped_at(clock.now() + timedelta(minutes=1)):
        assert ask(token, cookie)[0] == 403
    token = offered(cookie)
    with writing() as session:
        login_sessions.sign_out(session, lead(cookie))
    assert ask(token, cookie)[0] == 403
    assert exports() == []


def test_what_nobody_takes_is_forgotten_by_itself(
    cookie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "_GOOD_FOR", timedelta(seconds=0.1))
    token = offered(cookie)
    until = time.monotonic() + 20
    while downloads._hash(token) in downloads._offers:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_an_old_password_and_who_is_not_signed_in_make_nothing(ask: Ask, cookie: str) -> None:
    with clock.stopped_at(clock.now() - timedelta(minutes=4, seconds=30)):
        permit = people_export.permit(lead(cookie), support.PASSWORD)

    def made(actor: Actor) -> Iterator[bytes]:
        return people_file.pieces(people_export.own_people(actor, permit, purpose="csv"), Kind.CSV)

    file = File(NAME, "text/csv", made)
    token = downloads.offer(lead(cookie), file)
    with clock.stopped_at(clock.now() + timedelta(seconds=40)):
        assert ask(token, cookie)[0] == 403
    assert exports() == []
    with pytest.raises(NotAllowed):
        downloads.offer(support.actor("alice"), file)


def test_an_address_names_nobody(cookie: str) -> None:
    assert re.fullmatch(r"[\w-]{43}", offered(cookie))


def test_many_people_come_in_pieces_and_between_them_others_write(
    ask: Ask, cookie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever takes the file slowly holds no transaction: a signature is keyed in between."""
    monkeypatch.setattr(people_export, "_AT_ONCE", 2)
    bob = support.actor("bob")
    batch = log(bob)
    for number in range(5):
        key_line(bob, batch, first_name=f"Nombre{number}", last_name="")
    taken: list[str] = []

    def slowly(people: Iterator[Person]) -> Iterator[bytes]:
        for person in people:
            if not taken:
                key_line(bob, batch, first_name="Late", last_name="")
            taken.append(person.signer.first_name)
            yield person.signer.first_name.encode()

    _status, _headers, pieces = ask(offered(cookie, slowly), cookie)
    assert pieces == [*(f"Nombre{number}".encode() for number in range(5)), b"Late"]
