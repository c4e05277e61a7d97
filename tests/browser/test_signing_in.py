"""Nothing before sign-in, on a cold server either; one answer to whoever may not come in."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from tests.browser import screen
from tests.browser.conftest import Visit
from tests.browser.server import Server

DATA = ("Mijente", "Referred", "How many signatures", "FOP", "stMetric", "1,000")
NEW = "a sentence of my own"


def expect_nothing_but_the_form(page: Page) -> None:
    expect(page.get_by_role("textbox", name="Username")).to_be_visible()
    screen.settled(page)
    expect(page.get_by_role("textbox")).to_have_count(2)
    expect(page.get_by_role("heading", level=1)).to_have_text(["Contamos"])
    expect(page.get_by_test_id("stSidebarNavLink")).to_have_count(0)
    shown = page.content()
    assert not [text for text in DATA if text in shown]


def choose_own_password(page: Page, current: str, new: str, repeated: str | None = None) -> None:
    screen.field(page, "Current password").fill(current)
    screen.field(page, "New password").fill(new)
    screen.field(page, "New password again").fill(new if repeated is None else repeated)
    screen.button(page, "Save password").click()


@pytest.mark.parametrize("path", ["/log-signatures", "/measures"])
def test_the_first_page_that_a_cold_server_is_asked_for_shows_sign_in_and_then_itself(
    visit: Visit, cold: Server, path: str
) -> None:
    page = visit(None, path, at=cold)
    expect_nothing_but_the_form(page)
    one_time = cold.create("ana", "Ana", "staff", "mijente")
    screen.sign_in(page, "ana", one_time)
    expect(screen.heading(page, "Choose your own password")).to_be_visible()
    choose_own_password(page, one_time, NEW)
    expect(screen.heading(page, screen.HEADINGS[path])).to_be_visible()
    assert page.url == cold.url + path


@pytest.mark.parametrize(
    ("username", "path"),
    [
        *(("demo-other", path) for path in screen.HEADINGS),
        ("demo-lead", "/organization"),
        ("demo-coordinator", "/coalition"),
    ],
)
def test_whoever_signs_in_is_on_the_page_they_asked_for(
    visit: Visit, username: str, path: str, record_property: Callable[[str, object], None]
) -> None:
    page = visit(None, f"{path}?channel=paper")
    expect_nothing_but_the_form(page)
    page.evaluate("window.started = Date.now()")
    started = page.evaluate("Date.now()")
    screen.sign_in(page, username)
    title = {**screen.OF_LEADS, **screen.OF_COORDINATORS}[path]
    expect(screen.heading(page, title)).to_be_visible()
    record_property("sign_in_seconds", (page.evaluate("Date.now()") - started) / 1000)
    assert page.url.endswith(f"{path}?channel=paper")


def test_every_refusal_reads_the_same(visit: Visit) -> None:
    answers = []
    page = visit()
    for username, password in (
        ("demo-crln", "not the password"),
        ("nobody-by-this-name", screen.PASSWORD),
        ("x' OR 1=1 --", "x"),
        ("", ""),
        ("demo-crln", "ü" * 500),
    ):
        page.goto("/")
        screen.sign_in(page, username, password)
        expect(screen.alert(page, "That did not work.")).to_be_visible()
        screen.settled(page)
        answers.append(page.get_by_test_id("stMain").inner_text())
        assert not [each for each in page.context.cookies() if each["name"] == "contamos_session"]
    assert len(set(answers)) == 1


def test_a_first_password_opens_nothing_until_one_has_chosen_ones_own(
    visit: Visit, site: Server
) -> None:
    one_time = site.create("first-password", "Fabiola", "lead", "paso")
    page = visit(None, "/measures")
    screen.sign_in(page, "first-password", one_time)
    expect(screen.heading(page, "Choose your own password")).to_be_visible()
    expect(page.get_by_test_id("stSidebarNavLink")).to_have_count(0)
    page.goto("/log-signatures")
    expect(screen.heading(page, "Choose your own password")).to_be_visible()
    shown = page.content()
    assert not [text for text in DATA if text in shown]

    choose_own_password(page, "wrong", "short", "different")
    expect(page.get_by_test_id("stAlert")).to_have_count(3)
    expect(screen.alert(page, "This is not your current password.")).to_be_visible()
    expect(screen.alert(page, "The two don't match.")).to_be_visible()
    choose_own_password(page, one_time, one_time)
    expect(screen.alert(page, "Choose one that is not the current one.")).to_be_visible()

    choose_own_password(page, one_time, NEW)
    expect(screen.heading(page, "Log signatures")).to_be_visible()
    expect(screen.said(page, "Your new password is saved.")).to_be_visible()

    again = visit()
    screen.sign_in(again, "first-password", one_time)
    expect(screen.alert(again, "That did not work.")).to_be_visible()
    screen.sign_in(again, "first-password", NEW)
    expect(screen.heading(again, "Totals")).to_be_visible()


def test_a_disabled_person_is_out_at_once(visit: Visit, site: Server) -> None:
    page = visit("demo-swop")
    site.manage("user", "disable", "demo-swop")
    page.get_by_role("link", name="Measures").click()
    expect_nothing_but_the_form(page)
    screen.sign_in(page, "demo-swop")
    expect(screen.alert(page, "That did not work.")).to_be_visible()


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(visit: Visit) -> None:
    page = visit("bob")
    [cookie] = [each for each in page.context.cookies() if each["name"] == "contamos_session"]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] in ("Lax", "Strict")
    assert "contamos" not in page.evaluate("document.cookie")
    assert cookie["value"] not in page.content()


@pytest.mark.parametrize("path", ["/media/x", "/_stcore/metrics", "/media/../_stcore/metrics"])
def test_what_streamlit_gives_to_anybody_needs_sign_in(
    visit: Visit, ask: APIRequestContext, path: str
) -> None:
    assert ask.get(path).status == 403
    assert ask.get(path, headers={"X-Contamos-User": "1"}).status == 403
    assert ask.get(path, headers={"Cookie": "contamos_session=" + "x" * 43}).status == 403
    assert visit("bob").request.get(path).status != 403


def test_what_a_browser_says_of_itself_changes_nothing(visit: Visit, site: Server) -> None:
    forged = {"X-Contamos-User": "1", "x-contamos-address": "10.0.0.1"}
    page = visit(None, "/measures", extra_http_headers=forged)
    expect_nothing_but_the_form(page)
    page.context.add_cookies([{"name": "contamos_session", "value": "x" * 43, "url": site.url}])
    page.goto("/log-signatures")
    expect_nothing_but_the_form(page)


@pytest.mark.parametrize("path", ["/", "/log-signatures", "/healthz", "/media/x", "/nowhere"])
def test_every_answer_carries_the_security_headers(ask: APIRequestContext, path: str) -> None:
    headers = ask.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert re.search(r"script-src [^;]*'unsafe-inline'", policy) is None
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}, {}],
    ids=["another origin", "another site", "no browser"],
)
def test_sign_in_from_another_site_is_refused(
    ask: APIRequestContext, headers: dict[str, str]
) -> None:
    assert ask.post("/sign-in", data={"ticket": "x"}, headers=headers).status == 403
