"""Answers that need not be sent twice: with a tag, and 304 to whoever has them already."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response


def tagged(
    request: Request, body: bytes, *, media_type: str, control: str, more: dict[str, str]
) -> Response:
    """200 with the body, or 304 if the asker has it. `more`: headers of the 200 alone."""
    # Weak: what lies between may compress it.
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": control}
    if _has(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers={**headers, **more}, media_type=media_type)


def _has(asked: str, etag: str) -> bool:
    """True if one of the tags of an If-None-Match is this one, weak or strong."""
    tags = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
    return bool(tags & {"*", etag.removeprefix("W/")})
