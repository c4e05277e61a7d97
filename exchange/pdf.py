"""A PDF document with our fonts: what letters they have (exchange/letters.py) mixes in one line."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import segno
from fpdf import FPDF
from pypdf import PageObject
from pypdf.generic import DecodedStreamObject, NameObject

from db import clock
from exchange import letters

# Letters that join, change or stack; all others stand one after the other, which is faster.
_SHAPED = re.compile("[\u0300-\u036f\u0590-\u097f\ufb1d-\ufdff\ufe70-\ufeff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
WIDTH, HEIGHT = 215.9, 279.4  # letter paper, in millimetres
MARGIN = 14.0

_REMOVABLE, _REMOVABLE_END = b"/Contamos BMC", b"EMC %Contamos"

# What they warn of, such as a letter that no font has, would put names into the log.
for _name in ("fpdf", "fontTools"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class Document(FPDF):
    """Letter pages, in millimetres. Nothing breaks by itself: the caller says where."""

    def __init__(
        self, title: str, *, language: str, size: tuple[float, float] = (WIDTH, HEIGHT)
    ) -> None:
        super().__init__(unit="mm", format=size)
        for style, file in letters.LATIN.items():
            self.add_font("Latin", style, letters.FONTS / file)
        self._all_letters = False
        self.set_auto_page_break(auto=False)
        self.set_margin(MARGIN)
        self.set_title(title)
        self.set_lang(language)
        self.set_creator("Contamos")
        self.set_creation_date(clock.now())
        self.c_margin = 0
        self.use(9)

    def use(self, size: float, *, bold: bool = False, grey: int = 20) -> None:
        """Write in this size (points) and shade (0 is black) from now on."""
        self.set_font("Latin", "B" if bold else "", size)
        self.set_text_color(grey)

    def put(self, x: float, y: float, text: str, *, width: float, align: str = "L") -> None:
        """One line with its top at (x, y), made smaller where it would not fit its width.

        What would become too small to read is two lines in the height of one.
        """
        text = self._begin(text)
        size = self.font_size_pt
        lines = [text] if self.get_string_width(text) <= 2 * width else _halves(text)
        widest = max(*map(self.get_string_width, lines), 0.1)
        self.set_font_size(size * min(1 / len(lines), width / widest))
        height = size * 0.45 / len(lines)
        for number, line in enumerate(lines):
            self._begin(line)
            self.set_xy(x, y + number * height)
            self.cell(width, height, line, align=align)
        self.set_font_size(size)

    def paragraph(
        self, x: float, y: float, text: str, *, width: float, align: str = "L", height: float = 0.42
    ) -> float:
        """Text over several lines from (x, y) on; says where it ends. `height` is per point."""
        text = self._begin(text)
        self.set_xy(x, y)
        self.multi_cell(width, self.font_size_pt * height, text, align=align)
        return self.get_y()

    def height_of(self, text: str, *, width: float, height: float = 0.42) -> float:
        """How high the lines of a text would be."""
        text = self._begin(text)
        height *= self.font_size_pt
        needed = self.multi_cell(width, height, text, dry_run=True, output="HEIGHT")
        return cast(float, needed)

    def code(self, x: float, y: float, address: str, *, size: float) -> None:
        """The address as a QR code with sides of this size, in black."""
        made = segno.make(address, error="m", micro=False)
        rows = [list(row) for row in made.matrix_iter(border=0)]
        module = size / len(rows)
        self.set_fill_color(0)
        for row, modules in enumerate(rows):
            for column, dark in enumerate(modules):
                if dark:
                    # A hair wider, so that no white line shows between two of them.
                    self.rect(
                        x + column * module, y + row * module, module * 1.02, module * 1.02, "F"
                    )

    @contextmanager
    def removable(self) -> Iterator[None]:
        """What is drawn here can be taken off the finished page again; once on a page."""
        self._out(_REMOVABLE)
        with self.local_context():
            yield
        self._out(_REMOVABLE_END)

    def wipe(self) -> None:
        """Take everything off the page, to draw it anew."""
        self.set_draw_color(0)
        self.set_fill_color(0)
        self.set_line_width(0.2)
        self.pages[self.page].contents = bytearray()

    def written(self) -> bytes:
        """The finished file."""
        return bytes(self.output())

    def _begin(self, text: str) -> str:
        """Make ready for a text, and say what of it can be printed."""
        if not letters.plain(text):
            text = letters.printed(text)
            if not self._all_letters:
                self._add_other_fonts()
        self.set_text_shaping(bool(_SHAPED.search(text)))
        # Otherwise the first letters have the font in which the text before ended.
        self.current_font_is_set_on_page = False
        return text

    def _add_other_fonts(self) -> None:
        """Only for a text that needs them: reading these takes most of a document's time."""
        for family, file in letters.OTHERS.items():
            self.add_font(family, "", letters.FONTS / file)
        self.set_fallback_fonts(list(letters.OTHERS), exact_match=False)
        self._all_letters = True


def take_off(page: PageObject) -> None:
    """Take off what can be removed from a page of ours that is not in a writer yet."""
    contents = page.get_contents()
    if contents is not None:
        before, _, rest = contents.get_data().partition(_REMOVABLE)
        kept = DecodedStreamObject()
        kept.set_data(before + rest.partition(_REMOVABLE_END)[2])
        page[NameObject("/Contents")] = kept


def _halves(text: str) -> list[str]:
    """A text in two, at the space nearest to its middle if there is one."""
    middle = len(text) // 2
    spaces = [place for place, letter in enumerate(text) if letter == " "]
    at = min(spaces, key=lambda place: abs(place - middle), default=middle)
    if abs(at - middle) > middle / 2:
        at = middle
    return [text[:at], text[at:].lstrip()]


def reads_from_right(text: str) -> bool:
    """True if a text begins with letters that run from right to left."""
    first = next((c for c in text if c.isalpha()), "")
    return bool(_RIGHT_TO_LEFT.match(first))
