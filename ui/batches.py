"""A batch on screen: its fields, its line in the list, and the dialog that changes it."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db import signatures
from db.actor import Actor, Right
from db.engine import reading
from db.signatures import BatchChange, LoggedBatch
from db.wards import NUMBERS
from ui import formats, forms
from ui.figures import CHANNELS
from ui.language import N_, _
from ui.record_dialog import RecordDialog

LABELS = {
    "count": N_("How many signatures"),
    "collected_on": N_("Collected on"),
    "channel": N_("Channel"),
    "ward": N_("Ward"),
    "place": N_("Event or place"),
    "sheet": N_("Sheet number"),
    "note": N_("Note"),
}
DIALOG = RecordDialog("batch")
UNKNOWN = 0  # a select box takes None for "nothing chosen yet"
CHANGES = {
    "edited": N_("Changed"),
    "voided": N_("Voided"),
    "restored": N_("Restored"),
    "completed": N_("Completed"),
    "reopened": N_("Opened again"),
}


def label(field: str) -> str:
    """A field's name as shown."""
    return _(LABELS[field])


def fields(form: str) -> tuple[dict[str, Any], dict[str, DeltaGenerator]]:
    """A batch's input fields: what they hold, and the place under each for what is refused.

    Their limits are the data layer's to check, so that each refusal comes in the reader's language.
    """
    slots: dict[str, DeltaGenerator] = {}
    values: dict[str, Any] = {}

    with st.container(horizontal=True):
        with st.container(width=220):
            values["count"] = st.number_input(
                label("count"),
                value=None,
                step=1.0,  # a box for whole numbers would make 1 of a typed 1.5, and say nothing
                format="%.10g",
                key=f"{form}.count",
                placeholder=_("for example 25"),
            )
            slots["count"] = st.empty()
        with st.container(width=220):
            values["collected_on"] = st.date_input(
                label("collected_on"),
                key=f"{form}.collected_on",
                min_value="1900-01-01",
                max_value="2100-01-01",
            )
            slots["collected_on"] = st.empty()
        with st.container(width="content"):
            values["channel"] = st.radio(
                label("channel"),
                list(CHANNELS),
                format_func=lambda channel: _(CHANNELS[channel]),
                key=f"{form}.channel",
                horizontal=True,
            )
            slots["channel"] = st.empty()
    with st.container(horizontal=True):
        with st.container(width=220):
            values["ward"] = st.selectbox(
                label("ward"),
                [UNKNOWN, *NUMBERS],
                format_func=lambda number: str(number) if number else _("Unknown"),
                key=f"{form}.ward",
            )
            values["ward"] = None if values["ward"] == UNKNOWN else values["ward"]
            slots["ward"] = st.empty()
        with st.container():
            values["place"] = st.text_input(
                label("place"), key=f"{form}.place", placeholder=_("for example Saint Pius")
            )
            slots["place"] = st.empty()
    with st.container(horizontal=True):
        with st.container(width=220):
            values["sheet"] = st.text_input(label("sheet"), key=f"{form}.sheet")
            slots["sheet"] = st.empty()
        with st.container():
            values["note"] = st.text_input(
                label("note"),
                key=f"{form}.note",
                help=_("About the sheet. Never about anyone's immigration status."),
            )
            slots["note"] = st.empty()
    return values, slots


def line(batch: LoggedBatch) -> bool:
    """One batch in the list; True if it was just opened. Typed texts show letter by letter."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xxsmall"):
            parts = [
                f"**{formats.signatures(batch.count)}**",
                formats.day(batch.collected_on),
                _(CHANNELS[batch.channel]),
                ward(batch.ward),
            ]
            st.markdown(" · ".join(parts))
            if batch.voided:
                st.badge(_("Void"), icon=":material/block:", color="gray")
            elif batch.complete:
                st.badge(_("Completed"), icon=":material/done_all:", color="blue")
            if batch.keyed:
                st.caption(keyed(batch))
            st.text(" · ".join(text for text in (batch.place, sheet(batch), batch.note) if text))
            st.text(
                _("Logged by {name}, {moment}").format(
                    name=batch.recorded_by, moment=formats.moment(batch.recorded_at)
                )
            )
        if not batch.voided and not batch.complete:
            key_names = st.button(_("Key names"), key=f"batch.key.{batch.id}", width="content")
            if key_names:
                st.switch_page("../pages/key_names.py", query_params={"batch": str(batch.id)})
        return st.button(_("Open"), key=f"batch.open.{batch.id}", width="content")


def number(batch_id: int) -> str:
    """Batch 341: what tells it apart from another that is alike in everything."""
    return _("Batch {number}").format(number=batch_id)


def ward(number: int | None) -> str:
    """Ward 22, or that it is unknown."""
    return _("Ward unknown") if number is None else _("Ward {number}").format(number=number)


def dialog() -> None:
    """The open batch, if there is one: change it, void it, restore it, see who did what."""
    DIALOG.draw(_("Batch"), _in_dialog)


def _in_dialog(actor: Actor, batch_id: int, revision: int) -> None:
    with reading() as session:
        batch = signatures.one_batch(session, actor, batch_id)
        history = signatures.batch_history(session, actor, batch_id)
    DIALOG.changed_meanwhile(batch.id, seen=revision, now=batch.revision)
    if batch.voided:
        st.warning(_("This batch is void: it counts nothing."), icon=":material/block:")
        if actor.may(Right.VOID_BATCH) and st.button(_("Restore"), icon=":material/undo:"):
            DIALOG.run(
                signatures.restore_batch,
                actor,
                batch.id,
                revision=revision,
                said=_("The batch counts again."),
            )
    else:
        _edit(actor, batch, revision)
        if actor.may(Right.VOID_BATCH):
            DIALOG.void(
                signatures.void_batch,
                actor,
                batch.id,
                revision,
                button=_("Void batch"),
                said=_("The batch is void. It can be restored."),
            )
        else:
            st.caption(_("A lead of your organization can void a batch."))
    st.subheader(_("Who did what"), anchor=False)
    st.text(
        _("{moment}: logged by {name}").format(
            moment=formats.moment(batch.recorded_at), name=batch.recorded_by
        )
    )
    for change in history:
        st.text(_change(change))


def _edit(actor: Actor, batch: LoggedBatch, revision: int) -> None:
    values = {field: getattr(batch, field) for field in LABELS}
    form = forms.begin(
        f"batch.{batch.id}.{revision}",
        actor,
        **{**values, "count": float(batch.count), "ward": batch.ward or UNKNOWN},
    )
    with st.form(form, border=False):
        values, slots = fields(form)
        sent = st.form_submit_button(_("Save changes"), type="primary")
    if sent:
        new = signatures.BatchUpdate(**values, revision=revision)
        DIALOG.run(
            signatures.edit_batch,
            actor,
            batch.id,
            new,
            slots=slots,
            said=_("The batch is changed."),
        )


def _change(change: BatchChange) -> str:
    lines = [
        f"{formats.moment(change.changed_at)}: {_(CHANGES[change.change])} · {change.changed_by}"
    ]
    if change.reason:
        lines.append(f"    {change.reason}")
    for field, (before, after) in change.changes.items():
        lines.append(f"    {label(field)}: {_written(field, before)} → {_written(field, after)}")
    return "\n".join(lines)


def _written(field: str, value: Any) -> str:
    if field == "ward":
        return ward(value)
    if field == "channel":
        return _(CHANNELS[value])
    return str(value) if value not in (None, "") else "–"


def keyed(batch: LoggedBatch) -> str:
    """12 of 20 keyed."""
    return _("{keyed} of {count} keyed").format(
        keyed=formats.number(batch.keyed), count=formats.number(batch.count)
    )


def sheet(batch: LoggedBatch) -> str:
    """Sheet 12, or nothing."""
    return _("Sheet {number}").format(number=batch.sheet) if batch.sheet else ""
