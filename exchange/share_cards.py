"""Share cards: the figure as a picture to post, wide or square, drawn without a browser."""

import io
from dataclasses import dataclass
from enum import StrEnum

import pypdfium2
from fpdf.enums import RenderStyle

from db.press_figures import PublicFigures
from exchange import press_charts
from exchange.pdf import Document
from exchange.petition import Petition
from exchange.press_charts import Box
from exchange.press_words import Words

_DOTS = 4  # to a millimetre of the drawing
_POINTS = 72 / 25.4  # to a millimetre
_MARGIN = 16.0
_CODE, _QUIET = 44.0, 5.4  # a code, and the white that readers need around it
_LARGER = 1.12  # a number with nothing before it
_BAND = (27, 94, 158)
_ON_BAND = (255, 255, 255)


class Shape(StrEnum):
    """A card's width and height in dots."""

    WIDE = "1200x630"
    SQUARE = "1080x1080"

    @property
    def size(self) -> tuple[int, int]:
        """The same as numbers."""
        width, height = self.value.split("x")
        return int(width), int(height)


@dataclass(frozen=True)
class _Look:
    """Colours: every letter has a contrast of 4.5 or more."""

    ground: tuple[int, int, int]
    ink: tuple[int, int, int]
    accent: tuple[int, int, int]
    quiet: tuple[int, int, int]
    track: tuple[int, int, int]


_LIGHT = _Look((255, 255, 255), (18, 16, 13), (27, 94, 158), (85, 82, 77), (222, 229, 237))
_DARK = _Look((22, 24, 28), (236, 233, 227), (143, 189, 240), (178, 176, 170), (58, 63, 71))


@dataclass(frozen=True)
class _Layout:
    """Where things stand (millimetres from the top), and how large letters are (points)."""

    lead: float
    number: float
    unit: float
    bar: float
    counts: float
    as_of: float
    band: float
    digits: float
    large: float
    small: float
    title: float


_LAYOUTS = {
    Shape.WIDE: _Layout(
        lead=24, number=31, unit=82, bar=99.5, counts=107, as_of=107, band=121,
        digits=132, large=32, small=17, title=25,
    ),
    Shape.SQUARE: _Layout(
        lead=44, number=52, unit=118, bar=143, counts=153, as_of=161, band=186,
        digits=165, large=40, small=20, title=32,
    ),
}  # fmt: skip


def share_card(
    figures: PublicFigures,
    petition: Petition,
    *,
    exact: bool,
    shape: Shape = Shape.WIDE,
    dark: bool = False,
) -> bytes:
    """A PNG in the petition's language: English or Spanish. The square one has the petition's QR
    code, where the petition has an address."""
    words = Words(figures, petition.language, exact=exact)
    width, height = (dots / _DOTS for dots in shape.size)
    document = Document(petition.title, language=petition.language, size=(width, height))
    document.add_page()
    card = _Card(document, words, petition, _DARK if dark else _LIGHT, _LAYOUTS[shape])
    card.draw(with_code=shape is Shape.SQUARE and bool(figures.petition_url))
    return _picture(document.written(), shape)


def alt_text(figures: PublicFigures, petition: Petition, *, exact: bool) -> str:
    """What a card says, in words: to post with it, for who can't see it."""
    words = Words(figures, petition.language, exact=exact)
    headline = f"{words.lead} {words.number(words.said)} {words.unit}".strip()
    return f"{headline}. {words.as_of}. {petition.title}"


def _picture(pdf: bytes, shape: Shape) -> bytes:
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=_DOTS / _POINTS).to_pil()
    picture = picture.crop((0, 0, *shape.size))  # a broken dot is rounded up to a whole one
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


class _Card:
    def __init__(
        self, document: Document, words: Words, petition: Petition, look: _Look, layout: _Layout
    ) -> None:
        self.document, self.words, self.petition = document, words, petition
        self.look, self.at = look, layout
        self.width = document.w - 2 * _MARGIN

    def draw(self, *, with_code: bool) -> None:
        """Everything on the card."""
        document, words, look, at = self.document, self.words, self.look, self.at
        self._ground(0, look.ground)
        self._put(_MARGIN - 3, words.coalition, at.small, look.quiet)
        self._put(at.lead, words.lead, at.large, look.ink)
        number = words.number(words.said)
        if words.lead:
            self._put(at.number, number, at.digits, look.accent)
        else:  # its room is the number's
            self._put(at.lead + 2, number, at.digits * _LARGER, look.accent)
        self._put(at.unit, words.unit, at.large, look.ink)
        if words.goal:
            bar = Box(_MARGIN, at.bar, self.width * 0.66, 5)
            press_charts.progress(document, bar, words, color=look.accent, ground=look.track)
            x = bar.x + bar.width + 6
            width = _MARGIN + self.width - x
            self._put(at.bar - 1.5, words.progress, at.small, look.ink, x=x, width=width)
        document.use(at.small * 0.85)
        document.set_text_color(*look.quiet)
        document.put(_MARGIN, at.counts, words.formula, width=self.width)
        beside = "R" if at.as_of == at.counts else "L"
        document.put(_MARGIN, at.as_of, words.as_of, width=self.width, align=beside)
        self._band(with_code=with_code)

    def _band(self, *, with_code: bool) -> None:
        """The petition's title and what to do, on a ground of their own."""
        document, words, at = self.document, self.words, self.at
        self._ground(at.band, _BAND)
        width, high = self.width, document.h - at.band
        if with_code:
            width -= _CODE + 2 * _QUIET + 8
            around = _CODE + 2 * _QUIET
            x, y = document.w - _MARGIN - around, at.band + (high - around) / 2
            document.set_fill_color(255)
            document.rect(x, y, around, around, RenderStyle.F)
            document.code(x + _QUIET, y + _QUIET, words.figures.petition_url, size=_CODE)
        call = self._call()
        room = high - at.small * 0.45 - 13
        size = at.title
        while (height := self._title_height(size, width)) > room:
            size *= 0.95
        wrapped = width
        while wrapped > width / 2 and self._title_height(size, wrapped - 3) == height:
            wrapped -= 3  # lines of about the same length
        document.set_text_color(*_ON_BAND)
        top = at.band + 4 + (room - height) / 2
        end = document.paragraph(_MARGIN, top, self.petition.title, width=wrapped)
        self._put(end + 2.5, call, at.small, _ON_BAND, width=width)

    def _call(self) -> str:
        _, address = self.words.text, self.words.petition_at
        if not address:
            return _("Add your name.")
        return _("Sign the petition: {address}").format(address=address)

    def _title_height(self, size: float, width: float) -> float:
        self.document.use(size, bold=True)
        return self.document.height_of(self.petition.title, width=width)

    def _put(
        self,
        y: float,
        text: str,
        size: float,
        color: tuple[int, int, int],
        *,
        x: float = _MARGIN,
        width: float = 0,
    ) -> None:
        """A line in bold."""
        self.document.use(size, bold=True)
        self.document.set_text_color(*color)
        self.document.put(x, y, text, width=width or self.width)

    def _ground(self, top: float, color: tuple[int, int, int]) -> None:
        self.document.set_fill_color(*color)
        self.document.rect(0, top, self.document.w, self.document.h - top, RenderStyle.F)
