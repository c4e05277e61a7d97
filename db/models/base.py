"""What every table shares: one registry, moments in UTC, enumerations as their plain values."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import DateTime as SqlDateTime
from sqlalchemy import Dialect, Enum
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no time zone, so it is taken off and put back here."""

    impl = SqlDateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment that does not say its zone; store it in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say again that it is UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


def choice(options: type[StrEnum]) -> Enum:
    """Store an enumeration as its plain value, checked by the database."""
    return Enum(
        options,
        native_enum=False,
        create_constraint=True,
        name=options.__name__.lower(),
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(SQLModel, registry=registry()):
    """All tables share one registry of their own, so that a hot reload can't define them twice."""


# Every constraint has a name, so that a migration can speak of it.
Base.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
