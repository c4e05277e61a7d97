"""The outreach funnel and its cuts, read from tallies: the cost does not grow with the rows."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from db.models import OutreachKind
from db.outreach_tallies import CUTS, Funnel, Sums, added, place_of_key, stored


@dataclass(frozen=True)
class OutreachTotals:
    """The funnel of the coalition, or of a part. Each cut's funnels add up to `headline`.

    `by_organization` is keyed by slug, `by_week` by its Monday, `by_ward` by number or None where
    the ward is unknown.
    """

    headline: Funnel
    by_organization: dict[str, Funnel]
    by_kind: dict[OutreachKind, Funnel]
    by_week: dict[date, Funnel]
    by_ward: dict[int | None, Funnel]

    def per_week(self) -> list[tuple[date, Funnel]]:
        """Every week from the first with outreach to the last, by its Monday; no gaps."""
        if not self.by_week:
            return []
        first, last = min(self.by_week), max(self.by_week)
        mondays = (first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1))
        return [(monday, self.by_week.get(monday, Funnel())) for monday in mondays]


def outreach_totals(
    session: Session,
    slugs: Mapping[int, str],
    *,
    first: date | None = None,
    last: date | None = None,
    organizations: Collection[str] = (),
) -> OutreachTotals:
    """The funnel from the tallies, all of it or of these days and organizations (by slug).

    `slugs`: an organization's id → its slug.
    """
    if first or last or organizations:
        places = ((place_of_key(key), one) for (_, key), one in stored(session, "cell").items())
        sums = added(
            (place, funnel)
            for place, funnel in places
            if (first is None or place.day >= first)
            and (last is None or place.day <= last)
            and (not organizations or slugs[place.organization_id] in organizations)
        )
    else:
        sums = stored(session, *CUTS[:-1])
    return OutreachTotals(
        headline=sums.get(("total", ""), Funnel()),
        by_organization={slugs[int(key)]: funnel for key, funnel in _cut(sums, "organization")},
        by_kind={OutreachKind(key): funnel for key, funnel in _cut(sums, "kind")},
        by_week={date.fromisoformat(key): funnel for key, funnel in _cut(sums, "week")},
        by_ward={int(key) if key else None: funnel for key, funnel in _cut(sums, "ward")},
    )


def _cut(sums: Sums, name: str) -> Iterable[tuple[str, Funnel]]:
    return ((key, funnel) for (cut, key), funnel in sums.items() if cut == name and any(funnel))
