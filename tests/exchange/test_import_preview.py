"""What is looked at before a whole file is checked, and how its length is guessed."""

import io
import zipfile
from datetime import date

import pytest

from exchange.days import DayOrder
from exchange.import_preview import as_stored
from exchange.mapping import Mapping, proposed
from exchange.table_file import as_csv
from exchange.tables import about_lines, read
from tests.exchange.support import csv_of, xlsx_of

FIRST, LAST = date(2017, 2, 22), date(2017, 4, 24)
HEADER = ["First name", "Last name", "E-mail", "Phone", "ZIP", "Date", "Ward"]
ORDER = DayOrder(day_first=False, doubtful=False)


def stored(*rows: list[str], mapping: Mapping | None = None) -> list[object]:
    [table] = read(io.BytesIO(csv_of([HEADER, *rows])))
    found = as_stored(
        table.beginning(), mapping or proposed(table.header), ORDER, first=FIRST, last=LAST
    )
    return [
        (row.number, row.signer.name, row.signer.phone, row.day, row.ward, len(row.problems))
        for row in found
    ]


def test_rows_show_as_they_will_be_stored() -> None:
    assert stored(
        ["Rosa", "Ejemplo", "rosa@example.org", "773.555.0101", "60608", "3/25/2017", "25th"],
        ["Luis", "", "luis at example", "", "6060", "2017-03-26", ""],
    ) == [
        (2, "Rosa Ejemplo", "(773) 555-0101", date(2017, 3, 25), 25, 0),
        (3, "Luis", "", date(2017, 3, 26), None, 2),
    ]


def test_a_day_on_which_nobody_can_have_signed_is_a_problem() -> None:
    [row] = stored(["Rosa", "", "", "", "", "2016-01-01", ""])
    assert row == (2, "Rosa", "", date(2016, 1, 1), None, 1)


def test_a_row_that_was_taken_back_has_no_problems() -> None:
    [row] = stored(
        ["", "", "no address", "", "", "", "yes"],
        mapping=Mapping({"email": "E-mail", "deleted": "Ward"}),
    )
    assert row == (2, "", "", None, None, 0)


def test_the_beginning_of_a_table_stays_as_it_was_read() -> None:
    [table] = read(io.BytesIO(csv_of([HEADER, *(["Rosa"] for _ in range(50))])))
    beginning = table.beginning(3)
    for _, cells in beginning.rows():
        cells.append("changed")
    assert list(beginning.rows()) == [(2, ["Rosa"]), (3, ["Rosa"]), (4, ["Rosa"])]
    assert beginning.header == table.header


def test_about_how_long_a_text_is() -> None:
    assert about_lines(io.BytesIO(csv_of([HEADER, ["Rosa"], ["Luis"]]))) == 3
    assert about_lines(io.BytesIO(xlsx_of({"A": [HEADER, ["Rosa"]]}))) == 0


@pytest.mark.parametrize(
    ("name", "content", "lines"),
    [
        ("signers.csv", csv_of([HEADER, ["Rosa"], ["Luis"]]), 3),
        ("signers.xlsx", xlsx_of({"A": [HEADER, ["Rosa"]]}), 0),
    ],
)
def test_how_long_a_zipped_file_is_is_told_too(name: str, content: bytes, lines: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    assert about_lines(out) == lines


def test_the_problems_hold_no_formulas() -> None:
    made = as_csv(("Row", "Value"), [("2", "=1+1"), ("3", "Núria")])
    assert made.decode("utf-8-sig").splitlines() == ["Row,Value", "2,'=1+1", "3,Núria"]
