"""Files made to break a reader: each is refused in words, or read; nothing runs away."""

import io
import random
import struct
import zipfile
from contextlib import suppress

import pytest

from exchange import limits
from exchange.limits import Unreadable
from exchange.tables import read
from tests.exchange import fuzz
from tests.exchange.support import csv_of, ods_of, table_of, xlsx_of, zip_of

ROWS = [["Name", "ZIP"], ["Rosa", "60608"]]


def refusal(content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        count(content)
    return str(refused.value.message)


def count(content: bytes) -> int:
    return sum(1 for table in read(io.BytesIO(content)) for _ in table.rows())


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b" \n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file(content: bytes) -> None:
    assert refusal(content) == "This file is empty."


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n1 0 obj\n",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"<html><table><tr><td>Rosa</td></tr></table></html>",
        b"{\\rtf1 Rosa}",
        bytes(range(256)) * 20,
        b"\x1f\x8b\x08\x00" + random.Random(1).randbytes(4000),
    ],
)
def test_what_is_no_table(content: bytes) -> None:
    assert refusal(content).startswith("This is ")  # no table, or what it is


def test_nuls_in_a_text_are_left_out() -> None:
    [row] = table_of(csv_of(ROWS).replace(b"Rosa", b"Ro\x00sa")).rows()
    assert row == (2, ["Rosa", "60608"])


def test_a_cell_of_100_megabytes() -> None:
    assert "more than 1000000 characters" in refusal(b"Name,ZIP\r\n" + b"x" * 100_000_000)
    quoted = b'Name,ZIP\r\n"' + b"x\r\n" * 400_000 + b'",60608\r\n'
    assert refusal(quoted).startswith("A cell in row 2 has more than 131072 characters.")
    assert "131072" in refusal(xlsx_with_shared_text("x" * 200_000))


def test_a_million_columns() -> None:
    assert refusal(b"a," * 400_000) == "A row has more than 1000 columns."
    assert refusal(csv_of(ROWS) + b"," * 5_000) == "A row has more than 1000 columns."


def test_millions_of_lines() -> None:
    assert refusal(b"Name,ZIP\n" + b"\n" * limits.MOST_ROWS).startswith("This file has more than")


def test_more_cells_and_more_lines_than_anybody_has() -> None:
    assert refusal((b"," * 999 + b"\n") * 101_000).startswith("This file has too many cells")
    assert refusal(b'"a\n\n\n\n\n\n\n",b\n' * 1_500_000).startswith("This file has too many")


def test_a_quotation_mark_without_a_partner_is_said_with_its_row() -> None:
    text = b'Name,ZIP\r\nRosa,60608\r\n"Ana,60608\r\nEva,60608\r\n'
    assert refusal(text) == "In row 3 a quotation mark is opened and never closed."


def test_a_zip_bomb() -> None:
    bomb = zip_of({"a.csv": b"0" * 300_000_000})
    assert len(bomb) < 400_000
    assert refusal(bomb).startswith("Unpacked, this file is too large.")


def test_a_zip_that_lies_about_its_size() -> None:
    honest = zip_of({"a.csv": csv_of([*ROWS] * 50_000)})
    size = struct.pack("<L", len(csv_of([*ROWS] * 50_000)))
    assert honest.count(size) == 2
    assert "damaged" in refusal(honest.replace(size, struct.pack("<L", 2_000)))


def test_a_zip_in_a_zip_and_more_than_one_file_in_one() -> None:
    packed = zip_of({"a.csv": csv_of(ROWS)})
    assert refusal(zip_of({"a.zip": packed})).startswith("There is a zip in this zip.")
    assert refusal(zip_of({"a.csv": b"x", "b.csv": b"x"})).startswith("There are 2 files")
    assert refusal(zip_of({"__MACOSX/a": b"x"})) == "There is no file in this zip."


def test_a_zip_with_a_list_of_contents_that_fills_the_memory() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"{number:040}.csv", b"")
    assert refusal(file.getvalue()).startswith("Unpacked, this file is too large.")


def test_a_zip_with_a_password() -> None:
    content = bytearray(zip_of({"a.csv": csv_of(ROWS)}))
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(content)).startswith("This file is protected by a password.")


def test_a_workbook_with_a_password() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    content += "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    assert refusal(content).startswith("This file is protected by a password.")


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0" + b"\0" * 2000, xlsx_of({"A": ROWS})[:-9]])
def test_a_damaged_workbook(content: bytes) -> None:
    assert "damaged" in refusal(content)


def test_a_workbook_with_a_cell_far_away() -> None:
    far = xlsx_of({"A": ROWS})
    for old, new in ((b'r="B2"', b'r="XFD1048576"'), (b'<row r="2"', b'<row r="1048576"')):
        far = replaced(far, "xl/worksheets/sheet1.xml", old, new)
    assert refusal(far)
    assert refusal(ods_of(ROWS, repeated=1_000_000))


def test_a_workbook_that_unpacks_to_too_much() -> None:
    names = {"xl/workbook.xml": b"<workbook/>"}
    bomb = zip_of({**names, "xl/sharedStrings.xml": b"<si/>" * 90_000_000})
    assert refusal(bomb).startswith("This workbook is too large")


def test_an_entity_bomb_in_a_workbook() -> None:
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 99}">' for n in range(9)
    )
    bomb = replaced(
        xlsx_of({"A": ROWS}), "xl/sharedStrings.xml", b"<sst",
        f"<!DOCTYPE sst [{entities}]><sst".encode(),
    )  # fmt: skip
    bomb = replaced(bomb, "xl/sharedStrings.xml", b">Rosa<", b">&e8;<")
    with suppress(Unreadable):
        assert len(str(list(table_of(bomb).rows()))) < 1_000


def test_formulas_are_never_run_and_macros_never_looked_at() -> None:
    book = xlsx_of({"A": [["Name", "ZIP"], ['=HYPERLINK("https://example.org")', "60608"]]})
    archive = zipfile.ZipFile(io.BytesIO(book))
    parts = {name: archive.read(name) for name in archive.namelist()}
    [row] = table_of(zip_of({**parts, "xl/vbaProject.bin": b"\0" * 99})).rows()
    assert row == (2, ["0", "60608"])


def test_a_few_hundred_spoilt_files_are_tables_or_refused_in_words() -> None:
    assert fuzz.run(250, seed=1).tracebacks == []


def xlsx_with_shared_text(text: str) -> bytes:
    return replaced(xlsx_of({"A": ROWS}), "xl/sharedStrings.xml", b">Rosa<", f">{text}<".encode())


def replaced(book: bytes, part: str, old: bytes, new: bytes) -> bytes:
    archive = zipfile.ZipFile(io.BytesIO(book))
    parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    return zip_of({**parts, part: parts[part].replace(old, new)})
