"""`GET /press/<token>/events`: what an open display hears, from a hub on a real database."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from db import clock, live, press_links
from db.actor import Actor
from db.engine import writing
from db.errors import Message, Unavailable
from db.models import PressLink
from db.press_links import Display, DisplayUpdate
from tests.db.support import log
from web import press_hub
from web.press_hub import PressHub

WITHIN = 20.0  # seconds; a busy machine is slow, not wrong
SEEDED = 1_000


class Screen:
    """An open display: what it was sent, and how fast it takes it."""

    def __init__(self, hub: PressHub, token: str) -> None:
        self.hub, self.token = hub, token
        self.chunks: list[tuple[float, bytes]] = []
        self.open = True
        self.slow = asyncio.Event()  # cleared: it takes nothing
        self.slow.set()
        self._left = asyncio.Event()

    async def run(self) -> None:
        await self.hub.watch(self.token, self._receive, self._send)
        self.open = False

    def leave(self) -> None:
        self._left.set()

    async def _receive(self) -> dict[str, Any]:
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.chunks.append((time.monotonic(), message["body"]))
        await self.slow.wait()

    @property
    def text(self) -> str:
        return b"".join(chunk for _, chunk in self.chunks).decode()

    @property
    def events(self) -> list[dict[str, Any]]:
        lines = self.text.splitlines()
        return [json.loads(line[6:]) for line in lines if line.startswith('data: {"')]

    @property
    def figures(self) -> list[int]:
        return [event["signatures"] for event in self.events]


@asynccontextmanager
async def hub_running() -> AsyncIterator[PressHub]:
    live.hub.start()
    hub = PressHub()
    try:
        async with hub.running():
            yield hub
    finally:
        await asyncio.to_thread(live.hub.stop)


@asynccontextmanager
async def screens(hub: PressHub, *tokens: str) -> AsyncIterator[list[Screen]]:
    """Open displays that have their first figures."""
    opened = [Screen(hub, token) for token in tokens]
    tasks = [asyncio.create_task(each.run()) for each in opened]
    await until(lambda: all(each.events for each in opened))
    try:
        yield opened
    finally:
        for each in opened:
            each.leave()
            each.slow.set()
        await asyncio.gather(*tasks)


async def until(holds: Callable[[], bool]) -> None:
    """Wait for it."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < WITHIN
        await asyncio.sleep(0.01)


async def logged(actor: Actor, count: int) -> None:
    await asyncio.to_thread(log, actor, count=count)


def run(test: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(test())  # type: ignore[arg-type]


@pytest.fixture
def link(cora: Actor) -> tuple[Display, str]:
    with writing() as session:
        return press_links.make_link(session, cora, name="Lectern", key="the lectern's display")


def change(do: Callable[[Session], None]) -> None:
    with writing() as session:
        do(session)


def test_a_batch_is_an_event_with_the_figure_its_time_and_version(
    link: tuple[Display, str], bob: Actor
) -> None:
    async def test() -> None:
        async with hub_running() as hub, screens(hub, link[1]) as [screen]:
            first = screen.events[0]
            await logged(bob, 25)
            await until(lambda: len(screen.events) == 2)
            event = screen.events[1]
            assert screen.figures == [SEEDED, SEEDED + 25]
            assert event["version"] == first["version"] + 1
            assert event["as_of"].startswith("2017-04-24T14:0")
            assert event["say"]["en.number"] == "1,025"
            assert event["look"] == first["look"]

    run(test)


def test_a_burst_of_writes_is_told_four_times_a_second_at_most_and_the_last_one_always(
    link: tuple[Display, str], bob: Actor
) -> None:
    async def test() -> None:
        async with hub_running() as hub, screens(hub, link[1]) as [screen]:

            def burst() -> None:
                for _ in range(1_000):
                    log(bob, count=1)

            await asyncio.to_thread(burst)
            await until(lambda: screen.figures[-1] == SEEDED + 1_000)
            assert screen.figures == sorted(screen.figures)
            times = [when for when, chunk in screen.chunks if b'data: {"' in chunk][1:]
            assert len(times) >= 2
            for n, began in enumerate(times):
                assert sum(1 for when in times[n:] if when < began + 1.0) <= 5
            assert len(times) <= 4 * (times[-1] - times[0]) + 2

    run(test)


def test_a_slow_reader_gets_the_newest_figure_and_never_a_queue(
    link: tuple[Display, str], bob: Actor
) -> None:
    async def test() -> None:
        async with hub_running() as hub, screens(hub, link[1], link[1]) as [slow, quick]:
            slow.slow.clear()
            for n in range(1, 5):
                await logged(bob, 1)
                await until(lambda n=n: quick.figures[-1] == SEEDED + n)  # type: ignore[misc]
            assert slow.figures == [SEEDED, SEEDED + 1]
            slow.slow.set()
            await until(lambda: slow.figures[-1] == SEEDED + 4)
            assert slow.figures == [SEEDED, SEEDED + 1, SEEDED + 4]

    run(test)


def test_whoever_takes_nothing_for_long_is_dropped(
    link: tuple[Display, str], bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press_hub, "_STUCK_AFTER", 0.5)

    async def test() -> None:
        async with hub_running() as hub, screens(hub, link[1], link[1]) as [stuck, quick]:
            stuck.slow.clear()
            await logged(bob, 1)
            await until(lambda: not stuck.open)
            assert quick.open
            assert hub._viewers == 1

    run(test)


def test_whoever_leaves_is_forgotten(link: tuple[Display, str]) -> None:
    async def test() -> None:
        async with hub_running() as hub, screens(hub, link[1], link[1]) as [one, other]:
            one.leave()
            await until(lambda: not one.open)
            assert hub._viewers == 1
            other.leave()
            await until(lambda: not other.open)
            assert not hub._channels

    run(test)


def test_silence_is_broken_by_a_beat(
    link: tuple[Display, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press_hub, "_BEAT_AFTER", 0.1)

    async def test() -> None:
        async with hub_running() as hub, screens(hub, link[1]) as [screen]:
            await until(lambda: "event: beat" in screen.text)
            assert len(screen.events) == 1

    run(test)


def test_a_revoked_address_ends_open_displays(link: tuple[Display, str], cora: Actor) -> None:
    display, token = link

    async def test() -> None:
        async with hub_running() as hub, screens(hub, token) as [screen]:
            await asyncio.to_thread(
                change, lambda session: press_links.revoke_link(session, cora, display.id)
            )
            await until(lambda: not screen.open)
            assert screen.text.endswith("event: gone\ndata: {}\n\n")
            assert await hub.face(token) is None

    run(test)


def test_a_renewed_address_ends_the_one_before(link: tuple[Display, str], cora: Actor) -> None:
    display, token = link
    made: list[str] = []

    async def test() -> None:
        async with hub_running() as hub, screens(hub, token) as [screen]:
            await asyncio.to_thread(
                change,
                lambda session: made.append(press_links.renew_link(session, cora, display.id)),
            )
            assert await hub.face(made[0]) is not None
            await until(lambda: not screen.open)
            assert "event: gone" in screen.text

    run(test)


def test_an_address_ends_by_itself_without_any_change(link: tuple[Display, str]) -> None:
    def expire(session: Session) -> None:
        row = session.get_one(PressLink, link[0].id)
        row.expires_at = clock.now() + timedelta(seconds=1)
        session.add(row)
        live.announce(session)

    async def test() -> None:
        async with hub_running() as hub, screens(hub, link[1]) as [screen]:
            await asyncio.to_thread(change, expire)
            await until(lambda: not screen.open)
            assert "event: gone" in screen.text
            assert await hub.face(link[1]) is None

    run(test)


def test_a_rehearsal_grows_by_itself_is_marked_and_ends(
    link: tuple[Display, str], cora: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    rehearse = press_links.rehearse

    async def test() -> None:
        async with hub_running() as hub, screens(hub, link[1]) as [screen]:
            await asyncio.to_thread(
                change, lambda session: rehearse(session, cora, link[0].id, on=True)
            )
            await until(lambda: screen.figures[-1] > SEEDED)
            assert screen.events[-1]["rehearsal"]
            assert screen.events[-1]["look"] != screen.events[0]["look"]
            monkeypatch.setattr(press_links, "REHEARSAL", timedelta(0))
            await until(lambda: not screen.events[-1]["rehearsal"])
            assert screen.figures[-1] == SEEDED

    run(test)


def test_above_a_floor_no_event_says_the_exact_number(
    link: tuple[Display, str], cora: Actor, bob: Actor
) -> None:
    def floor(session: Session) -> None:
        press_links.show(
            session, cora, link[0].id, DisplayUpdate(("total",), exact=False, revision=1)
        )

    async def test() -> None:
        await asyncio.to_thread(change, floor)
        async with hub_running() as hub, screens(hub, link[1]) as [screen]:
            await logged(bob, 2_345)
            await until(lambda: screen.figures[-1] == 3_340)
            for hidden in ("3,345", "3345", "2,345", "1,655"):
                assert hidden not in screen.text

    run(test)


def test_a_display_just_made_works_at_once(cora: Actor) -> None:
    async def test() -> None:
        async with hub_running() as hub:
            assert await hub.face("x" * 43) is None

            def make() -> str:
                with writing() as session:
                    return press_links.make_link(
                        session, cora, name="New", key="a new display one"
                    )[1]

            token = await asyncio.to_thread(make)
            assert await hub.face(token) is not None

    run(test)


def test_while_the_database_is_away_the_last_state_is_served_and_streams_stay_open(
    link: tuple[Display, str], bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise Unavailable(Message("away"))

    async def test() -> None:
        async with hub_running() as hub, screens(hub, link[1]) as [screen]:
            with monkeypatch.context() as gone:
                gone.setattr(press_hub, "press", away)
                await logged(bob, 5)
                await asyncio.sleep(0.6)
                face = await hub.face(link[1])
                assert face is not None
                assert face.shown.figures.signatures == SEEDED
                assert screen.open
                assert screen.figures == [SEEDED]
            await until(lambda: screen.figures[-1] == SEEDED + 5)

    run(test)


def test_a_figure_that_could_not_be_read_once_is_not_the_last_one_told(
    link: tuple[Display, str], bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError

    async def test() -> None:
        async with hub_running() as hub, screens(hub, link[1]) as [screen]:
            with monkeypatch.context() as gone:
                gone.setattr(press_hub, "press", broken)
                await logged(bob, 5)
                await asyncio.sleep(0.6)
                assert screen.open
            await until(lambda: screen.figures[-1] == SEEDED + 5)

    run(test)


def test_when_the_server_stops_every_stream_ends(link: tuple[Display, str]) -> None:
    async def test() -> None:
        async with hub_running() as hub, screens(hub, link[1], link[1]) as both:
            hub.close_streams()
            await until(lambda: not any(each.open for each in both))
            assert hub.full
            assert "gone" not in both[0].text

    run(test)


def test_no_more_displays_than_fit(link: tuple[Display, str]) -> None:
    async def test() -> None:
        async with hub_running() as hub, screens(hub, link[1]):
            assert not hub.full
            hub.most = 1
            assert hub.full

    run(test)
