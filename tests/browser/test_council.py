"""The whip count: ten stances at once move another organization's pictures; the past; a phone."""

import re
from contextlib import suppress

from playwright.sync_api import Locator, Page, expect

from tests.browser import screen
from tests.browser.conftest import Visit

LIMIT = 3.0  # seconds from the click
_WARD_NAME = 48 + 130  # widths of the grid's first columns, which can't be written into
_POSITION, _NOW = 110, 105
_HEAD, _ROW = 36, 35  # heights
_CLICKED = "addEventListener('click', () => { window.clickedAt = Date.now() }, {capture: true})"
# Note when the words of both pictures are others than now.
_BOTH_MOVED = """pictures => {
  const words = picture => [...picture.querySelectorAll('svg text')].map(e => e.textContent).join()
  const before = pictures.map(words)
  const look = () => {
    if (pictures.every((picture, n) => words(picture) !== before[n])) window.seenAt ??= Date.now()
  }
  pictures.forEach(picture => new MutationObserver(look).observe(
    picture, {subtree: true, childList: true, characterData: true}))
}"""


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()
    screen.settled(page)


def picture(page: Page, title: str) -> Locator:
    """The drawn picture in the frame with this title."""
    frames = page.get_by_test_id("stVerticalBlock").filter(
        has=page.get_by_role("heading", name=title, exact=True)
    )
    drawn = frames.last.get_by_test_id("stVegaLiteChart").filter(has=page.locator("svg text"))
    expect(drawn.first).to_be_visible()
    return drawn.first


def write(page: Page, column: int, row: int, option: str) -> None:
    """Choose an option in a cell of the grid: column 0 is the position, row 1 the first ward."""
    across = _WARD_NAME + 40 + (_POSITION + _NOW if column else 0)
    grid = page.get_by_test_id("stDataFrame").last
    editor = page.locator("#portal").get_by_role("combobox")
    for _ in range(4):  # the page may still be drawing itself, and move
        grid.scroll_into_view_if_needed()
        box = grid.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + across, box["y"] + _HEAD + _ROW * (row - 0.5))
        with suppress(AssertionError):  # a click opens a cell that was chosen already
            expect(editor).to_be_focused(timeout=500)
            break
        page.keyboard.press("Enter")
        with suppress(AssertionError):
            expect(editor).to_be_focused(timeout=5_000)
            break
    editor.fill(option)
    expect(page.locator("#portal").get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(editor).to_have_count(0)
    page.wait_for_timeout(300)  # the grid hands on what was typed a moment later


def test_ten_stances_in_the_grid_move_both_pictures_of_another_organization(visit: Visit) -> None:
    charlie, alice = visit("charlie", "/council"), visit("alice", "/council")
    before = screen.figure(charlie, "? Unknown")
    line, both = (
        picture(charlie, title) for title in ("The 26-line", "The two measures side by side")
    )
    tab(alice, "Record")
    for ward in range(1, 11):
        write(alice, 0, ward, "Unknown")
    expect(screen.metric(charlie, "? Unknown")).to_have_text(str(before))
    charlie.evaluate("window.sameDocument = true")
    charlie.evaluate(_BOTH_MOVED, [line.element_handle(), both.element_handle()])
    alice.evaluate(_CLICKED)
    screen.button(alice, "Record what changed").click()
    charlie.wait_for_function("() => window.seenAt !== undefined")
    took = (charlie.evaluate("seenAt") - alice.evaluate("clickedAt")) / 1000
    assert took <= LIMIT
    assert charlie.evaluate("window.sameDocument")
    expect(screen.said(alice, "10 stances recorded.")).to_be_visible()
    expect(screen.metric(charlie, "? Unknown")).not_to_have_text(str(before))

    screen.button(alice, "Undo 10 stances").click()
    expect(screen.said(alice, "10 stances undone.")).to_be_visible()
    expect(screen.metric(charlie, "? Unknown")).to_have_text(str(before))

    # The count as of last week.
    day = charlie.get_by_role("group", name="As of the end of").get_by_role("spinbutton").last
    day.click()
    charlie.keyboard.type("17")
    for _ in range(2):  # past the calendar's button: the day is taken when the field is left
        charlie.keyboard.press("Tab")
    expect(charlie.get_by_text("at the end of Monday, April 17, 2017")).to_be_visible()
    expect(screen.metric(charlie, "? Unknown")).not_to_have_text(str(before))
    assert screen.figure(charlie, "? Unknown") > before
    screen.button(charlie, "Back to today").click()
    expect(charlie.get_by_text("This is the past")).to_have_count(0)
    expect(screen.metric(charlie, "? Unknown")).to_have_text(str(before))


def test_a_square_of_the_26_line_opens_its_ward_and_one_of_both_measures_says_who_is_in_it(
    visit: Visit,
) -> None:
    page = visit("charlie", "/council")
    both = picture(page, "The two measures side by side")
    both.locator("path[aria-label]").first.click()
    who = page.get_by_text("++ Firm yes / ++ Firm yes", exact=True)
    expect(who).to_be_visible()
    line = picture(page, "The 26-line")
    line.hover()
    expect(page.get_by_test_id("stElementToolbar").filter(visible=True)).to_have_count(0)
    line.locator("svg text", has_text="35").first.click(force=True)  # its number, not its edge
    expect(page).to_have_url(re.compile(r"/wards\?ward=35$"))
    expect(page.get_by_role("heading", level=3, name="Carlos Ramirez-Rosa")).to_be_visible()


def test_what_is_refused_in_the_grid_and_what_a_session_left_is_not_lost(visit: Visit) -> None:
    alice = visit("alice", "/council")
    tab(alice, "Record")
    # How wards 3 and 6 stand is not known: without a position, a way of knowing is no stance.
    for ward in (3, 6):
        write(alice, 1, ward, "Hearsay")
    screen.button(alice, "Record what changed").click()
    refusal = screen.alert(alice, "Ward 3, Position: Choose one of the list.")
    expect(refusal).to_be_visible()
    alice.get_by_role("link", name="Measures").click()
    expect(screen.heading(alice, "Measures")).to_be_visible()
    screen.settled(alice)
    alice.get_by_role("link", name="Council").click()
    expect(screen.heading(alice, "Council")).to_be_visible()
    tab(alice, "Record")
    screen.button(alice, "Record what changed").click()
    expect(refusal).to_be_visible()


def test_the_keyboard_alone_records_one_stance_on_a_phone_and_undoes_it(
    visit: Visit,
) -> None:
    page = visit("cora", "/council", width=375)
    keyboard = page.keyboard
    record = page.get_by_role("tab", name="Record")
    screen.focus_by_tab(page, page.get_by_role("tab", name="The count"))
    keyboard.press("ArrowRight")
    keyboard.press("ArrowRight")
    expect(record).to_have_attribute("aria-selected", "true")
    screen.focus_by_tab(page, page.get_by_role("combobox", name="Ward"))
    keyboard.type("33")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    screen.settled(page)
    screen.focus_by_tab(page, page.get_by_role("radiogroup", name="Position"))
    keyboard.press("Space")
    screen.settled(page)
    screen.focus_by_tab(page, screen.button(page, "Record stance"))
    keyboard.press("Enter")
    expect(screen.said(page, "1 stance recorded.")).to_be_visible()
    expect(page.get_by_text("Ward 33 · Deb Mell · Yes · Said to one of us")).to_be_visible()
    screen.settled(page)
    screen.focus_by_tab(page, screen.button(page, "Undo 1 stance"))
    keyboard.press("Enter")
    expect(screen.said(page, "1 stance undone.")).to_be_visible()
