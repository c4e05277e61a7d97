"""A file of outreach on screen: what its results mean, what it would add, import, undo."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from tests import support
from tests.db.support import funnel, key_line, log, log_outreach
from tests.db.test_outreach_imports import bring, effort
from tests.exchange.support import csv_of
from tests.pages.conftest import Screen, words

VAN = "Voter File VANID,Contact Name,Date Canvassed,Result,Contact Type,Phone"
SPOKE = "campaignId,contact[cell],contact[optOut],contact[messageStatus],assignmentId"
pytestmark = pytest.mark.usefixtures("home")
# What the page does with an upload: it keeps the table for the tab and hands it over.
PAGE = """
import io
import streamlit as st
from exchange import tables
from exchange.formats import recognised
from tests import support
from ui import outreach_import

if "table" not in st.session_state:
    [table] = tables.read(io.BytesIO(st.session_state.content), "history.csv")
    st.session_state.table = table
found = recognised(st.session_state.table.header)
outreach_import.show(support.actor(st.session_state.who), st.session_state.table, found)
"""


class Opened:
    """A file of these lines, as somebody of this name has it on the screen."""

    def __init__(self, who: str, *lines: str) -> None:
        self.app = AppTest.from_string(PAGE, default_timeout=30)
        self.app.session_state["who"] = who
        self.app.session_state["content"] = csv_of([line.split(",") for line in lines])
        self.app.run()

    def choose(self, label: str, option: str) -> None:
        [box] = [box for box in self.app.selectbox if box.label == label]
        box.select(option)

    def press(self, label: str) -> None:
        [button] = [button for button in self.app.button if button.label == label]
        button.click().run()

    @property
    def rows(self) -> list[list[object]]:
        return [list(row) for row in self.app.dataframe[0].value.values.tolist()]

    def counts(self) -> list[tuple[object, ...]]:
        return [tuple(row[1:]) for row in self.rows]


def history() -> list[str]:
    return [
        VAN,
        "1,Ana Made-Up,3/1/2017,Canvassed,Walk,",
        "2,Eva Made-Up,3/1/2017,Not Home,Walk,",
        "3,Leo Made-Up,3/2/2017,Refused,Phone,",
        "4,Rosa Made-Up,3/2/2017,Do Not Call,Phone,3125550142",
    ]


def test_a_file_is_shown_then_imported_and_counts() -> None:
    screen = Opened("bob", *history())
    assert not screen.app.exception
    assert screen.counts() == [("Door knocking", 2, 1, 2, 1), ("Phone bank", 2, 0, 2, 0)]
    assert "4 rows were read." in words(screen.app)
    assert funnel().attempts == 0
    screen.press("Import outreach")
    assert not screen.app.exception
    assert not screen.app.error
    assert [each.value for each in screen.app.success] == ["New: 4 attempts, 1 conversation."]
    assert (funnel().attempts, funnel().conversations) == (4, 1)


def test_other_meanings_are_looked_at_before_they_count_and_are_remembered() -> None:
    screen = Opened("bob", *history())
    screen.choose("Refused · 1", "conversation")
    screen.press("Import outreach")
    assert funnel().attempts == 0
    assert "look at the figures" in words(screen.app)
    assert screen.counts()[1] == ("Phone bank", 2, 1, 2, 1)
    screen.press("Import outreach")
    assert (funnel().attempts, funnel().conversations) == (4, 2)
    later = Opened("alice", *history(), "5,Max Made-Up,3/3/2017,Refused,Phone,")
    assert later.counts()[2] == ("Phone bank", 1, 1, 1, 1)
    assert later.counts()[0] == ("Door knocking", 2, 1, 0, 0)


def test_contact_types_have_their_kind() -> None:
    screen = Opened("bob", *history())
    screen.choose("Phone", "text bank")
    screen.press("Show the figures anew")
    assert [row[0] for row in screen.counts()] == ["Door knocking", "Text bank"]


def test_the_day_is_asked_once_where_the_file_says_none() -> None:
    screen = Opened("bob", SPOKE, "1,3125550143,false,messaged,7", "1,3125550144,false,convo,7")
    [day] = screen.app.date_input
    day.set_value(date(2017, 4, 20))
    screen.press("Import outreach")
    assert (funnel().attempts, funnel().conversations) == (2, 1)
    again = Opened(
        "bob",
        SPOKE,
        "1,3125550143,false,convo,7",
        "1,3125550144,false,convo,7",
        "1,3125550145,false,messaged,7",
    )
    assert again.counts() == [("Text bank", 3, 2, 1, 1)]


def test_a_day_that_cannot_be_is_said_beside_its_field() -> None:
    screen = Opened("bob", SPOKE, "1,3125550143,false,messaged,7")
    screen.app.date_input[0].set_value(date(2017, 4, 25))
    screen.press("Show the figures anew")
    assert len(screen.app.error) == 1
    assert "after" in screen.app.error[0].value
    assert funnel().attempts == 0


def test_the_same_file_again_has_nothing_to_import() -> None:
    Opened("bob", *history()).press("Import outreach")
    again = Opened("alice", *history())
    assert "No attempt and no conversation is new." in words(again.app)
    [button] = [button for button in again.app.button if button.label == "Import outreach"]
    assert button.disabled


def test_rows_without_a_day_are_listed_and_the_others_imported() -> None:
    screen = Opened("bob", *history(), "5,Max Made-Up,soon,Refused,Phone,")
    assert "1 row is left out" in screen.app.expander[0].label
    assert screen.rows[0][:3] == [6, "Date Canvassed", "soon"]


def test_what_was_logged_by_hand_on_that_day_is_said() -> None:
    log_outreach(support.actor("bob"), kind="phone bank", happened_on=date(2017, 3, 2))
    assert "logged by hand already" in words(Opened("bob", *history()).app)


def test_who_asked_to_be_left_alone_is_counted_first_and_then_not_contacted() -> None:
    bob = support.actor("bob")
    key_line(bob, log(bob), phone="(312) 555-0142", may_contact=True)
    screen = Opened("bob", *history())
    assert "1 person asked to be left alone. No longer contacted: 1 signature." in words(screen.app)
    screen.press("Import outreach")
    assert "No longer contacted: 1 signature." in screen.app.success[0].value


def test_a_lead_undoes_an_import_and_staff_sees_it_only(screen: Screen) -> None:
    Opened("bob", *history()).press("Import outreach")
    staff = screen("bob", "files")
    assert "VAN · history.csv" in words(staff)
    assert "Undo this import" not in words(staff)
    app = screen("alice", "files")
    [button] = [button for button in app.button if button.label == "Undo this import"]
    button.click().run()
    assert not app.error
    assert not app.exception
    assert funnel().attempts == 0
    assert "Undo this import" not in words(app)
    assert "VAN · history.csv" not in words(screen("charlie", "files"))


def test_a_lead_finds_every_import_that_can_still_be_undone(screen: Screen) -> None:
    bob = support.actor("bob")
    for person in range(21):
        bring(bob, effort(person))
    page = screen("alice", "files")

    def undoes() -> int:
        return sum(button.label == "Undo this import" for button in page.button)

    assert undoes() == 20
    [more] = [button for button in page.button if button.label == "Show more"]
    more.click().run()
    assert undoes() == 21
    assert "Show more" not in [button.label for button in page.button]


def test_names_of_results_are_shown_letter_by_letter() -> None:
    screen = Opened("bob", VAN, "1,Ana Made-Up,3/1/2017,:red[**Yes**],Walk,")
    assert r"\:red\[\*\*Yes\*\*\] · 1" in [box.label for box in screen.app.selectbox]


def test_where_no_day_tells_its_order_a_person_is_asked_and_the_file_is_read_so() -> None:
    opened = Opened("bob", VAN, "1,Ana,3/4/2017,Canvassed,Walk,", "2,Eva,3/4/2017,Busy,Walk,")
    assert opened.rows[0][0] == date(2017, 3, 4)
    [asked] = [each for each in opened.app.radio if "3/4" in each.label]
    asked.set_value(True).run()
    assert opened.rows[0][0] == date(2017, 4, 3)
    opened.press("Import outreach")
    assert opened.app.success
    assert not Opened("bob", VAN, "1,Ana,3/14/2017,Canvassed,Walk,").app.radio
