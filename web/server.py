"""What the server adds to Streamlit: routes, middleware, and what happens at its start and end."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

from anyio import to_thread
from starlette.middleware import Middleware
from starlette.routing import Route

from db import installation
from db.live import hub
from web.gate import Gate
from web.headers import Headers
from web.health import health
from web.sign_in import sign_in, sign_out

ROUTES = [
    Route("/healthz", health),
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
]
# Every chart needs these. Loaded before anybody comes: two first visitors would race for them, and
# Altair takes a half-loaded pandas for a whole one.
_HEAVY = ("pandas", "altair")
MIDDLEWARE = [Middleware(Headers), Middleware(Gate)]


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Prepare the home if this is its first start, and watch the database while we run."""
    password = await to_thread.run_sync(installation.prepare)
    if password:
        print(installation.welcome(password), flush=True)
    hub.start()
    for name in _HEAVY:
        await to_thread.run_sync(import_module, name)
    gc.collect()
    gc.freeze()  # what is loaded now stays: the collector need not look at it again
    try:
        yield
    finally:
        hub.stop()
