"""The displays' style and scripts, each at an address that names its content."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True)
class Static:
    """A file as it is served."""

    body: bytes
    media_type: str


def _load() -> tuple[dict[str, Static], dict[str, str]]:
    files, addresses = {}, {}
    for path in sorted(_FOLDER.iterdir()):
        body = path.read_bytes()
        name = f"{path.stem}.{hashlib.sha256(body).hexdigest()[:12]}{path.suffix}"
        files[name] = Static(body, _TYPES[path.suffix])
        addresses[path.name] = f"/press/static/{name}"
    return files, addresses


# By the name in its address; and "display.css" → its address.
FILES, ADDRESSES = _load()
