"""A roll call is pasted, its doubtful Moore settled, and everybody sees what it came to."""

import re

from playwright.sync_api import Page, expect

from tests.browser import screen
from tests.browser.conftest import Visit
from tests.browser.test_accessibility import (
    NARROW,
    expect_accessible,
    expect_no_sideways_scrolling,
    violations,
)

LIST = "Moreno Yea\nHopkins Yea\nMoore Nay\nRahm Emanuel Nay"


def paste(page: Page, text: str, motion: str) -> None:
    screen.choose(page, "Measure", "Police union (FOP) contract resolution")
    screen.choose(page, "What was voted on", motion)
    screen.field(page, "The Clerk’s list").fill(text)
    screen.button(page, "Read the list").click()


def test_a_list_is_pasted_settled_recorded_seen_by_others_and_voided(visit: Visit) -> None:
    charlie, alice = visit("charlie", "/roll-calls"), visit("alice", "/roll-calls")
    paste(alice, LIST, "To table")
    expect(screen.alert(alice, "2 votes read. 2 lines are still to settle.")).to_be_visible()
    expect(alice.get_by_text("Who is “Moore”?")).to_be_visible()
    screen.button(alice, "Record roll call").click()
    expect(screen.alert(alice, "Nobody by the name “Rahm Emanuel” held a seat")).to_be_visible()
    expect_accessible(alice)
    expect_no_sideways_scrolling(alice)
    alice.set_viewport_size({"width": 1280, "height": 900})

    screen.choose(alice, "Whose vote is line 3?", "49 · Joe Moore")
    screen.choose(alice, "Whose vote is line 4?", "Not a vote: leave this line out")
    screen.button(alice, "Record roll call").dblclick(delay=20)
    screen.button(alice, "Yes, record it").dblclick(delay=20)
    expect(screen.said(alice, "The roll call is recorded.")).to_be_visible()
    came_to = "2 to 1: tabled; 2 were needed, more than half of those voting."
    expect(charlie.get_by_text(came_to)).to_be_visible()
    expect(charlie.get_by_text(came_to)).to_have_count(1)
    expect(charlie.get_by_role("button", name="Record roll call")).to_have_count(0)

    screen.settled(alice)
    screen.line(alice, came_to).get_by_role("button", name="Open").click()
    dialog = alice.get_by_role("dialog")
    dialog.get_by_text("How everybody voted").click()
    expect(dialog.get_by_test_id("stDataFrame")).to_be_visible()
    dialog.get_by_role("textbox", name="Reason to void it").fill("Made up")
    dialog.get_by_role("button", name="Void roll call").click()
    expect(screen.said(alice, "The roll call is void.")).to_be_visible()
    expect(screen.line(charlie, came_to)).to_contain_text("Void")


def test_the_keyboard_alone_records_a_vote_and_its_picture_is_drawn(visit: Visit) -> None:
    page = visit("alice", "/roll-calls")
    keyboard = page.keyboard
    text = screen.field(page, "The Clerk’s list")
    expect(text).to_be_visible()
    screen.focus_by_tab(page, text)
    keyboard.insert_text("Moreno Yea\nMoore Nay\nDowell Absent")
    screen.focus_by_tab(page, screen.button(page, "Read the list"))
    keyboard.press("Enter")
    box = page.get_by_role("combobox", name="Whose vote is line 2?")
    expect(box).to_be_visible()
    screen.settled(page)
    page.evaluate("document.activeElement.blur()")
    screen.focus_by_tab(page, box)
    keyboard.type("17")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(box).to_have_value("17 · David H. Moore")
    screen.focus_by_tab(page, screen.button(page, "Record roll call"))
    keyboard.press("Enter")
    screen.focus_by_tab(page, screen.button(page, "Yes, record it"))
    keyboard.press("Enter")
    expect(screen.said(page, "The roll call is recorded.")).to_be_visible()
    came_to = "1 to 1, 1 absent: not passed; 26 were needed."
    screen.settled(page)
    screen.line(page, came_to).get_by_role("button", name="Open").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Against the whip count")
    expect(dialog.get_by_test_id("stVegaLiteChart").locator("svg, canvas")).to_have_count(1)
    expect(page.get_by_test_id("stToast")).to_have_count(0)
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    dialog.get_by_role("textbox", name="Reason to void it").fill("Made up")
    dialog.get_by_role("button", name="Void roll call").click()
    expect(screen.said(page, "The roll call is void.")).to_be_visible()


def test_a_vote_that_measures_does_not_say_yet_leads_to_its_form_filled_in(visit: Visit) -> None:
    charlie, alice = visit("charlie", "/roll-calls"), visit("alice", "/roll-calls")
    paste(alice, "Moreno Yea\nHopkins Nay", "To discharge the committee (Rule 41)")
    screen.button(alice, "Record roll call").click()
    screen.button(alice, "Yes, record it").click()
    told = "Measures does not say yet: Motion to discharge failed."
    expect(screen.said(alice, f"The roll call is recorded. {told}")).to_be_visible()
    came_to = "1 to 1: not carried; 2 were needed, more than half of those voting."
    expect(screen.line(charlie, came_to)).to_contain_text(told)
    expect(charlie.get_by_role("button", name="Record it on Measures")).to_have_count(0)
    expect(alice.get_by_test_id("stToast")).to_have_count(0)
    expect_accessible(alice)
    expect_no_sideways_scrolling(alice)
    alice.set_viewport_size({"width": 1280, "height": 900})

    screen.settled(alice)
    line = screen.line(alice, came_to)
    line.get_by_role("button", name="Record it on Measures").click()
    expect(screen.heading(alice, "Measures")).to_be_visible()
    expect(screen.said(alice, "The step is filled in here.")).to_be_visible()
    step = alice.get_by_role("combobox", name="Step", exact=True)
    expect(step).to_have_value("Motion to discharge failed")
    screen.button(alice, "Record action").click()
    expect(screen.said(alice, "Recorded.")).to_be_visible()
    expect(screen.line(charlie, came_to)).not_to_contain_text("Measures does not say yet")

    alice.get_by_role("link", name="Roll calls").click()
    screen.line(alice, came_to).get_by_role("button", name="Open").click()
    dialog = alice.get_by_role("dialog")
    expect(dialog).to_contain_text("Decided: Motion to discharge failed")
    dialog.get_by_role("textbox", name="Reason to void it").fill("Made up")
    dialog.get_by_role("button", name="Void roll call").click()
    expect(screen.said(alice, "The roll call is void.")).to_be_visible()


def test_a_seat_changes_hands_before_everybodys_eyes(visit: Visit) -> None:
    charlie, alice = visit("charlie", "/seats"), visit("alice", "/seats")
    screen.choose(alice, "Seat", "20 · Willie B. Cochran")
    screen.button(alice, "Open").click()
    dialog = alice.get_by_role("dialog")
    dialog.get_by_text("They leave the seat").click()
    expect(dialog.get_by_role("button", name="Record the last day")).to_be_visible()
    alice.set_viewport_size({"width": NARROW, "height": 900})
    screen.settled(alice)
    assert not violations(alice)
    expect_no_sideways_scrolling(alice)
    last_day = dialog.get_by_role("group", name="Last day in office")
    last_day.get_by_role("spinbutton", name=re.compile("^day")).press_sequentially("20")
    dialog.get_by_role("button", name="Record the last day").press("Enter")  # the calendar is open
    expect(screen.said(alice, "The last day is recorded.")).to_be_visible()
    expect(screen.alert(charlie, "Vacant: ward 20.")).to_be_visible()

    alice.set_viewport_size({"width": 1280, "height": 900})
    screen.settled(alice)
    screen.choose(alice, "Seat", "20 · Vacant")
    screen.button(alice, "Open").click()
    expect(dialog).to_contain_text("Nobody holds this seat today.")
    dialog.get_by_role("button", name="Take the last day back").click()
    expect(screen.alert(charlie, "Vacant")).to_have_count(0)
    for name in ("Put somebody on a committee", "Somebody leaves a committee", "Add a committee"):
        alice.get_by_text(name, exact=True).click()
    expect(screen.button(alice, "Add the committee")).to_be_visible()
    expect(alice.get_by_test_id("stToast")).to_have_count(0)
    expect_accessible(alice)
    expect_no_sideways_scrolling(alice)
