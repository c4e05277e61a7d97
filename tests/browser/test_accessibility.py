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
    # Where files are dropped has no role but a name. The button in it is what is used.
    "presentation-role-conflict": "[data-testid=stFileUploaderDropzone]",
    # Streamlit never gives a toast the title that labels it; its text is read out all the same.
    "aria-dialog-name": "[data-testid=stToast]",
}
_ONLY = {"resultTypes": ["violations"]}  # to name every element that passes takes half the time
# True or false; null if the page drew that part anew since axe looked at it.
_MATCHES = "([target, part]) => document.querySelector(target)?.matches(part) ?? null"
NARROW = 375
SIZES = (1280, NARROW)
CHARTS = 10  # on Totals: five of signatures, five of outreach


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
    for violation in Axe().run(page, options=_ONLY).response["violations"]:
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
    expect(charts.locator("svg, canvas")).to_have_count(CHARTS)


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
    expect(toggles).to_have_count(CHARTS)
    for number in range(CHARTS):
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


def test_log_outreach_is_accessible_with_what_it_refuses_and_asks(visit: Visit) -> None:
    page = visit("bob", "/log-outreach")
    page.get_by_text("Filter", exact=True).click()
    screen.log_outreach(page, "Lobby visit", {"Contact attempts": 60, "Conversations": 61})
    expect(screen.alert(page, "A lobby visit needs the ward")).to_be_visible()
    expect(screen.alert(page, "There can't be more conversations")).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Log outreach", "Open")
    screen.log_outreach(page, "Tabling", {"Conversations": 60})
    expect(screen.alert(page, "Are you sure?")).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Yes, log it")


def test_an_outreach_in_its_dialog_is_accessible(visit: Visit) -> None:
    page = visit("alice", "/log-outreach")
    screen.button(page, "Open").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("Who did what")
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Save changes", "Void outreach")


def test_keying_names_is_accessible(visit: Visit) -> None:
    page = visit("charlie", "/key-names")
    for field, text in (("First name", "Only"), ("E-mail", "no at sign"), ("ZIP", "1")):
        page.get_by_label(f"{field}, line 1", exact=True).fill(text)
    page.get_by_label("ZIP, line 1", exact=True).press("Enter")
    expect(page.get_by_text("A ZIP has 5 digits").first).to_be_attached()
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect(page.get_by_label("First name, line 1", exact=True)).to_be_visible()
    save = page.get_by_role("button", name="Save line, line 1")
    save.click(trial=True)
    expect_reachable(page, "Complete")


def test_people_are_accessible(visit: Visit) -> None:
    page = visit("alice", "/people")
    expect(screen.button(page, "Open").first).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Open")


def test_a_person_in_the_dialog_is_accessible(visit: Visit) -> None:
    page = visit("alice", "/people")
    screen.button(page, "Open").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("Who did what")
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Save changes", "Void signature")


def test_measures_are_accessible_to_a_lead(visit: Visit) -> None:
    page = visit("alice", "/measures")
    expect(page.get_by_role("button", name="Record action")).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Record action", "Set the date")


def test_the_council_is_accessible_to_a_lead(visit: Visit) -> None:
    page = visit("alice", "/council")
    for tab, buttons in (
        ("The count", ()),
        ("Whom to visit", ("Show more",)),
        ("Record", ("Record stance", "Record what changed")),
    ):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.get_by_role("tab", name=tab).click()
        screen.settled(page)
        for button in buttons:
            screen.button(page, button).last.scroll_into_view_if_needed()
        if tab == "Record":
            screen.button(page, "Record stance").click()
            expect(screen.alert(page, "Choose one of the list.").first).to_be_visible()
        expect_accessible(page)
        expect_no_sideways_scrolling(page)
        expect_reachable(page, *buttons)


def test_wards_are_accessible_with_a_card_its_table_and_its_dialogs(visit: Visit) -> None:
    page = visit("alice", "/wards?ward=35")
    expect(page.get_by_test_id("stVegaLiteChart").locator("svg")).to_be_visible()
    screen.button(page, "Plan the visit").click()
    expect(screen.alert(page, "This can't be empty.")).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Change", "Plan the visit", "See the ward", "Open")
    screen.button(page, "Change").click()
    expect(page.get_by_role("dialog")).to_contain_text("Ward 35 · Mijente")
    expect_accessible(page)
    expect_reachable(page, "Release it")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_text("Table", exact=True).click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    screen.button(page, "Open").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("Took place on")
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Save changes")


def test_the_calendar_its_form_and_its_dialog_are_accessible(visit: Visit) -> None:
    page = visit("alice", "/calendar")
    page.get_by_text("Enter a date", exact=True).click()
    screen.pick(page, "Kind", "Committee meeting")
    expect(page.get_by_role("combobox", name="Committee", exact=True)).to_be_visible()
    screen.button(page, "Enter the date").click()
    expect(screen.alert(page, "Say which committee meets.")).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Enter the date", "Open", "Make an address")
    screen.button(page, "Open").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("Entered by")
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Save changes", "Call it off")


def test_the_account_is_accessible(visit: Visit) -> None:
    page = visit("bob", "/account")
    expect(page.get_by_text("This browser").first).to_be_visible()
    screen.button(page, "Save password").click()
    expect(screen.alert(page, "This is not your current password.")).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Save password")


def test_an_organization_its_people_and_a_new_link_are_accessible(visit: Visit) -> None:
    page = visit("alice", "/organization")
    expect(page.get_by_text("Otis Other")).to_have_count(0)
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Open", "Make a link")
    screen.button(page, "Open").last.click()
    expect(page.get_by_role("dialog")).to_contain_text("Access")
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Make them a lead", "Disable", "Reset password")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    screen.button(page, "Make a link").click()
    expect(page.get_by_role("dialog")).to_contain_text("It works once, until")
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Done")


def test_the_coalition_with_every_form_open_is_accessible(visit: Visit) -> None:
    page = visit("cora", "/coalition")
    buttons = {
        "Add an organization": "Add and invite its first lead",
        "Invite somebody": "Make a link",
        "Set the text and the days": "Save the campaign",
        "Set the milestones": "Save milestones",
        "Report a reading": "Save reading",
        "Add a site": "Add the site",
    }
    for form, button in buttons.items():
        page.get_by_text(form, exact=True).click()
        expect(screen.button(page, button)).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, *buttons.values())


def test_an_organization_in_its_dialog_is_accessible(visit: Visit) -> None:
    page = visit("cora", "/coalition")
    screen.choose(page, "Correct an organization", "Mijente")
    screen.settled(page)
    page.locator(".st-key-organization-choose button").click()
    expect(page.get_by_role("dialog")).to_contain_text("Acronym")
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Save changes")


def test_an_invitation_is_accessible(visit: Visit) -> None:
    page = visit(None, "/?invitation=" + screen.invitation(visit("alice", "/organization")))
    expect(screen.button(page, "Join")).to_be_visible()
    screen.button(page, "Join").click()
    expect(screen.alert(page, "Use at least 12 characters.")).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Join")
    page.goto("/?invitation=made-up")
    expect(screen.alert(page, "This invitation does not work.")).to_be_visible()
    expect_accessible(page)


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
    expect(screen.line(page, "No mouse")).to_contain_text(f"{channel} · Ward 33")


def test_the_keyboard_alone_logs_outreach_and_answers_the_question(visit: Visit) -> None:
    page = visit("charlie", "/log-outreach")
    keyboard = page.keyboard
    expect(screen.number_box(page, "Contact attempts")).to_be_visible()
    screen.focus_by_tab(page, page.get_by_role("radiogroup", name="Kind"))
    keyboard.press("ArrowRight")
    keyboard.press("Space")
    for label in ("Contact attempts", "Conversations"):
        screen.focus_by_tab(page, screen.number_box(page, label))
        keyboard.type("70")
    screen.focus_by_tab(page, screen.field(page, "Place"))
    keyboard.type("No mouse either")
    screen.focus_by_tab(page, screen.button(page, "Log outreach"))
    keyboard.press("Enter")
    expect(screen.alert(page, "Are you sure?")).to_be_visible()
    screen.focus_by_tab(page, screen.button(page, "Yes, log it"))
    keyboard.press("Enter")
    expect(screen.said(page, "Outreach logged.")).to_be_visible()
    expect(screen.line(page, "No mouse either")).to_contain_text("70 attempts · 70 conversations")
