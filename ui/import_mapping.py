"""Which column of a file is what, on screen: proposed, changed by a person, looked at."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from exchange.days import DayOrder
from exchange.import_preview import Stored
from exchange.mapping import SIGNER_FIELDS, Mapping
from exchange.signers import is_clear
from exchange.tables import Table
from ui import batches, formats, people
from ui.formats import say
from ui.language import N_, _, ngettext

LABELS = {
    **people.LABELS,
    "full_name": N_("Full name, in one column"),
    "signed_on": N_("Day signed"),
    "may_contact": N_("May be contacted"),
    "source_id": N_("Number of the row on the other site"),
    "deleted": N_("Signature taken back"),
    "unsubscribed": N_("Do not contact"),
}
_TWO_LINES = 66  # pixels; with fewer Streamlit wraps no text
_FOUR_LINES = 84
_NAMES = {"first_name", "last_name", "full_name"}
_MOST_PETITIONS = 5_000  # that can be chosen, the most frequent ones
_NOWHERE = ""  # no column is called so
_MONTH_FIRST, _DAY_FIRST = False, True


def label(field: str) -> str:
    """A field's name as shown."""
    return _(LABELS[field])


def columns(form: str, table: Table, start: Mapping, *, unfolded: bool) -> Mapping:
    """A box of the file's columns for each field, and what they hold now."""
    chosen = start
    with (
        st.expander(_("Which column is what"), expanded=unfolded, icon=":material/view_column:"),
        st.grid(3, min_column_width=220),
    ):
        for field in SIGNER_FIELDS:
            key = f"{form}.column.{field}"
            st.session_state.setdefault(key, start.columns.get(field, _NOWHERE))
            with st.container():
                column = st.selectbox(
                    label(field),
                    [_NOWHERE, *table.header],
                    format_func=lambda name: name or _("not in this file"),
                    key=key,
                )
            chosen = chosen.with_column(field, column or None)
    if not _NAMES & set(chosen.columns):
        st.warning(
            _("No column holds a name yet. Say which one does: a row without a name can't come in.")
        )
    return chosen


def petition(form: str, mapping: Mapping, found: Counter[str]) -> tuple[Mapping, DeltaGenerator]:
    """Where a file has signers of several petitions, or of another one than the last time, a person
    says which is ours; and the place under that box."""
    if len(found) < 2 and is_clear(mapping.petition, found):
        return mapping, st.empty()
    options = [each for each, _rows in found.most_common(_MOST_PETITIONS)]
    chosen = st.selectbox(
        _("Which petition of the file is this one?"),
        options,
        index=options.index(mapping.petition) if mapping.petition in options else None,
        format_func=lambda each: " · ".join(
            (each or _("No petition named"), formats.rows(found[each]))
        ),
        key=f"{form}.petition",
        placeholder=_("Choose a petition"),
        width=420,
    )
    slot = st.empty()
    if chosen is None:
        return mapping, slot
    if others := found.total() - found[chosen]:
        slot.caption(
            ngettext(
                "{n} row of other petitions is left out.",
                "{n} rows of other petitions are left out.",
                others,
            ).format(n=formats.number(others))
        )
    return replace(mapping, petition=chosen), slot


def day_order(form: str, mapping: Mapping, order: DayOrder) -> Mapping:
    """Where the file does not tell how its days are written, a person does; once."""
    if not order.doubtful and mapping.day_first is None:
        return mapping
    key = f"{form}.day_first"
    st.session_state.setdefault(key, bool(mapping.day_first))
    day_first = st.radio(
        _("Is 3/4 in this file in March or in April?"),
        [_MONTH_FIRST, _DAY_FIRST],
        format_func=lambda first: _("April 3: day first") if first else _("March 4: month first"),
        key=key,
        horizontal=True,
    )
    return replace(mapping, day_first=day_first)


def preview(rows: Sequence[Stored], mapping: Mapping) -> None:
    """The first rows as they will be stored, for the organization's own people only."""
    st.subheader(_("The first rows as they will be stored"), anchor=False)
    lines = [
        {
            "number": row.number,
            "problem": "\n".join(
                f"{column_of(each.column, mapping)}: {say(each.reason, plain=True)}"
                for each in row.problems
            )
            or (_("Taken back: left out") if row.deleted else ""),
            "name": row.signer.name,
            "contacts": "\n".join(filter(None, (row.signer.email, row.signer.phone))),
            "address": "\n".join(filter(None, (row.signer.street, row.signer.zip))),
            "day": row.day,
            "ward": batches.ward(row.ward) if row.ward else "",
            "may_contact": row.signer.may_contact,
            "note": row.signer.note,
        }
        for row in rows
    ]
    has_several = any(len(row.problems) > 1 for row in rows)
    config = {
        "number": st.column_config.NumberColumn(_("Row"), width=45),
        "problem": st.column_config.Column(_("Problem"), width=220 if has_several else 175),
        "name": st.column_config.Column(_("Name"), width=110),
        "contacts": st.column_config.Column(f"{label('email')}, {label('phone')}", width=165),
        "address": st.column_config.Column(f"{label('street')}, {label('zip')}", width=115),
        "day": st.column_config.DateColumn(label("signed_on"), format=formats.DAY_COLUMN, width=95),
        "ward": st.column_config.Column(label("ward"), width=70),
        "may_contact": st.column_config.CheckboxColumn(label("may_contact"), width=110),
        "note": st.column_config.Column(label("note"), width=100),
    }
    # Few lines to a row, and no room for what the file has nothing of: so all of it fits a page.
    filled = {"number", "name"} | {name for line in lines for name in line if line[name]}
    filled |= {"may_contact"} & set(mapping.columns)
    st.dataframe(
        [{name: value for name, value in line.items() if name in filled} for line in lines],
        hide_index=True,
        alt=_("The first rows of the file as they will be stored"),
        column_config={name: config[name] for name in config if name in filled},
        row_height=_FOUR_LINES if has_several else _TWO_LINES,
        height="content",
        placeholder="",
    )


def column_of(field: str, mapping: Mapping) -> str:
    """What the file calls the column that a problem is about: a field's, or that column itself."""
    if field not in LABELS:
        return field
    column = mapping.columns.get(field)
    if column is None and field == "first_name":
        column = mapping.columns.get("full_name")
    return column or label(field)
