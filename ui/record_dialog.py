"""The dialog in which one record is opened: a batch, an outreach, a signature.

What a person decides there is about the revision that they saw in the list.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db.actor import Actor
from db.engine import writing
from db.live import hub
from ui import forms, live
from ui.language import _

Command = Callable[..., object]


@dataclass(frozen=True)
class RecordDialog:
    """The dialog of one kind of record; its name begins the keys of what it keeps."""

    name: str

    def open(self, record_id: int, revision: int) -> None:
        """Open a record with the next run."""
        st.session_state[self._opened] = (record_id, revision)
        st.rerun()

    def close(self) -> None:
        """No record is open any more, with the next run."""
        st.session_state.pop(self._opened, None)

    def draw(self, title: str, content: live.Part) -> None:
        """The open record, if there is one. `content` is called with actor, id and revision."""
        if self._opened in st.session_state:
            opened = live.dialog(title, content, on_dismiss=self.close)
            opened(*st.session_state[self._opened])

    def changed_meanwhile(self, record_id: int, *, seen: int, now: int) -> None:
        """If the record has another revision than was seen, say so and offer to see it."""
        if seen == now:
            return
        st.warning(_("Somebody changed this in the meantime."), icon=":material/sync_problem:")
        if st.button(_("Show it as it is now"), key=f"{self.name}.anew"):
            self.open(record_id, now)

    def void(
        self,
        command: Command,
        actor: Actor,
        record_id: int,
        revision: int,
        *,
        button: str,
        said: str,
        note: str = "",
    ) -> None:
        """The form that voids a record, with a reason."""
        form = forms.begin(f"void.{self.name}.{record_id}", actor)
        with st.form(form, border=False):
            reason = st.text_input(_("Reason to void it"), key=f"{form}.reason")
            slots = {"reason": st.empty()}
            if note:
                st.caption(note)
            sent = st.form_submit_button(button, icon=":material/block:")
        if sent:
            self.run(
                command, actor, record_id, revision=revision, reason=reason, slots=slots, said=said
            )

    def run(
        self,
        command: Command,
        actor: Actor,
        record_id: int,
        *given: Any,
        said: str | Callable[[], str],
        slots: Mapping[str, DeltaGenerator] | None = None,
        doubt: forms.Doubt | None = None,
        **named: Any,
    ) -> None:
        """Run a command on the record; when it went through, close the dialog and say so.

        What is to be said can depend on what became of the record: then it is asked for afterwards.
        """
        with forms.refusals(slots or {}, doubt) as outcome, writing() as session:
            command(session, actor, record_id, *given, **named)
        if outcome.done:
            self.close()
            hub.refresh()
            forms.flash(said if isinstance(said, str) else said())
            st.rerun()

    @property
    def _opened(self) -> str:
        return f"{self.name}.open"
