"""Measures: what everyone sees, what leads and coordinators record, what is refused."""

import pytest
from streamlit.testing.v1 import AppTest

from db import committees, seats
from db.committees import MemberCreate
from db.engine import writing
from db.live import hub
from tests import support
from tests.pages.conftest import Screen, words
from tests.pages.test_organization_page import press


def record(app: AppTest, step: str, **fields: object) -> AppTest:
    app.selectbox(key="add_action.0.step").set_value(step)
    for field, value in fields.items():
        if field == "happened_on":
            app.date_input(key="add_action.0.happened_on").set_value(value)
        else:
            app.text_input(key=f"add_action.0.{field}").input(str(value))
    [button] = [each for each in app.button if each.label == "Record action"]
    return button.click().run()


def test_both_measures_stand_in_committee_with_their_days_and_record(screen: Screen) -> None:
    said = words(screen("bob", "measures"))
    assert "O2017-1018" in said
    assert "R2017-125" in said
    assert said.count("61 days") == 2
    assert "Carlos Ramirez-Rosa" in said
    assert "Roderick T\\. Sawyer" in said


def test_an_ordinance_and_a_resolution_have_paths_of_their_own(screen: Screen) -> None:
    ordinance, resolution = (
        each.value for each in screen("bob", "measures").markdown if "→" in each.value
    )
    assert "Mayor" in ordinance
    assert "In effect" in ordinance
    assert "Mayor" not in resolution
    assert "Adopted by Council" in resolution


def test_co_sponsors_of_the_terms_end_are_not_shown_in_spring_2017(screen: Screen) -> None:
    assert "Ameya Pawar" not in words(screen("bob", "measures"))


def test_staff_see_and_cannot_change(screen: Screen) -> None:
    app = screen("bob", "measures")
    assert not {"Record action", "Set the date", "Correct"} & {each.label for each in app.button}


@pytest.mark.parametrize("person", ["alice", "cora"])
def test_leads_and_coordinators_record_what_happened(screen: Screen, person: str) -> None:
    app = record(screen(person, "measures"), "hearing", body="Committee on Human Relations")
    assert not app.error
    said = words(screen("bob", "measures"))
    assert "Hearing held" in said
    assert "Recorded by" in said


def test_a_re_referral_asks_for_the_committee_and_corrects_with_it(screen: Screen) -> None:
    app = record(screen("alice", "measures"), "re-referred", body="City Council")
    assert [each.value for each in app.error]
    app.selectbox(key="add_action.0.committee").set_value(
        "Committee on Workforce Development and Audit"
    )
    [button] = [each for each in app.button if each.label == "Record action"]
    button.click().run()
    assert not app.error
    first = next(each.value for each in app.markdown if "**Lead sponsor:**" in each.value)
    assert "Workforce Development and Audit" in first
    [button, *_] = [each for each in app.button if each.label == "Correct"]
    app = button.click().run()
    [box] = [
        each
        for each in app.selectbox
        if each.key and each.key.startswith("correct.") and each.key.endswith(".committee")
    ]
    assert box.value == "Committee on Workforce Development and Audit"


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ((2017, 2, 21), "This can't be before its introduction on Feb 22, 2017."),
        ((2017, 4, 25), "This can't be after Apr 24, 2017."),
    ],
)
def test_an_impossible_date_is_refused_in_words_and_nothing_typed_is_lost(
    screen: Screen, day: tuple[int, int, int], message: str
) -> None:
    app = record(
        screen("alice", "measures"),
        "hearing",
        happened_on=support.clock.date(*day),
        note="a long note",
    )
    assert [e.value for e in app.error] == [message]
    assert app.text_input(key="add_action.0.note").value == "a long note"


def test_the_next_hearing_counts_down(screen: Screen) -> None:
    app = screen("alice", "measures")
    app.date_input(key="set_hearing.0.scheduled_for").set_value(support.clock.date(2017, 5, 1))
    app.text_input(key="set_hearing.0.body").input("Committee on Human Relations")
    [button] = [each for each in app.button if each.label == "Set the date"]
    button.click().run()
    assert not app.error
    assert "in 7 days" in words(screen("bob", "measures"))


def test_an_announced_date_is_withdrawn(screen: Screen) -> None:
    app = screen("alice", "measures")
    app.date_input(key="set_hearing.0.scheduled_for").set_value(support.clock.date(2017, 5, 1))
    app.text_input(key="set_hearing.0.body").input("Committee on Human Relations")
    [button] = [each for each in app.button if each.label == "Set the date"]
    button.click().run()
    [body] = [each for each in app.text_input if each.label == "Committee or Council"]
    [button] = [each for each in app.button if each.label == "Withdraw the date"]
    button.click().run()
    assert not app.error
    [same] = [each for each in app.text_input if each.label == "Committee or Council"]
    assert same.key == body.key  # it was not begun anew: what is typed in it stays
    assert "Withdraw the date" not in [each.label for each in app.button]
    assert "in 7 days" not in words(screen("bob", "measures"))


def test_an_entry_is_corrected_with_a_reason_and_stays_in_the_history(screen: Screen) -> None:
    record(screen("alice", "measures"), "hearing", note="wrong room")
    app = screen("alice", "measures")
    app.button(key="open.correct.5").click().run()
    app.text_input(key="correct.5.0.note").input("room 201-A")
    [save] = [each for each in app.button if each.label == "Save correction"]
    save.click().run()
    assert [e.value for e in app.error] == ["This can't be empty."]
    app.text_input(key="correct.5.0.reason").input("the room was wrong")
    [save] = [each for each in app.button if each.label == "Save correction"]
    save.click().run()
    said = words(screen("bob", "measures"))
    assert "room 201-A" in said
    assert "the room was wrong" in said


def strike(app: AppTest, number: int, reason: str) -> AppTest:
    app.button(key=f"open.correct.{number}").click().run()
    app.text_input(key=f"strike.{number}.0.reason").input(reason)
    press(app, "Strike this step")
    return app


def test_a_step_that_never_happened_is_struck_with_a_reason(screen: Screen) -> None:
    record(screen("alice", "measures"), "hearing")
    app = strike(screen("alice", "measures"), 5, "")
    assert [e.value for e in app.error] == ["This can't be empty."]
    app.text_input(key="strike.5.0.reason").input("*nobody* came")
    press(app, "Strike this step")
    assert not app.error
    staff = screen("bob", "measures")
    assert "Hearing" in staff.markdown[0].value
    assert ":blue-badge[:material/radio_button_checked: **In committee**]" in words(staff)
    [struck] = [each.value for each in staff.text if "Struck by" in each.value]
    assert "Hearing held" in struck
    assert "*nobody* came" in struck


def test_a_struck_step_that_others_rest_on_is_asked_about_and_the_introduction_has_no_such_form(
    screen: Screen,
) -> None:
    record(screen("alice", "measures"), "committee passed")
    record(screen("alice", "measures"), "reported")
    app = strike(screen("alice", "measures"), 5, "a rumor")
    assert "Its path led through this step to: Reported to the Council." in words(app)
    press(app, "Yes, strike it")
    assert "Struck by Alice" in words(app)
    app = screen("alice", "measures")
    app.button(key="open.correct.1").click().run()
    assert "Strike this step" not in [button.label for button in app.button]


def test_the_lead_sponsor_who_left_and_the_chair_are_named(screen: Screen) -> None:
    said = words(screen("bob", "measures"))
    assert "**Lead sponsor:** Carlos Ramirez-Rosa, ward 35" in said
    assert said.count("Who chairs it is not entered yet under Seats and committees.") == 2
    with writing() as session:
        actor = support.actor("cora")
        seats.end_term(session, actor, 35, support.clock.date(2017, 4, 10), revision=0)
        committee = committees.committees(session, actor)[0].id
        new = MemberCreate(committee, 14, "chair", support.clock.date(2017, 4, 1), "k" * 20)
        committees.add_member(session, actor, new)
    hub.refresh()
    said = words(screen("bob", "measures"))
    assert (
        "**Lead sponsor:** Carlos Ramirez-Rosa, ward 35 (in the Council until Apr 10, 2017)" in said
    )
    assert "Its chair: Edward M. Burke, ward 14" in said


def test_on_real_time_it_says_that_the_term_is_over_and_offers_the_outcome(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONTAMOS_CLOCK")
    app = screen("alice", "measures")
    assert "Its outcome is not recorded here yet." in words(app)
    app.button(key="outcome.welcoming-city-ordinance").click().run()
    assert app.selectbox(key="add_action.0.step").value == "failed"
    assert app.header[0].value == "Record"
    [button] = [each for each in app.button if each.label == "Record action"]
    button.click().run()
    assert not app.error
    assert "Failed to pass" in words(screen("bob", "measures"))


def test_the_gate_ahead_and_the_clock_are_there_for_everybody(screen: Screen) -> None:
    said = words(screen("bob", "measures"))
    assert said.count("The gate ahead") == 2
    assert "The chair puts it on an agenda, with 3 days' notice. Nobody else can." in said
    assert "Who holds it: The chair of the Committee on Human Relations" in said
    assert "The term ends in 756 days, on May 20, 2019." in said
    assert "A motion to discharge the committee is in order since Mar 24, 2017." in said
    assert "A hearing that is announced today can be held from Apr 27, 2017." in said


def test_the_clerks_words_alone_are_a_step(screen: Screen) -> None:
    app = screen("alice", "measures")
    app.selectbox(key="add_action.0.clerk_action").set_value("Held in Committee")
    [button] = [each for each in app.button if each.label == "Record action"]
    button.click().run()
    assert not app.error
    said = words(screen("bob", "measures"))
    assert "In the Clerk's words: Held in Committee" in said


def test_what_the_path_does_not_allow_is_asked_for_a_reason_and_then_recorded(
    screen: Screen,
) -> None:
    app = record(screen("alice", "measures"), "passed", note="so they say")
    [refusal] = [each.value for each in app.error]
    assert "Its path does not lead there. On Apr 24, 2017 it stood at “In committee”" in refusal
    assert "; Held in committee; " in refusal
    assert app.text_input(key="add_action.0.note").value == "so they say"
    app.text_input(key="add_action.0.anyway_reason").input("Journal, page 41")
    [button] = [each for each in app.button if each.label == "Record action"]
    button.click().run()
    assert not app.error
    said = words(screen("bob", "measures"))
    assert "Off its path, recorded anyway: Journal, page 41" in said


def test_a_coordinator_changes_a_rule_and_everybody_reads_the_new_number(screen: Screen) -> None:
    app = screen("cora", "measures")
    app.selectbox(key="rules.slug").set_value("notice days").run()
    app.number_input(key="rule.notice days.0.number").set_value(0)
    save(app)
    assert [each.value for each in app.error] == ["Give a number from 1 to 365."]
    app.number_input(key="rule.notice days.0.number").set_value(5)
    app.text_input(key="rule.notice days.0.source").input("Rules of Order of 2017, rule 39")
    save(app)
    assert not app.error
    assert "with 5 days' notice" in words(screen("bob", "measures"))
    told = screen("alice", "measures").date_input(key="set_hearing.0.scheduled_for").help
    assert (
        told == "Days of notice that a committee has to give: 5, Sundays and holidays not counted."
    )


def save(app: AppTest) -> None:
    [button] = [each for each in app.button if each.label == "Save changes"]
    button.click().run()


def test_staff_and_leads_read_the_rules_and_change_none(screen: Screen) -> None:
    for person in ("alice", "bob"):
        app = screen(person, "measures")
        assert "Votes to override a veto" in app.dataframe[-1].value.to_string()
        assert not [each for each in app.button if each.label == "Save changes"]
