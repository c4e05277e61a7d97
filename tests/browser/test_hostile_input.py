"""What people type is shown letter by letter, and what no screen offers is refused in words."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import StringArray
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.browser import screen
from tests.browser.conftest import Visit
from tests.browser.server import Server

BEACON = "http://127.0.0.1:9/beacon"
TEXTS = {
    "a picture": f"![x]({BEACON}) [y]({BEACON})",
    "HTML": f'<img src="{BEACON}"><b>bold</b>',
    "a formula": f'=HYPERLINK("{BEACON}","x")',
    "other scripts": "مرحبا بالعالم · 서울 · 🕊️👩🏽‍🌾",
    "Markdown": ":red[x] **b** `c` $x^2$ :material/flag: # h ~~s~~ | a | b |",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_people_type_is_shown_letter_by_letter(visit: Visit, text: str) -> None:
    page = visit("alice", "/log-signatures")
    screen.log_batch(page, 2, place=text, sheet=text[:40], note=text)
    expect(screen.said(page, "2 signatures counted.")).to_be_visible()
    line = page.get_by_text(f"{text} · Sheet {text[:40].strip()} · {text}")
    expect(line).to_be_visible()
    line.locator("xpath=ancestor::*[.//button][1]").get_by_role("button", name="Open").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Note").fill("Plain")
    dialog.get_by_role("button", name="Save changes").click()
    expect(screen.said(page, "The batch is changed.")).to_be_visible()
    line = page.get_by_text(f"{text} · Sheet {text[:40].strip()} · Plain")
    line.locator("xpath=ancestor::*[.//button][1]").get_by_role("button", name="Open").click()
    expect(dialog).to_contain_text(f"Note: {text} → Plain")
    dialog.get_by_role("textbox", name="Reason to void it").fill(text)
    dialog.get_by_role("button", name="Void batch").click()
    expect(screen.said(page, "The batch is void.")).to_be_visible()
    line.locator("xpath=ancestor::*[.//button][1]").get_by_role("button", name="Open").click()
    expect(dialog).to_contain_text(text)
    expect(page.locator('img[src*="beacon"], a[href*="beacon"]')).to_have_count(0)


def test_a_name_is_shown_letter_by_letter(visit: Visit, site: Server) -> None:
    name = f"![x]({BEACON}) <b>Bea</b>"
    one_time = site.create("hostile-name", name, "lead", "paso")
    page = visit(None, "/log-signatures")
    screen.sign_in(page, "hostile-name", one_time)
    screen.field(page, "Current password").fill(one_time)
    screen.field(page, "New password").fill("a sentence of my own")
    screen.field(page, "New password again").fill("a sentence of my own")
    screen.button(page, "Save password").click()
    expect(page.get_by_test_id("stSidebar").get_by_text(name)).to_be_visible()
    screen.log_batch(page, 2, place="Named")
    expect(page.get_by_text(f"Logged by {name}, today").first).to_be_visible()


def test_what_a_lead_records_is_shown_letter_by_letter(visit: Visit) -> None:
    page = visit("alice", "/measures")
    screen.choose(page, "Step", "Amended")
    screen.field(page, "Who acted").fill(TEXTS["a picture"])
    screen.field(page, "Note").fill(TEXTS["HTML"])
    source = page.get_by_role("textbox", name="Source (link)").first
    source.fill("javascript:alert(1)")
    screen.button(page, "Record action").click()
    expect(screen.alert(page, "Give a web address that begins with https://")).to_be_visible()
    source.fill("https://example.org/record")
    screen.button(page, "Record action").click()
    expect(screen.said(page, "Recorded.")).to_be_visible()
    expect(page.get_by_text(TEXTS["a picture"]).first).to_be_visible()
    expect(page.get_by_text(TEXTS["HTML"]).first).to_be_visible()


@pytest.mark.parametrize(
    ("count", "refusal"),
    [
        ("0", "Give a number from 1 to 10,000."),
        ("-1", "Give a number from 1 to 10,000."),
        ("1000000000", "Give a number from 1 to 10,000."),
        ("", "Give a whole number, such as 25."),
    ],
)
def test_an_impossible_count_is_refused_beside_its_box_and_nothing_is_lost(
    visit: Visit, count: str, refusal: str
) -> None:
    page = visit("bob", "/log-signatures")
    box = screen.count_box(page)
    box.fill(count)
    screen.field(page, "Event or place").fill("Never counted")
    screen.button(page, "Log batch").click()
    said = screen.alert(page, refusal)
    expect(said).to_be_visible()
    under = box.bounding_box(), said.bounding_box()
    assert under[0] is not None
    assert under[1] is not None
    assert 0 < under[1]["y"] - under[0]["y"] < 120
    assert abs(under[1]["x"] - under[0]["x"]) < 60
    expect(box).to_have_value(count)
    expect(screen.field(page, "Event or place")).to_have_value("Never counted")


def test_letters_do_not_get_into_the_number(visit: Visit) -> None:
    page = visit("bob", "/log-signatures")
    screen.count_box(page).press_sequentially("12 3x")
    screen.button(page, "Log batch").click()
    said = re.compile("123 signatures counted|Give a whole number")
    expect(screen.alert(page, said)).to_be_visible()


def test_a_text_that_is_too_long_is_refused_and_kept(visit: Visit) -> None:
    page = visit("bob", "/log-signatures")
    screen.log_batch(page, 2, place="x" * 10_000, note="   ")
    expect(screen.alert(page, "At most 120 characters; this has 10,000.")).to_be_visible()
    expect(screen.field(page, "Event or place")).to_have_value("x" * 10_000)


def text(value: str) -> Callable[[WidgetState], None]:
    return lambda widget: setattr(widget, "string_value", value)


def texts(*values: str) -> Callable[[WidgetState], None]:
    return lambda widget: widget.string_array_value.CopyFrom(StringArray(data=values))


def number(value: float) -> Callable[[WidgetState], None]:
    return lambda widget: setattr(widget, "double_value", value)


BY_HAND = {
    "no such channel": ("log_batch.channel", text("carrier pigeon")),
    "a list of channels": ("log_batch.channel", texts("Paper", "Online")),
    "ward 51": ("log_batch.ward", text("51")),
    "a picture for a ward": ("log_batch.ward", text(TEXTS["a picture"])),
    "a huge count": ("log_batch.count", number(1e300)),
    "a negative count": ("log_batch.count", number(-1)),
    "no number": ("log_batch.count", number(float("nan"))),
    "a text for a count": ("log_batch.count", text("five")),
    "a day to come": ("log_batch.collected_on", texts("9999-12-31")),
    "a day that never was": ("log_batch.collected_on", texts("2017-02-30")),
    "no day": ("log_batch.collected_on", texts()),
    "an endless place": ("log_batch.place", text("x" * 100_000)),
    "a number for a place": ("log_batch.place", number(3)),
    "no such language": ("language.choice", texts("Klingon")),
}


def test_a_value_that_no_widget_offers_gets_words_and_counts_nothing_wrong(visit: Visit) -> None:
    page = visit("bob")
    before = screen.headline(page)
    tampering = Tampering(page)
    counted = 0
    for case, (widget, change) in BY_HAND.items():
        page.goto("/log-signatures")
        tampering.begin(widget, change)
        screen.log_batch(page, 5, place="By hand")
        answer = screen.said(page, "5 signatures counted.")
        # A refusal beside the demo's banner, or a default took the value's place, or (where it is
        # of another kind than the widget's) Streamlit stops before our script and says as much.
        refusal = page.get_by_test_id("stAlert").nth(1).or_(page.get_by_test_id("stException"))
        expect(refusal.or_(answer).first).to_be_visible()
        assert tampering.done, case
        shown = page.get_by_test_id("stApp").inner_text()
        assert "Traceback" not in shown, case
        assert "Error:" not in shown, case
        counted += answer.count()
    assert screen.headline(visit("charlie")) == before + 5 * counted
    page.goto("/log-signatures")
    expect(screen.count_box(page)).to_be_visible()
    expect(page.get_by_text("Something went wrong")).to_have_count(0)


class Tampering:
    """Changes one widget's value in what the browser sends with a pressed button."""

    def __init__(self, page: Page) -> None:
        self.done = False
        self._widget = re.compile("")
        self._change: Callable[[WidgetState], None] = lambda _widget: None
        page.route_web_socket("**/_stcore/stream", self._through)

    def begin(self, name: str, change: Callable[[WidgetState], None]) -> None:
        form, field = name.split(".")
        self._widget, self._change = re.compile(rf"-{form}(\.\w+)?\.{field}$"), change
        self.done = False

    def _through(self, browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            assert isinstance(message, bytes)
            sent = BackMsg.FromString(message)
            widgets = sent.rerun_script.widget_states.widgets
            if any(widget.trigger_value for widget in widgets):
                for widget in widgets:
                    if self._widget.search(widget.id):
                        self._change(widget)
                        self.done = True
            server.send(sent.SerializeToString())

        browser.on_message(pass_on)
