"""Organizations, the people who sign in, and how they do."""

from datetime import datetime

from sqlmodel import Field

from db.actor import Role
from db.models.base import Base, UtcDateTime, choice


class Organization(Base, table=True):
    """A member of the coalition. Its name is public; its people and rows are its own."""

    id: int = Field(default=None, primary_key=True, description="row number")
    slug: str = Field(unique=True, description="stable short name")
    name: str = Field(description="spelled as in the petition")
    acronym: str = Field(default="", description="short form, empty if it has none")
    languages: str = Field(default="", description="likely languages, ISO 639-1, joined by ;")
    sheets_printed: int = Field(default=0, description="number of the last petition sheet printed")


class User(Base, table=True):
    """A person who signs in. Seen by leads of the same organization and by coordinators."""

    id: int = Field(default=None, primary_key=True, description="row number")
    username: str = Field(unique=True, description="lower case; what is typed to sign in")
    name: str = Field(description="shown to colleagues of the same organization")
    role: Role = Field(sa_type=choice(Role), description="staff, lead or coordinator")
    organization_id: int | None = Field(
        default=None, foreign_key="organization.id", index=True, description="none: coordinator"
    )
    password_hash: str = Field(description="argon2id; seen by nobody")
    must_change_password: bool = Field(default=True, description="true after a first or reset one")
    language: str | None = Field(default=None, description="chosen language; none: the browser's")
    created_at: datetime = Field(sa_type=UtcDateTime, description="when the person was added (UTC)")
    disabled_at: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="since when kept out (UTC); none: may sign in",
    )


class Invitation(Base, table=True):
    """A link by which one person joins, once and within a day. Seen by whoever may take it back."""

    id: int = Field(default=None, primary_key=True, description="row number")
    token_hash: str = Field(unique=True, description="SHA-256 of the link's secret, hex")
    organization_id: int | None = Field(
        default=None, foreign_key="organization.id", index=True, description="none: coordinator"
    )
    role: Role = Field(sa_type=choice(Role), description="what the person will be")
    invited_by: int = Field(foreign_key="user.id", description="who made the link")
    invited_at: datetime = Field(sa_type=UtcDateTime, description="when it was made (UTC)")
    expires_at: datetime = Field(sa_type=UtcDateTime, description="a day later (UTC)")
    accepted_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when it was used (UTC); none: not yet"
    )
    accepted_by: int | None = Field(
        default=None, foreign_key="user.id", description="the person who joined by it"
    )
    withdrawn_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when it was taken back (UTC); none: stands"
    )
    idempotency_key: str = Field(unique=True, description="one key for one press of the button")


class LoginTicket(Base, table=True):
    """Proof of a right password, to be exchanged for a login session once and within a minute."""

    __tablename__ = "login_ticket"
    token_hash: str = Field(primary_key=True, description="SHA-256 of the ticket, hex")
    user_id: int = Field(foreign_key="user.id", description="who gave the right password")
    expires_at: datetime = Field(
        sa_type=UtcDateTime, description="a minute after the password (UTC)"
    )


class LoginSession(Base, table=True):
    """One browser in which a person is signed in. Seen by that person."""

    __tablename__ = "login_session"
    id: int = Field(default=None, primary_key=True, description="row number")
    token_hash: str = Field(unique=True, description="SHA-256 of the cookie's random id, hex")
    user_id: int = Field(foreign_key="user.id", index=True, description="who is signed in")
    device: str = Field(default="", description="browser and system, coarse; empty: not known")
    started_at: datetime = Field(sa_type=UtcDateTime, description="when they signed in (UTC)")
    last_seen_at: datetime = Field(sa_type=UtcDateTime, description="exact to a minute")
    ended_at: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="when it was ended by somebody (UTC); none: by time alone",
    )


class TokenBucket(Base, table=True):
    """A limit that fills up again with time. Seen by nobody."""

    __tablename__ = "token_bucket"
    key: str = Field(primary_key=True, description="SHA-256 of what is limited, hex")
    tokens: float = Field(description="tries left at `filled_at`")
    filled_at: datetime = Field(sa_type=UtcDateTime, description="when `tokens` was true (UTC)")


class Draft(Base, table=True):
    """A form somebody sent after their login session had ended. Seen by that person."""

    user_id: int = Field(primary_key=True, foreign_key="user.id", description="whose it is")
    form: str = Field(primary_key=True, description="the form's name")
    sealed: bytes = Field(description="what was typed, by field; sealed (db/sealed.py)")
    kept_at: datetime = Field(sa_type=UtcDateTime, description="when it was sent (UTC)")
