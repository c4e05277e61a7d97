"""The first rows of a table as they will be stored: to look at before the whole file is checked."""

from dataclasses import dataclass
from datetime import date

from db.import_preparing import checked_row
from db.import_rows import RowProblem
from db.signers import Signer
from exchange.days import DayOrder
from exchange.mapping import Mapping
from exchange.signers import signers
from exchange.tables import Table


@dataclass(frozen=True)
class Stored:
    """A row of a file as it will be stored, or why it will not be."""

    number: int  # the row in the file; the header is row 1
    signer: Signer
    day: date | None
    ward: int | None
    deleted: bool  # taken back where it comes from
    problems: tuple[RowProblem, ...]


def as_stored(
    table: Table, mapping: Mapping, order: DayOrder, *, first: date | None, last: date
) -> list[Stored]:
    """Every row of a table, which is to be a short one, as it will be stored.

    `first` and `last`: between these days somebody can have signed. Raises Unreadable.
    """
    rows = []
    for row in signers(table, mapping, order=order):
        if row.of_another:
            continue
        signer, found = checked_row(row, first=first, last=last)
        problems = () if row.deleted else found
        rows.append(Stored(row.number, signer, row.signed_on, row.ward, row.deleted, problems))
    return rows
