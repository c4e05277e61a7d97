"""The calendar: entered in one browser, seen in another, read by a calendar program."""

from icalendar import Calendar
from playwright.sync_api import APIRequestContext, Page, expect

from tests.browser import screen
from tests.browser.conftest import Visit


def enter(page: Page, title: str) -> None:
    """Enter a Council meeting of a week from now on an open Calendar page, by keyboard alone."""
    keyboard = page.keyboard
    screen.focus_by_tab(page, page.locator("summary").filter(has_text="Enter a date"))
    keyboard.press("Enter")
    expect(screen.field(page, "Title")).to_be_visible()
    screen.focus_by_tab(page, screen.field(page, "Title"))
    keyboard.type(title)
    screen.focus_by_tab(page, screen.button(page, "Enter the date"))
    keyboard.press("Enter")
    expect(screen.said(page, "The date is in the calendar.")).to_be_visible()


def test_a_date_entered_by_keyboard_shows_elsewhere_at_once_and_in_the_feed(
    visit: Visit, ask: APIRequestContext
) -> None:
    alice, charlie = visit("alice", "/calendar"), visit("charlie", "/calendar")
    title = "Vote, at last; ![x](https://beacon.example/x) 👩🏽‍🌾"
    enter(alice, title)
    expect(charlie.get_by_text(title, exact=True)).to_be_visible()
    expect(charlie.locator('img[src*="beacon"], a[href*="beacon"]')).to_have_count(0)

    screen.button(charlie, "Make an address").click()
    dialog = charlie.get_by_role("dialog")
    address = dialog.locator("code").inner_text().strip()
    dialog.get_by_role("button", name="Done").click()
    answer = ask.get(address)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "set-cookie" not in answer.headers
    titles = [str(event["summary"]) for event in Calendar.from_ical(answer.body()).walk("VEVENT")]
    assert title in titles
    again = ask.get(address, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status == 304

    screen.button(charlie, "End it").click()
    expect(screen.said(charlie, "The address works no more.")).to_be_visible()
    assert ask.get(address).status == 404
