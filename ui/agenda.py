"""The calendar on screen: its filter, and what comes next day by day."""

from datetime import date

import streamlit as st

from db import agenda, clock, meetings
from db.actor import Actor
from db.agenda import LABELS, AgendaFilter, Entry, EntryKind
from db.engine import reading
from db.live import hub
from ui import formats, measure, ward_link
from ui.language import _
from ui.record_dialog import RecordDialog

DIALOG = RecordDialog("meeting")
_ICONS = {
    EntryKind.COUNCIL: "account_balance",
    EntryKind.COMMITTEE: "groups",
    EntryKind.HEARING: "record_voice_over",
    EntryKind.ACTION: "campaign",
    EntryKind.VISIT: "handshake",
}
_ALL = ""  # a select box takes None for "nothing chosen yet"
_FIRST, _MORE = 15, 30


def chosen_filter(actor: Actor) -> AgendaFilter:
    """Draw the filter's fields and return what they hold."""
    titles = measure_titles(actor)
    kinds = st.pills(
        _("Kind"),
        list(EntryKind),
        selection_mode="multi",
        format_func=kind,
        key="calendar.kinds",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        about = st.selectbox(
            _("Measure"),
            [_ALL, *titles],
            format_func=lambda slug: titles.get(slug) or _("All measures"),
            key="calendar.measure",
            width=340,
        )
        past = st.toggle(_("What is past"), key="calendar.past")
    return AgendaFilter(tuple(kinds), about or None, past)


def days(actor: Actor, only: AgendaFilter) -> None:
    """The dates that the filter shows, day by day. Opens one if its "Open" was just pressed."""
    shown = agenda.chosen(_entries(actor), only, clock.now())
    if not shown:
        nothing = _("Nothing is past yet.") if only.past else _("Nothing is to come yet.")
        st.write(_("No date fits this filter.") if only.kinds or only.measure else nothing)
    left = most = st.session_state.get("calendar.most", _FIRST)
    for day, entries in shown:
        if left <= 0:
            break  # a day begun is shown whole
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(formats.long_day(day), anchor=False, width="content")
            st.badge(formats.countdown(day), color="blue" if day == clock.today() else "gray")
        for entry in entries:
            if _line(actor, entry) and entry.meeting_id is not None:
                DIALOG.open(entry.meeting_id, entry.revision)
        left -= len(entries)
    if sum(len(entries) for __, entries in shown) > most - min(left, 0) and st.button(
        _("Show more"), key="calendar.show_more"
    ):
        st.session_state["calendar.most"] = most + _MORE
        st.rerun(scope="fragment")


def kind(value: EntryKind) -> str:
    """A kind's name as shown."""
    return _(LABELS[value])


def measure_titles(actor: Actor) -> dict[str, str]:
    """Measure slug → what organizers call it."""
    return {each.slug: _(each.short_title) for each in measure.all_measures(actor)}


def find(actor: Actor, meeting_id: int) -> Entry | None:
    """A date that can be changed here, by its number."""
    return next((each for each in _entries(actor) if each.meeting_id == meeting_id), None)


def _entries(actor: Actor) -> tuple[Entry, ...]:
    return _all_entries(hub.current().version, actor)


@st.cache_resource(max_entries=2, show_spinner=False)
def _all_entries(version: int, _actor: Actor) -> tuple[Entry, ...]:
    with reading() as session:
        return agenda.agenda(session, _actor)


def _line(actor: Actor, entry: Entry) -> bool:
    """One date; True if it was just opened. Typed texts show letter by letter."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xxsmall"):
            icon = f":material/{_ICONS[entry.kind]}:"
            st.markdown(f"{icon} **{_time(entry)}** · {kind(entry.kind)}")
            if entry.called_off:
                st.badge(_("Called off"), icon=":material/event_busy:", color="orange")
            st.text(_title(entry))
            st.text("\n".join(_details(entry)))
            if entry.ward is not None:
                ward_link.link(entry.ward)
        with st.container(width="content", horizontal_alignment="right", gap="xxsmall"):
            if entry.source_url:
                st.link_button(
                    _("Source"), entry.source_url, type="tertiary", icon=":material/link:"
                )
            may = entry.meeting_id is not None and meetings.may_change(actor, entry.organization)
            return may and st.button(_("Open"), key=f"calendar.open.{entry.uid}", width="content")


def _time(entry: Entry) -> str:
    """10:00 AM – 12:00 PM, with the day of its end if that is another one."""
    if entry.starts_at is None or entry.ends_at is None:
        return _("All day")
    begins, ends = formats.time_of_day(entry.starts_at), formats.time_of_day(entry.ends_at)
    last: date = clock.chicago(entry.ends_at).date()
    return f"{begins} – {ends}" if last == entry.day else f"{begins} – {formats.day(last)}, {ends}"


def _title(entry: Entry) -> str:
    if entry.kind is not EntryKind.VISIT:
        return entry.title
    visit = _("{organization} visits ward {ward}").format(
        organization=entry.organization_name, ward=entry.ward
    )
    return f"{visit} · {entry.title}"


def _details(entry: Entry) -> list[str]:
    """Whose it is and where, about what, what to know, and who says so; without what is empty."""
    whose = entry.committee
    if entry.kind is EntryKind.ACTION:
        whose = entry.organization_name or _("The coalition")
    where = [part for part in (whose if whose != entry.title else "", entry.place) if part]
    lines = (
        " · ".join(where),
        _(entry.measure_title) if entry.measure_title else "",
        entry.note,
        _("Entered by {name}").format(name=entry.recorded_by) if entry.recorded_by else "",
    )
    return [line for line in lines if line]
