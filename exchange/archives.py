"""Zips: what is in one, and whether it may be unpacked at all."""

import io
import struct
import zipfile
import zlib
from typing import BinaryIO

from db.errors import Message
from exchange.limits import ALWAYS_UNPACKED, MOST_DIRECTORY, MOST_RATIO, MOST_TEXT, Unreadable

_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x07"
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What a Mac or Windows adds of its own accord.
_ASIDE = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")

damaged = Message("This zip file is damaged. Make it again, or give the file that is in it.")
too_large = Message(
    "Unpacked, this file is too large. Save the table as CSV and give that, without zipping it."
)
locked = Message("This file is protected by a password. Save it without one and give that.")
# What reading a zip raises when somebody has been at it.
Errors = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError,
          RuntimeError, struct.error)  # fmt: skip


def opened(file: BinaryIO) -> zipfile.ZipFile:
    """The zip, once its list of contents is known to be small. Raises Unreadable."""
    _check_directory(file)
    try:
        return zipfile.ZipFile(file)
    except Errors:
        raise Unreadable(damaged) from None


def check(entry: zipfile.ZipInfo, most: int = MOST_TEXT) -> None:
    """Return if an entry may be unpacked. Raises Unreadable.

    What it says of its size can be relied on: not a byte more is ever unpacked.
    """
    if entry.flag_bits & 1:
        raise Unreadable(locked)
    if entry.compress_type not in _READABLE:
        raise Unreadable(damaged)
    if entry.file_size > most or entry.file_size > max(
        ALWAYS_UNPACKED, MOST_RATIO * entry.compress_size
    ):
        raise Unreadable(too_large)


class Packed:
    """The file in a zip, unpacked as it is read: its end is known without going there."""

    def __init__(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        try:
            self._stream = archive.open(entry)
        except Errors:
            raise Unreadable(damaged) from None
        self._at, self._end = 0, entry.file_size

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go there at the next read. `whence` is the beginning or the end."""
        self._at = offset + (self._end if whence == io.SEEK_END else 0)
        return self._at

    def read(self, size: int = -1, /) -> bytes:
        """So many bytes. Raises Unreadable."""
        try:
            self._stream.seek(self._at)
            part = self._stream.read(size)
        except Errors:
            raise Unreadable(damaged) from None
        self._at += len(part)
        return part


def single(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The one file in it. Raises Unreadable if there are more, or none."""
    entries = [
        entry
        for entry in archive.infolist()
        if not entry.is_dir() and not entry.filename.startswith(_ASIDE[0])
        and entry.filename.rpartition("/")[2] not in _ASIDE
    ]  # fmt: skip
    if not entries:
        raise Unreadable(Message("There is no file in this zip."))
    if len(entries) > 1:
        raise Unreadable(
            Message(
                "There are {count} files in this zip. Unpack it and give them one by one.",
                count=len(entries),
            )
        )
    check(entries[0])
    return entries[0]


def _check_directory(file: BinaryIO) -> None:
    size = file.seek(0, io.SEEK_END)
    start = max(0, size - 0xFFFF - 22)
    file.seek(start)
    tail = file.read(size - start)
    at = tail.rfind(_END)
    if at < 0 or at + 22 > len(tail) or _END_64 in tail[max(0, at - 20) : at]:
        raise Unreadable(damaged)
    (length,) = struct.unpack("<L", tail[at + 12 : at + 16])
    if length > MOST_DIRECTORY:
        raise Unreadable(too_large)
