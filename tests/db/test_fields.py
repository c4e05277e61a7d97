"""Checks of single fields."""

import unicodedata
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import Invalid, Message
from db.fields import Checks, clean, is_id


class _Color(StrEnum):
    RED = "red"


@given(st.text() | st.none() | st.integers())
def test_cleaning_twice_is_cleaning_once(text: Any) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once == once.strip()
    assert unicodedata.is_normalized("NFC", once)


@given(st.text())
def test_cleaned_text_can_be_stored_and_shown(text: str) -> None:
    kept = clean(text)
    kept.encode()  # no lone surrogates
    assert not {c for c in kept if unicodedata.category(c) == "Cc"} - {"\n", "\t"}
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(kept)


@given(st.text(st.characters(categories=["L", "N", "P", "So"]), max_size=50))
def test_letters_digits_and_signs_come_through(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


def test_what_joins_an_emoji_and_says_a_direction_stays() -> None:
    assert clean("👩🏽‍🚀 \u200eשלום") == "👩🏽‍🚀 \u200eשלום"


def test_a_control_character_between_two_that_compose_leaves_them_composed() -> None:
    assert clean("e\x00\u0301") == "é"


@given(st.one_of(st.integers(), st.floats(), st.text(), st.booleans(), st.none()))
def test_a_whole_number_is_in_range_or_refused(value: Any) -> None:
    checks = Checks()
    number = checks.whole_number("n", value, least=1, most=100)
    assert type(number) is int
    assert 1 <= number <= 100
    if not checks.problems:
        assert number == int(value)
        assert type(value) is not bool


@given(st.integers(1, 100))
def test_a_whole_number_in_range_is_taken_however_it_is_typed(number: int) -> None:
    for typed in (number, float(number), str(number), f" {number} ", f"0{number}"):
        checks = Checks()
        assert checks.whole_number("n", typed, least=1, most=100) == number
        checks.done()


@pytest.mark.parametrize(
    "value", [float("inf"), float("nan"), "²", "½", "1_000", "1,000", "+5", "-5", "0x10", b"5"]
)
def test_what_only_looks_like_a_number_is_none(value: Any) -> None:
    checks = Checks()
    checks.whole_number("n", value, least=1, most=100)
    assert set(checks.problems) == {"n"}


def test_the_first_problem_of_a_field_stands() -> None:
    checks = Checks()
    checks.refuse("n", Message("First."))
    checks.refuse("n", Message("Second."))
    with pytest.raises(Invalid) as refusal:
        checks.done()
    assert refusal.value.problems == {"n": Message("First.")}


def test_no_problem_is_no_refusal() -> None:
    Checks().done()


def test_a_required_text_needs_something_to_see() -> None:
    for empty in ("", " ", "\n", None, "\u200b\u200e", "\ufeff", "\u00ad", "\x00"):
        checks = Checks()
        checks.text("reason", empty, most=10, required=True)
        assert set(checks.problems) == {"reason"}, repr(empty)
    for text in ("x", "é", "漢", "🦅", "."):
        checks = Checks()
        assert checks.text("reason", text, most=10, required=True) == text
        checks.done()


def test_a_text_is_measured_as_it_is_kept() -> None:
    checks = Checks()
    assert checks.text("place", "  " + "e\u0301" * 10 + "  ", most=10) == "é" * 10
    checks.done()


def test_a_message_says_how_long_the_text_is() -> None:
    checks = Checks()
    checks.text("place", "x" * 121, most=120)
    assert str(checks.problems["place"]) == "At most 120 characters; this has 121."


def test_an_option_is_one_of_the_list() -> None:
    checks = Checks()
    assert checks.option("color", "red", _Color) is _Color.RED
    assert checks.option("color", _Color.RED, _Color) is _Color.RED
    checks.done()
    wrong: list[Any] = ["RED", "", None, 1, ["red"], {}]
    for value in wrong:
        checks = Checks()
        checks.option("color", value, _Color)
        assert set(checks.problems) == {"color"}


def test_one_of_takes_the_value_in_its_own_type_only() -> None:
    checks = Checks()
    assert checks.one_of("ward", 7, [None, *range(1, 51)]) == 7
    assert checks.one_of("ward", None, [None, *range(1, 51)]) is None
    checks.done()
    for value in (7.0, "7", True, 51, [7], {7}):
        checks = Checks()
        checks.one_of("ward", value, [None, *range(1, 51)])
        assert set(checks.problems) == {"ward"}, repr(value)


def test_a_day_is_a_day_within_its_range() -> None:
    first, last = date(2017, 2, 22), date(2017, 4, 24)
    for day in (first, last):
        checks = Checks()
        assert checks.day("day", day, first=first, last=last) == day
        checks.done()
    for value in (date(2017, 2, 21), date(2017, 4, 25), datetime(2017, 4, 1), "2017-04-01", None):  # noqa: DTZ001
        checks = Checks()
        checks.day("day", value, first=first, last=last)
        assert set(checks.problems) == {"day"}
    checks = Checks()
    assert checks.day("day", date.min, first=None, last=None) == date.min
    checks.done()


def test_a_link_is_a_web_address_or_nothing() -> None:
    for good in ("", "  ", None, "https://chicago.legistar.com/x?ID=1&GUID=A#top", "http://a.b"):
        checks = Checks()
        assert checks.link("url", good) == (good or "").strip()
        checks.done()
    for link in (
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org",
        "//example.org",
        "example.org",
        "https://",
        "https://[::1",
        "https://example.org/a b",
        "https://example.org/\nx",
        "https://exa\tmple.org",
        "https://example.org/\u00a0x",
        "https://example.org/" + "x" * 500,
        7,
    ):
        checks = Checks()
        checks.link("url", link)
        assert set(checks.problems) == {"url"}, repr(link)


def test_an_id_is_a_number_that_a_row_can_have() -> None:
    assert all(is_id(value) for value in (1, 2**31 - 1))
    assert not any(is_id(value) for value in (0, -1, 2**31, True, 1.0, "1", None))


def test_a_message_never_shows_its_values_where_defects_are_logged() -> None:
    message = Message("At most {most} characters; this has {length}.", most=1, length="secret")
    assert "secret" not in repr(message)
    assert message == Message(message.text, most=1, length="secret")
    assert hash(message) == hash(Message(message.text))
    assert message != Message(message.text)
