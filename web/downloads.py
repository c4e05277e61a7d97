"""Files with names, from the database to the browser."""

from collections.abc import Iterator

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from db import downloads
from db.downloads import File
from db.errors import Refused, Unavailable
from db.login_sessions import actor_of
from web.gate import cookie_of

_NOT_KEPT = {"Cache-Control": "no-store"}


async def download(request: Request) -> Response:
    """`GET /download/<token>`: the file, once; 403 to everybody but the login session it is for.

    It is sent as it is made: what makes it decides how much of it is ever held.
    """
    token: str = request.path_params["token"]
    try:
        taken = await to_thread.run_sync(_taken, cookie_of(request.scope), token)
    except Unavailable:
        return PlainTextResponse("Try again later.", 503, _NOT_KEPT)
    if taken is None:
        return PlainTextResponse("Press the button on Files again.", 403, _NOT_KEPT)
    file, pieces = taken
    named = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return StreamingResponse(pieces, media_type=file.mime, headers=_NOT_KEPT | named)


def _taken(cookie: str | None, token: str) -> tuple[File, Iterator[bytes]] | None:
    actor = actor_of(cookie)
    if actor is None:
        return None
    try:
        return downloads.take(actor, token)
    except Refused:
        return None
