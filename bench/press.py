"""5,000 open press displays, as raw event streams, and the staff who work meanwhile.

Against a bare Starlette event stream with as many viewers, told the same bytes in turns.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from bench.websocket import Tab

VIEWERS = 5_000
ROUNDS = 12
_AT_ONCE = 100  # connections opened together
_PATIENCE = 60.0  # seconds
_STAFF_SECONDS = 12.0
_BETWEEN_BATCHES = 1.0

Log = Callable[[], Awaitable[int]]  # logs a signature; the total after it
Revoke = Callable[[], Awaitable[None]]  # ends the display's address


@dataclass(frozen=True)
class Measured:
    """Milliseconds. `fanout`, `bare`: 95 of 100 screens; `staff`, `alone`: median of reruns.

    `revoked`: seconds from the commit that revoked the address until the last display was told.
    """

    fanout: float
    bare: float
    staff: float
    alone: float
    revoked: float


class _Viewer(asyncio.Protocol):
    """An open stream; knows when what it waits for came."""

    def __init__(self, address: bytes) -> None:
        self._request = b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n" % address
        self._tail = b""
        self.needle = b"data: "
        self.seen_at: float | None = None
        self.open = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if self.seen_at is None:
            self._tail += data
            if self.needle in self._tail:
                self.seen_at, self._tail = time.perf_counter(), b""

    def connection_lost(self, _: Exception | None) -> None:
        self.open = False

    def wait_for(self, needle: bytes) -> None:
        self.needle, self.seen_at, self._tail = needle, None, b""


async def measured(
    url: str, path: str, bare: str, cookie: str, log: Log, revoke: Revoke
) -> Measured:
    """Open everything, log, and measure. `path`: a display's address; `cookie`: of staff."""
    alone = [await _staff(url, cookie, log)]
    async with _viewers(url, f"{path}/events") as ours:
        staff = await _staff(url, cookie, log)
        async with _viewers(bare, "/events") as theirs:
            our_times: list[float] = []
            their_times: list[float] = []
            for number in range(ROUNDS):
                await asyncio.sleep(0.5 + 0.037 * number)  # no rhythm with the hub's own
                our_times += await _ours(ours, log)
                their_times += await _theirs(theirs, bare, number)
        revoked = await _gone(ours, revoke)
    alone.append(await _staff(url, cookie, log))
    return Measured(_p95(our_times), _p95(their_times), staff, min(alone), revoked)


async def _ours(viewers: list[_Viewer], log: Log) -> list[float]:
    """A batch logged, until each display has the new figure."""
    total = await log()
    await asyncio.sleep(1.0)  # that one is on every screen, and the next is measured alone
    for viewer in viewers:
        viewer.wait_for(b'"signatures":%d,' % (total + 1))
    await log()
    return await _times(viewers, time.perf_counter())


async def _theirs(viewers: list[_Viewer], bare: str, number: int) -> list[float]:
    needle = b'"signatures":%d,' % number
    for viewer in viewers:
        viewer.wait_for(needle)
    body = b"data: {" + needle + b'"say":"' + b"x" * 700 + b'"}\n\n'
    began = time.perf_counter()
    await asyncio.to_thread(lambda: urlopen(Request(f"{bare}/say", body), timeout=_PATIENCE).read())
    return await _times(viewers, began)


async def _times(viewers: list[_Viewer], began: float) -> list[float]:
    """Milliseconds until each had it. Nobody may be left out."""
    until = began + _PATIENCE
    while any(viewer.seen_at is None for viewer in viewers):
        lost = sum(not viewer.open for viewer in viewers)
        if lost or time.perf_counter() > until:
            missing = sum(viewer.seen_at is None for viewer in viewers)
            raise AssertionError(f"{missing} displays without the figure, {lost} dropped")
        await asyncio.sleep(0.02)
    return [1_000 * ((viewer.seen_at or began) - began) for viewer in viewers]


async def _gone(viewers: list[_Viewer], revoke: Revoke) -> float:
    """Seconds until the last display was told that its address has ended."""
    for viewer in viewers:
        viewer.wait_for(b"event: gone")
    await revoke()
    return max(await _times(viewers, time.perf_counter())) / 1_000


async def _staff(url: str, cookie: str, log: Log) -> float:
    """The median rerun of Totals in milliseconds, while a batch is logged every second."""
    times: list[float] = []

    async def keep_logging() -> None:
        while True:
            await log()
            await asyncio.sleep(_BETWEEN_BATCHES)

    async with Tab(url, cookie) as tab:
        for __ in range(5):
            await tab.rerun()
        logging = asyncio.create_task(keep_logging())
        until = time.perf_counter() + _STAFF_SECONDS
        while time.perf_counter() < until:
            times.append((await tab.rerun()).seconds * 1_000)
            await asyncio.sleep(0.05)
        logging.cancel()
    return median(times)


@asynccontextmanager
async def _viewers(url: str, path: str) -> AsyncIterator[list[_Viewer]]:
    """Open as many streams, each with its first event."""
    at = urlsplit(url)
    loop = asyncio.get_running_loop()
    viewers: list[_Viewer] = []
    try:
        while len(viewers) < VIEWERS:
            opened = [
                loop.create_connection(lambda: _Viewer(path.encode()), "127.0.0.1", at.port or 80)
                for __ in range(min(_AT_ONCE, VIEWERS - len(viewers)))
            ]
            viewers += [viewer for __, viewer in await asyncio.gather(*opened)]
        await _times(viewers, time.perf_counter())
        yield viewers
    finally:
        for viewer in viewers:
            viewer.transport.abort()
        await asyncio.sleep(2.0)  # the server notices


def _p95(times: list[float]) -> float:
    return sorted(times)[math.ceil(0.95 * len(times)) - 1]
