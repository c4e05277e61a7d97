"""Files: who is offered what, and the password before names leave."""

import io
from datetime import timedelta
from functools import partial

import pytest
import python_calamine
from streamlit.testing.v1 import AppTest

from db import people_export, users
from db.engine import writing
from db.packets import Order
from tests import support
from tests.db.support import key_line, log
from tests.exchange.documents import pages
from tests.pages.conftest import Fetched, Screen, words


def can_make(app: AppTest) -> bool:
    """True if a file with names can be made with a press."""
    return bool({button.key for button in app.button} & {"files.csv", "files.xlsx", "packet.part"})


def type_password(app: AppTest, password: str) -> None:
    [box] = [box for box in app.text_input if box.label == "Your password"]
    box.input(password)
    [button] = [button for button in app.button if button.label == "Make files with names"]
    button.click().run()


def test_a_lead_gets_the_files_after_typing_the_password_again(
    screen: Screen, fetched: Fetched
) -> None:
    alice = support.actor("alice")
    key_line(alice, log(alice), first_name="Núria")
    app = screen("alice", "files")
    assert not can_make(app)
    type_password(app, support.PASSWORD)
    assert not app.error
    name, content = fetched(app, "files.csv")
    assert name == "contamos-mijente-2017-04-24.csv"
    assert "Núria" in content.decode("utf-8-sig")
    name, content = fetched(app, "files.xlsx")
    assert name == "contamos-mijente-2017-04-24.xlsx"
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert rows.get_sheet_by_index(0).to_python()[1][0] == "Núria"


def test_a_wrong_password_is_said_beside_its_field(screen: Screen) -> None:
    app = screen("alice", "files")
    type_password(app, "not the password")
    assert [error.value for error in app.error] == ["This is not your current password."]
    assert not can_make(app)


def test_after_five_minutes_the_password_is_asked_again(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = screen("alice", "files")
    type_password(app, support.PASSWORD)
    assert can_make(app)
    monkeypatch.setattr(people_export, "_GOOD_FOR", timedelta(0))
    assert not can_make(app.run())


@pytest.mark.parametrize("person", ["bob", "charlie", "cora"])
def test_nobody_else_is_offered_names(screen: Screen, person: str) -> None:
    app = screen(person, "files")
    assert "Your organization's people" not in words(app)
    assert not [box for box in app.text_input if box.label == "Your password"]


def test_printed_sheets_have_new_numbers_each_time(
    screen: Screen, offered: dict[str, partial[bytes]]
) -> None:
    screen("bob", "files")
    make = offered["contamos-mijente-en.pdf"]
    assert [len(pages(make())) for _ in range(2)] == [10, 10]
    assert " 21 " in pages(make())[0]


def test_a_scanned_sheet_is_logged_with_its_number_and_leads_to_its_names(screen: Screen) -> None:
    address = {"sheet": "12", "organization": "mijente"}
    app = screen("bob", "log_signatures", address=address)
    assert "Sheet 12: log how many" in words(app)
    assert [box.value for box in app.text_input if box.label == "Sheet number"] == ["12"]
    log(support.actor("bob"), sheet="12")
    app = screen("alice", "log_signatures", address=address)
    assert [title.value for title in app.title] == ["Key names"]


def test_another_organizations_sheet_opens_nothing(screen: Screen) -> None:
    address = {"sheet": "12", "organization": "hana-center"}
    app = screen("bob", "log_signatures", address=address)
    assert "another organization" in words(app)
    assert [box.value for box in app.text_input if box.label == "Sheet number"] == [""]


def test_a_leads_part_is_joined_to_a_packet_by_a_coordinator(
    screen: Screen, fetched: Fetched
) -> None:
    alice = support.actor("alice")
    key_line(alice, log(alice), first_name="Núria", last_name="Prueba")
    app = screen("alice", "files")
    type_password(app, support.PASSWORD)
    name, part = fetched(app, "packet.part")
    assert name == "contamos-part-mijente-2017-04-24.pdf"
    app = screen("cora", "files")
    assert not [button for button in app.button if button.key == "packet.join"]
    app.file_uploader[0].upload("part.pdf", part, "application/pdf").run()
    assert not app.error
    assert "Mijente: 1 person" in words(app)
    name, made = fetched(app, "packet.join")
    assert name == "contamos-packet-2017-04-24.pdf"
    letter, _, names = pages(made)
    assert "1 names" in letter or "Names in this packet: 1" in letter
    assert "Núria Prueba" in names


def test_a_lead_is_told_which_names_cant_be_printed_and_where(
    screen: Screen, fetched: Fetched
) -> None:
    alice = support.actor("alice")
    batch = log(alice)
    key_line(alice, batch, first_name="Núria", last_name="Prueba")
    app = screen("alice", "files")
    type_password(app, support.PASSWORD)
    assert "letters that our fonts lack" not in words(app)
    key_line(alice, batch, first_name="თამარ", last_name="Ejemplo")
    app.radio(key="packet.part.order").set_value(Order.WARD).run()
    assert "1 name has letters that our fonts lack" in words(app)
    assert "Page 1, on the left, line 1: თამარ Ejemplo" in words(app)
    _name, part = fetched(app, "packet.part")
    app = screen("cora", "files")
    app.radio(key="packet.order").set_value(Order.WARD)
    app.file_uploader[0].upload("part.pdf", part, "application/pdf").run()
    assert "Mijente: 2 people, 1 to be written in by hand" in words(app)


def test_a_file_that_is_no_part_is_refused_in_words(screen: Screen) -> None:
    app = screen("cora", "files")
    app.file_uploader[0].upload("x.pdf", b"%PDF-1.4", "application/pdf").run()
    [error] = app.error
    assert error.value.startswith(r"x\.pdf is not a part made here"), "its name is no Markdown"
    assert not [button for button in app.button if button.key == "packet.join"]


def test_staff_do_not_join_packets(screen: Screen) -> None:
    assert "Delivery packet" not in words(screen("bob", "files"))


@pytest.mark.parametrize("person", support.PEOPLE)
def test_everybody_gets_the_coalitions_report_and_it_adds_up(
    screen: Screen, offered: dict[str, partial[bytes]], person: str
) -> None:
    bob, charlie = support.actor("bob"), support.actor("charlie")
    rosa = {"first_name": "Núria", "email": "nuria@example.org"}
    key_line(bob, log(bob, count=25, ward=22), **rosa)
    key_line(charlie, log(charlie, count=41), **rosa)  # one person with two organizations
    [headline] = [
        each.value for each in screen(person, "totals").metric if each.label == "Signatures"
    ]
    assert headline == "1,065"
    app = screen(person, "files")
    assert not app.error
    made = offered["contamos-report-2017-04-24.xlsx"]()
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(made))
    assert book.sheet_names[:5] == [
        *("Signatures", "By organization", "By week", "By channel", "By ward"),
    ]
    for number in range(len(book.sheet_names)):
        title, covers = book.get_sheet_by_index(number).to_python()[:2]
        assert "As of Monday, April 24, 2017, 9:00" in title[0]
        assert "(Chicago time)" in title[0]
        assert "The whole coalition, no filter. Signatures collected from" in covers[0]
    for number in range(5):
        *rows, whole = book.get_sheet_by_index(number).to_python()[3:]
        assert whole == ["Coalition total", 1_065]
        assert sum(int(row[1]) for row in rows) == 1_065
    written = pages(offered["contamos-report-2017-04-24.pdf"]())
    assert all("As of Monday, April 24, 2017, 9:00" in page for page in written)
    text = " ".join(written)
    assert "Welcoming City Ordinance" in text
    assert "Whip count" in text
    assert "Núria" not in text


def test_the_report_is_in_the_readers_language(
    screen: Screen, offered: dict[str, partial[bytes]]
) -> None:
    with writing() as session:
        users.set_language(session, support.actor("bob"), "es")
    screen("bob", "files")
    made = offered["contamos-report-2017-04-24.xlsx"]()
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(made))
    assert book.sheet_names[0] == "Firmas"
    assert "Total de la coalición" in " ".join(pages(offered["contamos-report-2017-04-24.pdf"]()))
