"""Tables as a spreadsheet and as a PDF: everything is in both, on as many pages as it takes."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import python_calamine

from exchange import report
from exchange.report import Report, Table
from tests.exchange.documents import pages

REPORT = Report(
    title="Coalition report",
    as_of="As of today",
    covers="The whole coalition & no filter",
    tables=[
        Table("By ward", ("Ward", "Signatures"), tuple((f"Ward {n}", n * 100) for n in range(90))),
        Table("Measures", ("Measure", "Status"), (("O2017-1018", "=1+1"),), wide=True),
    ],
    language="en",
    made_at=datetime(2017, 4, 24, 14, tzinfo=UTC),
)


def test_each_table_is_a_sheet_with_numbers_as_numbers_and_no_formula() -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(report.as_xlsx(REPORT)))
    assert book.sheet_names == ["By ward", "Measures"]
    rows = book.get_sheet_by_index(0).to_python()
    for number in range(2):
        first, second, *_rest = book.get_sheet_by_index(number).to_python()
        assert first[0] == "Coalition report · As of today"
        assert second[0] == "The whole coalition & no filter"
    assert rows[2:5] == [["Ward", "Signatures"], ["Ward 0", 0], ["Ward 1", 100]]
    assert len(rows) == 93
    assert book.get_sheet_by_index(1).to_python()[3] == ["O2017-1018", "'=1+1"]


def test_a_long_table_goes_on_with_its_heads_and_every_page_has_its_number() -> None:
    first, second, *_rest = written = pages(report.as_pdf(REPORT))
    assert "Coalition report" in first
    assert "The whole coalition & no filter" in first
    for number, text in enumerate(written, start=1):
        assert f"{number} / {len(written)}" in text
        assert "Coalition report · As of today" in text
    assert "By ward" in second
    every = " ".join(written)
    assert all(f"Ward {n} {n * 100:,}" in every for n in range(90))
    assert "O2017-1018" in every


def test_a_sum_stands_out() -> None:
    summed = Table("Sums", ("Kind", "Signatures"), (("Door", 7), ("Whole", 7)), adds_up=True)
    with pypdfium2.PdfDocument(report.as_pdf(replace(REPORT, tables=[summed]))) as document:
        page = document[0].get_textpage()
        text = page.get_text_range()
        door, whole = (
            pypdfium2.raw.FPDFText_GetFontWeight(page, text.index(word))
            for word in ("Door", "Whole")
        )
    assert door < 500 < whole
