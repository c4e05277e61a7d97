"""From an invitation's link to the first batch; and out again, at once, when a lead says so."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import screen
from tests.browser.conftest import Visit
from tests.browser.test_hostile_input import TEXTS
from tests.browser.test_signing_in import expect_nothing_but_the_form


def joined(visit: Visit, inviter: Page, username: str, name: str, **context: str) -> Page:
    """A second browser, whose person joined by a link just now."""
    page = visit(None, f"/?invitation={screen.invitation(inviter)}", **context)
    screen.join(page, username, name)
    expect(screen.heading(page, "Totals")).to_be_visible()
    screen.settled(page)
    return page


def opened(page: Page, name: str) -> None:
    """The dialog of a person on an open Organization page."""
    line = page.get_by_text(name, exact=True).locator("xpath=ancestor::*[.//button][1]")
    line.get_by_role("button", name="Open").click()
    expect(page.get_by_role("dialog")).to_contain_text("Where signed in")


def test_an_invitation_from_its_link_to_the_first_batch(visit: Visit) -> None:
    alice = visit("alice", "/organization")
    open_links = alice.get_by_text("Made by Lena Lead, today")
    others = open_links.count()
    secret = screen.invitation(alice)
    expect(open_links).to_have_count(others + 1)

    page = visit(None, f"/?invitation={secret}")
    expect(page.get_by_text("You are invited to Mijente as staff.")).to_be_visible()
    expect(page.get_by_test_id("stSidebarNavLink")).to_have_count(0)
    screen.field(page, "Your name").fill("Érika Ejemplo")
    screen.field(page, "Username").fill("demo-staff")
    screen.field(page, "Password").fill("short")
    screen.button(page, "Join").click()
    expect(page.get_by_test_id("stAlert")).to_have_count(3)
    expect(screen.alert(page, "That username is taken.")).to_be_visible()
    expect(screen.field(page, "Your name")).to_have_value("Érika Ejemplo")
    screen.join(page, "erika", "Érika Ejemplo")

    expect(screen.heading(page, "Totals")).to_be_visible()
    assert "invitation" not in page.url
    before = screen.headline(page)
    expect(alice.get_by_text("Érika Ejemplo")).to_be_visible()
    expect(open_links).to_have_count(others)
    page.get_by_role("link", name="Log signatures").click()
    screen.log_batch(page, 12, place="My first")
    expect(screen.said(page, f"The coalition now has {before + 12:,}.")).to_be_visible()
    expect(screen.line(page, "My first")).to_contain_text("Logged by Érika Ejemplo, today")

    page.go_back()
    page.go_back()
    assert "invitation" not in page.url
    again = visit(None, f"/?invitation={secret}")
    expect(screen.alert(again, "This invitation was used already.")).to_be_visible()
    expect(again.get_by_role("textbox")).to_have_count(0)
    screen.button(again, "Sign in").click()
    expect_nothing_but_the_form(again)
    screen.sign_in(again, "erika")
    expect(screen.heading(again, "Totals")).to_be_visible()


def test_an_impatient_finger_joins_once_and_is_in(visit: Visit) -> None:
    secret = screen.invitation(visit("alice", "/organization"))
    page = visit(None, f"/?invitation={secret}")
    for label in ("Your name", "Username", "Password", "Password again"):
        screen.field(page, label).fill("impatient" if "name" in label else screen.PASSWORD)
    screen.button(page, "Join").dblclick()
    expect(screen.heading(page, "Totals")).to_be_visible()


def test_an_impatient_finger_makes_one_link(visit: Visit) -> None:
    alice = visit("alice", "/organization")
    withdraw = screen.button(alice, "Withdraw")
    before = withdraw.count()
    screen.button(alice, "Make a link").dblclick()
    dialog = alice.get_by_role("dialog")
    expect(dialog.locator("code")).to_contain_text("/?invitation=")
    secret = dialog.locator("code").inner_text().partition("invitation=")[2].strip()
    dialog.get_by_role("button", name="Done").click()
    expect(dialog).to_have_count(0)
    screen.settled(alice)
    expect(withdraw).to_have_count(before + 1)
    page = visit(None, f"/?invitation={secret}")
    expect(screen.button(page, "Join")).to_be_visible()


def test_a_disabled_persons_open_tab_stops_on_its_next_action(visit: Visit) -> None:
    alice = visit("alice", "/organization")
    page = joined(visit, alice, "soon-out", "Soon Out")
    page.get_by_role("link", name="Log signatures").click()
    expect(screen.count_box(page)).to_be_visible()
    before = screen.headline(visit("charlie"))
    screen.count_box(page).fill("19")

    opened(alice, "Soon Out")
    alice.get_by_role("dialog").get_by_role("button", name="Disable").click()
    expect(screen.said(alice, "They are signed out everywhere")).to_be_visible()
    screen.button(page, "Log batch").click()
    expect(page.get_by_role("textbox", name="Username")).to_be_visible()
    expect(screen.count_box(page)).to_have_count(0)
    assert screen.headline(visit("charlie")) == before
    screen.sign_in(page, "soon-out")
    expect(screen.alert(page, "That did not work.")).to_be_visible()


def test_a_lead_sees_where_somebody_is_signed_in_and_ends_it(visit: Visit) -> None:
    alice = visit("alice", "/organization")
    page = joined(visit, alice, "left-phone", "Left Phone")
    opened(alice, "Left Phone")
    dialog = alice.get_by_role("dialog")
    expect(dialog).to_contain_text("Chrome, Linux")
    dialog.get_by_role("button", name="Sign out").click()
    expect(dialog).to_contain_text("not signed in now")
    page.get_by_role("link", name="Measures").click()
    expect_nothing_but_the_form(page)


def test_a_reset_password_from_the_dialog_to_the_own_one(visit: Visit) -> None:
    alice = visit("alice", "/organization")
    joined(visit, alice, "forgot-it", "Forgot It")
    opened(alice, "Forgot It")
    alice.get_by_role("dialog").get_by_role("button", name="Reset password").click()
    code = alice.get_by_role("dialog").locator("code")
    expect(code).to_have_text(re.compile(r"^\w{5}(-\w{5}){3}\s*$"))
    one_time = code.inner_text().strip()
    alice.get_by_role("dialog").get_by_role("button", name="Done").click()
    expect(alice.get_by_role("dialog")).to_have_count(0)
    page = visit()
    screen.sign_in(page, "forgot-it", one_time)
    expect(screen.heading(page, "Choose your own password")).to_be_visible()


@pytest.mark.parametrize("text", [TEXTS["a picture"], TEXTS["HTML"]])
def test_names_are_shown_letter_by_letter(visit: Visit, text: str) -> None:
    alice = visit("alice", "/organization")
    joined(visit, alice, f"letters-{len(text)}", text)
    expect(alice.get_by_text(text, exact=True)).to_be_visible()
    opened(alice, text)
    expect(alice.get_by_role("dialog")).to_contain_text(text)
    expect(alice.locator('img[src*="beacon"], a[href*="beacon"]')).to_have_count(0)


def test_an_organization_with_a_hostile_name_is_shown_letter_by_letter(visit: Visit) -> None:
    cora = visit("cora", "/coalition")
    cora.get_by_text("Add an organization", exact=True).click()
    screen.field(cora, "Name").first.fill(TEXTS["a picture"])
    screen.field(cora, "Short name").first.fill("beacon")
    screen.button(cora, "Add and invite its first lead").click()
    link = cora.get_by_role("dialog").locator("code")
    expect(link).to_contain_text("/?invitation=")
    path = "/?" + link.inner_text().strip().partition("/?")[2]
    page = visit(None, path)
    sentence = f"You are invited to {TEXTS['a picture']} as a lead."
    expect(page.get_by_text(sentence)).to_be_visible()
    screen.join(page, "first-lead", "First Lead")
    expect(screen.heading(page, "Totals")).to_be_visible()
    expect(page.get_by_test_id("stSidebar").get_by_text(TEXTS["a picture"])).to_be_visible()
    page.get_by_role("link", name="Organization").click()
    expect(page.get_by_text("First Lead").last).to_be_visible()


def test_a_new_organization_shows_in_everybodys_totals_at_once(visit: Visit) -> None:
    charlie, cora = visit("charlie"), visit("cora", "/coalition")
    expect(charlie.get_by_test_id("stVegaLiteChart").locator("svg")).to_have_count(10)
    cora.get_by_text("Add an organization", exact=True).click()
    screen.field(cora, "Name").first.fill("Pilsen Made Up")
    screen.field(cora, "Acronym").first.fill("PMU")
    screen.button(cora, "Add and invite its first lead").click()
    expect(cora.get_by_role("dialog")).to_contain_text("It works once, until")
    expect(charlie.get_by_test_id("stVegaLiteChart").get_by_text("PMU").first).to_be_visible()


def test_the_keyboard_alone_joins(visit: Visit) -> None:
    secret = screen.invitation(visit("alice", "/organization"))
    page = visit(None, f"/?invitation={secret}")
    expect(screen.field(page, "Your name")).to_be_visible()
    for label, text in (
        ("Your name", "Keyboard"),
        ("Username", "keyboard"),
        ("Password", screen.PASSWORD),
        ("Password again", screen.PASSWORD),
    ):
        screen.focus_by_tab(page, screen.field(page, label), most=5)
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(screen.heading(page, "Totals")).to_be_visible()
