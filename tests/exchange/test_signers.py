"""Rows of a table as signers."""

import io
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.import_rows import ImportRow
from exchange.formats import recognised
from exchange.formulas import neutral, plain_text
from exchange.mapping import Mapping, proposed
from exchange.signers import MOST_NOTE, is_clear, order_of_days, petitions, signers
from exchange.tables import read
from tests.exchange.headers import HEADERS
from tests.exchange.support import csv_of, table_of, xlsx_of

FIRST_OF_MARCH = date(2017, 3, 1)


def read_as(header: str, *rows: list[str], mapping: Mapping | None = None) -> list[ImportRow]:
    table = table_of(csv_of([header.split(","), *rows]))
    found = recognised(table.header)
    usual = found.mapping if found else proposed(table.header)
    return list(signers(table, mapping or usual))


def test_a_signer_of_the_petitions_page() -> None:
    header = HEADERS["controlshift organization"][0]
    row = ["7", "1", "rosa@example.org", " Rosa ", "Díaz", "3125550142", "60608"]
    row += ["2017-03-02 04:30:00 UTC", "true", "", "", *[""] * 6, "For my mother"]
    assert read_as(header, row) == [
        ImportRow(
            number=2,
            first_name="Rosa",
            last_name="Díaz",
            email="rosa@example.org",
            phone="3125550142",
            zip="60608",
            may_contact=True,
            note="For my mother",
            signed_on=FIRST_OF_MARCH,
            source_id="7",
            written_day="2017-03-02 04:30:00 UTC",
        )
    ]


def test_deleted_rows_dont_count_and_unsubscribed_people_are_left_alone() -> None:
    header = "petition_id,first_name,postcode,join_organisation,deleted_at,unsubscribe_at"
    rows = read_as(
        header,
        ["1", "Ana", "60608", "true", "2017-03-01", ""],
        ["1", "Eva", "60608", "true", "", "2017-03-01"],
        ["1", "Ida", "60608", "false", "", ""],
    )
    assert [(row.deleted, row.unsubscribed, row.may_contact) for row in rows] == [
        (True, False, True),
        (False, True, False),
        (False, False, False),
    ]


def test_who_unsubscribed_on_one_row_of_a_file_is_left_alone_on_all() -> None:
    header = "petition_id,first_name,email,phone_number,join_organisation,unsubscribe_at"
    rows = read_as(
        header,
        ["1", "Ana", "ana@example.org", "", "true", ""],
        ["1", "Ana", "ANA@example.org", "", "true", "2017-03-02"],
        ["1", "Eva", "", "312-555-0142", "true", "2017-03-02"],
        ["1", "Eva", "", "(312) 555 0142", "true", ""],
        ["1", "Luz", "luz@example.org", "", "true", ""],
    )
    assert [row.may_contact for row in rows] == [False, False, False, False, True]


def test_only_the_signers_of_the_chosen_petition_are_signers_and_keep_their_rows() -> None:
    rows = [["8", "Ana", "60608"], [" 7", "Eva", "60608"], ["8", "Ida", "60608"], ["7", "Luz", ""]]
    table = table_of(csv_of([["petition_id", "first_name", "postcode"], *rows, [], ["Total", "4"]]))
    found = recognised(table.header)
    assert found is not None
    assert petitions(table, found.mapping) == {"7": 2, "8": 2}
    chosen = replace(found.mapping, petition="7")
    assert [(row.number, row.first_name) for row in signers(table, chosen)] == [
        (3, "Eva"),
        (5, "Luz"),
    ]
    assert not list(signers(table, replace(chosen, petition="9")))
    assert not list(signers(table, Mapping({"first_name": "first_name"}, petition="7")))
    assert len(list(signers(table, found.mapping))) == 4


def test_rows_that_name_no_petition_are_not_taken_for_the_chosen_ones() -> None:
    table = table_of(
        b"first_name,postcode,petition_id\r\nAna,60608,7\r\nEva,60608\r\nIda,60608,\r\n"
    )
    found = recognised(table.header)
    assert found is not None
    assert petitions(table, found.mapping) == {"7": 1, "": 2}
    chosen = replace(found.mapping, petition="7")
    assert [row.first_name for row in signers(table, chosen)] == ["Ana"]


def test_it_is_clear_whose_signers_they_are_if_somebody_chose_or_there_is_no_choice() -> None:
    none: Counter[str] = Counter()
    one, two = Counter("7"), Counter("78")
    assert [is_clear(None, found) for found in (none, one, two)] == [True, True, False]
    assert [is_clear("7", found) for found in (none, one, two)] == [False, True, True]
    assert not is_clear("9", one)


def test_action_networks_own_word_for_who_may_be_contacted() -> None:
    header = "uuid,first_name,can2_subscription_status"
    rows = read_as(header, ["a", "Ana", "subscribed"], ["b", "Eva", "unsubscribed"], ["c", "I", ""])
    assert [(row.may_contact, row.unsubscribed) for row in rows] == [
        (True, False),
        (False, True),
        (False, False),
    ]


@pytest.mark.parametrize(
    "answer",
    ["Yes", "sí", "Sí, por favor", "TRUE", "1", "x", "✓", "Tak", "네", "是", "نعم", "Oo", "oui"],
)
def test_yes_in_any_language(answer: str) -> None:
    [row] = read_as("Nombre,Correo,¿Podemos contactarle?", ["Rosa", "", answer])
    assert row.may_contact


@pytest.mark.parametrize("answer", ["", "No", "no, gracias", "0", "false", "quizás", "Nie", "?"])
def test_anything_else_is_no(answer: str) -> None:
    [row] = read_as("Nombre,Correo,¿Podemos contactarle?", ["Rosa", "", answer])
    assert not row.may_contact


def test_a_full_name_stays_whole() -> None:
    [row] = read_as("Name,Email,Postcode,Phone", ["Ana María Pérez de la Cruz", "", "60608", ""])
    assert (row.first_name, row.last_name) == ("Ana María Pérez de la Cruz", "")


def test_a_spanish_form_from_a_workbook() -> None:
    header = ["Marca temporal", "Nombre", "Apellido", "Código postal", "Teléfono", "Distrito"]
    rows = [header, ["25/3/2017 16:30:12", "Rosa", "Díaz", 60608, 3125550142.0, 22]]
    table = table_of(xlsx_of({"Respuestas": rows}))
    [row] = signers(table, proposed(table.header))
    assert (row.signed_on, row.zip, row.phone, row.ward) == (
        *(date(2017, 3, 25), "60608", "3125550142"),
        22,
    )


def test_numbers_that_a_program_wrote_with_a_point() -> None:
    [row] = read_as("Name,Zip,Phone,Ward", ["Rosa", "60608.0", "3125550142.0", "22.0"])
    assert (row.zip, row.phone, row.ward) == ("60608", "3125550142", 22)


def test_what_says_that_there_is_nothing_is_nothing() -> None:
    header = "Nombre,Correo electrónico,Teléfono,Código postal"
    rows = read_as(
        header, ["Rosa", "no tengo", "N/A", "-"], ["Ana", "ana(at)example", "555-01x", "6060B"]
    )
    assert [(row.email, row.phone, row.zip) for row in rows] == [
        ("", "", ""),
        ("ana(at)example", "555-01x", "6060B"),
    ]


@pytest.mark.parametrize("text", ["22", "Ward 22", "22nd", "22nd Ward", "Distrito 22"])
def test_a_ward_however_it_is_written(text: str) -> None:
    [row] = read_as("Name,Zip,Ward", ["Rosa", "60608", text])
    assert (row.ward, row.problems) == (22, ())


def test_a_day_and_a_ward_that_are_none_are_said_with_what_stood_there() -> None:
    [row] = read_as("Name,Date signed,Ward", ["Rosa", "yesterday", "51"])
    assert (row.signed_on, row.ward) == (None, None)
    assert [(each.column, each.value, str(each.reason)) for each in row.problems] == [
        ("Date signed", "yesterday", "This is no day, such as 2017-04-24."),
        ("Ward", "51", "A ward is a number from 1 to 50."),
    ]


def test_whether_the_day_comes_first_is_read_from_the_column_or_said_by_a_person() -> None:
    rows = [["Rosa", "3/4/2017"], ["Ana", "25/3/2017"]]
    assert [row.signed_on for row in read_as("Name,Date", *rows)] == [
        *(date(2017, 4, 3), date(2017, 3, 25)),
    ]
    columns = {"full_name": "Name", "signed_on": "Date"}
    said = read_as("Name,Date", *rows[:1], mapping=Mapping(columns, day_first=True))
    assert said[0].signed_on == date(2017, 4, 3)
    table = table_of(csv_of([["Name", "Date"], *rows[:1]]))
    assert order_of_days(table, Mapping(columns)).doubtful


def test_a_long_note_is_cut() -> None:
    [row] = read_as("Name,Zip,Comment", ["Rosa", "60608", "y" * 700])
    assert row.note == "y" * MOST_NOTE
    assert not row.problems


def test_short_rows_and_long_ones() -> None:
    text = b"Name,Email,Zip\r\nRosa\r\nAna,a@example.org,60608,more,and more\r\n"
    [table] = read(io.BytesIO(text))
    rows = list(signers(table, proposed(table.header)))
    assert [(row.first_name, row.zip) for row in rows] == [("Rosa", ""), ("Ana", "60608")]


def test_what_our_exports_neutralise_comes_in_as_it_was() -> None:
    texts = ["=1+1", "+1 312 555 0142", "@rosa", "-", "'=1", "'tis", "O'Shea", "''", "''+1"]
    for text in texts:
        [row] = read_as("Name,Zip", [neutral(text), "60608"])
        assert row.first_name == text
        assert neutral(text)[0] not in "=+-@"


@given(st.text(st.sampled_from("'=+-@\t\r a"), max_size=6))
def test_neutral_texts_are_never_formulas_and_can_be_taken_back(text: str) -> None:
    assert plain_text(neutral(text)) == text
    assert neutral(text)[:1] not in {"=", "+", "-", "@", "\t", "\r"}


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"])), max_size=9)))
def test_any_cells_are_signers(rows: list[list[str]]) -> None:
    header = "Name,Last name,Email,Phone,Zip,Date,Ward,Note"
    for row in read_as(header, ["Rosa", "", "", "", "60608", "", "", ""], *rows):
        assert row.first_name == row.first_name.strip()


def test_a_day_is_kept_as_the_file_writes_it() -> None:
    [row] = read_as("petition_id,first_name,postcode,created_at", ["1", "Ana", "60608", "1/2/16"])
    assert (row.signed_on, row.written_day) == (date(2016, 1, 2), "1/2/16")


def test_who_unsubscribed_in_a_row_of_another_petition_is_read_and_nobody_else_of_it() -> None:
    header = "petition_id,first_name,email,postcode,unsubscribe_at"
    rows = [
        ["7", "Ana", "ana@example.org", "60608", ""],
        ["8", "Ana", "ana@example.org", "60608", "2017-03-01"],
        ["8", "Eva", "eva@example.org", "60608", ""],
    ]
    usual = recognised(header.split(","))
    mapping = replace(usual.mapping if usual else proposed(header.split(",")), petition="7")
    mapping = mapping.with_column("petition", "petition_id")
    first, second = read_as(header, *rows, mapping=mapping)
    assert (first.number, first.of_another, first.unsubscribed) == (2, False, True)
    assert (second.number, second.of_another, second.unsubscribed) == (3, True, True)
    assert (second.email, second.first_name) == ("ana@example.org", "")
