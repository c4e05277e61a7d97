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
    OWN_ACCOUNT = "change own language and password, end own login sessions"
    SEE_BATCHES = "see own organization's batches"
    LOG_BATCH = "log and edit own organization's batches"
    VOID_BATCH = "void and restore own organization's batches"
    UPDATE_MEASURE = "record actions and hearings of a measure"
    SET_MILESTONES = "set the campaign's milestones"
    REPORT_EXTERNAL = "report what another site counts"


_EVERYONE = frozenset({Right.SEE_TOTALS, Right.SEE_MEASURES, Right.OWN_ACCOUNT})
_STAFF = _EVERYONE | {Right.SEE_BATCHES, Right.LOG_BATCH}
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.STAFF: _STAFF,
    Role.LEAD: _STAFF | {Right.VOID_BATCH, Right.UPDATE_MEASURE},
    Role.COORDINATOR: _EVERYONE
    | {Right.UPDATE_MEASURE, Right.SET_MILESTONES, Right.REPORT_EXTERNAL},
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
