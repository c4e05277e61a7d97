"""The sign-in exchange: a one-time ticket in, an HttpOnly cookie out."""

import json

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db.engine import writing
from db.errors import Unavailable
from db.login_sessions import ABSOLUTE, exchange
from web.devices import device_of
from web.gate import COOKIE

_MOST_BYTES = 1_000


async def sign_in(request: Request) -> Response:
    """`POST /sign-in {"ticket": …}` from the app's own page: 204 with the cookie, or 403."""
    if not _same_origin(request):
        return JSONResponse({"error": "another site"}, 403)
    ticket = await _ticket(request)
    try:
        device = device_of(request.headers.get("user-agent", ""))
        token = await to_thread.run_sync(_exchange, ticket, device) if ticket else None
    except Unavailable:
        return JSONResponse({"error": "database"}, 503)
    if token is None:
        return JSONResponse({"error": "ticket"}, 403)
    response = Response(status_code=204)
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(ABSOLUTE.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


async def sign_out(request: Request) -> Response:
    """`POST /sign-out` from the app's own page: forget the cookie of a session ended before."""
    if not _same_origin(request):
        return JSONResponse({"error": "another site"}, 403)
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return response


def _same_origin(request: Request) -> bool:
    """True if the browser says that the app's own page sent this."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin", "")
    return origin.partition("://")[2] == request.headers.get("host")


async def _ticket(request: Request) -> str | None:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            return None
    try:
        ticket = json.loads(body)["ticket"]
    except (ValueError, TypeError, KeyError):
        return None
    return ticket if isinstance(ticket, str) else None


def _exchange(ticket: str, device: str) -> str | None:
    with writing() as session:
        return exchange(session, ticket, device=device)
