"""Blank petition sheets to print: the text, 15 lines, and a QR code by which a sheet is keyed."""

from collections.abc import Iterable
from dataclasses import dataclass

from exchange.pdf import HEIGHT, MARGIN, WIDTH, Document, reads_from_right
from exchange.petition import Petition

LINES = 15
_QR = 25.0  # millimetres
_LINE = 8.6
_TABLE = HEIGHT - MARGIN - 16 - LINES * _LINE  # where the lines begin
_COLUMNS = (42.0, 40.0, 15.0, 36.0, 17.0)  # the signature has the rest
_NUMBER = 5.0
_SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0, 4.5, 4.0)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its number within the organization, and the address its QR code opens."""

    number: int
    address: str


def sheets(petition: Petition, organization: str, made: Iterable[Sheet]) -> bytes:
    """A PDF with one page for each sheet."""
    document = Document(petition.title, language=petition.language)
    for sheet in made:
        document.add_page()
        _Page(document, petition).draw(organization, sheet)
    return document.written()


class _Page:
    """A page, from left to right or mirrored."""

    def __init__(self, document: Document, petition: Petition) -> None:
        self.document, self.petition = document, petition
        self.mirrored = reads_from_right(petition.title)
        self.align = "R" if self.mirrored else "L"

    def draw(self, organization: str, sheet: Sheet) -> None:
        words, document = self.petition.words, self.document
        beside = WIDTH - 2 * MARGIN - _QR - 6
        x = self._x(MARGIN, beside)
        document.use(14, bold=True)
        y = document.paragraph(x, MARGIN, self.petition.title, width=beside, align=self.align)
        document.use(10.5)
        to = words["to"].format(target=self.petition.target)
        document.put(x, y + 1.5, to, width=beside, align=self.align)
        document.use(10.5, bold=True)
        document.put(x, y + 7.5, organization, width=beside, align=self.align)
        self._number(y + 13.5, sheet.number)
        self._code(sheet.address)
        self._text(max(y + 21, MARGIN + _QR + 8))
        self._lines()
        self._foot()

    def _number(self, y: float, number: int) -> None:
        """Sheet 12. In two pieces: a number in a line from right to left would lose its space."""
        document = self.document
        at = MARGIN
        for text in (self.petition.words["sheet"], str(number)):
            width = document.get_string_width(text) + 2
            document.put(self._x(at, width), y, text, width=width, align=self.align)
            at += width

    def _code(self, address: str) -> None:
        document = self.document
        x, y = self._x(WIDTH - MARGIN - _QR, _QR), MARGIN
        document.code(x, y, address, size=_QR)
        document.use(6.5)
        document.paragraph(
            x - 4, y + _QR + 1, self.petition.words["scan"], width=_QR + 8, align="C"
        )

    def _text(self, top: float) -> None:
        """The petition's text, as large as it fits between the head and the lines."""
        document, width = self.document, WIDTH - 2 * MARGIN
        text = "\n".join(self.petition.paragraphs)
        for size in _SIZES:
            document.use(size)
            height = document.height_of(text, width=width)
            if top + height <= _TABLE - 13:
                break
        for each in self.petition.paragraphs:
            top = document.paragraph(MARGIN, top, each, width=width, align=self.align) + 1

    def _lines(self) -> None:
        document = self.document
        rest = WIDTH - 2 * MARGIN - _NUMBER - sum(_COLUMNS)
        widths = (_NUMBER, *_COLUMNS, rest)
        document.set_draw_color(110)
        document.set_line_width(0.2)
        at = MARGIN
        for width, name in zip(widths, ("", *self.petition.words["columns"]), strict=True):
            x = self._x(at, width)
            document.use(7, bold=True)
            height = document.height_of(name, width=width - 2)
            document.paragraph(x + 1, _TABLE - 1 - height, name, width=width - 2, align=self.align)
            for line in range(LINES):
                document.rect(x, _TABLE + line * _LINE, width, _LINE)
            at += width
        document.use(8)
        for line in range(LINES):
            x = self._x(MARGIN, _NUMBER)
            y = _TABLE + line * _LINE + _LINE / 2 - 1.8
            document.put(x, y, str(line + 1), width=_NUMBER, align="C")
            at = MARGIN + _NUMBER + sum(_COLUMNS[:4]) + _COLUMNS[4] / 2 - 1.9
            document.rect(self._x(at, 3.8), _TABLE + line * _LINE + _LINE / 2 - 1.9, 3.8, 3.8)

    def _foot(self) -> None:
        document, words = self.document, self.petition.words
        y = HEIGHT - MARGIN - 11
        width = (WIDTH - 2 * MARGIN) / 4
        document.use(8)
        for place, name in enumerate(words["collected"]):
            x = self._x(MARGIN + place * width, width)
            document.put(x, y, f"{name}:", width=width - 3, align=self.align)
            document.line(x, y + 6, x + width - 3, y + 6)
        document.use(7.5)
        document.put(MARGIN, y + 9, words["reminder"], width=WIDTH - 2 * MARGIN, align="C")

    def _x(self, x: float, width: float) -> float:
        """The left edge of what begins at x in the direction of reading."""
        return WIDTH - x - width if self.mirrored else x
