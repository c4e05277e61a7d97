"""Fingerprints: keyed hashes by which the same person is recognised without being named.

Held under the second key; who has the database without it can neither read nor guess them.
"""

import hashlib
import hmac
import struct
import unicodedata
from collections.abc import Callable, Iterable
from typing import Literal

from db import contacts, keys

_BYTES = 16  # of a print that is kept as text
# One that is a number has 64 bits: of a million, two are equal once in forty million cases.
_FIRST = struct.Struct(">q")
_PADS = (bytes(byte ^ 0x36 for byte in range(256)), bytes(byte ^ 0x5C for byte in range(256)))
_ACCENTS = frozenset(filter(unicodedata.combining, map(chr, range(1 << 17))))  # of all scripts


class Prints:
    """The prints of one organization's lines, with their keys at hand; None where there is none.

    Numbers of 64 bits, because a database finds a number in half the time of as many bytes.
    """

    def __init__(self, organization_id: int) -> None:
        kinds = ("e-mail", "phone", f"name {organization_id}", f"row {organization_id}")
        self._email, self._phone, self._name, self._row = (
            _numbers(keys.derived(keys.FINGERPRINT, kind)) for kind in kinds
        )

    def email(self, email: str) -> int | None:
        """Equal for every spelling of one e-mail address, in every organization."""
        return self.emails([email])[0]

    def emails(self, emails: Iterable[str]) -> list[int | None]:
        """The same of each of many."""
        return self._email(map(contacts.same_email, emails))

    def phone(self, phone: str) -> int | None:
        """Equal for every spelling of one phone number, in every organization."""
        return self.same_phones([contacts.same_phone(phone)])[0]

    def same_phones(self, same_phones: Iterable[str]) -> list[int | None]:
        """The same of each of many that are `contacts.same_phone` already."""
        return self._phone(same_phones)

    def name(self, name: str, zip_code: str) -> int | None:
        """Equal for the same name and ZIP within the organization: a hint, no proof."""
        return self.folded_names([(folded(name), zip_code)])[0]

    def folded_names(self, names: Iterable[tuple[str, str]]) -> list[int | None]:
        """The same of each of many names with ZIP that are `folded` already."""
        return self._name(
            f"{name} {zip_code[:5]}" if name and zip_code else "" for name, zip_code in names
        )

    def row(self, written: str) -> int:
        """Equal for the same row of a file, brought in again, by what is `written` of it."""
        return self.rows([written])[0]

    def rows(self, written: Iterable[str]) -> list[int]:
        """The same of each of many; none of them is empty."""
        return [each for each in self._row(written) if each is not None]


def header_print(organization_id: int, fingerprint: str) -> str:
    """Equal for the same header of a file within one organization."""
    return _kept(organization_id, "header", fingerprint)


def meanings_print(organization_id: int, tool: str) -> str:
    """Equal for the results of one outreach tool within one organization."""
    return _kept(organization_id, "row", f"results of outreach\n{tool}")


def contact_print(organization_id: int, tool: str) -> Callable[[str], int]:
    """Makes a number of 64 bits of whoever an outreach tool names, by its number or the phone."""
    key = keys.derived(keys.FINGERPRINT, f"contact {organization_id} {tool}")
    return lambda who: int.from_bytes(_under(key, who)[:8], "little")


def folded(text: str) -> str:
    """The text without capitals, accents and double spaces, for finding it again."""
    return " ".join(letters(text).split())


def letters(text: str) -> str:
    """The text without capitals and accents; its spaces as they are."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    # Only those that it has are taken out, looked up at once: a search folds 55,000 texts.
    for accent in _ACCENTS.intersection(apart):
        apart = apart.replace(accent, "")
    return apart.casefold()


def _kept(organization_id: int, kind: Literal["header", "row"], value: str) -> str:
    return _under(keys.derived(keys.FINGERPRINT, f"{kind} {organization_id}"), value)[:_BYTES].hex()


def _numbers(key: bytes) -> Callable[[Iterable[str]], list[int | None]]:
    """What makes a number of each text, None of an empty one: the first bytes of `_under`.

    It is HMAC as RFC 2104 writes it: `hmac` takes twice as long, and a file has millions of prints.
    """
    inner, outer = (hashlib.sha256(key.ljust(64, b"\0").translate(pad)) for pad in _PADS)

    def numbers(values: Iterable[str]) -> list[int | None]:
        first = _FIRST.unpack_from
        found: list[int | None] = []
        for value in values:
            if value:
                once, twice = inner.copy(), outer.copy()
                once.update(value.encode())
                twice.update(once.digest())
                found += first(twice.digest())
            else:
                found.append(None)
        return found

    return numbers


def _under(key: bytes, value: str) -> bytes:
    return hmac.digest(key, value.encode(), "sha256")
