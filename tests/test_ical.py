"""What a calendar program reads is what was entered, whatever was typed."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from db import clock
from db.agenda import Entry, EntryKind
from db.fields import clean
from web import ical

PLAIN = Entry(
    uid="0123456789abcdef",
    kind=EntryKind.COUNCIL,
    day=date(2017, 5, 24),
    starts_at=datetime(2017, 5, 24, 15, tzinfo=UTC),
    minutes=120,
    title="City Council",
    place="",
    committee_id=None,
    committee="",
    measure=None,
    measure_title="",
    organization=None,
    organization_name="",
    ward=None,
    source_url="",
    note="",
    recorded_by="Alice",
    recorded_at=datetime(2017, 4, 24, 14, tzinfo=UTC),
    called_off=False,
    revision=0,
    meeting_id=3,
)
HEARING = replace(PLAIN, kind=EntryKind.HEARING, starts_at=None, minutes=0, meeting_id=None)
VISIT = replace(
    HEARING,
    kind=EntryKind.VISIT,
    title="",
    organization="hana-center",
    organization_name="Hana Center",
    ward=22,
    recorded_by="",
)
TEXTS = [
    "City Hall, room 201-A; second floor",
    "first line\nsecond line\n\nfourth",
    r"back\slash \n \, \; \N",
    "C:\\New\\",
    'a "quoted" title: with a colon',
    "BEGIN:VEVENT\r\nSUMMARY:smuggled\r\nEND:VEVENT",
    "END:VCALENDAR",
    "👩🏽‍🌾🏳️‍🌈" * 30,
    "ñ" * 400,
    "x" * 400,
    "한국어 " * 60,
    "a\t tab",
    "%0D%0AX-EVIL:1",
    "a\u2028b\u2029c",
]
typed = st.text(max_size=300).map(clean)


def read(*entries: Entry, language: str = "en") -> list[Event]:
    return Calendar.from_ical(ical.calendar(entries, language)).walk("VEVENT")


def lines(*entries: Entry, language: str = "en") -> list[bytes]:
    body = ical.calendar(entries, language)
    assert body.endswith(b"\r\n")
    return body.removesuffix(b"\r\n").split(b"\r\n")


def unfolded(*entries: Entry) -> list[str]:
    return ical.calendar(entries, "en").replace(b"\r\n ", b"").decode().split("\r\n")


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_is_read_back_letter_by_letter(text: str) -> None:
    text = clean(text)
    [event] = read(replace(PLAIN, title=text, place=text, note=text))
    assert event["summary"] == text
    assert event["location"] == text
    assert event["description"] == f"Council meeting\n{text}"


@pytest.mark.parametrize("text", TEXTS)
def test_no_line_is_longer_than_75_octets_and_none_breaks_a_letter(text: str) -> None:
    text = clean(text)
    for line in lines(replace(PLAIN, title=text, place=text, note=text)):
        assert len(line) <= 75
        line.decode()
        assert b"\n" not in line
        assert b"\r" not in line


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_typed_becomes_a_property(text: str) -> None:
    made = unfolded(replace(PLAIN, title=clean(text)))
    names = {line.split(":")[0].split(";")[0] for line in made}
    assert names == {line.split(":")[0].split(";")[0] for line in unfolded(PLAIN)}


@given(
    typed,
    typed,
    typed,
    st.integers(0, 10_000_000).map(
        lambda n: datetime(2017, 2, 22, tzinfo=UTC) + timedelta(minutes=n)
    ),
    st.integers(5, 1_440),
    st.integers(0, 2**31 - 1),
    st.booleans(),
)
def test_what_was_entered_is_read_back(
    title: str,
    place: str,
    note: str,
    starts_at: datetime,
    minutes: int,
    revision: int,
    called_off: bool,
) -> None:
    entry = replace(
        PLAIN,
        title=title or "x",
        place=place,
        note=note,
        starts_at=starts_at,
        minutes=minutes,
        revision=revision,
        called_off=called_off,
    )
    [event] = read(entry)
    assert event["summary"] == ("Called off: " if called_off else "") + (title or "x")
    assert event.get("location", "") == place
    assert event["description"] == "\n".join(filter(None, ("Council meeting", note)))
    assert event["dtstart"].dt == starts_at
    assert event["dtend"].dt == starts_at + timedelta(minutes=minutes)
    assert event["sequence"] == revision
    assert event["status"] == ("CANCELLED" if called_off else "CONFIRMED")


def test_a_time_is_the_same_moment_before_and_after_the_clocks_change() -> None:
    for day, utc in ((date(2017, 11, 3), 15), (date(2017, 11, 6), 16)):
        [moment] = clock.moments_of(datetime.combine(day, time(10)))
        [event] = read(replace(PLAIN, day=day, starts_at=moment))
        assert event["dtstart"].dt == datetime(day.year, day.month, day.day, utc, tzinfo=UTC)
        assert clock.chicago(event["dtstart"].dt).hour == 10


def test_a_day_without_a_time_is_a_whole_day() -> None:
    [event] = read(HEARING)
    assert event["dtstart"].dt == date(2017, 5, 24)
    assert event["dtend"].dt == date(2017, 5, 25)
    assert event["transp"] == "TRANSPARENT"


def test_a_visit_says_who_goes_where() -> None:
    [event] = read(VISIT)
    assert event["summary"] == "Lobby visit of Hana Center, ward 22"
    assert event["description"] == "Lobby visit"


def test_what_is_known_of_a_date_is_in_its_description() -> None:
    [event] = read(
        replace(
            PLAIN,
            kind=EntryKind.ACTION,
            organization_name="Mijente",
            committee="Committee on Finance",
            measure_title="Welcoming City Ordinance amendment",
            note="Bring signs",
            source_url="https://chicityclerk.com/x?a=1;b=2,3",
        )
    )
    assert event["description"].splitlines() == [
        "Campaign action",
        "Mijente",
        "Committee on Finance",
        "Welcoming City Ordinance amendment",
        "Bring signs",
        "https://chicityclerk.com/x?a=1;b=2,3",
    ]
    assert event["url"] == "https://chicityclerk.com/x?a=1;b=2,3"
    assert "Alice" not in str(event)


def test_in_spanish_its_words_are_spanish_and_what_was_typed_stays() -> None:
    [event] = read(replace(PLAIN, called_off=True), language="es")
    assert event["summary"] == "Cancelada: City Council"
    assert event["description"] == "Sesión del Concejo"


def test_the_calendar_is_complete_and_always_the_same() -> None:
    body = ical.calendar((PLAIN, HEARING, VISIT), "en")
    ical.calendar.cache_clear()
    assert body == ical.calendar((PLAIN, HEARING, VISIT), "en")
    made = Calendar.from_ical(body)
    assert made["version"] == "2.0"
    assert made["prodid"]
    for event in made.walk("VEVENT"):
        assert event["uid"].endswith("@contamos")
        assert event["dtstamp"].dt == PLAIN.recorded_at
    empty = ical.calendar((), "en")
    assert empty.count(b"BEGIN:") == 1
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n" in empty
