"""Wards: a square opens its card, and nobody books into another's week without having seen it."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser import screen
from tests.browser.conftest import Visit


def tile(page: Page, ward: int) -> Locator:
    """A ward's square in the map."""
    drawn = page.get_by_test_id("stVegaLiteChart").locator("svg")
    expect(drawn).to_have_count(1)  # the map before it is gone
    return drawn.locator(f'path[aria-label*="Ward: {ward};"]')


def name_of(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", level=3, name=name)


def test_a_square_opens_its_wards_card_and_the_select_box_another(visit: Visit) -> None:
    page = visit("alice", "/wards")
    for by, title in (("Resolution", "Police union"), ("Signatures", "Signatures by ward")):
        screen.pick(page, "Colored by", by)
        expect(page.get_by_role("heading", level=2, name=title)).to_be_visible()
        screen.settled(page)
        for ward, name in ((22, "Ricardo Muñoz"), (35, "Carlos Ramirez-Rosa")):
            tile(page, ward).click()
            expect(name_of(page, name)).to_be_visible()
            expect(page).to_have_url(re.compile(rf"/wards\?ward={ward}$"))
    expect(screen.metric(page, "Signatures here")).to_be_visible()
    screen.choose(page, "Ward", "33 · Deb Mell")
    expect(name_of(page, "Deb Mell")).to_be_visible()
    expect(page.get_by_text("Answer: Yes, if it is on the agenda")).to_be_visible()
    tile(page, 35).click()  # the square that was clicked last
    expect(name_of(page, "Carlos Ramirez-Rosa")).to_be_visible()
    page.go_back()
    expect(name_of(page, "Deb Mell")).to_be_visible()


def test_on_a_phone_the_open_ward_stands_above_the_map_and_leads_down_to_its_card(
    visit: Visit,
) -> None:
    page = visit("alice", "/wards", width=375)
    tile(page, 22).click()
    way = page.get_by_role("link", name="To its card")
    expect(way).to_be_in_viewport()
    expect(page.get_by_text("Ward 22 · Ricardo Muñoz", exact=True).first).to_be_in_viewport()
    name = name_of(page, "Ricardo Muñoz")
    expect(name).not_to_be_in_viewport()
    way.click()
    expect(name).to_be_in_viewport()
    expect(page).to_have_url(re.compile(r"/wards\?ward=22"))


def test_anothers_visit_shows_while_one_books_ones_own(visit: Visit) -> None:
    bob, charlie = visit("bob", "/wards?ward=19"), visit("charlie", "/wards?ward=19")
    expect(bob.get_by_text("No other organization goes there in that week.")).to_be_visible()
    screen.field(bob, "What we ask").fill("A hearing in May")
    screen.field(charlie, "What we ask").fill("Come to our *dinner*")
    screen.button(charlie, "Plan the visit").dblclick(delay=20)
    expect(screen.said(charlie, "The visit is planned.")).to_be_visible()

    warning = screen.alert(bob, "Hana Center goes there on Mon, Apr 24.")
    expect(warning).to_be_visible()
    expect(bob.get_by_text("Ask: Come to our *dinner*").first).to_be_visible()
    expect(screen.field(bob, "What we ask")).to_have_value("A hearing in May")
    screen.button(bob, "Plan the visit").click()
    expect(screen.alert(bob, "Book yours as well?")).to_be_visible()
    screen.button(bob, "Yes, book ours as well").click()
    expect(screen.said(bob, "The visit is planned.")).to_be_visible()
    # On the card and in the week's list, once each.
    expect(charlie.get_by_text("Ask: A hearing in May")).to_have_count(2)
    expect(charlie.get_by_text("Ask: Come to our *dinner*")).to_have_count(2)


def test_the_keyboard_alone_opens_a_ward_and_plans_a_visit(visit: Visit) -> None:
    page = visit("charlie", "/wards")
    keyboard = page.keyboard
    screen.focus_by_tab(page, page.get_by_role("combobox", name="Ward", exact=True))
    keyboard.type("41")
    expect(page.get_by_role("option", name=re.compile("^41 "))).to_be_visible()
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(name_of(page, "Anthony V. Napolitano")).to_be_visible()
    screen.focus_by_tab(page, screen.field(page, "What we ask"))
    keyboard.type("No mouse to ask")
    screen.focus_by_tab(page, screen.button(page, "Plan the visit"))
    keyboard.press("Enter")
    expect(screen.said(page, "The visit is planned.")).to_be_visible()
    expect(page.get_by_text("Ask: No mouse to ask")).to_have_count(2)
