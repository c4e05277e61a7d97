"""Keying the names of a batch: what the grid sends is recorded line by line, and answered."""

import json
from typing import Any

import streamlit as st

from db import own_lines, signatures, signers
from db.actor import Actor, Right
from db.engine import reading, writing
from db.errors import Invalid, Refused
from db.live import hub
from db.models import Signature
from db.own_lines import Alike
from db.signatures import LoggedBatch
from db.signers import SignatureCreate
from db.wards import likely_wards
from ui import batches, formats, forms, grid, trouble, who
from ui.figures import CHANNELS
from ui.formats import say
from ui.language import NAMES, _, language, ngettext, translations
from ui.people import LABELS

_COLUMNS = ("first_name", "last_name", "email", "phone", "street", "zip", "may_contact", "ward")
_MOST_LINES = 2_000  # a grid holds fewer; more is not from a grid
# What the columns of a spreadsheet are called, beside their names on screen.
_HEADS = {
    "first_name": ("first", "given name", "nombres"),
    "last_name": ("last", "surname", "family name", "apellidos"),
    "email": ("email", "e-mail", "email address", "correo electrónico"),
    "phone": ("phone number", "cell", "mobile", "tel", "celular"),
    "street": ("address", "street address", "domicilio"),
    "zip": ("zip code", "zipcode", "postcode", "postal code", "c.p."),
    "may_contact": ("contact", "may contact"),
    "ward": (),
}
_YES = ("yes", "y", "sí", "si", "s", "x", "1", "true", "✓")


def choose(actor: Actor) -> int | None:
    """The batch to key, from the page's address or a list; None if there is none."""
    with reading() as session:
        known = {batch.id: batch for batch in signatures.batches_to_key(session, actor)}
        asked = _asked()
        if asked is not None and asked not in known:
            known[asked] = signatures.one_batch(session, actor, asked)
    if not known:
        st.write(_("No batch waits for its names. Log one first: it shows here."))
        return None
    if "key_names.batch" not in st.session_state or asked is not None:
        st.session_state["key_names.batch"] = asked if asked in known else next(iter(known))
    chosen: int = st.selectbox(
        _("Batch"),
        list(known),
        format_func=lambda number: _title(known[number]),
        key="key_names.batch",
        on_change=_forget_address,
    )
    return chosen


def progress(actor: Actor, batch: LoggedBatch) -> None:
    """How far it is, and the button to close it."""
    complete = False
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container():
            st.progress(min(1.0, batch.keyed / batch.count), text=_progress(batch))
        if batch.voided:
            st.badge(_("Void"), icon=":material/block:", color="gray")
        elif batch.complete:
            st.badge(_("Completed"), icon=":material/done_all:", color="blue")
            of_file = batch.import_id is not None
            if not of_file and st.button(_("Open it again"), width="content"):
                with forms.refusals({}) as outcome, writing() as session:
                    signatures.reopen_batch(session, actor, batch.id, revision=batch.revision)
                _closed(outcome, _("Names can be keyed again."))
        else:
            complete = st.button(_("Complete"), icon=":material/done_all:", width="content")
    if batch.voided or batch.complete:
        return
    name = f"complete.{batch.id}.{batch.revision}"
    doubt = forms.Doubt(name, st.empty(), _("Yes, complete it"), button=st.button)
    sure = doubt.answered(sent=complete)
    if complete or sure:
        _complete(actor, batch, doubt, sure=sure)


def lines(actor: Actor, batch: LoggedBatch) -> None:
    """The grid."""
    form = forms.begin(f"key_names.{batch.id}", actor, lines="[]")
    name = f"{form}.grid.{language()}"  # its words are written once, when it is first drawn
    grid.show(
        name,
        {
            "words": _words(),
            "wards": _wards(),
            "kept": json.loads(st.session_state[f"{form}.lines"]),
            "results": st.session_state.get(f"{form}.grid.results", {}),
            "progress": _progress(batch),
            "left": batch.count - batch.keyed,
        },
        on_lines=lambda: _receive(form, grid.sent(name, "lines"), batch.id),
        on_apart=lambda: _set_apart(form, grid.sent(name, "apart")),
    )


def _receive(form: str, sent: Any, batch_id: int) -> None:
    """Record the lines that are ready, each in a transaction of its own, and note the answers."""
    typed = [line for line in sent if isinstance(line, dict)] if isinstance(sent, list) else []
    results = st.session_state.setdefault(f"{form}.grid.results", {})
    actor = who.current()
    if actor is not None and actor.may(Right.KEY_SIGNATURES):
        for line in typed[:_MOST_LINES]:
            name, attempt = str(line.get("id")), line.get("attempt")
            known = results.get(name, {})
            if line.get("ready") is True and known.get("attempt") != attempt:
                results[name] = {"attempt": attempt, **_record(actor, batch_id, line)}
        with trouble.in_words():
            hub.refresh()
    unsaved = [
        {**line, "ready": False} for line in typed if "saved" not in results.get(line.get("id"), {})
    ]
    st.session_state[f"{form}.lines"] = json.dumps(unsaved)


def _record(actor: Actor, batch_id: int, line: dict[str, Any]) -> dict[str, Any]:
    """One line: what became of it, in the reader's language."""
    fields: dict[str, Any] = {column: line.get(column) for column in _COLUMNS}
    fields["ward"] = fields["ward"] or None
    new = SignatureCreate(**fields, key=line.get("id") or "")
    try:
        with writing() as session:
            made = signers.key_signature(session, actor, batch_id, new)
            alike = own_lines.alike(session, actor, made.id)
            return {
                "saved": made.id,
                "revision": made.revision,
                "again": not made.counted,
                "hints": _hints(made, alike),
            }
    except Invalid as error:
        return {
            "problems": {
                field: say(message, plain=True) for field, message in error.problems.items()
            }
        }
    except Refused as error:
        return {"problems": {"line": say(error.message, plain=True)}}


def _hints(made: Signature, alike: list[Alike]) -> list[str]:
    """What the typist may want to look at. Only ever of the own organization's rows."""
    same = [each.name for each in alike if each.sure]
    if same and not made.counted:
        return [_("Looks like a row you already have: {name}. Counted once.").format(name=same[0])]
    if alike and not same:
        return [_("Same name and ZIP as another row: {name}.").format(name=alike[0].name)]
    return []


def _set_apart(form: str, signature: Any) -> None:
    """It is another person, who shares an e-mail or phone: both count."""
    actor = who.current()
    results = st.session_state.get(f"{form}.grid.results", {}).values()
    result = next((each for each in results if each.get("saved") == signature), None)
    if actor is None or result is None:
        return
    with trouble.in_words(), writing() as session:
        line = signers.set_apart(session, actor, signature, revision=result["revision"])
        result.update(again=False, revision=line.revision, hints=[_("Another person: both count.")])
    hub.refresh()


def _complete(actor: Actor, batch: LoggedBatch, doubt: forms.Doubt, *, sure: bool) -> None:
    with forms.refusals({}, doubt) as outcome, writing() as session:
        signatures.complete_batch(session, actor, batch.id, revision=batch.revision, sure=sure)
    more = batch.keyed - batch.count
    _closed(
        outcome,
        ngettext(
            "The batch is complete: {n} name more than was claimed counts too.",
            "The batch is complete: {n} names more than were claimed count too.",
            more,
        ).format(n=formats.number(more))
        if more > 0
        else _("The batch is complete."),
    )


def _closed(outcome: forms.Outcome, text: str) -> None:
    if outcome.done:
        hub.refresh()
        forms.flash(text)
        st.rerun()


def _asked() -> int | None:
    """The batch of the page's address; 0, which is nobody's, for what is no number."""
    text = st.query_params.get("batch")
    if text is None:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _forget_address() -> None:
    st.query_params.pop("batch", None)


def _title(batch: LoggedBatch) -> str:
    """How a batch is called in the list. A list shows typed words letter by letter.

    Its number comes first: a select box knows what was chosen by its words only.
    """
    parts = [
        batches.number(batch.id),
        formats.day(batch.collected_on),
        _(CHANNELS[batch.channel]),
        batch.place,
        batches.sheet(batch),
        formats.signatures(batch.count),
    ]
    return " · ".join(part for part in parts if part)


def _progress(batch: LoggedBatch) -> str:
    return _("{keyed} · {verified} verified, {claimed} claimed").format(
        keyed=batches.keyed(batch),
        verified=formats.number(batch.verified),
        claimed=formats.number(batch.claimed),
    )


def _words() -> dict[str, Any]:
    """What the grid says, in the reader's language."""
    heads = {
        column: sorted(
            {
                *_HEADS[column],
                *(translations(each).gettext(LABELS[column]).lower() for each in NAMES),
            }
        )
        for column in _COLUMNS
    }
    return {
        **{column: _(LABELS[column]) for column in _COLUMNS},
        "heads": heads,
        "yes": _YES,
        "line": _("Line"),
        "status": _("State"),
        "field": _("{field}, line {n}"),
        "save": _("Save line"),
        "saving": _("Saving…"),
        "saved": _("Saved"),
        "wrong": _("Line {n} is not saved: look at the marked fields."),
        "apart": _("Another person"),
        "likely": _("Likely wards of this ZIP: {wards}. Only write one if you know it."),
        "columns": _("This row has {n} columns, the grid takes {most}: check it, then save it."),
        "kept": _("Kept from before: check it, then save it."),
        "beyond": _(
            "Only the first {most} rows were taken. Paste the others after they are saved."
        ),
        "too_many": _(
            "You pasted {n} rows, and the batch claims {left} more names. Save them all?"
        ),
        "save_all": _("Yes, save them"),
        "take_out": _("Take them out"),
    }


@st.cache_resource(show_spinner=False)
def _wards() -> dict[str, list[tuple[int, int]]]:
    """What the grid proposes for a ZIP: wards with their share of its area, in percent."""
    with reading() as session:
        likely = likely_wards(session)
    return {
        zip_code: [(ward, round(share * 100)) for ward, share in shares]
        for zip_code, shares in likely.items()
    }
