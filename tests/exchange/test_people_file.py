"""An organization's people as CSV and XLSX: whole, safe in a spreadsheet, and readable again."""

import csv
import io
from datetime import date

import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from db.models import Channel
from db.people import State
from db.people_export import Person
from db.signers import Signer
from exchange import people_file
from exchange.formulas import neutral, plain_text
from exchange.people_file import Kind

ROSA = Person(
    id=7,
    signer=Signer("Rosa", "Núñez", "rosa@example.org", "+13125550142", zip="60608", note="=1+1"),
    signed_on=date(2017, 4, 23),
    ward=22,
    channel=Channel.DOOR,
    state=State.COUNTED,
)
MINJI = Person(
    id=8,
    signer=Signer("민지", "보기", street='2000 "S", Made-Up', may_contact=True),
    signed_on=date(2017, 4, 24),
    ward=None,
    channel=Channel.PAPER,
    state=State.VOID,
)
HEADER = (
    "first_name,last_name,email,phone,street,zip,may_contact,note,signed_on,ward,channel,state,id"
)


def written(*people: Person, kind: Kind) -> bytes:
    out = io.BytesIO()
    assert people_file.write(iter(people), kind, out) == len(people)
    return out.getvalue()


def test_csv_has_a_mark_a_header_and_a_row_for_each_person() -> None:
    data = written(ROSA, MINJI, kind=Kind.CSV)
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    assert text.splitlines()[0] == HEADER
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0] == {
        "first_name": "Rosa",
        "last_name": "Núñez",
        "email": "rosa@example.org",
        "phone": "'+13125550142",
        "street": "",
        "zip": "60608",
        "may_contact": "no",
        "note": "'=1+1",
        "signed_on": "2017-04-23",
        "ward": "22",
        "channel": "door",
        "state": "counted",
        "id": "7",
    }
    assert (rows[1]["first_name"], rows[1]["street"]) == ("민지", '2000 "S", Made-Up')
    assert (rows[1]["may_contact"], rows[1]["ward"], rows[1]["state"]) == ("yes", "", "void")


def test_xlsx_says_the_same_as_csv_and_holds_no_formula() -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(
        io.BytesIO(written(ROSA, MINJI, kind=Kind.XLSX))
    )
    header, *rows = book.get_sheet_by_index(0).to_python()
    assert ",".join(map(str, header)) == HEADER
    plain = csv.reader(io.StringIO(written(ROSA, MINJI, kind=Kind.CSV).decode("utf-8-sig")))
    numbers_as_text = [
        [f"{cell:.0f}" if isinstance(cell, float) else cell for cell in row] for row in rows
    ]
    assert numbers_as_text == list(plain)[1:]


def test_nobody_yet_is_a_header_alone() -> None:
    assert written(kind=Kind.CSV).decode("utf-8-sig").strip() == HEADER
    assert written(kind=Kind.XLSX).startswith(b"PK")


@given(st.text(alphabet="'=+-@\t\rab1", max_size=8) | st.text(max_size=20))
def test_what_was_neutralised_comes_back_as_it_was(text: str) -> None:
    safe = neutral(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert plain_text(safe) == text


def test_a_text_that_only_begins_with_an_apostrophe_stays() -> None:
    assert neutral("'Awwad") == "'Awwad"
    assert plain_text("'Awwad") == "'Awwad"
