"""Is it alive? For whoever watches the server."""

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db.engine import reading
from db.models import DataVersion


async def health(_request: Request) -> Response:
    """`GET /healthz`: 200 when the database answers, 503 otherwise."""
    try:
        version = await to_thread.run_sync(_version)
    except Exception:  # whatever it is, the answer is the same
        return JSONResponse({"status": "unavailable"}, 503)
    return JSONResponse({"status": "ok", "version": version})


def _version() -> int:
    with reading() as session:
        return session.get_one(DataVersion, 1).version
