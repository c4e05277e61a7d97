"""Which organization leads the relationship with an alderperson: one at a time, and since when.

It belongs to the person who holds the seat, not to the ward: whoever comes next begins with nobody.
"""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from db import audit, clock, council, live
from db.actor import Actor, Right, Role, allow
from db.errors import Message, NotAllowed
from db.fields import Checks, unchanged
from db.models import Organization, Relationship
from db.users import names_of
from db.wards import NUMBERS


@dataclass(frozen=True)
class Lead:
    """An organization that leads a relationship, or led it."""

    id: int
    organization: str  # its slug
    since: date
    until: date | None  # None: it still leads
    set_by: str


def leads_of(session: Session, actor: Actor, ward: int) -> list[Lead]:
    """Who has led the relationship with the seat's present holder, the newest first.

    Raises NotAllowed.
    """
    allow(actor, Right.SEE_COUNCIL)
    holder = council.holders(session).get(ward)
    if holder is None:
        return []
    query = (
        select(Relationship, Organization.slug)
        .join(Organization)
        .where(Relationship.holder_id == holder.id)
        .order_by(col(Relationship.id).desc())
    )
    found = session.exec(query).all()
    names = names_of(session, {each.set_by for each, _ in found})
    return [Lead(each.id, slug, each.since, each.until, names[each.set_by]) for each, slug in found]


def set_lead(
    session: Session, actor: Actor, ward: int, organization: str | None, *, seen: int | None
) -> Relationship | None:
    """Say which organization leads the relationship from today; None: nobody does.

    A lead takes one that nobody leads for the own organization, and releases it; a coordinator
    hands over any. `seen`: the id of the Lead that the person saw, None if nobody led. What holds
    already is not written again. Raises NotAllowed, Invalid (a vacant seat, no such organization),
    Conflict (somebody changed it meanwhile).
    """
    allow(actor, Right.LEAD_RELATIONSHIP)
    checks = Checks()
    checks.one_of("ward", ward, NUMBERS)
    checks.done()
    known = {each.slug: each for each in session.exec(select(Organization))}
    if organization is not None and organization not in known:
        checks.refuse("organization", Message("Choose one of the list."))
    holder = council.holders(session).get(ward)
    if holder is None:
        checks.refuse("ward", Message("Ward {ward} has no alderperson today.", ward=ward))
    checks.done()
    holder_id = holder.id if holder else 0
    query = select(Relationship).where(
        Relationship.holder_id == holder_id, col(Relationship.until).is_(None)
    )
    now = session.exec(query).first()
    leading = next(
        (slug for slug, each in known.items() if now and each.id == now.organization_id), None
    )
    _check_whose(actor, known, leading, organization)
    if leading == organization:
        return now
    unchanged(seen, now.id if now else None)
    if now is not None:
        now.until = clock.today()
        session.add(now)
    made = None
    if organization is not None:
        made = Relationship(
            holder_id=holder_id,
            organization_id=known[organization].id,
            since=clock.today(),
            set_by=actor.user_id,
        )
        session.add(made)
    session.flush()
    audit.record(
        session,
        user_id=actor.user_id,
        organization_id=actor.organization_id,
        action="lead relationship",
        subject=f"seat holder {holder_id}",
        details={"from": leading, "to": organization},
    )
    live.announce(session)
    return made


def _check_whose(
    actor: Actor, known: dict[str, Organization], leading: str | None, wanted: str | None
) -> None:
    """Return if this person may do it. Raises NotAllowed: a lead speaks for one organization."""
    if actor.role is Role.COORDINATOR:
        return
    if wanted not in (None, actor.organization):
        raise NotAllowed(Message("You can take the lead for your own organization only."))
    if leading not in (None, actor.organization):
        raise NotAllowed(
            Message(
                "{organization} leads this relationship. Its lead can release it, or a "
                "coordinator hands it over.",
                organization=known[leading].name if leading else "",
            )
        )
