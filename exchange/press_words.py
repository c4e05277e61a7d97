"""What the press documents say of the public figures, in English or Spanish."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel import dates

from db import press_words
from db.press_figures import PublicFigures, PublicMeasure, floor_of


@dataclass(frozen=True)
class Counted:
    """A rung that counts: `number` is empty where only a floor is said."""

    name: str
    label: str
    number: str
    definition: str


class Words(press_words.Words):
    """The figures in one language, exact or as their floor. Above a floor nothing exact is said,
    nor what it could be had from."""

    def __init__(self, figures: PublicFigures, language: str, *, exact: bool) -> None:
        super().__init__(language)
        self.figures = figures
        self.exact = exact or not figures.floor
        self.said = figures.said(exact=self.exact)
        self.lead = self.lead_of(exact=self.exact)
        self.unit = self.unit_of(figures, self.said)

    @property
    def as_of(self) -> str:
        """As of April 24, 2017, 2:14 PM (Chicago time)."""
        text = self._("As of {moment} (Chicago time)")
        return text.format(moment=self.moment(self.figures.as_of))

    @property
    def goal(self) -> int | None:
        """The milestone ahead of what is said."""
        return self.figures.goal(exact=self.exact)

    @property
    def milestones(self) -> list[int]:
        """The milestones around what is said, the lower first; above a floor only the one ahead."""
        around = {self.goal, self.figures.last_milestone if self.exact else None}
        return sorted(each for each in around if each)

    @property
    def progress(self) -> str:
        """82% of 15,000; empty if no milestone is ahead."""
        if not self.goal:
            return ""
        return f"{self.share(self.said, self.goal)} {self.of(self.goal)}"

    @property
    def by_day(self) -> Sequence[tuple[date, int]]:
        """The total at the end of each day."""
        if self.exact:
            return self.figures.by_day
        return [(day, floor_of(total)) for day, total in self.figures.by_day]

    @property
    def counted(self) -> list[Counted]:
        """The rungs that count, with their definitions."""
        made = []
        for each in self.definition(self.figures):
            number = self.figures.rungs[each["name"]]
            sign = "−" if each["name"] == "overlap" and number else ""
            written = sign + self.number(number) if self.exact else ""
            made.append(Counted(number=written, **each))
        return made

    @property
    def formula(self) -> str:
        """Verified + Claimed + External − Overlap."""
        signs = {"overlap": " − "}
        parts = [signs.get(each.name, " + ") + each.label for each in self.counted]
        return "".join(parts).removeprefix(" + ")

    @property
    def coalition(self) -> str:
        """Who speaks: the organization, or how many they are."""
        names = self.figures.organizations
        if len(names) < 2:
            return "".join(names)
        text = self._("A coalition of {n} organizations")
        return text.format(n=self.number(len(names)))

    @property
    def petition_at(self) -> str:
        """The petition's address as one reads it aloud."""
        return self.figures.petition_url.partition("://")[2].rstrip("/")

    def next_date(self, measure: PublicMeasure) -> str:
        """The day of a measure's next hearing or meeting, or that there is none."""
        return self.coming(measure) or self._("No date announced")

    def short_day(self, value: date) -> str:
        """Apr 24; with the year where the days shown are more than a year."""
        days = self.figures.by_day
        long = bool(days) and days[-1][0] - days[0][0] > timedelta(days=365)
        written: str = dates.format_skeleton("yMMM" if long else "MMMd", value, locale=self.locale)
        return written
