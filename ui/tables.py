"""A table on screen, and below it the same as a CSV.

The tables' own download is off (`client.disableDataExport`): it has our names of the columns
instead of the reader's, runs formulas, and would give away people's names without a password. Only
what is in a form, or names people, is drawn without a CSV, by `st.dataframe` itself.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, Literal

import streamlit as st

from db import clock
from exchange import table_file
from exchange.table_file import Cell
from ui import files_out, who
from ui.language import _


def table(
    name: str,
    rows: Sequence[dict[str, Any]],
    *,
    alt: str,
    columns: dict[str, Any] | None = None,
    height: Literal["auto", "content"] = "auto",
) -> None:
    """Draw the rows. `name`: of the file, once on a page; `columns`: how to head which field."""
    st.dataframe(rows, hide_index=True, alt=alt, column_config=columns, height=height)
    fields = list(dict.fromkeys(field for row in rows for field in row))
    header = [_label(field, (columns or {}).get(field)) for field in fields]
    cells = [[row.get(field) for field in fields] for row in rows]
    files_out.download(
        _("This table (CSV)"),
        partial(_csv, who.cookie(), header, cells),
        name=f"contamos-{name}-{clock.today()}.csv",
        mime="text/csv",
        key=f"csv.{name}",
        type="tertiary",
    )


def _label(field: str, column: Any) -> str:
    label = column.get("label") if isinstance(column, dict) else column
    return label or field


def _csv(cookie: str | None, header: list[str], cells: list[list[Cell]]) -> bytes:
    files_out.still(cookie)
    return table_file.as_csv(header, cells)
