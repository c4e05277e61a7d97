"""An outreach on screen: its line in the list, and the dialog that changes it."""

import streamlit as st

from db import outreach, outreach_list
from db.actor import Actor, Right
from db.engine import reading
from db.models import OutreachKind
from db.outreach_fields import OutreachUpdate
from db.outreach_list import LoggedOutreach
from db.revisions import Change
from ui import batches, formats, forms
from ui.figures import KINDS
from ui.language import N_, _
from ui.outreach_form import fields, label, seat, values_of
from ui.record_dialog import RecordDialog

DIALOG = RecordDialog("outreach")
CHANGES = {"corrected": N_("Changed"), "voided": N_("Voided"), "restored": N_("Restored")}


def line(logged: LoggedOutreach) -> bool:
    """One outreach in the list; True if it was just opened. Typed texts show letter by letter."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xxsmall"):
            st.markdown(f"**{_(KINDS[logged.kind])}** · {formats.day(logged.happened_on)}")
            if logged.voided or logged.follow_up:
                with st.container(horizontal=True, gap="xsmall"):
                    if logged.voided:
                        st.badge(_("Void"), icon=":material/block:", color="gray")
                    if logged.follow_up:
                        st.badge(label("follow_up"), icon=":material/reply:", color="orange")
            st.text(" · ".join((_where(logged), *([logged.place] if logged.place else []))))
            st.text(" · ".join(_numbers(logged)))
            tongues = ", ".join(map(formats.tongue, logged.languages))
            if tongues or logged.note:
                st.text(" · ".join(text for text in (tongues, logged.note) if text))
            st.text(
                _("Logged by {name}, {moment}").format(
                    name=logged.recorded_by, moment=formats.moment(logged.recorded_at)
                )
            )
        return st.button(_("Open"), key=f"outreach.open.{logged.id}", width="content")


def dialog() -> None:
    """The open outreach, if there is one: change it, void it, restore it, see who did what."""
    DIALOG.draw(_("Outreach"), _in_dialog)


def _in_dialog(actor: Actor, outreach_id: int, revision: int) -> None:
    with reading() as session:
        logged = outreach_list.one_outreach(session, actor, outreach_id)
        history = outreach_list.outreach_history(session, actor, outreach_id)
    DIALOG.changed_meanwhile(logged.id, seen=revision, now=logged.revision)
    if logged.voided:
        st.warning(
            _("This outreach is void: it counts nothing. Its signatures stand."),
            icon=":material/block:",
        )
        if actor.may(Right.VOID_OUTREACH) and st.button(_("Restore"), icon=":material/undo:"):
            DIALOG.run(
                outreach.restore_outreach,
                actor,
                logged.id,
                revision=revision,
                said=_("The outreach counts again."),
            )
    else:
        _edit(actor, logged, revision)
        if actor.may(Right.VOID_OUTREACH):
            stands = _("Its signatures stand: they are a batch of their own.")
            DIALOG.void(
                outreach.void_outreach,
                actor,
                logged.id,
                revision,
                button=_("Void outreach"),
                said=_("The outreach is void. It can be restored."),
                note="" if logged.batch_id is None else stands,
            )
        else:
            st.caption(_("A lead of your organization can void an outreach."))
    st.subheader(_("Who did what"), anchor=False)
    st.text(
        _("{moment}: logged by {name}").format(
            moment=formats.moment(logged.recorded_at), name=logged.recorded_by
        )
    )
    for change in history:
        st.text(_change(change))


def _edit(actor: Actor, logged: LoggedOutreach, revision: int) -> None:
    form = forms.begin(f"outreach.{logged.id}.{revision}", actor, **values_of(logged))
    with st.form(form, border=False):
        values, slots = fields(form, actor, new=False)
        sent = st.form_submit_button(_("Save changes"), type="primary")
        doubt = forms.Doubt(form, st.empty(), _("Yes, save it"))
    sure = doubt.answered(sent=sent)
    if sent or sure:
        new = OutreachUpdate(**values, revision=revision)
        DIALOG.run(
            outreach.edit_outreach,
            actor,
            logged.id,
            new,
            sure=sure,
            slots=slots,
            doubt=doubt,
            said=_("The outreach is changed."),
        )


def _where(logged: LoggedOutreach) -> str:
    """Ward 22; of a lobby visit with who held the seat: Ward 35 · Carlos Ramirez-Rosa."""
    if logged.kind is OutreachKind.LOBBY_VISIT and logged.ward is not None:
        return _("Ward {number}").format(number=seat(logged.ward, logged.happened_on))
    return batches.ward(logged.ward)


def _numbers(logged: LoggedOutreach) -> list[str]:
    """What was counted, without what is nothing."""
    counted = (
        (logged.attempts, formats.attempts),
        (logged.conversations, formats.conversations),
        (logged.signatures, formats.signatures),
        (logged.volunteers, formats.volunteers),
        (logged.volunteer_minutes, formats.hours),
    )
    written = [words(count) for count, words in counted if count]
    return written or [_("Nothing counted")]


def _change(change: Change) -> str:
    lines = [
        f"{formats.moment(change.changed_at)}: {_(CHANGES[change.change])} · {change.changed_by}"
    ]
    if change.reason:
        lines.append(f"    {change.reason}")
    if change.fields:
        lines.append(f"    {', '.join(map(label, change.fields))}")
    return "\n".join(lines)
