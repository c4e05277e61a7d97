"""Who is asking, and what each role may do. Every permission in the project is decided here."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import text
from sqlmodel import Session, SQLModel, select
from sqlmodel.sql.expression import SelectOfScalar

from db.errors import Message, NotAllowed, NotFound


class Role(StrEnum):
    """What a person does in the campaign."""

    STAFF = "staff"
    LEAD = "lead"
    COORDINATOR = "coordinator"


class Right(StrEnum):
    """What can be done."""

    SEE_TOTALS = "see totals"
    SEE_MEASURES = "see measures"
    SEE_COUNCIL = "see the council, the whip count, roll calls and the calendar"
    OWN_ACCOUNT = "change own language and password, end own login sessions"
    SEE_BATCHES = "see own organization's batches"
    LOG_BATCH = "log and edit own organization's batches"
    PRINT_SHEETS = "print numbered petition sheets for own organization"
    VOID_BATCH = "void and restore own organization's batches"
    UPDATE_MEASURE = "record actions and hearings of a measure"
    KEEP_COUNCIL = "keep seats, committees, roll calls and the calendar"
    SET_STANCE = "record and undo where alderpersons stand"
    EDIT_RULES = "change the council's thresholds and time limits"
    PLAN_VISIT = "plan own organization's visits to alderpersons and note the answers"
    LEAD_RELATIONSHIP = "say which organization leads the relationship with an alderperson"
    KEY_SIGNATURES = "key the names of own organization's batches, correct them, complete a batch"
    SEE_PEOPLE = "see and search own organization's signatures by name"
    IMPORT_FILES = "bring in files of the own organization's signers"
    UNDO_IMPORT = "undo an import of the own organization"
    VOID_SIGNATURE = "void and restore own organization's signatures"
    JOIN_PACKET = "join the organizations' parts to one delivery packet"
    EXPORT_PEOPLE = "take own organization's people out as a file"
    LOG_OUTREACH = "see, log and edit own organization's outreach"
    VOID_OUTREACH = "void and restore own organization's outreach"
    RUN_ORGANIZATION = "invite, disable and sign out the people of the own organization"
    RUN_COALITION = "create organizations, invite leads and coordinators"
    EDIT_CAMPAIGN = "change the campaign's text and dates"
    SET_MILESTONES = "set the campaign's milestones"
    REPORT_EXTERNAL = "report what another site counts"
    SEE_PRESS = "see what may be said in public and make the press's documents"
    KEEP_PRESS = "say what may be said, freeze figures, keep the displays"


_EVERYONE = frozenset({Right.SEE_TOTALS, Right.SEE_MEASURES, Right.SEE_COUNCIL, Right.OWN_ACCOUNT})
# What the City Council is and does, kept by leads and coordinators alike.
_COUNCIL = frozenset(
    {Right.UPDATE_MEASURE, Right.KEEP_COUNCIL, Right.SET_STANCE, Right.LEAD_RELATIONSHIP}
)
_STAFF = _EVERYONE | {
    Right.SEE_BATCHES,
    Right.LOG_BATCH,
    Right.PRINT_SHEETS,
    Right.KEY_SIGNATURES,
    Right.SEE_PEOPLE,
    Right.LOG_OUTREACH,
    Right.PLAN_VISIT,
    Right.IMPORT_FILES,
}
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.STAFF: _STAFF,
    Role.LEAD: _STAFF
    | _COUNCIL
    | {
        Right.VOID_BATCH,
        Right.VOID_SIGNATURE,
        Right.EXPORT_PEOPLE,
        Right.JOIN_PACKET,
        Right.VOID_OUTREACH,
        Right.UNDO_IMPORT,
        Right.RUN_ORGANIZATION,
        Right.SEE_PRESS,
    },
    Role.COORDINATOR: _EVERYONE
    | _COUNCIL
    | {
        Right.EDIT_RULES,
        Right.RUN_COALITION,
        Right.EDIT_CAMPAIGN,
        Right.SET_MILESTONES,
        Right.REPORT_EXTERNAL,
        Right.JOIN_PACKET,
        Right.SEE_PRESS,
        Right.KEEP_PRESS,
    },
}


@dataclass(frozen=True)
class Actor:
    """A signed-in person, rebuilt from the login session on every run."""

    user_id: int
    username: str
    name: str
    role: Role
    organization_id: int | None
    organization: str | None  # its slug
    language: str | None
    must_change_password: bool = False
    login_session_id: int | None = None

    def may(self, right: Right) -> bool:
        """True if the role has the right; nobody has one before the first password change."""
        return not self.must_change_password and right in RIGHTS[self.role]


def allow(actor: Actor, right: Right) -> None:
    """Return if the actor has the right; raise NotAllowed if not."""
    if actor.must_change_password:
        raise NotAllowed(Message("Choose your own password first."))
    if not actor.may(right):
        raise NotAllowed


Row = TypeVar("Row", bound=SQLModel)


def own_organization(actor: Actor) -> int:
    """The id of the actor's organization. Raises NotFound for a person without one."""
    if actor.organization_id is None:
        raise NotFound
    return actor.organization_id


def own(session: Session, actor: Actor, table: type[Row]) -> SelectOfScalar[Row]:
    """Select from a table of an organization's rows, only the actor's own organization's.

    Every query on such a table starts here; another organization's row is as if it did not exist.
    """
    organization_id = own_organization(actor)
    _limit_transaction(session, str(organization_id))
    column = table.organization_id  # type: ignore[attr-defined]
    return select(table).where(column == organization_id)


def every_organization(session: Session) -> None:
    """Let this transaction see all rows again: sums and checks are of every organization."""
    _limit_transaction(session, "")


def _limit_transaction(session: Session, organization: str) -> None:
    """Row-level security repeats the rule, for whatever else this transaction asks."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            text("SELECT set_config('contamos.organization', :id, true)"), {"id": organization}
        )
