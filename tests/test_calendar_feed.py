"""`GET /calendar/<token>.ics`, asked as a calendar program asks: without a cookie."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import anyio
import pytest
from icalendar import Calendar
from starlette.applications import Starlette

from db import calendar_feeds, meetings, users
from db.actor import Actor
from db.engine import writing
from db.errors import Message, Unavailable
from db.meeting_fields import MeetingCreate
from web.server import MIDDLEWARE, ROUTES

Ask = Callable[..., "Answer"]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def titles(self) -> list[str]:
        return [str(event["summary"]) for event in Calendar.from_ical(self.body).walk("VEVENT")]


@pytest.fixture
def ask(home: object) -> Ask:
    """`ask("/calendar/….ics", "GET", cookie="…")`: the answer of the routes behind the gate."""
    site = Starlette(routes=ROUTES, middleware=MIDDLEWARE)

    def ask(address: str, method: str = "GET", **headers: str) -> Answer:
        path, _, query = address.partition("?")
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "scheme": "https",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [
                (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
            ],
            "client": ("10.0.0.1", 1),
            "server": ("contamos.example.org", 443),
        }
        anyio.run(site, scope, receive, send)
        start = sent[0]
        return Answer(
            start["status"],
            {name.decode(): value.decode() for name, value in start["headers"]},
            b"".join(each.get("body", b"") for each in sent[1:]),
        )

    return ask


def make(actor: Actor) -> str:
    with writing() as session:
        return f"/calendar/{calendar_feeds.make(session, actor)}.ics"


def enter(actor: Actor, title: str = "City Council") -> int:
    new = MeetingCreate("council", title, date(2017, 5, 24), time(10), 120, key=f"{title:>20}")
    with writing() as session:
        return meetings.enter(session, actor, new).id


def test_the_address_alone_gives_the_dates(ask: Ask, alice: Actor, bob: Actor) -> None:
    enter(alice)
    answer = ask(make(bob))
    assert answer.status == 200
    assert answer.titles == ["City Council"]
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, max-age=300"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-disposition"] == 'attachment; filename="contamos.ics"'


def test_as_long_as_nothing_changes_the_answer_is_304(ask: Ask, alice: Actor) -> None:
    meeting_id = enter(alice)
    address = make(alice)
    etag = ask(address).headers["etag"]
    for asked in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        again = ask(address, if_none_match=asked)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == etag
    assert ask(address, if_none_match='"other"').status == 200
    with writing() as session:
        meetings.call_off(session, alice, meeting_id, revision=0)
    changed = ask(address, if_none_match=etag)
    assert changed.status == 200
    assert changed.titles == ["Called off: City Council"]


def test_unknown_ended_and_disabled_get_one_and_the_same_404(
    ask: Ask, alice: Actor, bob: Actor, dora: Actor
) -> None:
    ended, disabled, replaced = make(alice), make(bob), make(dora)
    make(dora)
    with writing() as session:
        calendar_feeds.end(session, alice)
        users.disable_user(session, "bob")
    answers = [ask(each) for each in (ended, disabled, replaced, f"/calendar/{'x' * 43}.ics")]
    assert {answer.status for answer in answers} == {404}
    assert len({repr(answer) for answer in answers}) == 1
    assert answers[0].body == b"Not found."


def test_the_words_are_in_the_persons_language(ask: Ask, alice: Actor, bob: Actor) -> None:
    meeting_id = enter(alice)
    with writing() as session:
        meetings.call_off(session, alice, meeting_id, revision=0)
        users.set_language(session, alice, "es")
    hers, his = make(alice), make(bob)
    assert ask(hers).titles == ["Cancelada: City Council"]
    assert ask(f"{hers}?language=en").titles == ["Cancelada: City Council"]
    assert ask(his).titles == ["Called off: City Council"]
    assert ask(f"{his}?language=es").titles == ["Cancelada: City Council"]
    assert ask(f"{his}?language=../../x").titles == ["Called off: City Council"]


def test_only_its_head_can_be_asked_for_too_and_nothing_sent(ask: Ask, alice: Actor) -> None:
    address = make(alice)
    assert ask(address, "HEAD").headers["etag"] == ask(address).headers["etag"]
    for method in ("POST", "PUT", "DELETE", "PROPFIND"):
        assert ask(address, method).status == 405


def test_a_cookie_changes_nothing(ask: Ask, bob: Actor, token_of: Callable[[str], str]) -> None:
    cookie = f"contamos_session={token_of('bob')}"
    assert ask(f"/calendar/{'x' * 43}.ics", cookie=cookie).status == 404


def test_without_a_database_a_program_is_told_to_come_back(
    ask: Ask, alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = make(alice)

    def away(*_: object) -> None:
        raise Unavailable(Message("away"))

    monkeypatch.setattr(calendar_feeds, "reader", away)
    answer = ask(address)
    assert answer.status == 503
    assert answer.headers["retry-after"] == "300"
