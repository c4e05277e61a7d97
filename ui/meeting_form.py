"""Entering a date of the calendar, and the dialog that changes it or calls it off."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time, timedelta
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db import clock, meeting_fields, meetings
from db.actor import Actor
from db.agenda import Entry, EntryKind
from db.engine import reading, writing
from db.live import hub
from db.meeting_fields import MeetingCreate, MeetingUpdate
from db.models import MeetingKind
from ui import agenda, formats, forms, shell
from ui.language import _

_NONE = ""  # a select box takes None for "nothing chosen yet"
_NO_COMMITTEE = 0


def enter(actor: Actor) -> None:
    """The form that enters a date."""
    form = forms.begin(
        "meeting",
        actor,
        kind=MeetingKind.COUNCIL,
        day=clock.today() + timedelta(days=7),
        begins=time(10),
        minutes=60.0,
        committee_id=_NO_COMMITTEE,
        measure=_NONE,
        organization=actor.organization or _NONE,
    )
    kind = _kind(form)
    with st.form(form, border=False):
        values, slots = _fields(form, actor, kind, whose={_NONE, actor.organization or _NONE})
        sent = forms.submit(form, _("Enter the date"), type="primary", icon=":material/event:")
        doubt = forms.Doubt(form, st.empty(), _("Yes, enter it"))
    sure = doubt.answered(sent=sent)
    if sent or sure:
        new = MeetingCreate(**values, key=forms.key(form))
        with forms.refusals(slots, doubt) as outcome, writing() as session:
            made = meetings.enter(session, actor, new, sure=sure).id
        if outcome.done:
            hub.refresh()
            forms.flash(_("The date is in the calendar.") + _where(actor, made))
            forms.done("meeting", "kind", "committee_id", "measure", "organization")
            st.rerun()


def dialog() -> None:
    """The open date, if there is one: change it, call it off, put it back."""
    agenda.DIALOG.draw(_("Date"), _in_dialog)


def _in_dialog(actor: Actor, meeting_id: int, revision: int) -> None:
    entry = agenda.find(actor, meeting_id)
    if entry is None:  # no date is ever removed; a number that somebody made up
        st.warning(_("There is nothing here by that name."))
        return
    agenda.DIALOG.changed_meanwhile(meeting_id, seen=revision, now=entry.revision)
    if entry.called_off:
        st.warning(_("This date is called off."), icon=":material/event_busy:")
        if st.button(_("Put it back"), icon=":material/undo:"):
            agenda.DIALOG.run(
                meetings.put_back,
                actor,
                meeting_id,
                revision=revision,
                said=_("The date stands again."),
            )
    else:
        _edit(actor, entry, meeting_id, revision)
        st.caption(_("What is called off stays in the calendar and says so."))
        if st.button(_("Call it off"), icon=":material/event_busy:"):
            agenda.DIALOG.run(
                meetings.call_off,
                actor,
                meeting_id,
                revision=revision,
                said=_("The date is called off. It can be put back."),
            )
    st.text(
        _("Entered by {name}, {moment}").format(
            name=entry.recorded_by, moment=formats.moment(entry.recorded_at)
        )
    )


def _edit(actor: Actor, entry: Entry, meeting_id: int, revision: int) -> None:
    form = forms.begin(f"meeting.{meeting_id}.{revision}", actor, **_values_of(entry))
    kind = _kind(form)
    whose = {_NONE, actor.organization or _NONE, entry.organization or _NONE}
    with st.form(form, border=False):
        values, slots = _fields(form, actor, kind, whose=whose)
        sent = st.form_submit_button(_("Save changes"), type="primary")
        doubt = forms.Doubt(form, st.empty(), _("Yes, save it"))
    sure = doubt.answered(sent=sent)
    if sent or sure:
        agenda.DIALOG.run(
            meetings.change,
            actor,
            meeting_id,
            MeetingUpdate(**values, revision=revision),
            sure=sure,
            slots=slots,
            doubt=doubt,
            said=lambda: _("The date is changed.") + _where(actor, meeting_id),
        )


def _where(actor: Actor, meeting_id: int) -> str:
    """Where a date is found that the calendar does not show by itself."""
    entry = agenda.find(actor, meeting_id)
    if entry is None or not entry.is_over(clock.now()):
        return ""
    return " " + _("It is past: it stands under “What is past”.")


def _values_of(entry: Entry) -> dict[str, Any]:
    """What the fields of a date hold when it is opened."""
    begins = clock.chicago(entry.starts_at).time() if entry.starts_at else time(10)
    return {
        "kind": MeetingKind(entry.kind.value),
        "title": entry.title,
        "day": entry.day,
        "begins": begins,
        "minutes": float(entry.minutes),
        "place": entry.place,
        "committee_id": entry.committee_id or _NO_COMMITTEE,
        "measure": entry.measure or _NONE,
        "organization": entry.organization or _NONE,
        "source_url": entry.source_url,
        "note": entry.note,
    }


def _kind(form: str) -> MeetingKind | None:
    """Which kind it is. Outside of the form, because its fields depend on it."""
    return st.radio(
        _("Kind"),
        list(MeetingKind),
        format_func=lambda kind: agenda.kind(EntryKind(kind)),
        key=f"{form}.kind",
        horizontal=True,
    )


def _fields(
    form: str, actor: Actor, kind: MeetingKind | None, *, whose: set[str]
) -> tuple[dict[str, Any], dict[str, DeltaGenerator]]:
    """A date's input fields: what they hold, and the place under each for what is refused."""
    values: dict[str, Any] = {"kind": kind}
    slots: dict[str, DeltaGenerator] = {"kind": st.empty()}

    @contextmanager
    def field(name: str, **size: Any) -> Iterator[None]:
        with st.container(**size):
            yield
            slots[name] = st.empty()

    with field("title"):
        values["title"] = st.text_input(_("Title"), key=f"{form}.title")
    with st.container(horizontal=True):
        with field("day", width=200):
            values["day"] = st.date_input(
                _("Day"), key=f"{form}.day", min_value="1900-01-01", max_value="2100-01-01"
            )
        with field("begins", width=135):
            values["begins"] = st.time_input(_("Begins (Chicago)"), key=f"{form}.begins", step=900)
        with field("minutes", width=140):
            # A fraction typed into it is refused, not cut off.
            values["minutes"] = st.number_input(
                _("Minutes"), value=None, step=15.0, format="%.10g", key=f"{form}.minutes"
            )
    with field("place"):
        values["place"] = st.text_input(
            _("Place"),
            key=f"{form}.place",
            help=_("Everyone in the coalition sees it, so never somebody's home."),
        )
    if kind in meeting_fields.OF_A_COMMITTEE:
        with field("committee_id"):
            values["committee_id"] = _committee(form)
    if kind is MeetingKind.ACTION and whose != {_NONE}:
        with field("organization"):
            chosen = st.radio(
                _("Whose action"),
                sorted(whose, reverse=True),
                format_func=lambda slug: (
                    shell.organization_name(slug) if slug else _("The coalition")
                ),
                key=f"{form}.organization",
                horizontal=True,
            )
            values["organization"] = chosen or None
    with field("measure"):
        titles = agenda.measure_titles(actor)
        about = st.selectbox(
            _("Measure"),
            [_NONE, *titles],
            format_func=lambda slug: titles.get(slug) or _("No measure"),
            key=f"{form}.measure",
        )
        values["measure"] = about or None
    with field("source_url"):
        values["source_url"] = st.text_input(
            _("Source (link)"), key=f"{form}.source_url", placeholder="https://"
        )
    with field("note"):
        values["note"] = st.text_input(
            _("Note"),
            key=f"{form}.note",
            help=_("What colleagues should know. Never about anyone's immigration status."),
        )
    return values, slots


def _committee(form: str) -> int | None:
    with reading() as session:
        names = meeting_fields.committees(session)
    chosen = st.selectbox(
        _("Committee"),
        [_NO_COMMITTEE, *names],
        format_func=lambda number: names.get(number) or _("No committee"),
        key=f"{form}.committee_id",
    )
    return chosen or None
