"""English and Spanish, by browser until somebody chooses, then by person."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Page, expect

from tests.browser import screen
from tests.browser.conftest import Visit

CATALOGUE = Path(__file__).parent.parent.parent / "locales" / "es" / "LC_MESSAGES" / "contamos.po"

NAMES = {"Coordinator"}  # what the first coordinator is called, in every language


@pytest.fixture(scope="module")
def es() -> dict[str, str]:
    """What the screens say in Spanish, by what they say in English."""
    with CATALOGUE.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def expect_language(page: Page, language: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", language)


@pytest.mark.parametrize("locale", ["es-MX", "es"])
def test_a_spanish_browser_is_greeted_in_spanish(
    visit: Visit, es: dict[str, str], locale: str
) -> None:
    page = visit(None, locale=locale)
    expect(page.get_by_role("button", name=es["Log in"])).to_be_visible()
    expect_language(page, "es")
    assert es["Log in"] != "Log in"
    page.get_by_role("textbox", name=es["Username"]).fill("demo-crln")
    page.get_by_role("textbox", name=es["Password"]).fill("no es la contraseña")
    page.get_by_role("button", name=es["Log in"]).click()
    expect(page.get_by_test_id("stAlert")).to_be_visible()
    assert "That did not work" not in page.get_by_test_id("stMain").inner_text()


def test_any_other_browser_is_greeted_in_english_and_may_choose(
    visit: Visit, es: dict[str, str]
) -> None:
    page = visit(None, "/measures", locale="pl-PL")
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    expect_language(page, "en")
    screen.pick(page, "Language", "Español")
    expect(page.get_by_role("button", name=es["Log in"])).to_be_visible()
    expect_language(page, "es")


def test_what_was_chosen_without_signing_in_holds_in_this_browser_until_a_person_has_chosen(
    visit: Visit, es: dict[str, str]
) -> None:
    page = visit(None)
    screen.pick(page, "Language", "Español")
    expect(page.get_by_role("button", name=es["Log in"])).to_be_visible()
    screen.settled(page)
    page.goto("/measures")  # by address, before signing in
    expect(page.get_by_role("button", name=es["Log in"])).to_be_visible()
    page.get_by_role("textbox", name=es["Username"]).fill("demo-paso")
    page.get_by_role("textbox", name=es["Password"]).fill(screen.PASSWORD)
    page.get_by_role("button", name=es["Log in"]).click()
    expect(screen.heading(page, es["Measures"])).to_be_visible()
    page.goto("/council")  # and after
    expect(screen.heading(page, es["Council"])).to_be_visible()
    expect_language(page, "es")
    page.get_by_role("button", name=es["Log out"]).click()
    expect(page.get_by_role("button", name=es["Log in"])).to_be_visible()
    [kept] = [each for each in page.context.cookies() if each.get("name") == "contamos_language"]
    assert (kept.get("value"), kept.get("sameSite")) == ("es", "Lax")

    screen.pick(page, es["Language"], "English")
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    screen.settled(page)
    page.reload()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    expect_language(page, "en")
    elsewhere = visit(None, locale="es-MX")  # another browser keeps its own
    expect(elsewhere.get_by_role("button", name=es["Log in"])).to_be_visible()


def test_a_kept_language_that_is_none_of_ours_is_passed_over(visit: Visit) -> None:
    page = visit(None)
    page.context.add_cookies([{"name": "contamos_language", "value": "<b>x</b>", "url": page.url}])
    page.reload()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    expect_language(page, "en")


def test_the_language_somebody_chose_is_theirs_in_every_browser_and_after_signing_out(
    visit: Visit, es: dict[str, str]
) -> None:
    page = visit(None)
    screen.sign_in(page, "demo-aaan")
    expect(screen.heading(page, "Totals")).to_be_visible()
    screen.pick(page, "Language", "Español")
    expect(screen.heading(page, es["Totals"])).to_be_visible()
    expect_language(page, "es")
    expect(page.get_by_role("link", name=es["Measures"])).to_be_visible()
    page.get_by_role("button", name=es["Log out"]).click()
    expect(page.get_by_role("textbox")).to_have_count(2)

    elsewhere = visit(None, "/log-signatures")
    expect_language(elsewhere, "en")
    screen.sign_in(elsewhere, "demo-aaan")
    expect(screen.heading(elsewhere, es["Log signatures"])).to_be_visible()
    expect(elsewhere.get_by_role("spinbutton", name=es["How many signatures"])).to_be_visible()
    expect_language(elsewhere, "es")


@pytest.mark.parametrize(
    ("username", "pages"),
    [("demo-lead", screen.OF_LEADS), ("demo-coordinator", screen.OF_COORDINATORS)],
)
def test_every_page_reads_spanish_to_somebody_who_chose_nothing(
    visit: Visit, es: dict[str, str], username: str, pages: dict[str, str]
) -> None:
    page = visit(None, locale="es-US")
    page.get_by_role("textbox", name=es["Username"]).fill(username)
    page.get_by_role("textbox", name=es["Password"]).fill(screen.PASSWORD)
    page.get_by_role("button", name=es["Log in"]).click()
    for path, title in pages.items():
        page.get_by_role("link", name=es[title]).click()
        expect(screen.heading(page, es[title])).to_be_visible()
        screen.settled(page)
        expect_language(page, "es")
        assert page.url.endswith(path)
        shown = page.get_by_test_id("stMain").inner_text().splitlines()
        english = [text for text in shown if es.get(text, text) != text and text not in NAMES]
        assert not english
