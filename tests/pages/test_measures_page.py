"""Measures: what everyone sees, what leads and coordinators record, what is refused."""

import pytest
from streamlit.testing.v1 import AppTest

from tests import support
from tests.pages.conftest import Screen, words


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
    assert "Roderick T. Sawyer" in said


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


def test_on_real_time_it_says_that_the_term_is_over_and_offers_the_outcome(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONTAMOS_CLOCK")
    app = screen("alice", "measures")
    assert "Its outcome is not recorded here yet." in words(app)
    app.button(key="outcome.welcoming-city-ordinance").click().run()
    assert app.selectbox(key="add_action.0.step").value == "failed"
    [button] = [each for each in app.button if each.label == "Record action"]
    button.click().run()
    assert not app.error
    assert "Failed to pass" in words(screen("bob", "measures"))
