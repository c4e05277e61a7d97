"""Roll calls: paste, settle, see the tally, compare, void."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from db import roll_calls, stance_entry
from db.committees import MemberCreate, add_member
from db.engine import reading, writing
from db.live import hub
from db.login_sessions import sign_out_everywhere
from db.recorded_roll_calls import roll_calls as recorded
from db.roll_calls import RollCallCreate
from db.stance_entry import StanceCreate
from tests import support
from tests.pages.conftest import Screen, words
from tests.pages.test_organization_page import press

ORDINANCE = "welcoming-city-ordinance"
THREE = "Moreno Yea\nMoore Yea\nRahm Emanuel Nay"


def paste(app: AppTest, text: str, turn: int = 0, **fields: object) -> AppTest:
    form = f"roll_call.{turn}"
    for name, value in fields.items():
        if name == "held_on":
            app.date_input(key=f"{form}.held_on").set_value(value)
        else:
            app.selectbox(key=f"{form}.{name}").set_value(value)
    app.text_area(key=f"{form}.text").input(text)
    press(app, "Read the list")
    return app


def choose(app: AppTest, line: int, value: int) -> None:
    [box] = [each for each in app.selectbox if each.label == f"Whose vote is line {line}?"]
    box.set_value(value)


def record(text: str, **fields: object) -> int:
    good = {"measure": ORDINANCE, "motion": "pass", "committee_id": None, "key": "k" * 20}
    new = RollCallCreate(**{**good, "held_on": support.clock.today(), **fields}, text=text)  # type: ignore[arg-type]
    with writing() as session:
        made = roll_calls.record_roll_call(session, support.actor("cora"), new, sure=True)
    hub.refresh()
    return made.id


def everything() -> list[tuple[str, int]]:
    with reading() as session:
        return [(each.motion, len(each.votes)) for each in recorded(session, support.actor("bob"))]


def test_staff_read_and_record_nothing(screen: Screen) -> None:
    record("Moreno Yea\nHopkins Nay\nDowell Absent")
    app = screen("bob", "roll_calls")
    assert "1 to 1, 1 absent: not passed; 26 were needed." in words(app)
    assert not app.text_area
    press(app, "Open")
    assert "Void roll call" not in [button.label for button in app.button]


def test_nobody_wonders_who_records_the_first_one(screen: Screen) -> None:
    assert "Leads and coordinators record them" in words(screen("bob", "roll_calls"))
    said = words(screen("alice", "roll_calls"))
    assert "None yet. The first one that is recorded shows here." in said


@pytest.mark.parametrize("person", ["alice", "cora"])
def test_what_measures_does_not_say_is_told_and_leads_to_the_step_there(
    screen: Screen, person: str
) -> None:
    app = paste(screen(person, "roll_calls"), "Moreno Yea\nHopkins Nay")
    press(app, "Record roll call")
    assert "2 of 50 members are named, 48 are missing; a quorum is 26." in words(app)
    assert everything() == []
    press(app, "Yes, record it")
    told = "Measures does not say yet: Failed to pass."
    assert f"The roll call is recorded. {told}" in words(app)
    staff = screen("bob", "roll_calls")
    assert told in words(staff)
    assert "Record it on Measures" not in [button.label for button in staff.button]

    app = screen(person, "measures", address={"roll_call": "1"})
    assert app.header[0].value == "Record"  # the form comes before the measures
    assert app.selectbox(key="add_action.0.measure").value == ORDINANCE
    assert app.selectbox(key="add_action.0.step").value == "failed"
    assert app.date_input(key="add_action.0.happened_on").value == date(2017, 4, 24)
    press(app, "Record action")
    assert not app.error
    assert "Measures does not say yet" not in words(screen("bob", "roll_calls"))
    again = screen(person, "measures", address={"roll_call": "1"})
    assert again.selectbox(key="add_action.0.step").value is None


@pytest.mark.parametrize("number", ["2", "x", "1; DROP"])
def test_a_link_with_another_number_fills_in_nothing(screen: Screen, number: str) -> None:
    record("Moreno Yea")
    app = screen("alice", "measures", address={"roll_call": number})
    assert not app.exception
    assert app.selectbox(key="add_action.0.step").value is None


def test_staff_open_the_link_and_see_measures(screen: Screen) -> None:
    record("Moreno Yea")
    app = screen("bob", "measures", address={"roll_call": "1"})
    assert not app.exception
    assert not app.selectbox


@pytest.mark.parametrize("person", ["alice", "cora"])
def test_a_list_is_read_settled_and_recorded(screen: Screen, person: str) -> None:
    app = paste(screen(person, "roll_calls"), THREE)
    said = words(app)
    assert "1 vote read. 2 lines are still to settle. 1 to 0: not passed; 26 were needed." in said
    assert "Who is “Moore”?" in said
    assert "Nobody by the name “Rahm Emanuel” held a seat on Apr 24, 2017." in said
    press(app, "Record roll call")
    assert [e.value for e in app.error] == [
        "Who is “Moore”?",
        "Nobody by the name “Rahm Emanuel” held a seat on Apr 24, 2017.",
    ]
    assert words(app).count("Who is “Moore”?") == 1  # the refusal stands where the doubt did
    assert everything() == []
    choose(app, 2, 49)
    choose(app, 3, 0)
    press(app, "Read the list")
    assert "2 votes read. 2 to 0: not passed; 26 were needed." in words(app)
    press(app, "Record roll call")
    press(app, "Yes, record it")
    assert not app.error
    assert everything() == [("pass", 2)]
    assert "2 to 0: not passed; 26 were needed." in words(app)
    assert app.text_area(key="roll_call.1.text").value == ""


def test_a_hostile_name_is_shown_letter_by_letter(screen: Screen) -> None:
    app = paste(screen("alice", "roll_calls"), "![](https://beacon.example/x.png) Yea")
    asked = "Nobody by the name “![](https://beacon.example/x.png)” held a seat on Apr 24, 2017."
    assert asked in [each.value for each in app.text]
    press(app, "Record roll call")
    [error] = app.error
    assert "![](" not in error.value


def test_another_text_does_not_inherit_an_answer(screen: Screen) -> None:
    app = paste(screen("alice", "roll_calls"), "Moore Yea")
    choose(app, 1, 49)
    paste(app, "Moore Nay")
    press(app, "Record roll call")
    assert [e.value for e in app.error] == ["Who is “Moore”?"]


def test_one_person_twice_a_wrong_count_and_no_list_are_refused_in_words(screen: Screen) -> None:
    app = screen("alice", "roll_calls")
    press(app, "Record roll call")
    assert [e.value for e in app.error] == ["This can't be empty."]
    press(paste(app, "Moreno Yea\nMoreno, Proco Joe Nay"), "Record roll call")
    assert [e.value for e in app.error] == [
        "Proco Joe Moreno votes twice: in line 1 and in line 2."
    ]
    press(paste(app, "Yeas — Aldermen Moreno, Hopkins — 3."), "Record roll call")
    assert [e.value for e in app.error] == ["A paragraph says 3, and 2 names were read in it."]
    press(paste(app, "Moreno Yea", held_on=date(2017, 2, 21)), "Record roll call")
    assert [e.value for e in app.error] == [
        "This can't be before its introduction on Feb 22, 2017."
    ]
    press(paste(app, "Moreno Yea", motion="recommend"), "Record roll call")
    assert "Only a committee votes on this: say which." in [e.value for e in app.error]
    assert everything() == []


def test_a_vote_of_somebody_not_on_the_committee_is_asked_about(screen: Screen) -> None:
    with writing() as session:
        new = MemberCreate(1, 1, "member", date(2017, 4, 1), "m" * 20)
        add_member(session, support.actor("cora"), new)
    app = paste(
        screen("alice", "roll_calls"), "Moreno Yea\nHopkins Yea", motion="recommend", committee=1
    )
    press(app, "Record roll call")
    assert "Brian Hopkins. Are you sure?" in words(app)
    assert everything() == []
    press(app, "Yes, record it")
    assert everything() == [("recommend", 2)]


def test_the_vote_is_compared_with_the_count_of_the_evening_before(screen: Screen) -> None:
    with support.at("2017-04-20T10:00"), writing() as session:
        said = [
            StanceCreate(ward, position, "written", date(2017, 4, 20))
            for ward, position in ((1, "yes"), (2, "yes"), (3, "no"))
        ]
        stance_entry.set_stances(session, support.actor("alice"), ORDINANCE, said, key="s" * 20)
    record("Moreno Yea\nHopkins Nay\nDowell Nay\nKing Yea\nHairston Absent")
    app = screen("bob", "roll_calls")
    press(app, "Open")
    said_now = words(app)
    assert "As counted on Apr 23, 2017" in said_now
    assert "Of 2 firm or soft yes, 1 voted yes." in said_now
    assert "Of 1 firm or soft no, 1 voted no." in said_now
    assert "Ward 2 · Brian Hopkins: firm yes, voted no" in said_now
    app.toggle(key="roll_call.table").set_value(True).run()
    table = app.dataframe[0].value
    assert table.to_numpy().tolist() == [
        ["Firm yes", 1, 1, 0],
        ["Unknown", 1, 0, 1],
        ["Firm no", 0, 1, 0],
    ]


def test_a_tabling_is_told_with_its_own_threshold_and_compared_with_nothing(
    screen: Screen,
) -> None:
    record("Moreno Yea\nHopkins Nay\nDowell Yea", motion="table")
    app = screen("bob", "roll_calls")
    assert "2 to 1: tabled; 2 were needed, more than half of those voting." in words(app)
    press(app, "Open")
    assert "Against the whip count" not in words(app)


def test_a_roll_call_is_voided_with_a_reason_and_stays_in_the_list(screen: Screen) -> None:
    made = record("Moreno Yea", note="![](https://beacon.example/x.png)")
    app = screen("alice", "roll_calls")
    press(app, "Open")
    press(app, "Void roll call")
    assert [e.value for e in app.error] == ["This can't be empty."]
    app.text_input(key=f"void.roll_call.{made}.0.reason").input("another <b>measure</b>")
    press(app, "Void roll call")
    assert not app.error
    assert "The roll call is void." in words(app)
    app = screen("bob", "roll_calls")
    listed = words(app)
    assert "Voided by Alice, today, 9" in listed
    assert "another <b>measure</b>" in listed
    press(app, "Open")
    said = words(app)
    assert said.count("another <b>measure</b>") == 2  # in the list and in the dialog
    assert "Record it anew" not in [button.label for button in app.button]
    assert not any("beacon" in each.value or "<b>" in each.value for each in app.markdown)


def void(number: int, reason: str = "one vote is wrong") -> None:
    with writing() as session:
        roll_calls.void_roll_call(session, support.actor("cora"), number, revision=0, reason=reason)
    hub.refresh()


def test_a_void_roll_call_fills_the_form_in_to_be_recorded_anew(screen: Screen) -> None:
    first = record(
        "Moreno Yea\nHopkins Nay\nDowell Absent",
        motion="recommend",
        committee_id=1,
        held_on=date(2017, 4, 20),
        note="*read* from the Journal",
    )
    void(first)
    app = screen("alice", "roll_calls")
    assert app.header[0].value != "To settle"
    press(app, "Open")
    press(app, "Record it anew")
    assert app.header[0].value == "Record a roll call"  # above the list
    assert app.selectbox(key="roll_call.0.motion").value == "recommend"
    assert app.selectbox(key="roll_call.0.committee").value == 1
    assert app.date_input(key="roll_call.0.held_on").value == date(2017, 4, 20)
    assert app.text_input(key="roll_call.0.note").value == "*read* from the Journal"
    text = app.text_area(key="roll_call.0.text")
    assert text.value == "Proco Joe Moreno (1)\tyes\nBrian Hopkins (2)\tno\nPat Dowell (3)\tabsent"
    text.input(text.value.replace("(2)\tno", "(2)\tyes"))
    press(app, "Record roll call")
    assert not app.error
    assert "2 to 0, 1 absent: recommended to pass" in words(app)
    assert app.header[-1].value == "Record a roll call"
    assert app.text_area(key="roll_call.1.text").value == ""
    assert everything() == [("recommend", 3), ("recommend", 3)]


def test_measures_says_that_a_steps_roll_call_is_void(screen: Screen) -> None:
    made = record("Moreno Yea\nHopkins Nay")
    app = screen("alice", "measures", address={"roll_call": "1"})
    press(app, "Record action")
    assert not app.error
    told = "The roll call of Apr 24, 2017 that this step rests on is void."
    assert told not in words(screen("bob", "measures"))
    app = screen("alice", "roll_calls")
    press(app, "Open")
    app.text_input(key=f"void.roll_call.{made}.0.reason").input("*another* measure")
    press(app, "Void roll call")
    assert "Measures still says: Failed to pass." in words(app)
    staff = screen("bob", "measures")
    said = words(staff)
    assert said.count(told) == 1
    assert "Reason: *another* measure" in [each.value for each in staff.text]


def test_what_was_sent_after_the_session_ended_is_there_after_signing_in_again(
    screen: Screen,
) -> None:
    app = screen("alice", "roll_calls")
    with writing() as session:
        sign_out_everywhere(session, support.actor("alice"))
    paste(app, THREE, motion="table")
    again = screen("alice", "roll_calls")
    assert again.text_area(key="roll_call.0.text").value == THREE
    assert again.selectbox(key="roll_call.0.motion").value == "table"
