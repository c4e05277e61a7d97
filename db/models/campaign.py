"""The campaign. Everyone signed in may see it; coordinators change it."""

from datetime import date, datetime

from sqlmodel import Field

from db.models.base import Base, UtcDateTime


class Campaign(Base, table=True):
    """The petition this installation counts for."""

    id: int = Field(default=None, primary_key=True, description="row number")
    title: str = Field(description="the petition's title")
    target: str = Field(description="whom the petition addresses")
    text: str = Field(description="the petition's text")
    starts_on: date = Field(description="first day on which signatures can have been collected")
    ends_on: date | None = Field(
        default=None, description="last day of collection; none: not decided"
    )


class Milestone(Base, table=True):
    """A number of signatures to celebrate."""

    id: int = Field(default=None, primary_key=True, description="row number")
    campaign_id: int = Field(foreign_key="campaign.id", description="whose it is")
    signatures: int = Field(unique=True, gt=0, description="coalition total, in signatures")


class ExternalSource(Base, table=True):
    """Another site that collects signatures for the same petition."""

    __tablename__ = "external_source"
    id: int = Field(default=None, primary_key=True, description="row number")
    slug: str = Field(unique=True, description="stable short name")
    name: str = Field(description="the site's name as shown")
    reported: int = Field(default=0, ge=0, description="signatures in the latest report")
    imported: int = Field(default=0, ge=0, description="of those, signatures imported as rows here")


class ExternalReport(Base, table=True):
    """One reading of an external source's counter. Readings are added, never changed."""

    __tablename__ = "external_report"
    id: int = Field(default=None, primary_key=True, description="row number")
    source_id: int = Field(foreign_key="external_source.id", index=True, description="which site")
    reported: int = Field(ge=0, description="signatures the site showed")
    counted: int = Field(description="change of the external rung by this reading, in signatures")
    read_on: date | None = Field(
        description="day of the reading (Chicago); none for the first: its signatures have no day"
    )
    recorded_by: int | None = Field(
        default=None, foreign_key="user.id", description="who typed it; none: seed"
    )
    recorded_at: datetime = Field(sa_type=UtcDateTime, description="when it was typed (UTC)")
    idempotency_key: str = Field(unique=True, description="one key for one press of the button")
