"""Joining by a link: it works once, within a day, and while its inviter may still invite.

The link carries a random secret; the database keeps its SHA-256 only (docs/decisions).
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from db import audit, clock, passwords, users
from db.actor import RIGHTS, Actor, Right, Role, own
from db.engine import reading, writing
from db.errors import Conflict, Message, NotFound
from db.fields import Checks, is_id
from db.login_sessions import digest, ticket_for
from db.models import Invitation, Organization, User
from db.staff import right_over_people, slug_by_id

LIFE = timedelta(days=1)
OFFERED = {
    Right.RUN_ORGANIZATION: (Role.STAFF, Role.LEAD),
    Right.RUN_COALITION: (Role.LEAD, Role.COORDINATOR),
}


@dataclass(frozen=True)
class InvitationCreate:
    """What the person will be and, where a coordinator invites a lead, of which organization."""

    role: str | None
    organization: str | None = None  # its slug; a lead invites to her own
    key: str = ""


@dataclass(frozen=True)
class NewInvitation:
    """The link's secret, which nobody can read again, and until when it works."""

    token: str
    expires_at: datetime


@dataclass(frozen=True)
class PendingInvitation:
    """An invitation that nobody has used yet."""

    id: int
    role: Role
    organization: str | None  # its slug
    invited_by: str
    invited_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Welcome:
    """What an invitation says to whoever opens it."""

    role: Role
    organization: str  # its name; empty: the coalition


def invite(session: Session, actor: Actor, new: InvitationCreate) -> NewInvitation:
    """Make a link by which one person joins.

    The same key twice is one invitation: its link is made anew, since nobody can read the first.
    Raises NotAllowed, NotFound (another organization), Invalid, Conflict (used already).
    """
    right = right_over_people(actor)
    checks = Checks()
    key = checks.key(new.key)
    role = checks.option("role", new.role, Role)
    if role not in OFFERED[right]:
        checks.refuse("role", Message("Choose one of the list."))
    organization_id = _organization_id(session, actor, new, checks)
    checks.done()
    token = secrets.token_urlsafe(32)
    sent = session.exec(select(Invitation).where(Invitation.idempotency_key == key)).first()
    if sent is not None:
        return _made_anew(session, actor, sent, token)
    now = clock.now()
    invitation = Invitation(
        token_hash=digest(token),
        organization_id=organization_id,
        role=role,
        invited_by=actor.user_id,
        invited_at=now,
        expires_at=now + LIFE,
        idempotency_key=key,
    )
    _record(session, actor, invitation, "invite")
    return NewInvitation(token, invitation.expires_at)


def pending(session: Session, actor: Actor) -> list[PendingInvitation]:
    """The links that work and are not used yet, the newest first. Raises NotAllowed."""
    query = _looked_after(session, actor).where(
        col(Invitation.accepted_at).is_(None),
        col(Invitation.withdrawn_at).is_(None),
        col(Invitation.expires_at) > clock.now(),
    )
    organizations = slug_by_id(session)
    found = []
    for each in session.exec(query.order_by(col(Invitation.id).desc())).all():
        inviter = session.get_one(User, each.invited_by)
        if _may_still_invite(inviter, each):
            found.append(
                PendingInvitation(
                    each.id,
                    each.role,
                    organizations.get(each.organization_id),
                    inviter.name,
                    each.invited_at,
                    each.expires_at,
                )
            )
    return found


def withdraw(session: Session, actor: Actor, invitation_id: int) -> None:
    """Take a link back, at once. Raises NotAllowed, NotFound, Conflict (used already)."""
    query = _looked_after(session, actor).where(Invitation.id == invitation_id)
    invitation = session.exec(query).first() if is_id(invitation_id) else None
    if invitation is None:
        raise NotFound
    if invitation.accepted_at is not None:
        raise Conflict(Message("Somebody has joined by this invitation already."))
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = clock.now()
        _record(session, actor, invitation, "withdraw invitation")


def invitation_of(session: Session, token: str) -> Welcome:
    """For what a link is. Raises NotFound, Conflict (used, expired) with what to do."""
    invitation = _usable(session, token)
    if invitation.organization_id is None:
        return Welcome(invitation.role, "")
    organization = session.get_one(Organization, invitation.organization_id)
    return Welcome(invitation.role, organization.name)


def accept(
    token: str,
    *,
    name: str,
    username: str,
    password: str,
    repeated: str,
    language: str | None = None,
) -> str:
    """Join by a link: the ticket for the first sign-in. Opens its own transactions.

    Hashes outside of them, so that nobody's write waits for it; of two at once, one joins.
    Raises Invalid, NotFound, Conflict (used, expired).
    """
    checks = Checks()
    with reading() as session:
        _usable(session, token)
        username, __ = users.check_person(session, checks, username=username, name=name)
    passwords.check_new(checks, "password", password, username=username)
    passwords.check_repeated(checks, "repeated", password, repeated)
    checks.one_of("language", language, [None, *users.LANGUAGES])
    checks.done()
    password_hash = passwords.hashed(password)
    with writing() as session:
        invitation = _usable(session, token)
        username, name = users.check_person(session, checks, username=username, name=name)
        checks.done()
        user = User(
            username=username,
            name=name,
            role=invitation.role,
            organization_id=invitation.organization_id,
            password_hash=password_hash,
            must_change_password=False,
            language=language,
            created_at=clock.now(),
        )
        session.add(user)
        session.flush()
        details = {"role": user.role.value, "invitation": invitation.id}
        users.record(session, user, "accept invitation", by=user.id, **details)
        invitation.accepted_at, invitation.accepted_by = clock.now(), user.id
        session.add(invitation)
        return ticket_for(session, user)


def _organization_id(
    session: Session, actor: Actor, new: InvitationCreate, checks: Checks
) -> int | None:
    """The organization that the person will belong to."""
    if actor.organization_id is not None:
        if new.organization not in (None, actor.organization):
            raise NotFound
        return actor.organization_id
    slugs = dict(session.exec(select(Organization.slug, Organization.id)).all())
    if new.role == Role.COORDINATOR:
        checks.one_of("organization", new.organization, [None])
        return None
    return slugs.get(checks.one_of("organization", new.organization, slugs))


def _made_anew(session: Session, actor: Actor, sent: Invitation, token: str) -> NewInvitation:
    if sent.invited_by != actor.user_id:
        raise NotFound
    if sent.accepted_at is not None or sent.withdrawn_at is not None:
        raise Conflict(Message("Reload the page and try again."))
    sent.token_hash = digest(token)
    session.add(sent)
    return NewInvitation(token, sent.expires_at)


def _looked_after(session: Session, actor: Actor) -> SelectOfScalar[Invitation]:
    """The invitations of those whom the actor looks after (db/staff.py)."""
    if right_over_people(actor) is Right.RUN_ORGANIZATION:
        return own(session, actor, Invitation)
    return select(Invitation).where(Invitation.role != Role.STAFF)


def _usable(session: Session, token: str) -> Invitation:
    """The invitation of this link if somebody can join by it now. Raises NotFound, Conflict."""
    query = select(Invitation).where(Invitation.token_hash == digest(token))
    invitation = session.exec(query).first()
    if invitation is not None and invitation.accepted_at is not None:
        raise Conflict(
            Message(
                "This invitation was used already. If it was you, sign in; if not, tell whoever "
                "invited you."
            )
        )
    if (
        invitation is None
        or invitation.withdrawn_at is not None
        or not _may_still_invite(session.get_one(User, invitation.invited_by), invitation)
    ):
        raise NotFound(Message("This invitation does not work. Ask for a new one."))
    if invitation.expires_at <= clock.now():
        raise Conflict(
            Message("This invitation is more than a day old and works no more. Ask for a new one.")
        )
    return invitation


def _may_still_invite(inviter: User, invitation: Invitation) -> bool:
    """False if the inviter was disabled, has no own password, or has another role by now."""
    if inviter.disabled_at is not None or inviter.must_change_password:
        return False
    rights = RIGHTS[inviter.role]
    roles = [role for right in OFFERED.keys() & rights for role in OFFERED[right]]
    ours = inviter.organization_id in (None, invitation.organization_id)
    return invitation.role in roles and ours


def _record(session: Session, actor: Actor, invitation: Invitation, action: str) -> None:
    session.add(invitation)
    session.flush()
    audit.record(
        session,
        user_id=actor.user_id,
        organization_id=invitation.organization_id,
        action=action,
        subject=f"invitation {invitation.id}",
        details={"role": invitation.role.value},
    )
