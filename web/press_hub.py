"""One hub per process for everything under /press.

It hears of a change, reads what the press is told once, and wakes whoever has a display open. Every
viewer is handed the same bytes, and only ever the newest: nothing waits in a queue for somebody who
reads slowly. While the database is away, the last known state is served.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from anyio import to_thread
from starlette.types import Receive, Send

from db import clock, live
from db.engine import reading
from db.errors import Unavailable
from db.login_sessions import digest
from db.press import Press, press
from db.press_links import Display
from db.totals import Totals
from db.wards import ward_tiles
from web.press_face import Face

BETWEEN = 0.25  # seconds between two updates at least: four a second
_TICK = 1.0  # seconds between two looks at the clock: a display ends, a rehearsal goes on
_BEAT_AFTER = 10.0  # seconds of silence until a viewer is told that the line is alive
_STUCK_AFTER = 30.0  # seconds in which a viewer takes nothing, until it is dropped
_AT_ONCE = 200  # viewers woken before everybody else has a turn
_BEAT = b"event: beat\ndata: {}\n\n"
_GONE = b"event: gone\ndata: {}\n\n"
_log = logging.getLogger(__name__)
_RETRY = b"retry: 1000\n\n"


@dataclass(frozen=True)
class State:
    """What was read last, and the faces made of it: by address, and whether it is a rehearsal's."""

    totals: Totals
    press: Press
    tiles: Mapping[int, tuple[int, int]]
    faces: dict[tuple[str, bool], tuple[int | None, Face]] = field(default_factory=dict)


class Viewer:
    """An open display. `busy_since`: it is being sent something (the loop's time), or None."""

    __slots__ = ("_loop", "_woken", "busy_since", "dropped", "heard_at", "task")

    def __init__(self, task: "asyncio.Task[Any]", loop: asyncio.AbstractEventLoop) -> None:
        self.task = task
        self.heard_at = loop.time()
        self.busy_since: float | None = None
        self.dropped = False
        self._loop = loop
        self._woken: asyncio.Future[None] = loop.create_future()

    def wake(self) -> None:
        """There is something new; who is busy looks again afterwards."""
        if not self._woken.done():
            self._woken.set_result(None)

    async def woken(self) -> None:
        """Wait for it. A bare future: asyncio's Event costs a tenth of telling thousands."""
        await self._woken
        self._woken = self._loop.create_future()


class Channel:
    """What is shown at one address, and who has it open."""

    def __init__(self, event: bytes) -> None:
        self.event = event
        self.viewers: set[Viewer] = set()

    @property
    def gone(self) -> bool:
        """True once its address has ended."""
        return self.event is _GONE


class PressHub:
    """Holds what is shown at every address; a task of its own follows the changes."""

    def __init__(self) -> None:
        self.most = 1_000_000  # viewers; see web/server.py
        self._state: State | None = None
        self._channels: dict[str, Channel] = {}
        self._task: asyncio.Task[None] | None = None
        self._looking: asyncio.Task[None] | None = None
        self._looked_at = float("-inf")
        self._wake = asyncio.Event()
        self._viewers = 0
        self._closing = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow the changes as long as the block lasts."""
        loop = asyncio.get_running_loop()
        self._wake, self._closing = asyncio.Event(), False

        def heard() -> None:
            loop.call_soon_threadsafe(self._wake.set)

        live.hub.listen(heard)
        self._task = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            live.hub.forget(heard)
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task, self._state = None, None
            self.close_streams()

    def close_streams(self) -> None:
        """End every open stream: the server stops. Displays come back by themselves."""
        self._closing = True
        for channel in self._channels.values():
            for viewer in channel.viewers:
                viewer.dropped = True
                viewer.wake()

    async def state(self) -> State:
        """What was read last. Raises Unavailable if nothing was, and there is no database."""
        if self._state is None or self._task is None:
            return await to_thread.run_sync(self._read)
        return self._state

    async def face(self, token: str, *, rehearsing: bool = False) -> Face | None:
        """What an address shows now; None if it does not work. Raises Unavailable.

        `rehearsing`: made-up figures too, while they are played; only a display may show them.
        """
        state, key, now = await self.state(), digest(token), clock.now()
        if key not in state.press.displays and self._task is not None:
            await self._look_again()
            state = await self.state()
        display = state.press.displays.get(key)
        if display is None or not display.works(now):
            return None
        return self._face(state, key, display if rehearsing else _calm(display), now)

    @property
    def full(self) -> bool:
        """True if no more viewers fit, or the server stops."""
        return self._closing or self._viewers >= self.most

    async def watch(self, token: str, receive: Receive, send: Send) -> None:
        """Send a viewer the newest figures until one of both sides ends it."""
        face = await self.face(token, rehearsing=True)
        event = face.event if face else _GONE
        channel = self._channels.setdefault(digest(token), Channel(event))
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None  # noqa: S101 - for the type checker
        viewer = Viewer(task, loop)
        leaving = asyncio.create_task(_left(receive))
        leaving.add_done_callback(lambda _: viewer.wake())
        channel.viewers.add(viewer)
        self._viewers += 1
        try:
            await self._feed(channel, viewer, leaving, send)
        except asyncio.CancelledError:
            if not viewer.dropped:
                raise
        finally:
            self._viewers -= 1
            channel.viewers.discard(viewer)
            if not channel.viewers and self._channels.get(digest(token)) is channel:
                del self._channels[digest(token)]
            leaving.cancel()

    async def _feed(
        self, channel: Channel, viewer: Viewer, leaving: "asyncio.Task[None]", send: Send
    ) -> None:
        loop = asyncio.get_running_loop()
        seen: bytes | None = None
        body = _RETRY
        while not leaving.done():
            ended = viewer.dropped or channel.gone
            if channel.event is not seen:
                seen = channel.event
                body += seen
            elif not ended:
                body = _BEAT
            viewer.busy_since = loop.time()
            await send({"type": "http.response.body", "body": body, "more_body": not ended})
            viewer.busy_since, viewer.heard_at = None, loop.time()
            if ended:
                return
            body = b""
            await viewer.woken()

    async def _follow(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), _TICK)
            self._wake.clear()
            began = loop.time()
            try:
                self._state = await to_thread.run_sync(self._read)
            except Unavailable:
                pass  # go on with what is known
            except Exception:  # nor may it end this for good, and leave the old figure in silence
                _log.exception("What is new could not be read for the displays")
            try:
                if self._state is not None:
                    await self._tell(self._state)
            except Exception:  # one display's defect must not silence the others for good
                _log.exception("A display could not be told what is new")
            await asyncio.sleep(max(0.0, began + BETWEEN - loop.time()))

    def _read(self) -> State:
        """What the press is told now; what is known, if nothing changed. Raises Unavailable."""
        totals, known = live.hub.current(), self._state
        if known is not None and known.totals is totals:
            return known
        with reading() as session:
            tiles = known.tiles if known else ward_tiles(session)
            return State(totals, press(session, totals), tiles)

    async def _tell(self, state: State) -> None:
        """Wake the viewers of what has changed, those who heard nothing for long, and the stuck."""
        now, moment = clock.now(), asyncio.get_running_loop().time()
        woken = 0
        for key, channel in list(self._channels.items()):
            display = state.press.displays.get(key)
            works = display is not None and display.works(now)
            event = self._face(state, key, display, now).event if display and works else _GONE
            changed = event != channel.event
            if changed:
                channel.event = event
            for viewer in list(channel.viewers):
                busy = viewer.busy_since
                if busy is not None and moment - busy > _STUCK_AFTER:
                    viewer.dropped = True
                    viewer.task.cancel()
                elif changed or (busy is None and moment - viewer.heard_at > _BEAT_AFTER):
                    viewer.wake()
                    woken += 1
                    if woken % _AT_ONCE == 0:
                        await asyncio.sleep(0)

    def _face(self, state: State, key: str, display: Display, now: datetime) -> Face:
        """What a display shows, made anew only if it has changed."""
        shown = state.press.shown(display, now)
        second = int(now.timestamp()) if shown.rehearsal else None
        known = state.faces.get((key, shown.rehearsal))
        if known is None or known[0] != second:
            known = second, Face(shown, state.tiles)
            state.faces[key, shown.rehearsal] = known
        return known[1]

    async def _look_again(self) -> None:
        """Read now: the address may have been made a moment ago. Four times a second at most."""
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        await asyncio.shield(self._looking)

    async def _look(self) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, self._looked_at + BETWEEN - loop.time()))
        self._looking, self._looked_at = None, loop.time()  # who comes now needs another look
        await to_thread.run_sync(live.hub.refresh)
        self._state = await to_thread.run_sync(self._read)


def _calm(display: Display) -> Display:
    """The display as if nobody rehearsed: made-up figures stay where the watermark is."""
    return replace(display, rehearsal_at=None)


async def _left(receive: Receive) -> None:
    """Wait until the other side hangs up."""
    while (await receive())["type"] != "http.disconnect":
        pass


press_hub = PressHub()
