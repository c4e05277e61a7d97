"""A file of outreach on screen: what was found, what its results mean, what it would add."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db import clock, outreach_imports, outreach_meanings
from db.actor import Actor
from db.engine import reading, writing
from db.models import OutreachKind
from db.outreach_imports import FileEffort, OutreachImportCreate, Preview
from db.outreach_meanings import Remembered
from exchange.days import DayOrder
from exchange.formats import Recognised
from exchange.outreach import (
    OTHER_RESULTS,
    REPLY,
    STOP,
    Effort,
    OutreachFile,
    outreach,
    usual_of,
)
from exchange.outreach_results import Meaning
from exchange.tables import Table
from ui import formats, forms, import_mapping, outreach_import_list
from ui.figures import KINDS
from ui.language import N_, _, ngettext
from ui.outreach_import_list import ON_SCREEN

MEANINGS: dict[str, str] = {
    Meaning.CONVERSATION: N_("A conversation"),
    Meaning.ATTEMPT: N_("An attempt"),
    Meaning.DO_NOT_CONTACT: N_("Do not contact"),
    Meaning.NOTHING: N_("Nothing: nobody was tried"),
}
RESULTS = {
    REPLY: N_("A reply"),
    STOP: N_("A reply that says stop"),
    OTHER_RESULTS: N_("All other results"),
    "": N_("No result"),
}
_MOST_ASKED = 60  # results and contact types that are asked about, the most frequent ones
# A lobby visit needs its ward, which no file has.
_KINDS: dict[str, str] = {
    kind: name for kind, name in KINDS.items() if kind is not OutreachKind.LOBBY_VISIT
}


@dataclass
class _Held:
    """The file on the screen, read once for each choice of meanings."""

    table: Table
    found: Recognised  # with the order of its days, once somebody said it
    chosen: Remembered  # "results", "kinds" and "otherwise"
    file: OutreachFile
    doubtful_days: bool = False  # the file doesn't tell whether 3/4 is in March or in April
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    said: str = ""  # once it is imported
    changed: bool = False  # the figures are others than those somebody pressed Import on


def show(actor: Actor, table: Table, found: Recognised) -> None:
    """Import a table of outreach: meanings, day, preview and summary, in one place of a page.

    It is read once for as long as it is the same object, and anew for other meanings. Raises
    NotAllowed, NotFound, Unreadable.
    """
    held: _Held | None = st.session_state.get(ON_SCREEN)
    if held is None or held.table is not table:
        with reading() as session:
            chosen = outreach_meanings.remembered(session, actor, _tool(found))
        read = _read(actor, table, found, chosen)
        held = _Held(table, found, chosen, read, doubtful_days=read.doubtful_days)
        st.session_state[ON_SCREEN] = held
    if held.said:
        st.success(held.said, icon=":material/check_circle:")
        return
    _what_was_found(held.file)
    _ask_order_of_days(actor, held)
    found = held.found
    as_read = _as_read(held, found)
    with st.form(f"{ON_SCREEN}.{held.key}", border=False):
        chosen, day, slots = _choices(held, as_read)
        new = OutreachImportCreate(
            file_name=table.name,
            tool=_tool(found),
            efforts=[FileEffort(each.kind, each.day, each.people) for each in held.file.efforts],
            day=day,
            left_alone=[(each.phone, each.email) for each in held.file.do_not_contact],
            meanings=chosen,
            key=held.key,
        )
        preview = _preview(actor, held, new, slots)
        with st.container(horizontal=True):
            again = st.form_submit_button(_("Show the figures anew"))
            sent = st.form_submit_button(
                _("Import outreach"), type="primary", disabled=preview is None or not preview
            )
    if (again or sent) and chosen != as_read:
        held.file = _read(actor, table, found, chosen)
        held.chosen, held.changed = chosen, sent
        st.rerun()
    held.changed = False
    if sent:
        with forms.refusals(slots) as outcome, writing() as session:
            file = outreach_imports.import_outreach(session, actor, new)
            held.said = (
                outreach_import_list.summary(file) if file else _("Nothing in this file is new.")
            )
        if outcome.done:
            st.rerun()


def _read(actor: Actor, table: Table, found: Recognised, chosen: Remembered) -> OutreachFile:
    otherwise = chosen.get("otherwise", {}).get(found.format.key)
    with st.spinner(_("Reading the file…")):
        return outreach(
            table,
            found,
            meanings={word: Meaning(each) for word, each in chosen.get("results", {}).items()},
            kinds={word: OutreachKind(each) for word, each in chosen.get("kinds", {}).items()},
            otherwise=OutreachKind(otherwise) if otherwise else None,
            person=outreach_imports.person_print(actor, _tool(found)),
        )


def _what_was_found(file: OutreachFile) -> None:
    st.write(
        ngettext("{n} row was read.", "{n} rows were read.", file.rows).format(
            n=formats.number(file.rows)
        )
    )
    if file.problem_rows:
        with st.expander(
            ngettext(
                "{n} row is left out: its day can't be read",
                "{n} rows are left out: their days can't be read",
                file.problem_rows,
            ).format(n=formats.number(file.problem_rows)),
            icon=":material/warning:",
        ):
            st.dataframe(
                [
                    {
                        _("Row"): number,
                        _("Column"): problem.column,
                        _("Value"): problem.value,
                        _("Reason"): formats.say(problem.reason, plain=True),
                    }
                    for number, problem in file.problems
                ],
                hide_index=True,
            )


def _ask_order_of_days(actor: Actor, held: _Held) -> None:
    """Where the file does not tell how its days are written, a person does; it is read anew."""
    known = held.found.mapping
    order = DayOrder(bool(known.day_first), doubtful=held.doubtful_days)
    said = import_mapping.day_order(f"{ON_SCREEN}.{held.key}", known, order)
    if bool(said.day_first) != bool(known.day_first):
        held.found = replace(held.found, mapping=said)
        held.file = _read(actor, held.table, held.found, held.chosen)


def _as_read(held: _Held, found: Recognised) -> Remembered:
    """What the figures on the screen were read with, of what is asked."""
    file, usual = held.file, usual_of(found.format)
    often = sorted(file.results, key=lambda result: -file.results[result])[:_MOST_ASKED]
    read: Remembered = {"results": {each: file.meanings[each] for each in often}}
    if file.contact_types:
        types = list(file.contact_types.items())[:_MOST_ASKED]
        return {**read, "kinds": {each: kind or usual for each, kind in types}}
    key = found.format.key
    return {**read, "otherwise": {key: held.chosen.get("otherwise", {}).get(key, usual)}}


def _choices(
    held: _Held, as_read: Remembered
) -> tuple[Remembered, date | None, dict[str, DeltaGenerator]]:
    """What results and contact types mean and the day, as chosen; and where a refusal is shown."""
    file, form = held.file, f"{ON_SCREEN}.{held.key}"
    chosen: Remembered = {}
    slots = {}
    st.subheader(_("What the results mean"), anchor=False)
    st.caption(
        _("People are counted, not rows. What you choose is remembered for your organization.")
    )
    if len(file.results) > _MOST_ASKED:
        st.caption(_("These are the most frequent ones; the others have their usual meaning."))
    for about, options in (("results", MEANINGS), ("kinds", _KINDS), ("otherwise", _KINDS)):
        words = as_read.get(about, {})
        if not words:
            continue
        if about != "results":
            st.subheader(_("What kind of outreach it was"), anchor=False)
        with st.grid(3, min_column_width=220):
            chosen[about] = {
                word: st.selectbox(
                    _label(about, word, file),
                    list(options),
                    index=list(options).index(meaning),
                    format_func=partial(_named, options),
                    key=f"{form}.{about}.{number}",
                )
                for number, (word, meaning) in enumerate(words.items())
            }
    slots["kind"] = st.empty()
    day: date | None = None
    if any(effort.day is None for effort in file.efforts):
        st.session_state.setdefault(f"{form}.day", clock.today())
        day = forms.day(_("Day of this outreach: the file doesn't say it"), f"{form}.day")
        slots["day"] = st.empty()
    return chosen, day, slots


def _named(options: dict[str, str], option: str) -> str:
    return _(options[option])


def _label(about: str, word: str, file: OutreachFile) -> str:
    if about == "otherwise":
        return _("Kind")
    named = _(RESULTS[word]) if about == "results" and word in RESULTS else formats.escaped(word)
    return f"{named} · {formats.number(file.results[word])}" if about == "results" else named


def _preview(
    actor: Actor, held: _Held, new: OutreachImportCreate, slots: dict[str, DeltaGenerator]
) -> Preview | None:
    """What an import would add, as a table and in words; None if something is refused."""
    preview = None
    with forms.refusals(slots), reading() as session:
        preview = outreach_imports.preview(session, actor, new)
    if preview is None:
        return None
    st.subheader(_("What it would add"), anchor=False)
    if held.changed:
        st.warning(
            _("You chose other meanings: look at the figures, then import."), icon=":material/help:"
        )
    st.dataframe(
        [_row(effort, preview) for effort in held.file.efforts],
        hide_index=True,
        column_config={_("Day"): st.column_config.DateColumn(format=formats.DAY_COLUMN)},
    )
    st.write(f"**{outreach_import_list.added(preview.attempts, preview.conversations)}**")
    if preview.outside:
        st.caption(
            _("Left out, because there was no campaign on their day: {attempts}.").format(
                attempts=formats.attempts(preview.outside)
            )
        )
    asked = len(held.file.do_not_contact)
    if asked:
        st.caption(
            _("{people} asked to be left alone. No longer contacted: {signatures}.").format(
                people=formats.people(asked), signatures=formats.signatures(preview.left_alone)
            )
        )
    logged = sum(each.logged for each in preview.new)
    if logged:
        st.warning(
            _(
                "Outreach of the same kind and day was logged by hand already. If it is the same, "
                "void it, or it counts twice."
            ),
            icon=":material/content_copy:",
        )
    return preview


def _row(effort: Effort, preview: Preview) -> dict[str, Any]:
    """The outreach of one kind and day in the file, and what of it is new."""
    new = [
        each for each in preview.new if each.kind is effort.kind and effort.day in (None, each.day)
    ]
    return {
        _("Day"): effort.day,
        _("Kind"): _(KINDS[effort.kind]),
        _("Attempts"): effort.attempts,
        _("Conversations"): effort.conversations,
        _("New attempts"): sum(each.attempts for each in new),
        _("New conversations"): sum(each.conversations for each in new),
    }


def _tool(found: Recognised) -> str:
    return found.format.key.partition(" ")[0]
