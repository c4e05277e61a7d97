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
    "measures": "/measures",
    "account": "/account",
}
WIDTHS = (1280, 375)
# name, what differs from a light page in English, which pages
LOOKS: tuple[tuple[str, dict[str, Any], tuple[str, ...]], ...] = (
    ("", {}, tuple(PAGES)),
    ("-es", {"locale": "es-US"}, ("totals", "log-signatures")),
    ("-dark", {"color_scheme": "dark"}, ("totals",)),
)


def main() -> None:
    """Serve the demo, sign in as the lead of Mijente, and take every picture."""
    expect.set_options(timeout=screen.PATIENCE)
    IMAGES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        server.demo(Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        browser = screen.launch(playwright)
        cookies = _sign_in(browser, site.url)
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
                context.add_cookies(cookies)
                for each in pages:
                    page.goto(PAGES[each])
                    expect(page.get_by_role("heading", level=1)).to_be_visible()
                    _take(page, f"{each}-{width}{name}")
                context.close()
        browser.close()


def _sign_in(browser: Browser, url: str) -> Any:
    context = browser.new_context(base_url=url, locale="en-US")
    page = context.new_page()
    page.goto("/")
    screen.sign_in(page, "demo-lead")
    expect(screen.heading(page, "Totals")).to_be_visible()
    cookies = context.cookies()
    context.close()
    return cookies


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
