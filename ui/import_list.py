"""The organization's imports on screen: how far each is, whoever began it and wherever they are."""

import streamlit as st

from db import file_imports, imports
from db.actor import Actor, Right
from db.engine import reading
from db.file_imports import Import
from db.models import ImportState
from exchange import import_job
from ui import formats, forms
from ui.formats import say
from ui.import_dialog import DIALOG, format_name, total_change
from ui.language import _
from ui.live import live

_FEW, _MORE = 5, 20


@live
def latest(actor: Actor) -> None:
    """The latest imports, newest first; nothing for a person who brings in no files."""
    if not actor.may(Right.IMPORT_FILES):
        return
    most = st.session_state.get("imports.most", _FEW)
    with reading() as session:
        found = file_imports.latest_imports(session, actor, most=most + 1)
    if not found:
        return
    st.subheader(_("Your organization's imports"), anchor=False)
    for each in found[:most]:
        _line(actor, each)
    if len(found) > most and st.button(_("Show more"), key="imports.more"):
        st.session_state["imports.most"] = most + _MORE
        st.rerun(scope="fragment")


def _line(actor: Actor, each: Import) -> None:
    """One import and what can be done with it. The file's name shows letter by letter."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xxsmall"):
            st.text(" · ".join(part for part in (each.file_name, format_name(each)) if part))
            _state(each)
            st.caption(
                formats.escaped(
                    _("Brought in by {name}, {moment}").format(
                        name=each.recorded_by, moment=formats.moment(each.started_at)
                    )
                )
            )
        match each.state:
            case ImportState.CHECKING:
                _unfinished(actor, each)
            case _ if each.asked_at is not None:
                _unfinished(actor, each, can_be_discarded=each.state is ImportState.CHECKED)
            case ImportState.CHECKED:
                if st.button(
                    _("Look at it"), key=f"import.look.{each.id}", type="primary", width="content"
                ):
                    DIALOG.open(each.id, each.revision)
            case ImportState.IMPORTED | ImportState.UNDONE:
                if st.button(_("Open"), key=f"import.open.{each.id}", width="content"):
                    DIALOG.open(each.id, each.revision)


def _unfinished(actor: Actor, each: Import, *, can_be_discarded: bool = True) -> None:
    """Something is being done with it, or was interrupted."""
    is_undone = each.state is ImportState.IMPORTED
    if each.interrupted and is_undone and not actor.may(Right.UNDO_IMPORT):
        st.caption(_("A lead of your organization can go on with it."))
    elif each.interrupted and st.button(
        _("Go on"), key=f"import.go_on.{each.id}", icon=":material/play_arrow:", width="content"
    ):
        import_job.start(each.id, actor)
        forms.flash(
            _("The check goes on where it was.")
            if each.state is ImportState.CHECKING
            else _("It goes on. You can leave this page meanwhile.")
        )
        st.rerun()
    if can_be_discarded and st.button(
        _("Discard"), key=f"import.discard.{each.id}", width="content"
    ):
        with forms.refusals({}) as outcome:
            imports.discard_import(actor, each.id, revision=each.revision)
        if outcome.done:
            forms.flash(_("The file is discarded. Nothing of it is kept."))
            st.rerun()


def _state(each: Import) -> None:
    match each.state:
        case ImportState.CHECKED | ImportState.IMPORTED if each.asked_at is not None:
            _counting(each)
        case ImportState.CHECKING if each.interrupted:
            st.badge(_("Interrupted"), icon=":material/pause:", color="orange")
            st.text(_("{rows} checked so far").format(rows=formats.rows(each.rows)))
        case ImportState.CHECKING:
            checked = _("{rows} checked so far").format(rows=formats.rows(each.rows))
            if lines := each.mapping.get("lines", 0):
                st.progress(min(each.position / lines, 1.0), text=checked)
            else:  # a workbook does not tell beforehand how many rows it has
                st.badge(_("Being checked"), icon=":material/hourglass_top:", color="blue")
                st.text(checked)
        case ImportState.CHECKED:
            st.badge(_("Checked, not imported yet"), icon=":material/fact_check:", color="blue")
            st.text(
                _("Fit: {rows}, with problems: {problems}").format(
                    rows=formats.rows(each.fit), problems=formats.number(each.faulty)
                )
            )
        case ImportState.IMPORTED:
            st.badge(_("Imported"), icon=":material/check:", color="blue")
            st.text(f"{formats.signatures(each.fit)} · {total_change(each)}")
        case ImportState.UNDONE:
            st.badge(_("Undone"), icon=":material/undo:", color="gray")
            st.text(total_change(each))
        case ImportState.FAILED if each.error is not None:
            st.error(say(each.error), icon=":material/error:")


def _counting(each: Import) -> None:
    """How far it is with being imported or undone. Until it is done nothing of that counts."""
    if each.interrupted:
        st.badge(_("Interrupted"), icon=":material/pause:", color="orange")
        return
    said = (
        _("{rows} being imported")
        if each.state is ImportState.CHECKED
        else _("{rows} being taken out")
    )
    st.progress(each.settled / 100, text=said.format(rows=formats.rows(each.fit)))
