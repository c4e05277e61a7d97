"""A signature on screen: its line in a list, and the dialog that corrects it."""

from datetime import date
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db import own_lines, people, signers
from db.actor import Actor, Right
from db.engine import reading, writing
from db.live import hub
from db.own_lines import Alike, Line
from db.people import UNKNOWN_WARD, PeopleFilter, State
from db.revisions import Change
from db.signers import SignatureUpdate
from db.wards import NUMBERS
from ui import batches, formats, forms
from ui.language import N_, _
from ui.record_dialog import RecordDialog

LABELS = {
    "first_name": N_("First name"),
    "last_name": N_("Last name"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "street": N_("Street"),
    "zip": N_("ZIP"),
    "may_contact": N_("May we contact you"),
    "note": N_("Note"),
    "ward": N_("Ward"),
}
STATES = {
    State.COUNTED: N_("Counted"),
    State.AGAIN: N_("Same person again"),
    State.VOID: N_("Void"),
}
_CHANGES = {
    "corrected": N_("Corrected"),
    "voided": N_("Voided"),
    "restored": N_("Restored"),
    "set apart": N_("Set apart as another person"),
    "joined": N_("Joined as the same person"),
}
DIALOG = RecordDialog("signature")
_ANY = "any"


def label(field: str) -> str:
    """A field's name as shown."""
    return _(LABELS[field])


def filters(actor: Actor) -> PeopleFilter:
    """Draw the search field and the filters, and return what they hold."""
    with reading() as session:
        keyed = people.batches_with_names(session, actor)
    text = st.text_input(
        _("Search"),
        key="people.text",
        placeholder=_("Name, e-mail, phone, street, ZIP or note"),
        icon=":material/search:",
    )
    with st.container(horizontal=True):
        ward = st.selectbox(
            _("Ward"),
            [_ANY, UNKNOWN_WARD, *NUMBERS],
            format_func=lambda number: {_ANY: _("All"), UNKNOWN_WARD: _("Unknown")}.get(
                number, str(number)
            ),
            key="people.ward",
        )
        batch = st.selectbox(
            _("Batch"),
            [_ANY, *keyed],
            format_func=lambda number: (
                _("All") if number == _ANY else _batch(number, *keyed[number])
            ),
            key="people.batch",
        )
        contact = st.selectbox(
            _("May be contacted"),
            [_ANY, True, False],
            format_func=lambda may: {_ANY: _("All"), True: _("Yes"), False: _("No")}[may],
            key="people.contact",
        )
        state = st.selectbox(
            _("State"),
            [_ANY, *STATES],
            format_func=lambda each: _("All") if each == _ANY else _(STATES[each]),
            key="people.state",
        )
    chosen = {"ward": ward, "batch_id": batch, "may_contact": contact, "state": state}
    only = {name: value for name, value in chosen.items() if value != _ANY}
    return PeopleFilter(text.strip(), **only)


def found(actor: Actor, only: PeopleFilter) -> list[int]:
    """Ids of the people that fit, searched anew when anything has changed. Never a name is kept."""
    asked = (hub.current().version, only)
    if st.session_state.get("people.asked") != asked:
        st.session_state["people.found"] = people.search(actor, only)
        st.session_state["people.asked"] = asked
    ids: list[int] = st.session_state["people.found"]
    return ids


def line(each: Line) -> bool:
    """One signature in a list; True if it was just opened. Names show letter by letter."""
    signer = each.signer
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xxsmall"):
            st.text(signer.name)
            contact = (signer.email, signer.phone, signer.street, signer.zip)
            if any(contact):
                st.text(" · ".join(part for part in contact if part))
            st.caption(f"{formats.day(each.day)} · {batches.ward(each.ward)}")
            _badges(each)
        return st.button(_("Open"), key=f"signature.open.{each.id}", width="content")


def dialog() -> None:
    """The open signature, if there is one: correct it, void it, restore it, see who did what."""
    DIALOG.draw(_("Signature"), _in_dialog)


def _in_dialog(actor: Actor, signature_id: int, revision: int) -> None:
    with writing() as session:  # that somebody looked is written down
        each = own_lines.one_line(session, actor, signature_id)
        alike = own_lines.alike(session, actor, signature_id)
        history = own_lines.history(session, actor, signature_id)
    DIALOG.changed_meanwhile(each.id, seen=revision, now=each.revision)
    _badges(each)
    if each.voided:
        st.warning(_("This signature is void: it counts nothing."), icon=":material/block:")
        if actor.may(Right.VOID_SIGNATURE) and st.button(_("Restore"), icon=":material/undo:"):
            DIALOG.run(
                signers.restore_signature,
                actor,
                each.id,
                revision=revision,
                said=_("The signature counts again."),
            )
    else:
        _correct(actor, each, revision)
        _persons(actor, each, alike, revision)
        if actor.may(Right.VOID_SIGNATURE):
            DIALOG.void(
                signers.void_signature,
                actor,
                each.id,
                revision,
                button=_("Void signature"),
                said=_("The signature is void. It can be restored."),
            )
        else:
            st.caption(_("A lead of your organization can void a signature."))
    st.subheader(_("Who did what"), anchor=False)
    st.text(
        _("{moment}: keyed by {name}").format(
            moment=formats.moment(each.recorded_at), name=each.recorded_by
        )
    )
    for change in history:
        st.text(_change(change))


def _correct(actor: Actor, each: Line, revision: int) -> None:
    now = {field: getattr(each.signer, field) for field in LABELS if field != "ward"}
    form = forms.begin(
        f"person.{each.id}.{revision}", actor, **now, ward=each.own_ward or UNKNOWN_WARD
    )
    with st.form(form, border=False):
        values, slots = _fields(form)
        sent = st.form_submit_button(_("Save changes"), type="primary")
    if sent:
        new = SignatureUpdate(**values, revision=revision)
        DIALOG.run(
            signers.correct_signature,
            actor,
            each.id,
            new,
            slots=slots,
            said=_("The signature is corrected."),
        )


def _fields(form: str) -> tuple[dict[str, Any], dict[str, DeltaGenerator]]:
    values: dict[str, Any] = {}
    slots: dict[str, DeltaGenerator] = {}
    for pair in (("first_name", "last_name"), ("email", "phone"), ("street", "zip")):
        with st.container(horizontal=True):
            for field in pair:
                with st.container():
                    values[field] = st.text_input(label(field), key=f"{form}.{field}")
                    slots[field] = st.empty()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container():
            ward = st.selectbox(
                label("ward"),
                [UNKNOWN_WARD, *NUMBERS],
                format_func=lambda number: str(number) if number else _("As the batch"),
                key=f"{form}.ward",
            )
            values["ward"] = None if ward == UNKNOWN_WARD else ward
            slots["ward"] = st.empty()
        values["may_contact"] = st.checkbox(_("May be contacted"), key=f"{form}.may_contact")
    values["note"] = st.text_input(
        label("note"),
        key=f"{form}.note",
        help=_("Never about anyone's immigration status."),
    )
    slots["note"] = st.empty()
    return values, slots


def _persons(actor: Actor, each: Line, alike: list[Alike], revision: int) -> None:
    """What of the own organization's rows looks like this one, and who decides.

    By what two were once the same may be gone by now: they can be set apart all the same.
    """
    if alike:
        st.subheader(_("Rows that look like this one"), anchor=False)
    for other in alike:
        st.text(
            _("{name}: the same e-mail or phone").format(name=other.name)
            if other.sure
            else _("{name}: the same name and ZIP").format(name=other.name)
        )
    if each.again:
        st.caption(_("Counted once, as one person."))
        if st.button(_("It is another person"), icon=":material/group:"):
            DIALOG.run(
                signers.set_apart,
                actor,
                each.id,
                revision=revision,
                said=_("Two people, and both count."),
            )
    elif any(other.sure for other in alike) and st.button(
        _("It is the same person"), icon=":material/person:"
    ):
        DIALOG.run(
            signers.join,
            actor,
            each.id,
            revision=revision,
            said=_("One person, and counted once."),
        )


def _badges(each: Line) -> None:
    if each.voided:
        st.badge(_("Void"), icon=":material/block:", color="gray")
    elif each.again:
        st.badge(_("Same person again"), icon=":material/person_check:", color="gray")
    if each.signer.may_contact:
        st.badge(_("May be contacted"), icon=":material/call:", color="blue")


def _batch(number: int, day: date, keyed: int, sheet: str) -> str:
    parts = [
        batches.number(number),
        formats.day(day),
        _("Sheet {number}").format(number=sheet) if sheet else "",
    ]
    return " · ".join([*filter(None, parts), formats.signatures(keyed)])


def _change(change: Change) -> str:
    what = f"{formats.moment(change.changed_at)}: {_(_CHANGES[change.change])}"
    lines = [f"{what} · {change.changed_by}"]
    if change.fields:
        lines.append("    " + ", ".join(label(field) for field in change.fields))
    if change.reason:
        lines.append(f"    {change.reason}")
    return "\n".join(lines)
