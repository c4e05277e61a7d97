"""What the displays say, in English or Spanish: every text, number, day and time, ready to show.

`shown_fields` changes with each signature and is sent to open displays as it is; everything else
changes rarely, and then a display loads its page again.
"""

from datetime import date

from db import clock
from db.models import Scene
from db.press import Shown
from db.press_figures import PublicFigures, PublicMeasure, PublicWhip
from db.press_words import Words
from db.public_wards import MOST_UNSAID
from db.side_names import SIDE_NAMES
from db.wards import NUMBERS
from db.whip import Side

_LEVELS = 5  # shades of the tile map
_TOP = 5  # wards that are named beside it


def shown_fields(words: Words, shown: Shown) -> dict[str, str]:
    """Every text that changes with a signature, by name. Says nothing exact above a floor."""
    _ = words.text
    figures, exact = shown.figures, says_exact(shown)
    said = figures.said(exact=exact)
    number = words.number(said)
    as_of = words.moment(figures.as_of, clock.today())
    unit = words.unit_of(figures, said)
    lead = words.lead_of(exact=exact)
    goal, most = figures.goal(exact=exact), max(figures.wards.values(), default=0)
    announced = _("{figure}, as of {time}").format(
        figure=f"{lead} {number} {unit}".strip(), time=as_of
    )
    if shown.rehearsal:
        announced = f"{_('Rehearsal')}: {announced}"
    fields = {
        "lead": lead,
        "number": number,
        "unit": unit,
        "as_of": _("as of {time}").format(time=as_of),
        "announce": announced,
        "goal": words.of(goal) if goal else "",
        "percent": words.share(said, goal) if goal else "",
        "left": _("{n} to go").format(n=words.number(goal - said)) if goal and exact else "",
        "conversations": words.number(figures.conversations),
        "reached": words.number(len(figures.wards)),
        "scale": _("up to {n}").format(n=words.number(most)) if most else "",
    }
    if exact:
        fields["today"] = words.signed(figures.since_yesterday)
        fields["week"] = words.signed(figures.last_seven_days)
    return fields | (_ward_fields(words, figures) if Scene.WARDS in scenes_of(shown) else {})


def shown_marks(shown: Shown) -> dict[str, str]:
    """What changes with a signature and is not a text: widths, shades, lengths. By name."""
    figures = shown.figures
    said, goal = figures.said(exact=says_exact(shown)), figures.goal(exact=says_exact(shown))
    marks = {
        "length": str(len(f"{said:,}")),
        "progress": f"{min(100.0, 100 * said / goal):.1f}%" if goal else "100%",
    }
    if Scene.WARDS in scenes_of(shown):
        most = max(figures.wards.values(), default=1)
        for ward in NUMBERS:
            share = -(-_LEVELS * figures.wards.get(ward, 0) // most)
            marks[f"level.{ward}"] = str(share) if ward in figures.wards else "none"
    return marks


def says_exact(shown: Shown) -> bool:
    """False where the safe number below is shown instead."""
    return shown.display.exact or not shown.figures.floor


def scenes_of(shown: Shown) -> list[Scene]:
    """What the display shows, in order: scenes with nothing to show are left out."""
    return [each for each in shown.display.scenes if shown.figures.fills(each)] or [Scene.TOTAL]


def labels(words: Words, shown: Shown) -> dict[str, str]:
    """The texts that stay."""
    _ = words.text
    figures, frozen, today = shown.figures, shown.frozen, clock.today()
    return {
        "title": _(figures.title),
        "rehearsal": _("Rehearsal"),
        "made_up": _("made-up figures"),
        "frozen": words.frozen_of(frozen.number, frozen.frozen_at, today) if frozen else "",
        "progress": _("Progress to the next milestone"),
        "all_reached": _("Every milestone is reached."),
        "today": _("today") if figures.today == today else words.day(figures.today, today),
        "week": _("in seven days"),
        "conversations": _("conversations"),
        "reached": _("of 50 wards with a figure here"),
        "organizations": _("{n} organizations").format(n=words.number(len(figures.organizations))),
        "counted": _("What counts"),
        "wards": _("Signatures by ward"),
        "ward": _("Ward"),
        "few": _("{n} or fewer, or not said").format(n=MOST_UNSAID),
        "rounded": words.ward_note,
        "top": _("Most signatures"),
        "measures": _("In the City Council"),
        "next": _("Next"),
        "no_date": _("No date announced"),
        "whip": _("Where the Council stands"),
        "thanks": _("Thank you"),
        "petition": _("Sign the petition"),
        "scan": _("Point your phone's camera at the code."),
        "away": _("No connection. Last heard from {when}."),
        "gone": _("This display has ended."),
        "pause": _("Pause"),
        "resume": _("Go on"),
        "done": _("done"),
        "skipped": _("skipped"),
        "here": _("now here"),
        "ahead": _("ahead"),
    }


def measure(words: Words, each: PublicMeasure, today: date) -> dict[str, object]:
    """A measure as the display shows it. `stages`: (label, done, skipped, here or ahead)."""
    _ = words.text
    states = [
        "skipped" if n in each.skipped else "done" if n < each.stage else "here"
        for n in range(each.stage + 1)
    ]
    states += ["ahead"] * (len(each.path) - len(states))
    return {
        "title": _(each.short_title),
        "record": each.record_number,
        "status": _(each.status),
        "since": words.since(each, today),
        "committee": each.committee if each.pending else "",
        "next": words.coming(each, today),
        "pending": each.pending,
        "stages": [(_(label), state) for label, state in zip(each.path, states, strict=True)],
    }


def whip_count(words: Words, each: PublicWhip, titles: dict[str, str]) -> dict[str, object]:
    """A whip count as a bar: (side, sign, label, seats, beginning and width in percent)."""
    _ = words.text
    seats = sum(each.counts.values())
    bars, begins = [], 0
    for side in Side:
        count = each.counts.get(side, 0)
        if count:
            start, width = 100 * begins / seats, 100 * count / seats
            sign, label = SIDE_NAMES[side]
            kind = side.replace(" ", "-")
            bars.append((kind, sign, _(label), count, f"{start:.2f}", f"{width:.2f}"))
        begins += count
    return {
        "title": _(titles[each.measure]),
        "stands": words.stands(each),
        "needed": _("{n} needed").format(n=each.needed),
        "line": f"{100 * each.needed / seats:.2f}" if seats else "0",
        "bars": bars,
    }


def _ward_fields(words: Words, figures: PublicFigures) -> dict[str, str]:
    largest = sorted(figures.wards, key=lambda ward: (-figures.wards[ward], ward))[:_TOP]
    fields = {
        f"ward.{ward}": words.number(figures.wards[ward]) if ward in figures.wards else "–"
        for ward in NUMBERS
    }
    for place in range(_TOP):
        ward = largest[place] if place < len(largest) else None
        named = words.text("Ward {number}").format(number=ward)
        fields[f"top.{place}.ward"] = named if ward else ""
        fields[f"top.{place}.count"] = words.number(figures.wards[ward]) if ward else ""
    return fields
