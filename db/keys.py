"""The installation's two keys. They live outside the database: in the home, or in the environment.

The master key seals what names a person (db/sealed.py); the fingerprint key recognises the same
person again without naming them (db/prints.py). The database keeps only by what each is known.
"""

import base64
import binascii
import os
import secrets
import stat
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlmodel import Session

from db.engine import home
from db.models import KeyCheck

MASTER, FINGERPRINT = "master", "fingerprint"
_SETTINGS = {MASTER: "CONTAMOS_MASTER_KEY", FINGERPRINT: "CONTAMOS_FINGERPRINT_KEY"}
_BYTES = 32


class KeyTrouble(Exception):
    """A key is missing, malformed, or not the one this database was sealed with: one line."""


def derived(name: str, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, from one of the two. Raises KeyTrouble."""
    return _derived(name, _settings(name), _file(name), purpose)


def prepare(session: Session) -> None:
    """Make both keys at the first start; later make sure that they are still the same ones.

    Raises KeyTrouble: an installation with another key must not start, or it would seal new rows
    with a key that nobody knows.
    """
    for name in _SETTINGS:
        known = session.get(KeyCheck, name)
        if known is None:
            if not _settings(name) and not _file(name).exists():
                _make(_file(name))
            session.add(KeyCheck(name=name, check_value=_check(name)))
        elif known.check_value != _check(name):
            raise KeyTrouble(
                f"The {name} key in {_where(name)} is not the one this database was made with. "
                "Put the right one back."
            )


def troubles(session: Session) -> Iterator[str]:
    """What is wrong with the keys, one line each: for `manage.py verify`."""
    for name in _SETTINGS:
        known = session.get(KeyCheck, name)
        try:
            if known is None or known.check_value != _check(name):
                yield f"key {name}: not the one this database was made with"
        except KeyTrouble as trouble:
            yield f"key {name}: {trouble}"
            continue
        if not _settings(name) and stat.S_IMODE(_file(name).stat().st_mode) & 0o077:
            yield f"key {name}: others may read {_file(name)}; chmod 400 it"


def _check(name: str) -> str:
    return derived(name, "check")[:16].hex()


# By path and setting, so that another home has other keys; the key itself never leaves the process.
@lru_cache(maxsize=1_000)
def _derived(name: str, setting: str, file: Path, purpose: str) -> bytes:
    key = _decoded(name, setting or _read(name, file))
    info = f"contamos {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=_BYTES, salt=None, info=info).derive(key)


def _decoded(name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _BYTES:
        raise KeyTrouble(f"The {name} key in {_where(name)} is not a key: 32 bytes in base64.")
    return key


def _read(name: str, file: Path) -> str:
    try:
        return file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        raise KeyTrouble(
            f"The {name} key is missing: {file} can't be read. Restore it from your backup, or "
            f"set {_SETTINGS[name]}; without it the names in this database can't be opened."
        ) from None


def _make(file: Path) -> None:
    """A new random key, readable by its owner only."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(base64.urlsafe_b64encode(secrets.token_bytes(_BYTES)) + b"\n")
        opened.flush()
        os.fsync(opened.fileno())


def _file(name: str) -> Path:
    return home() / "keys" / f"{name}.key"


def _settings(name: str) -> str:
    return os.environ.get(_SETTINGS[name], "").strip()


def _where(name: str) -> str:
    return _SETTINGS[name] if _settings(name) else str(_file(name))
