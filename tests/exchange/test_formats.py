"""Each tool's file is known by its columns: in any order, with some missing, with more added."""

import random

import pytest

from exchange.formats import FORMATS, Kind, recognised
from tests.exchange.headers import HEADERS


@pytest.mark.parametrize("key", HEADERS)
def test_a_format_is_known_in_any_order_with_any_capitals(key: str) -> None:
    for header in HEADERS[key]:
        columns = header.split(",")
        for seed in range(5):
            random.Random(seed).shuffle(columns)
            for spelt in (columns, [name.upper() for name in columns], [*columns, "favorite"]):
                found = recognised(spelt)
                assert found is not None
                assert found.format.key == key


def test_every_format_has_an_example() -> None:
    assert {each.key for each in FORMATS} == set(HEADERS)


@pytest.mark.parametrize(
    ("key", "missing"),
    [
        ("controlshift bulk", "user_agent"),
        ("controlshift organization", "deleted_at"),
        ("controlshift creator", "comment"),
        ("action network", "can2_user_tags"),
        ("paper sheet", "Email"),
        ("spoke contacts 2018", "contact[zip]"),
        ("spoke contacts 2024", "tags"),
        ("spoke messages 2018", "text"),
        ("van contact history", "Canvassed By"),
        ("van survey responses", "Contact Type"),
    ],
)
def test_a_format_is_known_without_a_column(key: str, missing: str) -> None:
    columns = [name for name in HEADERS[key][0].split(",") if name != missing]
    found = recognised(columns)
    assert found is not None
    assert found.format.key == key


@pytest.mark.parametrize(
    "header",
    ["Nombre,Apellido,Correo,Código postal", "First name,Last name,Email,ZIP", "A,B,C", "id,date"],
)
def test_anything_else_is_none_of_them(header: str) -> None:
    assert recognised(header.split(",")) is None


def test_the_day_is_asked_only_where_no_column_has_it() -> None:
    asked = {key for key in HEADERS if recognised(HEADERS[key][0].split(",")).asks_day}  # type: ignore[union-attr]
    assert asked == {
        *("controlshift creator", "action network", "paper sheet", "spoke contacts 2018"),
        *("spoke contacts rewired", "spoke contacts 2024"),
    }


def test_only_controlshifts_rows_are_of_the_petitions_own_page() -> None:
    assert {each.key.split()[0] for each in FORMATS if each.own_page} == {"controlshift"}
    assert all(each.kind is Kind.SIGNERS for each in FORMATS if each.own_page)


def test_two_files_of_the_same_signatures_share_their_numbers() -> None:
    ids = {each.key: each.ids for each in FORMATS}
    assert ids["controlshift creator"] == ids["controlshift bulk"]
    assert ids["controlshift creator"] != ids["controlshift group"]
