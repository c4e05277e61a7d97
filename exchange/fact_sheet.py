"""The fact sheet: what may be said and where it stands, for a newsroom, on one page of PDF."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from db import frozen_figures
from db.frozen_figures import FrozenFigure
from db.press_figures import PublicFigures, PublicMeasure
from exchange import press_charts
from exchange.pdf import HEIGHT, MARGIN, WIDTH, Document, reads_from_right
from exchange.petition import Petition
from exchange.press_charts import ACCENT, Box
from exchange.press_words import Counted, Words
from exchange.quotes import Quote, checked_quotes

_BODY = WIDTH - 2 * MARGIN
_GAP = 8.0  # millimetres between columns
_SMALLER = 0.96  # the next size to try, or less
_LEAST = 0.2
_CHART = (38.0, 64.0)  # how low and how high the chart over time may be
_WIDER = 0.62  # of the body: the number and the chart, beside the map
_CODE = 21.0
_Item = TypeVar("_Item")


def fact_sheet(
    figures: PublicFigures,
    petition: Petition,
    tiles: Mapping[int, tuple[int, int]],
    *,
    exact: bool,
    quotes: Sequence[Quote] = (),
    frozen: FrozenFigure | None = None,
    site: str = "",
) -> bytes:
    """The fact sheet in the petition's language (English or Spanish), always one page.

    `frozen`: the press figure that `figures` are of; `site`: this installation's address, where
    its page is. Neither its hash nor its page is named beside a floor: both tell the exact figure.
    Raises Invalid (see exchange/quotes.py).
    """
    said = checked_quotes(quotes)
    words = Words(figures, petition.language, exact=exact)
    document = Document(petition.title, language=petition.language)
    document.add_page()
    page = _Page(document, words, petition, tiles, said, frozen, site)
    scale, (low, high) = 1.0, _CHART
    while (end := page.draw(scale, low * scale)) > HEIGHT - MARGIN and scale > _LEAST:
        scale *= min(_SMALLER, math.sqrt((HEIGHT - MARGIN) / end))  # smaller both ways
    room = max(HEIGHT - MARGIN - end, 0)
    page.draw(scale, min(low * scale + room, high))
    return document.written()


class _Page:
    """Everything on it, as large as `scale` says. Each part begins at `y` and moves it on."""

    def __init__(
        self,
        document: Document,
        words: Words,
        petition: Petition,
        tiles: Mapping[int, tuple[int, int]],
        quotes: Sequence[Quote],
        frozen: FrozenFigure | None,
        site: str,
    ) -> None:
        self.document, self.words, self.petition = document, words, petition
        self.tiles, self.quotes, self.frozen, self.site = tiles, quotes, frozen, site
        self._ = words.text
        self.scale, self.y = 1.0, MARGIN

    def draw(self, scale: float, chart: float) -> float:
        """The whole page, with a chart over time of this height; says where it ends."""
        self.document.wipe()
        self.scale, self.y = scale, MARGIN - 3
        self._head()
        self._figure(chart)
        self._definition()
        self._demands()
        self._measures()
        self._quotes()
        self._foot()
        return self.y

    def _head(self) -> None:
        document = self.document
        self._use(9, bold=True, accent=True)
        document.put(MARGIN, self.y, self._("Fact sheet").upper(), width=_BODY / 3)
        self._use(9, grey=60)
        document.put(MARGIN + _BODY / 3, self.y, self.words.as_of, width=_BODY * 2 / 3, align="R")
        self.y += self._gap(5.5)
        self._use(18, bold=True)
        self.y = document.paragraph(MARGIN, self.y, self.petition.title, width=_BODY, height=0.4)
        self._use(10, grey=60)
        to = self.petition.words["to"].format(target=self.petition.target)
        self.y = document.paragraph(MARGIN, self.y + self._gap(0.8), to, width=_BODY)
        self.y += self._gap(3)

    def _figure(self, chart: float) -> None:
        """The number and its way there, and beside them the map, as high as both."""
        self._rule()
        top, left = self.y, _BODY * _WIDER
        self._number(left)
        self._over_time(left, chart)
        bottom, self.y = self.y, top
        self._by_ward(MARGIN + left + _GAP, _BODY - left - _GAP, bottom)
        self.y = bottom + self._gap(2)

    def _number(self, width: float) -> None:
        document, words = self.document, self.words
        if words.lead:
            self._use(13, bold=True)
            document.put(MARGIN, self.y, words.lead, width=width)
            self.y += self._gap(5)
        self._use(50, bold=True, accent=True)
        document.put(MARGIN, self.y - self._gap(1), words.number(words.said), width=width)
        self.y += self._gap(20)
        self._use(13, bold=True)
        document.put(MARGIN, self.y, words.unit, width=width)
        self.y += self._gap(8)
        if words.goal:
            bar = Box(MARGIN, self.y, width, self._gap(2.6))
            press_charts.progress(document, bar, words)
            self.y += self._gap(3.6)
            self._use(9, bold=True)
            document.put(MARGIN, self.y, words.progress, width=width)
            self.y += self._gap(4.6)
        self._use(9, grey=60)
        document.put(MARGIN, self.y, self._beside(), width=width)
        self.y += self._gap(4)

    def _beside(self) -> str:
        """What else may be said: changes only beside an exact figure."""
        figures, number = self.words.figures, self.words.number
        talked = self._("Conversations: {n}").format(n=number(figures.conversations))
        if not self.words.exact:
            return talked
        week = number(figures.last_seven_days).replace("-", "−")
        return self._("In seven days: {n}").format(n=week) + " · " + talked

    def _over_time(self, width: float, height: float) -> None:
        self.y += self._gap(3)
        self._heading(self._("Signatures over time"), MARGIN, width)
        size = max(7 * self.scale, 2)
        box = Box(MARGIN, self.y, width, height)
        press_charts.total_over_time(self.document, box, self.words, size=size)
        self.y += height + self._gap(1)
        if not self.words.exact:
            self._use(7, grey=70)
            note = self._("Each day's total is rounded down.")
            self.document.put(MARGIN, self.y, note, width=width)
            self.y += self._gap(3)

    def _by_ward(self, x: float, width: float, bottom: float) -> None:
        self._heading(self._("Signatures by ward"), x, width)
        squares = self._("One square is one ward, north at the top.")
        note = f"{squares} {self.words.ward_note}"
        self._use(7, grey=70)
        below = self.document.height_of(note, width=width)
        self.document.paragraph(x, bottom - below, note, width=width)
        box = Box(x, self.y, width, bottom - below - self._gap(1) - self.y)
        press_charts.tile_map(self.document, box, self.words, self.tiles)

    def _definition(self) -> None:
        self._rule()
        self._heading(self._("What counts"), MARGIN, _BODY)
        counted = self.words.counted
        self._columns(counted, len(counted), self._rung)

    def _rung(self, rung: Counted, x: float, width: float) -> float:
        document = self.document
        self._use(9, bold=True)
        document.put(x, self.y, f"{rung.label} {rung.number}".strip(), width=width)
        self._use(8, grey=50)
        return document.paragraph(x, self.y + self._gap(4.2), rung.definition, width=width)

    def _demands(self) -> None:
        demands = self.petition.demands
        if demands:
            self._rule()
            self._heading(self._("What we ask of the City of Chicago"), MARGIN, _BODY)
            self._columns(demands, 2, self._demand)

    def _demand(self, demand: str, x: float, width: float) -> float:
        self._use(8.5)
        return self.document.paragraph(x, self.y, demand, width=width)

    def _measures(self) -> None:
        if self.words.figures.measures:
            self._rule()
            self._heading(self._("In the City Council"), MARGIN, _BODY)
            self._columns(self.words.figures.measures, 2, self._measure)

    def _measure(self, measure: PublicMeasure, x: float, width: float) -> float:
        document, words = self.document, self.words
        self._use(9, bold=True)
        title = f"{measure.record_number} · {self._(measure.short_title)}"
        y = document.paragraph(x, self.y, title, width=width) + self._gap(1)
        step = width / len(measure.path)
        for number in range(len(measure.path)):
            reached = number <= measure.stage and number not in measure.skipped
            document.set_fill_color(*(ACCENT if reached else (222, 229, 237)))
            document.rect(x + number * step, y, step - 0.8, self._gap(1.8), "F")
        stage = self._("Stage {n} of {all}: {stage}").format(
            n=measure.stage + 1, all=len(measure.path), stage=self._(measure.path[measure.stage])
        )
        lines = [stage, f"{self._(measure.status)}, {words.since(measure)}"]
        if measure.pending:
            lines.append(self._("Next: {day}").format(day=words.next_date(measure)))
        self._use(8.5)
        return document.paragraph(x, y + self._gap(2.6), "\n".join(lines), width=width)

    def _quotes(self) -> None:
        if self.quotes:
            self._rule()
            self._columns(self.quotes, len(self.quotes), self._quote)

    def _quote(self, quote: Quote, x: float, width: float) -> float:
        document = self.document
        mirrored = reads_from_right(quote.text)
        align, bar, x = ("R", x + width - 0.9, x) if mirrored else ("L", x, x + 3.5)
        width -= 3.5
        self._use(10)
        marks = self._("“{quote}”").format(quote=quote.text)
        y = document.paragraph(x, self.y, marks, width=width, align=align)
        self._use(8.5, bold=True, grey=50)
        speaker = f"— {quote.speaker}"
        y = document.paragraph(x, y + self._gap(0.8), speaker, width=width, align=align)
        document.set_fill_color(*ACCENT)
        document.rect(bar, self.y + 0.4, 0.9, y - self.y - 0.8, "F")
        return y

    def _foot(self) -> None:
        document, figures, ends = self.document, self.words.figures, self._ends()
        if not ends:
            return
        self._rule()
        top, width = self.y, _BODY
        if figures.petition_url:
            side = self._gap(_CODE)
            width -= side + _GAP
            document.code(WIDTH - MARGIN - side, top, figures.petition_url, size=side)
        for label, text in ends:
            self._use(8.5, bold=True)
            document.put(MARGIN, self.y, label, width=32)
            self._use(8.5)
            self.y = document.paragraph(MARGIN + 34, self.y, text, width=width - 34)
            self.y += self._gap(0.9)
        if figures.petition_url:
            self.y = max(self.y, top + self._gap(_CODE))

    def _ends(self) -> list[tuple[str, str]]:
        """What stands at the foot, with its label."""
        _, words, figures = self._, self.words, self.words.figures
        ends = [
            (_("Press contact"), figures.contact),
            (_("Sign the petition"), words.petition_at),
            (_("Organizations"), "\u00a0· ".join(figures.organizations)),
        ]
        if self.frozen:
            text = words.frozen_of(self.frozen.number, self.frozen.frozen_at)
            if words.exact:
                page = self.site + frozen_figures.address(self.frozen)
                digits = self.frozen.hash[: frozen_figures.HASH_IN_ADDRESS]
                text += f" · SHA-256 {digits}…\n{page}"
            ends.append((_("Press figure"), text))
        return [(label, text) for label, text in ends if text]

    def _columns(
        self, items: Sequence[_Item], count: int, draw: Callable[[_Item, float, float], float]
    ) -> None:
        """The items beside each other, so many in a row."""
        count = min(count, len(items))
        width = (_BODY - _GAP * (count - 1)) / count
        for start in range(0, len(items), count):
            ends = [
                draw(item, MARGIN + place * (width + _GAP), width)
                for place, item in enumerate(items[start : start + count])
            ]
            self.y = max(ends) + self._gap(2)

    def _heading(self, text: str, x: float, width: float) -> None:
        self._use(10.5, bold=True, accent=True)
        self.document.put(x, self.y, text, width=width)
        self.y += self._gap(5.6)

    def _rule(self) -> None:
        self.document.set_draw_color(190)
        self.document.set_line_width(0.2)
        self.document.line(MARGIN, self.y, WIDTH - MARGIN, self.y)
        self.y += self._gap(2.5)

    def _use(
        self, size: float, *, bold: bool = False, grey: int = 20, accent: bool = False
    ) -> None:
        self.document.use(size * self.scale, bold=bold, grey=grey)
        if accent:
            self.document.set_text_color(*ACCENT)

    def _gap(self, height: float) -> float:
        return height * self.scale
