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
    `ended`: nothing follows. `aside`: the measure stands beside its path until something moves it.
    """

    name: str
    label: str
    classification: str
    stage: str | None = None
    aside: bool = False
    ended: bool = False
    only: MeasureKind | None = None


@dataclass(frozen=True)
class Stage:
    """A station of the path, as the stepper shows it. `detour`: shown once it has been reached."""

    name: str
    label: str
    detour: bool = False
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
    Stage("council vote", N_("Passed by Council"), only=_ORDINANCE),
    Stage("adopted", N_("Adopted by Council"), only=_RESOLUTION),
    Stage("mayor", N_("Mayor"), only=_ORDINANCE),
    Stage("vetoed", N_("Vetoed"), detour=True, only=_ORDINANCE),
    Stage("override", N_("Veto overridden"), detour=True, only=_ORDINANCE),
    Stage("in effect", N_("In effect"), only=_ORDINANCE),
)

_STEPS = (
    Step("introduced", N_("Introduced"), "introduction", "introduced"),
    Step("referred", N_("Referred to committee"), "referral-committee", "referred"),
    Step("hearing", N_("Hearing held"), "", "hearing"),
    Step(
        "committee passed",
        N_("Committee recommended to pass"),
        "committee-passage-favorable",
        "committee vote",
    ),
    Step(
        "committee against",
        N_("Committee recommended not to pass"),
        "committee-passage-unfavorable",
        "committee vote",
    ),
    Step("reported", N_("Reported to the Council"), "", "reported"),
    Step("discharged", N_("Discharged from committee (Rule 41)"), "committee-passage", "reported"),
    Step("deferred", N_("Deferred and published"), "deferral", "deferred"),
    Step("passed", N_("Passed by the Council"), "passage", "council vote", only=_ORDINANCE),
    Step(
        "adopted", N_("Adopted by the Council"), "passage", "adopted", ended=True, only=_RESOLUTION
    ),
    Step("signed", N_("Signed by the Mayor"), "executive-signature", "mayor", only=_ORDINANCE),
    Step("unsigned", N_("Let stand without signature"), "", "mayor", only=_ORDINANCE),
    Step("vetoed", N_("Vetoed by the Mayor"), "executive-veto", "vetoed", only=_ORDINANCE),
    Step(
        "overridden",
        N_("Veto overridden (34 votes)"),
        "veto-override-passage",
        "override",
        only=_ORDINANCE,
    ),
    Step("in effect", N_("Took effect"), "became-law", "in effect", ended=True, only=_ORDINANCE),
    Step("re-referred", N_("Re-referred to another committee"), "referral-committee", "referred"),
    Step("held", N_("Held in committee"), "committee-failure", aside=True),
    Step("tabled", N_("Tabled"), "deferral", aside=True),
    Step("substituted", N_("Substituted"), "substitution"),
    Step("amended", N_("Amended"), "amendment-passage"),
    Step("withdrawn", N_("Withdrawn"), "withdrawal", aside=True, ended=True),
    Step("filed", N_("Placed on file"), "filing", aside=True, ended=True),
    Step("failed", N_("Failed to pass"), "failure", aside=True, ended=True),
)


def stages(kind: MeasureKind) -> tuple[Stage, ...]:
    """The stations of this kind of measure, in order."""
    return tuple(stage for stage in _STAGES if stage.only in (None, kind))


def steps(kind: MeasureKind) -> dict[str, Step]:
    """What can happen to this kind of measure, by name, in the order to offer it."""
    return {step.name: step for step in _STEPS if step.only in (None, kind)}
