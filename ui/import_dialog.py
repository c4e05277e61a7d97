"""One import on screen: what the check found, what it changed, and the buttons that decide."""

from functools import partial

import streamlit as st

from db import file_imports, import_counting, imports
from db.actor import Actor, Right
from db.downloads import File
from db.engine import reading, writing
from db.errors import Message
from db.file_imports import UNDO_DAYS, Import, Span
from db.import_staging import MOST_PROBLEMS
from db.live import hub
from db.models import ImportState
from exchange import import_job, table_file
from exchange import mapping as mappings
from exchange.formats import of_key
from ui import batches, files_out, formats, forms, import_mapping, tables
from ui.formats import say
from ui.language import _, language, speaking
from ui.record_dialog import RecordDialog

DIALOG = RecordDialog("file_import")
_THREE_LINES = 66  # pixels: as much as the longest reason takes
_SHOWN = 200  # problems on screen; the file has all
_Problem = tuple[int, str, str, Message]


def dialog() -> None:
    """The open import, if there is one."""
    DIALOG.draw(_("File brought in"), _in_dialog)


def format_name(each: Import) -> str:
    """The tool the file comes from; empty: none we know."""
    known = of_key(each.format)
    return _(known.name) if known else ""


def total_change(each: Import) -> str:
    """How the coalition's total changed when it was imported or undone."""
    return _("The coalition's total went from {before} to {after}.").format(
        before=formats.number(each.change.get("before", 0)),
        after=formats.number(each.change.get("after", 0)),
    )


def _in_dialog(actor: Actor, import_id: int, revision: int) -> None:
    with reading() as session:
        each = file_imports.one_import(session, actor, import_id)
        problems = file_imports.problems_of(session, actor, import_id, most=_SHOWN)
        changes = imports.changes_of(session, actor, import_id)
        outdated = file_imports.outdated(session, actor, import_id)
    DIALOG.changed_meanwhile(each.id, seen=revision, now=each.revision)
    st.text(" · ".join(part for part in (each.file_name, format_name(each)) if part))
    if each.state is ImportState.IMPORTED:
        st.success(total_change(each), icon=":material/check:")
    elif each.state is ImportState.UNDONE:
        st.warning(
            _("This import is undone: it counts nothing.") + f" {total_change(each)}",
            icon=":material/undo:",
        )
    _figures(each)
    _changes(*changes)
    if each.fit:
        _where_and_when(_span(import_id, hub.current().version, actor))
    if problems:
        _problems(actor, each, problems)
    if each.asked_at is not None:
        return  # it is being imported or undone: the list says how far
    match each.state:
        case ImportState.CHECKED if outdated:
            _check_again(actor, each, revision)
        case ImportState.CHECKED:
            _decide(actor, each, revision, changes=any(changes))
        case ImportState.IMPORTED:
            _undo(actor, each, revision)


def _figures(each: Import) -> None:
    named = {
        _("Rows that fit"): each.fit,
        _("Of these, people again"): each.again,
        _("Already here"): each.known,
        _("Taken back"): each.deleted,
        _("With problems"): each.faulty,
    }
    with st.grid(3, min_column_width=110):
        for name, count in named.items():
            with st.container():
                st.metric(name, formats.number(count))
    if each.again:
        st.caption(
            _("People again: their e-mail or phone is on another line. Each person counts once.")
        )


# Adding up a million rows takes a second, so not on every rerun.
@st.cache_resource(max_entries=20, show_spinner=False)
def _span(import_id: int, version: int, _actor: Actor) -> Span:
    with reading() as session:
        return file_imports.span_of(session, _actor, import_id)


def _changes(taken_back: int, left_alone: int) -> None:
    """What the file says of signatures that were here before it."""
    if taken_back:
        st.write(
            _(
                "Taken back where they come from, so they no longer count here: {signatures}."
            ).format(signatures=formats.signatures(taken_back))
        )
    if left_alone:
        st.write(
            _("Not to be contacted any more: {signatures}.").format(
                signatures=formats.signatures(left_alone)
            )
        )


def _where_and_when(span: Span) -> None:
    if span.first and span.last:
        st.write(
            _("Signed from {first} to {last}.").format(
                first=formats.day(span.first), last=formats.day(span.last)
            )
        )
    with st.expander(_("Wards"), icon=":material/location_on:"):
        tables.table(
            "import-wards",
            [
                {"ward": batches.ward(ward), "lines": lines}
                for ward, lines in sorted(
                    span.by_ward.items(), key=lambda item: (item[0] is None, item[0] or 0)
                )
            ],
            alt=_("Rows that fit, by ward"),
            columns={
                "ward": st.column_config.Column(_("Ward"), width=160),
                "lines": st.column_config.NumberColumn(_("Rows"), format="localized", width=100),
            },
        )


def _problems(actor: Actor, each: Import, problems: list[_Problem]) -> None:
    """Row by row, with the columns as the file calls them."""
    header = (_("Row"), _("Column"), _("Value"), _("Reason"))
    with st.expander(_("Rows with problems"), icon=":material/report:", expanded=True):
        st.caption(
            _("They are left out. Correct them in the file and bring it in again: only they come.")
        )
        found = _in_words(each, problems)
        st.dataframe(
            [dict(zip(("row", "column", "value", "reason"), line, strict=True)) for line in found],
            hide_index=True,
            alt=_("Rows with problems, with column, value and reason"),
            column_config={
                "row": st.column_config.NumberColumn(header[0], width=60),
                "column": st.column_config.Column(header[1], width=110),
                "value": st.column_config.Column(header[2], width=150),
                "reason": st.column_config.Column(header[3], width=350),
            },
            row_height=_THREE_LINES,
        )
        if len(problems) == _SHOWN:
            st.caption(
                _("Here are the first {n}; the file below has them all, up to {most}.").format(
                    n=formats.number(_SHOWN), most=formats.number(MOST_PROBLEMS)
                )
            )
        made = partial(_problems_csv, language(), header, each)
        file = File(f"contamos-problems-{each.id}.csv", "text/csv", made)
        files_out.fetched(_("Problems (CSV)"), actor, file, key="import.problems")


def _in_words(each: Import, problems: list[_Problem]) -> list[tuple[int, str, str, str]]:
    columns = each.mapping.get("columns", {})
    mapping = mappings.Mapping(columns if isinstance(columns, dict) else {})
    return [
        (number, import_mapping.column_of(field, mapping), value, say(reason, plain=True))
        for number, field, value, reason in problems
    ]


def _problems_csv(spoken: str, header: tuple[str, ...], each: Import, actor: Actor) -> list[bytes]:
    with reading() as session:
        problems = file_imports.problems_of(session, actor, each.id)
    with speaking(spoken):
        found = _in_words(each, problems)
    return [table_file.as_csv(header, found)]


def _check_again(actor: Actor, each: Import, revision: int) -> None:
    """Nothing is imported on what is no longer so."""
    st.warning(
        _("Another file came in or was undone since this one was checked. Check it again."),
        icon=":material/update:",
    )
    if st.button(_("Check it again"), type="primary", icon=":material/fact_check:"):
        with forms.refusals({}) as outcome, writing() as session:
            imports.check_again(session, actor, each.id, revision=revision)
        if outcome.done:
            import_job.start(each.id, actor)
            DIALOG.close()
            forms.flash(_("The file is being checked. You can leave this page meanwhile."))
            st.rerun()


def _decide(actor: Actor, each: Import, revision: int, *, changes: bool) -> None:
    with st.container(horizontal=True):
        if each.fit or changes:
            take = st.button(
                _("Import {signatures}").format(signatures=formats.signatures(each.fit))
                if each.fit
                else _("Bring in these changes"),
                type="primary",
                icon=":material/upload:",
            )
        else:
            take = False
            st.write(_("There is nothing in it to import."))
        discard = st.button(_("Discard"), icon=":material/delete:")
    if take:
        with forms.refusals({}) as outcome:
            with writing() as session:
                import_counting.ask_to_import(session, actor, each.id, revision=revision)
            is_done = import_job.start_counting(each, actor)
        if outcome.done and is_done:
            _done(actor, each.id, _("{signatures} imported."))
        elif outcome.done:
            _begun(_("The file is being imported. You can leave this page meanwhile."))
    if discard:
        with forms.refusals({}) as outcome:
            imports.discard_import(actor, each.id, revision=revision)
        if outcome.done:
            DIALOG.close()
            forms.flash(_("The file is discarded. Nothing of it is kept."))
            st.rerun()


def _undo(actor: Actor, each: Import, revision: int) -> None:
    if not each.can_be_undone:
        st.caption(
            _("An import can be undone for {days} after it.").format(days=formats.days(UNDO_DAYS))
        )
        return
    if not actor.may(Right.UNDO_IMPORT):
        st.caption(
            _("A lead of your organization can undo it, for {days} after it.").format(
                days=formats.days(UNDO_DAYS)
            )
        )
        return
    pressed = st.button(_("Undo import"), icon=":material/undo:")
    doubt = forms.Doubt(
        f"undo.{each.id}.{revision}", st.empty(), _("Yes, undo it"), button=st.button
    )
    if doubt.answered(sent=pressed):
        with forms.refusals({}) as outcome:
            with writing() as session:
                import_counting.ask_to_undo(session, actor, each.id, revision=revision)
            is_done = import_job.start_counting(each, actor)
        if outcome.done and is_done:
            _done(actor, each.id, _("{signatures} taken out again."))
        elif outcome.done:
            _begun(_("The import is being undone. You can leave this page meanwhile."))
    elif pressed:
        doubt.ask(_what_undoing_does(actor, each))


def _what_undoing_does(actor: Actor, each: Import) -> Message:
    with reading() as session:
        left_out = file_imports.left_out_for(session, actor, each.id)
    if not left_out:
        return Message(
            "All {rows} rows of this file leave every figure. Are you sure?", rows=each.fit
        )
    return Message(
        "All {rows} rows of this file leave every figure. {others} rows of later files were left "
        "out because this one had them: they are nowhere then. Bring those files in again to have "
        "them. Are you sure?",
        rows=each.fit,
        others=left_out,
    )


def _begun(said: str) -> None:
    """Close the dialog: the list says how far it is."""
    DIALOG.close()
    forms.flash(said)
    st.rerun()


def _done(actor: Actor, import_id: int, said: str) -> None:
    """Close the dialog, and say what changed."""
    hub.refresh()
    with reading() as session:
        each = file_imports.one_import(session, actor, import_id)
    DIALOG.close()
    forms.flash(f"{said.format(signatures=formats.signatures(each.fit))} {total_change(each)}")
    st.rerun()
