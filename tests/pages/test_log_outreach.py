"""Log outreach: the form, what it refuses and asks, and the own list below it."""

from datetime import date

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from db import outreach
from db.engine import reading, writing
from db.login_sessions import sign_out_everywhere
from db.models import Batch, Outreach, User
from db.outreach_fields import OutreachCreate, OutreachUpdate
from db.signatures import BatchCreate, log_batch
from tests import support
from tests.db.test_seats import leave, seat, take
from tests.pages.conftest import Screen, words


def logged() -> list[Outreach]:
    with reading() as session:
        return list(session.exec(select(Outreach).order_by(Outreach.id)))  # type: ignore[arg-type]


def log(person: str, **fields: object) -> Outreach:
    good = {"kind": "tabling", "happened_on": support.clock.today(), "attempts": 40}
    with writing() as session:
        new = OutreachCreate(**{**good, "key": f"{len(logged()):032}", **fields})  # type: ignore[arg-type]
        return outreach.log_outreach(session, support.actor(person), new)


def fill(app: AppTest, **fields: object) -> AppTest:
    [press] = [
        box.key.removesuffix(".attempts")
        for box in app.number_input
        if box.key and box.key.endswith(".attempts")
    ]
    for field, value in fields.items():
        key = f"{press}.{field}"
        if field == "kind":
            app.radio(key=key).set_value(value)
        elif field == "languages":
            app.multiselect(key=key).set_value(value)
        elif field == "happened_on":
            app.date_input(key=key).set_value(value)
        elif field in ("ward", "batch_id"):
            app.selectbox(key=key).set_value(value)
        elif field == "follow_up":
            app.checkbox(key=key).set_value(value)
        elif field in ("place", "note"):
            app.text_input(key=key).input(str(value))
        else:
            app.number_input(key=key).set_value(value)
    return app


def press(app: AppTest, label: str) -> AppTest:
    [button] = [each for each in app.button if each.label == label]
    return button.click().run()


def send(app: AppTest) -> AppTest:
    return press(app, "Log outreach")


def test_an_outreach_needs_nothing_but_its_attempts(screen: Screen) -> None:
    app = send(fill(screen("bob", "log_outreach"), attempts=40))
    [row] = logged()
    assert (row.attempts, row.kind, row.ward) == (40, "door knocking", None)
    assert row.happened_on == support.clock.today()
    assert "Outreach logged. The coalition now counts 0 conversations." in words(app)


def test_everything_typed_is_there(screen: Screen) -> None:
    fields = {"kind": "lobby visit", "ward": 35, "languages": ["es", "en"], "attempts": 2}
    more = {"conversations": 1, "volunteers": 3, "hours": 2.5, "signatures": 4, "follow_up": True}
    app = fill(screen("bob", "log_outreach"), place="City Hall", note="Come back", **fields, **more)
    send(app)
    said = words(screen("alice", "log_outreach"))
    assert "Ward 35 · Carlos Ramirez-Rosa · City Hall" in said
    assert "2 attempts · 1 conversation · 4 signatures · 3 volunteers · 2.5 hours" in said
    assert "English, Spanish · Come back" in said
    assert "Follow-up needed" in said


def test_a_lobby_visit_stays_with_who_held_the_seat_that_day(screen: Screen) -> None:
    alice, before = support.actor("alice"), date(2017, 4, 10)
    log("bob", kind="lobby visit", ward=22, happened_on=before)
    holder = seat(22).known[0]
    leave(alice, 22, before)
    take(alice, 22, "Ana Nueva", held_on=date(2017, 4, 15))
    log("bob", kind="lobby visit", ward=22)
    app = screen("bob", "log_outreach")
    assert f"Ward 22 · {holder.name}" in words(app)
    assert "Ward 22 · Ana Nueva" in words(app)
    app.button(key="outreach.open.1").click().run()
    assert f"22 · {holder.name}" in app.selectbox(key="outreach.1.0.0.ward").options
    assert "22 · Ana Nueva" in app.selectbox(key="log_outreach.0.ward").options


def test_a_visit_to_be_logged_names_who_held_the_seat_that_day(screen: Screen) -> None:
    alice, before = support.actor("alice"), date(2017, 4, 10)
    holder = seat(22).known[0]
    leave(alice, 22, before)
    take(alice, 22, "Ana Nueva", held_on=date(2017, 4, 15))
    link = {"kind": "lobby visit", "ward": "22", "day": "2017-04-10"}
    app = screen("bob", "log_outreach", address=link)
    assert f"22 · {holder.name}" in app.selectbox(key="log_outreach.0.ward").options
    app.run()
    assert f"22 · {holder.name}" in app.selectbox(key="log_outreach.0.ward").options
    assert app.session_state["log_outreach.0.happened_on"] == before


def test_numbers_are_empty_again_and_kind_and_languages_stay(screen: Screen) -> None:
    app = send(
        fill(screen("bob", "log_outreach"), kind="tabling", attempts=9, languages=["pl"], note="x")
    )
    assert app.number_input(key="log_outreach.1.attempts").value is None
    assert app.text_input(key="log_outreach.1.note").value == ""
    assert app.session_state["log_outreach.1.kind"] == "tabling"
    again = screen("bob", "log_outreach")
    assert again.session_state["log_outreach.0.kind"] == "tabling"
    assert again.session_state["log_outreach.0.languages"] == ["pl"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"attempts": None}, "Give a whole number, such as 25."),
        ({"attempts": 1.5}, "Give a whole number, such as 25."),
        ({"attempts": -1}, "Give a number from 0 to 100,000."),
        ({"conversations": 6}, "There can't be more conversations than attempts (5)."),
        ({"hours": -1.0}, "Give a number from 0 to 10,000."),
        ({"hours": 2.1}, "Give hours in quarters, such as 2.25, 2.5 or 2.75."),
        ({"kind": "lobby visit"}, "A lobby visit needs the ward whose seat was visited."),
        ({"note": "x" * 10_000}, "At most 1,000 characters; this has 10,000."),
    ],
)
def test_what_makes_no_sense_is_refused_beside_the_field_and_nothing_is_lost(
    screen: Screen, fields: dict[str, object], message: str
) -> None:
    kept = {"attempts": 5, "place": "Saint Pius", **fields}
    app = send(fill(screen("bob", "log_outreach"), **kept))
    assert [error.value for error in app.error] == [message]
    assert logged() == []
    assert app.text_input(key="log_outreach.0.place").value == "Saint Pius"


def test_nearly_everyone_answering_is_asked_about_in_place(screen: Screen) -> None:
    app = fill(screen("bob", "log_outreach"), attempts=60, conversations=60, place="Saint Pius")
    send(app)
    asked = "60 conversations in 60 attempts: nearly everyone answered. Are you sure?"
    assert [each.value for each in app.warning] == [asked]
    assert logged() == []
    assert app.text_input(key="log_outreach.0.place").value == "Saint Pius"
    press(app, "Yes, log it")
    assert [row.conversations for row in logged()] == [60]
    assert not app.warning
    assert "Yes, log it" not in [button.label for button in app.button]


def test_a_question_goes_when_the_numbers_are_mended(screen: Screen) -> None:
    app = send(fill(screen("bob", "log_outreach"), attempts=60, conversations=60))
    send(fill(app, conversations=61))
    assert not app.warning
    assert [e.value for e in app.error] == ["There can't be more conversations than attempts (60)."]
    send(fill(app, conversations=20))
    assert [row.conversations for row in logged()] == [20]
    assert not app.warning


def test_yes_sends_what_was_typed_since_the_question(screen: Screen) -> None:
    app = send(fill(screen("bob", "log_outreach"), attempts=60, conversations=60))
    press(fill(app, volunteers=7, hours=-1.0), "Yes, log it")
    assert [e.value for e in app.error] == ["Give a number from 0 to 10,000."]
    assert logged() == []
    press(fill(app, hours=1.0), "Yes, log it")
    assert [(row.volunteers, row.volunteer_minutes) for row in logged()] == [(7, 60)]


def test_a_batch_of_ones_own_can_be_chosen_for_its_signatures(screen: Screen) -> None:
    with writing() as session:
        for person, count in (("bob", 25), ("charlie", 26)):
            new = BatchCreate(
                support.clock.today(), "event", count, ward=22, place="![](x)", key="k" * 32
            )
            log_batch(session, support.actor(person), new)
    app = screen("bob", "log_outreach")
    box = app.selectbox(key="log_outreach.0.batch_id")
    assert box.options == ["None", "Batch 1 · 25 signatures · Apr 24, 2017 · Event · Ward 22"]
    send(fill(app, attempts=50, batch_id=1))
    assert [row.batch_id for row in logged()] == [1]
    assert "50 attempts · 25 signatures" in words(screen("bob", "log_outreach"))


def test_a_batch_that_somebody_else_linked_meanwhile_is_refused_in_words(screen: Screen) -> None:
    with writing() as session:
        new = BatchCreate(support.clock.today(), "event", 25, key="k" * 32)
        batch = log_batch(session, support.actor("bob"), new)
    app = fill(screen("bob", "log_outreach"), attempts=50, batch_id=batch.id)
    log("alice", batch_id=batch.id)
    send(app)
    assert [e.value for e in app.error] == ["This batch is already linked to another outreach."]
    assert app.selectbox(key="log_outreach.0.batch_id").value == batch.id


@pytest.mark.parametrize(
    "text",
    ["![](https://beacon.example/x.png)", "<b>x</b>", '=HYPERLINK("x")', "سلام", "🌮" * 20],
)
def test_hostile_texts_are_kept_and_shown_letter_by_letter(screen: Screen, text: str) -> None:
    app = send(fill(screen("bob", "log_outreach"), attempts=2, place=text, note=text))
    assert [outreach.texts_of(row) for row in logged()] == [(text, text)]
    assert sum(text in each.value for each in app.text) == 2
    assert not any(text in each.value for each in app.markdown)


def test_what_was_sent_after_the_session_ended_is_there_after_signing_in_again(
    screen: Screen,
) -> None:
    app = screen("bob", "log_outreach")
    with writing() as session:
        sign_out_everywhere(session, support.actor("bob"))
    typed = {"kind": "faith visit", "languages": ["es", "pl"], "attempts": 31, "ward": 22}
    send(fill(app, place="Saint Pius", follow_up=True, hours=1.5, **typed))
    assert logged() == []
    assert "what you typed is kept" in words(app)
    send(screen("bob", "log_outreach"))
    [row] = logged()
    assert (row.kind, row.languages, row.attempts, row.ward) == ("faith visit", "es;pl", 31, 22)
    assert (outreach.texts_of(row)[0], row.follow_up, row.volunteer_minutes) == (
        *("Saint Pius", True),
        90,
    )
    assert screen("bob", "log_outreach").number_input(key="log_outreach.0.attempts").value is None


def test_an_untouched_form_leaves_no_draft(screen: Screen) -> None:
    log("bob", languages=["es"])
    app = screen("bob", "log_outreach")
    with writing() as session:
        sign_out_everywhere(session, support.actor("bob"))
    app.run()
    assert "what you typed" not in words(app)


def test_a_locked_database_is_said_in_words_and_nothing_typed_is_lost(screen: Screen) -> None:
    app = fill(screen("bob", "log_outreach"), attempts=25, place="Saint Pius")
    with writing():
        send(app)
    assert not app.exception
    assert app.error[0].value.startswith("The database can't be reached or written just now.")
    assert app.number_input(key="log_outreach.0.attempts").value == 25
    send(app)
    assert [row.attempts for row in logged()] == [25]


# The own list.


def test_only_ones_own_organizations_outreach_is_listed(screen: Screen) -> None:
    log("charlie", place="Hana hall")
    assert "Hana hall" in words(screen("dora", "log_outreach"))
    assert "Hana hall" not in words(screen("alice", "log_outreach"))


def test_the_list_is_filtered(screen: Screen) -> None:
    log("bob", kind="phone bank", place="By phone", ward=22)
    log("bob", place="On 18th", follow_up=True)
    app = screen("bob", "log_outreach")
    app.multiselect(key="outreach.filter.kinds").set_value(["phone bank"]).run()
    assert "By phone" in words(app)
    assert "On 18th" not in words(app)
    app.multiselect(key="outreach.filter.kinds").set_value([]).run()
    app.multiselect(key="outreach.filter.wards").set_value([None]).run()
    assert "On 18th" in words(app)
    assert "By phone" not in words(app)
    app.checkbox(key="outreach.filter.again").set_value(True).run()
    assert "On 18th" in words(app)
    app.checkbox(key="outreach.filter.voided").set_value(True).run()
    assert "No outreach fits this filter." in words(app)


def test_an_outreach_is_edited_in_its_dialog_and_the_history_says_by_whom(screen: Screen) -> None:
    row = log("bob", place="Saint Pius", signatures=5, languages=["es"])
    app = press(screen("alice", "log_outreach"), "Open")
    form = f"outreach.{row.id}.0.0"
    assert app.number_input(key=f"{form}.attempts").value == 40
    assert app.selectbox(key=f"{form}.batch_id").value == row.batch_id
    assert app.session_state[f"{form}.languages"] == ["es"]
    app.number_input(key=f"{form}.attempts").set_value(45)
    app.text_input(key=f"{form}.place").input("Casa Aztlán")
    press(app, "Save changes")
    assert [each.attempts for each in logged()] == [45]
    said = words(press(screen("bob", "log_outreach"), "Open"))
    assert "Changed · Alice" in said
    assert "    Contact attempts, Place" in said


def test_an_edit_that_is_doubted_is_asked_about_in_the_dialog(screen: Screen) -> None:
    row = log("bob")
    app = press(screen("bob", "log_outreach"), "Open")
    app.number_input(key=f"outreach.{row.id}.0.0.attempts").set_value(80)
    app.number_input(key=f"outreach.{row.id}.0.0.conversations").set_value(79)
    press(app, "Save changes")
    assert [each.attempts for each in logged()] == [40]
    press(app, "Yes, save it")
    assert [each.conversations for each in logged()] == [79]


def test_a_lead_voids_with_a_reason_and_restores_and_the_signatures_stand(screen: Screen) -> None:
    row = log("bob", signatures=12)
    app = press(screen("alice", "log_outreach"), "Open")
    assert "Its signatures stand: they are a batch of their own." in words(app)
    press(app, "Void outreach")
    assert [e.value for e in app.error] == ["This can't be empty."]
    app.text_input(key=f"void.outreach.{row.id}.0.reason").input("counted twice")
    press(app, "Void outreach")
    assert logged()[0].voided_at is not None
    with reading() as session:
        assert session.get_one(Batch, row.batch_id).voided_at is None
    app = press(screen("alice", "log_outreach"), "Open")
    assert "counted twice" in words(app)
    press(app, "Restore")
    assert logged()[0].voided_at is None


def test_staff_are_told_who_can_void(screen: Screen) -> None:
    log("bob")
    app = press(screen("bob", "log_outreach"), "Open")
    assert "Void outreach" not in [button.label for button in app.button]
    assert "A lead of your organization can void an outreach." in words(app)


def test_an_outreach_that_somebody_else_changed_is_shown_anew_before_one_decides(
    screen: Screen,
) -> None:
    row = log("bob")
    app = press(screen("alice", "log_outreach"), "Open")
    with writing() as session:
        new = OutreachUpdate("tabling", support.clock.today(), 17, revision=0)
        outreach.edit_outreach(session, support.actor("bob"), row.id, new)
    app.run()
    assert "Somebody changed this in the meantime." in words(app)
    press(app, "Show it as it is now")
    assert app.number_input(key=f"outreach.{row.id}.1.0.attempts").value == 17


def test_the_page_speaks_spanish(screen: Screen) -> None:
    log("bob", kind="lobby visit", ward=35, languages=["es"])
    with writing() as session:
        bob = session.get_one(User, support.actor("bob").user_id)
        bob.language = "es"
        session.add(bob)
    said = words(screen("bob", "log_outreach"))
    assert "Registrar actividades" in said
    assert "Español" in said
