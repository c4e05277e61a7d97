"""The keying grid: a component of our own, because no native element keeps up with a typist.

Streamlit's data editor draws cells on a canvas, waits for a rerun between them, and can't say what
is wrong beside a cell (docs/decisions/0007-keying-grid.md). This one is a table of plain inputs.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

_FOLDER = Path(__file__).parent
_grid = st.components.v2.component(
    "contamos_grid",
    html='<div class="grid">\n</div>',
    css=(_FOLDER / "grid.css").read_text(encoding="utf-8"),
    js="\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in ("line.js", "grid.js")),
)


def show(
    key: str,
    data: dict[str, Any],
    *,
    on_lines: Callable[[], None],
    on_apart: Callable[[], None],
) -> None:
    """Draw it. `on_lines` is called when lines were left, `on_apart` when one is another person.

    What they are about stands in `sent(key)`. `data`: words, wards, results, kept, progress,
    left (names still to come of those claimed).
    """
    _grid(key=key, data=data, on_lines_change=on_lines, on_apart_change=on_apart, height="content")


def sent(key: str, what: str) -> Any:
    """What the browser sent: "lines" not saved yet, or the signature to set "apart"."""
    return (st.session_state.get(key) or {}).get(what)
