"""Files that go out, on screen: an organization's own people, after the password again."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import streamlit as st

from db import clock, downloads, people_export
from db.actor import Actor, Right
from db.downloads import File
from db.errors import NotAllowed
from db.login_sessions import actor_of
from db.people_export import Permit
from exchange import people_file
from exchange.people_file import Kind
from ui import browser, forms
from ui.language import _

_PERMIT = "files.permit"


def people(actor: Actor) -> Permit | None:
    """The own organization's people as a file, for its lead; nothing for anybody else.

    What else has names in it can be made with the permit.
    """
    if not actor.may(Right.EXPORT_PEOPLE):
        return None
    st.header(_("Your organization's people"), anchor=False)
    st.write(
        _(
            "Everyone who signed with your organization, with contacts and notes, as a file for a "
            "spreadsheet. Keep it where only those see it who must. That you took it is written "
            "down."
        )
    )
    permit = permitted(actor)
    if permit is None:
        return None
    with st.container(horizontal=True):
        for kind in Kind:
            name = f"contamos-{actor.organization}-{clock.today()}.{kind}"
            file = File(name, kind.mime, partial(_people_file, permit, kind))
            fetched(kind.value.upper(), actor, file, key=f"files.{kind}")
    return permit


def permitted(actor: Actor) -> Permit | None:
    """The permit to make files with names; None until the lead has typed the password again."""
    permit: Permit | None = st.session_state.get(_PERMIT)
    if permit is not None and permit.holds_for(actor):
        st.caption(_("Ready for five minutes; then your password is asked again."))
        return permit
    with st.form("files.password", border=True, clear_on_submit=True, width=480):
        password = st.text_input(_("Your password"), type="password")
        slot = st.empty()
        sent = st.form_submit_button(_("Make files with names"), type="primary")
    if sent:
        with forms.refusals({"password": slot}) as outcome:
            st.session_state[_PERMIT] = people_export.permit(actor, password)
        if outcome.done:
            st.rerun()
    return None


def fetched(label: str, actor: Actor, file: File, *, key: str) -> None:
    """A button for a file with names: it is made while the browser fetches it, and never kept."""
    if st.button(label, icon=":material/download:", key=key, width="content"):
        browser.fetch(f"/download/{downloads.offer(actor, file)}")


def download(label: str, make: partial[bytes], *, name: str, mime: str, **look: Any) -> None:
    """A button for a file without names, made when it is pressed and not before.

    Streamlit holds the file in memory until somebody's sessions end; its address answers to
    signed-in people only (web/gate.py) and can't be guessed. No rerun follows, in which the next
    file's button, pressed meanwhile, would ask for a file that is known no more.
    """
    st.download_button(
        label,
        make,
        on_click="ignore",
        file_name=name,
        mime=mime,
        icon=":material/download:",
        width="content",
        **look,
    )


def still(cookie: str | None) -> Actor:
    """Who pressed the button: asked when it is pressed, outside of a run. Raises NotAllowed."""
    actor = actor_of(cookie)
    if actor is None:
        raise NotAllowed
    return actor


def _people_file(permit: Permit, kind: Kind, actor: Actor) -> Iterator[bytes]:
    people = people_export.own_people(actor, permit, purpose=kind.value)
    return people_file.pieces(people, kind)
