"""`make pictures`: every page of the demo, as the documents show it, into docs/images."""

import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import screen, server

IMAGES = server.ROOT / "docs" / "images"
PAGES = {
    "totals": "/",
    "log-signatures": "/log-signatures",
    "key-names": "/key-names",
    "people": "/people",
    "log-outreach": "/log-outreach",
    "measures": "/measures",
    "council": "/council",
    "wards": "/wards?ward=33",
    "calendar": "/calendar",
    "roll-calls": "/roll-calls",
    "seats": "/seats",
    "press": "/press",
    "files": "/files",
    "account": "/account",
    "organization": "/organization",
    "coalition": "/coalition",
}
SIGNERS = "\n".join(
    (
        "Marca temporal,Nombre,Apellido,Correo electrónico,Teléfono,Código postal,Distrito",
        "3/25/2017 18:02,Rosa,Ejemplo,rosa@example.org,773-555-0101,60608,25",
        "3/25/2017 18:05,Luis,Muestra,luis arroba example,773-555-0102,60608,25",
        "3/26/2017 11:40,Núria,Prueba,nuria@example.org,,60623,22",
        "3/26/2017 11:41,Ana,Modelo,rosa@example.org,,60623,",
        "el lunes,Iván,Inventado,ivan@example.org,773-555-0105,6062,22",
    )
)
COORDINATORS = ("coalition", "press")  # the other pages are shown as the lead of Mijente sees them
WIDTHS = (1280, 375)
SCENES = {
    "total": "Total",
    "wards": "Wards",
    "measures": "Measures",
    "whip": "Whip count",
    "thanks": "Thank you",
    "petition": "Sign here (QR code)",
}
LANGUAGES = {"en": "English", "es": "Español"}
# A screen behind a lectern, and a phone.
DISPLAYS: dict[str, dict[str, Any]] = {
    "1920": {"viewport": {"width": 1920, "height": 1080}, "color_scheme": "light"},
    "375": {"viewport": {"width": 375, "height": 812}, "color_scheme": "dark"},
}
# name, what differs from a light page in English, which pages
LOOKS: tuple[tuple[str, dict[str, Any], tuple[str, ...]], ...] = (
    ("", {}, tuple(PAGES)),
    ("-es", {"locale": "es-US"}, ("totals", "log-signatures", "key-names")),
    ("-dark", {"color_scheme": "dark"}, ("totals",)),
)


def main() -> None:
    """Serve the demo, sign in as the lead of Mijente and as coordinator, take every picture."""
    expect.set_options(timeout=screen.PATIENCE)
    IMAGES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        server.demo(Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        browser = screen.launch(playwright)
        lead = _sign_in(browser, site.url, "demo-lead")
        coordinator = _sign_in(browser, site.url, "demo-coordinator")
        _take_displays(browser, site.url, coordinator)
        for name, look, pages in LOOKS:
            for width in WIDTHS:
                context = browser.new_context(
                    base_url=site.url,
                    viewport={"width": width, "height": 900},
                    timezone_id="America/Chicago",
                    **{"locale": "en-US", **look},
                )
                page = context.new_page()
                if not name:
                    page.goto("/")
                    expect(page.get_by_role("textbox", name="Password")).to_be_visible()
                    _take(page, f"sign-in-{width}")
                for each in pages:
                    context.add_cookies(coordinator if each in COORDINATORS else lead)
                    page.goto(PAGES[each])
                    expect(page.get_by_role("heading", level=1)).to_be_visible()
                    _take(page, f"{each}-{width}{name}")
                if not name:
                    context.add_cookies(lead)
                    _take_import(context.new_page(), width)
                context.close()
        browser.close()


def _sign_in(browser: Browser, url: str, username: str) -> Any:
    context = browser.new_context(base_url=url, locale="en-US")
    page = context.new_page()
    page.goto("/")
    screen.sign_in(page, username)
    expect(screen.heading(page, "Totals")).to_be_visible()
    cookies = context.cookies()
    context.close()
    return cookies


def _take_import(page: Page, width: int) -> None:
    """A file of signers on its way in: as it is dropped, and what the check found."""
    page.goto("/files")
    page.get_by_test_id("stFileUploader").first.locator("input[type=file]").set_input_files(
        {"name": "Firmas de marzo.csv", "mimeType": "text/csv", "buffer": SIGNERS.encode()}
    )
    expect(screen.button(page, "Check the whole file")).to_be_visible()
    _take(page, f"import-{width}")
    screen.button(page, "Check the whole file").click()
    expect(screen.button(page, "Look at it")).to_be_visible(timeout=60_000)
    screen.settled(page)
    screen.button(page, "Look at it").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Discard")).to_be_visible()
    _take(page, f"import-checked-{width}")
    dialog.get_by_role("button", name="Discard").click()
    expect(dialog).to_have_count(0)


def _take_displays(browser: Browser, url: str, coordinator: Any) -> None:
    """Every scene of a display, as a coordinator directs it from the page Press."""
    context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 900})
    context.add_cookies(coordinator)
    page = context.new_page()
    page.goto("/press")
    page.get_by_text("Release the whip count").click()
    petition = page.get_by_role("textbox", name="Where the petition is signed (link)")
    petition.fill("https://example.org/sanctuary")
    screen.button(page, "Save what may be said").click()
    expect(screen.said(page, "Every display follows.")).to_be_visible()
    page.get_by_text("Make a display").first.click()
    page.get_by_role("textbox", name="Where it stands").fill("Lectern, City Hall")
    screen.button(page, "Make the display").click()
    dialog = page.get_by_role("dialog")
    address = dialog.get_by_test_id("stCode").inner_text().strip()
    dialog.get_by_role("button", name="Done").click()
    expect(dialog).to_have_count(0)
    for tongue, language in LANGUAGES.items():
        _choose(page, language)
        for scene, label in SCENES.items():
            _choose(page, label)
            for name, look in DISPLAYS.items():
                display = browser.new_context(**look).new_page()
                display.goto(address)
                expect(
                    display.locator(f"section[data-scene={scene}][lang={tongue}]")
                ).to_be_visible()
                display.wait_for_timeout(500)
                display.screenshot(path=IMAGES / f"display-{scene}-{tongue}-{name}.png")
                display.context.close()
    context.close()


def _choose(page: Page, label: str) -> None:
    """One of the choices of the display's controls; it is on the display at once."""
    screen.settled(page)
    choices = page.get_by_test_id("stMain").get_by_test_id("stButtonGroup")
    choices.get_by_text(label, exact=True).first.click()  # the documents have languages as well
    page.wait_for_timeout(1_000)
    screen.settled(page)


def _take(page: Page, name: str) -> None:
    """The whole page: Streamlit scrolls inside the window, so the window is made as high as it."""
    screen.settled(page)
    size = page.viewport_size
    assert size is not None
    for __ in range(3):  # charts are drawn once they come into view, and make the page higher
        height = page.get_by_test_id("stMain").evaluate("e => e.scrollHeight")
        page.set_viewport_size({"width": size["width"], "height": max(height, 600)})
        page.wait_for_timeout(1_500)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.screenshot(path=IMAGES / f"{name}.png")
    page.set_viewport_size(size)


if __name__ == "__main__":
    main()
