"""What forms share: refusals beside their field, one message after success, drafts that survive.

A form has another name after each press that went through ("log_batch.0", "log_batch.1", …), and
its widgets have the keys "log_batch.0.field". So what an impatient finger's second click sends,
before the answer to the first has come, is of a form that is no longer there: it does nothing.
"""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db import clock, drafts
from db.actor import Actor
from db.engine import reading, writing
from db.errors import Invalid, Refused, Unavailable
from ui import who
from ui.formats import say
from ui.language import _

_TOAST = timedelta(seconds=4)  # as long as Streamlit shows one


class Outcome:
    """Whether the command went through."""

    done = False


@contextmanager
def refusals(slots: Mapping[str, DeltaGenerator]) -> Iterator[Outcome]:
    """Run a command; show what the data layer refuses beside its field, in the reader's language.

    `slots` maps a field to the empty place under it; a problem without a place is shown here.
    """
    outcome = Outcome()
    try:
        yield outcome
        outcome.done = True
    except Invalid as error:
        for field, message in error.problems.items():
            slots.get(field, st).error(say(message), icon=":material/error:")
    except Refused as error:
        st.error(say(error.message), icon=":material/error:")


def begin(form: str, actor: Actor, **defaults: Any) -> str:
    """The form's name until its next success; its fields hold `defaults` until somebody types.

    Beside the fields stand ".key", the idempotency key, and ".defaults". A kept draft comes back.
    """
    press = name(form)
    if f"{press}.key" not in st.session_state:
        st.session_state[f"{press}.key"] = uuid.uuid4().hex
        st.session_state[f"{press}.defaults"] = {
            **defaults,
            **st.session_state.pop(f"{form}.carried", {}),
        }
        _restore_draft(form, press, actor)
    for field, value in st.session_state[f"{press}.defaults"].items():
        st.session_state.setdefault(f"{press}.{field}", value)
    return press


def name(form: str) -> str:
    """What the form is called until its next success."""
    return f"{form}.{st.session_state.get(f'{form}.presses', 0)}"


def key(press: str) -> str:
    """The idempotency key of this press: however often it arrives, it counts once."""
    made: str = st.session_state[f"{press}.key"]
    return made


def done(form: str, *carried: str) -> None:
    """It went through: the next press starts anew, but for the fields to carry over."""
    press = name(form)
    st.session_state[f"{form}.carried"] = {
        field: st.session_state.get(f"{press}.{field}") for field in carried
    }
    del st.session_state[f"{press}.key"]
    st.session_state[f"{form}.presses"] = st.session_state.get(f"{form}.presses", 0) + 1


def flash(text: str) -> None:
    """Say this after the next rerun."""
    st.session_state["_flash"] = (text, None)


def show_flash() -> None:
    """Say what was left to say, where it is seen however far the page is scrolled.

    For as long as a toast lasts, because the run of a second click sweeps away what the first one's
    has said.
    """
    text, shown_since = st.session_state.get("_flash", ("", None))
    if text and shown_since is None:
        shown_since = clock.now()
        st.session_state["_flash"] = (text, shown_since)
    if text and clock.now() - shown_since < _TOAST:
        st.toast(text, icon=":material/check_circle:")


def keep_drafts() -> None:
    """Nobody is signed in any more: keep what was just sent for the person whose session it was."""
    begun = [
        press.removesuffix(".key") for press in map(str, st.session_state) if press.endswith(".key")
    ]
    drafted = {press: fields for press in begun if (fields := _typed(press))}
    try:
        owner = who.previous() if drafted else None
        if owner is None:
            return
        with writing() as session:
            for press, fields in drafted.items():
                drafts.keep_draft(session, owner, press.rpartition(".")[0], fields)
    except Unavailable:
        return  # the fields are still on this screen's state; the next run tries again
    for press in drafted:
        del st.session_state[f"{press}.key"]
    st.info(_("Your login session ended. Sign in again: what you typed is kept."))


def _restore_draft(form: str, press: str, actor: Actor) -> None:
    try:
        with reading() as session:
            if not drafts.has_draft(session, actor, form):
                return
        with writing() as session:
            fields = drafts.take_draft(session, actor, form) or {}
    except Unavailable:
        return
    for field, value in fields.items():
        is_day = isinstance(value, dict)
        st.session_state[f"{press}.{field}"] = date.fromisoformat(value["day"]) if is_day else value
    st.info(_("This is what you typed before you were signed out."), icon=":material/history:")


def _typed(press: str) -> dict[str, Any]:
    """A form's fields as JSON can hold them, and its key; empty if they are as they were before."""
    start = f"{press}."
    fields = {
        field.removeprefix(start): value
        for field, value in ((str(field), value) for field, value in st.session_state.items())
        if field.startswith(start) and "." not in field.removeprefix(start)
    }
    key, before = fields.pop("key"), fields.pop("defaults", {})
    if all(value in (before.get(field), None, "") for field, value in fields.items()):
        return {}
    plain = {
        field: {"day": value.isoformat()} if isinstance(value, date) else value
        for field, value in fields.items()
        if isinstance(value, date | str | int | float | None)
    }
    return {**plain, "key": key}
