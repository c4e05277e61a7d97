"""Sealed blobs: AES-256-GCM under a data key of the organization's own, bound to their row.

A blob that was changed by a bit, or moved to another row, table or organization, does not open.
"""

import io
import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import func
from sqlmodel import Session, select

from db import keys
from db.actor import every_organization
from db.errors import Message, Refused
from db.models import Base

_VERSION = b"\x01"
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_NONCE = 12  # bytes; random, far below 2^32 blobs for each organization's key


class Damaged(Refused):
    """A blob does not open: it was changed, or moved here from another row."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "This entry can't be opened: it was changed outside of Contamos. "
                "Tell the person who runs it."
            )
        )


class Seal:
    """Seals and opens one table's blobs of one organization (none: the coalition's own)."""

    def __init__(self, organization_id: int | None, table: str) -> None:
        self._cipher = organization_cipher(organization_id)
        self._place = f"{table} {organization_id or ''} "

    def seal(self, row: int | str, content: Any) -> bytes:
        """Seal JSON content for the row of this id."""
        [sealed] = self.seal_all([row], [_encoded(content)])
        return sealed

    def seal_all(self, rows: Sequence[int | str], texts: Iterable[str]) -> Iterator[bytes]:
        """Seal JSON texts for the rows of these ids, one by one."""
        nonces = io.BytesIO(secrets.token_bytes(_NONCE * len(rows)))
        for row, text in zip(rows, texts, strict=True):
            nonce = nonces.read(_NONCE)
            yield _VERSION + nonce + self._cipher.encrypt(nonce, text.encode(), self._bound_to(row))

    def text(self, row: int | str, sealed: bytes) -> str:
        """The JSON text in a blob, for searching in many. Raises Damaged."""
        try:
            if sealed[:1] != _VERSION:
                raise Damaged
            return self._cipher.decrypt(sealed[1:13], sealed[13:], self._bound_to(row)).decode()
        except (InvalidTag, ValueError):
            raise Damaged from None

    def open(self, row: int | str, sealed: bytes) -> Any:
        """What was sealed for this row. Raises Damaged."""
        return json.loads(self.text(row, sealed))

    def _bound_to(self, row: int | str) -> bytes:
        return f"{self._place}{row}".encode()


def damaged(session: Session) -> list[str]:
    """Every blob of an organization that does not open, one line each (`manage.py verify`)."""
    every_organization(session)
    found = []
    for table in Base.metadata.sorted_tables:
        if not {"id", "organization_id", "sealed"} <= set(table.c.keys()):
            continue
        rows = session.execute(
            select(table.c.id, table.c.organization_id, table.c.sealed).where(
                table.c.sealed.is_not(None)
            )
        )
        for row, organization_id, sealed in rows:
            try:
                Seal(organization_id, table.name).text(row, sealed)
            except Damaged:
                found.append(f"{table.name} {row}: its sealed part does not open")
    return found


def organization_cipher(organization_id: int | None) -> AESGCM:
    """What seals under an organization's own data key (none: the coalition's)."""
    return _cipher(keys.derived(keys.MASTER, f"data key {organization_id or 'coalition'}"))


@lru_cache(maxsize=200)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def new_id(session: Session, table: type[Base]) -> int:
    """The id of a table's next row: a blob is sealed for its row before the row is written.

    Safe because there is one writer at a time (db/engine.py).
    """
    every_organization(session)
    column = Base.metadata.tables[str(table.__tablename__)].c["id"]
    return int(session.execute(select(func.max(column))).scalar() or 0) + 1
