"""What the data layer says when it refuses, in words a page can translate and show."""

from datetime import date
from typing import Any


def N_(text: str) -> str:
    """Mark a text for the catalogue where it is written; the screen translates it."""
    return text


class Message:
    """A sentence of the catalogue (English is the key) and the values to put into it.

    A value can be a sentence of the catalogue itself, or several of them as a tuple.
    """

    def __init__(self, text: str, /, **values: Any) -> None:
        self.text = text
        self.values = values

    def as_json(self) -> dict[str, Any]:
        """The message as JSON can hold it."""
        values = {
            name: {"day": value.isoformat()} if isinstance(value, date) else value
            for name, value in self.values.items()
        }
        return {"text": self.text, "values": values}

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> "Message":
        """The message that was kept."""
        values = {
            name: date.fromisoformat(value["day"]) if isinstance(value, dict) else value
            for name, value in kept["values"].items()
        }
        return cls(kept["text"], **values)

    def __str__(self) -> str:
        return self.text.format(**{name: _plain(value) for name, value in self.values.items()})

    def __repr__(self) -> str:
        return f"Message({self.text!r})"  # never the values: they may hold what somebody typed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.text, self.values) == (other.text, other.values)

    def __hash__(self) -> int:
        return hash(self.text)


def _plain(value: Any) -> Any:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else value


class Refused(Exception):
    """A command did nothing; `message` says why, for the person on the screen."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text)
        self.message = message


class NotAllowed(Refused):
    """The person's role has no right to this."""

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or Message("Your role does not allow this."))


class NotFound(Refused):
    """No such row, or another organization's: the answer is the same."""

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or Message("There is nothing here by that name."))


class Conflict(Refused):
    """Somebody else changed the row first."""


class Doubtful(Refused):
    """Possible but unlikely: the command does it when it is called again with `sure`."""


class Unavailable(Refused):
    """The database is busy, read-only, full or away; nothing was written."""


class Invalid(Refused):
    """One or more fields can't be taken: `problems` maps a field's name to its message."""

    def __init__(self, problems: dict[str, Message]) -> None:
        super().__init__(Message("Please look at the fields marked below. Nothing was saved."))
        self.problems = problems
