"""Recording where many alderpersons stand: a grid of the 50 wards.

What was sent is kept beside the grid's own state, as the text "edits": it survives a refusal,
another page, and the end of the login session (ui/forms.py keeps it as a draft).
"""

import json
from datetime import date
from typing import Any

import pyarrow as pa
import streamlit as st

from db import clock, stance_entry, stance_rows
from db.actor import Actor
from db.engine import writing
from db.measure_status import MeasureStatus
from db.models import Evidence, Position
from db.stance_rows import FIELDS
from db.wards import NUMBERS
from db.whip import WhipCount
from ui import formats, forms, stance_form, stances
from ui.language import _, ngettext
from ui.live import alone
from ui.stance_form import LABELS, label

_DAYS = ("said_on", "expires_on")
Edits = dict[int, dict[str, Any]]  # ward → field → what was typed


@alone
def edit(actor: Actor, about: MeasureStatus, count: WhipCount) -> None:
    """The grid, the button that records what changed in it, all of it or nothing, and what that is.

    It runs anew alone: a page that did would close the cell that somebody is typing into.
    """
    name = f"stances.{about.slug}"
    form = forms.begin(name, actor, edits="{}")
    if f"{form}.grid.editor" not in st.session_state:  # first drawn, or left and come back to
        st.session_state[f"{form}.grid.kept"] = _loaded(st.session_state[f"{form}.edits"])
    with st.container(border=True):
        st.header(_("Many at once"), anchor=False)
        st.caption(
            _(
                "Write into as many rows as you like. A row that you touch becomes a new stance; "
                "what you leave empty is proposed: said today, to be confirmed in {days} days, and "
                "a new position said to one of us. The other rows stay as they are. Nothing is "
                "recorded until you press the button. More columns lie to the right."
            ).format(days=stance_entry.CONFIRM_AFTER.days)
        )
        st.data_editor(
            _rows(count, st.session_state[f"{form}.grid.kept"]),
            key=f"{form}.grid.editor",
            hide_index=True,
            disabled=["ward", "name", "now"],
            height=420,
            placeholder="",
            alt=_("Where the 50 alderpersons stand, to write into"),
            column_order=list(_columns()),
            column_config=_columns(),
            on_change=_remember,
            args=(form,),
        )
        typed = _loaded(st.session_state[f"{form}.edits"])
        new = stance_rows.to_record({seat.ward: seat for seat in count.seats}, typed, clock.today())
        sent = st.button(_("Record what changed"), type="primary", key=f"{form}.grid.send")
        _touched([stance.ward for stance in new if stance.ward])
        doubt = forms.Doubt(form, st.empty(), _("Yes, record it"), button=st.button)
        sure = doubt.answered(sent=sent)
    if not sent and not sure:
        return
    if not new:
        st.info(_("No row has changed."), icon=":material/info:")
        return
    with forms.refusals({}, doubt, named=_named) as outcome, writing() as session:
        stance_entry.set_stances(session, actor, about.slug, new, key=forms.key(form), sure=sure)
    if outcome.done:
        stance_form.recorded(name, len(new))


def _touched(wards: list[int]) -> None:
    """Which rows the button would record. It stands below it, so that it does not move it."""
    if wards:
        st.caption(
            ngettext(
                "{n} row changed and not recorded yet: ward {wards}.",
                "{n} rows changed and not recorded yet: wards {wards}.",
                len(wards),
            ).format(n=formats.number(len(wards)), wards=", ".join(map(str, wards)))
        )


def _rows(count: WhipCount, kept: Edits) -> pa.Table:
    """The 50 rows below what the grid itself remembers."""
    rows = [
        {
            "ward": seat.ward,
            "name": seat.name or _(stances.SIDES[seat.side].label),
            "now": stances.side(seat.side),
            **stance_rows.as_it_is(seat),
            **kept.get(seat.ward, {}),
        }
        for seat in sorted(count.seats, key=lambda seat: seat.ward)
    ]
    text, day = pa.string(), pa.date32()
    schema = pa.schema(
        [
            ("ward", pa.int64()),
            ("name", text),
            ("now", text),
            *((field, day if field in _DAYS else text) for field in FIELDS),
        ]
    )
    return pa.Table.from_pylist(rows, schema=schema)


def _columns() -> dict[str, Any]:
    column = st.column_config
    return {
        "ward": column.NumberColumn(_("Ward"), width=48, pinned=True),
        "name": column.TextColumn(_("Alderperson"), width=130),
        "position": column.SelectboxColumn(
            label("position"),
            options=list(stances.POSITIONS),
            format_func=lambda position: _(stances.POSITIONS[Position(str(position))]),
            width=110,
        ),
        "now": column.TextColumn(_("Now"), width=105),
        "evidence": column.SelectboxColumn(
            label("evidence"),
            options=list(stances.EVIDENCE),
            format_func=lambda evidence: _(stances.EVIDENCE[Evidence(str(evidence))]),
            width=160,
        ),
        "said_on": column.DateColumn(label("said_on"), format=formats.DAY_COLUMN, width=100),
        "expires_on": column.DateColumn(label("expires_on"), format=formats.DAY_COLUMN, width=100),
        "source_url": column.TextColumn(label("source_url"), width=160),
    }


def _remember(form: str) -> None:
    """Keep what the grid holds, on top of what was kept before, where a draft can take it."""
    edits: Edits = {ward: dict(row) for ward, row in st.session_state[f"{form}.grid.kept"].items()}
    for row, cells in _edited(form).items():
        if 0 <= int(row) < len(NUMBERS):
            edits.setdefault(NUMBERS[int(row)], {}).update(cells)
    st.session_state[f"{form}.edits"] = json.dumps(edits, default=str)


def _edited(form: str) -> dict[int, dict[str, Any]]:
    """Row, from 0 → what the grid itself remembers."""
    rows: dict[int, dict[str, Any]] = st.session_state.get(f"{form}.grid.editor", {}).get(
        "edited_rows", {}
    )
    return rows


def _loaded(text: str) -> Edits:
    return {
        int(ward): {
            field: _value(field, value) for field, value in cells.items() if field in FIELDS
        }
        for ward, cells in json.loads(text).items()
    }


def _value(field: str, value: Any) -> Any:
    if field not in _DAYS:
        return value if field != "source_url" else value or ""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _named(field: str) -> str:
    """said_on.22 → Ward 22, Said on:"""
    name, _dot, ward = field.partition(".")
    if name not in LABELS:
        return ""
    return _("Ward {number}, {field}: ").format(number=ward, field=label(name))
