"""`/press/…`: what anybody with an address may ask. No cookie is read and nobody is signed in.

The caching headers let a CDN stand before this (docs/press.md). They end soon, because a revoked
address must be gone within three seconds.
"""

import re

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from db import clock, frozen_figures
from db.engine import reading
from db.errors import Unavailable
from db.frozen_figures import FrozenFigure
from db.press_words import LANGUAGES
from web import press_pages
from web.caching import tagged
from web.press_face import Face
from web.press_hub import press_hub
from web.press_static import ADDRESSES, FILES

_HTML = "text/html; charset=utf-8"
_JSON = "application/json; charset=utf-8"
_SOON = "public, max-age=1, stale-while-revalidate=1, stale-if-error=1"
_FROZEN = "public, max-age=60, stale-while-revalidate=60, stale-if-error=86400"
_FOR_EVER = "public, max-age=31536000, immutable"
_A_WHILE = "public, max-age=10"  # an address that has ended never comes back
_OPEN = {"Access-Control-Allow-Origin": "*"}
KIND = "X-Press"  # tells our answers from those of a hotel's Wi-Fi: see static/display.js
_LATER = {"Retry-After": "2", "Cache-Control": "no-store"}
_EVENTS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",
}


async def display(request: Request) -> Response:
    """`GET /press/<token>`: the display."""
    try:
        face = await _face(request, rehearsing=True)
    except Unavailable:
        return _unavailable()
    if face is None:
        return _ended()
    return tagged(request, face.page, media_type=_HTML, control=_SOON, more={KIND: "display"})


async def embed(request: Request) -> Response:
    """`GET /press/<token>/embed`: the counter for other sites. Rehearsals are not played there."""
    try:
        face = await _face(request)
    except Unavailable:
        return _unavailable()
    if face is None:
        return _ended()
    return tagged(request, face.counter, media_type=_HTML, control=_SOON, more={KIND: "embed"})


async def figures(request: Request) -> Response:
    """`GET /press/<token>.json`: the figures for programs. Rehearsals are not played there."""
    try:
        face = await _face(request)
    except Unavailable:
        return JSONResponse({"error": "unavailable"}, 503, {**_LATER, **_OPEN})
    if face is None:
        headers = {**_OPEN, KIND: "gone", "Cache-Control": _A_WHILE}
        return JSONResponse({"error": "not found"}, 404, headers)
    answer = tagged(request, face.figures, media_type=_JSON, control=_SOON, more={})
    answer.headers.update(_OPEN)
    return answer


async def events(request: Request) -> Response:
    """`GET /press/<token>/events`: each change as a server-sent event, until the address ends."""
    try:
        face = await _face(request, rehearsing=True)
    except Unavailable:
        return _unavailable()
    if face is None:
        return _ended()
    if press_hub.full:
        return _unavailable()
    return _Stream(request.path_params["token"])


async def figure(request: Request) -> Response:
    """`GET /press/figure/<number>/<hash>`: a frozen figure; `?language=es` in Spanish."""
    try:
        frozen = await _frozen(request)
        if frozen is None:
            return _ended()
        state = await press_hub.state()
    except Unavailable:
        return _unavailable()
    asked = request.query_params.get("language", "")
    language = asked if asked in LANGUAGES else LANGUAGES[0]
    exact = state.press.exact(clock.now())
    body = press_pages.figure_page(frozen, state.press.figures, language, exact=exact)
    return tagged(request, body, media_type=_HTML, control=_FROZEN, more={KIND: "figure"})


async def figure_text(request: Request) -> Response:
    """`GET /press/figure/<number>/<hash>.txt`: the bytes of which the hash is the SHA-256."""
    try:
        frozen = await _frozen(request)
    except Unavailable:
        return _unavailable()
    if frozen is None:
        return _ended()
    body = frozen_figures.hashed(frozen).encode()
    kind = "text/plain; charset=utf-8"
    return tagged(request, body, media_type=kind, control=_FROZEN, more={KIND: "figure"})


async def static(request: Request) -> Response:
    """`GET /press/static/<name>`: a style or script, kept for ever."""
    name: str = request.path_params["name"]
    file = FILES.get(name)
    if file is None:
        return _ended()
    more = {"Service-Worker-Allowed": "/press/"} if ADDRESSES["worker.js"].endswith(name) else {}
    return tagged(request, file.body, media_type=file.media_type, control=_FOR_EVER, more=more)


async def nothing(request: Request) -> Response:
    """`GET` of anything else below a display's address."""
    return _ended()


# The order matters: what is not a token first.
PRESS_ROUTES = [
    Route("/press/static/{name}", static),
    Route("/press/figure/{number}/{hash}.txt", figure_text),
    Route("/press/figure/{number}/{hash}", figure),
    Route("/press/{token}.json", figures),
    Route("/press/{token}/events", events),
    Route("/press/{token}/embed", embed),
    Route("/press/{token}", display),
    Route("/press/{token}/{other}", nothing),  # without these the staff's pages would answer
    Route("/press/{token}/{other}/{more:path}", nothing),
]


class _Stream(Response):
    """Plain ASGI: a wrapper less for each of thousands of viewers (docs/performance.md)."""

    def __init__(self, token: str) -> None:
        super().__init__(headers=_EVENTS)
        del self.headers["content-length"]
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the headers, then the events."""
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        await press_hub.watch(self._token, receive, send)


async def _face(request: Request, *, rehearsing: bool = False) -> Face | None:
    return await press_hub.face(request.path_params["token"], rehearsing=rehearsing)


async def _frozen(request: Request) -> FrozenFigure | None:
    """One of those known, also while the database is away; else one frozen a moment ago."""
    number, begins = request.path_params["number"], request.path_params["hash"]
    if not re.fullmatch("[0-9]{1,10}", number):  # Starlette's own numbers fail over 4,300 digits
        return None
    known = (await press_hub.state()).press.frozen.values()
    for each in known:
        if frozen_figures.is_at(each, int(number), begins):
            return each

    def read() -> FrozenFigure | None:
        with reading() as session:
            return frozen_figures.frozen_figure(session, int(number), begins)

    return await to_thread.run_sync(read)


def _ended() -> Response:
    """One and the same answer for an address that is unknown, revoked or at its end."""
    headers = {KIND: "gone", "Cache-Control": _A_WHILE}
    return Response(press_pages.ended_page(), 404, headers, media_type=_HTML)


def _unavailable() -> Response:
    return Response("Try again in a moment.", 503, _LATER, media_type="text/plain")
