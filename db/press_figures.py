"""The public figures: what the press is told, and nothing from which a person could be guessed.

Everything that leaves the building unasked is made here and has no more than this: displays, frozen
figures, fact sheets, cards, the open JSON.
"""

from collections.abc import Sized
from datetime import date, datetime, timedelta

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session

from db import measure_status, public_wards, whip
from db.campaign import campaign
from db.counting import RUNGS, Ladder
from db.measure_status import MeasureStatus
from db.models import PressRule, Scene
from db.totals import Totals
from db.wards import NUMBERS
from db.whip import Side, WhipCount

_DIGITS = 3  # that a floor keeps: of 12,345 it is 12,300


class _Public(BaseModel):
    model_config = ConfigDict(frozen=True)


class PublicMeasure(_Public):
    """A measure's stage and next date. Labels are texts of the catalogue, in English."""

    slug: str
    record_number: str
    short_title: str
    path: tuple[str, ...]  # labels of the stages, in order
    stage: int  # which of `path` it is at
    skipped: tuple[int, ...]  # which of those before it were passed over
    status: str  # what happened last, as a label
    since: date
    pending: bool
    committee: str
    next_on: date | None
    next_at: datetime | None  # UTC; None where only the day is known


class PublicWhip(_Public):
    """The whip count of a measure, in seats. Only after it was released."""

    measure: str  # its slug
    counts: dict[Side, int]
    needed: int


class PublicFigures(_Public):
    """Every number that may be said, as of one moment.

    `signatures` adds up the rungs that are said (`rungs`: name → signatures; overlap is
    subtracted). `people`: only verified ones are counted, so each is a person. `floor` is the safe
    number just below, 0 where there is none. `wards`: see db/public_wards.py. `by_day`: the total
    at the end of each day.
    """

    version: int
    as_of: datetime
    today: date
    title: str
    target: str
    signatures: int
    floor: int
    people: bool
    rungs: dict[str, int]
    definitions: dict[str, str] = {}  # of the rungs, in English; older frozen figures have none
    last_milestone: int
    next_milestone: int | None
    above_floor: int | None = None  # the first milestone above the floor
    since_yesterday: int
    last_seven_days: int
    conversations: int
    by_day: tuple[tuple[date, int], ...]
    wards: dict[int, int]
    measures: tuple[PublicMeasure, ...]
    whip: tuple[PublicWhip, ...]
    organizations: tuple[str, ...]
    petition_url: str
    contact: str = ""  # never frozen: it is somebody's name

    def said(self, *, exact: bool) -> int:
        """The figure to say: the exact one, or the floor where there is one."""
        return self.signatures if exact or not self.floor else self.floor

    def fills(self, scene: Scene) -> bool:
        """False where a scene would have nothing to show, such as a whip count not released."""
        needs: dict[Scene, Sized] = {
            Scene.WHIP: self.whip,
            Scene.PETITION: self.petition_url,
            Scene.MEASURES: self.measures,
        }
        return scene not in needs or len(needs[scene]) > 0

    def goal(self, *, exact: bool) -> int | None:
        """The milestone ahead of what is said: one just reached is not while the floor is below
        it, or both together would tell the exact figure."""
        if not exact and self.floor and self.above_floor:
            return self.above_floor
        # As well of older frozen figures, which know two milestones only.
        ahead = self.last_milestone > self.said(exact=exact)
        return self.last_milestone if ahead else self.next_milestone


def figures(session: Session, totals: Totals, rule: PressRule) -> PublicFigures:
    """The public figures of a snapshot, under the rule of what may be said."""
    said = _said(totals.headline, rule)
    running = campaign(session)
    measures = measure_status.every_status(session)
    total = Ladder(**said).total
    floor = floor_of(total)
    return PublicFigures(
        version=totals.version,
        as_of=totals.as_of,
        today=totals.today,
        title=running.title,
        target=running.target,
        signatures=total,
        floor=floor,
        people=set(said) == {"verified", "overlap"},
        rungs=said,
        definitions={rung.name: rung.definition for rung in RUNGS if rung.name in said},
        last_milestone=max((m for m in totals.milestones if m <= total), default=0),
        next_milestone=next((m for m in totals.milestones if m > total), None),
        above_floor=next((m for m in totals.milestones if m > floor), None),
        since_yesterday=_gained(totals, rule, days=1),
        last_seven_days=_gained(totals, rule, days=7),
        conversations=totals.outreach.headline.conversations,
        by_day=_by_day(totals, rule),
        wards=public_wards.may_be_said(
            {ward: _total(totals.by_ward.get(ward, Ladder()), rule) for ward in NUMBERS}
        ),
        measures=tuple(_measure(each) for each in measures),
        whip=tuple(_whip(whip.count_today(session, each.slug)) for each in measures)
        if rule.whip_released
        else (),
        organizations=tuple(totals.organizations.values()),
        petition_url=rule.petition_url,
        contact=rule.contact,
    )


def floor_of(signatures: int) -> int:
    """A round number below: "more than 12,300" of 12,345 and "more than 12,200" of 12,300.

    Three digits of it, at least tens; 0 up to ten signatures: then there is none. Never less than
    the floor of fewer signatures: 9,990 of 9,999 and of 10,000.
    """
    step = max(10, int(10 ** (len(str(signatures - 1)) - _DIGITS)))
    return max(0, (signatures - 1) // step * step)


def _said(ladder: Ladder, rule: PressRule) -> dict[str, int]:
    """The rungs that are said. Overlap goes with verified: nobody is said twice."""
    said = {
        "verified": rule.verified,
        "claimed": rule.claimed,
        "external": rule.external,
        "overlap": rule.verified,
    }
    return {name: getattr(ladder, name) for name, is_said in said.items() if is_said}


def _total(ladder: Ladder, rule: PressRule) -> int:
    return Ladder(**_said(ladder, rule)).total


def _by_day(totals: Totals, rule: PressRule) -> tuple[tuple[date, int], ...]:
    """(day, total at its end), from the first day to today; what has no day is there at once.

    Overlap has none. Early on there may be more of it than there are signatures: then it is 0.
    """
    total = _total(totals.by_day.get(None, Ladder()), rule)
    line = []
    for day, _ in totals.per_day():
        total += _total(totals.by_day.get(day, Ladder()), rule)
        line.append((day, max(0, total)))
    return tuple(line)


def _gained(totals: Totals, rule: PressRule, *, days: int) -> int:
    """Signatures of the last so many days, today's included; never more than there are."""
    before = totals.today - timedelta(days=days)
    gained = sum(
        _total(ladder, rule)
        for on, ladder in totals.by_day.items()
        if on is not None and on > before
    )
    return min(gained, _total(totals.headline, rule))  # overlap has no day


def _measure(status: MeasureStatus) -> PublicMeasure:
    names = [stage.name for stage in status.path]
    here = names.index(status.standing.stage.name)
    coming = status.next_hearing
    return PublicMeasure(
        slug=status.slug,
        record_number=status.record_number,
        short_title=status.short_title,
        path=tuple(stage.label for stage in status.path),
        stage=here,
        skipped=tuple(n for n in range(here) if names[n] not in status.standing.reached),
        status=status.standing.step.label,
        since=status.standing.since,
        pending=status.standing.stage.pending and not status.standing.step.ended,
        committee=status.in_committee,
        next_on=coming.scheduled_for if coming else None,
        next_at=coming.starts_at if coming else None,
    )


def _whip(count: WhipCount) -> PublicWhip:
    return PublicWhip(measure=count.measure, counts=count.counts, needed=count.needed)
