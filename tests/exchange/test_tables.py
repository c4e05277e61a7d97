"""Files as tables, whatever they are called: told by what is in them."""

import csv
import io
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from exchange.limits import Unreadable
from exchange.tables import read
from exchange.totals_lines import is_totals
from tests.exchange.support import cells_of, csv_of, ods_of, table_of, xlsx_of, zip_of

HEADER = ["First name", "Last name", "E-mail", "ZIP"]
ROSA = ["Rosa", "Díaz", "rosa@example.org", "60608"]
FIRST_OF_MARCH = datetime.fromisoformat("2017-03-01")
WITHOUT_ACCENTS = ["Rosa", "Diaz", "rosa@example.org", "60608"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_encoding_and_separator(encoding: str, separator: str) -> None:
    table = table_of(csv_of([HEADER, ROSA], separator, encoding))
    assert table.header == tuple(HEADER)
    assert list(table.rows()) == [(2, ROSA)]


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1250", ["Wiśniewski", "Łukasz", "Dąbrowska"]),
        ("cp1251", ["Иванов", "Мария", "Кузнецов"]),
        ("cp1256", ["محمد أحمد", "فاطمة الزهراء", "خالد"]),
        ("cp949", ["김철수", "이영희", "박지성"]),
        ("gb18030", ["王伟北京", "李娜", "张敏", "姓名电话"]),
        ("big5", ["陳怡君", "林志明", "黃美玲"]),
        ("cp1252", ["Muñoz"]),
    ],
)
def test_older_encodings_are_told_by_their_letters(encoding: str, names: list[str]) -> None:
    rows = [["Name", "ZIP"], *([name, "60608"] for name in names)]
    assert cells_of(csv_of(rows, encoding=encoding)) == rows[1:]


def test_a_first_accent_in_the_last_line_is_read() -> None:
    rows = [HEADER, *[WITHOUT_ACCENTS] * 60_000, ROSA]
    assert cells_of(csv_of(rows, encoding="cp1252"))[-1] == ROSA


def test_one_spoilt_letter_spoils_no_other() -> None:
    rows = [["Name", "ZIP"], *[["Muñoz", "60608"]] * 9]
    assert cells_of(csv_of(rows) + b"Pe\xf1a,60608\r\n")[:9] == rows[1:]


def test_rows_have_the_numbers_that_a_spreadsheet_shows() -> None:
    text = 'Name,Note,ZIP\r\n\r\nRosa,"two\r\nlines",60608\r\n,,\r\nAna,,60609\r\n'
    assert list(table_of(text.encode()).rows()) == [
        (3, ["Rosa", "two\r\nlines", "60608"]),
        (5, ["Ana", "", "60609"]),
    ]


def test_rows_can_be_read_again_and_by_two_at_once() -> None:
    table = table_of(csv_of([HEADER, *[ROSA] * 50_000]))
    first, second = table.rows(), table.rows()
    assert [next(first), next(second), next(first)][2][0] == 3
    assert len(table.preview(5)) == 5
    assert sum(1 for _ in table.rows()) == 50_000


def test_the_same_name_twice_and_blank_columns_at_the_end() -> None:
    table = table_of(b"Phone,Phone,,ZIP,,\r\n1,2,3,60608,,\r\n")
    assert table.header == ("Phone", "Phone (2)", "C", "ZIP")


@pytest.mark.parametrize(
    "last", ["Total,,,1", "TOTAL: 1", "Total general;;;1", "Grand total,1", "합계,,,1", ",,Total,1"]
)
def test_a_totals_line_at_the_end_is_left_out(last: str) -> None:
    assert cells_of(csv_of([HEADER, ROSA]) + last.encode()) == [ROSA]


def test_somebody_called_total_is_no_totals_line() -> None:
    somebody = ["Total", "Díaz", "total@example.org", "60608"]
    assert cells_of(csv_of([HEADER, ROSA, somebody]))[-1] == somebody


def test_what_stands_above_the_header_is_no_row() -> None:
    table = table_of(csv_of([["Signatures of April"], ["Exported", "by Alice"], HEADER, ROSA]))
    assert (table.header, table.header_row) == (tuple(HEADER), 3)
    assert list(table.rows()) == [(4, ROSA)]


def test_a_first_row_that_is_somebodys_is_no_header() -> None:
    table = table_of(csv_of([ROSA, ["Ana", "Paz", "ana@example.org", "60609"]]))
    assert (table.header, table.header_row) == (("A", "B", "C", "D"), 0)
    assert [number for number, _ in table.rows()] == [1, 2]


def test_excel_says_its_separator_in_a_line_that_is_no_row() -> None:
    table = table_of(b"sep=;\r\nName;ZIP\r\nRosa, of 18th Street;60608\r\n")
    assert list(table.rows()) == [(2, ["Rosa, of 18th Street", "60608"])]


def test_vans_spreadsheet_is_text_in_a_zip() -> None:
    header = ["Voter File VANID", "Contact Name", "Date Canvassed", "Result"]
    row = ["101", "Diaz, Rosa", "3/1/2017", "Canvassed"]
    text = csv_of([header, row], "\t", "utf-16")
    table = table_of(zip_of({"report/History.xls": text, "__MACOSX/._History.xls": b"x"}), "a.zip")
    assert (table.name, table.header) == ("History.xls", tuple(header))
    assert list(table.rows()) == list(table.rows()) == [(2, row)]


def test_a_workbook_has_texts_where_it_has_numbers_and_days() -> None:
    rows = [
        ["Name", "ZIP", "Phone", "Date", "Other ZIP"],
        ["Rosa", 60608.0, 3125550142, FIRST_OF_MARCH, "02134"],
        [],
        ["=1+1", 1.5, True, FIRST_OF_MARCH.replace(hour=22, minute=4), ""],
    ]
    for content in (xlsx_of({"Firmas": rows}), zip_of({"a.xlsx": xlsx_of({"Firmas": rows})})):
        table = table_of(content)
        assert table.name == "Firmas"
        assert list(table.rows()) == [
            (2, ["Rosa", "60608", "3125550142", "2017-03-01", "02134"]),
            (4, ["0", "1.5", "true", "2017-03-01 22:04:00", ""]),
        ]


def test_each_sheet_is_a_table_and_hidden_ones_are_none() -> None:
    rows = [["Name", "ZIP"], ["Rosa", "60608"]]
    book = xlsx_of({"April": rows, "Empty": [], "May": rows, "Lists": rows}, hidden="Lists")
    april, may = read(io.BytesIO(book))
    assert (april.name, may.name) == ("April", "May")
    assert list(may.rows()) == list(april.rows()) == [(2, ["Rosa", "60608"])]


def test_a_spreadsheet_of_libreoffice() -> None:
    content = ods_of([["Name", "ZIP"], ["Muñoz", "02134"]])
    assert cells_of(content) == [["Muñoz", "02134"], ["1", ""]]


def test_an_older_workbook() -> None:
    content = (Path(__file__).parent / "files" / "made-up.xls").read_bytes()
    table = table_of(content)
    assert (table.name, table.header) == ("Firmas", ("Nombre", "Código postal", "Fecha"))
    assert list(table.rows()) == [(2, ["Rosa Díaz", "60608", "2017-03-01"])]


def test_a_table_says_nothing_of_its_people_to_a_log() -> None:
    for content in (csv_of([HEADER, ROSA]), xlsx_of({"Firmas": [HEADER, ROSA]})):
        assert "Rosa" not in repr(table_of(content))


cell = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@given(st.lists(st.lists(cell, min_size=3, max_size=3), max_size=20), st.sampled_from(",;\t|"))
def test_what_csv_writes_is_read_again(rows: list[list[str]], separator: str) -> None:
    below = [[*row, "60608"][1:] for row in rows]
    assume(not below or not is_totals(below[-1]))
    written = csv_of([["Name", "Note", "ZIP"], *below], separator)
    assert cells_of(written) == below


@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(str.encode)))
def test_anything_is_a_table_or_refused_in_words(content: bytes) -> None:
    with suppress(Unreadable):
        for table in read(io.BytesIO(content)):
            for number, cells in table.rows():
                assert number > table.header_row
                assert all(type(each) is str for each in cells)


def test_the_module_csv_keeps_the_limit_we_count_on() -> None:
    assert csv.field_size_limit() == 131_072


def test_rows_that_have_our_words_in_them_are_no_header() -> None:
    header = ["Voter File VANID", "Date Canvassed", "Result", "Contact Type"]
    row = ["2", "3/1/2017", "Left Message", "Phone"]
    assert table_of(csv_of([header, row])).header == tuple(header)


@pytest.mark.parametrize(
    "names",
    [
        ["José García", "Ana Muñoz", "Zoë Ruiz"],
        ["Núñez María", "Ángel Sofía"],
        ["JOSÉ MUÑOZ", "PÉREZ INÉS"],
        ["Beatriz Muñoz"],
        ["Rubén Darío", "O’Brien"],
    ],
)
def test_the_old_encoding_of_a_mac_is_told_by_its_accents(names: list[str]) -> None:
    rows = [["Name", "ZIP"], *([name, "60608"] for name in names)]
    assert cells_of(csv_of(rows, encoding="mac_roman")) == rows[1:]


@pytest.mark.parametrize(
    "names",
    [["Siobhán O’Brien"], ["don’t know", "it’s me"], ["José – García", "Peña—Ruiz"], ["D’Angelo"]],
)
def test_signs_between_letters_are_no_accents_of_a_mac(names: list[str]) -> None:
    rows = [["Name", "ZIP"], *([name, "60608"] for name in names)]
    assert cells_of(csv_of(rows, encoding="cp1252")) == rows[1:]


DOCX = zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
ODT = zip_of({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})
DOC = b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "WordDocument".encode("utf-16-le") + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (DOCX, "a document of Word"),
        (DOC, "a document of Word"),
        (ODT, "a document of LibreOffice"),
        (zip_of({"ppt/presentation.xml": b"<p/>"}), "a presentation"),
        (zip_of({"Index/Document.iwa": b"x", "preview.jpg": b"x"}), "Numbers or Pages"),
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", "This is a PDF"),
        (b"{\\rtf1\\ansi Names}", "a document of a word processor"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "a picture"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "a picture"),
        (b"<!doctype html><html><table><tr><td>Rosa</td></tr></table></html>", "a web page"),
    ],
)
def test_what_is_no_table_is_named_and_what_to_do_with_it(content: bytes, said: str) -> None:
    for file in (content, zip_of({"signers": content})):
        if file is not content and content[:2] == b"PK":
            continue  # a zip in a zip is refused as such
        with pytest.raises(Unreadable) as refused:
            read(io.BytesIO(file), "signers.csv")
        assert said in str(refused.value.message)
        assert len(str(refused.value.message)) > len(said) + 40  # and what to do


PROSE = """Dear neighbors,
thank you all for coming to the meeting last Tuesday, where we spoke about the ordinance.
We need forty more signatures before Friday, so please bring the sheets with you, all of them.
If you have questions, write to us, or come by the office any afternoon but Wednesday.
With thanks, the organizing committee of the neighborhood, which meets again on Monday.
"""


@pytest.mark.parametrize("text", [PROSE, PROSE.replace(",", ""), PROSE * 30])
def test_a_page_of_prose_is_no_table(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(io.BytesIO(text.encode()), "letter.txt")
    assert "running text" in str(refused.value.message)


def test_a_table_with_long_notes_or_of_one_column_is_one() -> None:
    note = "I sign because my mother has lived here for thirty years, and pays her taxes."
    for rows in (
        [["Who", "Why"], *[["Rosa Made-Up", note]] * 4],
        [["Name"], ["Rosa María Made-Up"], ["Luz Made-Up"]],
        [["Rosa Made-Up", "rosa@example.org", note]] * 3,
        [["Comment"], [note], [note]],
    ):
        assert len(cells_of(csv_of(rows))) >= 2
