"""What is shown a single time: a link, a one-time password, a secret address. Nothing keeps it."""

from datetime import date
from urllib.parse import urlsplit

import segno
import streamlit as st

from db.actor import Actor
from db.invitations import NewInvitation
from ui import formats, live
from ui.language import _, language

_KEY = "once"


def link(invitation: NewInvitation) -> None:
    """Show this invitation's link after the next rerun."""
    st.session_state[_KEY] = (
        _("Send this link to the person you invite and to nobody else: whoever has it can join."),
        f"{here()}/?invitation={invitation.token}",
        _("It works once, until {moment}.").format(moment=formats.moment(invitation.expires_at)),
    )


def password(made: str) -> None:
    """Show this one-time password after the next rerun."""
    st.session_state[_KEY] = (
        _("Tell the person this password yourself. They are signed out everywhere."),
        made,
        _("It opens nothing but the choice of a password of their own."),
    )


def calendar(token: str) -> None:
    """Show this calendar's address after the next rerun."""
    st.session_state[_KEY] = (
        _(
            "Give this address to your calendar program as a calendar to subscribe to. Keep it to "
            "yourself: whoever has it can read the dates."
        ),
        f"{here()}/calendar/{token}.ics?language={language()}",
        _("It works until you end it or make a new one."),
    )


def display(token: str, last_day: date | None) -> None:
    """Show this display's address after the next rerun. It works until the end of that day."""
    counter = _("To put a small counter on another site, add /embed to it.")
    ends = _("It works until you end it.")
    if last_day:
        ends = _("It works until the end of {day}.").format(day=formats.day(last_day))
    st.session_state[_KEY] = (
        _("Open this address on the screen behind the lectern. Whoever has it sees the display."),
        f"{here()}/press/{token}",
        f"{counter} {ends}",
    )


def show() -> bool:
    """The dialog, as long as it is open; True if it is. A page has room for one."""
    if _KEY not in st.session_state:
        return False
    live.dialog(_("Shown only this once"), _in_dialog, on_dismiss=_forget)()
    return True


def here() -> str:
    """The address of this site."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}"


def _forget() -> None:
    st.session_state.pop(_KEY, None)


def _in_dialog(_actor: Actor) -> None:
    before, secret, after = st.session_state[_KEY]
    st.write(before)
    st.code(secret, language=None, wrap_lines=True)
    st.caption(after)
    if secret.startswith("http"):
        # As part of the page: its address is a secret, and a picture would be kept as a file.
        st.image(segno.make(secret).svg_inline(scale=4, border=2), width=200, alt=_("QR code"))
    if st.button(_("Done"), type="primary"):
        _forget()
        st.rerun()
