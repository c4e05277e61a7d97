"""What may be said in public: which rungs count, whether the whip count is out, whom to ask."""

from dataclasses import dataclass

from sqlmodel import Session

from db import audit, live
from db.actor import Actor, Right, allow
from db.errors import Message
from db.fields import Checks, unchanged
from db.models import PressRule

MOST_CONTACT = 300


@dataclass(frozen=True)
class PressRuleUpdate:
    """What a coordinator decides, and the revision it was decided over. Nothing is checked yet."""

    verified: bool
    claimed: bool
    external: bool
    whip_released: bool
    petition_url: str = ""
    contact: str = ""
    revision: int = 0


def press_rule(session: Session) -> PressRule:
    """What may be said now."""
    return session.get_one(PressRule, 1)


def change_press_rule(session: Session, actor: Actor, new: PressRuleUpdate) -> PressRule:
    """Decide what may be said; every display follows at once. The same again changes nothing.

    Raises NotAllowed, Invalid, Conflict (somebody else decided meanwhile).
    """
    allow(actor, Right.KEEP_PRESS)
    rule = press_rule(session)
    unchanged(new.revision, rule.revision)
    checks = Checks()
    values = {
        "verified": new.verified is True,
        "claimed": new.claimed is True,
        "external": new.external is True,
        "whip_released": new.whip_released is True,
        "petition_url": checks.link("petition_url", new.petition_url),
        "contact": checks.text("contact", new.contact, most=MOST_CONTACT),
    }
    if not (values["verified"] or values["claimed"] or values["external"]):
        checks.refuse("verified", Message("Something must count: choose at least one."))
    checks.done()
    changed = [name for name, value in values.items() if getattr(rule, name) != value]
    if not changed:
        return rule
    for name in changed:
        setattr(rule, name, values[name])
    rule.revision += 1
    session.add(rule)
    session.flush()
    kept = ("verified", "claimed", "external", "whip_released")
    audit.record(
        session,
        user_id=actor.user_id,
        organization_id=None,
        action="change press rule",
        subject="press_rule 1",
        details={"fields": changed, **{name: values[name] for name in kept}},
    )
    live.announce(session)
    return rule


def seed(session: Session) -> None:
    """Add the rule if it is missing: every rung is said, the whip count is not."""
    if session.get(PressRule, 1) is None:
        session.add(PressRule(id=1))
        session.flush()
