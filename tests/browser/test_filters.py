"""A filtered view is an address: it can be sent to somebody, and a made-up one does no harm."""

from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import Page, expect

from tests.browser import screen
from tests.browser.conftest import Visit

PART = "A part of the batches."


def open_filter(page: Page) -> None:
    page.get_by_text("Filter", exact=True).click()
    expect(page.get_by_role("combobox", name="Organization")).to_be_visible()


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_choosing_changes_the_address_and_the_address_shows_the_same_view(visit: Visit) -> None:
    bob, charlie = visit("bob"), visit("charlie")
    everything = screen.headline(bob)
    open_filter(bob)
    screen.choose(bob, "Organization", "Mijente")
    bob.wait_for_url("**/?*organization=*")
    expect(screen.alert(bob, PART)).to_be_visible()
    screen.settled(bob)
    own = screen.headline(bob)
    bob.keyboard.press("Escape")
    screen.choose(bob, "Channel", "Event")
    bob.wait_for_url("**/?*channel=*")
    screen.settled(bob)
    expect(screen.metric(bob, "Signatures")).not_to_have_text(f"{own:,}")
    part = screen.headline(bob)
    assert 0 < part < own < everything

    charlie.goto(bob.url)
    expect(screen.alert(charlie, PART)).to_be_visible()
    assert screen.headline(charlie) == part
    assert query(charlie) == query(bob)
    charlie.reload()
    expect(screen.alert(charlie, PART)).to_be_visible()
    assert screen.headline(charlie) == part


def test_the_same_address_shows_the_same_view_in_spanish(visit: Visit) -> None:
    bob, charlie = visit("bob"), visit("charlie")
    open_filter(bob)
    screen.choose(bob, "Channel", "Paper")
    bob.wait_for_url("**/?*channel=*")
    expect(screen.alert(bob, PART)).to_be_visible()
    screen.settled(bob)
    part = screen.headline(bob)
    charlie.close()
    spanish = visit("charlie", bob.url, locale="es-US")
    expect(spanish.locator("html")).to_have_attribute("lang", "es")
    expect(spanish.get_by_test_id("stMetricValue").first).to_have_text(f"{part:,}")
    assert query(spanish) == query(bob) == {"channel": ["paper"]}


def test_days_are_part_of_the_address(visit: Visit) -> None:
    whole = screen.headline(visit("bob"))
    page = visit("bob", "/?from=2017-04-01&to=2017-04-10")
    expect(screen.alert(page, PART)).to_be_visible()
    assert 0 < screen.headline(page) < whole
    assert query(page) == {"from": ["2017-04-01"], "to": ["2017-04-10"]}


MADE_UP = (
    "organization=nobody&channel=carrier+pigeon&from=2017-99-99",
    "organization=" + quote("![](http://127.0.0.1:9/beacon)") + "&channel=&to=yesterday",
    "organization=" + quote("<img src=x onerror=alert(1)>") + "&from=2017-04-20&to=2017-04-01",
    "organization=" + "x" * 3_000 + "&from=0001-01-01&to=9999-12-31",
    "from=2017-04-01&from=2017-04-02&to=%00&organization=%ff&nothing=1&filter.days=x",
)


def test_a_made_up_address_does_no_harm(visit: Visit) -> None:
    page = visit("bob")
    for made_up in MADE_UP:
        page.goto(f"/?{made_up}")
        expect(screen.heading(page, "Totals")).to_be_visible()
        expect(screen.metric(page, "Signatures")).to_be_visible()
        screen.settled(page)
        expect(page.get_by_text("Something went wrong")).to_have_count(0)
        expect(page.get_by_test_id("stException")).to_have_count(0)
