"""A row of somebody else's file, as read: what the importers hand on and db/imports.py checks."""

from datetime import date
from typing import NamedTuple

from db.errors import Message


class RowProblem(NamedTuple):
    """Why a row can't come in, or not as it is: which column, what stood there, and the reason."""

    column: str
    value: str
    reason: Message


class ImportRow(NamedTuple):
    """One signer of a file. Texts are stripped, nothing else of them is checked yet.

    `number` is the row in the file, as a spreadsheet numbers it (the header is row 1). `problems`
    are those of reading alone, such as a day that is none. A row without `signed_on` or `ward` is
    of its batch's day and ward.
    """

    number: int
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    zip: str = ""
    may_contact: bool = False
    note: str = ""
    signed_on: date | None = None
    ward: int | None = None
    source_id: str = ""  # the other site's own id of the row; empty: it has none
    deleted: bool = False  # taken back there: it doesn't count
    unsubscribed: bool = False  # do not contact
    problems: tuple[RowProblem, ...] = ()
    written_day: str = ""  # `signed_on` as it stands in the file
    of_another: bool = False  # of another petition: it only says who is not to be contacted
