"""What is told of a usual row at a glance is what is said of it field by field."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.contacts import same_phone
from db.import_preparing import checked_row
from db.import_rows import ImportRow
from db.signers import MOST_NAME, Signer, as_json
from db.usual_rows import usual

FIRST, LAST = date(2017, 2, 22), date(2017, 4, 24)
WRITTEN = ImportRow(
    *(2, "María José", "Made-Up", "Maria@Example.org", "312.555.0142", "1 Made-Up St", "60608"),
    *(True, "speaks Spanish", date(2017, 3, 1)),
)

names = st.one_of(
    st.sampled_from(["", "Ana", "María", "Nguyễn Thị", "محمد", "O|Neill", "x" * 81, "a\u0301b"]),
    st.text(max_size=6),
)
emails = st.one_of(
    st.sampled_from(
        ["", "a.b@example.org", "A@EXAMPLE.ORG", "a@b", "ñ@example.org", "a..b@example.org"]
    ),
    st.text("ab.@-_+", max_size=12).map(lambda text: f"{text}@example.org"),
    st.sampled_from(
        ["test", "LOCAL", "chicago", "church", "tested", "c", "ſe", "x1", "xn--p1ai"]
    ).map(lambda ending: f"Rosa@Example.{ending}"),
    st.text("aeSTsx.-1", max_size=8).map(lambda ending: f"rosa@example.{ending}"),
    st.text(max_size=8),
)
phones = st.one_of(
    st.sampled_from(
        ["", "3125550142", "+1 (312) 555-0142", "1-312-555-0142", "555-0142", "+52 55"]
    ),
    st.text("0123456789-+() .", max_size=15),
)
zips = st.one_of(st.sampled_from(["", "60608", "60608-1234", "6060", "٦٠٦٠٨"]), st.text(max_size=6))
days = st.one_of(st.none(), st.dates(date(2017, 2, 20), date(2017, 4, 26)))
rows = st.builds(
    ImportRow,
    number=st.just(2),
    first_name=names.map(str.strip),
    last_name=names.map(str.strip),
    email=emails.map(str.strip),
    phone=phones.map(str.strip),
    street=names,
    zip=zips.map(str.strip),
    may_contact=st.booleans(),
    note=names,
    signed_on=days,
)


@given(rows, st.sampled_from([None, FIRST]))
def test_a_usual_row_is_stored_as_it_would_be_field_by_field(
    row: ImportRow, first: date | None
) -> None:
    found = usual(row, first=first, last=LAST)
    if found is not None:
        signer, problems = checked_row(row, first=first, last=LAST)
        assert problems == ()
        assert found == (signer.content(), same_phone(signer.phone))


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"first_name": ""},
        {"email": "", "phone": ""},
        {"phone": "+1 (312) 555 0142"},
        {"zip": "", "street": "", "note": ""},
        {"signed_on": None},
    ],
)
def test_most_rows_are_usual(change: dict[str, str]) -> None:
    assert usual(WRITTEN._replace(**change), first=FIRST, last=LAST) is not None


@pytest.mark.parametrize(
    "change",
    [
        {"first_name": "", "last_name": ""},
        {"first_name": "x" * (MOST_NAME + 1)},
        {"last_name": "Made\u202eUp"},
        {"street": "1 Made-Up St\n"},
        {"note": " speaks Spanish"},
        {"email": "maria@example"},
        {"phone": "555-0142"},
        {"zip": "6060"},
        {"signed_on": date(2017, 2, 21)},
        {"signed_on": date(2017, 4, 25)},
    ],
)
def test_whatever_may_be_wrong_is_looked_at(change: dict[str, str]) -> None:
    assert usual(WRITTEN._replace(**change), first=FIRST, last=LAST) is None


@given(st.builds(Signer, names, names, emails, phones, names, zips, st.booleans(), names))
def test_a_content_is_written_as_json_is(signer: Signer) -> None:
    said = json.dumps(signer.content(), ensure_ascii=False, separators=(",", ":"))
    assert as_json(signer.content()) == said
