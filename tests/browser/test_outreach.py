"""Logging outreach: once, asked about when unlikely, correctable, letter by letter."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import screen
from tests.browser.conftest import Visit
from tests.browser.test_hostile_input import TEXTS, Tampering, number, text, texts


def opened(page: Page, place: str) -> Locator:
    """The dialog of the outreach at this place."""
    screen.settled(page)
    screen.line(page, place).get_by_role("button", name="Open").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Who did what")
    return dialog


def test_signatures_gathered_count_once_in_the_total_and_in_the_funnel(visit: Visit) -> None:
    charlie, alice = visit("charlie"), visit("alice", "/log-outreach")
    total, before = screen.headline(charlie), screen.figure(charlie, "Signatures gathered")
    gathered = screen.metric(charlie, "Signatures gathered")
    screen.log_outreach(
        alice, "Tabling", {"Contact attempts": 40, "Signatures": 11}, place="Stand on 26th"
    )
    expect(screen.metric(charlie, "Signatures")).to_have_text(f"{total + 11:,}")
    expect(gathered).to_have_text(f"{before + 11:,}")
    expect(screen.line(alice, "Stand on 26th")).to_contain_text("40 attempts · 11 signatures")

    dialog = opened(alice, "Stand on 26th")
    expect(dialog).to_contain_text("Its signatures stand: they are a batch of their own.")
    dialog.get_by_role("textbox", name="Reason to void it").fill("Another table")
    dialog.get_by_role("button", name="Void outreach").click()
    expect(screen.said(alice, "The outreach is void.")).to_be_visible()
    expect(gathered).to_have_text(f"{before:,}")
    assert screen.headline(charlie) == total + 11
    alice.goto("/log-signatures")
    expect(screen.line(alice, "Stand on 26th")).to_contain_text("11 signatures")


def test_an_unlikely_contact_rate_is_asked_about_and_nothing_is_written_twice(
    visit: Visit,
) -> None:
    charlie, bob = visit("charlie"), visit("bob", "/log-outreach")
    before = screen.figure(charlie, "Conversations")
    numbers = {"Contact attempts": 80, "Conversations": 80}
    screen.log_outreach(bob, "Phone bank", numbers, place="Everyone answered")
    expect(screen.alert(bob, "80 conversations in 80 attempts")).to_be_visible()
    expect(screen.field(bob, "Place")).to_have_value("Everyone answered")
    screen.field(bob, "Note").fill("Really")
    screen.button(bob, "Yes, log it").dblclick(delay=20)
    expect(screen.said(bob, "Outreach logged.")).to_contain_text(f"{before + 80:,}")
    expect(screen.line(bob, "Everyone answered")).to_contain_text("Really")
    bob.wait_for_timeout(600)  # what a second run needs to spoil it
    screen.settled(bob)
    expect(screen.alert(bob, "Give a")).to_have_count(0)
    bob.reload()
    expect(screen.line(bob, "Everyone answered")).to_be_visible()
    expect(bob.get_by_text("Everyone answered")).to_have_count(1)
    assert screen.figure(charlie, "Conversations") == before + 80


@pytest.mark.parametrize("pause", [20, 300])
def test_a_double_click_logs_one_outreach(visit: Visit, pause: int) -> None:
    page = visit("bob", "/log-outreach")
    place = f"Clicks {pause} ms apart"
    screen.pick(page, "Kind", "Tabling")
    screen.number_box(page, "Contact attempts").fill("14")
    screen.field(page, "Place").fill(place)
    screen.button(page, "Log outreach").evaluate(
        "(button, pause) => { button.click(); setTimeout(() => button.click(), pause) }", pause
    )
    expect(screen.said(page, "Outreach logged.")).to_be_visible()
    page.wait_for_timeout(600)
    screen.settled(page)
    expect(screen.number_box(page, "Contact attempts")).to_have_value("")
    expect(screen.alert(page, "Give a")).to_have_count(0)
    page.reload()
    expect(screen.line(page, place)).to_be_visible()
    expect(page.get_by_text(place)).to_have_count(1)


def test_an_outreach_is_changed_voided_and_restored_and_says_who_did_what(visit: Visit) -> None:
    bob, alice = visit("bob", "/log-outreach"), visit("alice", "/log-outreach")
    numbers = {"Contact attempts": 30, "Conversations": 12}
    screen.log_outreach(bob, "Door knocking", numbers, place="Around 26th")
    expect(screen.line(alice, "Around 26th")).to_contain_text("30 attempts")

    dialog = opened(bob, "Around 26th")
    expect(dialog).to_contain_text("A lead of your organization can void an outreach.")
    dialog.get_by_role("spinbutton", name="Conversations").fill("31")
    dialog.get_by_role("button", name="Save changes").click()
    expect(dialog).to_contain_text("There can't be more conversations than attempts (30).")
    dialog.get_by_role("spinbutton", name="Conversations").fill("13")
    dialog.get_by_role("button", name="Save changes").click()
    expect(screen.said(bob, "The outreach is changed.")).to_be_visible()

    dialog = opened(alice, "Around 26th")
    expect(dialog).to_contain_text("Changed · Sam Staff")
    dialog.get_by_role("textbox", name="Reason to void it").fill("Logged twice")
    dialog.get_by_role("button", name="Void outreach").click()
    expect(screen.said(alice, "The outreach is void.")).to_be_visible()
    expect(screen.line(bob, "Around 26th")).to_contain_text("Void")

    dialog = opened(bob, "Around 26th")
    expect(dialog).to_contain_text("Logged twice")
    expect(dialog.get_by_role("button", name="Restore")).to_have_count(0)
    dialog = opened(alice, "Around 26th")
    dialog.get_by_role("button", name="Restore").click()
    expect(screen.said(alice, "The outreach counts again.")).to_be_visible()
    dialog = opened(alice, "Around 26th")
    for said in ("Changed · Sam Staff", "Voided · Lena Lead", "Restored · Lena Lead"):
        expect(dialog).to_contain_text(said)


def test_another_organizations_outreach_is_never_shown(visit: Visit) -> None:
    charlie, bob = visit("charlie", "/log-outreach"), visit("bob", "/log-outreach")
    screen.log_outreach(bob, "Faith visit", {"Contact attempts": 9}, place="Only ours to see")
    expect(screen.line(bob, "Only ours to see")).to_be_visible()
    charlie.reload()
    expect(screen.button(charlie, "Open").first).to_be_visible()
    expect(charlie.get_by_text("Only ours to see")).to_have_count(0)


@pytest.mark.parametrize("typed", TEXTS.values(), ids=TEXTS)
def test_what_people_type_is_shown_letter_by_letter(visit: Visit, typed: str) -> None:
    page = visit("alice", "/log-outreach")
    screen.log_outreach(page, "Media", {"Contact attempts": 2}, place=typed, note=typed)
    expect(screen.said(page, "Outreach logged.")).to_be_visible()
    expect(page.get_by_text(f"Ward unknown · {typed}")).to_be_visible()
    line = page.get_by_text(typed, exact=True).first
    expect(line).to_be_visible()
    line.locator("xpath=ancestor::*[.//button][1]").get_by_role("button", name="Open").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Reason to void it").fill(typed)
    dialog.get_by_role("button", name="Void outreach").click()
    expect(screen.said(page, "The outreach is void.")).to_be_visible()
    line.locator("xpath=ancestor::*[.//button][1]").get_by_role("button", name="Open").click()
    expect(dialog).to_contain_text(typed)
    expect(page.locator('img[src*="beacon"], a[href*="beacon"]')).to_have_count(0)


BY_HAND = {
    "no such kind": ("log_outreach.kind", texts("carrier pigeon")),
    "two kinds": ("log_outreach.kind", texts("Media", "Tabling")),
    "ward 51": ("log_outreach.ward", text("51")),
    "a picture for a ward": ("log_outreach.ward", text(TEXTS["a picture"])),
    "another's batch": ("log_outreach.batch_id", text("Batch 1")),
    "huge attempts": ("log_outreach.attempts", number(1e300)),
    "negative attempts": ("log_outreach.attempts", number(-1)),
    "no number": ("log_outreach.attempts", number(float("nan"))),
    "endless hours": ("log_outreach.hours", number(float("inf"))),
    "a text for hours": ("log_outreach.hours", text("two")),
    "no such language": ("log_outreach.languages", texts("Klingon")),
    "a day to come": ("log_outreach.happened_on", texts("9999-12-31")),
    "an endless note": ("log_outreach.note", text("x" * 100_000)),
}


def test_a_value_that_no_widget_offers_gets_words_and_counts_nothing_wrong(visit: Visit) -> None:
    page = visit("bob")
    before = screen.figure(page, "Conversations")
    tampering = Tampering(page)
    counted = 0
    for case, (widget, change) in BY_HAND.items():
        page.goto("/log-outreach")
        expect(screen.number_box(page, "Contact attempts")).to_be_visible()
        screen.settled(page)
        tampering.begin(widget, change)
        numbers = {"Contact attempts": 9, "Conversations": 5, "Volunteer hours": 1}
        screen.log_outreach(page, "Social media", numbers, place="By hand", note="By hand")
        answer = screen.said(page, "Outreach logged.")
        refusal = page.get_by_test_id("stAlert").nth(1).or_(page.get_by_test_id("stException"))
        expect(refusal.or_(answer).first).to_be_visible()
        assert tampering.done, case
        shown = page.get_by_test_id("stApp").inner_text()
        assert "Traceback" not in shown, case
        assert "Error:" not in shown, case
        counted += answer.count()
    assert screen.figure(visit("charlie"), "Conversations") == before + 5 * counted
    page.goto("/log-outreach")
    expect(screen.number_box(page, "Contact attempts")).to_be_visible()
    expect(page.get_by_text("Something went wrong")).to_have_count(0)
