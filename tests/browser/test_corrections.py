"""What was entered wrongly is taken back on screen, and everybody's screens follow."""

import re

from playwright.sync_api import expect

from tests.browser import screen
from tests.browser.conftest import Visit
from tests.browser.test_accessibility import expect_accessible, expect_no_sideways_scrolling
from tests.browser.test_roll_calls import paste


def test_a_step_that_never_happened_is_struck_with_its_void_roll_call(visit: Visit) -> None:
    charlie, alice = visit("charlie", "/measures"), visit("alice", "/roll-calls")
    paste(alice, "Moreno Yea\nHopkins Yea\nDowell Nay\nKing Yea", "To table")
    screen.button(alice, "Record roll call").click()
    screen.button(alice, "Yes, record it").click()
    expect(screen.said(alice, "The roll call is recorded.")).to_be_visible()
    came_to = "3 to 1: tabled; 3 were needed, more than half of those voting."
    screen.settled(alice)
    line = screen.line(alice, came_to).filter(has_text="Measures does not say yet: Tabled.")
    line.get_by_role("button", name="Record it on Measures").click()
    expect(screen.heading(alice, "Measures")).to_be_visible()
    record = screen.button(alice, "Record action")
    expect(alice.get_by_role("combobox", name="Step", exact=True)).to_be_in_viewport()
    record.click()
    expect(screen.said(alice, "Recorded.")).to_be_visible()
    expect(charlie.get_by_text(re.compile(r"· Tabled$"))).to_be_visible()

    alice.goto("/roll-calls")
    standing = screen.line(alice, came_to).filter(has_not_text="Void")
    standing.get_by_role("button", name="Open").click()
    dialog = alice.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Reason to void it").fill("Another measure")
    dialog.get_by_role("button", name="Void roll call").click()
    expect(screen.said(alice, "Measures still says: Tabled.")).to_be_visible()
    expect(screen.line(alice, came_to).first).to_contain_text("Another measure")
    expect(charlie.get_by_text("that this step rests on is void.")).to_be_visible()
    expect(charlie.get_by_text("Reason: Another measure")).to_be_visible()

    alice.goto("/measures")
    expect(alice.get_by_test_id("stToast")).to_have_count(0)
    expect_accessible(alice)
    expect_no_sideways_scrolling(alice)
    alice.set_viewport_size({"width": 1280, "height": 900})
    step = alice.get_by_test_id("stVerticalBlock").filter(
        has=alice.get_by_text("that this step rests on is void.")
    )
    step.last.get_by_role("button", name="Correct").click()
    dialog = alice.get_by_role("dialog")
    dialog.get_by_text("It never happened").click()
    dialog.get_by_role("textbox", name="Reason to strike it").fill("It was not tabled")
    expect_accessible(alice)
    dialog.get_by_role("button", name="Strike this step").click()
    expect(screen.said(alice, "The step is struck.")).to_be_visible()
    expect(charlie.get_by_text("that this step rests on is void.")).to_have_count(0)
    expect(charlie.get_by_text(re.compile(r"· Tabled$"))).to_have_count(0)
    charlie.get_by_text("Corrected and struck entries").click()
    expect(charlie.get_by_text("It was not tabled")).to_be_visible()


def test_a_void_roll_call_is_recorded_anew_from_a_phone(visit: Visit) -> None:
    alice = visit("alice", "/roll-calls", width=375)
    paste(alice, "Moreno Yea\nHopkins Nay\nDowell Nay\nKing Nay", "Another motion")
    screen.button(alice, "Record roll call").click()
    screen.button(alice, "Yes, record it").click()
    expect(screen.said(alice, "The roll call is recorded.")).to_be_visible()
    came_to = "1 to 3: not carried; 3 were needed, more than half of those voting."
    screen.settled(alice)
    screen.line(alice, came_to).get_by_role("button", name="Open").click()
    dialog = alice.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Reason to void it").fill("King said yes")
    dialog.get_by_role("button", name="Void roll call").click()
    expect(screen.said(alice, "The roll call is void.")).to_be_visible()
    screen.settled(alice)
    screen.line(alice, came_to).get_by_role("button", name="Open").click()
    dialog.get_by_role("button", name="Record it anew").click()
    expect(screen.said(alice, "The form is filled in from the void one.")).to_be_visible()
    screen.settled(alice)  # the form has moved to the top: the one below is gone then
    text = screen.field(alice, "The Clerk’s list")
    expect(text).to_have_value(re.compile(r"Sophia King \(4\)\tno"))
    text.fill(text.input_value().replace("(4)\tno", "(4)\tyes"))
    screen.button(alice, "Record roll call").click()
    screen.button(alice, "Yes, record it").click()
    expect(screen.said(alice, "The roll call is recorded.")).to_be_visible()
    expect(alice.get_by_text("2 to 2: not carried; 3 were needed")).to_be_visible()


def test_somebody_entered_in_the_wrong_ward_is_removed(visit: Visit) -> None:
    charlie, alice = visit("charlie", "/seats"), visit("alice", "/seats")
    vacant = screen.alert(charlie, "Vacant: ward 21.")

    def opened() -> None:
        screen.settled(alice)
        box = alice.get_by_role("combobox", name="Seat", exact=True)
        box.fill("21")
        expect(alice.get_by_role("option")).to_have_count(1)
        box.press("Enter")
        expect(screen.button(alice, "Open").first).to_be_enabled()
        screen.button(alice, "Open").first.click()

    dialog = alice.get_by_role("dialog")
    opened()
    dialog.get_by_text("They leave the seat").click()
    day = dialog.get_by_role("group", name="Last day in office").get_by_role("spinbutton").last
    day.click()
    alice.keyboard.type("20")
    for _ in range(2):  # past the calendar's button: the day is taken when the field is left
        alice.keyboard.press("Tab")
    dialog.get_by_role("button", name="Record the last day").click()
    yes = dialog.get_by_role("button", name="Yes, record it")
    expect(yes.or_(screen.said(alice, "The last day is recorded."))).to_be_visible()
    if yes.count():  # somebody plans to visit them
        yes.click()
    expect(vacant).to_be_visible()
    opened()
    dialog.get_by_role("textbox", name="Name", exact=True).fill("Nina New")
    dialog.get_by_role("button", name="Record who takes it").click()
    expect(vacant).to_have_count(0)
    opened()
    dialog.get_by_text("Correct the term of Nina New").click()
    dialog.get_by_role("textbox", name="Reason to remove them").last.fill("She is of ward 20")
    expect_accessible(alice)
    dialog.get_by_role("button", name="Remove from the seat").last.click()
    expect(screen.said(alice, "They are removed from the seat.")).to_be_visible()
    expect(vacant).to_be_visible()
    opened()
    expect(dialog.get_by_text("Nina New · entered by mistake")).to_contain_text("ward 20")
    dialog.get_by_role("button", name="Take the last day back").click()
    expect(vacant).to_have_count(0)
