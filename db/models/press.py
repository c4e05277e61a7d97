"""Press: what may be said aloud, the displays, and the figures that were frozen.

Coordinators keep it, leads see it; what a display or a frozen figure shows is public.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from db.models.base import Base, UtcDateTime, choice


class Scene(StrEnum):
    """What a display can show."""

    TOTAL = "total"
    WARDS = "wards"
    MEASURES = "measures"
    WHIP = "whip"
    THANKS = "thanks"
    PETITION = "petition"


class DisplayLanguage(StrEnum):
    """In which language a display speaks; both: one after the other, or side by side."""

    ENGLISH = "en"
    SPANISH = "es"
    BOTH = "both"


class DisplayTheme(StrEnum):
    """Light or dark; auto: as the screen it is opened on is set."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class PressRule(Base, table=True):
    """What may be said in public. One row for the campaign."""

    __tablename__ = "press_rule"
    id: int = Field(default=None, primary_key=True, description="row number; always 1")
    verified: bool = Field(default=True, description="the verified rung is said, less the overlap")
    claimed: bool = Field(default=True, description="the claimed rung is said")
    external: bool = Field(default=True, description="the external rung is said")
    whip_released: bool = Field(default=False, description="the whip count may be said")
    petition_url: str = Field(
        default="", description="where the petition is signed; for its QR code"
    )
    contact: str = Field(default="", description="whom the press asks; printed on the fact sheet")
    revision: int = Field(default=0, description="grows with each change")


class PressLink(Base, table=True):
    """A display's secret address and what it shows. Only the secret's hash is kept."""

    __tablename__ = "press_link"
    id: int = Field(default=None, primary_key=True, description="row number")
    name: str = Field(description="where the display stands, for the coordinators")
    token_hash: str = Field(unique=True, description="SHA-256 of the address's secret part")
    made_by: int | None = Field(
        default=None, foreign_key="user.id", description="who made it; none: the operator"
    )
    made_at: datetime = Field(sa_type=UtcDateTime, description="when the address was made (UTC)")
    expires_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when it ends by itself (UTC); none: never"
    )
    revoked_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when it was revoked (UTC); none: it works"
    )
    scenes: list[str] = Field(
        default_factory=lambda: [Scene.TOTAL.value],
        sa_type=JSON,
        description="what is shown, in this order; at least one",
    )
    seconds: int = Field(default=0, description="how long each scene stays; 0: the first one stays")
    language: DisplayLanguage = Field(
        default=DisplayLanguage.ENGLISH, sa_type=choice(DisplayLanguage), description="spoken"
    )
    theme: DisplayTheme = Field(
        default=DisplayTheme.AUTO, sa_type=choice(DisplayTheme), description="light or dark"
    )
    exact: bool = Field(default=True, description="the exact figure; else the floor below it")
    frozen_id: int | None = Field(
        default=None, foreign_key="press_figure.id", description="what is shown instead of now"
    )
    rehearsal_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when its last rehearsal began (UTC)"
    )
    revision: int = Field(default=0, description="grows with each change")
    idempotency_key: str = Field(unique=True, description="one key for one press of the button")


class PressFigure(Base, table=True):
    """A figure as it was frozen for the podium: never changed, never deleted."""

    __tablename__ = "press_figure"
    id: int = Field(default=None, primary_key=True, description="row number")
    number: int = Field(unique=True, description="what it is cited by: 1, 2, 3 …")
    occasion: str = Field(default="", description="what it was frozen for; public")
    frozen_by: int = Field(foreign_key="user.id", description="who froze it; not public")
    frozen_at: datetime = Field(sa_type=UtcDateTime, description="when (UTC)")
    figures: dict[str, Any] = Field(
        sa_type=JSON, description="every number, definition and time, as PublicFigures writes them"
    )
    hash: str = Field(
        unique=True, description="SHA-256 over number, occasion, time and figures, hex"
    )
    idempotency_key: str = Field(unique=True, description="one key for one press of the button")
