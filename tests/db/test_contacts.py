"""E-mails, phones and ZIPs as people write them on paper."""

import hmac

import pytest

from db import contacts, prints
from db.fields import Checks
from db.models import Base
from db.prints import Prints

TEN_SPELLINGS = [
    "312-555-0142",
    "(312) 555-0142",
    "312.555.0142",
    "3125550142",
    "312 555 0142",
    "1-312-555-0142",
    "+1 312 555 0142",
    "+1 (312) 555-0142",
    "tel: 312-555-0142",
    "٣١٢٥٥٥٠١٤٢",
]


def _problem(kind: str, value: object) -> str:
    checks = Checks()
    getattr(contacts, kind)(checks, "field", value)
    return str(checks.problems["field"])


def _kept(kind: str, value: object) -> str:
    checks = Checks()
    kept: str = getattr(contacts, kind)(checks, "field", value)
    checks.done()
    return kept


@pytest.mark.parametrize("typed", TEN_SPELLINGS)
def test_a_phone_is_kept_in_one_spelling(typed: str) -> None:
    assert _kept("phone", typed) == "(312) 555-0142"
    assert contacts.same_phone(typed) == "+13125550142"


def test_a_phone_of_another_country_keeps_its_country() -> None:
    assert _kept("phone", "+52 55 1234 5678") == "+52 55 1234 5678"


@pytest.mark.parametrize("typed", ["555-0142", "123", "none", "312-555-01421234", "x" * 41])
def test_what_is_no_phone_is_refused_in_words(typed: str) -> None:
    assert _problem("phone", typed)


def test_an_email_keeps_its_letters_and_has_one_spelling_to_compare() -> None:
    assert _kept("email", " Rosa.Diaz@Example.ORG ") == "Rosa.Diaz@example.org"
    assert contacts.same_email("Rosa.Diaz@example.org") == "rosa.diaz@example.org"


def test_an_international_domain_is_the_same_in_both_of_its_spellings() -> None:
    typed = _kept("email", "jose@dirección.example.com")
    assert typed == "jose@dirección.example.com"
    ascii_spelling = "jose@" + "dirección.example.com".encode("idna").decode()
    assert ascii_spelling.isascii()
    assert contacts.same_email(typed) == contacts.same_email(_kept("email", ascii_spelling))


def test_an_email_without_an_at_says_so() -> None:
    assert "@" in _problem("email", "rosa.example.org")


@pytest.mark.parametrize("typed", ["rosa@", "@example.org", "rosa@example", "a b@example.org"])
def test_what_is_no_email_is_refused_in_words(typed: str) -> None:
    assert _problem("email", typed).startswith("This is no e-mail address")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("60608", "60608"),
        (" 60608-1234 ", "60608-1234"),
        ("606081234", "60608-1234"),
        ("60608 1234", "60608-1234"),
        ("60804", "60804"),  # Cicero: suburban, and welcome
        ("６０６０８", "60608"),
        ("٦٠٦٠٨", "60608"),
        ("", ""),
    ],
)
def test_a_zip_has_five_digits_or_nine(typed: str, kept: str) -> None:
    assert _kept("zip_code", typed) == kept


@pytest.mark.parametrize("typed", ["6060", "606080", "ABCDE", "60608-12"])
def test_a_zip_of_four_digits_is_refused_in_words(typed: str) -> None:
    assert "5 digits" in _problem("zip_code", typed)


@pytest.mark.parametrize("kind", ["email", "phone", "zip_code"])
@pytest.mark.parametrize("nothing", ["", "   ", None])
def test_nothing_is_allowed(kind: str, nothing: object) -> None:
    assert _kept(kind, nothing) == ""


@pytest.mark.usefixtures("sqlite_home")
def test_prints_are_equal_for_equal_contacts_and_say_nothing() -> None:
    one = Prints(1).email("Rosa@example.org")
    assert one == Prints(1).email("rosa@EXAMPLE.org")
    assert one != Prints(1).email("rosa@example.com")
    assert one is not None
    assert -(2**63) <= one < 2**63
    assert {Prints(1).phone(each) for each in TEN_SPELLINGS} == {Prints(1).phone("3125550142")}
    assert Prints(1).email("") is None
    assert Prints(1).phone("") is None


@pytest.mark.usefixtures("sqlite_home")
def test_a_name_is_recognised_within_one_organization_only() -> None:
    one = Prints(1).name("José  Núñez", "60608-1234")
    assert one == Prints(1).name("jose nunez", "60608")
    assert one != Prints(2).name("jose nunez", "60608")
    assert Prints(1).name("jose nunez", "") is None


def test_no_table_has_a_field_for_immigration_status() -> None:
    words = ("immigra", "citizen", "status", "visa", "papers", "undocumented")
    columns = [column.key for table in Base.metadata.tables.values() for column in table.c]
    assert not [name for name in columns if any(word in name for word in words)]


def test_a_print_is_the_beginning_of_an_hmac() -> None:
    for key in (b"k" * 32, b"another"):
        for value in ("+13125550142", "maría@example.org"):
            made = hmac.digest(key, value.encode(), "sha256")
            assert prints._numbers(key)([value]) == [int.from_bytes(made[:8], "big", signed=True)]
    assert prints._numbers(b"key")([""]) == [None]
