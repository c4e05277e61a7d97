"""Files that wait to be read: sealed on disk under their organization's key, piece by piece.

Nothing of an upload is ever on the disk in clear; a file that was changed or cut off does not open.
"""

import io
import os
import secrets
import struct
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag

from db.engine import home
from db.sealed import Damaged, organization_cipher

_PIECE = 1 << 20  # bytes of clear text in a piece; the last one may have fewer
_NONCE, _TAG = 12, 16
_SIZE = struct.Struct(">Q")  # at the start of the file: how long the clear text is


def keep(name: str, organization_id: int, content: BinaryIO) -> None:
    """Seal what can be read from `content` into the file of this name."""
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    size = content.seek(0, io.SEEK_END)
    content.seek(0)
    cipher = organization_cipher(organization_id)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(_SIZE.pack(size))
        for number in range(-(-size // _PIECE)):
            nonce = secrets.token_bytes(_NONCE)
            place = _place(name, size, number)
            file.write(nonce + cipher.encrypt(nonce, content.read(_PIECE), place))
        file.flush()
        os.fsync(file.fileno())


def is_kept(name: str) -> bool:
    """True if there is a file of this name."""
    return _path(name).exists()


def opened(name: str, organization_id: int) -> BinaryIO:
    """The file's clear text, to read and seek in. Raises FileNotFoundError, Damaged."""
    return io.BufferedReader(_Opened(name, organization_id), _PIECE)


def forget(name: str) -> None:
    """Remove the file, if it is there."""
    _path(name).unlink(missing_ok=True)


def kept() -> Iterable[str]:
    """The names of all files that are kept."""
    return [path.stem for path in _path("").parent.glob("*.sealed")]


class _Opened(io.RawIOBase):
    def __init__(self, name: str, organization_id: int) -> None:
        self._name, self._cipher = name, organization_cipher(organization_id)
        self._file = _path(name).open("rb")
        head = self._file.read(_SIZE.size)
        if len(head) < _SIZE.size:
            raise Damaged
        [self._size] = _SIZE.unpack(head)
        self._at = 0
        self._piece = lru_cache(maxsize=4)(self._read_piece)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: object) -> int:
        into = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if self._at >= self._size:
            return 0
        number, offset = divmod(self._at, _PIECE)
        part = self._piece(number)[offset : offset + len(into)]
        into[: len(part)] = part
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _read_piece(self, number: int) -> bytes:
        self._file.seek(_SIZE.size + number * (_NONCE + _PIECE + _TAG))
        sealed = self._file.read(_NONCE + _PIECE + _TAG)
        try:
            return self._cipher.decrypt(
                sealed[:_NONCE], sealed[_NONCE:], _place(self._name, self._size, number)
            )
        except (InvalidTag, ValueError):
            raise Damaged from None


def _place(name: str, size: int, number: int) -> bytes:
    return f"file {name} {size} {number}".encode()


def _path(name: str) -> Path:
    return home() / "imports" / f"{name}.sealed"
