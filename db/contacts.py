"""What an e-mail, a phone and a ZIP are, as typed on paper and as kept."""

import re
import unicodedata
from contextlib import suppress
from typing import Any

import phonenumbers
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from db.errors import Message
from db.fields import Checks

_ZIP = re.compile(r"(\d{5})(?:[- ]?(\d{4}))?")
_MOST = 254  # what an e-mail address can have
_MOST_USUAL = 64  # what stands before its @ can have
# The usual spellings, which need no library to be read: a file has a million of them.
_USUAL_EMAIL = re.compile(
    r"([a-zA-Z0-9_+-]+(?:\.[a-zA-Z0-9_+-]+)*)@((?:[a-zA-Z0-9]+(?:-[a-zA-Z0-9]+)*\.)+"
    rf"(?!(?i:{'|'.join(SPECIAL_USE_DOMAIN_NAMES)})$)[a-zA-Z]{{2,}})",
    re.ASCII,  # or a ſ is an s
)
_USUAL_PHONE = re.compile(r"(?:\+?1[ .-]?)?\(?([2-9]\d\d)\)?[ .-]?(\d{3})[ .-]?(\d{4})", re.ASCII)


def email(checks: Checks, field: str, value: Any) -> str:
    """An e-mail address, its domain in small letters and in its own script; or nothing."""
    if isinstance(value, str) and (usual := usual_email(value)) is not None:
        return usual
    text = checks.text(field, value, most=_MOST)
    if not text or field in checks.problems:
        return ""
    if "@" not in text:
        checks.refuse(field, Message("An e-mail address has an @, such as rosa@example.org."))
        return ""
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        checks.refuse(field, Message("This is no e-mail address, such as rosa@example.org."))
        return ""


def phone(checks: Checks, field: str, value: Any) -> str:
    """A phone number, written as in its country; or nothing. Ten digits are American."""
    if isinstance(value, str) and (usual := usual_phone(value)) is not None:
        return usual[0]
    text = checks.text(field, value, most=40)
    if not text or field in checks.problems:
        return ""
    number = _parsed(text)
    if number is None:
        checks.refuse(
            field, Message("Give the phone number with its area code, such as 312-555-0142.")
        )
        return ""
    american = number.country_code == 1
    kinds = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, kinds.NATIONAL if american else kinds.INTERNATIONAL)


def zip_code(checks: Checks, field: str, value: Any) -> str:
    """A ZIP of five digits, or nine as 60608-1234; anywhere, not only in Chicago; or nothing."""
    if isinstance(value, str) and is_usual_zip(value):
        return value
    text = unicodedata.normalize("NFKC", checks.text(field, value, most=20))
    text = "".join(str(unicodedata.decimal(c, c)) for c in text)  # Arabic digits to ours
    if not text or field in checks.problems:
        return ""
    found = _ZIP.fullmatch(text)
    if found is None:
        checks.refuse(field, Message("A ZIP has 5 digits, such as 60608 (or 9: 60608-1234)."))
        return ""
    return "-".join(part for part in found.groups() if part)


def usual_email(text: str) -> str | None:
    """The address as kept, if it is spelled as most are; else None."""
    usual = _USUAL_EMAIL.fullmatch(text) if len(text) <= _MOST_USUAL else None
    if usual is None or text.islower():
        return text if usual else None
    return f"{usual[1]}@{usual[2].lower()}"


def usual_phone(text: str) -> tuple[str, str] | None:
    """The American number as kept and as compared, if it is spelled as most are; else None."""
    if usual := _USUAL_PHONE.fullmatch(text):
        area, exchange, line = usual.groups()
        return f"({area}) {exchange}-{line}", f"+1{area}{exchange}{line}"
    return None


def is_usual_zip(text: str) -> bool:
    """True for five digits."""
    return len(text) == 5 and text.isascii() and text.isdecimal()


def same_email(address: str) -> str:
    """One spelling for all of one address: small letters, the domain in ASCII."""
    if address.isascii() and "xn--" not in address:
        return address.lower()
    local, _, domain = address.rpartition("@")
    with suppress(UnicodeError):  # two spellings of such a domain stay two
        domain = domain.encode("idna").decode()
    return f"{local}@{domain}".lower()


def same_phone(number: str) -> str:
    """One spelling for all of one number: +13125550142."""
    if (usual := usual_phone(number)) is not None:
        return usual[1]
    parsed = _parsed(number)
    if parsed is None:
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _parsed(text: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(number)
    return number if reason == phonenumbers.ValidationResult.IS_POSSIBLE else None
