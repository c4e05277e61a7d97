"""Files of made-up people, as each tool writes them."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from exchange.tables import Table, read


def csv_of(rows: Sequence[Sequence[str]], separator: str = ",", encoding: str = "utf-8") -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator).writerows(rows)
    return file.getvalue().encode(encoding)


def zip_of(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def xlsx_of(sheets: dict[str, Sequence[Sequence[Any]]], hidden: str = "") -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name == hidden:
                sheet.hide()
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(number, column, cell, day)
                    else:
                        sheet.write(number, column, cell)
    return file.getvalue()


def ods_of(rows: Sequence[Sequence[str]], *, repeated: int = 1) -> bytes:
    """A spreadsheet as LibreOffice writes one; its last cell may be said to be there often."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{names}office:1.0" '
        f'xmlns:table="{names}table:1.0" xmlns:text="{names}text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Firmas">{cells}'
        f'<table:table-row table:number-rows-repeated="{repeated}"><table:table-cell '
        f'office:value-type="string" table:number-columns-repeated="{repeated}"><text:p>1</text:p>'
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return zip_of(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b'<?xml version="1.0"?><m:manifest xmlns:m="m"/>',
            "content.xml": content.encode(),
        }
    )


def table_of(content: bytes, name: str = "file") -> Table:
    [table] = read(io.BytesIO(content), name)
    return table


def cells_of(content: bytes) -> list[list[str]]:
    return [cells for _, cells in table_of(content).rows()]
