"""Columns of any file, in the languages of our people."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.columns import letters, named
from exchange.mapping import (
    Mapping,
    fingerprint,
    from_dict,
    guessed,
    is_known,
    is_of_a_web_form,
    looks_like_data,
    proposed,
)

FORM = "Marca temporal,Nombre,Apellido,Correo electrónico,Código postal,Teléfono,{}"


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (
            FORM.format("¿Podemos contactarle?"),
            "signed_on first_name last_name email zip phone may_contact",
        ),
        (
            "Marca temporal,Dirección de correo electrónico,Nombre completo,Dirección,"
            "Código postal (ZIP),Teléfono celular,¿Quiere recibir noticias?,Comentarios",
            "signed_on email full_name street zip phone may_contact note",
        ),
        (
            "Timestamp,Email Address,First Name,Last Name,Phone Number,Street Address,Zip Code,"
            "May we contact you about next steps?,Ward,Notes",
            "signed_on email first_name last_name phone street zip may_contact ward note",
        ),
        (
            "타임스탬프,이름,이메일 주소,전화번호,우편번호,주소,연락해도 될까요?",
            "signed_on first_name email phone zip street may_contact",
        ),
        (
            "طابع زمني,الاسم الأول,اسم العائلة,البريد الإلكتروني,رقم الهاتف,الرمز البريدي,"
            "هل يمكننا التواصل معك؟",
            "signed_on first_name last_name email phone zip may_contact",
        ),
        (
            "Sygnatura czasowa,Imię,Nazwisko,Adres e-mail,Kod pocztowy,Telefon,"
            "Czy możemy się skontaktować?,Uwagi",
            "signed_on first_name last_name email zip phone may_contact note",
        ),
        (
            "时间戳记,姓名,电子邮件地址,电话号码,邮政编码,地址,我们可以联系您吗？",
            "signed_on full_name email phone zip street may_contact",
        ),
        (
            "Petsa,Pangalan,Apelyido,Email,Zip code,Numero ng telepono,"
            "Maaari ka ba naming kontakin?",
            "signed_on first_name last_name email zip phone may_contact",
        ),
        ("firstName,lastName,cell,zip,external_id", "first_name last_name phone zip source_id"),
        ("Name,Surname,ZIP", "first_name last_name zip"),
    ],
)
def test_a_form_maps_itself(header: str, fields: str) -> None:
    names = header.split(",")
    assert proposed(names).columns == dict(zip(fields.split(), names, strict=True))


def test_what_a_web_form_made_is_known_by_when_each_row_was_sent() -> None:
    assert is_of_a_web_form(["Marca temporal", "Nombre"])
    assert is_of_a_web_form(["Name", "Completion time"])
    assert not is_of_a_web_form(["Nombre", "Fecha", "Ward"])


def test_a_column_of_somebody_else_is_left_to_a_person() -> None:
    assert not proposed(["Organization name", "Texter name", "Campaign e-mail"]).columns
    assert not any(map(is_known, ["City", "State", "Left message", ""]))


def test_a_person_changes_a_mapping() -> None:
    mapping = proposed(["Name", "Mail", "Other"]).with_column("note", "Other").without("email")
    assert mapping.columns == {"full_name": "Name", "note": "Other"}


def test_a_mapping_is_remembered_by_names_whatever_their_order_and_capitals() -> None:
    header = ["Código postal", "Nombre", "Correo"]
    again = ["NOMBRE", "codigo_postal", "correo "]
    assert fingerprint(header) == fingerprint(again)
    assert fingerprint(header) != fingerprint([*header, "Nota"])
    kept = Mapping(proposed(header).columns, day_first=True, petition="7")
    stored = json.loads(json.dumps(kept.as_dict()))
    columns = {"first_name": "NOMBRE", "zip": "codigo_postal", "email": "correo "}
    assert from_dict(stored, again) == Mapping(columns, day_first=True, petition="7")
    assert from_dict(stored, ["Nombre"]).columns == {"first_name": "Nombre"}


def test_of_two_columns_that_are_nearly_called_the_same_the_chosen_one_is_kept() -> None:
    header = ["Nombre", "Teléfono", "telefono"]
    for column in header[1:]:
        chosen = proposed(header).with_column("phone", column)
        assert from_dict(json.loads(json.dumps(chosen.as_dict())), header) == chosen


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: (
    st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)))  # fmt: skip
def test_a_spoilt_memory_is_no_mapping(stored: object) -> None:
    assert from_dict(stored, ["Name"]).columns == {}
    assert from_dict({"columns": stored, "day_first": stored, "petition": stored}, ["Name"])


def test_without_a_header_only_what_shows_itself_is_guessed() -> None:
    rows = [["Rosa", "rosa@example.org", "312-555-0142", "60608"], ["Ana", "", "", "60609"]]
    assert looks_like_data(rows[0])
    assert not looks_like_data(["Name", "E-mail (a@b.c)", "60608"])
    rows = rows[:1] * 3 + rows[1:]
    assert guessed("ABCD", rows).columns == {"email": "B", "phone": "C", "zip": "D"}


@given(st.lists(st.text(max_size=8), max_size=30))
def test_every_column_has_a_name_of_its_own(cells: list[str]) -> None:
    names = named(cells)
    assert len(set(names)) == len(names)
    assert all(names)
    assert fingerprint(names) == fingerprint(names[::-1])
    assert set(proposed(names).columns.values()) <= set(names)


def test_columns_without_a_name_are_called_as_a_spreadsheet_does() -> None:
    assert [letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@pytest.mark.parametrize("name", ["CP", "C.P.", "c.p", "Código Postal (CP)"])
def test_a_mexican_cp_is_a_zip(name: str) -> None:
    assert proposed(["Nombre", name, "Correo"]).columns["zip"] == name
