"""Seats and committees: everybody reads, leads and coordinators keep."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from db import committees, seats
from db.committees import MemberCreate
from db.engine import reading, writing
from db.live import hub
from tests import support
from tests.pages.conftest import Screen, words
from tests.pages.test_organization_page import press


def open_seat(app: AppTest, ward: int) -> AppTest:
    app.selectbox(key=f"seat.chosen.{app.session_state['seat.times']}").set_value(ward).run()
    press(app, "Open")
    return app


def leave(ward: int, last: date) -> None:
    with writing() as session:
        seats.end_term(session, support.actor("cora"), ward, last, revision=0)
    hub.refresh()


def test_fifty_seats_and_two_committees_are_read_by_everybody(screen: Screen) -> None:
    app = screen("bob", "seats")
    table = app.dataframe[0].value.set_index("ward")
    assert len(table) == 50
    assert table.loc[35, "name"] == "Carlos Ramirez-Rosa"
    said = words(app)
    assert "Committee on Human Relations" in said
    assert "Who sits here is not entered yet." in said
    assert "Leads and coordinators keep the seats." in words(open_seat(app, 22))
    labels = {button.label for button in app.button}
    assert not labels & {"Record the last day", "Save changes", "Put on the committee"}


def test_a_member_whose_term_has_an_announced_end_can_leave_before_it(screen: Screen) -> None:
    with writing() as session:
        alice = support.actor("alice")
        first = committees.committees(session, alice)[0].id
        new = MemberCreate(first, 22, "chair", date(2017, 4, 2), "k" * 20)
        committees.add_member(session, alice, new)
    leave(22, date(2017, 6, 30))
    [box] = [each for each in screen("alice", "seats").selectbox if each.label == "Who leaves"]
    assert len(box.options) == 1


@pytest.mark.parametrize("person", ["alice", "cora"])
def test_somebody_leaves_and_somebody_takes_the_seat(screen: Screen, person: str) -> None:
    app = open_seat(screen(person, "seats"), 22)
    app.date_input(key="end_term.22.0.0.last_day").set_value(date(2017, 4, 10))
    [button] = [each for each in app.button if each.key and "end_term.22" in each.key]
    button.click().run()
    assert not app.error
    assert "Vacant: ward 22." in words(app)
    open_seat(app, 22)
    assert "Nobody holds this seat today." in words(app)
    app.text_input(key="take_seat.22.2.0.name").input("Ana *Nueva*")
    press(app, "Record who takes it")
    assert not app.error
    table = app.dataframe[0].value.set_index("ward")
    assert table.loc[22, "name"] == "Ana *Nueva*"
    said = words(open_seat(app, 22))
    assert "Ana *Nueva* · since Apr 24, 2017 · Appointed by the Mayor" in said
    assert "Ricardo Muñoz · known since Apr 1, 2017 · last day Apr 10, 2017" in said


def test_what_is_refused_stands_beside_the_field_and_nothing_is_lost(screen: Screen) -> None:
    leave(22, date(2017, 4, 10))
    app = open_seat(screen("alice", "seats"), 22)
    app.text_input(key="take_seat.22.2.0.name").input("Ana Nueva")
    app.text_input(key="take_seat.22.2.0.phone").input("next door")
    app.date_input(key="take_seat.22.2.0.held_on").set_value(date(2017, 4, 10))
    press(app, "Record who takes it")
    assert [error.value for error in app.error] == [
        "Give the phone number with its area code, such as 312-555-0142."
    ]
    app.text_input(key="take_seat.22.2.0.phone").input("")
    press(app, "Record who takes it")
    assert [error.value for error in app.error] == [
        "Ricardo Muñoz held this seat from Apr 1, 2017 until Apr 10, 2017."
    ]
    assert app.text_input(key="take_seat.22.2.0.name").value == "Ana Nueva"


def test_a_mistaken_last_day_is_taken_back(screen: Screen) -> None:
    leave(22, date(2017, 4, 10))
    app = open_seat(screen("alice", "seats"), 22)
    press(app, "Take the last day back")
    assert not app.error
    assert "Vacant" not in words(app)


def nina(app: AppTest) -> None:
    """She is entered in ward 22 by mistake, as somebody does it on screen."""
    open_seat(app, 22)
    app.text_input(key="take_seat.22.2.0.name").input("Nina *New*")
    press(app, "Record who takes it")
    assert not app.error


@pytest.mark.parametrize("person", ["alice", "cora"])
def test_a_first_day_and_how_they_came_are_corrected(screen: Screen, person: str) -> None:
    leave(22, date(2017, 4, 10))
    app = screen(person, "seats")
    nina(app)
    open_seat(app, 22)
    form = "correct_term.51.0.0"
    app.date_input(key=f"{form}.held_on").set_value(date(2017, 4, 10))
    app.radio(key=f"{form}.came_by").set_value("elected")
    press(app, "Save the term")
    assert [error.value for error in app.error] == [
        "Ricardo Muñoz held this seat from Apr 1, 2017 until Apr 10, 2017."
    ]
    assert app.radio(key=f"{form}.came_by").value == "elected"
    app.date_input(key=f"{form}.held_on").set_value(date(2017, 4, 12))
    press(app, "Save the term")
    assert not app.error
    said = words(open_seat(screen("bob", "seats"), 22))
    assert "Nina *New* · since Apr 12, 2017 · Elected" in said
    assert "Save the term" not in said


@pytest.mark.parametrize("person", ["alice", "cora"])
def test_somebody_entered_by_mistake_is_removed_with_a_reason(screen: Screen, person: str) -> None:
    leave(22, date(2017, 4, 10))
    app = screen(person, "seats")
    nina(app)
    open_seat(app, 22)
    press(app, "Remove from the seat")
    assert [error.value for error in app.error] == ["This can't be empty."]
    app.text_input(key="remove_holder.51.0.0.reason").input("she is of *ward 23*")
    press(app, "Remove from the seat")
    assert not app.error
    assert "Vacant: ward 22." in words(app)
    staff = open_seat(screen("bob", "seats"), 22)
    [history] = [each.value for each in staff.text if "entered by mistake" in each.value]
    assert "Nina *New* · entered by mistake, removed by" in history
    assert "she is of *ward 23*" in history


def test_nobody_is_removed_of_whom_something_stands(screen: Screen) -> None:
    app = open_seat(screen("alice", "seats"), 35)
    app.text_input(key="remove_holder.35.0.0.reason").input("a try")
    press(app, "Remove from the seat")
    [refusal] = [error.value for error in app.error]
    assert "Carlos Ramirez-Rosa is on the Clerk's list of sponsors." in refusal
    assert app.text_input(key="remove_holder.35.0.0.reason").value == "a try"


def test_the_office_is_corrected_and_can_be_called(screen: Screen) -> None:
    app = open_seat(screen("alice", "seats"), 35)
    app.text_input(key="correct_holder.35.0.0.phone").input("7732470140")
    app.text_input(key="correct_holder.35.0.0.address").input("2710 N. Sawyer")
    press(app, "Save changes")
    assert not app.error
    said = words(open_seat(screen("bob", "seats"), 35))
    assert "(773) 247-0140" in said
    assert "2710 N. Sawyer" in said


def test_a_seat_that_somebody_else_changed_is_shown_anew_before_one_decides(
    screen: Screen,
) -> None:
    app = open_seat(screen("alice", "seats"), 22)
    leave(22, date(2017, 4, 10))
    app.run()
    assert "Somebody changed this in the meantime." in words(app)
    press(app, "Take the last day back")
    assert "Somebody changed this in the meantime." in app.error[0].value
    press(app, "Show it as it is now")
    press(app, "Take the last day back")
    assert not app.error


def test_a_committee_is_added_and_its_members_come_and_go(screen: Screen) -> None:
    app = screen("alice", "seats")
    app.text_input(key="create_committee.0.name").input("Committee on Finance")
    press(app, "Add the committee")
    assert "Committee on Finance" in words(app)
    app.text_input(key="create_committee.1.name").input("committee on finance")
    press(app, "Add the committee")
    assert [e.value for e in app.error] == ["There is a committee by that name already."]
    for number, (ward, seat) in enumerate(((14, "chair"), (35, "member"))):
        app.selectbox(key=f"add_member.{number}.ward").set_value(ward)
        app.radio(key=f"add_member.{number}.seat").set_value(seat)
        press(app, "Put on the committee")
        assert [e.value for e in app.error] == []
    assert "14 · Edward M. Burke · Chair\n35 · Carlos Ramirez-Rosa" in words(app)
    assert app.dataframe[0].value.set_index("ward").loc[14, "committees"].endswith("(Chair)")
    app.selectbox(key="add_member.2.ward").set_value(22)
    app.radio(key="add_member.2.seat").set_value("chair")
    press(app, "Put on the committee")
    assert [e.value for e in app.error] == [
        "Edward M\\. Burke chairs it since Apr 24, 2017. Record that last day first."
    ]
    with reading() as session:
        known = committees.committees(session, support.actor("bob"))
    [burke] = [each for one in known for each in one.members if each.ward == 14]
    app.selectbox(key="end_membership.0.member").set_value(burke.id)
    press(app, "Record the last day")
    hub.refresh()
    assert "The last day is recorded." in words(app)


def test_who_sits_on_a_committee_until_an_announced_day_can_leave_before_it(
    screen: Screen,
) -> None:
    with writing() as session:
        known = committees.committees(session, support.actor("cora"))
        days = {"since": date(2017, 4, 3), "until": date(2017, 6, 30)}
        new_member = MemberCreate(known[0].id, 22, "member", key="k" * 20, **days)
        made = committees.add_member(session, support.actor("cora"), new_member).id
    app = screen("alice", "seats")
    app.selectbox(key="end_membership.0.member").set_value(made)
    press(app, "Record the last day")
    assert "The last day is recorded." in words(app)


def test_a_name_is_shown_letter_by_letter(screen: Screen) -> None:
    typed = "![](https://beacon.example/x.png)"
    leave(22, date(2017, 4, 10))
    with writing() as session:
        new = seats.SeatTake(22, date(2017, 4, 12), "elected", seats.HolderFields(typed))
        seats.take_seat(session, support.actor("cora"), new)
        known = committees.committees(session, support.actor("cora"))
        new_member = MemberCreate(known[0].id, 22, "chair", date(2017, 4, 12), "k" * 20)
        committees.add_member(session, support.actor("cora"), new_member)
    hub.refresh()
    app = open_seat(screen("alice", "seats"), 22)
    shown = [*app.markdown, *app.subheader, *app.caption, *app.warning]
    assert not any(typed in each.value for each in shown)
    assert any(typed in each.value for each in app.text)
