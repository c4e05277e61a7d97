"""Parts of a page that run on their own: those that keep up by themselves, and dialogs.

Each asks anew who is there, every time it runs. When the login session has ended such a part shows
nothing any more and leaves the rest of the page as it is: a form beside it keeps what is being
typed.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from ui import forms, trouble, who
from ui.language import _

EVERY_SECONDS = 2.0
Part = Callable[..., None]


def live(part: Part) -> Part:
    """Make a function rerun by itself, so that another person's write shows within 3 seconds.

    It is called with the actor first. That it reran keeps nobody signed in.
    """
    return st.fragment(run_every=EVERY_SECONDS, key=f"{part.__module__}.{part.__name__}")(
        _asking_anew(part, active=False)
    )


def alone(part: Part) -> Part:
    """Make a function rerun without the rest of its page when something in it is used.

    It is called with the actor first.
    """
    return st.fragment(key=f"{part.__module__}.{part.__name__}")(_asking_anew(part, active=True))


def dialog(title: str, part: Part, *, on_dismiss: Callable[[], None]) -> Part:
    """Make a function the content of a dialog. It is called with the actor first."""
    return st.dialog(title, width="medium", on_dismiss=on_dismiss)(_asking_anew(part, active=True))


def _asking_anew(part: Part, *, active: bool) -> Part:
    def ask(*args: Any, **named: Any) -> None:
        with trouble.in_words():
            actor = who.current(active=active)
            if actor is not None and not actor.must_change_password:
                part(actor, *args, **named)
                return
            if active:  # something was sent; a part that reran by itself has nothing to keep
                forms.keep_drafts()
            st.info(_("You are signed out."), icon=":material/logout:")
            if st.button(_("Sign in"), key=f"{part.__name__}.sign_in"):
                st.rerun()

    return ask
