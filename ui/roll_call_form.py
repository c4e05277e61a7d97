"""The form that records a roll call: paste the list, settle what is doubtful, see the tally.

The list is read each time that the form is sent. A line that has to be settled gets its box then,
under a name made of what the line says: another text can't inherit an answer.
"""

from collections import Counter
from hashlib import sha256
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db import clock, roll_calls
from db.actor import Actor
from db.engine import reading, writing
from db.live import hub
from db.measure_status import MeasureStatus
from db.models import Motion, VoteOption
from db.roll_call_list import LEFT_OUT, ListLine, ReadList, foreseen, read_list
from db.roll_calls import RollCallCreate
from ui import committees, formats, forms, measure
from ui.language import _, ngettext
from ui.roll_calls import ANEW, MOTIONS, OPTIONS, all_roll_calls, in_words, not_on_measures

COUNCIL = 0  # a select box takes None for "nothing chosen yet"
NO_STEP = 0


def take_anew(actor: Actor) -> None:
    """Fill the form in from a void roll call, once, if somebody asked for it."""
    wanted = st.session_state.get(ANEW)
    for each in all_roll_calls(actor):
        if each.id == wanted:
            forms.fill_in(
                "roll_call",
                measure=each.measure,
                motion=each.motion,
                committee=each.committee_id or COUNCIL,
                held_on=each.held_on,
                text=each.text,
                step=each.action_id or NO_STEP,
                source_url=each.source_url,
                note=each.note,
            )
            forms.flash(_("The form is filled in from the void one. Correct it, then record it."))
    st.session_state.pop(ANEW, None)  # last: a second click's run can cut this one off


def record(actor: Actor) -> None:
    """The form, whole."""
    known = {each.slug: each for each in measure.all_measures(actor)}
    form = forms.begin(
        "roll_call", actor, measure=next(iter(known)), motion=Motion.PASS, held_on=clock.today()
    )
    with st.form(form, border=True):
        values, slots = _fields(form, actor, known)
        found = _read(actor, values)
        settled, options = _settle(form, found, slots)
        values |= {"settled": settled, "options": options}
        if found.lines and values["measure"] in known and values["motion"] in MOTIONS:
            _preview(actor, values, found)
        with st.container(horizontal=True):
            st.form_submit_button(_("Read the list"), icon=":material/find_in_page:")
            sent = forms.submit(
                form, _("Record roll call"), type="primary", icon=":material/how_to_vote:"
            )
        doubt = forms.Doubt(form, st.empty(), _("Yes, record it"))
    sure = doubt.answered(sent=sent)
    if sent or sure:
        new = RollCallCreate(**values, key=forms.key(form))
        with forms.refusals(slots, doubt) as outcome, writing() as session:
            made = roll_calls.record_roll_call(session, actor, new, sure=sure).id
        if outcome.done:
            hub.refresh()
            forms.flash(_recorded(actor, made))
            forms.done("roll_call", "measure")
            st.rerun()


def _recorded(actor: Actor, made: int) -> str:
    """What to say of a roll call that was just recorded."""
    said = _("The roll call is recorded.")
    for each in all_roll_calls(actor):
        if each.id == made and each.to_record is not None:
            said += f" {not_on_measures(each.to_record)}"
    return said


def _fields(
    form: str, actor: Actor, known: dict[str, MeasureStatus]
) -> tuple[dict[str, Any], dict[str, DeltaGenerator]]:
    values: dict[str, Any] = {}
    slots: dict[str, DeltaGenerator] = {}
    bodies = {COUNCIL: _("The Council")} | {
        each.id: each.name for each in committees.all_committees(actor)
    }
    with st.grid(2, min_column_width=260):
        with st.container():
            values["measure"] = st.selectbox(
                _("Measure"),
                list(known),
                format_func=lambda slug: _(known[slug].short_title),
                key=f"{form}.measure",
            )
        with st.container():
            values["motion"] = st.selectbox(
                _("What was voted on"),
                list(MOTIONS),
                format_func=lambda motion: _(MOTIONS[motion]),
                key=f"{form}.motion",
            )
            slots["motion"] = st.empty()
        with st.container():
            body = st.selectbox(
                _("Who voted"),
                list(bodies),
                format_func=bodies.__getitem__,
                key=f"{form}.committee",
            )
            values["committee_id"] = body or None
            slots["committee"] = st.empty()
        with st.container():
            values["held_on"] = forms.day(_("Day of the vote"), f"{form}.held_on")
            slots["held_on"] = st.empty()
    values["text"] = st.text_area(
        _("The Clerk’s list"),
        key=f"{form}.text",
        height=220,
        placeholder=_("Moreno, Proco Joe  Yea\nHopkins, Brian  Nay\n…"),
        help=_(
            "Paste it as it is: a name and a vote on each line, a table from the Clerk’s page, or "
            "the Journal’s paragraphs (“Yeas — Aldermen Moreno, Hopkins — 2.”)."
        ),
    )
    slots["text"] = st.empty()
    with st.grid(2, min_column_width=260):
        with st.container():
            values["action_id"] = _step(form, known)
            slots["action"] = st.empty()
        for name, label in (("source_url", _("Source (link)")), ("note", _("Note"))):
            with st.container():
                values[name] = st.text_input(label, key=f"{form}.{name}")
                slots[name] = st.empty()
    return values, slots


def _step(form: str, known: dict[str, MeasureStatus]) -> int | None:
    """The step on Measures that the vote decided. Both measures' are offered: a form's choices
    stay as they are until it is sent."""
    written = {NO_STEP: _("None")} | {
        action.id: " · ".join(
            (formats.day(action.happened_on), _(action.step.label), each.record_number)
        )
        for each in known.values()
        for action in each.history
        if action.superseded_at is None
    }
    chosen = st.selectbox(
        _("Step on Measures that it decided"),
        list(written),
        format_func=lambda step: written.get(step, ""),
        key=f"{form}.step",
        help=_(
            "If it is not there yet, leave this and record the vote: the roll call then leads to "
            "the step on Measures, filled in."
        ),
    )
    return chosen or None


def _read(actor: Actor, values: dict[str, Any]) -> ReadList:
    with reading() as session:
        return read_list(session, actor, values["text"] or "", values["held_on"])


def _settle(
    form: str, found: ReadList, slots: dict[str, DeltaGenerator]
) -> tuple[dict[int, int], dict[int, str]]:
    """A box for each line that is not clear by itself, and what was chosen in them."""
    settled: dict[int, int] = {}
    options: dict[int, str] = {}
    if found.open_lines:
        st.subheader(_("To settle"), anchor=False)
    seen: Counter[str] = Counter()
    for line in found.open_lines:
        seen[line.written] += 1
        name = sha256(f"{seen[line.written]} {line.written}".encode()).hexdigest()[:12]
        with st.container(border=True, gap="xsmall"):
            st.text(_("Line {number}: {text}").format(number=line.number, text=line.written))
            slots[f"line.{line.number}"] = st.empty()  # a refusal stands where the doubt did
            if line.doubt is not None:
                slots[f"line.{line.number}"].text(formats.say(line.doubt, plain=True))
            with st.container(horizontal=True):
                chosen = _who(f"{form}.who_{name}", line, found)
                if chosen is not None:
                    settled[line.number] = chosen
                if line.option is None:
                    option = _option(f"{form}.option_{name}", line)
                    if option is not None:
                        options[line.number] = option
            slots[f"vote.{line.number}"] = st.empty()
    return settled, options


def _who(key: str, line: ListLine, found: ReadList) -> int | None:
    """Whose vote a line is: who may be meant first, then everybody, or nobody."""
    likely = [holder.id for holder in line.likely]
    sure = [line.holder.id] if line.holder else []
    everybody = {holder.id: f"{holder.ward} · {holder.name}" for holder in found.holders}
    offered = [*sure, *likely, *(LEFT_OUT,)]
    offered += [each for each in everybody if each not in offered]
    names = {LEFT_OUT: _("Not a vote: leave this line out"), **everybody}
    chosen: int | None = st.selectbox(
        _("Whose vote is line {number}?").format(number=line.number),
        offered,
        format_func=lambda each: names.get(each, ""),
        index=0 if sure else None,
        placeholder=_("Choose an alderperson"),
        key=key,
        width=320,
    )
    return chosen


def _option(key: str, line: ListLine) -> VoteOption | None:
    chosen: VoteOption | None = st.selectbox(
        _("Vote in line {number}").format(number=line.number),
        list(OPTIONS),
        format_func=lambda each: _(OPTIONS[each]),
        index=None,
        placeholder=_("Choose a vote"),
        key=key,
        width=220,
    )
    return chosen


def _preview(actor: Actor, values: dict[str, Any], found: ReadList) -> None:
    """What has been read so far, and what it would come to."""
    lines = found.settle(values["settled"], values["options"])
    rows = [
        {
            "line": line.number,
            "name": f"{line.holder.ward} · {line.holder.name}",
            "vote": _(OPTIONS[line.option]),
        }
        for line in lines
        if line.holder and line.option
    ]
    with reading() as session:
        tally = foreseen(session, actor, values["measure"], values["motion"], found, lines)
    read = ngettext("{n} vote read.", "{n} votes read.", len(rows)).format(n=len(rows))
    if left := len(lines) - len(rows):
        read += " " + ngettext(
            "{n} line is still to settle.", "{n} lines are still to settle.", left
        ).format(n=left)
    st.info(f"{read} {in_words(tally, values['motion'])}", icon=":material/fact_check:")
    with st.expander(_("What was read"), icon=":material/list:"):
        voted = {line.holder.ward for line in lines if line.holder and line.option}
        missing = [str(each.ward) for each in found.holders if each.ward not in voted]
        if missing and values["committee_id"] is None:
            st.text(_("Not in the list: ward {wards}").format(wards=", ".join(missing)))
        st.dataframe(
            rows,
            hide_index=True,
            alt=_("What was read of the list"),
            column_config={
                "line": st.column_config.NumberColumn(_("Line"), width=60),
                "name": st.column_config.Column(_("Alderperson"), width=220),
                "vote": st.column_config.Column(_("Vote"), width=160),
            },
        )
