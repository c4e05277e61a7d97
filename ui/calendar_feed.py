"""The calendar's secret address on screen: make it, make it anew, end it."""

import streamlit as st

from db import calendar_feeds
from db.actor import Actor
from db.engine import reading, writing
from ui import formats, forms, once
from ui.language import _


def own(actor: Actor) -> None:
    """One's own address for a calendar program."""
    with reading() as session:
        made_at = calendar_feeds.made_at(session, actor)
    st.write(
        _(
            "A secret address lets your calendar program show these dates and keep up with them, "
            "without signing in."
        )
    )
    if made_at is not None:
        st.text(_("Yours works since: {moment}").format(moment=formats.moment(made_at)))
    form = forms.begin("calendar_feed", actor)
    with st.container(horizontal=True):
        # Named after the form's press, so that a second click is of a button that is gone.
        make = st.button(
            _("Make an address") if made_at is None else _("Make a new one, end the old"),
            icon=":material/add_link:",
            key=f"make.{form}",
        )
        end = made_at is not None and st.button(
            _("End it"), icon=":material/link_off:", key=f"end.{form}"
        )
    if make or end:
        with forms.refusals({}) as outcome, writing() as session:
            token = calendar_feeds.make(session, actor) if make else ""
            if end:
                calendar_feeds.end(session, actor)
        if outcome.done:
            if token:
                once.calendar(token)
            else:
                forms.flash(_("The address works no more."))
            forms.done("calendar_feed")
            st.rerun()
