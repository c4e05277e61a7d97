"""The screen behind an invitation's link, for whoever is not signed in."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db import invitations
from db.actor import Role
from db.engine import reading
from db.errors import Refused
from db.invitations import Welcome
from ui import forms, sign_in
from ui.formats import say
from ui.language import _, language


def token() -> str | None:
    """The secret of the link by which this page was opened."""
    return st.query_params.get("invitation") or None


def already_signed_in() -> None:
    """What to do with a link in a browser in which somebody is signed in."""
    st.info(
        _("You are signed in already. Log out first to join by this invitation as somebody else."),
        icon=":material/mail:",
    )


def form(token: str) -> str | None:
    """Say who is invited to what, and let them join. Returns the ticket once they have."""
    # The same list in every run: what is put into it is there for the run of a second click, too.
    tickets: list[str] = st.session_state.setdefault("joining.tickets", [])
    __, middle, __ = st.columns([1, 2, 1])
    with middle:
        st.title("Contamos", anchor=False)
        if not tickets:
            try:
                with reading() as session:
                    welcome = invitations.invitation_of(session, token)
            except Refused as error:
                st.header(_("This invitation"), anchor=False)
                st.warning(say(error.message), icon=":material/link_off:")
                st.button(_("Sign in"), on_click=st.query_params.clear)
            else:
                _join(token, welcome, tickets)
        if tickets:
            st.success(_("Signing in…"))
        sign_in.choose_language_of_visit()
    return tickets[0] if tickets else None


def _join(token: str, welcome: Welcome, tickets: list[str]) -> None:
    st.header(_("Count signatures together. Chicago, for sanctuary."), anchor=False)
    st.text(_sentence(welcome))
    slots: dict[str, DeltaGenerator] = {}
    with st.form("joining", border=True):
        name = st.text_input(
            _("Your name"), autocomplete="name", help=_("Colleagues of your organization see it.")
        )
        slots["name"] = st.empty()
        username = st.text_input(_("Username"), autocomplete="username")
        slots["username"] = st.empty()
        password = st.text_input(
            _("Password"),
            type="password",
            autocomplete="new-password",
            help=_("Use at least 12 characters."),
        )
        slots["password"] = st.empty()
        repeated = st.text_input(_("Password again"), type="password", autocomplete="new-password")
        slots["repeated"] = st.empty()
        sent = st.form_submit_button(_("Join"), type="primary")
    if sent:
        with forms.refusals(slots):
            tickets.append(
                invitations.accept(
                    token,
                    name=name,
                    username=username,
                    password=password,
                    repeated=repeated,
                    language=language(),
                )
            )


def _sentence(welcome: Welcome) -> str:
    if welcome.role is Role.COORDINATOR:
        return _("You are invited to the coalition as a coordinator.")
    if welcome.role is Role.LEAD:
        text = _("You are invited to {organization} as a lead.")
    else:
        text = _("You are invited to {organization} as staff.")
    return text.format(organization=welcome.organization)
