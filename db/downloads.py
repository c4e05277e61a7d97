"""A file with names on its way out: a one-time address, for the login session that asked for it.

An address is known to this process only, by its hash, and for a minute. It says nothing of what is
behind it. The file is made when it is taken, and nothing of it is kept.
"""

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from db import clock
from db.actor import Actor
from db.errors import NotAllowed, NotFound

_GOOD_FOR = timedelta(minutes=1)


@dataclass(frozen=True)
class File:
    """Its name, its media type, and what makes its bytes for whoever takes it, piece by piece."""

    name: str
    mime: str
    make: Callable[[Actor], Iterable[bytes]]


@dataclass(frozen=True)
class _Offer:
    """Who may take a file, and until when."""

    login_session_id: int
    until: datetime
    file: File


_offers: dict[str, _Offer] = {}
_lock = threading.Lock()


def offer(actor: Actor, file: File) -> str:
    """The last part of the file's address. Raises NotAllowed: nobody is signed in."""
    if actor.login_session_id is None:
        raise NotAllowed
    token = secrets.token_urlsafe(32)
    with _lock:
        _offers[_hash(token)] = _Offer(actor.login_session_id, clock.now() + _GOOD_FOR, file)
    forgetting = threading.Timer(_GOOD_FOR.total_seconds(), _offers.pop, [_hash(token), None])
    forgetting.daemon = True
    forgetting.start()
    return token


def take(actor: Actor, token: str) -> tuple[File, Iterator[bytes]]:
    """The file behind an address, once, and its bytes.

    Raises NotFound (used, too old, another login session's, or never offered), and what making the
    file raises, such as NotAllowed.
    """
    with _lock:
        found = _offers.get(_hash(token))
        if (
            found is None
            or found.until <= clock.now()
            or found.login_session_id != actor.login_session_id
        ):
            raise NotFound
        del _offers[_hash(token)]
    pieces = iter(found.file.make(actor))
    return found.file, chain([next(pieces, b"")], pieces)  # begun, so that it can still be refused


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
