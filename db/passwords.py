"""Passwords: argon2id with the library's own settings, and what a new one must be."""

import secrets
import threading
import unicodedata

import argon2

from db.errors import Message
from db.fields import Checks

LEAST, MOST = 12, 200

_hasher = argon2.PasswordHasher()
# A hash takes 64 MiB: more than this many at once would let a crowd fill the memory.
_slots = threading.BoundedSemaphore(4)


def canonical(password: str) -> str:
    """One spelling of what was typed: the same on every keyboard, without spaces at the ends."""
    return unicodedata.normalize("NFKC", password).strip()


def _hashed_bytes(password: str) -> bytes:
    """Whatever is typed or sent can be tried; nothing longer than a password can be is hashed."""
    return canonical(password)[: MOST * 4].encode("utf-8", "surrogatepass")


def hashed(password: str) -> str:
    """The argon2id hash to store."""
    with _slots:
        return _hasher.hash(_hashed_bytes(password))


def fits(password: str, password_hash: str) -> bool:
    """True if the password is the one hashed. Always does the full work of one hash."""
    with _slots:
        try:
            return _hasher.verify(password_hash, _hashed_bytes(password))
        except argon2.exceptions.VerificationError:
            return False


def one_time() -> str:
    """A first password: easy to read out, used once."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))


def check_new(checks: Checks, field: str, password: str, *, username: str) -> None:
    """Refuse a password that is too short, too long, or contains the username."""
    text = canonical(password if isinstance(password, str) else "")
    if len(text) < LEAST:
        checks.refuse(field, Message("Use at least {least} characters.", least=LEAST))
    if len(text) > MOST:
        checks.refuse(field, Message("Use at most {most} characters.", most=MOST))
    if username and username.casefold() in text.casefold():
        checks.refuse(field, Message("Don't use your username in it."))
    if len(set(text)) < 5:
        checks.refuse(field, Message("Use at least 5 different characters."))


def check_repeated(checks: Checks, field: str, password: str, repeated: str) -> None:
    """Refuse a second typing that is not the first."""
    if canonical(repeated) != canonical(password):
        checks.refuse(field, Message("The two don't match."))
