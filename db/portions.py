"""Many values: a portion to a question, as a database takes only so many, or all as one."""

import json
from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from sqlalchemy import ARRAY, ColumnElement, bindparam, func
from sqlmodel import Session, select

_AT_ONCE = 500  # values in one question; SQLite takes 32,766 at most

Value = TypeVar("Value")


def portions(values: Collection[Value]) -> Iterator[list[Value]]:
    """The values in lists that one question takes."""
    listed = list(values)
    return (listed[start : start + _AT_ONCE] for start in range(0, len(listed), _AT_ONCE))


def among(session: Session, column: Any, values: Collection[int]) -> ColumnElement[bool]:
    """The condition that a column has one of these numbers: one parameter for all of them."""
    listed = sorted(values)  # neighbours stand on one page of an index
    if session.get_bind().dialect.name == "postgresql":
        one_of: Any = func.any(bindparam(None, listed, ARRAY(column.type)))
        found: ColumnElement[bool] = column == one_of
    else:
        each = func.json_each(json.dumps(listed)).table_valued("value").c.value
        found = column.in_(select(each))
    return found
