"""One's own account on screen: language, password, where one is signed in."""

import streamlit as st

from db import login_sessions, users
from db.actor import Actor
from db.engine import reading, writing
from ui import formats, forms, trouble, who
from ui.language import NAMES, _

AS_BROWSER = ""  # a radio takes None for "nothing chosen yet"


def language_choice(actor: Actor) -> None:
    """Which language this person reads, on every device."""
    st.session_state["account.language"] = actor.language or AS_BROWSER
    st.radio(
        _("Language"),
        [AS_BROWSER, *NAMES],
        format_func=lambda name: NAMES.get(name, _("As the browser")),
        key="account.language",
        horizontal=True,
        label_visibility="collapsed",
        on_change=choose_language,
        args=("account.language",),
    )


def choose_language(widget: str) -> None:
    """Keep what a language widget holds as the person's choice."""
    with trouble.in_words():
        actor = who.current()
        if actor is not None:
            with writing() as session:
                users.set_language(session, actor, st.session_state[widget] or None)


def password_form(actor: Actor) -> None:
    """Choose another password. Never kept as a draft: nothing here outlives the run."""
    with st.form("password", border=True):
        current = st.text_input(_("Current password"), type="password")
        slots = {"current": st.empty()}
        new = st.text_input(_("New password"), type="password")
        slots["new"] = st.empty()
        repeated = st.text_input(_("New password again"), type="password")
        slots["repeated"] = st.empty()
        sent = st.form_submit_button(_("Save password"), type="primary")
    if sent:
        with forms.refusals(slots) as outcome:
            users.change_password(actor, current=current, new=new, repeated=repeated)
        if outcome.done:
            forms.flash(_("Your new password is saved."))
            st.rerun()


def sessions(actor: Actor) -> None:
    """Every browser in which this person is signed in; any but this one can be signed out."""
    with reading() as session:
        known = login_sessions.own_sessions(session, actor)
    for login in known:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap="xxsmall"):
                device = login.device or _("Unknown device")
                st.markdown(f"**{device}**")
                st.caption(
                    _("Since {start}, last seen {seen}").format(
                        start=formats.moment(login.started_at),
                        seen=formats.moment(login.last_seen_at),
                    )
                )
            if login.here:
                st.badge(_("This browser"), icon=":material/check:", color="blue")
            elif st.button(_("Sign out"), key=f"account.end.{login.id}", width="content"):
                with forms.refusals({}) as outcome, writing() as session:
                    login_sessions.end_own_session(session, actor, login.id)
                if outcome.done:
                    st.rerun()
