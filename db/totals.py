"""Totals: the headline and its cuts, read from tallies: the cost does not grow with signatures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from db import clock
from db.counting import Ladder
from db.models import Channel, DataVersion, Milestone, Organization
from db.outreach_totals import OutreachTotals, outreach_totals
from db.tallies import CUTS, Sums, added, place_of, stored


@dataclass(frozen=True)
class Filter:
    """Which signatures to look at. Empty: all of them."""

    first: date | None = None
    last: date | None = None
    organizations: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()

    def __bool__(self) -> bool:
        return self != Filter()


@dataclass(frozen=True)
class Totals:
    """One consistent state of every figure. Each cut's ladders add up to `headline`.

    `by_organization` is keyed by slug, `by_channel` by channel, `by_ward` by number and `by_day` by
    day; the key None holds what belongs to none: external, overlap, and unknown wards.
    """

    version: int
    as_of: datetime
    today: date
    headline: Ladder
    by_organization: dict[str | None, Ladder]
    by_channel: dict[Channel | None, Ladder]
    by_ward: dict[int | None, Ladder]
    by_day: dict[date | None, Ladder]
    outreach: OutreachTotals
    milestones: tuple[int, ...]
    organizations: dict[str, str]  # slug → name
    short_names: dict[str, str]  # slug → acronym, or the name where there is none

    def __hash__(self) -> int:
        """So that what is made of a snapshot can be cached by it (ui/board.py)."""
        return hash((self.version, self.as_of, self.today))

    @property
    def next_milestone(self) -> int | None:
        """The smallest milestone not reached yet, in signatures."""
        return next((m for m in self.milestones if m > self.headline.total), None)

    @property
    def last_milestone(self) -> int:
        """The largest milestone reached, or 0."""
        return max((m for m in self.milestones if m <= self.headline.total), default=0)

    def gained_since(self, day: date) -> int:
        """Signatures collected after a day (external ones: reported after it)."""
        return sum(
            ladder.total for on, ladder in self.by_day.items() if on is not None and on > day
        )

    @property
    def since_yesterday(self) -> int:
        """Signatures collected today."""
        return self.gained_since(self.today - timedelta(days=1))

    @property
    def last_seven_days(self) -> int:
        """Signatures collected today and on the six days before."""
        return self.gained_since(self.today - timedelta(days=7))

    def per_day(self) -> list[tuple[date, int]]:
        """Every day from the first with signatures to today, with its signatures; no gaps."""
        days = [day for day in self.by_day if day is not None]
        if not days:
            return []
        first, last = min(days), max([*days, self.today])
        return [
            (day, self.by_day.get(day, Ladder()).total)
            for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
        ]

    def cumulative(self) -> list[tuple[date, int]]:
        """The total at the end of each day; what has no day is there from the start.

        Of overlap, which has none, there may be more than of signatures early on: then it is 0.
        """
        total = self.by_day.get(None, Ladder()).total
        line = []
        for day, gained in self.per_day():
            total += gained
            line.append((day, max(0, total)))
        return line


def snapshot(session: Session) -> Totals:
    """The coalition's figures, from the tallies."""
    return _totals(session, stored(session, *CUTS[:-1]), Filter())


def filtered(session: Session, only: Filter) -> Totals:
    """The same figures for part of the batches.

    External and overlap belong to no organization, channel or day, so a filtered view leaves them
    out and says so. Outreach has no channel: that part of the filter does not apply to it.
    """
    if not only:
        return snapshot(session)
    known = {
        organization.id
        for organization in session.exec(select(Organization))
        if organization.slug in only.organizations
    }
    changes = []
    for (_, key), ladder in stored(session, "cell").items():
        cell = place_of(key)
        if cell.day is None or cell.organization_id is None:
            continue
        if (
            (only.first is None or cell.day >= only.first)
            and (only.last is None or cell.day <= only.last)
            and (not only.channels or cell.channel in only.channels)
            and (not only.organizations or cell.organization_id in known)
        ):
            changes.append((cell, ladder))
    return _totals(session, added(changes), only)


def _totals(session: Session, sums: Sums, only: Filter) -> Totals:
    state = session.get_one(DataVersion, 1)
    organizations = session.exec(select(Organization).order_by(Organization.name)).all()
    slugs = {organization.id: organization.slug for organization in organizations}
    slug_of = {str(organization_id): slug for organization_id, slug in slugs.items()}

    def cut(name: str) -> Iterable[tuple[str, Ladder]]:
        return ((key, ladder) for (of, key), ladder in sums.items() if of == name and any(ladder))

    return Totals(
        version=state.version,
        as_of=state.changed_at,
        today=clock.today(),
        headline=sums.get(("total", ""), Ladder()),
        by_organization={slug_of.get(key): ladder for key, ladder in cut("organization")},
        by_channel={Channel(key) if key else None: ladder for key, ladder in cut("channel")},
        by_ward={int(key) if key else None: ladder for key, ladder in cut("ward")},
        by_day={date.fromisoformat(key) if key else None: ladder for key, ladder in cut("day")},
        outreach=outreach_totals(
            session, slugs, first=only.first, last=only.last, organizations=only.organizations
        ),
        milestones=tuple(session.exec(select(Milestone.signatures).order_by(Milestone.signatures))),  # type: ignore[arg-type]
        organizations={each.slug: each.name for each in organizations},
        short_names={each.slug: each.acronym or each.name for each in organizations},
    )
