"""Tables as a spreadsheet and as a PDF to hand out: the coalition's report."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter

from exchange.formulas import neutral
from exchange.pdf import HEIGHT, MARGIN, WIDTH, Document

_ROW = 5.2  # millimetres
_NUMBER = 34.0
_MOST_NAME = 31  # letters of a sheet's name
_TOGETHER = 10  # rows that are not torn apart
_BOTTOM = HEIGHT - MARGIN - 8
_BODY = WIDTH - 2 * MARGIN


@dataclass(frozen=True)
class Table:
    """A table with a name. The first column has words, the others whole numbers or words."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    wide: bool = False  # its other columns have words
    adds_up: bool = False  # its last row is the sum of the others


@dataclass(frozen=True)
class Report:
    """A title, as of when, what it covers, and tables."""

    title: str
    as_of: str
    covers: str
    tables: Sequence[Table]
    language: str
    made_at: datetime

    @property
    def line(self) -> str:
        """What it is and as of when: on every sheet and page."""
        return f"{self.title} · {self.as_of}"


def as_xlsx(report: Report) -> bytes:
    """One sheet for each table."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": report.title, "created": report.made_at.replace(tzinfo=None)})
    bold = book.add_format({"bold": True})
    number = book.add_format({"num_format": "#,##0"})
    total = book.add_format({"num_format": "#,##0", "bold": True})
    for table in report.tables:
        sheet = book.add_worksheet(table.name[:_MOST_NAME])
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, len(table.heads), 30 if table.wide else 14)
        sheet.write_string(0, 0, report.line)
        sheet.write_string(1, 0, report.covers)
        sheet.set_footer(f"&L{report.line.replace('&', '&&')}&R&P / &N")
        sheet.freeze_panes(3, 0)
        for column, head in enumerate(table.heads):
            sheet.write_string(2, column, head, bold)
        for line, row in enumerate(table.rows, start=3):
            is_sum = table.adds_up and row is table.rows[-1]
            for column, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(line, column, value, total if is_sum else number)
                else:
                    sheet.write_string(line, column, neutral(value), bold if is_sum else None)
    book.close()
    return out.getvalue()


def as_pdf(report: Report) -> bytes:
    """The tables one after the other; a table that goes on repeats its heads."""
    pages = _Pages(report)
    pages.begin()
    for table in report.tables:
        pages.table(table)
    return pages.finished()


class _Pages:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.document = Document(report.title, language=report.language)
        self.y = MARGIN

    def begin(self) -> None:
        """The first page and its title."""
        self.document.add_page()
        self.document.use(18, bold=True)
        self.y = self.document.paragraph(MARGIN, MARGIN, self.report.title, width=_BODY)
        self.document.use(9.5, grey=70)
        self.document.put(MARGIN, self.y + 1, self.report.as_of, width=_BODY)
        self.y = self.document.paragraph(MARGIN, self.y + 6, self.report.covers, width=_BODY) + 6

    def table(self, table: Table) -> None:
        """A table, over as many pages as it takes."""
        together = min(len(table.rows), _TOGETHER) + 3  # with its name and heads
        if self.y + together * _ROW > _BOTTOM:
            self._next()
        self._heads(table)
        for row in table.rows:
            if self.y + _ROW > _BOTTOM:
                self._next()
                self._heads(table)
            self._row(table, row, bold=table.adds_up and row is table.rows[-1])
        self.y += 7

    def finished(self) -> bytes:
        """The file, with page numbers and as of when on each page."""
        whole = len(self.document.pages)
        for number in range(1, whole + 1):
            self.document.page = number
            self.document.use(8, grey=70)
            foot = HEIGHT - MARGIN - 3
            self.document.put(MARGIN, foot, self.report.line, width=_BODY - 20)
            self.document.put(MARGIN, foot, f"{number} / {whole}", width=_BODY, align="R")
        return self.document.written()

    def _next(self) -> None:
        self.document.add_page()
        self.y = MARGIN

    def _heads(self, table: Table) -> None:
        self.document.use(11.5, bold=True)
        self.document.put(MARGIN, self.y, table.name, width=_BODY)
        self.y += 7
        self._row(table, table.heads, bold=True)

    def _row(self, table: Table, row: Sequence[str | int], *, bold: bool = False) -> None:
        document = self.document
        document.use(9, bold=bold)
        columns = len(row)
        others = _BODY * 0.56 / (columns - 1) if table.wide else _NUMBER
        first = _BODY - others * (columns - 1)
        document.put(MARGIN, self.y, str(row[0]), width=first - 3)
        for column, value in enumerate(row[1:]):
            text = f"{value:,}".replace("-", "−") if isinstance(value, int) else value
            x = MARGIN + first + column * others
            align = "L" if table.wide else "R"
            document.put(x, self.y, text, width=others - 2, align=align)
        self.y += _ROW
        document.set_draw_color(150 if bold else 215)
        document.line(MARGIN, self.y - 0.7, WIDTH - MARGIN, self.y - 0.7)
