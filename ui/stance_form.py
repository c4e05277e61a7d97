"""Recording where one alderperson stands: the small form, made for a phone."""

from datetime import date
from typing import Any

import streamlit as st

from db import clock, stance_entry
from db.actor import Actor
from db.engine import reading, writing
from db.live import hub
from db.measure_status import MeasureStatus
from db.models import Evidence
from db.stance_entry import StanceCreate
from db.wards import NUMBERS
from db.whip import KnownStance, WhipCount
from ui import formats, forms, outreach_form, stances
from ui.language import N_, _, ngettext

LABELS = {
    "ward": N_("Ward"),
    "position": N_("Position"),
    "evidence": N_("How we know"),
    "said_on": N_("Said on"),
    "expires_on": N_("Confirm by"),
    "source_url": N_("Source (link)"),
}


def label(field: str) -> str:
    """A field's name as shown."""
    return _(LABELS[field])


def one(actor: Actor, about: MeasureStatus, count: WhipCount) -> None:
    """One ward's stance. What somebody told one of us is what it begins with: that is soft."""
    name = f"stance.{about.slug}"
    said_on = min(clock.today(), about.term_ends_on)
    form = forms.begin(
        name,
        actor,
        evidence=Evidence.ONE_OF_US,
        said_on=said_on,
        expires_on=stance_entry.proposed_expiry(Evidence.ONE_OF_US, said_on),
    )
    with st.container(border=True):
        st.header(_("One alderperson"), anchor=False)
        values, slots = _fields(form, count)
        sent = st.button(_("Record stance"), type="primary", key=f"{form}.one.send")
        doubt = forms.Doubt(form, st.empty(), _("Yes, record it"), button=st.button)
        sure = doubt.answered(sent=sent)
    if not sent and not sure:
        return
    new = StanceCreate(**values)
    with forms.refusals(slots, doubt) as outcome, writing() as session:
        stance_entry.set_stances(session, actor, about.slug, [new], key=forms.key(form), sure=sure)
    if outcome.done:
        recorded(name, 1)


def undo_last(actor: Actor, about: MeasureStatus) -> None:
    """What the own organization recorded last, and the button that undoes it."""
    with reading() as session:
        last = stance_entry.last_press(session, actor, about.slug)
    if not last:
        return
    with st.container(border=True):
        st.header(_("Recorded last"), anchor=False)
        st.text(
            _("{name}, {moment}").format(
                name=last[0].recorded_by or "", moment=formats.moment(last[0].recorded_at)
            )
        )
        st.text("\n".join(_line(stance) for stance in sorted(last, key=lambda each: each.ward)))
        pressed = st.button(
            ngettext("Undo {n} stance", "Undo {n} stances", len(last)).format(
                n=formats.number(len(last))
            ),
            icon=":material/undo:",
            key=f"undo.{last[0].press}",
        )
    if pressed:
        with forms.refusals({}) as outcome, writing() as session:
            undone = stance_entry.undo(session, actor, about.slug, last[0].press)
        if outcome.done:
            hub.refresh()
            forms.flash(
                ngettext("{n} stance undone.", "{n} stances undone.", undone).format(
                    n=formats.number(undone)
                )
            )
            st.rerun()


def recorded(form: str, many: int) -> None:
    """The form went through: say that so many stances are recorded, and draw the page anew."""
    hub.refresh()
    forms.flash(
        ngettext("{n} stance recorded.", "{n} stances recorded.", many).format(
            n=formats.number(many)
        )
    )
    forms.done(form)
    st.rerun()


def _fields(form: str, count: WhipCount) -> tuple[dict[str, Any], dict[str, Any]]:
    values: dict[str, Any] = {}
    slots: dict[str, Any] = {}
    values["ward"] = st.selectbox(
        label("ward"),
        list(NUMBERS),
        index=None,
        format_func=outreach_form.seat,
        placeholder=_("Choose a ward"),
        key=f"{form}.ward",
    )
    slots["ward"] = st.empty()
    for seat in count.seats:
        if seat.ward == values["ward"]:
            st.text(f"{stances.side(seat.side)}  {stances.known(seat)}  {stances.sponsor(seat)}")
    values["position"] = st.radio(
        label("position"),
        list(stances.POSITIONS),
        index=None,
        format_func=lambda position: _(stances.POSITIONS[position]),
        key=f"{form}.position",
        horizontal=True,
    )
    slots["position"] = st.empty()
    values["evidence"] = st.radio(
        label("evidence"),
        list(stances.EVIDENCE),
        format_func=lambda evidence: _(stances.EVIDENCE[evidence]),
        key=f"{form}.evidence",
        horizontal=True,
        on_change=_propose,
        args=(form,),
    )
    slots["evidence"] = st.empty()
    with st.grid(2, min_column_width=150):
        with st.container():
            values["said_on"] = st.date_input(
                label("said_on"),
                key=f"{form}.said_on",
                min_value="1900-01-01",
                max_value="2100-01-01",
                on_change=_propose,
                args=(form,),
            )
            slots["said_on"] = st.empty()
        with st.container():
            values["expires_on"] = st.date_input(
                label("expires_on"),
                value=None,
                key=f"{form}.expires_on",
                min_value="1900-01-01",
                max_value="2100-01-01",
                help=_("From then on it asks to be confirmed. Empty: never."),
            )
            slots["expires_on"] = st.empty()
    values["source_url"] = st.text_input(
        label("source_url"), key=f"{form}.source_url", placeholder="https://"
    )
    slots["source_url"] = st.empty()
    return values, {f"{field}.{values['ward']}": slot for field, slot in slots.items()}


def _propose(form: str) -> None:
    """Another day or another way of knowing: propose anew until when to trust it."""
    evidence, said_on = (st.session_state.get(f"{form}.{name}") for name in ("evidence", "said_on"))
    if isinstance(said_on, date) and said_on <= clock.today():
        st.session_state[f"{form}.expires_on"] = stance_entry.proposed_expiry(evidence, said_on)


def _line(stance: KnownStance) -> str:
    parts = (
        _("Ward {number}").format(number=stance.ward),
        stance.alderperson,
        _(stances.POSITIONS[stance.position]),
        _(stances.EVIDENCE[stance.evidence]),
        formats.day(stance.said_on),
    )
    return " · ".join(parts)
