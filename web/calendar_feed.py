"""The calendar behind a secret address, for calendar programs: no cookie, no sign-in."""

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from db import agenda, calendar_feeds
from db.engine import reading
from db.errors import Unavailable
from db.users import LANGUAGES
from web import ical
from web.caching import tagged

_KEPT = 300  # seconds in which a program need not ask again


async def calendar_feed(request: Request) -> Response:
    """`GET /calendar/<token>.ics`: the dates, 304 if they are as before, or 404."""
    token: str = request.path_params["token"]
    offered = request.query_params.get("language", "")
    try:
        body = await to_thread.run_sync(_calendar, token, offered)
    except Unavailable:
        return PlainTextResponse("Try again later.", 503, {"Retry-After": str(_KEPT)})
    if body is None:
        return PlainTextResponse("Not found.", 404, {"Cache-Control": "no-store"})
    return tagged(
        request,
        body,
        media_type="text/calendar; charset=utf-8",
        control=f"private, max-age={_KEPT}",
        more={"Content-Disposition": 'attachment; filename="contamos.ics"'},
    )


def _calendar(token: str, offered: str) -> bytes | None:
    """The dates in the language of the address's person; None if the address does not work.

    `offered` is the language in which the address was made: it holds for who has chosen none.
    """
    with reading() as session:
        reader = calendar_feeds.reader(session, token)
        if reader is None:
            return None
        entries = agenda.agenda(session, reader)
    language = reader.language or (offered if offered in LANGUAGES else LANGUAGES[0])
    return ical.calendar(entries, language)
