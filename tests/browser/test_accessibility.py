"""axe on every screen, light and dark, wide and narrow; nothing needs a mouse or a wide screen."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import screen
from tests.browser.conftest import Visit
from tests.browser.server import Server

# What Streamlit's own parts do, which no setting or command of ours mends: rule → selector.
STREAMLITS_OWN = {
    # The small chart inside st.metric has an empty group for its points, marked as a graphic.
    "svg-img-alt": "[data-testid=stMetricChart] *",
}
# True or false; null if the page drew that part anew since axe looked at it.
_MATCHES = "([target, part]) => document.querySelector(target)?.matches(part) ?? null"
NARROW = 375
SIZES = (1280, NARROW)


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands; asked again while the page draws itself anew."""
    for __ in range(5):
        found, drawn_anew = _violations(page)
        if not drawn_anew:
            break
    assert not drawn_anew
    return found


def _violations(page: Page) -> tuple[list[str], bool]:
    """What axe finds, and whether some of it was no longer there to be looked at."""
    found, drawn_anew = [], False
    for violation in Axe().run(page).response["violations"]:
        part = STREAMLITS_OWN.get(violation["id"])
        for node in violation["nodes"]:
            target = node["target"][-1]
            target = target if isinstance(target, str) else target[-1]
            matches = part and page.evaluate(_MATCHES, [target, part])
            drawn_anew = drawn_anew or (matches is None and part is not None)
            if not matches:
                summary = " ".join(node["failureSummary"].split())
                found.append(f"{violation['id']}: {node['html'][:200]}\n    {summary[:300]}")
    return found, drawn_anew


def expect_accessible(page: Page) -> None:
    """In both schemes and at both sizes."""
    found: dict[str, str] = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width in SIZES:
            page.set_viewport_size({"width": width, "height": 900})
            expect_scheme(page, scheme)
            screen.settled(page)
            for each in violations(page):
                found.setdefault(each, f"{scheme} at {width}")
    assert not found, "\n".join(f"{where}: {what}" for what, where in found.items())


def expect_scheme(page: Page, scheme: str) -> None:
    """The page has the colours of the scheme, and none is on its way to another."""
    page.wait_for_function(
        """dark => {
          const [r, g, b] = getComputedStyle(document.querySelector('[data-testid=stApp]'))
            .backgroundColor.match(/\\d+/g).map(Number)
          const moving = document.getAnimations().some(
            each => each.playState === "running" && each.effect.getTiming().iterations !== Infinity)
          return (r + g + b < 384) === dark && !moving
        }""",
        arg=scheme == "dark",
    )


def expect_no_sideways_scrolling(page: Page) -> None:
    wide = page.evaluate(
        """() => [document.scrollingElement,
            ...document.querySelectorAll(
              '[data-testid=stMain], [data-testid=stMainBlockContainer], [role=dialog]')]
          .filter(e => e.scrollWidth > e.clientWidth + 1)
          .map(e => e.dataset.testid || e.tagName)"""
    )
    assert not wide


def expect_reachable(page: Page, *labels: str) -> None:
    """These buttons can be scrolled to, lie wholly on the screen, and nothing covers them."""
    for label in labels:
        button = page.get_by_role("button", name=re.compile(rf"(^|\s){label}$")).last
        button.click(trial=True)
        box = button.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= NARROW
        assert box["height"] >= 24


def charts_drawn(page: Page) -> None:
    charts = page.get_by_test_id("stVegaLiteChart")
    expect(charts.locator("svg, canvas")).to_have_count(5)


def test_sign_in_is_accessible(visit: Visit) -> None:
    page = visit()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Log in")
    screen.sign_in(page, "nobody", "nothing")
    expect(screen.alert(page, "That did not work.")).to_be_visible()
    assert not violations(page)


def test_totals_are_accessible(visit: Visit) -> None:
    page = visit("cora")
    charts_drawn(page)
    expect_accessible(page)
    expect_no_sideways_scrolling(page)


def test_totals_as_tables_with_the_filter_open_are_accessible(visit: Visit) -> None:
    page = visit("cora")
    charts_drawn(page)
    page.get_by_text("Filter", exact=True).click()
    page.get_by_text("Set the milestones").click()
    toggles = page.get_by_text("Table", exact=True)
    expect(toggles).to_have_count(5)
    for number in range(5):
        toggles.nth(number).click()
        expect(page.get_by_test_id("stDataFrame")).to_have_count(number + 1)
    expect(page.get_by_role("button", name="Save milestones")).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Save milestones")


def test_log_signatures_is_accessible(visit: Visit) -> None:
    page = visit("bob", "/log-signatures")
    screen.button(page, "Log batch").click()
    expect(screen.alert(page, "Give a whole number, such as 25.")).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Log batch", "Open")


def test_a_batch_in_its_dialog_is_accessible(visit: Visit) -> None:
    page = visit("alice", "/log-signatures")
    screen.button(page, "Open").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("Who did what")
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Save changes", "Void batch")


def test_measures_are_accessible_to_a_lead(visit: Visit) -> None:
    page = visit("alice", "/measures")
    expect(page.get_by_role("button", name="Record action")).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Record action", "Set the date")


def test_the_account_is_accessible(visit: Visit) -> None:
    page = visit("bob", "/account")
    expect(page.get_by_text("This browser").first).to_be_visible()
    screen.button(page, "Save password").click()
    expect(screen.alert(page, "This is not your current password.")).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Save password")


def test_the_first_password_is_accessible(visit: Visit, site: Server) -> None:
    one_time = site.create("axe-first-password", "Ximena", "staff", "paso")
    page = visit()
    screen.sign_in(page, "axe-first-password", one_time)
    expect(screen.heading(page, "Choose your own password")).to_be_visible()
    screen.button(page, "Save password").click()
    expect(screen.alert(page, "This is not your current password.")).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Save password")


def test_the_menu_opens_and_closes_on_a_narrow_screen(visit: Visit) -> None:
    page = visit("bob", width=NARROW)
    expect(screen.heading(page, "Totals")).to_be_visible()
    link = page.get_by_role("link", name="Measures")
    expect(link).not_to_be_in_viewport()
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(link).to_be_in_viewport()
    expect_reachable(page, "Log out", "Sign out everywhere")
    assert not violations(page)
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    expect(link).not_to_be_in_viewport()


def test_the_keyboard_alone_signs_in_logs_a_batch_and_opens_a_table(visit: Visit) -> None:
    page = visit()
    keyboard = page.keyboard
    expect(page.get_by_role("textbox", name="Username")).to_be_visible()
    screen.focus_by_tab(page, page.get_by_role("textbox", name="Username"), most=5)
    keyboard.type("demo-other")
    screen.focus_by_tab(page, page.get_by_role("textbox", name="Password"), most=2)
    keyboard.type(screen.PASSWORD)
    keyboard.press("Enter")
    expect(screen.heading(page, "Totals")).to_be_visible()
    screen.settled(page)
    before = screen.headline(page)

    charts_drawn(page)
    screen.focus_by_tab(page, page.locator(".st-key-ward_map-table, .st-key-ward_map_table"))
    keyboard.press("Space")
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()

    page.evaluate("document.activeElement.blur()")
    page.goto("/log-signatures")
    expect(screen.count_box(page)).to_be_visible()
    screen.focus_by_tab(page, screen.count_box(page))
    keyboard.type("9")
    screen.focus_by_tab(page, page.get_by_role("radiogroup", name="Channel"))
    keyboard.press("ArrowRight")
    keyboard.press("Space")
    chosen = page.get_by_role("radiogroup", name="Channel").get_by_role("radio", checked=True)
    channel = chosen.inner_text()
    screen.focus_by_tab(page, page.get_by_role("combobox", name="Ward"))
    keyboard.type("33")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Ward")).to_have_value("33")
    screen.focus_by_tab(page, screen.field(page, "Event or place"))
    keyboard.press("Control+A")
    keyboard.type("No mouse")
    screen.focus_by_tab(page, screen.button(page, "Log batch"))
    keyboard.press("Enter")
    expect(screen.said(page, f"{before + 9:,}")).to_be_visible()
    expect(screen.batch(page, "No mouse")).to_contain_text(f"{channel} · Ward 33")
