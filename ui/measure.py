"""A measure on screen: its stepper, its dates, its history, and the forms that add to it."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db import clock, measures
from db.actor import Actor, Right
from db.engine import reading, writing
from db.live import hub
from db.measures import MeasureStatus, RecordedAction
from db.pipelines import steps
from ui import formats, forms, live
from ui.language import _


def all_measures(actor: Actor) -> list[MeasureStatus]:
    """Both measures as they stand, read once per data version. Raises Unavailable."""
    return _all_measures(hub.current().version, clock.today(), actor)


@st.cache_resource(max_entries=4, show_spinner=False)
def _all_measures(version: int, day: Any, _actor: Actor) -> list[MeasureStatus]:
    with reading() as session:
        return measures.all_measures(session, _actor)


def status(actor: Actor, measure: MeasureStatus) -> bool:
    """Where it stands: stepper, stage in words, days in it, the next date.

    Returns True if "Record the outcome" was just pressed.
    """
    outcome = False
    st.header(_(measure.short_title), anchor=False)
    st.caption(f"{measure.record_number} · {measure.title}")
    st.markdown(_stepper(measure))
    if measure.term_ended and not measure.standing.step.ended:
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
    lead, *others = measure.sponsors
    st.markdown(
        _("**Lead sponsor:** {name}, ward {ward}").format(name=lead[1], ward=lead[0])
        + "  \n"
        + _("**Committee:** {committee}").format(committee=measure.committee)
    )
    if others:
        with st.expander(
            _("All {n} sponsors at the end of the term").format(n=len(measure.sponsors))
        ):
            st.text("\n".join(f"{ward}  {name}" for ward, name in measure.sponsors))
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
    corrected = [action for action in measure.history if action.superseded_at is not None]
    if corrected:
        with st.expander(_("Corrected entries"), icon=":material/history:"):
            for action in corrected:
                st.text(_correction(action))
    return pressed


def propose_outcome(measure: MeasureStatus) -> None:
    """Fill the form with what happens to everything pending at a term's end."""
    form = forms.name("add_action")
    for field, value in (
        ("measure", measure.slug),
        ("step", "failed"),
        ("happened_on", measure.term_ends_on),
    ):
        st.session_state[f"{form}.{field}"] = value


def record_form(actor: Actor, known: list[MeasureStatus]) -> None:
    """Leads and coordinators record what happened, or announce the next date."""
    st.header(_("Record"), anchor=False)
    slugs = {measure.slug: measure for measure in known}
    form = forms.begin("add_action", actor, measure=known[0].slug, happened_on=clock.today())
    chosen = st.selectbox(
        _("Measure"),
        list(slugs),
        format_func=lambda slug: _(slugs[slug].short_title),
        key=f"{form}.measure",
        persist_state="session",
    )
    measure = slugs.get(chosen, known[0])
    left, right = st.columns(2)
    with left, st.form(form):
        st.subheader(_("What happened"), anchor=False)
        fields, slots = _action_fields(form, measure)
        if st.form_submit_button(_("Record action"), type="primary"):
            _save_action(actor, measure, "add_action", fields, slots)
    form = forms.begin("set_hearing", actor)
    with right, st.form(form):
        st.subheader(_("The next hearing or vote"), anchor=False)
        _hearing(actor, measure, form)


def find(
    known: list[MeasureStatus], slug: str, action_id: int
) -> tuple[MeasureStatus, RecordedAction]:
    """The measure and the action of it by their ids."""
    [found] = [measure for measure in known if measure.slug == slug]
    [action] = [action for action in found.history if action.id == action_id]
    return found, action


def correct_dialog(measure: MeasureStatus, action: RecordedAction) -> None:
    """Supersede an action by the right one, with a reason."""
    live.dialog(_("Correct an entry"), _in_correct_dialog, on_dismiss=_dismiss)(measure, action)


def _dismiss() -> None:
    st.session_state.pop("correct.open", None)


def _in_correct_dialog(actor: Actor, measure: MeasureStatus, action: RecordedAction) -> None:
    form = forms.begin(
        f"correct.{action.id}",
        actor,
        step=action.step.name,
        happened_on=action.happened_on,
        body=action.body,
        note=action.note,
        source_url=action.source_url,
    )
    st.caption(_("The entry as it was stays in the history, with your reason."))
    with st.form(form, border=False):
        fields, slots = _action_fields(form, measure)
        fields["reason"] = st.text_input(_("Reason for the correction"), key=f"{form}.reason")
        slots["reason"] = st.empty()
        if st.form_submit_button(_("Save correction"), type="primary"):
            fields["supersedes"] = action.id
            _save_action(actor, measure, f"correct.{action.id}", fields, slots)


def _action_fields(
    form: str, measure: MeasureStatus
) -> tuple[dict[str, Any], dict[str, DeltaGenerator]]:
    offered = steps(measure.kind)
    values: dict[str, Any] = {}
    slots: dict[str, DeltaGenerator] = {}
    values["step"] = st.selectbox(
        _("Step"),
        list(offered),
        format_func=lambda name: _(offered[name].label),
        key=f"{form}.step",
        index=None,
        placeholder=_("Choose a step"),
    )
    slots["step"] = st.empty()
    values["happened_on"] = st.date_input(
        _("Happened on"),
        key=f"{form}.happened_on",
        min_value="1900-01-01",
        max_value="2100-01-01",
    )
    slots["happened_on"] = st.empty()
    values["body"] = st.text_input(
        _("Who acted"), key=f"{form}.body", placeholder=_("the Council, a committee, the Mayor")
    )
    slots["body"] = st.empty()
    values["note"] = st.text_input(_("Note"), key=f"{form}.note")
    slots["note"] = st.empty()
    values["source_url"] = st.text_input(
        _("Source (link)"), key=f"{form}.source_url", placeholder="https://"
    )
    slots["source_url"] = st.empty()
    return values, slots


def _save_action(
    actor: Actor,
    measure: MeasureStatus,
    form: str,
    fields: dict[str, Any],
    slots: dict[str, DeltaGenerator],
) -> None:
    new = measures.ActionCreate(measure=measure.slug, key=forms.key(forms.name(form)), **fields)
    with forms.refusals(slots) as outcome, writing() as session:
        measures.add_action(session, actor, new)
    if outcome.done:
        _done(form, _("Recorded."))


def _hearing(actor: Actor, measure: MeasureStatus, form: str) -> None:
    slots: dict[str, DeltaGenerator] = {}
    scheduled_for = st.date_input(
        _("On"),
        key=f"{form}.scheduled_for",
        value=None,
        min_value="1900-01-01",
        max_value="2100-01-01",
        help=_("A committee has to give three days' notice, Sundays and holidays not counted."),
    )
    slots["scheduled_for"] = st.empty()
    body = st.text_input(_("Committee or Council"), key=f"{form}.body")
    slots["hearing_body"] = st.empty()
    place = st.text_input(
        _("Time and place"), key=f"{form}.place", placeholder=_("10 AM, room 201-A")
    )
    slots["hearing_place"] = st.empty()
    source_url = st.text_input(_("Source (link)"), key=f"{form}.source_url", placeholder="https://")
    slots["hearing_source_url"] = st.empty()
    if st.form_submit_button(_("Set the date")):
        new = measures.HearingCreate(
            measure=measure.slug,
            scheduled_for=scheduled_for,
            body=body,
            place=place,
            source_url=source_url,
            key=forms.key(form),
        )
        with forms.refusals(slots) as outcome, writing() as session:
            measures.set_hearing(session, actor, new)
        if outcome.done:
            _done("set_hearing", _("The date is set."))


def _done(form: str, text: str) -> None:
    _dismiss()
    hub.refresh()
    forms.done(form, "measure")
    forms.flash(text)
    st.rerun()


def _stepper(measure: MeasureStatus) -> str:
    """The path as a row of badges: a shape and a word for each, not a colour alone."""
    here = measure.standing.stage
    badges = []
    passed = True
    for stage in measure.path:
        if stage.name == here.name:
            badges.append(f":blue-badge[:material/radio_button_checked: **{_(stage.label)}**]")
            passed = False
        elif passed:
            done = stage.name in measure.standing.reached
            icon = "check_circle" if done else "remove_circle_outline"
            badges.append(f":green-badge[:material/{icon}: {_(stage.label)}]")
        else:
            badges.append(f":gray-badge[:material/radio_button_unchecked: {_(stage.label)}]")
    return " → ".join(badges)


def _next_hearing(measure: MeasureStatus) -> None:
    hearing = measure.next_hearing
    with st.container(border=True, gap="xsmall", height="stretch"):
        if hearing is None:
            st.metric(_("Next hearing or vote"), "–", delta_description=_("none announced"))
            return
        left = (hearing.scheduled_for - clock.today()).days
        st.metric(
            _("Next hearing or vote"),
            _("today") if left == 0 else _("in {days}").format(days=formats.days(left)),
            delta_description=formats.long_day(hearing.scheduled_for),
        )
        st.text("\n".join(text for text in (hearing.body, hearing.place) if text))
        st.text(_("Set by {name}").format(name=hearing.recorded_by))
        if hearing.source_url:
            st.link_button(_("Source"), hearing.source_url, type="tertiary")


def _line(actor: Actor, action: RecordedAction) -> bool:
    with st.container(border=True, gap="xxsmall"):
        st.markdown(f"**{formats.day(action.happened_on)}** · {_(action.step.label)}")
        if action.body or action.note:
            st.text("\n".join(text for text in (action.body, action.note) if text))
        st.text(_recorded_by(action))
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


def _recorded_by(action: RecordedAction) -> str:
    if action.recorded_by is None:
        return _("From the City Clerk's record")
    return _("Recorded by {name}, {moment}").format(
        name=action.recorded_by, moment=formats.moment(action.recorded_at)
    )


def _correction(action: RecordedAction) -> str:
    lines = [f"{formats.day(action.happened_on)} · {_(action.step.label)}", _recorded_by(action)]
    if action.superseded_at is not None:
        lines.append(
            _("Corrected by {name}, {moment}: {reason}").format(
                name=action.superseded_by,
                moment=formats.moment(action.superseded_at),
                reason=action.superseded_reason,
            )
        )
    return "\n".join(lines)
