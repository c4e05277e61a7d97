"""The paths of an ordinance and of a resolution through the City Council, as data.

Sources: 65 ILCS 5/3.1-40-40 (26 votes for an ordinance), 65 ILCS 20/21-16 (veto and override, 34),
the Council's Rules of Order 39 (notice) and 41 (discharge), and the Clerk's own action names. The
classifications are Open Civic Data's.
"""

from dataclasses import dataclass

from db.errors import N_
from db.models import MeasureKind


@dataclass(frozen=True)
class Step:
    """Something that can happen to a measure.

    `stage` is the stage of the path it brings the measure to; None: it stays where it is.
    `after`: the stages from which its path leads here; empty: from any. `aside`: the measure
    stands beside its path until something moves it. `ended`: nothing follows but a repeal.
    """

    name: str
    label: str
    classification: str
    stage: str | None = None
    after: frozenset[str] = frozenset()
    aside: bool = False
    ended: bool = False
    only: MeasureKind | None = None

    @property
    def refers(self) -> bool:
        """True if it brings the measure to a committee."""
        return self.stage == "referred"


@dataclass(frozen=True)
class Stage:
    """A station of the path, as the picture shows it. `detour`: shown once it has been reached.

    `pending`: the Council has not decided yet, so that the term's end would kill it.
    """

    name: str
    label: str
    detour: bool = False
    pending: bool = True
    only: MeasureKind | None = None


_ORDINANCE = MeasureKind.ORDINANCE
_RESOLUTION = MeasureKind.RESOLUTION

_STAGES = (
    Stage("introduced", N_("Introduced")),
    Stage("referred", N_("In committee")),
    Stage("hearing", N_("Hearing")),
    Stage("committee vote", N_("Passed in committee")),
    Stage("reported", N_("Reported to Council")),
    Stage("deferred", N_("Deferred and published"), detour=True),
    Stage("council vote", N_("Passed by Council"), pending=False, only=_ORDINANCE),
    Stage("adopted", N_("Adopted by Council"), pending=False, only=_RESOLUTION),
    Stage("mayor", N_("Mayor"), pending=False, only=_ORDINANCE),
    Stage("vetoed", N_("Vetoed"), detour=True, only=_ORDINANCE),
    Stage("override", N_("Veto overridden"), detour=True, pending=False, only=_ORDINANCE),
    Stage("in effect", N_("In effect"), pending=False, only=_ORDINANCE),
)

_START = frozenset({"introduced"})
_COMMITTEE = frozenset({"referred", "hearing"})
_FLOOR = frozenset({"committee vote", "reported", "deferred"})

_STEPS = (
    Step("introduced", N_("Introduced"), "introduction", "introduced"),
    Step("referred", N_("Referred to committee"), "referral-committee", "referred", after=_START),
    # The rules suspended, two thirds of the members can take it up without a committee.
    Step("taken up", N_("Taken up at once"), "introduction", "reported", after=_START),
    Step("hearing", N_("Hearing held"), "", "hearing", after=_COMMITTEE),
    Step(
        "committee passed",
        N_("Committee recommended to pass"),
        "committee-passage-favorable",
        "committee vote",
        after=_START | _COMMITTEE,  # a matter can be introduced in the committee itself
    ),
    Step(
        "committee against",
        N_("Committee recommended not to pass"),
        "committee-passage-unfavorable",
        "committee vote",
        after=_START | _COMMITTEE,
    ),
    Step(
        "reported",
        N_("Reported to the Council"),
        "",
        "reported",
        after=frozenset({"committee vote"}),
    ),
    Step(
        "discharged",
        N_("Discharged from committee (Rule 41)"),
        "committee-passage",
        "reported",
        after=_COMMITTEE,
    ),
    Step("discharge failed", N_("Motion to discharge failed"), "", after=_COMMITTEE),
    Step(
        "deferred",
        N_("Deferred and published"),
        "deferral",
        "deferred",
        after=frozenset({"committee vote", "reported"}),
    ),
    Step(
        "passed",
        N_("Passed by the Council"),
        "passage",
        "council vote",
        after=_FLOOR,
        only=_ORDINANCE,
    ),
    Step(
        "adopted",
        N_("Adopted by the Council"),
        "passage",
        "adopted",
        after=_FLOOR,
        ended=True,
        only=_RESOLUTION,
    ),
    Step(
        "signed",
        N_("Signed by the Mayor"),
        "executive-signature",
        "mayor",
        after=frozenset({"council vote"}),
        only=_ORDINANCE,
    ),
    Step(
        "unsigned",
        N_("Let stand without signature"),
        "",
        "mayor",
        after=frozenset({"council vote"}),
        only=_ORDINANCE,
    ),
    Step(
        "vetoed",
        N_("Vetoed by the Mayor"),
        "executive-veto",
        "vetoed",
        after=frozenset({"council vote"}),
        only=_ORDINANCE,
    ),
    Step(
        "overridden",
        N_("Veto overridden"),
        "veto-override-passage",
        "override",
        after=frozenset({"vetoed"}),
        only=_ORDINANCE,
    ),
    Step(
        "override failed",
        N_("Veto stands: the override failed"),
        "veto-override-failure",
        after=frozenset({"vetoed"}),
        aside=True,
        ended=True,
        only=_ORDINANCE,
    ),
    Step(
        "in effect",
        N_("Took effect"),
        "became-law",
        "in effect",
        after=frozenset({"mayor", "override"}),
        ended=True,
        only=_ORDINANCE,
    ),
    Step(
        "published",
        N_("Published by the Clerk"),
        "",
        after=frozenset({"mayor", "override", "in effect"}),
        only=_ORDINANCE,
    ),
    Step(
        "repealed",
        N_("Repealed"),
        "",
        after=frozenset({"in effect"}),
        aside=True,
        ended=True,
        only=_ORDINANCE,
    ),
    Step(
        "re-referred",
        N_("Re-referred to another committee"),
        "referral-committee",
        "referred",
        after=_START | _COMMITTEE | _FLOOR,
    ),
    Step("re-referral recommended", N_("Committee recommended re-referral"), "", after=_COMMITTEE),
    Step("held", N_("Held in committee"), "committee-failure", after=_COMMITTEE, aside=True),
    # Also the motion to discharge it, as in 2013: it then lies where it lay.
    Step("tabled", N_("Tabled"), "deferral", after=_COMMITTEE | _FLOOR, aside=True),
    Step("substituted", N_("Substituted"), "substitution", after=_COMMITTEE | _FLOOR),
    Step("amended", N_("Amended"), "amendment-passage", after=_COMMITTEE | _FLOOR),
    Step("sponsors changed", N_("Co-sponsors changed"), ""),
    Step("journaled", N_("Written into the Journal"), ""),
    Step("withdrawn", N_("Withdrawn"), "withdrawal", aside=True, ended=True),
    Step("filed", N_("Placed on file"), "filing", aside=True, ended=True),
    Step("failed", N_("Failed to pass"), "failure", aside=True, ended=True),
)
# What nobody records: the Council's term ends, and everything pending with it.
DIED = Step("died", N_("Died at the end of the term"), "failure", aside=True, ended=True)


def stages(kind: MeasureKind) -> tuple[Stage, ...]:
    """The stations of this kind of measure, in order."""
    return tuple(stage for stage in _STAGES if stage.only in (None, kind))


def steps(kind: MeasureKind) -> dict[str, Step]:
    """What can happen to this kind of measure, by name, in the order to offer it."""
    return {step.name: step for step in _STEPS if step.only in (None, kind)}
