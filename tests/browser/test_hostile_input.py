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
    expect(screen.alert(page, "2 signatures counted.")).to_be_visible()
    line = page.get_by_text(f"{text} · Sheet {text[:40].strip()} · {text}")
    expect(line).to_be_visible()
    line.locator("xpath=ancestor::*[.//button][1]").get_by_role("button", name="Open").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Note").fill("Plain")
    dialog.get_by_role("button", name="Save changes").click()
    expect(screen.alert(page, "The batch is changed.")).to_be_visible()
    line = page.get_by_text(f"{text} · Sheet {text[:40].strip()} · Plain")
    line.locator("xpath=ancestor::*[.//button][1]").get_by_role("button", name="Open").click()
    expect(dialog).to_contain_text(f"Note: {text} → Plain")
    dialog.get_by_role("textbox", name="Reason to void it").fill(text)
    dialog.get_by_role("button", name="Void batch").click()
    expect(screen.alert(page, "The batch is void.")).to_be_visible()
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
    expect(screen.alert(page, "Recorded.")).to_be_visible()
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


def number(value: int) -> Callable[[WidgetState], None]:
    return lambda widget: setattr(widget, "int_value", value)


BY_HAND = {
    "no such channel": ("log_batch.channel", text("carrier pigeon")),
    "a list of channels": ("log_batch.channel", texts("Paper", "Online")),
    "ward 51": ("log_batch.ward", text("51")),
    "a picture for a ward": ("log_batch.ward", text(TEXTS["a picture"])),
    "a huge count": ("log_batch.count", number(10**15)),
    "a negative count": ("log_batch.count", number(-1)),
    "a day to come": ("log_batch.collected_on", texts("9999-12-31")),
    "a day that never was": ("log_batch.collected_on", texts("2017-02-30")),
    "no day": ("log_batch.collected_on", texts()),
    "an endless place": ("log_batch.place", text("x" * 100_000)),
    "a number for a place": ("log_batch.place", number(3)),
    "no such language": ("language.choice", texts("Klingon")),
}


@pytest.mark.parametrize(("widget", "change"), BY_HAND.values(), ids=BY_HAND)
def test_a_value_that_no_widget_offers_gets_words_and_counts_nothing_wrong(
    visit: Visit, widget: str, change: Callable[[WidgetState], None]
) -> None:
    page = visit("bob")
    before = screen.headline(page)
    tampered = tamper(page, widget, change)
    page.goto("/log-signatures")
    screen.log_batch(page, 5, place="By hand")
    expect(page.get_by_test_id("stAlert").nth(1)).to_be_visible()  # beside the demo's banner
    screen.settled(page)
    assert tampered
    shown = page.get_by_test_id("stApp").inner_text()
    assert "Traceback" not in shown
    assert "Error:" not in shown
    expect(page.get_by_test_id("stException")).to_have_count(0)
    counted = screen.alert(page, "5 signatures counted.").count()
    after = screen.headline(visit("charlie"))
    assert after == before + 5 * counted
    # The screen still works.
    page.unroute_all()
    page.goto("/log-signatures")
    expect(screen.count_box(page)).to_be_visible()
    expect(page.get_by_text("Something went wrong")).to_have_count(0)


def tamper(page: Page, name: str, change: Callable[[WidgetState], None]) -> list[str]:
    """Change one widget's value in what the browser sends with a pressed button."""
    done: list[str] = []
    form, field = name.split(".")

    def through(browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            assert isinstance(message, bytes)
            sent = BackMsg.FromString(message)
            widgets = sent.rerun_script.widget_states.widgets
            if any(widget.trigger_value for widget in widgets):
                for widget in widgets:
                    if re.search(rf"-{form}(\.\w+)?\.{field}$", widget.id):
                        change(widget)
                        done.append(widget.id)
            server.send(sent.SerializeToString())

        browser.on_message(pass_on)

    page.route_web_socket("**/_stcore/stream", through)
    return done
