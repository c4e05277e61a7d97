"""A file object seen from its beginning, by several readers at a time."""

import io
from typing import Protocol


class File(Protocol):
    """What a file to read must have: an upload, a sealed file, `open(path, "rb")`."""

    def read(self, size: int = ..., /) -> bytes: ...
    def seek(self, offset: int, whence: int = ..., /) -> int: ...


class _Window(io.RawIOBase):
    """Keeps a place of its own in the file, and leaves the file open."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._at = 0
        self._end = file.seek(0, io.SEEK_END)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._end}[whence]
        if base + offset < 0:
            raise OSError("before the beginning of the file")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        self._file.seek(self._at)
        read = self._file.read(len(buffer))
        buffer[: len(read)] = read
        self._at += len(read)
        return len(read)


def window(file: File) -> io.BufferedReader:
    """The file from its beginning. Closing this leaves the file open."""
    return io.BufferedReader(_Window(file), buffer_size=1 << 18)


def size_of(file: File) -> int:
    """How many bytes it has."""
    return file.seek(0, io.SEEK_END)
