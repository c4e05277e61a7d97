"""Log signatures: the form, what it refuses, and the list below it."""

from datetime import timedelta

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from db.drafts import keep_draft
from db.engine import reading, writing
from db.login_sessions import sign_out_everywhere
from db.models import Batch
from db.signatures import BatchCreate, BatchUpdate, edit_batch, log_batch
from tests import support
from tests.pages.conftest import Screen, words


def batches() -> list[Batch]:
    with reading() as session:
        return list(session.exec(select(Batch).order_by(Batch.id)))  # type: ignore[arg-type]


def fill(app: AppTest, **fields: object) -> AppTest:
    [press] = [box.key.removesuffix(".count") for box in app.number_input if box.key]
    for field, value in fields.items():
        key = f"{press}.{field}"
        if field == "count":
            app.number_input(key=key).set_value(value)
        elif field == "collected_on":
            app.date_input(key=key).set_value(value)
        elif field == "ward":
            app.selectbox(key=key).set_value(value)
        else:
            app.text_input(key=key).input(str(value))
    return app


def send(app: AppTest) -> AppTest:
    [button] = [each for each in app.button if each.label == "Log batch"]
    return button.click().run()


def test_a_batch_needs_nothing_but_its_number(screen: Screen) -> None:
    app = send(fill(screen("bob", "log_signatures"), count=25))
    [batch] = batches()
    assert (batch.count, batch.channel, batch.ward) == (25, "paper", None)
    assert batch.collected_on == support.clock.today()
    assert "25 signatures counted. The coalition now has 1,025." in words(app)


def test_the_number_is_empty_again_for_the_next_batch(screen: Screen) -> None:
    app = send(fill(screen("bob", "log_signatures"), count=25, sheet="7", place="Saint Pius"))
    assert app.number_input(key="log_batch.1.count").value is None
    assert app.text_input(key="log_batch.1.sheet").value == ""
    assert app.text_input(key="log_batch.1.place").value == "Saint Pius"
    send(fill(app, count=3))
    assert [batch.count for batch in batches()] == [25, 3]


def test_the_batch_after_a_scanned_sheet_is_one_of_its_own(screen: Screen) -> None:
    address = {"sheet": "12", "organization": "mijente"}
    app = send(fill(screen("bob", "log_signatures", address=address), count=15))
    assert [title.value for title in app.title] == ["Key names"]
    app.query_params.clear()
    app = app.switch_page("../pages/log_signatures.py").run()
    app = send(fill(app, count=40, sheet="13"))
    assert "40 signatures counted. The coalition now has 1,055." in words(app)
    assert [(batch.count, batch.sheet) for batch in batches()] == [(15, "12"), (40, "13")]


def test_a_second_click_that_falls_on_the_empty_form_says_nothing(screen: Screen) -> None:
    app = send(fill(screen("bob", "log_signatures"), count=25))
    app.session_state["log_batch.done_at"] = support.clock.now()
    assert not send(app).error
    app.session_state["log_batch.done_at"] = support.clock.now() - timedelta(seconds=2)
    assert send(app).error
    assert len(batches()) == 1


def test_the_last_channel_and_place_come_back_on_another_day(screen: Screen) -> None:
    with writing() as session:
        new = BatchCreate(support.clock.today(), "door", 5, place="18th Street", key="k" * 32)
        log_batch(session, support.actor("bob"), new)
    app = screen("bob", "log_signatures")
    assert app.text_input(key="log_batch.0.place").value == "18th Street"
    assert app.session_state["log_batch.0.channel"] == "door"
    assert screen("alice", "log_signatures").text_input(key="log_batch.0.place").value == ""


@pytest.mark.parametrize(
    ("count", "message"),
    [
        (0, "Give a number from 1 to 10,000."),
        (-1, "Give a number from 1 to 10,000."),
        (10**9, "Give a number from 1 to 10,000."),
        (None, "Give a whole number, such as 25."),
        (1.5, "Give a whole number, such as 25."),
    ],
)
def test_a_number_that_makes_no_sense_is_refused_beside_the_field(
    screen: Screen, count: float | None, message: str
) -> None:
    app = send(fill(screen("bob", "log_signatures"), count=count, place="Saint Pius", note="x"))
    assert [error.value for error in app.error] == [message]
    assert batches() == []
    assert app.text_input(key="log_batch.0.place").value == "Saint Pius"
    assert app.text_input(key="log_batch.0.note").value == "x"


def test_days_in_the_future_or_before_the_campaign_are_refused(screen: Screen) -> None:
    app = screen("bob", "log_signatures")
    send(fill(app, count=5, collected_on=support.clock.date(2017, 4, 25)))
    assert [e.value for e in app.error] == ["This can't be after Apr 24, 2017."]
    send(fill(app, collected_on=support.clock.date(2017, 2, 21)))
    assert [e.value for e in app.error] == ["This can't be before Feb 22, 2017."]
    assert batches() == []


def test_refusals_come_in_the_readers_language(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing() as session:
        bob = session.get_one(support.User, support.actor("bob").user_id)
        bob.language = "es"
        session.add(bob)
    app = screen("bob", "log_signatures")
    # AppTest asks for the options' labels outside of a run, where there is no reader.
    monkeypatch.setattr("ui.language.language", lambda: "es")
    fill(app, count=0)
    [button] = [each for each in app.button if each.label == "Registrar lote"]
    button.click().run()
    assert [e.value for e in app.error] == ["Escribe un número de 1 a 10,000."]


@pytest.mark.parametrize(
    "text",
    ["![](https://beacon.example/x.png)", "<b>x</b>", '=HYPERLINK("x")', "سلام", "🌮" * 20],
)
def test_a_hostile_place_is_kept_and_shown_letter_by_letter(screen: Screen, text: str) -> None:
    app = send(fill(screen("bob", "log_signatures"), count=2, place=text))
    assert [batch.place for batch in batches()] == [text]
    assert any(text in each.value for each in app.text)
    assert not any(text in each.value for each in app.markdown)


def test_ten_thousand_characters_are_refused_and_kept_in_the_form(screen: Screen) -> None:
    app = send(fill(screen("bob", "log_signatures"), count=2, note="x" * 10_000))
    assert [e.value for e in app.error] == ["At most 1,000 characters; this has 10,000."]
    assert len(app.text_input(key="log_batch.0.note").value) == 10_000


def test_what_was_sent_after_the_session_ended_is_there_after_signing_in_again(
    screen: Screen,
) -> None:
    app = screen("bob", "log_signatures")
    with writing() as session:
        sign_out_everywhere(session, support.actor("bob"))
    send(fill(app, count=31, place="Saint Pius", ward=22))
    assert batches() == []
    assert "what you typed is kept" in words(app)
    again = screen("bob", "log_signatures")
    assert again.number_input(key="log_batch.0.count").value == 31
    assert again.text_input(key="log_batch.0.place").value == "Saint Pius"
    assert again.selectbox(key="log_batch.0.ward").value == 22
    send(again)
    assert [batch.count for batch in batches()] == [31]
    assert screen("bob", "log_signatures").number_input(key="log_batch.0.count").value is None


def test_what_is_kept_no_more_is_not_said_to_be_there(screen: Screen) -> None:
    bob = support.actor("bob")
    with support.at("2017-04-22T09:00"), writing() as session:
        keep_draft(session, bob.user_id, "log_batch", {"count": 31})
    app = screen("bob", "log_signatures")
    assert app.number_input(key="log_batch.0.count").value is None
    assert "what you typed before" not in words(app)


def test_what_is_too_long_to_be_kept_is_said_not_to_be(screen: Screen) -> None:
    app = screen("bob", "log_signatures")
    with writing() as session:
        sign_out_everywhere(session, support.actor("bob"))
    send(fill(app, count=31, note="x" * 1_000_001))
    assert "What you typed is too long to be kept." in words(app)
    assert "what you typed is kept" not in words(app)


def test_nobody_else_gets_that_draft(screen: Screen) -> None:
    app = screen("bob", "log_signatures")
    with writing() as session:
        sign_out_everywhere(session, support.actor("bob"))
    send(fill(app, count=31))
    assert screen("alice", "log_signatures").number_input(key="log_batch.0.count").value is None


def test_only_ones_own_organizations_batches_are_listed(screen: Screen) -> None:
    send(fill(screen("charlie", "log_signatures"), count=12, place="Hana hall"))
    assert "Hana hall" in words(screen("dora", "log_signatures"))
    assert "Hana hall" not in words(screen("alice", "log_signatures"))


def open_batch(app: AppTest) -> AppTest:
    [button] = [each for each in app.button if each.label == "Open"]
    return button.click().run()


def test_a_batch_is_edited_in_its_dialog_and_the_history_says_by_whom(screen: Screen) -> None:
    send(fill(screen("bob", "log_signatures"), count=25))
    app = open_batch(screen("alice", "log_signatures"))
    app.number_input(key="batch.1.0.0.count").set_value(30)
    [save] = [each for each in app.button if each.label == "Save changes"]
    save.click().run()
    assert [batch.count for batch in batches()] == [30]
    said = words(open_batch(screen("bob", "log_signatures")))
    assert "Changed · Alice" in said
    assert "How many signatures: 25 → 30" in said


def test_a_lead_voids_with_a_reason_and_restores(screen: Screen) -> None:
    send(fill(screen("bob", "log_signatures"), count=25))
    app = open_batch(screen("alice", "log_signatures"))
    [void] = [each for each in app.button if each.label == "Void batch"]
    void.click().run()
    assert [e.value for e in app.error] == ["This can't be empty."]
    app.text_input(key="void.batch.1.0.reason").input("counted twice")
    [void] = [each for each in app.button if each.label == "Void batch"]
    void.click().run()
    assert batches()[0].voided_at is not None
    app = open_batch(screen("alice", "log_signatures"))
    assert "counted twice" in words(app)
    [restore] = [each for each in app.button if each.label == "Restore"]
    restore.click().run()
    assert batches()[0].voided_at is None


def test_staff_are_told_who_can_void(screen: Screen) -> None:
    send(fill(screen("bob", "log_signatures"), count=25))
    app = open_batch(screen("bob", "log_signatures"))
    assert "Void batch" not in [button.label for button in app.button]
    assert "A lead of your organization can void a batch." in words(app)


def test_a_correction_sent_after_the_session_ended_is_there_when_the_batch_is_opened_again(
    screen: Screen,
) -> None:
    send(fill(screen("bob", "log_signatures"), count=25))
    app = open_batch(screen("bob", "log_signatures"))
    with writing() as session:
        sign_out_everywhere(session, support.actor("bob"))
    app.number_input(key="batch.1.0.0.count").set_value(30)
    [save] = [each for each in app.button if each.label == "Save changes"]
    save.click().run()
    assert [batch.count for batch in batches()] == [25]
    again = open_batch(screen("bob", "log_signatures"))
    assert again.number_input(key="batch.1.0.0.count").value == 30


def test_an_untouched_form_leaves_no_draft(screen: Screen) -> None:
    app = screen("bob", "log_signatures")
    with writing() as session:
        sign_out_everywhere(session, support.actor("bob"))
    app.run()
    assert "what you typed" not in words(app)
    assert "what you typed" not in words(screen("bob", "log_signatures"))


def test_a_locked_database_is_said_in_words_and_nothing_typed_is_lost(screen: Screen) -> None:
    app = fill(screen("bob", "log_signatures"), count=25, place="Saint Pius")
    with writing():
        send(app)
    assert not app.exception
    assert app.error[0].value.startswith("The database can't be reached or written just now.")
    assert app.number_input(key="log_batch.0.count").value == 25
    assert batches() == []
    send(app)
    assert [batch.count for batch in batches()] == [25]


def test_a_batch_that_somebody_else_changed_is_shown_anew_before_one_decides(
    screen: Screen,
) -> None:
    send(fill(screen("bob", "log_signatures"), count=25))
    app = open_batch(screen("alice", "log_signatures"))
    with writing() as session:
        new = BatchUpdate(support.clock.today(), "paper", 17, revision=0)
        edit_batch(session, support.actor("bob"), 1, new)
    app.run()
    assert "Somebody changed this in the meantime." in words(app)
    [show] = [each for each in app.button if each.label == "Show it as it is now"]
    show.click().run()
    assert app.number_input(key="batch.1.1.0.count").value == 17
    app.text_input(key="void.batch.1.0.reason").input("counted twice")
    [void] = [each for each in app.button if each.label == "Void batch"]
    void.click().run()
    assert batches()[0].voided_at is not None
