"""Calendar: what comes next, entering and changing dates, the secret address."""

from datetime import date, time

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from db import meetings
from db.engine import reading, writing
from db.login_sessions import sign_out_everywhere
from db.meeting_fields import MeetingCreate
from db.models import CalendarFeed, Committee, Meeting
from tests import support
from tests.db.test_agenda import plan_visit
from tests.pages.conftest import Screen, ward_links, words


def kept() -> list[Meeting]:
    with reading() as session:
        return list(session.exec(select(Meeting).order_by(Meeting.id)))  # type: ignore[arg-type]


def enter(person: str, title: str, day: date = date(2017, 5, 1), **more: object) -> Meeting:
    good = {"kind": "council", "begins": time(10), "minutes": 120, "key": f"{title:>20}"}
    with writing() as session:
        new = MeetingCreate(**{**good, "title": title, "day": day, **more})  # type: ignore[arg-type]
        return meetings.enter(session, support.actor(person), new, sure=True)


def press(app: AppTest, label: str) -> AppTest:
    [button] = [each for each in app.button if each.label == label]
    return button.click().run()


def fill(app: AppTest, **fields: object) -> AppTest:
    for field, value in fields.items():
        key = f"meeting.0.{field}"
        if field in ("title", "place", "source_url", "note"):
            app.text_input(key=key).input(str(value))
        elif field == "day":
            app.date_input(key=key).set_value(value)
        elif field == "begins":
            app.time_input(key=key).set_value(value)
        elif field == "minutes":
            app.number_input(key=key).set_value(value)
        elif field == "organization":
            app.radio(key=key).set_value(value)
        else:
            app.selectbox(key=key).set_value(value)
    return app


def choose(app: AppTest, kind: str) -> AppTest:
    return app.radio(key="meeting.0.kind").set_value(kind).run()


def test_what_comes_next_stands_day_by_day_with_its_countdown(screen: Screen) -> None:
    enter("alice", "Second", date(2017, 5, 1))
    enter("cora", "First", date(2017, 4, 25), begins=time(18, 30))
    enter("alice", "Over", date(2017, 4, 20))
    said = words(screen("bob", "calendar"))
    assert "Tuesday, April 25, 2017" in said
    assert said.index("First") < said.index("Second")
    assert "6:30 PM – 8:30 PM" in said.replace("\u202f", " ")
    assert "Over" not in said
    assert "Entered by Cora" in said


def test_what_is_past_shows_on_demand(screen: Screen) -> None:
    enter("alice", "Over", date(2017, 4, 20))
    app = screen("bob", "calendar")
    assert "Nothing is to come yet." in words(app)
    app.toggle(key="calendar.past").set_value(True).run()
    said = words(app)
    assert "Over" in said


def test_a_date_entered_when_it_is_past_says_where_it_is(screen: Screen) -> None:
    app = fill(screen("alice", "calendar"), title="Over", day=date(2017, 4, 20))
    press(app, "Enter the date")
    assert not app.error
    assert "in the calendar. It is past: it stands under “What is past”." in words(app)
    again = fill(screen("alice", "calendar"), title="To come")
    assert "It is past" not in words(press(again, "Enter the date"))


@pytest.mark.parametrize(("begins", "past"), [(time(7), True), (time(8, 30), False)])
def test_a_date_of_today_is_past_once_it_has_ended(
    screen: Screen, begins: time, past: bool
) -> None:
    app = fill(screen("alice", "calendar"), title="Early", day=date(2017, 4, 24), begins=begins)
    assert ("It is past: it stands" in words(press(app, "Enter the date"))) is past
    assert ("Early" in words(app)) is not past


def test_a_date_moved_to_where_it_has_ended_says_where_it_is(screen: Screen) -> None:
    enter("cora", "City Council")
    app = press(screen("alice", "calendar"), "Open")
    app.date_input(key="meeting.1.0.0.day").set_value(date(2017, 4, 24))
    app.time_input(key="meeting.1.0.0.begins").set_value(time(6))
    app.number_input(key="meeting.1.0.0.minutes").set_value(1e300)
    press(app, "Save changes")
    assert [error.value for error in app.error] == ["Give a number from 5 to 1,440."]
    app.number_input(key="meeting.1.0.0.minutes").set_value(60)
    assert "changed. It is past: it stands under" in words(press(app, "Save changes"))


def test_a_filter_by_kind_and_by_measure(screen: Screen) -> None:
    plan_visit(support.actor("alice"), 22, date(2017, 5, 2))
    enter("alice", "Vote", measure="fop-contract-resolution")
    app = screen("charlie", "calendar")
    assert "Mijente visits ward 22 · Ricardo Muñoz" in words(app)
    assert ward_links(app) == {"See the ward": "22"}
    app.selectbox(key="calendar.measure").set_value("welcoming-city-ordinance").run()
    assert "Vote" not in words(app)
    assert "Mijente visits ward 22" in words(app)  # it is about both
    app.pills(key="calendar.kinds").set_value(["council"]).run()
    assert "No date fits this filter." in words(app)


def test_staff_see_and_cannot_change(screen: Screen) -> None:
    enter("alice", "City Council")
    app = screen("bob", "calendar")
    assert "City Council" in words(app)
    assert not {"Enter the date", "Open"} & {each.label for each in app.button}


@pytest.mark.parametrize("person", ["alice", "cora"])
def test_leads_and_coordinators_enter_a_date(screen: Screen, person: str) -> None:
    app = fill(
        screen(person, "calendar"),
        title="City Council",
        day=date(2017, 5, 24),
        begins=time(13, 45),
        minutes=90.0,
        place="Council Chamber",
        measure="welcoming-city-ordinance",
    )
    press(app, "Enter the date")
    assert not app.error
    assert "The date is in the calendar." in words(app)
    [row] = kept()
    assert (row.minutes, row.place, row.measure_id) == (90, "Council Chamber", 1)
    assert support.clock.chicago(row.starts_at).time() == time(13, 45)
    assert app.text_input(key="meeting.1.title").value == ""
    assert "in 30 days" in words(screen("bob", "measures"))


def test_the_fields_follow_the_kind(screen: Screen) -> None:
    with writing() as session:
        session.add(Committee(name="Committee on Finance"))
    app = screen("alice", "calendar")
    asked = {each.label for each in [*app.selectbox, *app.radio]}
    assert not {"Committee", "Whose action"} & asked
    assert "Committee" in {each.label for each in choose(app, "committee").selectbox}
    choose(app, "action")
    assert app.radio(key="meeting.0.organization").value == "mijente"
    press(fill(app, title="Our night"), "Enter the date")
    assert kept()[0].organization_id == support.actor("alice").organization_id
    assert "Whose action" not in {
        each.label for each in choose(screen("cora", "calendar"), "action").radio
    }


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": ""}, "This can't be empty."),
        ({"day": date(2017, 2, 21)}, "This can't be before Feb 22, 2017."),
        ({"day": date(2019, 5, 1)}, "This can't be after Apr 24, 2019."),
        ({"minutes": 0.0}, "Give a number from 5 to 1,440."),
        ({"minutes": 45.5}, "Give a whole number, such as 25."),
        ({"source_url": "javascript:alert(1)"}, "Give a web address that begins with https://"),
        (
            {"day": date(2018, 3, 11), "begins": time(2, 30)},
            "In the night of Mar 11, 2018 the clocks in Chicago are put forward, and this time "
            "does not exist. Give another one.",
        ),
        (
            {"day": date(2017, 11, 5), "begins": time(1, 30)},
            "In the night of Nov 5, 2017 the clocks in Chicago are put back, and this time comes "
            "twice. Give one before 1:00 or from 2:00 on.",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_beside_the_field_and_nothing_is_lost(
    screen: Screen, fields: dict[str, object], message: str
) -> None:
    app = fill(screen("alice", "calendar"), **{"title": "Typed", "note": "Kept", **fields})
    press(app, "Enter the date")
    assert [error.value for error in app.error] == [message]
    assert app.text_input(key="meeting.0.note").value == "Kept"
    assert kept() == []


def test_what_was_sent_after_the_session_had_ended_comes_back_with_its_time(screen: Screen) -> None:
    app = fill(screen("alice", "calendar"), title="Typed", begins=time(18, 45))
    with writing() as session:
        sign_out_everywhere(session, support.actor("alice"))
    press(app, "Enter the date")
    assert kept() == []
    app = screen("alice", "calendar")
    assert app.text_input(key="meeting.0.title").value == "Typed"
    press(app, "Enter the date")
    assert [support.clock.chicago(row.starts_at).time() for row in kept()] == [time(18, 45)]


def test_too_little_notice_is_asked_about_in_place(screen: Screen) -> None:
    with writing() as session:
        session.add(Committee(name="Committee on Finance"))
    app = choose(screen("alice", "calendar"), "committee")
    press(fill(app, title="Finance", committee_id=1, day=date(2017, 4, 26)), "Enter the date")
    assert "The rules ask for 3 days' notice" in words(app)
    assert kept() == []
    press(app, "Yes, enter it")
    assert [row.title for row in kept()] == ["Finance"]


def test_a_date_is_changed_called_off_and_put_back(screen: Screen) -> None:
    enter("cora", "City Council")
    app = press(screen("alice", "calendar"), "Open")
    assert app.text_input(key="meeting.1.0.0.title").value == "City Council"
    app.text_input(key="meeting.1.0.0.place").input("Council Chamber")
    press(app, "Save changes")
    assert "The date is changed." in words(app)
    press(press(screen("dora", "calendar"), "Open"), "Call it off")
    app = screen("bob", "calendar")
    assert "Council Chamber" in words(app)
    assert kept()[0].cancelled_at is not None
    app = press(press(screen("alice", "calendar"), "Open"), "Put it back")
    assert "The date stands again." in words(app)
    assert kept()[0].cancelled_at is None


def test_another_organizations_action_shows_and_does_not_open(screen: Screen) -> None:
    enter("alice", "Our night", kind="action", organization="mijente")
    app = screen("dora", "calendar")
    assert "Our night" in words(app)
    assert "Mijente" in words(app)
    assert "Open" not in {each.label for each in app.button}
    assert "Open" in {each.label for each in screen("cora", "calendar").button}


@pytest.mark.parametrize("person", ["bob", "cora"])
def test_everybody_makes_a_secret_address_and_ends_it(screen: Screen, person: str) -> None:
    app = press(screen(person, "calendar"), "Make an address")
    [shown] = [each.value for each in app.code]
    assert "/calendar/" in shown
    assert shown.endswith(".ics?language=en")
    press(app, "Done")
    assert not app.code
    app = screen(person, "calendar")
    assert "Yours works since" in words(app)
    press(app, "End it")
    with reading() as session:
        [feed] = session.exec(select(CalendarFeed)).all()
    assert feed.ended_at is not None
    assert "Make an address" in {each.label for each in app.button}
