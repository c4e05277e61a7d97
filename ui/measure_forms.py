"""What leads and coordinators record of a measure: what happened, a correction, the next date."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db import clock, measures, struck_actions
from db.actor import Actor
from db.clerk_actions import clerk_words
from db.engine import reading, writing
from db.live import hub
from db.measure_status import MeasureStatus, RecordedAction
from db.pipelines import steps
from ui import committees, formats, forms, live, roll_calls
from ui.language import _


def propose_outcome(measure: MeasureStatus) -> None:
    """Fill the form with what happens to everything pending at a term's end."""
    forms.fill_in(
        "add_action", measure=measure.slug, step="failed", happened_on=measure.term_ends_on
    )


def take_from_address(actor: Actor) -> None:
    """Fill the form with the step that a roll call decided, once, if a link brought its number."""
    number = st.query_params.pop("roll_call", "")
    for each in roll_calls.all_roll_calls(actor) if number else ():
        if str(each.id) == number and each.to_record is not None:
            forms.fill_in(
                "add_action",
                measure=each.measure,
                step=each.to_record.name,
                happened_on=each.held_on,
                body=each.committee or "",
                source_url=each.source_url,
                committee=None,
                clerk_action=None,
            )
            forms.flash(_("The step is filled in here. Look at it, then record it."))


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
        fields, slots = _action_fields(actor, form, measure)
        if forms.submit(form, _("Record action"), type="primary"):
            _save_action(actor, measure, "add_action", fields, slots)
    form = forms.begin("set_hearing", actor)
    with right:
        with st.form(form):
            st.subheader(_("The next hearing or vote"), anchor=False)
            _hearing(actor, measure, form)
        _withdraw(actor, measure)


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
        body="" if action.step.refers else action.body,
        committee=(action.step.refers and action.body) or None,
        note=action.note,
        source_url=action.source_url,
        clerk_action=action.clerk_action or None,
        anyway_reason=action.anyway_reason,
    )
    st.caption(_("The entry as it was stays in the history, with your reason."))
    with st.form(form, border=False):
        fields, slots = _action_fields(actor, form, measure)
        fields["reason"] = st.text_input(_("Reason for the correction"), key=f"{form}.reason")
        slots["reason"] = st.empty()
        if st.form_submit_button(_("Save correction"), type="primary"):
            fields["supersedes"] = action.id
            _save_action(actor, measure, f"correct.{action.id}", fields, slots)
    if action.step.name != "introduced":
        _strike(actor, measure, action)


def _strike(actor: Actor, measure: MeasureStatus, action: RecordedAction) -> None:
    """It never happened: no other step takes its place."""
    name = f"strike.{action.id}"
    form = forms.begin(name, actor)
    with (
        st.expander(_("It never happened"), icon=":material/strikethrough_s:", key=name),
        st.form(form, border=False),
    ):
        st.caption(_("The step counts for nothing any more and stays in the history, struck."))
        reason = st.text_input(_("Reason to strike it"), key=f"{form}.reason")
        slots = {"strike_reason": st.empty()}
        sent = st.form_submit_button(_("Strike this step"), icon=":material/strikethrough_s:")
        doubt = forms.Doubt(form, st.empty(), _("Yes, strike it"))
        sure = doubt.answered(sent=sent)
    if sent or sure:
        with forms.refusals(slots, doubt) as outcome, writing() as session:
            struck_actions.strike_action(
                session, actor, measure.slug, action.id, reason=reason, sure=sure
            )
        if outcome.done:
            _done(name, _("The step is struck."))


def _action_fields(
    actor: Actor, form: str, measure: MeasureStatus
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
    values["clerk_action"] = st.selectbox(
        _("Or in the Clerk's words"),
        clerk_words(measure.kind),
        key=f"{form}.clerk_action",
        index=None,
        placeholder=_("As in the Clerk's record"),
        accept_new_options=True,
        help=_("With these alone the step is known."),
    )
    values["clerk_action"] = values["clerk_action"] or ""
    slots["clerk_action"] = st.empty()
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
    values["committee"] = st.selectbox(
        _("To which committee"),
        [committee.name for committee in committees.all_committees(actor)],
        key=f"{form}.committee",
        index=None,
        placeholder=_("of a referral"),
        accept_new_options=True,
        help=_("Who has it from then on: its chair is the gate, its members are worth a visit."),
    )
    values["committee"] = values["committee"] or ""
    slots["committee"] = st.empty()
    values["note"] = st.text_input(_("Note"), key=f"{form}.note")
    slots["note"] = st.empty()
    values["source_url"] = st.text_input(
        _("Source (link)"), key=f"{form}.source_url", placeholder="https://"
    )
    slots["source_url"] = st.empty()
    values["anyway_reason"] = st.text_input(
        _("If its path does not lead there: why record it anyway"),
        key=f"{form}.anyway_reason",
        help=_("Clerks do odd things. What the Clerk's record says can stand here, with a reason."),
    )
    slots["anyway_reason"] = st.empty()
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
        help=_(
            "Days of notice that a committee has to give: {n}, Sundays and holidays not counted."
        ).format(n=measure.notice_days),
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
    if forms.submit(form, _("Set the date")):
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


def _withdraw(actor: Actor, measure: MeasureStatus) -> None:
    """The date that is announced, and a way to take it back: until then it stands everywhere."""
    with reading() as session:
        hearing = measures.announced_date(session, actor, measure.slug)
    if hearing is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        said = _("Announced: {day}, {body}")
        st.text(said.format(day=formats.day(hearing.scheduled_for), body=hearing.body))
        withdraw = st.button(_("Withdraw the date"), icon=":material/event_busy:")
    if withdraw:
        with forms.refusals({}) as outcome, writing() as session:
            measures.withdraw_hearing(session, actor, hearing.id)
        if outcome.done:  # the other forms keep what is typed in them
            hub.refresh()
            forms.flash(_("The date is withdrawn."))
            st.rerun()


def _done(form: str, text: str) -> None:
    _dismiss()
    hub.refresh()
    forms.flash(text)
    forms.done(form, "measure")
    st.rerun()
