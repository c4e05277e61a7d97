"""Finding one's way on the screens, by what they say and not by how they are built."""

import re

from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from tests.browser import chromium

PASSWORD = "sanctuary-for-all"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--process-per-site",  # pages of one browser share what it has compiled
]
PATIENCE = 20_000  # milliseconds; a busy machine is slow, not wrong
HEADINGS = {
    "/": "Totals",
    "/log-signatures": "Log signatures",
    "/key-names": "Key names",
    "/people": "People",
    "/log-outreach": "Log outreach",
    "/measures": "Measures",
    "/wards": "Wards",
    "/calendar": "Calendar",
    "/seats": "Seats and committees",
    "/roll-calls": "Roll calls",
    "/council": "Council",
    "/account": "Account",
}
OF_LEADS = {**HEADINGS, "/organization": "Organization"}
OF_COORDINATORS = {
    "/": "Totals",
    "/measures": "Measures",
    "/wards": "Wards",
    "/calendar": "Calendar",
    "/seats": "Seats and committees",
    "/roll-calls": "Roll calls",
    "/council": "Council",
    "/coalition": "Coalition",
    "/account": "Account",
}


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=chromium.find(), args=ARGUMENTS)


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """Fill the form and send it; what follows is for the caller to expect."""
    page.get_by_role("textbox", name="Username").fill(username)
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def heading(page: Page, title: str) -> Locator:
    return page.get_by_role("heading", level=1, name=title, exact=True)


def settled(page: Page) -> None:
    """The page is drawn: nothing runs, nothing is still to come."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def metric(page: Page, label: str) -> Locator:
    """The value of a figure."""
    named = page.get_by_test_id("stMetric").filter(has=page.get_by_text(label, exact=True))
    return named.get_by_test_id("stMetricValue")


def headline(page: Page) -> int:
    return figure(page, "Signatures")


def figure(page: Page, label: str) -> int:
    """The number that a figure shows."""
    value = metric(page, label)
    expect(value).to_have_text(re.compile(r"^\s*[\d,]+\s*$"))
    return int(value.inner_text().replace(",", ""))


def count_box(page: Page) -> Locator:
    return page.get_by_role("spinbutton", name="How many signatures")


def field(page: Page, label: str) -> Locator:
    return page.get_by_role("textbox", name=label, exact=True)


def button(page: Page, label: str) -> Locator:
    """One of our buttons: a select box has one of its own, which is also called "Open"."""
    ours = page.locator('[data-testid="stButton"], [data-testid="stFormSubmitButton"]')
    return ours.get_by_role("button", name=re.compile(rf"(^|\s){label}$"))


def alert(page: Page, text: str | re.Pattern[str]) -> Locator:
    return page.locator("[data-testid=stAlert], [data-testid=stToast]").filter(has_text=text)


def said(page: Page, text: str) -> Locator:
    """What the app says for a few seconds after something went through."""
    return page.get_by_test_id("stToast").filter(has_text=text)


def log_batch(page: Page, count: int, **texts: str) -> None:
    """Log a batch on an open Log signatures page; `place="…"` and so on fill the text fields."""
    labels = {"place": "Event or place", "sheet": "Sheet number", "note": "Note"}
    count_box(page).fill(str(count))
    for name, text in texts.items():
        field(page, labels[name]).fill(text)
    button(page, "Log batch").click()


def number_box(page: Page, label: str) -> Locator:
    return page.get_by_role("spinbutton", name=label, exact=True)


def log_outreach(page: Page, kind: str, numbers: dict[str, float], **texts: str) -> None:
    """Log outreach on its open page; `place="…"` and `note="…"` fill the text fields."""
    pick(page, "Kind", kind)
    for label, number in numbers.items():
        number_box(page, label).fill(f"{number:g}")
    for name, text in texts.items():
        field(page, name.capitalize()).fill(text)
    button(page, "Log outreach").click()


def line(page: Page, text: str) -> Locator:
    """The line of the list that says this (a place, a note)."""
    lines = page.locator(
        ".st-key-latest, [data-testid=stVerticalBlock], [data-testid=stHorizontalBlock]"
    )
    has_text = page.get_by_text(text)
    has_button = button(page, "Open")
    return lines.filter(has=has_text).filter(has=has_button).last


def choose(page: Page, box: str, option: str) -> None:
    """Choose from a select box by typing: to click is to scroll, and scrolling closes the list."""
    chooser = page.get_by_role("combobox", name=box, exact=True)
    wanted = page.get_by_role("option", name=option, exact=True)
    for _ in range(5):  # a page that is still being drawn may take back what is typed
        chooser.fill("")
        chooser.press_sequentially(option.partition(" (")[0])
        expect(wanted).to_be_visible()
        if _is_in_focus(page, chooser, wanted):
            break
    expect(wanted).to_have_attribute("data-focused", "true")
    chooser.press("Enter")
    expect(wanted).to_have_count(0)


def _is_in_focus(page: Page, chooser: Locator, wanted: Locator) -> bool:
    for _ in range(10):  # a list that is still filling forgets which one was in focus
        if wanted.get_attribute("data-focused"):
            return True
        chooser.press("ArrowDown")
        page.wait_for_timeout(100)
    return False


def pick(page: Page, group: str, option: str) -> None:
    """Press one of a few options that lie open."""
    page.get_by_role("radiogroup", name=group).get_by_text(option, exact=True).click()


def focus_by_tab(page: Page, wanted: Locator, most: int = 60) -> int:
    """Press Tab until it has the focus; how often that was."""
    for presses in range(1, most + 1):
        page.keyboard.press("Tab")
        if wanted.count() and wanted.first.evaluate("e => e.matches(':focus, :focus-within')"):
            return presses
    raise AssertionError(f"{most} times Tab, and the focus never came to {wanted}")


def invitation(page: Page, role: str = "Staff") -> str:
    """Make a link on an open Organization page: its secret."""
    pick(page, "Role", role)
    settled(page)
    button(page, "Make a link").click()
    dialog = page.get_by_role("dialog")
    link = dialog.locator("code")
    expect(link).to_contain_text("/?invitation=")
    secret = link.inner_text().partition("/?invitation=")[2].strip()
    dialog.get_by_role("button", name="Done").click()
    expect(dialog).to_have_count(0)
    return secret


def join(page: Page, username: str, name: str, password: str = PASSWORD) -> None:
    """Fill the form behind an invitation's link and send it."""
    field(page, "Your name").fill(name)
    field(page, "Username").fill(username)
    field(page, "Password").fill(password)
    field(page, "Password again").fill(password)
    button(page, "Join").click()
