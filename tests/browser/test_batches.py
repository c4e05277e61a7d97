"""Counting a batch: quick, once, and correctable, with everybody's name to what they did."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.browser import screen
from tests.browser.conftest import Visit


def test_a_double_click_logs_one_batch(visit: Visit) -> None:
    page = visit("bob", "/log-signatures")
    before = screen.headline(visit("charlie"))
    screen.count_box(page).fill("13")
    screen.field(page, "Event or place").fill("Double click")
    screen.button(page, "Log batch").dblclick(delay=20)
    expect(screen.said(page, "13 signatures counted.")).to_contain_text(f"{before + 13:,}")
    expect_one(page, "13 signatures", "Double click")


@pytest.mark.parametrize("pause", [80, 300])
def test_a_slow_double_click_logs_one_batch(visit: Visit, pause: int) -> None:
    page = visit("bob", "/log-signatures")
    place = f"Clicks {pause} ms apart"
    screen.count_box(page).fill("14")
    screen.field(page, "Event or place").fill(place)
    screen.button(page, "Log batch").evaluate(
        "(button, pause) => { button.click(); setTimeout(() => button.click(), pause) }", pause
    )
    expect(screen.said(page, "14 signatures counted.")).to_be_visible()
    expect_one(page, "14 signatures", place)


def test_the_same_form_sent_twice_logs_one_batch(visit: Visit) -> None:
    """As a browser on a slow line sends it: the second one before the first one's answer came."""
    page = visit("bob")
    sent: list[tuple[WebSocketRoute, bytes]] = []

    def through(browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            server.send(message)
            assert isinstance(message, bytes)
            rerun = BackMsg.FromString(message).rerun_script
            if any(widget.trigger_value for widget in rerun.widget_states.widgets):
                sent.append((server, message))

        browser.on_message(pass_on)

    page.route_web_socket("**/_stcore/stream", through)
    for pause in (0, 150, 2_500):
        sent.clear()
        page.goto("/log-signatures")
        place = f"Sent again after {pause} ms"
        screen.log_batch(page, 15, place=place)
        while not sent:
            page.wait_for_timeout(10)
        page.wait_for_timeout(pause)
        [(server, message)] = sent
        server.send(message)
        expect(screen.said(page, "15 signatures counted.")).to_be_visible()
        expect_one(page, "15 signatures", place)


def expect_one(page: Page, signatures: str, place: str) -> None:
    """One batch, nothing left to send again, and no complaint."""
    expect(screen.line(page, place)).to_contain_text(signatures)
    page.wait_for_timeout(600)  # what a second run needs to spoil it
    screen.settled(page)
    expect(screen.count_box(page)).to_have_value("")
    expect(screen.alert(page, "Give a")).to_have_count(0)
    page.reload()
    expect(screen.line(page, place)).to_be_visible()
    expect(page.get_by_text(place, exact=True)).to_have_count(1)


def test_a_returning_person_logs_a_batch_in_seconds_with_the_keyboard_alone(
    visit: Visit, record_property: Callable[[str, object], None]
) -> None:
    page = visit("bob", "/log-signatures")
    screen.pick(page, "Channel", "Event")
    screen.log_batch(page, 5, place="Corner table")
    expect(screen.said(page, "5 signatures counted.")).to_be_visible()

    started = time.monotonic()
    page.goto("/log-signatures")
    expect(screen.count_box(page)).to_be_visible()
    screen.focus_by_tab(page, screen.count_box(page))
    page.keyboard.type("26", delay=100)
    page.keyboard.press("Enter")
    expect(screen.said(page, "26 signatures counted.")).to_be_visible()
    took = time.monotonic() - started
    record_property("log_batch_seconds", took)
    assert took < 10
    expect(page.get_by_text("26 signatures · Apr 24, 2017 · Event")).to_be_visible()


def test_a_batch_is_changed_voided_and_restored_and_says_who_did_what(visit: Visit) -> None:
    bob, alice, charlie = visit("bob", "/log-signatures"), visit("alice"), visit("charlie")
    before = screen.headline(charlie)
    screen.log_batch(bob, 40, place="Laundromat on 26th", sheet="9")
    expect(screen.metric(charlie, "Signatures")).to_have_text(f"{before + 40:,}")

    dialog = opened(bob, "Laundromat on 26th")
    expect(dialog.get_by_role("button", name="Void batch")).to_have_count(0)
    expect(dialog).to_contain_text("A lead of your organization can void a batch.")
    dialog.get_by_role("spinbutton", name="How many signatures").fill("0")
    dialog.get_by_role("button", name="Save changes").click()
    expect(dialog).to_contain_text("Give a number from 1 to 10,000.")
    dialog.get_by_role("spinbutton", name="How many signatures").fill("42")
    dialog.get_by_role("button", name="Save changes").click()
    expect(screen.said(bob, "The batch is changed.")).to_be_visible()
    expect(dialog).to_have_count(0)
    expect(screen.metric(charlie, "Signatures")).to_have_text(f"{before + 42:,}")

    alice.goto("/log-signatures")
    dialog = opened(alice, "Laundromat on 26th")
    expect(dialog).to_contain_text("How many signatures: 40 → 42")
    expect(dialog).to_contain_text("Changed · Sam Staff")
    dialog.get_by_role("button", name="Void batch").click()
    expect(dialog).to_contain_text("This can't be empty.")
    dialog.get_by_role("textbox", name="Reason to void it").fill("Photocopy of sheet 8")
    dialog.get_by_role("button", name="Void batch").click()
    expect(screen.said(alice, "The batch is void.")).to_be_visible()
    expect(screen.metric(charlie, "Signatures")).to_have_text(f"{before:,}")
    expect(screen.line(bob, "Laundromat on 26th")).to_contain_text("Void")

    dialog = opened(bob, "Laundromat on 26th")
    expect(dialog).to_contain_text("This batch is void")
    expect(dialog).to_contain_text("Photocopy of sheet 8")
    expect(dialog.get_by_role("button", name="Restore")).to_have_count(0)

    dialog = opened(alice, "Laundromat on 26th")
    dialog.get_by_role("button", name="Restore").click()
    expect(screen.said(alice, "The batch counts again.")).to_be_visible()
    expect(screen.metric(charlie, "Signatures")).to_have_text(f"{before + 42:,}")
    dialog = opened(alice, "Laundromat on 26th")
    for said in ("logged by Sam Staff", "Changed · Sam Staff", "Voided · Lena Lead"):
        expect(dialog).to_contain_text(said)
    expect(dialog).to_contain_text("Restored · Lena Lead")


def test_two_people_changing_one_batch_do_not_overwrite_each_other(visit: Visit) -> None:
    bob, alice = visit("bob", "/log-signatures"), visit("alice", "/log-signatures")
    screen.log_batch(bob, 50, place="Changed by two")
    theirs, ours = opened(alice, "Changed by two"), opened(bob, "Changed by two")
    ours.get_by_role("spinbutton", name="How many signatures").fill("51")
    theirs.get_by_role("spinbutton", name="How many signatures").fill("52")
    ours.get_by_role("button", name="Save changes").click()
    expect(screen.said(bob, "The batch is changed.")).to_be_visible()
    theirs.get_by_role("button", name="Save changes").click()
    expect(theirs).to_contain_text("Somebody changed this in the meantime.")
    expect(screen.line(bob, "Changed by two")).to_contain_text("51 signatures")


def opened(page: Page, place: str) -> Locator:
    """The dialog of the batch from this place."""
    screen.settled(page)
    screen.line(page, place).get_by_role("button", name="Open").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Who did what")
    return dialog
