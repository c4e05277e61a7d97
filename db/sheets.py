"""Numbers of an organization's printed sheets, and the batch that a sheet became."""

from sqlmodel import Session, col

from db import audit
from db.actor import Actor, Right, allow, own, own_organization
from db.errors import Message, NotFound
from db.fields import Checks
from db.models import Batch, Organization

MOST_AT_ONCE = 200  # sheets
_LONGEST = 9  # digits of a number


def take_numbers(session: Session, actor: Actor, count: int) -> range:
    """So many numbers that no sheet of the actor's own organization has yet.

    Each call takes other numbers: one that is never printed harms nobody, one printed twice does.
    Raises NotAllowed, NotFound (a person without an organization), Invalid ("count").
    """
    allow(actor, Right.PRINT_SHEETS)
    organization = session.get_one(Organization, own_organization(actor))
    checks = Checks()
    count = checks.whole_number("count", count, least=1, most=MOST_AT_ONCE)
    checks.done()
    first = organization.sheets_printed + 1
    organization.sheets_printed += count
    session.add(organization)
    audit.record(
        session,
        user_id=actor.user_id,
        organization_id=organization.id,
        action="print sheets",
        subject=f"organization {organization.id}",
        details={"first": first, "last": organization.sheets_printed},
    )
    return range(first, organization.sheets_printed + 1)


def batch_of_sheet(session: Session, actor: Actor, organization: str, number: str) -> int | None:
    """The id of the batch logged from a sheet; None: none yet. `organization` is the sheet's.

    Raises NotAllowed, NotFound (another organization's sheet, or no such number).
    """
    allow(actor, Right.LOG_BATCH)
    if organization != actor.organization:
        raise NotFound(Message("This sheet is another organization's. Bring it to them."))
    if not (number.isascii() and number.isdigit() and len(number) <= _LONGEST):
        raise NotFound(Message("There is no sheet by that number."))
    query = own(session, actor, Batch).where(Batch.sheet == number, col(Batch.voided_at).is_(None))
    batch = session.exec(query.order_by(col(Batch.id).desc()).limit(1)).first()
    return batch.id if batch else None
