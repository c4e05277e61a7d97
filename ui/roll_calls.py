"""Roll calls on screen: what each came to, how everybody voted, and how well it was predicted."""

from datetime import date, datetime

import streamlit as st

from db import clock, recorded_roll_calls, roll_call_comparison, roll_calls
from db.actor import Actor, Right
from db.council_rules import part_of
from db.engine import reading
from db.live import hub
from db.models import Motion, VoteOption
from db.pipelines import Step
from db.recorded_roll_calls import RecordedRollCall
from db.roll_call_comparison import NO_SIDES, YES_SIDES, Comparison, Outcome
from db.roll_call_tally import Basis, Tally
from ui import charts, formats, roll_call_figures, tables
from ui.language import N_, _, language, ngettext
from ui.record_dialog import RecordDialog
from ui.stances import SIDES

DIALOG = RecordDialog("roll_call")
ANEW = "roll_call.again"  # the id of the void roll call with which the form is to be filled in
MOTIONS = {
    Motion.PASS: N_("To pass"),
    Motion.RECOMMEND: N_("Committee: to recommend"),
    Motion.DISCHARGE: N_("To discharge the committee (Rule 41)"),
    Motion.TABLE: N_("To table"),
    Motion.SUSPEND: N_("To suspend the rules"),
    Motion.OVERRIDE: N_("To override the Mayor’s veto"),
    Motion.OTHER: N_("Another motion"),
}
_CARRIED = {
    Motion.PASS: N_("passed"),
    Motion.RECOMMEND: N_("recommended to pass"),
    Motion.DISCHARGE: N_("carried"),
    Motion.TABLE: N_("tabled"),
    Motion.SUSPEND: N_("carried"),
    Motion.OVERRIDE: N_("veto overridden"),
    Motion.OTHER: N_("carried"),
}
_LOST = {
    Motion.PASS: N_("not passed"),
    Motion.RECOMMEND: N_("not recommended"),
    Motion.DISCHARGE: N_("not carried"),
    Motion.TABLE: N_("not carried"),
    Motion.SUSPEND: N_("not carried"),
    Motion.OVERRIDE: N_("the veto stands"),
    Motion.OTHER: N_("not carried"),
}
OPTIONS = {
    VoteOption.YES: N_("Yes"),
    VoteOption.NO: N_("No"),
    VoteOption.ABSENT: N_("Absent"),
    VoteOption.ABSTAIN: N_("Present (abstaining)"),
    VoteOption.NOT_VOTING: N_("Not voting"),
    VoteOption.PAIRED: N_("Paired"),
    VoteOption.EXCUSED: N_("Excused or recused"),
    VoteOption.OTHER: N_("Other"),
}
OUTCOMES = {
    Outcome.MOVED: N_("Moved"),
    Outcome.AS_COUNTED: N_("As counted"),
    Outcome.DECIDED: N_("Was open"),
    Outcome.DID_NOT_VOTE: N_("Did not vote"),
}


def all_roll_calls(actor: Actor) -> list[RecordedRollCall]:
    """Every roll call, read once per data version. Raises Unavailable."""
    return _all_roll_calls(hub.current().version, clock.today(), actor)


@st.cache_resource(max_entries=4, show_spinner=False)
def _all_roll_calls(version: int, day: date, _actor: Actor) -> list[RecordedRollCall]:
    with reading() as session:
        return recorded_roll_calls.roll_calls(session, _actor)


@st.cache_resource(max_entries=20, show_spinner=False)
def _comparison(version: int, roll_call_id: int, _actor: Actor) -> Comparison | None:
    with reading() as session:
        return roll_call_comparison.compare(session, _actor, roll_call_id)


def in_words(tally: Tally, motion: Motion) -> str:
    """41 to 8, 1 not voting: passed; 26 were needed."""
    counted = [_("{yes} to {no}").format(yes=tally.yes, no=tally.no)]
    counted += [
        _("{n} {vote}").format(n=formats.number(count), vote=_(OPTIONS[option]).lower())
        for option, count in tally.others
    ]
    ending = _((_CARRIED if tally.carried else _LOST)[motion])
    needed = ngettext("{n} was needed", "{n} were needed", tally.needed).format(n=tally.needed)
    return f"{', '.join(counted)}: {ending}; {needed}{_of_what(tally)}."


def _of_what(tally: Tally) -> str:
    if tally.part is None:
        return ""
    part = formats.written(part_of(*tally.part))
    if tally.basis is Basis.MEMBERS:
        return ", " + _("at least {part} of the members").format(part=part)
    return ", " + _("more than {part} of those voting").format(part=part)


def line(actor: Actor, each: RecordedRollCall) -> bool:
    """One roll call in the list; True if it was just opened."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xxsmall"):
            st.markdown(f"**{_(each.short_title)}** · {_(MOTIONS[each.motion])}")
            if each.revision:
                st.badge(_("Void"), icon=":material/block:", color="gray")
            st.text(f"{formats.day(each.held_on)} · {each.committee or _('The Council')}")
            st.markdown(in_words(each.tally, each.motion))
            if each.to_record is not None:
                _not_on_measures(actor, each, each.to_record)
            st.text(
                _("Recorded by {name}, {moment}").format(
                    name=each.recorded_by, moment=formats.moment(each.recorded_at)
                )
            )
            if each.voided_at is not None:
                st.text(_voided(each, each.voided_at))
        return st.button(_("Open"), key=f"roll_call.open.{each.id}", width="content")


def _not_on_measures(actor: Actor, each: RecordedRollCall, step: Step) -> None:
    """Say what the vote decided and Measures does not say, and lead to its form there."""
    st.markdown(f":material/sync_problem: {not_on_measures(step)}")
    if actor.may(Right.UPDATE_MEASURE) and st.button(
        _("Record it on Measures"),
        key=f"roll_call.step.{each.id}",
        icon=":material/account_balance:",
    ):
        st.switch_page("../pages/measures.py", query_params={"roll_call": str(each.id)})


def not_on_measures(step: Step) -> str:
    """Measures does not say yet: Passed by the Council."""
    return _("Measures does not say yet: {step}.").format(step=_(step.label))


def dialog() -> None:
    """The open roll call, if there is one."""
    DIALOG.draw(_("Roll call"), _in_dialog)


def _in_dialog(actor: Actor, roll_call_id: int, revision: int) -> None:
    each = next(each for each in all_roll_calls(actor) if each.id == roll_call_id)
    DIALOG.changed_meanwhile(each.id, seen=revision, now=each.revision)
    st.markdown(f"**{_(each.short_title)}** ({each.record_number}) · {_(MOTIONS[each.motion])}")
    place = each.committee or _("The Council")
    st.text("\n".join((f"{formats.long_day(each.held_on)} · {place}", *_details(each))))
    if each.source_url:
        st.link_button(_("Source"), each.source_url, type="tertiary", icon=":material/link:")
    if each.voided_at is not None:
        st.warning(_("This roll call is void: it counts nothing."), icon=":material/block:")
        st.text(_voided(each, each.voided_at))
        if actor.may(Right.KEEP_COUNCIL) and st.button(
            _("Record it anew"), icon=":material/content_paste_go:", key="roll_call.anew"
        ):
            st.session_state[ANEW] = each.id
            DIALOG.close()
            st.rerun()
    st.markdown(f"**{in_words(each.tally, each.motion)}**")
    compared = None if each.revision else _comparison(hub.current().version, each.id, actor)
    if compared is not None:
        _prediction(compared)
    with st.expander(_("How everybody voted"), icon=":material/how_to_vote:"):
        if compared is not None:
            _compared_votes(compared)
        else:
            _votes(each)
    if each.revision == 0 and actor.may(Right.KEEP_COUNCIL):
        note = _("The stances that it showed stop counting. It stays in the list with your reason.")
        said = _("The roll call is void.")
        if each.step:
            said += " " + _("Measures still says: {step}.").format(step=_(each.step))
        DIALOG.void(
            roll_calls.void_roll_call,
            actor,
            each.id,
            revision,
            button=_("Void roll call"),
            said=said,
            note=note,
        )


def _voided(each: RecordedRollCall, when: datetime) -> str:
    return _("Voided by {name}, {moment}: {reason}").format(
        name=each.voided_by, moment=formats.moment(when), reason=each.void_reason
    )


def _details(each: RecordedRollCall) -> list[str]:
    step = _("Decided: {step}").format(step=_(each.step)) if each.step else ""
    return [text for text in (step, each.note) if text]


def _prediction(found: Comparison) -> None:
    """How the vote compares with the count of the evening before."""
    st.subheader(_("Against the whip count"), anchor=False)
    st.caption(
        _("As counted on {day}, by what was known then.").format(day=formats.day(found.as_of))
    )
    st.markdown("  \n".join(_predicted(found)))
    moved = [each for each in found.votes if each.outcome is Outcome.MOVED]
    if moved:
        st.text(
            "\n".join(
                _("Ward {ward} · {name}: {side}, voted {vote}").format(
                    ward=each.vote.ward,
                    name=each.vote.name,
                    side=_(SIDES[each.side].label).lower(),
                    vote=_(OPTIONS[each.vote.option]).lower(),
                )
                for each in moved
            )
        )
    title = _("How those counted on each side voted")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(title, width="content")
        as_table = st.toggle(_("Table"), key="roll_call.table")
    if as_table:
        tables.table(
            "sides",
            roll_call_figures.rows(found),
            alt=title,
            columns={
                "name": st.column_config.Column(_("Counted as"), width=150),
                "yes": st.column_config.NumberColumn(_("Voted yes"), width=90),
                "no": st.column_config.NumberColumn(_("Voted no"), width=90),
                "other": st.column_config.NumberColumn(_("Did not vote"), width=90),
            },
        )
    else:
        charts.show(
            roll_call_figures.spec(found, language()),
            alt_text=" ".join(_predicted(found)),
            key="predicted",
        )


def _compared_votes(found: Comparison) -> None:
    tables.table(
        "compared",
        [
            {
                "ward": each.vote.ward,
                "name": each.vote.name,
                "side": _(SIDES[each.side].label),
                "vote": _(OPTIONS[each.vote.option]),
                "outcome": _(OUTCOMES[each.outcome]),
            }
            for each in found.votes
        ],
        alt=_("Each vote beside what was counted"),
        columns={
            "ward": st.column_config.NumberColumn(_("Ward"), width=60),
            "name": st.column_config.Column(_("Alderperson"), width=180),
            "side": st.column_config.Column(_("Counted as"), width=110),
            "vote": st.column_config.Column(_("Vote"), width=110),
            "outcome": st.column_config.Column(_("Outcome"), width=110),
        },
    )


def _predicted(found: Comparison) -> list[str]:
    """How many of each side voted as counted, in sentences."""
    outcomes = found.outcomes()
    return [
        _("Of {counted} firm or soft yes, {voted} voted yes.").format(
            counted=found.counted(YES_SIDES), voted=found.voted(YES_SIDES, VoteOption.YES)
        ),
        _("Of {counted} firm or soft no, {voted} voted no.").format(
            counted=found.counted(NO_SIDES), voted=found.voted(NO_SIDES, VoteOption.NO)
        ),
        _("Moved: {n}. Open before and decided: {open}.").format(
            n=outcomes[Outcome.MOVED], open=outcomes[Outcome.DECIDED]
        ),
    ]


def _votes(each: RecordedRollCall) -> None:
    order = list(OPTIONS)
    cast = sorted(each.votes, key=lambda vote: (order.index(vote.option), vote.ward))
    tables.table(
        "votes",
        [{"ward": vote.ward, "name": vote.name, "vote": _(OPTIONS[vote.option])} for vote in cast],
        alt=_("Every vote of this roll call"),
        columns={
            "ward": st.column_config.NumberColumn(_("Ward"), width=60),
            "name": st.column_config.Column(_("Alderperson"), width=200),
            "vote": st.column_config.Column(_("Vote"), width=160),
        },
    )
