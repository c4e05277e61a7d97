"""The delivery packet: a letter, the figures, and the parts of the organizations in one PDF."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from babel import dates, numbers
from pypdf import PdfReader, PdfWriter

from db.catalogue import translations
from db.counting import RUNGS
from db.packets import Order, Part, PartPage
from db.totals import Totals
from exchange import packet_part
from exchange.name_order import name_order
from exchange.pdf import HEIGHT, MARGIN, WIDTH, Document, take_off
from exchange.petition import Petition

LANGUAGES = ("en", "es")
_LOCALES = {"en": "en_US", "es": "es_US"}
_BODY = WIDTH - 2 * MARGIN
_FIGURES = 70.0  # millimetres that the letter's figures take, with the page's number
_SIZES = (10.5, 9.5, 8.5, 7.5, 6.5, 5.5, 5.0, 4.5, 4.0, 3.5, 3.0)  # points of what is asked for
_ROWS = 38  # of the list of contents on one page


@dataclass(frozen=True)
class _Page:
    """A page of a part: whose, what it says of itself, and which page it is there."""

    part: Part
    said: PartPage
    number: int


def packet(
    parts: Sequence[tuple[Part, bytes]], petition: Petition, figures: Totals, order: Order
) -> bytes:
    """The whole packet in the petition's language: English or Spanish."""
    readers = {part.organization: PdfReader(io.BytesIO(pdf)) for part, pdf in parts}
    pages = [
        _Page(part, said, number)
        for part, _ in sorted(parts, key=lambda each: name_order("", each[0].name))
        for number, said in enumerate(part.pages)
    ]
    if order is Order.WARD:
        pages.sort(key=lambda page: page.said.ward or 99)  # what is of one ward stays as it was
    front = _Front(petition, figures, order)
    content = front.content(pages)
    ahead = 1 + -(-len(content) // _ROWS)  # the letter and the list of contents
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(front.draw(pages, content, ahead))).pages:
        writer.add_page(page)
    stamps = PdfReader(io.BytesIO(front.stamps(pages, ahead))).pages
    for stamp, each in zip(stamps, pages, strict=True):
        names = readers[each.part.organization].pages[each.number]
        take_off(names)
        writer.add_page(names).merge_page(stamp, over=False)
    writer.add_metadata({"/Title": petition.title, "/Creator": "Contamos"})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


class _Front:
    """What stands before the names, and the numbers on every page."""

    def __init__(self, petition: Petition, figures: Totals, order: Order) -> None:
        self.petition, self.figures, self.order = petition, figures, order
        words = translations(petition.language)
        self._, self.ngettext = words.gettext, words.ngettext
        self.locale = _LOCALES[petition.language]

    def content(self, pages: list[_Page]) -> list[tuple[str, int, int]]:
        """What the names are sorted by: its name, how many pages, how many signers."""
        rows = []
        for name, group in groupby(pages, key=self._heading):
            listed = list(group)
            rows.append((name, len(listed), sum(page.said.signers for page in listed)))
        return rows

    def draw(self, pages: list[_Page], content: list[tuple[str, int, int]], ahead: int) -> bytes:
        """Letter and contents."""
        self.document = Document(self.petition.title, language=self.petition.language)
        self._letter(pages, ahead + len(pages))
        self._contents(content, ahead, ahead + len(pages))
        return self.document.written()

    def stamps(self, pages: list[_Page], ahead: int) -> bytes:
        """For each page of the parts its words in the packet's language, to lay over it."""
        language = self.petition.language
        document = Document(self.petition.title, language=language)
        for number, page in enumerate(pages, start=ahead + 1):
            document.add_page()
            packet_part.words(document, page.part.name, page.said, self.order, language)
            self._page_number(document, number, ahead + len(pages))
        return document.written()

    def _heading(self, page: _Page) -> str:
        if self.order is Order.ORGANIZATION:
            return page.part.name
        return (
            self._("Ward {number}").format(number=page.said.ward)
            if page.said.ward
            else self._("Ward unknown")
        )

    def _letter(self, pages: list[_Page], all_pages: int) -> None:
        _, document, petition = self._, self.document, self.petition
        document.add_page()
        document.use(10)
        day = dates.format_date(self.figures.today, format="long", locale=self.locale)
        document.put(MARGIN, MARGIN, day, width=_BODY, align="R")
        document.use(11)
        to = petition.words["to"].format(target=petition.target)
        document.put(MARGIN, MARGIN + 8, to, width=_BODY)
        document.use(17, bold=True)
        y = document.paragraph(MARGIN, MARGIN + 17, petition.title, width=_BODY) + 5
        signers = sum(page.said.signers for page in pages)
        organizations = len({page.part.organization for page in pages})
        opening = self.ngettext(
            "We bring you the name of {signers} person who signed this petition with "
            "{organizations} of the organizations of our coalition. They ask the City of Chicago "
            "to:",
            "We bring you {signers} names of people who signed this petition with {organizations} "
            "of the organizations of our coalition. They ask the City of Chicago to:",
            signers,
        ).format(signers=self._number(signers), organizations=organizations)
        y = self._asks(y, (opening, *(petition.demands or petition.paragraphs)))
        y = self._rungs(y + 3)
        document.use(10.5, bold=True)
        printed = self.ngettext(
            "Names in this packet: {signers}, on {pages} page",
            "Names in this packet: {signers}, on {pages} pages",
            len(pages),
        ).format(signers=self._number(signers), pages=len(pages))
        y = document.paragraph(MARGIN, y + 3, printed, width=_BODY) + 1
        document.use(9, grey=70)
        note = _(
            "They are verified signatures, as name and ZIP, handed over by each organization. "
            "Not printed: claimed and external signatures, and those of organizations that "
            "have not handed theirs over. Whoever signed with two organizations is with both."
        )
        y = document.paragraph(MARGIN, y, note, width=_BODY)
        if by_hand := sum(len(page.said.by_hand) for page in pages):
            blanks = self.ngettext(
                "{n} name has letters that cannot be printed here: it is written in by hand.",
                "{n} names have letters that cannot be printed here: they are written in by hand.",
                by_hand,
            ).format(n=self._number(by_hand))
            document.paragraph(MARGIN, y + 1, blanks, width=_BODY)
        self._page_number(document, 1, all_pages)

    def _asks(self, y: float, texts: Sequence[str]) -> float:
        """What is asked for, as large as the figures below leave room for; says where it ends."""
        document = self.document
        for size in _SIZES:
            document.use(size)
            gap = size * 0.24
            heights = [document.height_of(text, width=_BODY, height=0.46) for text in texts]
            if y + sum(heights) + gap * len(texts) <= HEIGHT - MARGIN - _FIGURES:
                break
        for text in texts:
            y = document.paragraph(MARGIN, y, text, width=_BODY, height=0.46) + gap
        return y

    def _rungs(self, y: float) -> float:
        _, document, ladder = self._, self.document, self.figures.headline
        document.use(11, bold=True)
        document.put(MARGIN, y, _("Signatures of the whole coalition"), width=_BODY - 30)
        document.put(MARGIN, y, self._number(ladder.total), width=_BODY, align="R")
        y += 7
        document.set_draw_color(190)
        for rung in RUNGS:
            count = getattr(ladder, rung.name)
            document.line(MARGIN, y - 0.8, WIDTH - MARGIN, y - 0.8)
            document.use(9.5, bold=True)
            document.put(MARGIN, y, _(rung.label), width=30)
            sign = "−" if rung.name == "overlap" and count else ""
            document.put(MARGIN, y, sign + self._number(count), width=_BODY, align="R")
            document.use(9, grey=70)
            y = document.paragraph(MARGIN + 32, y, _(rung.definition), width=_BODY - 60) + 2.2
        return y

    def _contents(self, content: list[tuple[str, int, int]], ahead: int, all_pages: int) -> None:
        _, document = self._, self.document
        first = ahead + 1
        for start in range(0, len(content), _ROWS):
            document.add_page()
            document.use(15, bold=True)
            document.put(MARGIN, MARGIN, _("What is in this packet"), width=_BODY)
            by_ward = self.order is Order.WARD
            heads = (_("Ward") if by_ward else _("Organization"), _("Pages"), _("Signers"))
            y = MARGIN + 11
            document.use(9, bold=True)
            self._row(y, *heads)
            document.use(9.5)
            for name, pages, signers in content[start : start + _ROWS]:
                y += 5.8
                document.line(MARGIN, y - 1, WIDTH - MARGIN, y - 1)
                span = f"{first}–{first + pages - 1}" if pages > 1 else str(first)
                self._row(y, name, span, self._number(signers))
                first += pages
            if start + _ROWS >= len(content):
                y += 7
                document.line(MARGIN, y - 1.5, WIDTH - MARGIN, y - 1.5)
                document.use(9.5, bold=True)
                whole = sum(signers for _name, _pages, signers in content)
                self._row(y, _("All names in this packet"), "", self._number(whole))
            self._page_number(document, 2 + start // _ROWS, all_pages)

    def _row(self, y: float, name: str, pages: str, signers: str) -> None:
        self.document.put(MARGIN, y, name, width=_BODY - 65)
        self.document.put(MARGIN, y, pages, width=_BODY - 30, align="R")
        self.document.put(MARGIN, y, signers, width=_BODY, align="R")

    def _page_number(self, document: Document, number: int, whole: int) -> None:
        document.use(8.5)
        text = self._("Page {number} of {whole}").format(number=number, whole=whole)
        document.put(MARGIN, HEIGHT - MARGIN - 4, text, width=_BODY, align="R")

    def _number(self, value: int) -> str:
        return numbers.format_decimal(value, locale=self.locale)
