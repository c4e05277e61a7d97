"""Files brought in from other tools, what was wrong with their rows, and how columns were read."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from db.models.base import Base, UtcDateTime, choice
from db.models.outreach import OutreachKind
from db.models.signatures import Channel


class ImportState(StrEnum):
    """How far an import is. Only what is imported counts."""

    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTED = "imported"
    UNDONE = "undone"
    DISCARDED = "discarded"  # its rows are gone
    FAILED = "failed"  # can't be read; its rows are gone


class FileImport(Base, table=True):
    """One file of signers. Seen by its own organization."""

    __tablename__ = "file_import"
    __table_args__ = (UniqueConstraint("organization_id", "idempotency_key"),)
    # Given by the command, not by the database: a blob is sealed for its row before it is written.
    id: int = Field(
        primary_key=True, sa_column_kwargs={"autoincrement": False}, description="row number"
    )
    organization_id: int = Field(
        foreign_key="organization.id", index=True, description="whose it is"
    )
    idempotency_key: str = Field(description="one key for one press of the button")
    sealed: bytes = Field(description="the file's name and how its columns are read; sealed")
    format: str = Field(default="", description="the tool it comes from; empty: none we know")
    channel: Channel = Field(sa_type=choice(Channel), description="how these signatures reached us")
    collected_on: date = Field(description="day of the rows that have none of their own (Chicago)")
    ward: int | None = Field(
        default=None, foreign_key="ward.number", description="ward of the rows that have none"
    )
    source_id: int | None = Field(
        default=None,
        foreign_key="external_source.id",
        description="the site that counts these rows as well; none: no such site",
    )
    state: ImportState = Field(sa_type=choice(ImportState), description="how far it is")
    position: int = Field(default=0, description="the last row of the file that is dealt with")
    rows: int = Field(default=0, description="rows dealt with")
    fit: int = Field(default=0, description="of these, rows that are stored")
    again: int = Field(default=0, description="of the stored, the same person as on another line")
    known: int = Field(default=0, description="rows that were here already")
    deleted: int = Field(default=0, description="rows that were taken back where they come from")
    faulty: int = Field(default=0, description="rows with a problem: not stored")
    left_out: dict[str, int] = Field(
        sa_type=JSON,
        default_factory=dict,
        description="import → rows of this file that were here already by it",
    )
    reserved_to: int = Field(
        default=0, index=True, description="the last signature id that its lines were given"
    )
    change: dict[str, Any] = Field(
        sa_type=JSON, description="the coalition's total before and after it was imported"
    )
    error: dict[str, Any] = Field(
        sa_type=JSON, description="why it failed: a message's text and values; empty: it did not"
    )
    started_at: datetime = Field(sa_type=UtcDateTime, description="when it was begun (UTC)")
    worked_at: datetime = Field(
        sa_type=UtcDateTime, description="last sign of life of whoever checks it (UTC)"
    )
    asked_at: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="when somebody asked to import or to undo it (UTC); none: it is not being done",
    )
    settled: int = Field(default=0, description="how far that is done, in percent")
    imported_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="since when it counts (UTC)"
    )
    undone_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when it was undone (UTC)"
    )
    revision: int = Field(default=0, description="number of changes of its state so far")
    recorded_by: int = Field(foreign_key="user.id", description="who brought it in")


class ImportProblem(Base, table=True):
    """What is wrong with one row of a file. Seen by its own organization."""

    __tablename__ = "import_problem"
    id: int = Field(
        primary_key=True, sa_column_kwargs={"autoincrement": False}, description="row number"
    )
    organization_id: int = Field(
        foreign_key="organization.id", index=True, description="whose it is"
    )
    import_id: int = Field(
        foreign_key="file_import.id", index=True, description="the import of the file"
    )
    number: int = Field(description="the row in the file; the header is row 1")
    sealed: bytes = Field(description="column, value and reason; sealed")


class OutreachImport(Base, table=True):
    """One file of outreach. Seen by its own organization."""

    __tablename__ = "outreach_import"
    __table_args__ = (UniqueConstraint("organization_id", "idempotency_key"),)
    id: int = Field(
        primary_key=True, sa_column_kwargs={"autoincrement": False}, description="row number"
    )
    organization_id: int = Field(
        foreign_key="organization.id", index=True, description="whose it is"
    )
    idempotency_key: str = Field(description="one key for one press of the button")
    sealed: bytes = Field(description="the file's name, and whom it says to leave alone; sealed")
    tool: str = Field(description="the tool it comes from: van or spoke")
    efforts: int = Field(description="outreach that it added something to")
    attempts: int = Field(description="contact attempts that it added, in people")
    conversations: int = Field(description="contacts reached that it added, in people")
    left_alone: int = Field(description="signatures that may not be contacted since then")
    imported_at: datetime = Field(sa_type=UtcDateTime, description="since when it counts (UTC)")
    undone_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when it was undone (UTC)"
    )
    revision: int = Field(default=0, description="number of changes so far")
    recorded_by: int = Field(foreign_key="user.id", description="who brought it in")


class ImportedContacts(Base, table=True):
    """Whom a file added to one outreach: the next file has them again, and they count once.

    Nobody is named: people are keyed hashes of 8 bytes, which say nothing without their key.
    """

    __tablename__ = "imported_contacts"
    id: int = Field(default=None, primary_key=True, description="row number")
    organization_id: int = Field(
        foreign_key="organization.id", index=True, description="whose it is"
    )
    import_id: int = Field(
        foreign_key="outreach_import.id", index=True, description="the import of the file"
    )
    outreach_id: int = Field(
        foreign_key="outreach.id", index=True, description="the outreach they count in"
    )
    tool: str = Field(description="the tool the file comes from: van or spoke")
    kind: OutreachKind = Field(sa_type=choice(OutreachKind), description="how people were reached")
    day: date = Field(description="day (Chicago)")
    dated: bool = Field(description="the file says the day; else it was given for the file")
    tried: bytes = Field(description="people tried, one print after the other")
    reached: bytes = Field(description="people reached, one print after the other")


class ImportFollowUp(Base, table=True):
    """What a file says of a signature that was here before it. Seen by its own organization."""

    __tablename__ = "import_follow_up"
    id: int = Field(default=None, primary_key=True, description="row number")
    organization_id: int = Field(
        foreign_key="organization.id", index=True, description="whose it is"
    )
    import_id: int = Field(
        foreign_key="file_import.id", index=True, description="the import of the file"
    )
    signature_id: int = Field(foreign_key="signature.id", index=True, description="which signature")
    taken_back: bool = Field(
        description="true: it was deleted where it comes from; false: do not contact any more"
    )
    done: bool = Field(default=False, description="it was not so before, and is by this import")
    line_revision: int = Field(default=0, description="the signature's revision when it was done")


class ImportMapping(Base, table=True):
    """How an organization read the columns of a kind of file: proposed the next time.

    Likewise what the results of a tool's outreach mean (db/outreach_meanings.py).
    """

    __tablename__ = "import_mapping"
    organization_id: int = Field(
        primary_key=True, foreign_key="organization.id", description="whose it is"
    )
    header_print: str = Field(
        primary_key=True, description="keyed hash of the header; tells nothing without the key"
    )
    sealed: bytes = Field(description="field → column; sealed, for a header may hold anything")
    kept_at: datetime = Field(sa_type=UtcDateTime, description="when it was last used (UTC)")
