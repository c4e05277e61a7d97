"""Wards: a ward's card, who leads the relationship, and who visits whom."""

import json
from datetime import date
from typing import Any

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from db import lobby_visits, relationships, stance_entry
from db.engine import reading, writing
from db.lobby_visits import VisitCreate
from db.login_sessions import sign_out_everywhere
from db.models import LobbyVisit, SeatHolder, User
from db.signatures import BatchCreate, log_batch
from db.stance_entry import StanceCreate
from tests import support
from tests.pages.conftest import Screen, words

THURSDAY = date(2017, 4, 27)


def opened(screen: Screen, person: str, ward: int = 22) -> AppTest:
    app = screen(person, "wards")
    return app.selectbox(key="wards.ward").set_value(ward).run()


def press(app: AppTest, label: str) -> AppTest:
    [button] = [each for each in app.button if each.label == label]
    return button.click().run()


def plan(person: str, **fields: Any) -> LobbyVisit:
    good = {"ward": 22, "planned_for": THURSDAY, "ask": "Vote yes in committee."}
    with writing() as session:
        new = VisitCreate(**{**good, "key": f"{person}{fields}{len(visits()):032}"[-64:], **fields})  # type: ignore[arg-type]
        return lobby_visits.plan_visit(session, support.actor(person), new, sure=True)


def visits() -> list[LobbyVisit]:
    with reading() as session:
        return list(session.exec(select(LobbyVisit).order_by(LobbyVisit.id)))  # type: ignore[arg-type]


def form(app: AppTest, **fields: Any) -> AppTest:
    [key] = [each.key for each in app.text_input if each.key and each.key.endswith(".ask")]
    name = key.removesuffix(".ask")
    for field, value in fields.items():
        if field == "planned_for":
            app.date_input(key=f"{name}.{field}").set_value(value)
        elif field == "measure":
            app.radio(key=f"{name}.{field}").set_value(value)
        else:
            app.text_input(key=f"{name}.{field}").input(value)
    return app


def test_a_ward_is_chosen_and_the_address_follows(screen: Screen) -> None:
    app = screen("bob", "wards")
    assert "Choose a ward to see its card." in words(app)
    app.selectbox(key="wards.ward").set_value(22).run()
    assert "Ricardo Muñoz" in words(app)
    assert app.query_params["ward"] == "22"
    app.selectbox(key="wards.ward").set_value(None).run()
    assert "ward" not in app.query_params


def test_the_address_opens_a_ward(screen: Screen) -> None:
    app = screen("bob", "wards")
    app.query_params["ward"] = "35"
    app.run()
    assert app.selectbox(key="wards.ward").value == 35
    assert "Carlos Ramirez-Rosa" in words(app)
    assert "Lead sponsor" in words(app)


@pytest.mark.parametrize("ward", ["51", "0", "022", "x", "²"])
def test_an_address_of_no_ward_is_said_in_words(screen: Screen, ward: str) -> None:
    app = screen("bob", "wards")
    app.query_params["ward"] = ward
    app.run()
    assert not app.exception
    assert [each.value for each in app.warning] == ["There is no such ward. Choose one of 1 to 50."]


def test_the_card_says_where_they_stand_and_how_we_know(screen: Screen) -> None:
    new = StanceCreate(22, "yes", "said to two of us", support.clock.today(), date(2017, 6, 23))
    with writing() as session:
        alice = support.actor("alice")
        stance_entry.set_stances(session, alice, "welcoming-city-ordinance", [new], key="k" * 16)
        batch = BatchCreate(support.clock.today(), "paper", 25, ward=22, key="b" * 16)
        log_batch(session, support.actor("charlie"), batch)
    said = words(opened(screen, "bob"))
    assert "Firm yes" in said
    assert "Yes · Said to two of us\nApr 24, 2017 · Mijente\nTo be confirmed on Jun 23" in said
    assert "Nobody has recorded a stance yet." in said
    assert "Signatures here\n25" in said
    assert "of all organizations; 0 of yours" in said
    assert "60623 (" in said


def test_a_vacant_seat_says_so_and_nobody_is_visited(screen: Screen) -> None:
    with writing() as session:
        holder = session.get_one(SeatHolder, 22)
        holder.until = date(2017, 4, 20)
        session.add(holder)
    app = opened(screen, "bob")
    said = words(app)
    assert "This seat is vacant: nobody to visit, and no vote." in said
    assert "Plan a visit" not in said
    options = app.selectbox(key="wards.ward").options
    assert options[20:22] == ["21 · Howard Brookins Jr.", "22 · Vacant"]
    assert "Ward 22 · Vacant seat" in said


def test_the_open_ward_stands_in_short_above_the_map_with_a_way_to_its_card(
    screen: Screen,
) -> None:
    app = screen("bob", "wards")
    assert "No ward is open" in words(app)
    app.selectbox(key="wards.ward").set_value(22).run()
    said = words(app)
    assert "Ward 22 · Ricardo Muñoz\n" in said
    assert "Ordinance: ? Unknown · Resolution: ? Unknown" in said
    assert "[To its card](#card)" in said
    assert "card" in {each.anchor for each in app.header}


def test_the_table_has_every_ward_and_a_row_for_the_unknown(screen: Screen) -> None:
    app = screen("bob", "wards")
    app.toggle(key="wards.table").set_value(True).run()
    rows = app.dataframe[0].value
    assert list(rows["ward"])[:2] == ["1", "2"]
    assert "Ward unknown" in list(rows["ward"])
    assert rows["signatures"].sum() == 1_000


def test_the_map_is_colored_by_what_one_chooses(screen: Screen) -> None:
    app = screen("bob", "wards")
    assert "Where the wards stand: Welcoming City Ordinance amendment" in words(app)
    app.button_group(key="wards.by").set_value("signatures").run()
    assert "Signatures by ward" in words(app)
    assert "Ward unknown: 0 signatures." in words(app)
    [drawn] = app.get("vega_lite_chart")
    squares = json.loads(drawn.proto.spec)["layer"][1]
    assert squares["encoding"]["color"]["condition"]["legend"]["title"] == "Signatures"


def test_a_visit_is_planned_and_everyone_sees_it(screen: Screen) -> None:
    app = form(opened(screen, "bob"), planned_for=THURSDAY, ask="Speak *up*.")
    press(app, "Plan the visit")
    [visit] = visits()
    assert (visit.planned_for, visit.ask, visit.holder_id) == (THURSDAY, "Speak *up*.", 22)
    for person in ("charlie", "cora"):
        said = words(screen(person, "wards"))
        assert "**Thu, Apr 27**" in said
        assert "Ward 22 · Ricardo Muñoz" in said
        assert "Mijente · Both measures" in said
        assert "Ask: Speak *up*." in said


def test_what_is_refused_is_said_beside_the_field_and_nothing_is_lost(screen: Screen) -> None:
    app = form(opened(screen, "bob"), planned_for=date(2017, 4, 23), ask="Come to us")
    press(app, "Plan the visit")
    assert [each.value for each in app.error] == ["This can't be before Apr 24, 2017."]
    assert app.text_input(key="plan_visit.22.0.ask").value == "Come to us"
    press(form(app, planned_for=THURSDAY, ask=" "), "Plan the visit")
    assert [each.value for each in app.error] == ["This can't be empty."]
    assert visits() == []


def test_what_was_sent_after_the_session_ended_is_there_after_signing_in_again(
    screen: Screen,
) -> None:
    app = form(opened(screen, "bob"), planned_for=THURSDAY, ask="Speak up")
    with writing() as session:
        sign_out_everywhere(session, support.actor("bob"))
    press(app, "Plan the visit")
    assert visits() == []
    app = opened(screen, "bob")
    assert app.text_input(key="plan_visit.22.0.ask").value == "Speak up"
    press(app, "Plan the visit")
    assert [visit.planned_for for visit in visits()] == [THURSDAY]


def test_a_locked_database_is_said_in_words_and_nothing_typed_is_lost(screen: Screen) -> None:
    app = form(opened(screen, "bob"), ask="Speak up")
    with writing():
        press(app, "Plan the visit")
    assert not app.exception
    assert "The database can't be reached or written just now." in words(app)
    press(app, "Plan the visit")
    assert [visit.ask for visit in visits()] == ["Speak up"]


def test_anothers_visit_in_that_week_shows_before_and_is_asked_about(screen: Screen) -> None:
    plan("charlie")
    app = opened(screen, "bob")
    assert [each.value for each in app.warning] == ["Hana Center goes there on Thu, Apr 27."]
    form(app, planned_for=date(2017, 5, 2)).run()
    assert "No other organization goes there in that week." in words(app)
    form(app, planned_for=date(2017, 4, 28), ask="Vote yes")
    press(app, "Plan the visit")
    assert "Hana Center goes on Apr 27, 2017. Book yours as well?" in words(app)
    assert len(visits()) == 1
    press(app, "Yes, book ours as well")
    assert [visit.organization_id for visit in visits()] == [11, 18]


def test_the_answer_is_noted_in_the_dialog_and_leads_to_log_outreach(screen: Screen) -> None:
    visit = plan("bob", planned_for=support.clock.today())
    app = opened(screen, "alice")
    app.button(key="visit.card.open.1").click().run()
    app.text_area(key="visit.1.0.0.answer").input("Yes.")
    press(app, "Save changes")
    assert "Say on which day it took place, then the answer." in words(app)
    app.date_input(key="visit.1.0.0.done_on").set_value(visit.planned_for)
    press(app, "Save changes")
    assert [(each.answer, each.done_on) for each in visits()] == [("Yes.", visit.planned_for)]
    assert "Answer: Yes." in words(app)
    app.button(key="visit.card.log.1").click().run()
    assert [title.value for title in app.title] == ["Log outreach"]
    assert app.radio(key="log_outreach.0.kind").value == "lobby visit"
    assert app.selectbox(key="log_outreach.0.ward").value == 22


@pytest.mark.parametrize("day", ["0001-01-01", "2017-13-45", "x"])
def test_a_made_up_address_of_log_outreach_fills_in_nothing(screen: Screen, day: str) -> None:
    app = screen("bob", "log_outreach")
    app.query_params.update({"kind": "nonsense", "ward": "51", "day": day})
    app.run()
    assert not app.exception
    assert app.selectbox(key="log_outreach.0.ward").value == 0
    assert app.date_input(key="log_outreach.0.happened_on").value == support.clock.today()


def test_a_visit_is_called_off(screen: Screen) -> None:
    plan("bob")
    app = opened(screen, "bob")
    app.button(key="visit.card.open.1").click().run()
    press(app, "Call it off")
    assert visits()[0].cancelled_at is not None
    assert "Vote yes in committee." not in words(app)


def test_another_organizations_visit_can_be_read_and_not_opened(screen: Screen) -> None:
    plan("charlie")
    app = opened(screen, "bob")
    assert "Ask: Vote yes in committee." in words(app)
    assert not [each for each in app.button if each.label == "Open"]


def test_a_lead_takes_the_relationship_and_releases_it(screen: Screen) -> None:
    app = opened(screen, "alice")
    assert "Nobody yet" in words(app)
    app.button(key="relationship.change").click().run()
    press(app, "We lead it")
    assert "since Apr 24, 2017" in words(app)
    app.button(key="relationship.change").click().run()
    press(app, "Release it")
    assert "Mijente\nApr 24, 2017 – Apr 24, 2017" in words(app)


def test_a_coordinator_hands_it_over_and_staff_only_see_it(screen: Screen) -> None:
    with writing() as session:
        relationships.set_lead(session, support.actor("alice"), 22, "mijente", seen=None)
    app = opened(screen, "cora")
    assert "Plan a visit" not in words(app)
    app.button(key="relationship.change").click().run()
    app.selectbox(key="relationship.22.1.0.organization").set_value("hana-center")
    press(app, "Save")
    for person in ("bob", "charlie", "alice"):
        app = opened(screen, person)
        assert "Hana Center" in words(app)
        assert not [each for each in app.button if each.key == "relationship.change"]


def test_the_page_speaks_spanish(screen: Screen) -> None:
    plan("charlie")
    with writing() as session:
        bob = session.get_one(User, support.actor("bob").user_id)
        bob.language = "es"
        session.add(bob)
    said = words(opened(screen, "bob"))
    assert "Distritos" in said
    assert "Hana Center va el jue, 27 de abr." in said
