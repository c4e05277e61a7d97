"""Security headers of every answer, as data."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self' blob: {inline}",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "worker-src": "'self' blob:",
    "manifest-src": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "form-action": "'self'",
}
# The public displays: no script or style but from their own files, and no eval.
_PRESS_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "form-action": "'none'",
}
_FRAMED = re.compile(r"/press/[^/]+/embed")  # other sites show this one in a frame


@cache
def headers() -> dict[str, str]:
    """The headers, with the hash of the one inline script that Streamlit's own page carries."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    hashes = (
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        for script in re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    )
    inline = " ".join(f"'sha256-{each}'" for each in hashes)
    return {
        "Content-Security-Policy": _written(_POLICY).format(inline=inline),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "X-Robots-Tag": "noindex, nofollow",
    }


@cache
def press_headers(*, framed: bool) -> dict[str, str]:
    """The headers of what is under /press; `framed`: any other site may show it in a frame."""
    if not framed:
        return {**headers(), "Content-Security-Policy": _written(_PRESS_POLICY)}
    policy = _written({**_PRESS_POLICY, "frame-ancestors": "*"})
    kept = {name: value for name, value in headers().items() if name != "X-Frame-Options"}
    return {**kept, "Content-Security-Policy": policy}


def _written(policy: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def _headers_for(path: str) -> dict[str, str]:
    if not path.startswith("/press/"):
        return headers()
    return press_headers(framed=bool(_FRAMED.fullmatch(path)))


class Headers:
    """ASGI middleware that adds them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to its answer."""
        secure = scope.get("scheme") == "https"

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in _headers_for(scope["path"]).items():
                    answer[name] = value
                if secure:
                    answer["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        await self.app(scope, receive, add if scope["type"] == "http" else send)
