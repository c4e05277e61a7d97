"""A login session that has ended shows nothing any more, and loses nothing that was typed."""

import re

from playwright.sync_api import Page, expect

from tests.browser import screen
from tests.browser.conftest import Visit
from tests.browser.server import Server
from tests.browser.test_signing_in import expect_nothing_but_the_form


def own_sign_in(visit: Visit, username: str, path: str = "/") -> Page:
    """A login session of this test's own: it is going to end."""
    page = visit(None, path)
    screen.sign_in(page, username)
    expect(screen.heading(page, screen.HEADINGS[path])).to_be_visible()
    screen.settled(page)
    return page


def test_signing_out_everywhere_closes_an_open_tab_on_its_next_action(visit: Visit) -> None:
    open_tab = own_sign_in(visit, "demo-paso")
    other_tab = open_tab.context.new_page()
    other_tab.goto("/measures")
    expect(screen.heading(other_tab, "Measures")).to_be_visible()
    elsewhere = own_sign_in(visit, "demo-paso")
    screen.headline(open_tab)

    screen.button(elsewhere, "Sign out everywhere").click()
    expect_nothing_but_the_form(elsewhere)
    # By itself the page says no more than that it is over…
    expect(open_tab.get_by_text("You are signed out.")).to_be_visible()
    expect(open_tab.get_by_test_id("stMetric")).to_have_count(0)
    # …and the next action shows the form and nothing else.
    open_tab.get_by_role("link", name="Log signatures").click()
    expect_nothing_but_the_form(open_tab)
    other_tab.get_by_role("button", name="Sign in").click()
    expect_nothing_but_the_form(other_tab)
    open_tab.goto("/")
    expect_nothing_but_the_form(open_tab)


def test_logging_out_forgets_the_cookie_and_the_way_back(visit: Visit) -> None:
    page = own_sign_in(visit, "demo-ocad", "/measures")
    kept = page.context.cookies()
    page.get_by_role("link", name="Totals").click()
    screen.headline(page)
    screen.button(page, "Log out").click()
    expect_nothing_but_the_form(page)
    assert not [each for each in page.context.cookies() if each["name"] == "contamos_session"]
    page.go_back()
    expect_nothing_but_the_form(page)

    thief = visit()
    thief.context.add_cookies(kept)
    thief.goto("/")
    expect_nothing_but_the_form(thief)


def test_what_was_sent_after_the_session_had_ended_is_there_after_signing_in_again(
    visit: Visit, site: Server
) -> None:
    page = own_sign_in(visit, "demo-byp100", "/log-signatures")
    before = screen.headline(visit("charlie"))
    screen.choose(page, "Ward", "22")
    screen.pick(page, "Channel", "Door")
    screen.count_box(page).fill("31")
    screen.field(page, "Event or place").fill("Typed before lunch")
    screen.field(page, "Sheet number").fill("7b")
    site.end_sessions_of("demo-byp100")
    # The form stands as long as it is only typed in.
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    screen.field(page, "Note").fill("typed after it")
    screen.button(page, "Log batch").click()

    expect(screen.alert(page, "what you typed is kept")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(2)
    screen.sign_in(page, "demo-byp100")
    expect(screen.heading(page, "Log signatures")).to_be_visible()
    expect(screen.count_box(page)).to_have_value("31")
    expect(screen.field(page, "Event or place")).to_have_value("Typed before lunch")
    expect(screen.field(page, "Sheet number")).to_have_value("7b")
    expect(screen.field(page, "Note")).to_have_value("typed after it")
    expect(page.get_by_role("combobox", name="Ward")).to_have_value("22")
    expect(page.get_by_role("radio", name="Door")).to_be_checked()
    assert screen.headline(visit("charlie")) == before

    screen.button(page, "Log batch").click()
    expect(screen.line(page, "Typed before lunch")).to_contain_text("Ward 22")
    page.reload()
    expect(screen.heading(page, "Log signatures")).to_be_visible()
    screen.settled(page)
    expect(screen.count_box(page)).to_have_value("")


def test_nobody_else_finds_what_somebody_typed(visit: Visit, site: Server) -> None:
    page = own_sign_in(visit, "demo-icirr", "/log-signatures")
    screen.count_box(page).fill("44")
    screen.field(page, "Event or place").fill("Not for others")
    site.end_sessions_of("demo-icirr")
    screen.button(page, "Log batch").click()
    expect(screen.alert(page, "what you typed is kept")).to_be_visible()
    screen.sign_in(page, "demo-cala")
    expect(screen.heading(page, "Log signatures")).to_be_visible()
    screen.settled(page)
    expect(screen.count_box(page)).to_have_value("")
    assert "Not for others" not in page.content()
    expect(page.get_by_text(re.compile("before you were signed out"))).to_have_count(0)
