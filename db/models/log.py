"""What the installation knows of itself: the audit log, and which keys its rows are sealed with."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from db.models.base import Base, UtcDateTime


class AuditEntry(Base, table=True):
    """Who did what, when. Only grows; each entry carries the hash of the one before.

    Holds no free text and no personal data: only ids, names of fields and enumerations.
    """

    __tablename__ = "audit_entry"
    id: int = Field(
        default=None, primary_key=True, description="row number, in the order of the log"
    )
    at: datetime = Field(sa_type=UtcDateTime, description="when (UTC)")
    user_id: int | None = Field(default=None, description="none: the operator or the seed")
    organization_id: int | None = Field(default=None, description="whose rows were touched")
    action: str = Field(description="the command")
    subject: str = Field(index=True, description="table and id")
    details: dict[str, Any] = Field(
        sa_type=JSON, description="ids, names of fields and enumerations only"
    )
    previous_hash: str = Field(description="`hash` of the entry before; zeros for the first")
    hash: str = Field(unique=True, description="SHA-256 over this entry and `previous_hash`, hex")


class KeyCheck(Base, table=True):
    """By what a key is known again without being kept: a wrong one must be noticed at the start."""

    __tablename__ = "key_check"
    name: str = Field(primary_key=True, description="master or fingerprint")
    check_value: str = Field(description="derived from the key by HKDF, hex")
