"""Files in Chromium: made when a button is pressed, and reached by nobody who is not signed in."""

from pathlib import Path

from playwright.sync_api import APIRequestContext, Page, expect

from tests import support
from tests.browser import screen
from tests.browser.conftest import Visit
from tests.browser.test_accessibility import (
    expect_accessible,
    expect_no_sideways_scrolling,
)


def get(page: Page, label: str) -> tuple[str, bytes]:
    """Press a button and take its file: the address it came from, and what is in it."""
    with page.expect_download() as started:
        page.get_by_role("button", name=label, exact=True).first.click()
    return started.value.url, Path(started.value.path()).read_bytes()


def test_names_leave_after_the_password_and_their_address_answers_nobody_else(
    visit: Visit, ask: APIRequestContext
) -> None:
    page = visit("alice", "/files")
    expect(screen.heading(page, "Files")).to_be_visible()
    expect(page.get_by_role("button", name="CSV", exact=True)).to_have_count(0)
    screen.field(page, "Your password").fill(support.PASSWORD)
    screen.button(page, "Make files with names").click()
    expect(page.get_by_role("button", name="CSV", exact=True)).to_be_visible()
    for _ in range(2):  # each time at an address of its own, that works once
        address, content = get(page, "CSV")
        assert content.startswith(b"\xef\xbb\xbffirst_name,last_name")
        for answer in (ask.get(address), page.request.get(address)):
            assert answer.status == 403
            assert b"first_name" not in answer.body()
    address, content = get(page, "XLSX")
    assert content.startswith(b"PK")
    assert ask.get(address).status == 403
    assert get(page, "Part (PDF)")[1].startswith(b"%PDF")
    expect_accessible(page)
    expect_no_sideways_scrolling(page)


def test_sheets_and_the_report_are_made_when_asked_for(visit: Visit) -> None:
    page = visit("bob", "/files")
    assert get(page, "Print sheets (PDF)")[1].startswith(b"%PDF")
    assert get(page, "XLSX")[1].startswith(b"PK")
    assert get(page, "PDF")[1].startswith(b"%PDF")
    expect_accessible(page)


def test_a_scanned_sheet_goes_from_its_number_to_its_names(visit: Visit) -> None:
    page = visit("bob", "/log-signatures?sheet=77&organization=mijente")
    expect(screen.field(page, "Sheet number")).to_have_value("77")
    screen.count_box(page).fill("3")
    screen.button(page, "Log batch").click()
    expect(screen.heading(page, "Key names")).to_be_visible()
    expect(page.get_by_text("0 of 3 keyed").first).to_be_visible()
    again = visit("bob", "/log-signatures?sheet=77&organization=mijente")
    expect(screen.heading(again, "Key names")).to_be_visible()
