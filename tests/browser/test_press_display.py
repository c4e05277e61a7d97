"""The press display in a real browser: live, away and back, offline, revoked, and for everyone."""

import re
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from sqlmodel import Session, select

from db import clock, engine, press_links, press_rule, signatures, users
from db.actor import Actor
from db.engine import writing
from db.models import Channel, DisplayTheme, Organization, User
from db.press_links import Display, DisplayUpdate
from db.press_rule import PressRuleUpdate
from db.signatures import BatchCreate
from tests.browser import server
from tests.browser.conftest import Browsers, Visit
from tests.browser.server import CLOCK, Server

SCENES = ("total", "wards", "measures", "whip", "thanks", "petition")
SIZES = ((1920, 1080), (1080, 1920), (375, 812), (812, 375))
_SEEN = """text => {
  const look = () => {
    const seen = [...document.querySelectorAll(".number")].some(e => e.innerText.includes(text))
    if (seen) window.seenAt ??= Date.now()
  }
  new MutationObserver(look).observe(document.body,
    {subtree: true, childList: true, characterData: true})
}"""
_AN_OLD_PAGE = """async () => {
  const old = await (await fetch(location.href)).text()
  let asked = 0
  window.online = window.fetch
  window.fetch = async () => {
    document.documentElement.dataset.asked = ++asked
    return new Response(old, {headers: {"X-Press": "display"}})
  }
}"""
_THIRTY = """() => {
  document.querySelector(".scene").classList.add("crowded")
  const roll = document.querySelector(".roll")
  const names = document.querySelector(".names")
  for (let i = (roll ?? names).innerText.split(roll ? "\\n" : " · ").length; i < 30; i++) {
    const name = `Neighbors of the Far South Side ${i}`
    roll?.append(Object.assign(document.createElement("li"), {textContent: name}))
    names?.append(` · ${name}`)
  }
}"""


@dataclass(frozen=True)
class Lectern:
    """A display of a server, and what people do meanwhile."""

    site: Server
    cora: Actor
    bob: Actor
    display: Display
    path: str

    def show(self, *scenes: str, **what: Any) -> None:
        with writing() as session:
            known = press_links.displays(session, self.cora)
            [now] = [each for each in known if each.id == self.display.id]
            new = DisplayUpdate(scenes or ("total",), revision=now.revision, **what)
            press_links.show(session, self.cora, now.id, new)

    def log(self, count: int) -> float:
        """Log a batch; when it was logged, by the browser's clock."""
        with writing() as session:
            new = BatchCreate(
                collected_on=clock.today(), channel=Channel.EVENT, count=count, key=uuid.uuid4().hex
            )
            signatures.log_batch(session, self.bob, new)
        return time.time() * 1_000

    def revoke(self) -> None:
        with writing() as session:
            press_links.revoke_link(session, self.cora, self.display.id)

    def rehearse(self) -> None:
        with writing() as session:
            press_links.rehearse(session, self.cora, self.display.id, on=True)


def of(site: Server, patch: pytest.MonkeyPatch, cora: str, bob: str) -> Lectern:
    """A new display, worked from this process on the server's home."""
    patch.setenv("CONTAMOS_HOME", str(site.home))
    patch.setenv("CONTAMOS_CLOCK", CLOCK)
    patch.delenv("DATABASE_URL", raising=False)
    with writing() as session:
        actor = _actor(session, cora)
        display, token = press_links.make_link(session, actor, name="Lectern", key=uuid.uuid4().hex)
        return Lectern(site, actor, _actor(session, bob), display, f"/press/{token}")


def _actor(session: Session, username: str) -> Actor:
    query = select(User, Organization.slug).join(Organization, isouter=True)
    user, slug = session.exec(query.where(User.username == username)).one()
    return replace(users.as_actor(user, slug), must_change_password=False)


@pytest.fixture
def lectern(site: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lectern]:
    """A display of the demo."""
    yield of(site, monkeypatch, "demo-coordinator", "demo-staff")
    engine.engine().dispose()


def number(page: Page) -> Locator:
    return page.locator("section:visible .number")


def figure(page: Page) -> int:
    expect(number(page)).to_have_text(re.compile(r"^[\d,]+$"))
    return int(number(page).inner_text().replace(",", ""))


def away(page: Page) -> Locator:
    return page.locator("section:visible .away")


def is_kept(page: Page) -> None:
    """The browser has everything it needs to come back without a network."""
    # Not wait_for_function: to it a promise is an answer, whatever it comes to.
    page.evaluate(
        """async () => {
          const cache = await caches.open("press")
          while (!navigator.serviceWorker.controller || !await cache.match(location.pathname))
            await new Promise(done => setTimeout(done, 50))
        }"""
    )


def test_a_batch_is_on_the_display_in_under_a_second(visit: Visit, lectern: Lectern) -> None:
    page = visit(None, lectern.path)
    before = figure(page)
    page.wait_for_function("() => stream.readyState === EventSource.OPEN")
    page.evaluate("window.sameDocument = true")
    page.evaluate(_SEEN, f"{before + 25:,}")
    logged = lectern.log(25)
    page.wait_for_function("() => window.seenAt !== undefined")
    assert page.evaluate("seenAt") - logged < 1_000
    assert page.evaluate("window.sameDocument")
    expect(page.get_by_role("status")).to_contain_text(f"{before + 25:,} signatures, as of")
    assert figure(page) == before + 25


def test_a_display_follows_what_the_coordinator_shows(visit: Visit, lectern: Lectern) -> None:
    page = visit(None, lectern.path)
    page.evaluate("window.sameDocument = true")
    lectern.show("measures", language="es", theme="dark")
    expect(page.get_by_role("heading", name="En el Concejo Municipal")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    lectern.show("total", exact=False)
    expect(page.locator("section:visible")).to_contain_text("More than")
    lectern.rehearse()
    expect(page.locator("section:visible")).to_contain_text("made-up figures")
    expect(page.locator(".watermark")).to_be_visible()
    assert page.evaluate("window.sameDocument")


def test_a_look_that_changes_while_the_line_drops_keeps_the_last_figure(
    visit: Visit, lectern: Lectern
) -> None:
    page = visit(None, lectern.path)
    before = figure(page)
    page.evaluate(_AN_OLD_PAGE)
    lectern.log(5)
    expect(number(page)).to_have_text(f"{before + 5:,}")
    lectern.show("total", theme=DisplayTheme.DARK)
    expect(page.locator("html")).to_have_attribute("data-asked", re.compile("[2-9]"))
    expect(number(page)).to_have_text(f"{before + 5:,}")
    kept = "JSON.parse(Object.values(localStorage).find(each => each.includes('look'))).event"
    assert page.evaluate(f"{kept}.look === document.querySelector('main').dataset.look")
    page.evaluate("window.fetch = window.online")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(number(page)).to_have_text(f"{before + 5:,}")


def test_scenes_and_languages_take_turns_and_can_be_held(visit: Visit, lectern: Lectern) -> None:
    lectern.show("thanks", "total", language="both", seconds=5)
    page = visit(None, lectern.path)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(page.get_by_role("heading", name="Gracias")).to_be_visible(timeout=8_000)
    page.keyboard.press("ArrowRight")
    expect(page.locator("section:visible .unit")).to_have_text("signatures")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Go on")).to_be_attached()
    page.wait_for_timeout(5_500)
    expect(page.locator("section:visible .unit")).to_have_text("signatures")


def test_the_server_stops_and_starts_and_the_display_holds_ages_and_recovers(
    browsers: Browsers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server.fresh(tmp_path) as running:
        port = int(running.url.rpartition(":")[2])
        running.create("bob", "Bob", "staff", "mijente")
        lectern = of(running, monkeypatch, "coordinator", "bob")
        context = browsers.lend(
            running.url, {"viewport": {"width": 1280, "height": 720}}, anew=True
        )
        page = context.new_page()
        page.goto(lectern.path)
        assert figure(page) == 1_000
        is_kept(page)
        page.evaluate("window.sameDocument = true")
        stopping = time.monotonic()
    assert time.monotonic() - stopping < 10  # open streams keep no server from stopping
    expect(away(page)).to_contain_text("No connection. Last heard from")
    assert figure(page) == 1_000
    first = away(page).inner_text()
    expect(away(page)).not_to_have_text(first)
    page.reload()
    assert figure(page) == 1_000
    expect(away(page)).to_contain_text("No connection. Last heard from")
    page.evaluate("window.sameDocument = true")
    with server.fresh(tmp_path, port=port):
        lectern.log(7)
        expect(number(page)).to_have_text("1,007", timeout=30_000)
        expect(away(page)).to_be_hidden()
        assert page.evaluate("window.sameDocument")
    engine.engine().dispose()
    browsers.take_back()


def test_without_a_network_a_reload_shows_the_last_page_the_last_figure_and_its_age(
    visit: Visit, lectern: Lectern
) -> None:
    page = visit(None, lectern.path)
    before = figure(page)
    is_kept(page)
    lectern.log(3)
    expect(number(page)).to_have_text(f"{before + 3:,}")
    page.context.set_offline(True)
    page.reload()
    expect(number(page)).to_have_text(f"{before + 3:,}")
    expect(away(page)).to_contain_text("No connection. Last heard from")
    expect(page.get_by_role("status")).to_contain_text("No connection.")  # said once, politely
    page.context.set_offline(False)
    lectern.log(4)
    expect(number(page)).to_have_text(f"{before + 7:,}", timeout=30_000)
    expect(away(page)).to_be_hidden()


def test_a_revoked_display_ends_within_three_seconds_and_forgets(
    visit: Visit, lectern: Lectern
) -> None:
    page = visit(None, lectern.path)
    figure(page)
    is_kept(page)
    lectern.revoke()
    expect(page.get_by_text("This display has ended.")).to_be_visible(timeout=3_000)
    expect(page.locator(".number")).to_have_count(0)
    kept = "async () => (await (await caches.open('press')).keys()).map(each => each.url).join()"
    assert lectern.path not in page.evaluate(kept)
    assert not page.evaluate(
        "path => Object.keys(localStorage).join().includes(path)", lectern.path
    )
    page.reload()
    expect(page.get_by_text("This display has ended.")).to_be_visible()


def test_a_revoked_display_ends_in_a_browser_of_some_years_ago_too(
    visit: Visit, lectern: Lectern
) -> None:
    page = visit(None, lectern.path)
    figure(page)
    is_kept(page)
    page.evaluate("delete Object.getPrototypeOf(Object.getPrototypeOf([].values())).map")
    lectern.revoke()
    expect(page.get_by_text("This display has ended.")).to_be_visible()
    expect(page.locator(".number")).to_have_count(0)
    kept = "async () => (await (await caches.open('press')).keys()).map(each => each.url).join()"
    assert lectern.path not in page.evaluate(kept)


def test_what_was_revoked_meanwhile_ends_when_the_network_is_back(
    visit: Visit, lectern: Lectern
) -> None:
    page = visit(None, lectern.path)
    is_kept(page)
    page.context.set_offline(True)
    page.reload()
    figure(page)
    lectern.revoke()
    page.context.set_offline(False)
    expect(page.get_by_text("This display has ended.")).to_be_visible(timeout=30_000)


def test_without_javascript_every_scene_is_in_the_page(visit: Visit, lectern: Lectern) -> None:
    lectern.show("total", "wards", "measures", "thanks", language="both")
    page = visit(None, lectern.path, java_script_enabled=False)
    expect(page.locator("section")).to_have_count(8)
    expect(page.locator("section .number").first).to_be_visible()
    expect(page.get_by_role("heading", name="Gracias")).to_be_visible()
    assert page.locator('noscript meta[http-equiv="refresh"]').count() or (
        'http-equiv="refresh"' in page.content()
    )


def test_the_counter_for_other_sites_works_in_a_frame(
    visit: Visit, lectern: Lectern, chromium: Browser
) -> None:
    page = visit(None, f"{lectern.path}/embed", width=360)
    counter = page.locator(".number")
    expect(counter).to_have_text(re.compile(r"^[\d,]+$"))
    before = int(counter.inner_text().replace(",", ""))
    lectern.log(8)
    expect(counter).to_have_text(f"{before + 8:,}")
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert not found(page)
    elsewhere = chromium.new_context()
    for path, shown in ((f"{lectern.path}/embed", 1), (lectern.path, 0)):
        with another_site(f'<iframe src="{lectern.site.url}{path}"></iframe>') as address:
            other = elsewhere.new_page()
            other.goto(address)
            expect(other.frame_locator("iframe").locator(".number")).to_have_count(shown)
    elsewhere.close()
    lectern.revoke()
    expect(counter).to_have_count(0)


@pytest.mark.parametrize("scene", SCENES)
def test_every_scene_is_accessible_and_fits(visit: Visit, lectern: Lectern, scene: str) -> None:
    with writing() as session:
        revision = press_rule.press_rule(session).revision
        said = {"verified": True, "claimed": True, "external": True, "whip_released": True}
        new = PressRuleUpdate(**said, petition_url="https://example.org/sign", revision=revision)
        press_rule.change_press_rule(session, lectern.cora, new)
    lectern.show(scene, language="es")
    page = visit(None, lectern.path)
    expect(page.locator(f"section.{scene}:visible")).to_have_count(1)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            assert not found(page), f"{theme} at {width}"
            assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
            assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight + 1")


@pytest.mark.parametrize("scene", ["total", "thanks"])
def test_a_coalition_of_thirty_fits_as_well(visit: Visit, lectern: Lectern, scene: str) -> None:
    lectern.show(scene, language="es")
    page = visit(None, lectern.path)
    page.evaluate(_THIRTY)
    page.emulate_media(reduced_motion="reduce")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight + 1")


def test_a_phone_can_hold_the_scenes(visit: Visit, lectern: Lectern) -> None:
    lectern.show("total", "thanks", seconds=5)
    page = visit(None, lectern.path, has_touch=True, is_mobile=True)
    pause = page.get_by_role("button", name="Pause")
    expect(pause).to_have_css("opacity", "1")
    pause.tap()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()


def test_every_ward_can_be_read_aloud(visit: Visit, lectern: Lectern) -> None:
    lectern.show("wards")
    page = visit(None, lectern.path)
    wards = page.locator("section.wards").get_by_role("listitem").filter(has_text="Ward ")
    expect(wards).to_have_count(55)  # all of the map, and the five with most


def test_a_rehearsal_a_lost_line_and_the_end_are_accessible(visit: Visit, lectern: Lectern) -> None:
    page = visit(None, lectern.path)
    lectern.rehearse()
    expect(page.locator("section:visible")).to_contain_text("made-up figures")
    page.emulate_media(reduced_motion="reduce")
    assert not found(page)
    is_kept(page)
    page.context.set_offline(True)
    page.reload()
    expect(away(page)).to_be_visible()
    assert not found(page)
    page.context.set_offline(False)
    lectern.revoke()
    expect(page.get_by_text("This display has ended.")).to_be_visible(timeout=30_000)
    assert not found(page)


@contextmanager
def another_site(page: str) -> Iterator[str]:
    """A page of somebody else's; its address."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as elsewhere:
        serving = threading.Thread(target=elsewhere.serve_forever)
        serving.start()
        yield f"http://localhost:{elsewhere.server_port}/"
        elsewhere.shutdown()
        serving.join()


def found(page: Page) -> list[str]:
    """What axe finds."""
    return [
        f"{each['id']}: {node['html'][:200]} {node['failureSummary']}"
        for each in Axe().run(page).response["violations"]
        for node in each["nodes"]
    ]
