"""Correcting what is entered of a seat's holder: the name and office, the term, or that they are
entered at all."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db import seat_corrections, seats
from db.actor import Actor
from db.council import Holder, RemovedHolder
from db.seat_corrections import TermUpdate
from db.seats import Entry, HolderFields
from ui import formats, forms
from ui.language import N_, _
from ui.record_dialog import RecordDialog

ENTRIES = {Entry.ELECTED: N_("Elected"), Entry.APPOINTED: N_("Appointed by the Mayor")}


def fields(actor: Actor, dialog: RecordDialog, holder: Holder, revision: int) -> None:
    """Correct what is publicly known of them."""
    as_it_is = {name: getattr(holder, name) for name in HolderFields.__dataclass_fields__}
    form = forms.begin(f"correct_holder.{holder.id}.{holder.revision}", actor, **as_it_is)
    with (
        st.expander(_("Correct name, note or office"), icon=":material/edit:"),
        st.form(form, border=False),
    ):
        values, slots = holder_fields(form)
        sent = st.form_submit_button(_("Save changes"), type="primary")
    if sent:
        dialog.run(
            seats.correct_holder,
            actor,
            holder.id,
            HolderFields(**values),
            revision=revision,
            slots=slots,
            said=_("Saved."),
        )


def term(actor: Actor, dialog: RecordDialog, holder: Holder, revision: int) -> None:
    """Correct since when and how they hold the seat, or take back that they ever did."""
    title = _("Correct the term of {name}").format(name=formats.escaped(holder.name))
    with st.expander(title, icon=":material/edit_calendar:"):
        _first_day(actor, dialog, holder, revision)
        _removal(actor, dialog, holder, revision)


def removed(each: RemovedHolder) -> str:
    """A line of the seat's history: somebody who never held it."""
    return _("{holder} · entered by mistake, removed by {name}, {moment}: {reason}").format(
        holder=each.holder.name,
        name=each.removed_by,
        moment=formats.moment(each.removed_at),
        reason=each.reason,
    )


def came_by(form: str, offered: list[str]) -> Any:
    """The choice of how somebody came to a seat; an empty one is that nobody knows."""
    return st.radio(
        _("How they came"),
        offered,
        format_func=lambda entry: _(ENTRIES[Entry(entry)]) if entry else _("Not known"),
        key=f"{form}.came_by",
        horizontal=True,
    )


def holder_fields(form: str) -> tuple[dict[str, Any], dict[str, DeltaGenerator]]:
    """The boxes for what is publicly known of an alderperson."""
    labels = {
        "name": _("Name"),
        "legistar_name": _("Name as the Clerk writes it"),
        "note": _("Party or caucus"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "address": _("Ward office"),
    }
    hints = {"legistar_name": _("for example Ramirez-Rosa, Carlos")}
    values: dict[str, Any] = {}
    slots: dict[str, DeltaGenerator] = {}
    for name, label in labels.items():
        values[name] = st.text_input(label, key=f"{form}.{name}", placeholder=hints.get(name))
        slots[name] = st.empty()
    return values, slots


def _first_day(actor: Actor, dialog: RecordDialog, holder: Holder, revision: int) -> None:
    form = forms.begin(
        f"correct_term.{holder.id}.{holder.revision}",
        actor,
        held_on=holder.held_on,
        came_by=holder.came_by,
    )
    with st.form(form, border=False):
        how = came_by(form, [*ENTRIES] if holder.came_by else ["", *ENTRIES])
        slots = {"came_by": st.empty()}
        held_on = forms.day(_("First day in office"), f"{form}.held_on")
        slots["held_on"] = st.empty()
        sent = st.form_submit_button(_("Save the term"), type="primary")
    if sent:
        dialog.run(
            seat_corrections.correct_term,
            actor,
            holder.id,
            TermUpdate(held_on, how),
            revision=revision,
            slots=slots,
            said=_("The term is corrected."),
        )


def _removal(actor: Actor, dialog: RecordDialog, holder: Holder, revision: int) -> None:
    form = forms.begin(f"remove_holder.{holder.id}.{holder.revision}", actor)
    with st.form(form, border=False):
        st.caption(
            _(
                "Entered by mistake, such as in the wrong ward? As long as nothing stands that is "
                "recorded of them, they can be removed; the history keeps it with your reason."
            )
        )
        reason = st.text_input(_("Reason to remove them"), key=f"{form}.reason")
        slots = {"reason": st.empty()}
        sent = st.form_submit_button(_("Remove from the seat"), icon=":material/person_remove:")
    if sent:
        dialog.run(
            seat_corrections.remove_holder,
            actor,
            holder.id,
            revision=revision,
            reason=reason,
            slots=slots,
            said=_("They are removed from the seat."),
        )
