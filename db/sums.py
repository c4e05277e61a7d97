"""Adding to a running sum: one statement that begins a row or adds to it."""

from functools import cache

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite

from db.models import Base


# Made once: building it costs more than running it.
@cache
def add_to(table_name: str, fields: tuple[str, ...], dialect: str) -> Executable:
    """Add `fields` to the row of (cut, key) in a table of sums, or begin that row with them."""
    table = Base.metadata.tables[table_name]
    new = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    added = {field: table.c[field] + new.excluded[field] for field in fields}
    return new.on_conflict_do_update(index_elements=["cut", "key"], set_=added)
