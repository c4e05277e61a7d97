"""A measure on screen: where it stands, its dates, its history."""

from typing import Any

import streamlit as st

from db import clock, measure_status
from db.actor import Actor, Right
from db.engine import reading
from db.live import hub
from db.measure_status import ListedSponsor, MeasureStatus, RecordedAction
from db.recorded_roll_calls import RecordedRollCall
from ui import formats, measure_path
from ui.language import _


def all_measures(actor: Actor) -> list[MeasureStatus]:
    """Both measures as they stand, read once per data version. Raises Unavailable."""
    return _all_measures(hub.current().version, clock.today(), actor)


@st.cache_resource(max_entries=4, show_spinner=False)
def _all_measures(version: int, day: Any, _actor: Actor) -> list[MeasureStatus]:
    with reading() as session:
        return measure_status.all_measures(session, _actor)


def status(actor: Actor, measure: MeasureStatus) -> bool:
    """Where it stands: stepper, stage in words, days in it, the next date.

    Returns True if "Record the outcome" was just pressed.
    """
    outcome = False
    st.header(_(measure.short_title), anchor=False)
    st.caption(f"{measure.record_number} · {measure.title}")
    st.markdown(measure_path.stepper(measure))
    if measure.term_ended and not measure.outcome_recorded:
        st.warning(
            _(
                "The Council term that it was introduced in ended on {day}; what was pending then "
                "died. Its outcome is not recorded here yet."
            ).format(day=formats.day(measure.term_ends_on)),
            icon=":material/hourglass_bottom:",
        )
        if actor.may(Right.UPDATE_MEASURE):
            outcome = st.button(
                _("Record the outcome"),
                key=f"outcome.{measure.slug}",
                icon=":material/gavel:",
            )
    if measure.term_ended and measure.afterwards:
        st.info(_(measure.afterwards), icon=":material/history_edu:")
    with st.grid(2, min_column_width=180):
        st.metric(
            _(measure.standing.step.label),
            formats.days(measure.days_in_stage),
            delta_description=_("since {day}").format(day=formats.day(measure.standing.since)),
            border=True,
            height="stretch",
        )
        _next_hearing(measure)
    measure_path.gate(measure)
    measure_path.days_that_count(measure)
    lead, *others = measure.sponsors
    st.markdown(
        _("**Lead sponsor:** {name}").format(name=formats.escaped(_sponsor(lead)))
        + "  \n"
        + _("**Committee:** {committee}").format(committee=formats.escaped(measure.in_committee))
    )
    if others:
        with st.expander(
            _("All {n} sponsors at the end of the term").format(n=len(measure.sponsors))
        ):
            st.text("\n".join(map(_sponsor, measure.sponsors)))
            st.caption(_("A sponsor is not a Yes: one of 2017 voted No in 2021."))
    st.link_button(
        _("Record and text at the City Clerk"), measure.clerk_url, icon=":material/open_in_new:"
    )
    return outcome


def history(actor: Actor, measure: MeasureStatus) -> RecordedAction | None:
    """Its dated steps, the newest first. Returns the one whose "Correct" was just pressed."""
    st.subheader(_("What happened"), anchor=False)
    pressed = None
    for action in measure.history:
        if action.superseded_at is None and _line(actor, action):
            pressed = action
    over = [action for action in measure.history if action.superseded_at is not None]
    if over:
        with st.expander(_("Corrected and struck entries"), icon=":material/history:"):
            for action in over:
                st.text(_superseded(action))
    return pressed


def _sponsor(each: ListedSponsor) -> str:
    """Carlos Ramirez-Rosa, ward 35; somebody who left the Council since says so."""
    if each.left_on is None:
        return _("{name}, ward {ward}").format(name=each.name, ward=each.ward)
    return _("{name}, ward {ward} (in the Council until {day})").format(
        name=each.name, ward=each.ward, day=formats.day(each.left_on)
    )


def _next_hearing(measure: MeasureStatus) -> None:
    hearing = measure.next_hearing
    with st.container(border=True, gap="xsmall", height="stretch"):
        if hearing is None:
            st.metric(_("Next hearing or vote"), "–", delta_description=_("none announced"))
            return
        at = f", {formats.time_of_day(hearing.starts_at)}" if hearing.starts_at else ""
        st.metric(
            _("Next hearing or vote"),
            formats.countdown(hearing.scheduled_for),
            delta_description=formats.long_day(hearing.scheduled_for) + at,
        )
        st.text("\n".join(text for text in (hearing.body, hearing.place) if text))
        st.text(_("Set by {name}").format(name=hearing.recorded_by))
        if hearing.source_url:
            st.link_button(_("Source"), hearing.source_url, type="tertiary")


def _line(actor: Actor, action: RecordedAction) -> bool:
    with st.container(border=True, gap="xxsmall"):
        st.markdown(f"**{formats.day(action.happened_on)}** · {_(action.step.label)}")
        said = (action.body, _clerks_words(action), action.note, _anyway(action))
        if any(said):
            st.text("\n".join(text for text in said if text))
        st.text(_recorded_by(action))
        if action.void_roll_call is not None:
            _no_vote_behind_it(action.void_roll_call)
        pressed = False
        with st.container(horizontal=True):
            if action.source_url:
                st.link_button(
                    _("Source"), action.source_url, type="tertiary", icon=":material/link:"
                )
            if actor.may(Right.UPDATE_MEASURE):
                pressed = st.button(
                    _("Correct"),
                    key=f"open.correct.{action.id}",
                    type="tertiary",
                    icon=":material/edit:",
                )
        return pressed


def _no_vote_behind_it(each: RecordedRollCall) -> None:
    """The roll call that decided a step is void: the step may not have happened either."""
    st.markdown(
        ":material/sync_problem: "
        + _("The roll call of {day} that this step rests on is void.").format(
            day=formats.day(each.held_on)
        )
    )
    st.text(_("Reason: {reason}").format(reason=each.void_reason))
    st.caption(_("If the step never happened, open “Correct” and strike it."))


def _clerks_words(action: RecordedAction) -> str:
    if not action.clerk_action:
        return ""
    return _("In the Clerk's words: {words}").format(words=action.clerk_action)


def _anyway(action: RecordedAction) -> str:
    if not action.anyway_reason:
        return ""
    return _("Off its path, recorded anyway: {reason}").format(reason=action.anyway_reason)


def _recorded_by(action: RecordedAction) -> str:
    if action.recorded_by is None:
        return _("From the City Clerk's record")
    return _("Recorded by {name}, {moment}").format(
        name=action.recorded_by, moment=formats.moment(action.recorded_at)
    )


def _superseded(action: RecordedAction) -> str:
    lines = [f"{formats.day(action.happened_on)} · {_(action.step.label)}", _recorded_by(action)]
    if action.superseded_at is not None:
        said = (
            _("Struck by {name}, {moment}: {reason}")
            if action.struck
            else _("Corrected by {name}, {moment}: {reason}")
        )
        lines.append(
            said.format(
                name=action.superseded_by,
                moment=formats.moment(action.superseded_at),
                reason=action.superseded_reason,
            )
        )
    return "\n".join(lines)
