"""What the server adds to Streamlit: routes, middleware, and what happens at its start and end."""

import asyncio
import gc
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib import import_module
from types import FrameType
from typing import Any

from anyio import to_thread
from starlette.middleware import Middleware
from starlette.routing import Route

from db import installation
from db.keys import KeyTrouble
from db.live import hub
from web.calendar_feed import calendar_feed
from web.downloads import download
from web.fragments_in_order import close_gaps
from web.gate import Gate
from web.headers import Headers
from web.health import health
from web.press import PRESS_ROUTES
from web.press_hub import press_hub
from web.sign_in import sign_in, sign_out

ROUTES = [
    Route("/healthz", health),
    Route("/calendar/{token}.ics", calendar_feed),
    Route("/download/{token}", download, methods=["GET"]),
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    *PRESS_ROUTES,
]
# Every chart needs these. Loaded before anybody comes: two first visitors would race for them, and
# Altair takes a half-loaded pandas for a whole one.
_HEAVY = ("pandas", "altair")
_OWN_FILES = 500  # and sockets, that are no display's
_ON_WINDOWS = 5_000  # viewers; it has no such limit to ask for
MIDDLEWARE = [Middleware(Headers), Middleware(Gate)]


def _prepare() -> str | None:
    """Prepare the home. A missing or wrong key ends the process with one line, as it must."""
    try:
        return installation.prepare()
    except KeyTrouble as trouble:
        print(trouble, file=sys.stderr, flush=True)
        os._exit(1)  # an exception would be drawn as a traceback by the server that runs us


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Prepare the home if this is its first start, and watch the database while we run."""
    password = await to_thread.run_sync(_prepare)
    if password:
        print(installation.welcome(password), flush=True)
    close_gaps()
    hub.start()
    for name in _HEAVY:
        await to_thread.run_sync(import_module, name)
    gc.collect()
    gc.freeze()  # what is loaded now stays: the collector need not look at it again
    press_hub.most = _most_viewers()
    try:
        async with press_hub.running():
            with _on_terminate(press_hub.close_streams):
                yield
    finally:
        hub.stop()


def _most_viewers() -> int:
    """How many may have a display open: as many files as the system lets us open, less our own."""
    if sys.platform == "win32":
        return _ON_WINDOWS
    import resource  # noqa: PLC0415 - Windows has none

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most - _OWN_FILES


@contextmanager
def _on_terminate(end: Callable[[], None]) -> Iterator[None]:
    """Call this when the server is told to stop: it waits for open streams, which never end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def stop(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(end)
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number in before:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
