"""Checks of single fields. A widget's limits hold in the browser only; these hold everywhere."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlsplit

from db.errors import Conflict, Invalid, Message

Option = TypeVar("Option", bound=StrEnum)

MOST_SLUG = 40
# Characters that reorder the text around them: they let a line show what it does not say.
_REORDERING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def clean(value: Any) -> str:
    """The text as kept: composed (NFC), without control characters, stripped at both ends."""
    text = value.translate(_REORDERING) if isinstance(value, str) else ""
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", text).strip()


def is_plain(text: str) -> bool:
    """True if the text is clean but for its ends: printable and composed, as most texts are."""
    return text.isprintable() and unicodedata.is_normalized("NFC", text)


def proposed_slug(name: str) -> str:
    """A short name made of a name: small letters without accents, digits, dashes."""
    letters = unicodedata.normalize("NFKD", re.sub("['’]", "", name)).lower()
    words = re.findall("[a-z0-9]+", "".join(c for c in letters if not unicodedata.combining(c)))
    return "-".join(words)[:MOST_SLUG].rstrip("-")


def is_id(value: Any) -> bool:
    """True if a row can have this id (a database refuses larger numbers with an error)."""
    return type(value) is int and 0 < value < 2**31


def unchanged(seen: Any, now: Any) -> None:
    """Return if what a form was begun with still stands. Raises Conflict: somebody changed it."""
    if seen != now:
        raise Conflict(
            Message("Somebody changed this in the meantime. Look at it again, then decide.")
        )


class Checks:
    """Collects what is wrong with a form's fields, so that all of it can be said at once."""

    def __init__(self) -> None:
        self.problems: dict[str, Message] = {}

    def refuse(self, field: str, message: Message) -> None:
        """Note a problem; the first one of a field stands."""
        self.problems.setdefault(field, message)

    def done(self) -> None:
        """Raise Invalid if anything was refused."""
        if self.problems:
            raise Invalid(self.problems)

    def whole_number(self, field: str, value: Any, *, least: int, most: int) -> int:
        """A whole number in a range; digits typed as text are taken."""
        if isinstance(value, str) and value.strip().isdecimal():
            value = int(value.strip()[:20])
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(field, Message("Give a whole number, such as 25."))
            return least
        if not least <= value <= most:
            self.refuse(
                field,
                Message("Give a number from {least} to {most}.", least=least, most=most),
            )
            return least
        return value

    def text(self, field: str, value: Any, *, most: int, required: bool = False) -> str:
        """A text of at most so many characters; only spaces or invisible characters are no text."""
        if value is not None and not isinstance(value, str):
            self.refuse(field, Message("Give a text."))
            return ""
        given = value or ""
        text = given.strip() if is_plain(given) else clean(given)
        if required and not any(c.isprintable() and not c.isspace() for c in text):
            self.refuse(field, Message("This can't be empty."))
        if len(text) > most:
            self.refuse(
                field,
                Message(
                    "At most {most} characters; this has {length}.", most=most, length=len(text)
                ),
            )
        return text

    def option(self, field: str, value: Any, options: type[Option]) -> Option:
        """One of an enumeration's values."""
        try:
            return options(value)
        except ValueError:
            self.refuse(field, Message("Choose one of the list."))
            return next(iter(options))

    def one_of(self, field: str, value: Any, options: Iterable[Any]) -> Any:
        """One of the values given, in its own type: 7.0 and True are not 7 and 1."""
        if not any(type(value) is type(option) and value == option for option in options):
            self.refuse(field, Message("Choose one of the list."))
        return value

    def day(self, field: str, value: Any, *, first: date | None, last: date | None) -> date:
        """A day in a range; either end may be open."""
        if type(value) is not date:
            self.refuse(field, Message("Give a day, such as 2017/04/24."))
            return first or date.min
        if first and value < first:
            self.refuse(field, Message("This can't be before {first}.", first=first))
        if last and value > last:
            self.refuse(field, Message("This can't be after {last}.", last=last))
        return value

    def link(self, field: str, value: Any, *, most: int = 500) -> str:
        """A web address, or nothing."""
        text = self.text(field, value, most=most)
        if not text:
            return ""
        try:
            parts = urlsplit(text)
        except ValueError:
            parts = urlsplit("")
        broken = any(c.isspace() for c in text)
        if parts.scheme not in ("http", "https") or not parts.hostname or broken:
            self.refuse(field, Message("Give a web address that begins with https://"))
        return text

    def slug(self, field: str, value: Any, *, taken: Iterable[str]) -> str:
        """A short name for addresses and files, one that nothing else has."""
        slug = clean(value).lower()
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > MOST_SLUG:
            self.refuse(
                field,
                Message(
                    "Use at most {most} of: small letters without accents, digits, dashes.",
                    most=MOST_SLUG,
                ),
            )
        if slug in taken:
            self.refuse(field, Message("That short name is taken. Give another one."))
        return slug

    def key(self, value: Any) -> str:
        """An idempotency key: made by the form, never typed."""
        if not isinstance(value, str) or not re.fullmatch(r"[ -~]{16,64}", value):
            self.refuse("key", Message("Reload the page and try again."))
            return ""
        return value
