"""Imports of outreach on screen, and their undo."""

import streamlit as st

from db import outreach_imports
from db.actor import Actor, Right
from db.engine import reading, writing
from db.models import OutreachImport
from db.outreach_imports import ImportedFile
from ui import formats, forms
from ui.language import _

TOOLS = {"van": "VAN", "spoke": "Spoke"}
ON_SCREEN = "outreach_import"  # where the tab keeps the file that is on the screen
_SHOWN, _MORE = f"{ON_SCREEN}.most", 20


def latest(actor: Actor) -> None:
    """The own organization's imports of outreach, each with its undo for a lead.

    Nothing without one, or for a person who brings in no files.
    """
    if not actor.may(Right.IMPORT_FILES):
        return
    most = st.session_state.get(_SHOWN, _MORE)
    with reading() as session:
        files = outreach_imports.latest_outreach_imports(session, actor, most=most + 1)
    if not files:
        return
    st.subheader(_("Imported outreach"), anchor=False)
    for file in files[:most]:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap="xxsmall"):
                st.text(f"{TOOLS[file.tool]} · {file.file_name}")
                st.text(summary(file))
                st.text(
                    _("Imported by {name}, {moment}").format(
                        name=file.recorded_by, moment=formats.moment(file.imported_at)
                    )
                )
                if file.undone_at is not None:
                    st.badge(_("Undone"), icon=":material/undo:", color="gray")
            if file.can_be_undone and actor.may(Right.UNDO_IMPORT):
                _undo(actor, file)
    if len(files) > most and st.button(_("Show more"), key=f"{ON_SCREEN}.more"):
        st.session_state[_SHOWN] = most + _MORE
        st.rerun()


def summary(file: ImportedFile | OutreachImport) -> str:
    """What an import did."""
    said = added(file.attempts, file.conversations)
    if not file.left_alone:
        return said
    stopped = _("No longer contacted: {signatures}.").format(
        signatures=formats.signatures(file.left_alone)
    )
    return f"{said} {stopped}"


def added(attempts: int, conversations: int) -> str:
    """What is new, in words."""
    if not attempts and not conversations:
        return _("No attempt and no conversation is new.")
    return _("New: {attempts}, {conversations}.").format(
        attempts=formats.attempts(attempts), conversations=formats.conversations(conversations)
    )


def _undo(actor: Actor, file: ImportedFile) -> None:
    with st.popover(_("Undo"), icon=":material/undo:", width="content"):
        st.write(
            _(
                "What this file added to the figures is taken out. Whom it marked as do not "
                "contact may be contacted again, unless another file says so too."
            )
        )
        if st.button(_("Undo this import"), key=f"{ON_SCREEN}.undo.{file.id}", type="primary"):
            with forms.refusals({}) as outcome, writing() as session:
                outreach_imports.undo_outreach_import(
                    session, actor, file.id, revision=file.revision
                )
            if outcome.done:
                st.session_state.pop(
                    ON_SCREEN, None
                )  # what is new in a file on the screen is another
                forms.flash(_("The import is undone."))
                st.rerun()
