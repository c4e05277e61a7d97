"""Prints of signatures are numbers of 64 bits: the first eight bytes of what they were before.

A database finds a number in half the time of as many bytes. The row has the organization in its key,
and so needs no index that begins with it; a name is looked for in one batch after the other, so that a
large file, whose prints have no order, has one index less to write all over the place.
"""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_PRINTS = ("email_print", "phone_print", "name_print", "source_print")
_BEFORE: dict[str, tuple[str, ...]] = {
    "ix_signature_batch_id": ("batch_id",),
    "ix_signature_email_print": ("email_print",),
    "ix_signature_phone_print": ("phone_print",),
    "ix_signature_organization_name_print": ("organization_id", "name_print"),
    "ix_signature_organization_source_print": ("organization_id", "source_print"),
}
_AFTER: dict[str, tuple[str, ...]] = {
    "ix_signature_email_print": ("email_print",),
    "ix_signature_phone_print": ("phone_print",),
    "ix_signature_source_print": ("source_print",),
    "ix_signature_batch_name_print": ("batch_id", "name_print"),
}
# Lines with the same of a column, as in 0012, which says what this is good for.
_LINES = 1_000_000
_FOUND = {"organization_id": 55_000, "batch_id": 100}
_FOUND_BY_PRINT = 2


def upgrade() -> None:
    _drop_indexes(_BEFORE)
    _change(
        sa.BigInteger(),
        _number,
        "('x' || encode(substring({} from 1 for 8), 'hex'))::bit(64)::bigint",
    )
    _create_indexes(_AFTER)


def downgrade() -> None:
    """The other eight bytes are gone: a version from before finds nobody by what is kept here."""
    _drop_indexes(_AFTER)
    _change(sa.LargeBinary(), _bytes, "decode(lpad(to_hex({}), 16, '0'), 'hex')")
    _create_indexes(_BEFORE)


def _change(to: sa.types.TypeEngine[Any], convert: Callable[..., Any], in_postgresql: str) -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        kind = to.compile(connection.dialect)
        changes = (
            f"ALTER COLUMN {name} TYPE {kind} USING {in_postgresql.format(name)}"
            for name in _PRINTS
        )
        op.execute(f"ALTER TABLE signature {', '.join(changes)}")
        return
    # Raw: batch mode would build the table anew, and forget what 0012 says of its other indexes.
    driver: Any = connection.connection.driver_connection
    driver.create_function("changed", 1, convert, deterministic=True)
    for name in _PRINTS:
        op.execute(f"ALTER TABLE signature RENAME COLUMN {name} TO {name}_before")
        op.add_column("signature", sa.Column(name, to, nullable=True))
    new = ", ".join(f"{name} = changed({name}_before)" for name in _PRINTS)
    op.execute(f"UPDATE signature SET {new}")  # noqa: S608 - no values
    for name in _PRINTS:
        op.drop_column("signature", f"{name}_before")


def _number(print_: bytes | None) -> int | None:
    return None if print_ is None else int.from_bytes(print_[:8], "big", signed=True)


def _bytes(print_: int | None) -> bytes | None:
    return None if print_ is None else print_.to_bytes(8, "big", signed=True)


def _drop_indexes(indexes: Mapping[str, tuple[str, ...]]) -> None:
    for name in indexes:
        op.drop_index(name, "signature")


def _create_indexes(indexes: Mapping[str, tuple[str, ...]]) -> None:
    for name, columns in indexes.items():
        op.create_index(name, "signature", list(columns))
    if op.get_bind().dialect.name != "sqlite":
        return
    for name, columns in indexes.items():
        found = [_FOUND.get(column, _FOUND_BY_PRINT) for column in columns]
        stat = " ".join(map(str, (_LINES, *found)))
        op.execute(
            f"INSERT INTO sqlite_stat1 VALUES ('signature', '{name}', '{stat}')"  # noqa: S608
        )
    op.execute("ANALYZE sqlite_schema")
