"""Parts of a page that keep up by themselves: another person's write shows within three seconds."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from ui import trouble, who
from ui.language import _

EVERY_SECONDS = 2.0


def live(part: Callable[..., None]) -> Callable[..., None]:
    """Make a function a fragment that reruns by itself, asking anew each time who is there.

    It is called with the actor first. When the login session has ended it shows nothing any more,
    and leaves the rest of the page as it is: a form beside it keeps what is being typed.
    """

    @st.fragment(run_every=EVERY_SECONDS, key=f"{part.__module__}.{part.__name__}")
    def keep_up(*args: Any) -> None:
        with trouble.in_words():
            actor = who.current(active=False)
            if actor is not None and not actor.must_change_password:
                part(actor, *args)
                return
            st.info(_("You are signed out."), icon=":material/logout:")
            if st.button(_("Sign in"), key=f"{part.__name__}.sign_in"):
                st.rerun()

    return keep_up
