"""Alembic's entry: migrates the database of db/engine.py."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection

from db.engine import migrating
from db.models import Base, UtcDateTime


def _render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our own column type as what the database sees of it."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=_render,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


with migrating() as connection:
    _migrate(connection)
