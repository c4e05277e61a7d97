"""The coalition's organizations: coordinators add them, correct names, and see counts only."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from db import audit, live
from db.actor import Actor, Right, Role, allow
from db.counting import Ladder
from db.errors import Message, NotFound
from db.fields import Checks, proposed_slug, unchanged
from db.invitations import InvitationCreate, NewInvitation, invite
from db.models import Batch, Invitation, Organization, User
from db.tallies import stored

MOST_NAME, MOST_ACRONYM = 120, 20
# Spoken in Chicago's organizations, ISO 639-1.
LANGUAGES = (
    *("en", "es", "pl", "zh", "ar", "ko", "tl", "hi", "ur", "gu", "vi", "ru", "uk", "fr", "ht"),
    *("pt", "de", "it", "el", "ro", "sr", "lt", "fa", "ja", "th", "km", "bn", "am", "so", "sw"),
)


@dataclass(frozen=True)
class OrganizationFields:
    """What a coordinator says of an organization: nothing here is checked yet."""

    name: str
    acronym: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class OrganizationCreate(OrganizationFields):
    """A new one; without a short name, its name proposes one. The key of this press."""

    slug: str = ""
    key: str = ""


@dataclass(frozen=True)
class OrganizationUpdate(OrganizationFields):
    """New values, and what they were typed over."""

    seen: OrganizationFields = OrganizationFields("")


@dataclass(frozen=True)
class OrganizationCounts:
    """An organization as coordinators see it: counts, and nobody's name."""

    slug: str
    fields: OrganizationFields
    leads: int
    staff: int
    batches: int
    verified: int
    claimed: int


def organizations(session: Session, actor: Actor) -> list[OrganizationCounts]:
    """Every organization by name. Void batches and disabled people are not counted. NotAllowed."""
    allow(actor, Right.RUN_COALITION)
    people = {
        (organization_id, role): count
        for organization_id, role, count in session.exec(
            select(User.organization_id, User.role, func.count())
            .where(col(User.disabled_at).is_(None))
            .group_by(col(User.organization_id), col(User.role))
        )
    }
    batches = dict(
        session.exec(
            select(Batch.organization_id, func.count())
            .where(col(Batch.voided_at).is_(None))
            .group_by(col(Batch.organization_id))
        ).all()
    )
    sums = stored(session, "organization")
    found = []
    for each in session.exec(select(Organization).order_by(col(Organization.name))):
        ladder = sums.get(("organization", str(each.id)), Ladder())
        found.append(
            OrganizationCounts(
                each.slug,
                _fields(each),
                leads=people.get((each.id, Role.LEAD), 0),
                staff=people.get((each.id, Role.STAFF), 0),
                batches=batches.get(each.id, 0),
                verified=ladder.verified,
                claimed=ladder.claimed,
            )
        )
    return found


def create_organization(session: Session, actor: Actor, new: OrganizationCreate) -> NewInvitation:
    """Add an organization, and invite its first lead. The same key twice is one organization.

    Raises NotAllowed, Invalid, Conflict (the link was used already).
    """
    allow(actor, Right.RUN_COALITION)
    checks = Checks()
    key = checks.key(new.key)
    sent = session.exec(select(Invitation).where(Invitation.idempotency_key == key)).first()
    if sent is not None:
        organization = session.get_one(Organization, sent.organization_id)
    else:
        values = _checked(session, new, checks)
        taken = session.exec(select(Organization.slug)).all()
        slug = new.slug or proposed_slug(values["name"])
        values["slug"] = checks.slug("slug", slug, taken=taken)
        checks.done()
        organization = Organization(**values)
        _record(session, actor, organization, "create organization", sorted(values))
    return invite(session, actor, InvitationCreate(Role.LEAD, organization.slug, key))


def edit_organization(
    session: Session, actor: Actor, slug: str, new: OrganizationUpdate
) -> Organization:
    """Correct an organization's name, acronym or languages; its short name stays.

    Raises NotAllowed, NotFound, Invalid, Conflict (changed by somebody else meanwhile).
    """
    allow(actor, Right.RUN_COALITION)
    organization = session.exec(select(Organization).where(Organization.slug == slug)).first()
    if organization is None:
        raise NotFound
    checks = Checks()
    values = _checked(session, new, checks, organization)
    checks.done()
    unchanged(new.seen, _fields(organization))
    changed = [field for field, value in values.items() if getattr(organization, field) != value]
    if changed:
        for field in changed:
            setattr(organization, field, values[field])
        _record(session, actor, organization, "edit organization", changed)
    return organization


def _checked(
    session: Session, new: OrganizationFields, checks: Checks, itself: Organization | None = None
) -> dict[str, Any]:
    """The fields as stored. Collects every problem in `checks`."""
    name = checks.text("name", new.name, most=MOST_NAME, required=True)
    others = [each for each in session.exec(select(Organization)) if each is not itself]
    if name.casefold() in (other.name.casefold() for other in others):
        checks.refuse("name", Message("There is an organization by that name already."))
    acronym = checks.text("acronym", new.acronym, most=MOST_ACRONYM)
    shown = (acronym or name).casefold()
    if not checks.problems and shown in ((each.acronym or each.name).casefold() for each in others):
        checks.refuse(
            "acronym", Message("Charts show another organization by that. Give another acronym.")
        )
    for language in new.languages:
        checks.one_of("languages", language, LANGUAGES)
    return {
        "name": name,
        "acronym": acronym,
        "languages": ";".join(dict.fromkeys(map(str, new.languages))),
    }


def _fields(organization: Organization) -> OrganizationFields:
    languages = tuple(filter(None, organization.languages.split(";")))
    return OrganizationFields(organization.name, organization.acronym, languages)


def _record(
    session: Session, actor: Actor, organization: Organization, action: str, fields: list[str]
) -> None:
    session.add(organization)
    session.flush()
    audit.record(
        session,
        user_id=actor.user_id,
        organization_id=organization.id,
        action=action,
        subject=f"organization {organization.id}",
        details={"fields": fields},
    )
    live.announce(session)
