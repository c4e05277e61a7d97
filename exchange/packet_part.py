"""One organization's part of the delivery packet: its signers as name and ZIP, and their number."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from db import clock
from db.catalogue import translations
from db.packets import Order, Part, PartPage, marked
from db.people import State
from db.people_export import Person
from exchange import letters
from exchange.name_order import Key, name_order
from exchange.pdf import HEIGHT, MARGIN, WIDTH, Document

ROWS, _COLUMNS = 46, 2
PER_PAGE = ROWS * _COLUMNS
_ROW = 4.9  # millimetres
_TOP = MARGIN + 15
_GAP = 8.0
_ZIP = 13.0
_WIDTH = WIDTH - 2 * MARGIN


class _Signer(NamedTuple):
    ward: int | None
    order: Key
    name: str
    zip: str
    id: int


class ByHand(NamedTuple):
    """A name that can't be printed, and where it is to be written in; the first of each is 0."""

    page: int
    line: int
    signature_id: int


def part(
    people: Iterable[Person], *, organization: str, name: str, order: Order, language: str
) -> bytes:
    """The part as PDF, with its mark (db/packets.py). Only signers who count are in it."""
    document = Document(name, language=language)
    pages = []
    for ward, listed in _pages(people, order):
        page = PartPage(ward, len(listed), tuple(_by_hand(listed)))
        document.add_page()
        with document.removable():
            words(document, name, page, order, language)
        _draw(document, listed)
        pages.append(page)
    said = Part(organization, name, order, clock.today().isoformat(), tuple(pages))
    return marked(document.written(), said)


def by_hand(people: Iterable[Person], order: Order) -> list[ByHand]:
    """What of the part will be blank, page by page."""
    return [
        ByHand(number, line, listed[line].id)
        for number, (_ward, listed) in enumerate(_pages(people, order))
        for line in _by_hand(listed)
    ]


def words(document: Document, name: str, page: PartPage, order: Order, language: str) -> None:
    """What stands around the names: in the part's language, and anew in the whole packet's."""
    _, ngettext = translations(language).gettext, translations(language).ngettext
    document.use(12, bold=True)
    document.put(MARGIN, MARGIN, name, width=_WIDTH - 45)
    if order is Order.WARD:
        ward = _("Ward {number}").format(number=page.ward) if page.ward else _("Ward unknown")
        document.put(MARGIN, MARGIN, ward, width=_WIDTH, align="R")
    document.use(8, grey=90)
    document.put(MARGIN, MARGIN + 7, _("Name and ZIP of those who signed"), width=_WIDTH)
    foot = HEIGHT - MARGIN - 4
    document.use(8.5, bold=True)
    count = ngettext("{n} signer on this page", "{n} signers on this page", page.signers)
    document.put(MARGIN, foot, count.format(n=page.signers), width=50)
    if page.by_hand:
        blank = ngettext(
            "{n} name to be written in by hand: {blank}",
            "{n} names to be written in by hand: {blank}",
            len(page.by_hand),
        ).format(n=len(page.by_hand), blank=letters.BLANK)
        document.put(MARGIN + 52, foot, blank, width=_WIDTH - 52 - 38)


def _signers(people: Iterable[Person], order: Order) -> Iterator[_Signer]:
    for person in people:
        if person.state is State.COUNTED:
            signer = person.signer
            ward = person.ward if order is Order.WARD else None
            key = name_order(signer.first_name, signer.last_name)
            # Five digits: the other four name a side of a street.
            yield _Signer(ward, key, signer.name, signer.zip[:5], person.id)


def _pages(people: Iterable[Person], order: Order) -> Iterator[tuple[int | None, list[_Signer]]]:
    """Ward and signers of each page; without signers one empty page."""
    signers = sorted(_signers(people, order), key=lambda each: (each.ward or 99, *each[1:]))
    if not signers:
        yield None, []
    for ward, group in groupby(signers, key=lambda each: each.ward):
        listed = list(group)
        for start in range(0, len(listed), PER_PAGE):
            yield ward, listed[start : start + PER_PAGE]


def _by_hand(listed: list[_Signer]) -> Iterator[int]:
    return (line for line, signer in enumerate(listed) if letters.has_blank(signer.name))


def _draw(document: Document, listed: list[_Signer]) -> None:
    document.set_draw_color(200)
    column = (_WIDTH - (_COLUMNS - 1) * _GAP) / _COLUMNS
    document.use(9.5)
    for place, signer in enumerate(listed):
        x = MARGIN + place // ROWS * (column + _GAP)
        y = _TOP + place % ROWS * _ROW
        document.put(x, y, signer.name, width=column - _ZIP)
        document.put(x, y, signer.zip, width=column, align="R")
        document.line(x, y + _ROW - 0.4, x + column, y + _ROW - 0.4)
