"""Many values, a portion to a question: a database takes only so many at once."""

from collections.abc import Collection, Iterator
from typing import TypeVar

_AT_ONCE = 500  # values in one question; SQLite takes 32,766 at most

Value = TypeVar("Value")


def portions(values: Collection[Value]) -> Iterator[list[Value]]:
    """The values in lists that one question takes."""
    listed = list(values)
    return (listed[start : start + _AT_ONCE] for start in range(0, len(listed), _AT_ONCE))
