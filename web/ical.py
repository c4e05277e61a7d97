"""The calendar as calendar programs read it (RFC 5545).

The same dates give the same bytes: nothing in it depends on when it is asked for.
"""

from datetime import timedelta
from functools import lru_cache

from icalendar import Calendar, Event, vDuration, vText

from db.agenda import LABELS, Entry, EntryKind
from db.catalogue import translations

_ASK_AGAIN = timedelta(hours=1)


class _Text(vText):
    """A text of ours. The package's own takes a typed backslash and N for the end of a line."""

    def to_ical(self) -> bytes:
        escaped = str(self).replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,")
        return escaped.replace("\n", r"\n").encode()


# Programs ask every few minutes for what has rarely changed, and writing it takes longest.
@lru_cache(maxsize=4)
def calendar(entries: tuple[Entry, ...], language: str) -> bytes:
    """The dates in a language. Times are in UTC; the reader's program shows its own zone's."""
    _ = translations(language).gettext
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//Contamos//Calendar//EN")
    made.add("calscale", "GREGORIAN")
    made.add("x-wr-calname", _("Contamos: the campaign's calendar"))
    made.add("refresh-interval", _ASK_AGAIN, parameters={"value": "DURATION"})
    made.add("x-published-ttl", vDuration(_ASK_AGAIN))
    for entry in entries:
        made.add_component(_event(entry, language))
    written: bytes = made.to_ical()
    return written


def _event(entry: Entry, language: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@contamos")
    event.add("dtstamp", entry.recorded_at)
    event.add("sequence", entry.revision)
    if entry.starts_at is None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")  # nobody is busy for all of that day
    else:
        event.add("dtstart", entry.starts_at)
        event.add("dtend", entry.ends_at)
    event.add("status", "CANCELLED" if entry.called_off else "CONFIRMED")
    event.add("summary", _Text(_summary(entry, language)))
    event.add("description", _Text(_description(entry, language)))
    event.add("categories", [translations(language).gettext(LABELS[entry.kind])])
    if entry.place:
        event.add("location", _Text(entry.place))
    if entry.source_url:
        event.add("url", entry.source_url)
    return event


def _summary(entry: Entry, language: str) -> str:
    """What it is called. Not every program shows the status, so the title says it, too."""
    _ = translations(language).gettext
    title = entry.title
    if entry.kind is EntryKind.VISIT:
        title = _("Lobby visit of {organization}, ward {ward}").format(
            organization=entry.organization_name, ward=entry.ward
        )
    return _("Called off: {title}").format(title=title) if entry.called_off else title


def _description(entry: Entry, language: str) -> str:
    _ = translations(language).gettext
    whose = ""
    if entry.kind is EntryKind.ACTION:
        whose = entry.organization_name or _("The coalition")
    parts = (
        _(LABELS[entry.kind]),
        whose,
        entry.committee,
        _(entry.measure_title) if entry.measure_title else "",
        entry.note,
        entry.source_url,
    )
    return "\n".join(part for part in parts if part)
