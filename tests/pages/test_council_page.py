"""Council: what everyone sees, what leads and coordinators record, what is refused and undone."""

import json
import time
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from db import stance_entry, users, whip
from db.engine import reading, writing
from db.login_sessions import sign_out_everywhere
from db.stance_entry import StanceCreate
from db.targets import QUIET
from db.whip import Side, WhipCount
from tests import support
from tests.pages.conftest import Screen, ward_links, words

ORDINANCE = "welcoming-city-ordinance"
FORM = f"stance.{ORDINANCE}.0"
GRID = f"stances.{ORDINANCE}.0"


def say(person: str, *wards: int, measure: str = ORDINANCE, **fields: object) -> None:
    good = {"position": "yes", "evidence": "written", "said_on": date(2017, 4, 20)}
    stances = [StanceCreate(ward, **{**good, **fields}) for ward in wards]  # type: ignore[arg-type]
    with writing() as session:
        key = f"{person} {measure} {wards} {fields}"[:64].ljust(16)
        stance_entry.set_stances(session, support.actor(person), measure, stances, key=key)


def count(measure: str = ORDINANCE) -> WhipCount:
    with reading() as session:
        return whip.whip_count(session, support.actor("bob"), measure)


def side(ward: int, measure: str = ORDINANCE) -> Side:
    return next(seat.side for seat in count(measure).seats if seat.ward == ward)


def figure(app: AppTest, label: str) -> str:
    [value] = [metric.value for metric in app.metric if metric.label == label]
    return str(value)


def press(app: AppTest, label: str) -> AppTest:
    [button] = [each for each in app.button if each.label == label]
    return button.click().run()


def fill(app: AppTest, **fields: object) -> AppTest:
    for field, value in fields.items():
        key = f"{FORM}.{field}"
        if field == "ward":
            app.selectbox(key=key).set_value(value)
        elif field in ("position", "evidence"):
            app.radio(key=key).set_value(value)
        elif field == "source_url":
            app.text_input(key=key).input(str(value))
        else:
            app.date_input(key=key).set_value(value)
    return app.run()


def type_into(app: AppTest, rows: dict[int, dict[str, object]]) -> AppTest:
    """As if it had been kept from before: the grid can't be typed into without a browser."""
    app.session_state[f"{GRID}.grid.kept"] = rows
    app.session_state[f"{GRID}.edits"] = json.dumps(rows, default=str)
    return app.run()


def test_the_count_says_its_rule_and_a_sponsor_is_no_yes(screen: Screen) -> None:
    app = screen("bob", "council")
    assert figure(app, "++ Firm yes") == "0"
    assert figure(app, "? Unknown") == "50"
    said = words(app)
    assert "is marked with ★ and is never counted" in said
    assert "every stance and visit is made up" in said
    assert not {"Record stance", "Record what changed"} & {each.label for each in app.button}


def test_a_lead_records_one_stance_and_it_is_soft_unless_more_is_known(screen: Screen) -> None:
    app = press(fill(screen("alice", "council"), ward=22, position="yes"), "Record stance")
    assert not app.error
    assert "1 stance recorded." in words(app)
    assert side(22) is Side.SOFT_YES
    fields = {"ward": 22, "position": "yes", "evidence": "said to two of us"}
    press(fill(screen("cora", "council"), **fields), "Record stance")
    assert side(22) is Side.FIRM_YES
    assert figure(screen("bob", "council"), "++ Firm yes") == "1"


def test_until_when_to_trust_it_is_proposed_by_the_day_and_a_vote_stands(screen: Screen) -> None:
    app = screen("alice", "council")
    confirm_by = f"{FORM}.expires_on"
    assert app.date_input(key=confirm_by).value == date(2017, 6, 23)
    fill(app, said_on=date(2017, 4, 3))
    assert app.date_input(key=confirm_by).value == date(2017, 6, 2)
    fill(app, evidence="vote")
    assert app.date_input(key=confirm_by).value is None


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ({}, ["Choose one of the list.", "Choose one of the list."]),
        ({"ward": 22}, ["Choose one of the list."]),
        (
            {"ward": 22, "position": "no", "said_on": date(2017, 4, 25)},
            ["This can't be after Apr 24, 2017."],
        ),
        (
            {"ward": 22, "position": "no", "expires_on": date(2017, 4, 24)},
            ["This can't be before Apr 25, 2017."],
        ),
        (
            {"ward": 22, "position": "no", "source_url": "tribune"},
            ["Give a web address that begins with https://"],
        ),
    ],
)
def test_what_can_be_no_stance_is_refused_beside_its_field_and_nothing_is_lost(
    screen: Screen, fields: dict[str, object], messages: list[str]
) -> None:
    app = press(fill(screen("alice", "council"), **fields), "Record stance")
    assert [error.value for error in app.error] == messages
    assert count().counts[Side.UNKNOWN] == 50
    if "ward" in fields:
        assert app.selectbox(key=f"{FORM}.ward").value == 22


def test_what_was_said_before_the_introduction_is_asked_about_and_a_vote_refused(
    screen: Screen,
) -> None:
    app = screen("alice", "council")
    fill(app, ward=22, position="yes", evidence="vote", said_on=date(2017, 2, 21))
    press(app, "Record stance")
    assert [error.value for error in app.error] == [
        "Nobody can have voted on it before its introduction on Feb 22, 2017."
    ]
    press(fill(app, evidence="public statement"), "Record stance")
    asked = "The measure was introduced on Feb 22, 2017. Recorded as said before that: ward 22."
    assert asked in words(app)
    assert count().counts[Side.UNKNOWN] == 50
    press(app, "Yes, record it")
    assert "1 stance recorded." in words(app)
    app = type_into(app, {3: {"position": "no", "said_on": date(2016, 11, 9)}})
    press(app, "Record what changed")
    assert "Recorded as said before that: ward 3." in words(app)
    press(app, "Yes, record it")
    assert "1 stance recorded." in words(app)
    assert side(3) is Side.SOFT_NO


def test_the_grid_records_only_the_rows_that_changed(screen: Screen) -> None:
    say("dora", 1, 2)
    app = type_into(
        screen("alice", "council"),
        {
            1: {"position": "yes"},
            3: {"position": "no", "evidence": "vote", "said_on": date(2017, 4, 3)},
            4: {"position": "undecided"},
        },
    )
    press(app, "Record what changed")
    assert not app.error
    assert "2 stances recorded." in words(app)
    assert [side(ward) for ward in (1, 2, 3, 4)] == [
        Side.FIRM_YES,
        Side.FIRM_YES,
        Side.FIRM_NO,
        Side.UNDECIDED,
    ]
    assert f"to be confirmed in {stance_entry.CONFIRM_AFTER.days} days" in words(app)
    press(app, "Record what changed")
    assert "No row has changed." in words(app)


def test_the_grid_says_which_rows_are_changed_and_not_recorded_yet(screen: Screen) -> None:
    app = screen("alice", "council")
    assert "not recorded yet" not in words(app)
    app = type_into(app, {7: {"position": "no"}, 3: {"position": "yes"}, 9: {"source_url": ""}})
    assert "2 rows changed and not recorded yet: wards 3, 7." in words(app)
    press(app, "Record what changed")
    assert "not recorded yet" not in words(app)


def test_a_problem_in_the_grid_is_named_by_ward_and_field_and_nothing_is_recorded(
    screen: Screen,
) -> None:
    typed: dict[int, dict[str, object]] = {
        3: {"position": "no"},
        7: {"evidence": "written", "said_on": date(2017, 5, 3)},
        9: {"position": "yes", "source_url": "x"},
    }
    app = type_into(screen("alice", "council"), typed)
    for _again in range(2):
        press(app, "Record what changed")
    assert [error.value for error in app.error] == [
        "Ward 7, Said on: This can't be after Apr 24, 2017.",
        "Ward 7, Position: Choose one of the list.",
        "Ward 9, Source (link): Give a web address that begins with https://",
    ]
    assert count().counts[Side.UNKNOWN] == 50


def test_what_was_typed_into_the_grid_survives_the_end_of_the_session(screen: Screen) -> None:
    app = type_into(screen("alice", "council"), {3: {"position": "no"}})
    with writing() as session:
        sign_out_everywhere(session, support.actor("alice"))
    app.run()
    assert "what you typed is kept" in words(app)
    again = screen("alice", "council")
    assert "This is what you typed before" in words(again)
    press(again, "Record what changed")
    assert side(3) is Side.SOFT_NO


def test_an_undo_takes_back_the_own_organizations_last_press_and_says_what(
    screen: Screen,
) -> None:
    say("alice", 1, 2)
    say("dora", 3)
    app = screen("alice", "council")
    assert "Ward 2 · Brian Hopkins · Yes · Written · Apr 20, 2017" in words(app)
    press(app, "Undo 2 stances")
    assert "2 stances undone." in words(app)
    assert [side(ward) for ward in (1, 2, 3)] == [Side.UNKNOWN, Side.UNKNOWN, Side.FIRM_YES]
    assert "Recorded last" not in words(app)


def test_a_past_day_says_that_it_is_past_and_offers_today(screen: Screen) -> None:
    say("alice", 22, said_on=date(2017, 4, 20))
    app = screen("bob", "council")
    app.date_input(key="council.as_of").set_value(date(2017, 4, 17)).run()
    assert figure(app, "++ Firm yes") == "0"
    assert "This is the past: the count as it stood at the end of Monday, April 17" in words(app)
    press(app, "Back to today")
    assert figure(app, "++ Firm yes") == "1"
    assert "This is the past" not in words(app)


def test_a_page_that_shows_today_goes_on_with_it_after_midnight(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTAMOS_CLOCK", f"2017-04-24T23:40@{time.time()}")
    app = screen("bob", "council")
    monkeypatch.setenv("CONTAMOS_CLOCK", f"2017-04-25T00:05@{time.time()}")
    app.run()
    assert app.date_input(key="council.as_of").value == date(2017, 4, 25)
    assert "This is the past" not in words(app)
    app.date_input(key="council.as_of").set_value(date(2017, 4, 24)).run()  # chosen, it stays
    assert "This is the past" in words(app.run())


def test_there_is_no_day_to_come_to_choose(screen: Screen) -> None:
    say("alice", 22)
    app = screen("bob", "council")
    app.date_input(key="council.as_of").set_value(date(2017, 4, 25)).run()
    assert not app.exception
    assert figure(app, "++ Firm yes") == "1"
    assert "This is the past" not in words(app)


def test_the_two_measures_are_switched_and_compared(screen: Screen) -> None:
    say("alice", 22, measure="fop-contract-resolution")
    app = screen("bob", "council")
    assert figure(app, "++ Firm yes") == "0"
    assert ward_links(app)["Ward 22 · Ricardo Muñoz · ? Unknown"] == "22"
    app.radio(key="council.measure.en").set_value("fop-contract-resolution").run()
    assert figure(app, "++ Firm yes") == "1"


def test_whose_stance_has_lapsed_is_to_be_confirmed_again(screen: Screen) -> None:
    say("alice", 22, said_on=date(2017, 4, 3), expires_on=date(2017, 4, 10))
    app = screen("bob", "council")
    assert ward_links(app)["Ward 22 · Ricardo Muñoz"] == "22"
    assert "Yes · Written · Apr 3, 2017 · Mijente · confirm again since Apr 10" in words(app)


def test_the_targets_say_why_and_the_weights_are_the_readers_own(screen: Screen) -> None:
    say("alice", 22, position="undecided")
    app = screen("bob", "council")
    first = [text.value for text in app.text if text.value.startswith("1. ")]
    assert first == ["1. Ward 22 · Ricardo Muñoz"]
    assert "+5  Undecided\n+2  Nobody has called yet" in words(app)
    assert "See the ward" in ward_links(app)
    assert app.slider(key="path.weight.quiet").label == f"Nobody has called in {QUIET.days} days"
    app.slider(key="path.weight.open").set_value(1).run()
    assert "+1  Undecided\n+2  Nobody has called yet" in words(app)
    press(app, "Back to the weights as they were")
    assert app.slider(key="path.weight.open").value == 5
    assert "+5  Undecided\n+2  Nobody has called yet" in words(app)
    assert app.button(key="path.weights.reset").disabled


def test_a_what_if_moves_the_line_and_saves_nothing(screen: Screen) -> None:
    app = screen("bob", "council")
    app.multiselect(key=f"what_if.{ORDINANCE}").set_value([1, 2]).run()
    assert figure(app, "Firm yes, with them") == "2"
    assert figure(app, "++ Firm yes") == "0"
    assert "Nothing of this is saved." in words(app)
    assert count().counts[Side.UNKNOWN] == 50


def test_the_measure_stays_chosen_when_the_language_changes(screen: Screen) -> None:
    app = screen("alice", "council")
    app.radio(key="council.measure.en").set_value("fop-contract-resolution").run()
    with writing() as session:
        users.set_language(session, support.actor("alice"), "es")
    app.run()
    assert app.radio(key="council.measure.es").value == "fop-contract-resolution"


def test_no_picture_shows_the_program_s_own_words_to_a_pointer(screen: Screen) -> None:
    app = screen("bob", "council")
    specs = [json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart")]
    assert len(specs) >= 3
    for layer in (layer for spec in specs for layer in spec["layer"]):
        # A mark without a tooltip of its own would show its fields as they are called inside.
        assert layer["encoding"].get("tooltip") or layer["mark"].get("tooltip", "?") is None
        # A text that answered the pointer would take the click from the square below it.
        assert layer["mark"]["type"] != "text" or "tooltip" not in layer["encoding"]
