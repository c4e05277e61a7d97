"""How a chart becomes what the browser draws: its specification, its rows, its language."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import altair as alt
import pyarrow as pa
from babel import dates

from ui import formats
from ui.language import language

PICKED = "picked"  # the selection that a click or a tap makes; its rows hold the fields
Spec = dict[str, Any]
Rows = list[dict[str, Any]]


def finished(chart: Any, height: int | None = None) -> Spec:
    """The specification of a chart, with its rows as Arrow and its dates as read in Spanish."""
    if height is not None:
        chart = chart.properties(height=height)
    spec: Spec = chart.to_dict()
    spec["datasets"] = {name: _arrow(rows) for name, rows in spec.get("datasets", {}).items()}
    if language() != "en":
        spec["config"] = {**spec.get("config", {}), "locale": {"time": _time_locale()}}
    return spec


def inline(rows: Rows) -> alt.InlineData:
    """Rows that a chart carries with it."""
    return alt.InlineData(values=rows)


def pickable(*fields: str) -> alt.Parameter:
    """That a mark can be clicked or tapped, and what is then known of it. What is drawn over it
    may have no tooltip, or it is what was clicked."""
    return alt.selection_point(name=PICKED, fields=list(fields))


def midnight(on: date) -> str:
    """A local midnight: a bare date would be taken for UTC and slip a day."""
    return f"{on.isoformat()}T00:00:00"


def _arrow(rows: Rows) -> bytes:
    """The rows as the browser gets them; Streamlit would convert plain ones on each rerun."""
    table = pa.Table.from_pylist(rows)
    stream = pa.BufferOutputStream()
    with pa.ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table)
    arrow: bytes = stream.getvalue().to_pybytes()
    return arrow


def _time_locale() -> dict[str, Any]:
    """Month and day names for Vega, from Babel."""
    locale = formats.locale()

    def week(names: Mapping[int, str]) -> list[str]:
        """Vega's week begins on Sunday, Babel's on Monday."""
        return [names[n] for n in (6, 0, 1, 2, 3, 4, 5)]

    return {
        "dateTime": "%A, %e de %B de %Y, %X",
        "date": "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": ["a. m.", "p. m."],
        "days": week(dates.get_day_names("wide", "stand-alone", locale)),
        "shortDays": week(dates.get_day_names("abbreviated", "stand-alone", locale)),
        "months": list(dates.get_month_names("wide", "stand-alone", locale).values()),
        "shortMonths": list(dates.get_month_names("abbreviated", "stand-alone", locale).values()),
    }
