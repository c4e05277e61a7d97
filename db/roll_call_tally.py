"""What a roll call decided: yes and no against the votes that it took."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from db import council_rules
from db.council_rules import Rule
from db.models import MeasureKind, Motion, VoteOption
from db.pipelines import Step, steps


class Basis(StrEnum):
    """Of what the votes needed are a part."""

    ALL = "all members"  # a number that the law sets, whoever is there
    MEMBERS = "members"  # at least a part of those who hold a seat
    VOTING = "those voting"  # more than a part of those who say yes or no


@dataclass(frozen=True)
class Tally:
    """The votes counted, and whether they were enough."""

    yes: int
    no: int
    others: tuple[tuple[VoteOption, int], ...]  # not voting, absent, …: only those there are
    needed: int
    basis: Basis
    part: tuple[int, int] | None  # 1 of 2, 2 of 3; None: a plain number

    @property
    def carried(self) -> bool:
        """True if there were votes enough."""
        return self.yes >= self.needed


def tally(
    options: Iterable[VoteOption],
    *,
    motion: Motion,
    kind: MeasureKind,
    members: int,
    rules: dict[str, Rule],
) -> Tally:
    """Count a roll call by the rules of db/council_rules.py as they were when it was recorded.

    An ordinance passes by a majority of all members including the Mayor (65 ILCS 5/3.1-40-40), a
    resolution by more than half of those voting; so do committee votes, discharge and tabling.
    """
    counted = Counter(options)
    yes, no = counted.pop(VoteOption.YES, 0), counted.pop(VoteOption.NO, 0)
    rule = rules[_rule(motion, kind)]
    if motion is Motion.SUSPEND:
        basis, needed = Basis.MEMBERS, rule.at_least(members)
    elif rule.out_of is None:
        basis, needed = Basis.ALL, rule.number
    else:
        basis, needed = Basis.VOTING, rule.more_than(yes + no)
    return Tally(
        yes=yes,
        no=no,
        others=tuple((option, counted[option]) for option in VoteOption if counted[option]),
        needed=needed,
        basis=basis,
        part=(rule.number, rule.out_of) if rule.out_of else None,
    )


def decided(came_to: Tally, *, motion: Motion, kind: MeasureKind) -> Step | None:
    """What a vote did to the measure, as a step of its path; None if it lies where it lay."""
    match motion, came_to.carried:
        case Motion.PASS, True:
            name = "passed" if kind is MeasureKind.ORDINANCE else "adopted"
        case Motion.PASS, False:
            name = "failed"
        case Motion.RECOMMEND, True:
            name = "committee passed"
        case Motion.DISCHARGE, carried:
            name = "discharged" if carried else "discharge failed"
        case Motion.TABLE, True:
            name = "tabled"
        case Motion.OVERRIDE, carried:
            name = "overridden" if carried else "override failed"
        case _:
            return None
    return steps(kind)[name]


def _rule(motion: Motion, kind: MeasureKind) -> str:
    match motion:
        case Motion.PASS if kind is MeasureKind.ORDINANCE:
            return council_rules.PASSAGE
        case Motion.PASS:
            return council_rules.RESOLUTION
        case Motion.OVERRIDE:
            return council_rules.OVERRIDE
        case Motion.SUSPEND:
            return council_rules.SUSPENSION
        case _:
            return council_rules.MAJORITY
