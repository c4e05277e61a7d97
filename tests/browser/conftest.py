"""One demo server and one Chromium for each worker, and a browser of their own for each person.

"alice" leads Mijente, "bob" is her staff, "charlie" is staff of the Hana Center, and "cora" is a
coordinator. Anybody else is called by their username. Every test also proves that no page asks
another server for anything, breaks the content security policy, or leaves a trace in the log.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import (
    APIRequestContext,
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from tests.browser import screen, server

PEOPLE = {
    "alice": "demo-lead",
    "bob": "demo-staff",
    "charlie": "demo-other",
    "cora": "demo-coordinator",
}
expect.set_options(timeout=screen.PATIENCE)

# What opens by growing carries the next thing to be pressed away, between press and release.
OPENS_AT_ONCE = """
  const animate = Element.prototype.animate
  Element.prototype.animate = function (...how) {
    const moving = animate.apply(this, how)
    if (moving.effect.getComputedTiming().endTime !== Infinity) moving.finish()
    return moving
  }
"""


class Visit(Protocol):
    """`visit("bob", "/measures")`: a page of Bob's own browser, signed in; without a name, not."""

    def __call__(
        self,
        who: str | None = None,
        path: str = "/",
        *,
        at: server.Server | None = None,
        width: int = 1280,
        **context: Any,
    ) -> Page: ...


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[server.Server]:
    """The demo, shared by the tests of a worker: say what changes, not what is."""
    with server.demo(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture
def cold(tmp_path: Path) -> Iterator[server.Server]:
    """A server that nobody has opened a page of, on an installation that has just been made."""
    with server.fresh(tmp_path) as running:
        yield running


# Not for the session: as long as it runs, other tests can't have an event loop of their own.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = screen.launch(playwright)
    yield browser
    browser.close()


@pytest.fixture
def ask(playwright: Playwright, site: server.Server) -> Iterator[APIRequestContext]:
    """Plain HTTP, as anybody may send it."""
    context = playwright.request.new_context(base_url=site.url, max_redirects=0)
    yield context
    context.dispose()


@pytest.fixture(scope="session")
def cookies() -> dict[str, Any]:
    """Who has signed in on the shared server, so that it happens once for each."""
    return {}


class Browsers:
    """Browsers that the next test uses again, with their caches: loading Streamlit's program anew
    is half of what a page costs. What a page keeps for its tab ends with the tab.
    """

    def __init__(self, chromium: Browser) -> None:
        self._chromium = chromium
        self._idle: dict[str, list[BrowserContext]] = {}
        self._lent: list[tuple[str, BrowserContext]] = []
        self.seen: list[str] = []

    def lend(self, url: str, options: dict[str, Any], *, anew: bool) -> BrowserContext:
        """One that nobody uses in this test; `anew`: and that nobody has ever used."""
        name = "" if anew else repr((url, sorted(options.items())))
        idle = self._idle.setdefault(name, [])
        context = idle.pop() if idle else self._make(url, options)
        if not anew and not context.pages:
            context.new_page().goto("/healthz")  # stays, so that their process stays
        context.clear_cookies()
        self._lent.append((name, context))
        return context

    def _make(self, url: str, options: dict[str, Any]) -> BrowserContext:
        made = self._chromium.new_context(base_url=url, **options)
        made.set_default_timeout(screen.PATIENCE)
        made.add_init_script(OPENS_AT_ONCE)
        watch(made, url, self.seen)
        return made

    def take_back(self) -> None:
        """Close every page of this test."""
        for name, context in self._lent:
            for page in context.pages[1:]:
                page.close()
            if name:
                self._idle[name].append(context)
            else:
                context.close()
        self._lent.clear()


@pytest.fixture(scope="package")
def browsers(chromium: Browser) -> Browsers:
    return Browsers(chromium)


@pytest.fixture
def visit(browsers: Browsers, site: server.Server, cookies: dict[str, Any]) -> Iterator[Visit]:
    """Opens pages, and afterwards looks at what they did behind the scenes."""
    browsers.seen.clear()
    logged = len(site.log.read_text())

    def visit(
        who: str | None = None,
        path: str = "/",
        *,
        at: server.Server | None = None,
        width: int = 1280,
        **context: Any,
    ) -> Page:
        options = {
            "viewport": {"width": width, "height": 900},
            "locale": "en-US",
            "timezone_id": "America/Chicago",
            "color_scheme": "light",
            **context,
        }
        made = browsers.lend((at or site).url, options, anew=who is None)
        page = made.new_page()
        if who is not None:
            username = PEOPLE.get(who, who)
            if username in cookies:
                made.add_cookies(cookies[username])
            page.goto(path)
            if username not in cookies:
                screen.sign_in(page, username)
                page.wait_for_event("load")
                expect(page.get_by_role("button", name="Log out", exact=True)).to_be_visible()
                cookies[username] = made.cookies()
            screen.settled(page)
        else:
            page.goto(path)
        return page

    yield visit
    browsers.take_back()
    assert not browsers.seen
    news = site.log.read_text()[logged:]
    assert 'File "' not in news, news


def watch(context: BrowserContext, url: str, seen: list[str]) -> None:
    """Note in `seen` what no page may do."""
    allowed = (f"{url}/", url.replace("http", "ws", 1) + "/", f"blob:{url}/", "data:")

    def address(used: str) -> None:
        if not used.startswith(allowed):
            seen.append(f"asked {used}")

    def said(text: str) -> None:
        if "Content Security Policy" in text or "Content-Security-Policy" in text:
            seen.append(text)

    context.on("request", lambda request: address(request.url))
    context.on("page", lambda page: page.on("websocket", lambda socket: address(socket.url)))
    context.on("console", lambda message: said(message.text))
    context.on("weberror", lambda error: seen.append(str(error.error)))
    context.on(
        "response",
        lambda answer: (
            seen.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
        ),
    )
