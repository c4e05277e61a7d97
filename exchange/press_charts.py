"""The charts of the press documents, drawn as lines and squares: sharp in print, clear in grey."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from fpdf.enums import RenderStyle

from exchange.pdf import Document
from exchange.press_words import Words

ACCENT, PALE = (27, 94, 158), (234, 241, 248)
_STRONG = (18, 72, 125)
_DARK = 0.68  # from this share on, white letters have more contrast than dark ones
_DAYS = 4  # that are named below the chart
_LINES = 4  # across it, about
_FAR = 1.7  # a milestone further than so many times the total would flatten the line


class Box(NamedTuple):
    """A part of the page, in millimetres."""

    x: float
    y: float
    width: float
    height: float


def total_over_time(document: Document, box: Box, words: Words, *, size: float) -> None:
    """The total at the end of each day, against the milestones. `size`: of the letters."""
    _, days = words.text, words.by_day
    if not days:
        document.use(size, grey=90)
        document.put(box.x, box.y, _("No days yet."), width=box.width)
        return
    first, last = days[0][0], days[-1][0]
    highest = max(total for _, total in days)
    marks = [each for each in words.milestones if each <= highest * _FAR]
    step = _step(max(highest, *marks, 1))
    top = max(highest, *marks, step) * 1.08
    beside = size * 0.2 * (len(words.number(int(top))) + 1)
    plot = Box(box.x + beside, box.y, box.width - beside, box.height - size * 0.5)

    def across(day: date) -> float:
        return plot.x + plot.width * (day - first).days / max((last - first).days, 1)

    def up(total: int) -> float:
        return plot.y + plot.height * (1 - total / top)

    document.set_line_width(0.15)
    document.set_draw_color(215)
    for total in range(0, int(top) + 1, step):
        document.line(plot.x, up(total), plot.x + plot.width, up(total))
        document.use(size, grey=80)
        y = up(total) - size * 0.225
        document.put(box.x, y, words.number(total), width=beside - 1.2, align="R")
    _line(document, [(across(day), up(total)) for day, total in days], plot)
    document.set_line_width(0.25)
    document.set_draw_color(70)
    for mark in marks:
        document.set_dash_pattern(dash=1.2, gap=1)
        document.line(plot.x, up(mark), plot.x + plot.width, up(mark))
        document.set_dash_pattern()
        document.use(size, bold=True, grey=50)
        name = _("Milestone {n}").format(n=words.number(mark))
        document.put(plot.x + 1, up(mark) - size * 0.45, name, width=plot.width)
    named = sorted({first + timedelta(days=(last - first).days * n // _DAYS) for n in range(5)})
    for day in named:
        document.use(size, grey=80)
        x = min(max(across(day) - 10, plot.x), plot.x + plot.width - 20)
        align = "L" if x == plot.x else "R" if x < across(day) - 10 else "C"
        document.put(x, plot.y + plot.height + 0.8, words.short_day(day), width=20, align=align)


def tile_map(
    document: Document, box: Box, words: Words, tiles: Mapping[int, tuple[int, int]]
) -> None:
    """Every ward as one square with its number and, where it may be said, its signatures."""
    wards = words.figures.wards
    rows, columns = zip(*tiles.values(), strict=True)
    across, down = max(columns) + 1, max(rows) + 1
    side = min(box.width / across, box.height / down)
    left = box.x + (box.width - side * across) / 2
    most = max(wards.values(), default=1)
    letters = side * 0.9  # points
    for ward, (row, column) in tiles.items():
        share = wards.get(ward, 0) / most
        x, y = left + column * side, box.y + row * side
        document.set_draw_color(150)
        document.set_line_width(0.15)
        document.set_fill_color(*(_shade(share) if ward in wards else (255, 255, 255)))
        document.rect(x, y, side * 0.95, side * 0.95, RenderStyle.DF)
        grey = 255 if share > _DARK else 20 if ward in wards else 100
        document.use(letters * 0.78, grey=grey)
        document.put(x, y + side * 0.06, str(ward), width=side * 0.95, align="C")
        document.use(letters, bold=True, grey=grey)
        count = words.number(wards[ward]) if ward in wards else "–"
        document.put(x + 0.2, y + side * 0.42, count, width=side * 0.95 - 0.4, align="C")


def progress(
    document: Document,
    box: Box,
    words: Words,
    *,
    color: tuple[int, int, int] = ACCENT,
    ground: tuple[int, int, int] = (222, 229, 237),
) -> None:
    """A bar: how far what is said is on the way to the milestone. There must be one."""
    share = min(words.said / (words.goal or 1), 1)
    for width, fill in ((box.width, ground), (max(box.width * share, box.height), color)):
        document.set_fill_color(*fill)
        document.rect(
            box.x,
            box.y,
            width,
            box.height,
            RenderStyle.F,
            round_corners=True,
            corner_radius=box.height / 2,
        )


def _line(document: Document, points: Sequence[tuple[float, float]], plot: Box) -> None:
    """The line with its area, and a dot where it ends."""
    bottom = plot.y + plot.height
    x, y = points[-1]
    if len(points) > 1:
        document.set_fill_color(*PALE)
        document.polygon([(points[0][0], bottom), *points, (x, bottom)], style=RenderStyle.F)
        document.set_draw_color(*ACCENT)
        document.set_line_width(0.7)
        document.polyline(list(points))
    document.set_fill_color(*ACCENT)
    document.circle(x, y, 1.1, style=RenderStyle.F)


def _step(most: int) -> int:
    """A round number of which a few make up the most."""
    step = 1
    while True:
        for times in (1, 2, 5):
            if step * times * _LINES >= most:
                return step * times
        step *= 10


def _shade(share: float) -> tuple[int, int, int]:
    red, green, blue = (
        round(pale + (strong - pale) * share) for pale, strong in zip(PALE, _STRONG, strict=True)
    )
    return red, green, blue
