"""The Council's thresholds and time limits: facts with a source that coordinators can change.

What is not read in a source says so. Rules of order are adopted anew at the start of each term.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil

from sqlmodel import Session, col, select

from db import audit, clock, live
from db.actor import Actor, Right, allow
from db.errors import N_, Message, NotFound
from db.fields import Checks, unchanged
from db.models import AuditEntry, CouncilRule
from db.wards import NUMBERS

PASSAGE, RESOLUTION, QUORUM = "passage", "resolution", "quorum"
OVERRIDE, SUSPENSION, DEFERRAL = "override", "suspension", "deferral"
MAJORITY = "majority"
DISCHARGE_DAYS, NOTICE_DAYS = "discharge days", "notice days"
MOST_SOURCE, MOST_DAYS = 120, 365
_OF_DAYS = frozenset({DISCHARGE_DAYS, NOTICE_DAYS})

LABELS = {
    PASSAGE: N_("Votes to pass an ordinance"),
    RESOLUTION: N_("Part of those voting that adopts a resolution (more than)"),
    MAJORITY: N_("Part of those voting that carries any other motion (more than)"),
    QUORUM: N_("Members that make a quorum"),
    OVERRIDE: N_("Votes to override a veto"),
    SUSPENSION: N_("Part of the members that suspends the rules (at least)"),
    DEFERRAL: N_("Members who can have a report deferred and published"),
    DISCHARGE_DAYS: N_("Days without a hearing until a committee can be discharged"),
    NOTICE_DAYS: N_("Days of notice for a committee's meeting"),
}
_RULES_OF_ORDER = "Rules of Order of the City Council"
# slug → number, out of, source, whether it was read there.
_SEED: dict[str, tuple[int, int | None, str, bool]] = {
    PASSAGE: (26, None, "65 ILCS 5/3.1-40-40", True),
    RESOLUTION: (1, 2, _RULES_OF_ORDER, False),
    MAJORITY: (1, 2, _RULES_OF_ORDER, False),
    QUORUM: (26, None, _RULES_OF_ORDER, True),
    OVERRIDE: (34, None, "65 ILCS 20/21-16", True),
    SUSPENSION: (2, 3, _RULES_OF_ORDER, True),
    DEFERRAL: (2, None, _RULES_OF_ORDER, True),
    DISCHARGE_DAYS: (30, None, f"{_RULES_OF_ORDER}, rule 41", True),
    NOTICE_DAYS: (3, None, f"{_RULES_OF_ORDER}, rule 39", True),
}


_PARTS = {(1, 2): Message("half"), (2, 3): Message("two thirds")}


@dataclass(frozen=True)
class Rule:
    """A threshold or a time limit, and who says so."""

    slug: str
    number: int
    out_of: int | None
    source: str
    source_url: str
    confirmed: bool
    revision: int

    @property
    def part(self) -> Message | str:
        """half, two thirds, 3/5; of a plain number that."""
        return part_of(self.number, self.out_of) if self.out_of else str(self.number)

    def at_least(self, members: int) -> int:
        """The votes it takes among so many: a plain number, or a part of them rounded up."""
        return ceil(members * self.number / self.out_of) if self.out_of else self.number

    def more_than(self, voting: int) -> int:
        """The votes it takes among so many when it must be more than the part."""
        return voting * self.number // self.out_of + 1 if self.out_of else self.number


@dataclass(frozen=True)
class RuleUpdate:
    """New values of a rule, as the form has them, and the revision they were typed over.

    `confirmed`: this number was read in this source. What was confirmed stays so while both stay.
    """

    number: int | None
    out_of: int | None
    source: str
    source_url: str = ""
    confirmed: bool = False
    revision: int = 0


def part_of(number: int, out_of: int) -> Message | str:
    """half, two thirds, 3/5."""
    return _PARTS.get((number, out_of), f"{number}/{out_of}")


def rules(session: Session) -> dict[str, Rule]:
    """Every rule by its slug, in the order of LABELS."""
    known = {rule.slug: rule for rule in session.exec(select(CouncilRule))}
    return {
        slug: Rule(**known[slug].model_dump(exclude={"changed_by", "changed_at"}))
        for slug in LABELS
        if slug in known
    }


def rules_at(session: Session) -> Callable[[datetime], dict[str, Rule]]:
    """The rules as they were at a moment, by its time (UTC): what was voted then was under them.

    The audit log keeps each change's numbers; before the first one it is the seed's.
    """
    now = rules(session)
    query = select(AuditEntry).where(col(AuditEntry.subject).in_([_subject(slug) for slug in now]))
    changes = session.exec(query.order_by(col(AuditEntry.id))).all()

    def at(moment: datetime) -> dict[str, Rule]:
        then = dict(now)
        for slug, rule in now.items():
            known = [each for each in changes if each.subject == _subject(slug)]
            before = [each for each in known if each.at <= moment]
            if len(before) < len(known):
                number, out_of = _SEED[slug][:2]
                if before:
                    number, out_of = before[-1].details["number"], before[-1].details["out_of"]
                then[slug] = replace(rule, number=number, out_of=out_of)
        return then

    return at


def change_rule(session: Session, actor: Actor, slug: str, new: RuleUpdate) -> CouncilRule:
    """Change a number or its source. Raises NotAllowed, NotFound, Invalid, Conflict."""
    allow(actor, Right.EDIT_RULES)
    rule = session.get(CouncilRule, slug) if isinstance(slug, str) else None
    if rule is None:
        raise NotFound
    unchanged(new.revision, rule.revision)
    checks = Checks()
    most = MOST_DAYS if slug in _OF_DAYS else len(NUMBERS)
    number = checks.whole_number("number", new.number, least=1, most=most)
    out_of = rule.out_of
    if out_of is not None:
        out_of = checks.whole_number("out_of", new.out_of, least=max(2, number), most=100)
    source = checks.text("source", new.source, most=MOST_SOURCE, required=True)
    source_url = checks.link("source_url", new.source_url)
    if not checks.problems:
        _check_order(session, checks, slug, number)
    checks.done()
    as_read = (number, out_of, source) == (rule.number, rule.out_of, rule.source)
    rule.confirmed = new.confirmed is True or (as_read and rule.confirmed)
    rule.number, rule.out_of = number, out_of
    rule.source, rule.source_url = source, source_url
    rule.changed_by, rule.changed_at = actor.user_id, clock.now()
    rule.revision += 1
    session.add(rule)
    audit.record(
        session,
        user_id=actor.user_id,
        organization_id=None,
        action="change rule",
        subject=_subject(slug),
        details={"number": number, "out_of": out_of},
    )
    live.announce(session)
    return rule


def _check_order(session: Session, checks: Checks, slug: str, number: int) -> None:
    """Refuse that to pass takes more votes than to override a veto."""
    known = rules(session)
    override = known[OVERRIDE].number
    if slug == PASSAGE and number > override:
        checks.refuse(
            "number",
            Message(
                "To override a veto takes {override}: to pass can't take more.", override=override
            ),
        )
    passage = known[PASSAGE].number
    if slug == OVERRIDE and number < passage:
        checks.refuse(
            "number",
            Message(
                "To pass takes {passage}: to override a veto can't take less.", passage=passage
            ),
        )


def _subject(slug: str) -> str:
    return f"rule {slug}"


def seed(session: Session) -> None:
    """Add the rules that are missing; those that are there stay as somebody left them."""
    known = set(session.exec(select(col(CouncilRule.slug))))
    session.add_all(
        CouncilRule(
            slug=slug,
            number=number,
            out_of=out_of,
            source=source,
            confirmed=confirmed,
            changed_at=clock.now(),
        )
        for slug, (number, out_of, source, confirmed) in _SEED.items()
        if slug not in known
    )
    session.flush()
