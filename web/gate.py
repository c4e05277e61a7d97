"""Ties every request to a login session before Streamlit sees it.

Outermost of all: strips what a client says of itself, looks its cookie up, and passes on which
login session it is (Streamlit's `st.user`), so that nobody resumes another person's.
"""

from contextlib import suppress
from http.cookies import CookieError, SimpleCookie

from anyio import to_thread
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnected

from db.errors import Unavailable
from db.login_sessions import actor_of

COOKIE = "contamos_session"
_OURS = b"x-contamos-"
# Downloads, uploads and figures about the server: Streamlit itself would give them to anybody.
_SIGNED_IN_ONLY = ("/media/", "/_stcore/upload_file", "/_stcore/metrics")
# Here it matters who it is; pages, scripts and fonts are the same for everybody.
_LOOKED_UP = ("/_stcore/stream", *_SIGNED_IN_ONLY)


class Gate:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with trusted headers, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        login_session_id = None
        if path.startswith(_LOOKED_UP):
            with suppress(Unavailable):  # the page itself says so
                login_session_id = await to_thread.run_sync(_login_session, cookie_of(scope))
        if login_session_id is None and path.startswith(_SIGNED_IN_ONLY):
            await PlainTextResponse("Sign in first.", 403)(scope, receive, send)
            return
        client = scope.get("client")
        headers = [pair for pair in scope["headers"] if not pair[0].lower().startswith(_OURS)]
        headers.append((b"x-contamos-user", str(login_session_id or "").encode()))
        headers.append((b"x-contamos-address", (client[0] if client else "").encode()))
        # A browser that leaves while it is sent something: Streamlit 1.67 takes what Starlette then
        # raises for a text message, and what it raises again for an error to be logged.
        with suppress(WebSocketDisconnected):
            await self.app({**scope, "headers": headers}, receive, send)


def cookie_of(scope: Scope) -> str | None:
    """The login session's random id, as the browser sent it."""
    for name, value in scope["headers"]:
        if name.lower() == b"cookie":
            try:
                cookies = SimpleCookie(value.decode("latin-1"))
            except CookieError:
                continue
            if COOKIE in cookies:
                return cookies[COOKIE].value
    return None


def _login_session(token: str | None) -> int | None:
    actor = actor_of(token, active=False)
    return actor.login_session_id if actor else None
