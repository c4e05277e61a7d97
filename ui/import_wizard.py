"""Bringing in a file on screen: drop it, see what it is, say which column is what, have it checked.

The upload stays where Streamlit holds it. What was told of it once is kept for the tab, so that a
large file is not read anew with every click.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from db import campaign, clock, import_mappings, imports
from db.actor import Actor, Right
from db.engine import reading, writing
from db.errors import Message, Refused
from db.imports import ImportCreate
from db.models import Channel
from db.wards import NUMBERS
from exchange import import_job, tables
from exchange import mapping as mappings
from exchange.days import DayOrder
from exchange.formats import Kind, Recognised, read_as
from exchange.import_preview import as_stored
from exchange.mapping import Mapping, is_of_a_web_form
from exchange.signers import is_clear, order_of_days, ours, petitions
from exchange.tables import Table
from ui import batches, forms, import_mapping, outreach_import
from ui.figures import CHANNELS
from ui.formats import say
from ui.language import _

_UPLOAD = "import.read"
_UNKNOWN_WARD = batches.UNKNOWN
_NO_SITE = ""
_PREVIEWED = 10  # rows


@dataclass(frozen=True)
class Opened:
    """A table of the upload: what it is taken for, and its columns as they are proposed."""

    table: Table
    known: Recognised | None
    remembered: bool
    start: Mapping
    petitions: Counter[str]  # how many rows each has


@dataclass
class Upload:
    """What was told of an upload: its tables, or why there are none."""

    file_id: str
    tables: list[Table] = field(default_factory=list)
    refused: Message | None = None
    opened: dict[int, Opened] = field(default_factory=dict)
    orders: dict[tuple[int, str], DayOrder] = field(default_factory=dict)
    beginnings: dict[tuple[int, str | None], Table] = field(default_factory=dict)


def wizard(actor: Actor) -> None:
    """All of it up to the check; nothing for a person who brings in no files."""
    if not actor.may(Right.IMPORT_FILES):
        return
    st.header(_("Bring in a file"), anchor=False)
    st.write(
        _(
            "Signers or results of outreach, from another tool or a spreadsheet: CSV, XLSX, XLS, "
            "ODS, or a zip of one. Nothing counts before you have looked at it and said so."
        )
    )
    form = forms.begin("import", actor)
    file = st.file_uploader(_("File"), key=f"{form}.upload.file")
    if file is None:
        st.session_state.pop(_UPLOAD, None)
        return
    upload = _read(file)
    if upload.refused is None:
        try:
            _steps(actor, form, file, upload)
        except tables.Unreadable as error:  # in the middle of the file
            upload.refused = error.message
    if upload.refused is not None:
        st.error(say(upload.refused), icon=":material/error:")


def _read(file: UploadedFile) -> Upload:
    """What is told of the upload; it is read once."""
    known = st.session_state.get(_UPLOAD)
    if isinstance(known, Upload) and known.file_id == file.file_id:
        return known
    upload = Upload(file.file_id)
    try:
        with st.spinner(_("Reading the file…")):
            upload.tables = tables.read(file, file.name)
    except tables.Unreadable as error:
        upload.refused = error.message
    st.session_state[_UPLOAD] = upload
    return upload


def _steps(actor: Actor, form: str, file: UploadedFile, upload: Upload) -> None:
    place = 0
    if len(upload.tables) > 1:
        place = st.selectbox(
            _("Which of its tables"),
            range(len(upload.tables)),
            format_func=lambda number: upload.tables[number].name,
            key=f"{form}.table.{upload.file_id}",
        )
    if place not in upload.opened:
        upload.opened[place] = _opened(actor, upload.tables[place])
    opened = upload.opened[place]
    _what_it_is(opened)
    if opened.known is not None and opened.known.format.kind is not Kind.SIGNERS:
        outreach_import.show(actor, opened.table, opened.known)
        return
    name = f"{form}.{upload.file_id}.{place}"
    unfolded = opened.known is None and not opened.remembered
    mapping = import_mapping.columns(name, opened.table, opened.start, unfolded=unfolded)
    mapping, slot = import_mapping.petition(name, mapping, opened.petitions)
    mapping = import_mapping.day_order(name, mapping, _order(upload, place, mapping))
    if is_clear(mapping.petition, opened.petitions):
        _preview(upload, place, mapping)
    _check(actor, form, name, file, opened, mapping, slot)


def _preview(upload: Upload, place: int, mapping: Mapping) -> None:
    with reading() as session:
        first, last = campaign.open_days(session)
    rows = as_stored(
        _beginning(upload, place, mapping),
        mapping,
        DayOrder(bool(mapping.day_first), doubtful=False)
        if mapping.day_first is not None
        else _order(upload, place, mapping),
        first=first,
        last=last,
    )
    import_mapping.preview(rows, mapping)


def _opened(actor: Actor, table: Table) -> Opened:
    if not table.header_row:
        cells = [cells for _number, cells in table.preview(_PREVIEWED)]
        return Opened(table, None, False, mappings.guessed(table.header, cells), Counter())
    with reading() as session:
        kept = import_mappings.remembered_mapping(
            session, actor, mappings.fingerprint(table.header)
        )
    known, start = read_as(table.header, kept)
    with st.spinner(_("Reading the file…")):
        found = petitions(table, start)
    return Opened(table, known, kept is not None, start, found)


def _order(upload: Upload, place: int, mapping: Mapping) -> DayOrder:
    """How the column of days is written; it is read once."""
    column = mapping.columns.get("signed_on", "")
    if (place, column) not in upload.orders:
        bare = Mapping({"signed_on": column} if column else {})
        upload.orders[place, column] = order_of_days(upload.tables[place], bare)
    return upload.orders[place, column]


def _beginning(upload: Upload, place: int, mapping: Mapping) -> Table:
    """The first rows of our petition, in memory; they are looked for once."""
    chosen = place, mapping.petition
    if chosen not in upload.beginnings:
        table = ours(upload.tables[place], mapping)
        upload.beginnings[chosen] = table.beginning(_PREVIEWED)
    return upload.beginnings[chosen]


def _what_it_is(opened: Opened) -> None:
    if opened.known is not None:
        said = _("What we think it is: {format}.").format(format=_(opened.known.format.name))
    elif opened.remembered:
        said = _("A table your organization has brought in before: its columns are read as then.")
    elif opened.table.header_row:
        said = _("A table we don't know yet. Look whether its columns are what we take them for.")
    else:
        said = _("A table without a row of headings. Say which column is what.")
    st.info(said, icon=":material/table_view:")


def _check(
    actor: Actor,
    form: str,
    name: str,
    file: UploadedFile,
    opened: Opened,
    mapping: Mapping,
    unclear: DeltaGenerator,
) -> None:
    """What is asked once for the whole file, and the button that has it checked.

    `unclear`: the place to say that nobody chose the petition.
    """
    with st.form(form, border=True):
        values, slots = _fields(name, opened, mapping)
        sent = forms.submit(
            form, _("Check the whole file"), type="primary", icon=":material/fact_check:"
        )
    if not sent:
        return
    if not is_clear(mapping.petition, opened.petitions):
        unclear.error(
            _("Choose the petition first: who signed another one does not count here."),
            icon=":material/error:",
        )
        return
    known = opened.known.format if opened.known else None
    kept = {
        **mapping.as_dict(),
        "table": opened.table.name,
        "lines": tables.about_lines(file),
    }
    new = ImportCreate(file.name, known.key if known else "", kept, **values, key=forms.key(form))
    with forms.refusals(slots) as outcome:
        import_id = imports.begin_import(actor, new, file)
    if not outcome.done:
        return
    import_job.start(import_id, actor)
    if opened.table.header_row and mapping != opened.start:
        _remember(actor, opened.table, mapping)
    del st.session_state[_UPLOAD]
    forms.flash(_("The file is being checked. You can leave this page meanwhile."))
    forms.done("import")
    st.rerun()


def _fields(
    name: str, opened: Opened, mapping: Mapping
) -> tuple[dict[str, Any], dict[str, DeltaGenerator]]:
    with reading() as session:
        sites = {each.slug: each.name for each in campaign.external_sources(session)}
        own_page = opened.known is not None and opened.known.format.own_page
        site = campaign.proposed_site(session, own_page=own_page) or _NO_SITE
    has_days = "signed_on" in mapping.columns
    has_ids = opened.known is not None and bool(opened.known.format.ids)
    online = has_ids or is_of_a_web_form(opened.table.header)
    proposed = {
        "channel": Channel.ONLINE if online else Channel.PAPER,
        "collected_on": clock.today() if has_days else None,
        "ward": _UNKNOWN_WARD,
        "site": site,
    }
    keys = {each: f"{name}.{each}" for each in proposed}
    keys["collected_on"] += ".of_the_others" if has_days else ".of_all"
    for each, value in proposed.items():
        st.session_state.setdefault(keys[each], value)
    values: dict[str, Any] = {}
    slots: dict[str, DeltaGenerator] = {}
    with st.container(horizontal=True):
        with st.container(width=240):
            values["collected_on"] = forms.day(
                _("Day of the rows that have none") if has_days else _("Collected on"),
                keys["collected_on"],
            )
            slots["collected_on"] = st.empty()
        with st.container(width=240):
            ward = st.selectbox(
                _("Ward of the rows that have none"),
                [_UNKNOWN_WARD, *NUMBERS],
                format_func=lambda number: str(number) if number else _("Unknown"),
                key=keys["ward"],
            )
            values["ward"] = None if ward == _UNKNOWN_WARD else ward
            slots["ward"] = st.empty()
        with st.container(width="content"):
            values["channel"] = st.radio(
                batches.label("channel"),
                list(CHANNELS),
                format_func=lambda channel: _(CHANNELS[channel]),
                key=keys["channel"],
                horizontal=True,
            )
            slots["channel"] = st.empty()
    chosen = st.selectbox(
        _("Are these rows counted by another site already?"),
        [_NO_SITE, *sites],
        format_func=lambda slug: _(sites[slug]) if slug else _("No"),
        key=keys["site"],
        help=_("If so, that site's figure is reduced by them, so that nobody counts twice."),
        width=420,
    )
    values["site"] = chosen or None
    slots["site"] = st.empty()
    return values, slots


def _remember(actor: Actor, table: Table, mapping: Mapping) -> None:
    """Propose these columns the next time; that it could not be kept stops nobody."""
    try:
        with writing() as session:
            import_mappings.remember_mapping(
                session, actor, mappings.fingerprint(table.header), mapping.as_dict()
            )
    except Refused:
        return
