"""The rows of a table as signers: what db/imports.py checks and records."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import itemgetter

from db.contacts import same_phone
from db.errors import Message
from db.import_rows import ImportRow, RowProblem
from exchange import days
from exchange.answers import is_none, is_set, is_yes
from exchange.columns import plain
from exchange.formulas import plain_text
from exchange.mapping import Mapping
from exchange.tables import Table

MOST_NOTE = 500  # characters of a note that are kept
MOST_SHOWN = 80  # characters of a cell in a problem
_MOST_PETITION = 80  # characters of what a petition is called; no number of one is longer
_MOST_KNOWN = 10_000  # cells whose meaning is remembered

_WARD = re.compile(r"(?:ward|distrito)?\s*(\d{1,2})(?:\s*(?:st|nd|rd|th|\.0)?)(?:\s*ward)?")
_TEXTS = ("first_name", "last_name", "email", "phone", "street", "zip", "note", "source_id")
_OTHERS = ("signed_on", "may_contact", "ward", "deleted", "unsubscribed")


def order_of_days(table: Table, mapping: Mapping) -> days.DayOrder:
    """How the table writes its days; reads it until that is clear. Raises Unreadable."""
    column = _place(table.header, mapping, "signed_on")
    if mapping.day_first is not None or column < 0:
        return days.DayOrder(bool(mapping.day_first), doubtful=False)
    rows = table.rows()
    return days.order_of(cells[column] for _, cells in rows if len(cells) > column)


def petitions(table: Table, mapping: Mapping) -> Counter[str]:
    """How many rows of the table each petition has; "" those that name none. Reads all of it.

    Empty if no column tells petitions apart. Raises Unreadable.
    """
    column = _place(table.header, mapping, "petition")
    if column < 0:
        return Counter()
    return Counter(_petition(cells, column) for _, cells in table.rows())


def is_clear(petition: str | None, found: Counter[str]) -> bool:
    """True if it is known which rows are of our petition: the chosen one's, or all are of one."""
    return petition in found or (petition is None and len(found) < 2)


def ours(table: Table, mapping: Mapping) -> Table:
    """The table without the rows of other petitions than the chosen one; all where none is."""
    if mapping.petition is None:
        return table
    column = _place(table.header, mapping, "petition")
    return table.where(lambda cells: _petition(cells, column) == mapping.petition)


def signers(
    table: Table, mapping: Mapping, *, order: days.DayOrder | None = None
) -> Iterator[ImportRow]:
    """Each row as a signer, one by one. Raises Unreadable, also in the middle.

    Of other petitions than the chosen one only who unsubscribed there is told. A full name
    goes whole into the first name. `order`: what `order_of_days` said, if it was asked already. A
    note longer than MOST_NOTE characters is cut.
    """
    day_first = (order or order_of_days(table, mapping)).day_first
    names = dict(mapping.columns)
    if "first_name" not in names and "full_name" in names:
        names["first_name"] = names["full_name"]
    bound = Mapping(names, petition=mapping.petition)
    places = [_place(table.header, bound, name) for name in (*_TEXTS, *_OTHERS)]
    width = max(places) + 1
    cells_of = itemgetter(*places)
    missing = [""] * (width + 1)
    day_of = days.reader(day_first=day_first)
    known = lru_cache(_MOST_KNOWN)  # a column has few different cells, and many rows
    ward_of, yes, is_there = known(_ward), known(is_yes), known(is_set)
    day_column, ward_column = names.get("signed_on", ""), names.get("ward", "")
    new = tuple.__new__  # a third of the time of ImportRow(…), which only checks their number
    petition_at = -1 if mapping.petition is None else _place(table.header, mapping, "petition")
    refused_at = _place(table.header, bound, "unsubscribed")
    contacts_at = _contacts_at(table.header, bound)
    refused = {  # on any row of the file, of whichever petition
        contact
        for row in _refusals(table, refused_at, contacts_at)
        for contact in _contacts(row.email, row.phone)
    }
    for number, cells in table.rows():
        if mapping.petition is not None and _petition(cells, petition_at) != mapping.petition:
            if refused and (refusal := _refusal(number, cells, refused_at, contacts_at)):
                yield refusal
            continue
        if len(cells) < width:
            cells.extend(missing)
        else:
            cells.append("")  # what a field of no column is
        stripped = map(str.strip, cells_of(cells))
        first, last, email, phone, street, zip_code, note, source_id, *others = stripped
        day_text, may_contact, ward_text, deleted, unsubscribed = others
        if "'" in f"{first}{last}{email}{phone}{street}{zip_code}{note}":
            first, last, email, phone, street, zip_code, note = map(
                plain_text, (first, last, email, phone, street, zip_code, note)
            )
        email = email if "@" in email else _said(email)
        phone, zip_code = _number(phone), _number(zip_code)
        problems: tuple[RowProblem, ...] = ()
        day = day_of(day_text) if day_text else None
        if day_text and day is None:
            problems = (_no_day(day_column, day_text),)
        ward = ward_of(ward_text) if ward_text else None
        if ward_text and ward is None:
            problems += (_no_ward(ward_column, ward_text),)
        refuses = is_there(unsubscribed) if unsubscribed else False
        if refused and not refuses:
            refuses = not refused.isdisjoint(_contacts(email, phone))
        yield new(
            ImportRow,
            (
                number,
                first,
                last,
                email,
                phone,
                street,
                zip_code,
                not refuses and yes(may_contact) if may_contact else False,
                note if len(note) <= MOST_NOTE else note[:MOST_NOTE].rstrip(),
                day,
                ward,
                source_id,
                is_there(deleted) if deleted else False,
                refuses,
                problems,
                day_text,
                False,
            ),
        )


def _number(text: str) -> str:
    """A phone or ZIP as somebody wrote it, without what a spreadsheet adds."""
    if text[-1:].isdecimal():
        return text[:-2] if text[-2:] == ".0" else text
    return _said(text)


def _said(text: str) -> str:
    """What a cell says; nothing where somebody wrote that there is nothing."""
    return "" if text and is_none(text) else text


def _refusals(table: Table, refused_at: int, contacts_at: tuple[int, int]) -> Iterator[ImportRow]:
    """The rows that say who does not want to be contacted any more."""
    if refused_at < 0:
        return
    for number, cells in table.rows():
        refusal = _refusal(number, cells, refused_at, contacts_at)
        if refusal is not None:
            yield refusal


def _contacts_at(header: Sequence[str], names: Mapping) -> tuple[int, int]:
    return _place(header, names, "email"), _place(header, names, "phone")


def _refusal(
    number: int, cells: Sequence[str], refused_at: int, contacts_at: tuple[int, int]
) -> ImportRow | None:
    if refused_at >= len(cells) or not is_set(cells[refused_at]):
        return None
    email, phone = (
        plain_text(cells[at].strip()) if 0 <= at < len(cells) else "" for at in contacts_at
    )
    return ImportRow(
        number, email=_said(email), phone=_number(phone), unsubscribed=True, of_another=True
    )


def _contacts(email: str, phone: str) -> set[str]:
    """By what somebody is known again in the same file."""
    return {email.casefold(), same_phone(phone) or phone if phone else ""} - {""}


def _place(header: Sequence[str], mapping: Mapping, name: str) -> int:
    """Where a field's column is; -1: nowhere, which is the empty cell added to each row."""
    column = mapping.columns.get(name)
    return header.index(column) if column in header else -1


def _petition(cells: Sequence[str], column: int) -> str:
    return cells[column].strip()[:_MOST_PETITION] if 0 <= column < len(cells) else ""


def _ward(text: str) -> int | None:
    """1 to 50; "Ward 22", "22nd" and "22.0" are 22."""
    found = _WARD.fullmatch(plain(text.removesuffix(".0")))
    number = int(found[1]) if found else 0
    return number if 1 <= number <= 50 else None


def _no_day(column: str, text: str) -> RowProblem:
    return RowProblem(column, text[:MOST_SHOWN], Message("This is no day, such as 2017-04-24."))


def _no_ward(column: str, text: str) -> RowProblem:
    return RowProblem(column, text[:MOST_SHOWN], Message("A ward is a number from 1 to 50."))
