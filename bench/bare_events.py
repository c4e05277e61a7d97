"""A bare Starlette event stream to compare with: `python -m bench.bare_events PORT`.

`POST /say` sends its body to whoever has `/events` open. Served by uvicorn as the app is.
"""

import asyncio
import resource
import sys
from collections.abc import AsyncIterator

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

_waiting: set[asyncio.Queue[bytes]] = set()


async def events(_request: Request) -> Response:
    """Each thing said, as it is said."""

    async def follow() -> AsyncIterator[bytes]:
        said: asyncio.Queue[bytes] = asyncio.Queue()
        _waiting.add(said)
        try:
            yield b"data: {}\n\n"
            while True:
                yield await said.get()
        finally:
            _waiting.discard(said)

    return StreamingResponse(follow(), media_type="text/event-stream")


async def say(request: Request) -> Response:
    """Say it to everybody."""
    body = await request.body()
    for queue in _waiting:
        queue.put_nowait(body)
    return Response(status_code=204)


async def ready(_request: Request) -> Response:
    """It serves."""
    return Response("yes")


app = Starlette(
    routes=[
        Route("/events", events),
        Route("/say", say, methods=["POST"]),
        Route("/ready", ready),
    ]
)

if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="error")
