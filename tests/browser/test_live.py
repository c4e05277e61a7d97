"""What one person does shows on the others' screens within three seconds, by itself."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import screen
from tests.browser.conftest import Visit

LIMIT = 3.0  # seconds from the click
RESOLUTION = "Police union (FOP) contract resolution"
_CLICKED = "addEventListener('click', () => { window.clickedAt = Date.now() }, {capture: true})"
_SEEN = """([element, text]) => {
  const look = () => { if (element.innerText.includes(text)) window.seenAt ??= Date.now() }
  new MutationObserver(look).observe(element,
    {subtree: true, childList: true, characterData: true})
  look()
}"""


@pytest.fixture
def seconds(record_property: Callable[[str, object], None]) -> Callable[[Page, Page], float]:
    """How long after the writer's click the reader's page changed, by the same clock."""

    def measured(writer: Page, reader: Page) -> float:
        reader.wait_for_function("window.seenAt !== undefined")
        took = (reader.evaluate("seenAt") - writer.evaluate("clickedAt")) / 1000
        record_property("live_seconds", took)
        return took

    return measured


def await_text(page: Page, place: Locator, text: str) -> None:
    """Note when this text appears there, and that the page was not loaded anew."""
    page.evaluate("window.sameDocument = true")
    page.evaluate(_SEEN, [place.element_handle(), text])


def test_a_batch_shows_in_another_organizations_total_within_three_seconds(
    visit: Visit, seconds: Callable[[Page, Page], float]
) -> None:
    charlie, bob = visit("charlie"), visit("bob", "/log-signatures")
    before = screen.headline(charlie)
    await_text(charlie, charlie.get_by_test_id("stMain"), f"{before + 25:,}")
    bob.evaluate(_CLICKED)
    screen.log_batch(bob, 25, place="25 for the total")
    expect(screen.metric(charlie, "Signatures")).to_have_text(f"{before + 25:,}")
    assert seconds(bob, charlie) <= LIMIT
    assert charlie.evaluate("window.sameDocument")
    expect(screen.said(bob, "25 signatures counted.")).to_contain_text(f"{before + 25:,}")


def test_a_colleagues_batch_shows_without_losing_what_is_being_typed(
    visit: Visit, seconds: Callable[[Page, Page], float]
) -> None:
    bob, alice = visit("bob", "/log-signatures"), visit("alice", "/log-signatures")
    screen.count_box(bob).fill("31")
    note = screen.field(bob, "Note")
    note.press_sequentially("half a no")
    await_text(bob, bob.get_by_test_id("stMain"), "Alice's table")
    alice.evaluate(_CLICKED)
    screen.log_batch(alice, 7, place="Alice's table")
    expect(screen.line(bob, "Alice's table")).to_contain_text("7 signatures")
    assert seconds(alice, bob) <= LIMIT
    note.press_sequentially("te")
    expect(note).to_be_focused()
    expect(note).to_have_value("half a note")
    expect(screen.count_box(bob)).to_have_value("31")
    assert bob.evaluate("window.sameDocument")


def test_a_filtered_view_keeps_up_as_well(
    visit: Visit, seconds: Callable[[Page, Page], float]
) -> None:
    charlie, bob = visit("charlie", "/?organization=mijente"), visit("bob", "/log-signatures")
    before = screen.headline(charlie)
    assert before < screen.headline(visit("alice"))
    await_text(charlie, charlie.get_by_test_id("stMain"), f"{before + 3:,}")
    bob.evaluate(_CLICKED)
    screen.log_batch(bob, 3, place="3 for the filter")
    expect(screen.metric(charlie, "Signatures")).to_have_text(f"{before + 3:,}")
    assert seconds(bob, charlie) <= LIMIT


def test_a_lobby_visit_moves_the_funnel_in_another_browser_within_three_seconds(
    visit: Visit, seconds: Callable[[Page, Page], float]
) -> None:
    charlie, bob = visit("charlie"), visit("bob", "/log-outreach")
    before = screen.figure(charlie, "Conversations")
    await_text(charlie, charlie.get_by_test_id("stMain"), f"{before + 2:,}")
    screen.choose(bob, "Ward", "35 · Carlos Ramirez-Rosa")
    bob.evaluate(_CLICKED)
    numbers = {"Contact attempts": 3, "Conversations": 2, "Volunteer hours": 1.5}
    screen.log_outreach(bob, "Lobby visit", numbers, place="His ward night")
    expect(screen.metric(charlie, "Conversations")).to_have_text(f"{before + 2:,}")
    assert seconds(bob, charlie) <= LIMIT
    assert charlie.evaluate("window.sameDocument")
    expect(screen.said(bob, "Outreach logged.")).to_contain_text(f"{before + 2:,}")
    line = screen.line(bob, "His ward night")
    expect(line).to_contain_text("Ward 35 · Carlos Ramirez-Rosa · His ward night")
    expect(line).to_contain_text("3 attempts · 2 conversations · 1.5 hours")


def test_a_lead_advances_the_resolution_and_the_other_browser_shows_it(
    visit: Visit, seconds: Callable[[Page, Page], float]
) -> None:
    charlie, alice = visit("charlie", "/measures"), visit("alice", "/measures")
    seen = charlie.get_by_test_id("stColumn").filter(
        has=charlie.get_by_role("heading", name=RESOLUTION)
    )
    expect(screen.metric(charlie, "Referred to committee")).to_have_count(2)
    await_text(charlie, seen, "Hearing held")
    alice.evaluate(_CLICKED)
    screen.choose(alice, "Measure", RESOLUTION)
    screen.settled(alice)
    screen.choose(alice, "Step", "Hearing held")
    screen.field(alice, "Who acted").fill("Committee on Workforce Development and Audit")
    screen.button(alice, "Record action").click()
    expect(seen).to_contain_text("Hearing held")
    assert seconds(alice, charlie) <= LIMIT
    assert charlie.evaluate("window.sameDocument")
    expect(screen.metric(charlie, "Hearing held")).to_have_text("0 days")
    expect(screen.metric(charlie, "Referred to committee")).to_have_count(1)
    expect(seen).to_contain_text("Recorded by Lena Lead, today")
    expect(screen.said(alice, "Recorded.")).to_be_visible()


def test_staff_see_the_measures_and_have_no_form_there(visit: Visit) -> None:
    page = visit("bob", "/measures")
    expect(page.get_by_role("heading", name=RESOLUTION)).to_be_visible()
    expect(page.get_by_test_id("stForm")).to_have_count(0)
    expect(screen.button(page, "Correct")).to_have_count(0)


def test_a_dialog_stays_open_while_the_list_behind_it_keeps_up(visit: Visit) -> None:
    bob, alice = visit("bob", "/log-signatures"), visit("alice", "/log-signatures")
    screen.log_batch(alice, 11, place="Open while counting")
    screen.line(bob, "Open while counting").get_by_role("button", name="Open").click()
    dialog = bob.get_by_role("dialog")
    typed = dialog.get_by_role("textbox", name="Note")
    typed.fill("being typed")
    screen.settled(alice)
    screen.log_batch(alice, 12, place="Behind the dialog")
    expect(bob.get_by_text("Behind the dialog")).to_have_count(1)
    expect(typed).to_have_value("being typed")
