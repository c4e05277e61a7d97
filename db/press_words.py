"""How the public figures are worded, in English or Spanish: displays, pages and documents alike."""

from datetime import date, datetime

from babel import dates, numbers

from db import clock
from db.catalogue import translations
from db.counting import RUNGS
from db.press_figures import PublicFigures, PublicMeasure, PublicWhip
from db.public_wards import MOST_UNSAID, ROUNDED_TO
from db.side_names import SIDE_NAMES
from db.whip import Side

LANGUAGES = ("en", "es")
_LOCALES = {"en": "en_US", "es": "es_US"}


class Words:
    """One language's way to say the figures."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = _LOCALES[language]
        self.text = self._ = translations(language).gettext
        self.ngettext = translations(language).ngettext

    def number(self, value: int) -> str:
        """1234 → 1,234."""
        return numbers.format_decimal(value, locale=self.locale)

    def signed(self, value: int) -> str:
        """25 → +25, −3 → −3."""
        return f"+{self.number(value)}" if value > 0 else self.number(value).replace("-", "−")

    def share(self, said: int, goal: int) -> str:
        """82%, never rounded up to all of it."""
        return numbers.format_percent(int(100 * said / goal) / 100, locale=self.locale)

    def of(self, goal: int) -> str:
        """of 15,000."""
        return self._("of {milestone}").format(milestone=self.number(goal))

    def day(self, value: date, today: date = date.min) -> str:
        """April 24, 2017; without its year if that is today's."""
        if value.year == today.year:
            short: str = dates.format_skeleton("MMMMd", value, locale=self.locale)
            return short
        return dates.format_date(value, format="long", locale=self.locale)

    def time(self, value: datetime) -> str:
        """2:14 PM, in Chicago."""
        return dates.format_time(clock.chicago(value), format="short", locale=self.locale)

    def moment(self, value: datetime, today: date = date.min) -> str:
        """April 24, 2017, 2:14 PM, in Chicago; the time alone if that is today."""
        day = clock.chicago(value).date()
        return self.time(value) if day == today else f"{self.day(day, today)}, {self.time(value)}"

    def unit_of(self, figures: PublicFigures, count: int) -> str:
        """What is counted: people, or signatures."""
        if figures.people:
            return self.ngettext("person has signed", "people have signed", count)
        return self.ngettext("signature", "signatures", count)

    def lead_of(self, *, exact: bool) -> str:
        """What stands before the number: "More than", or nothing."""
        return "" if exact else self._("More than")

    def definition(self, figures: PublicFigures) -> list[dict[str, str]]:
        """The rungs that count, each with what it means."""
        return [
            {
                "name": rung.name,
                "label": self._(rung.label),
                "definition": self._(figures.definitions.get(rung.name, rung.definition)),
            }
            for rung in RUNGS
            if rung.name in figures.rungs
        ]

    def frozen_of(self, number: int, at: datetime, today: date = date.min) -> str:
        """Press figure 3, frozen at 2:14 PM."""
        text = self._("Press figure {number}, frozen at {time}")
        return text.format(number=number, time=self.moment(at, today))

    def or_not(self, value: int | None) -> str:
        """1,234, or that it is not said."""
        return self._("not said") if value is None else self.number(value)

    def since(self, measure: PublicMeasure, today: date = date.min) -> str:
        """since February 22."""
        return self._("since {day}").format(day=self.day(measure.since, today))

    def coming(self, measure: PublicMeasure, today: date = date.min) -> str:
        """The day of the next hearing or meeting, with its time where that is known; or nothing."""
        if measure.next_at is not None:
            day = clock.chicago(measure.next_at).date()
            return f"{self.day(day, today)}, {self.time(measure.next_at)}"
        return self.day(measure.next_on, today) if measure.next_on else ""

    def step(self, measure: PublicMeasure) -> str:
        """Referred to committee · since February 22, 2017 · Next: May 4, 2017, 10:00 AM."""
        parts = [self._(measure.status), self.since(measure)]
        if coming := self.coming(measure):
            parts.append(f"{self._('Next')}: {coming}")
        return " · ".join(parts)

    def stands(self, count: PublicWhip) -> str:
        """6 firm yes of 26 needed."""
        text = self._("{firm} firm yes of {needed} needed")
        return text.format(firm=count.counts.get(Side.FIRM_YES, 0), needed=count.needed)

    def sides(self, count: PublicWhip) -> str:
        """6 firm yes of 26 needed: Firm yes 6, Soft yes 15."""
        sides = (
            f"{self._(SIDE_NAMES[side].label)} {count.counts[side]}"
            for side in Side
            if count.counts.get(side)
        )
        return f"{self.stands(count)}: {', '.join(sides)}"

    @property
    def ward_note(self) -> str:
        """Why some wards have no figure and the others end in five or nought."""
        return self._(
            "Wards with {few} or fewer, and sometimes another, are not said; "
            "the rest are rounded down to multiples of {n}."
        ).format(few=MOST_UNSAID, n=ROUNDED_TO)
