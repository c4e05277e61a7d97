"""What holds for every page: axe, the keyboard, a phone's width, both languages, the address."""

import re
import time
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import screen
from tests.browser.conftest import Visit

PATHS = sorted(screen.HEADINGS)
# Streamlit's own, which no setting or command of ours mends: rule → where, and why.
NOT_OURS = {
    "svg-img-alt": "metric_chart_",  # the dots of st.metric's own small chart have no name
}


def violations(page: Page) -> list[str]:
    """What axe finds, one line each, without what is Streamlit's own."""
    screen.settled(page)
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
        if not re.search(NOT_OURS.get(rule["id"], "$^"), f"{node['target']} {node['html']}")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_axe_finds_nothing_of_our_making(visit: Visit, width: int, scheme: Any) -> None:
    page = visit(None, "/", width=width, color_scheme=scheme)
    expect(page.get_by_role("textbox", name="Username")).to_be_visible()
    found = violations(page)
    for path in PATHS:
        page = visit("alice", path, width=width, color_scheme=scheme)
        expect(screen.heading(page, screen.HEADINGS[path])).to_be_visible()
        if path == "/":
            page.get_by_text("Filter", exact=True).click()
            expect(page.get_by_text("copy it to share this view")).to_be_visible()
            expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(5)
        found += violations(page)
        if path == "/":
            page.get_by_text("Table", exact=True).first.click()
            expect(page.get_by_test_id("stDataFrame")).to_be_visible()
            found += violations(page)
        if path == "/log-signatures":
            screen.button(page, "Open").first.click()
            expect(page.get_by_role("dialog")).to_be_visible()
            found += violations(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", PATHS)
def test_a_phone_scrolls_down_and_never_sideways(visit: Visit, path: str) -> None:
    page = visit("alice", path, width=375)
    expect(screen.heading(page, screen.HEADINGS[path])).to_be_visible()
    screen.settled(page)
    wide = page.get_by_test_id("stMain").evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert wide[0] <= wide[1]
    for box in page.get_by_test_id("stMain").get_by_role("button").all():
        place = box.bounding_box()
        if place is not None and place["width"]:
            assert place["x"] >= 0
            assert place["x"] + place["width"] <= 375


def test_a_batch_is_logged_with_the_keyboard_alone_in_under_ten_seconds(visit: Visit) -> None:
    page = visit("bob", "/log-signatures")
    expect(screen.count_box(page)).to_be_visible()
    started = time.monotonic()
    screen.focus_by_tab(page, screen.count_box(page))
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(page.get_by_text("7 signatures counted.")).to_be_visible()
    assert time.monotonic() - started < 10


def test_one_signs_in_and_opens_a_table_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit()
    username = page.get_by_role("textbox", name="Username")
    expect(username).to_be_visible()
    screen.focus_by_tab(page, username)
    page.keyboard.type("demo-other")
    screen.focus_by_tab(page, page.get_by_role("textbox", name="Password"))
    page.keyboard.type(screen.PASSWORD)
    page.keyboard.press("Enter")
    expect(screen.heading(page, "Totals")).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(5)
    screen.focus_by_tab(
        page,
        page.get_by_role("switch", name="Table").or_(page.get_by_role("checkbox", name="Table")),
    )
    page.keyboard.press("Space")
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()


def test_the_browsers_language_is_spoken_and_a_choice_stays(visit: Visit) -> None:
    page = visit(None, "/", locale="es-MX")
    expect(page.get_by_role("textbox", name="Usuario")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page = visit("demo-swop", "/measures")
    expect(screen.heading(page, "Measures")).to_be_visible()
    page.get_by_text("Español", exact=True).click()
    expect(screen.heading(page, "Medidas")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    again = visit("demo-swop", "/log-signatures")
    expect(screen.heading(again, "Registrar firmas")).to_be_visible()


def test_a_filter_is_in_the_address_and_shows_others_the_same(visit: Visit) -> None:
    page = visit("alice", "/")
    whole = screen.headline(page)
    page.get_by_text("Filter", exact=True).click()
    box = page.get_by_role("combobox", name="Organization")
    box.fill("Hana")
    page.get_by_role("option", name="Hana Center").click()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("organization=hana-center"))
    expect(page.get_by_text("they are left out")).to_be_visible()
    part = screen.headline(page)
    assert part < whole
    shared = visit("charlie", page.url)
    expect(shared.get_by_text("they are left out")).to_be_visible()
    assert screen.headline(shared) == part


@pytest.mark.parametrize(
    "query",
    ["organization=nobody", "channel=pigeon", "from=never", "from=2017-13-45&organization="],
)
def test_a_made_up_filter_in_the_address_does_no_harm(visit: Visit, query: str) -> None:
    page = visit("alice", f"/?{query}")
    expect(screen.metric(page, "Signatures")).to_be_visible()
    assert screen.headline(page) > 1_000
    expect(page.get_by_text("Something went wrong")).to_have_count(0)


@pytest.mark.parametrize(
    "text",
    [
        "![x](https://beacon.example/x.png)",
        "<img src=https://beacon.example/x.png>",
        '=HYPERLINK("https://beacon.example")',
        "سلام **bold** :red[x]",
    ],
)
def test_a_hostile_place_is_shown_letter_by_letter_and_fetches_nothing(
    visit: Visit, text: str
) -> None:
    page = visit("bob", "/log-signatures")
    screen.log_batch(page, 3, place=text)
    expect(page.get_by_text("3 signatures counted.")).to_be_visible()
    expect(page.get_by_test_id("stText").filter(has_text=text).first).to_be_visible()


def test_letters_do_not_get_into_the_number(visit: Visit) -> None:
    page = visit("bob", "/log-signatures")
    screen.count_box(page).press_sequentially("12 3x")
    screen.button(page, "Log batch").click()
    expect(
        page.get_by_text(re.compile("^123 signatures counted|^Give a whole number"))
    ).to_be_visible()
