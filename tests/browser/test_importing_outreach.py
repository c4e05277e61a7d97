"""VAN's contact history through the wizard: as VAN sends it, mapped once, counted once, undone."""

import io
import zipfile

from playwright.sync_api import Page, expect

from tests.browser import screen
from tests.browser.conftest import Visit
from tests.browser.test_accessibility import (
    NARROW,
    expect_accessible,
    expect_no_sideways_scrolling,
)

_HEADER = "Voter File VANID\tContact Name\tDate Canvassed\tResult\tContact Type"
PEOPLE = 240
ANSWERED = PEOPLE // 3


def history(first: int) -> bytes:
    """UTF-16 with tabs, named .xls, inside a .zip: doors of one day, a third of them opened."""
    lines = [_HEADER]
    for person in range(first, first + PEOPLE):
        result = "Canvassed" if person % 3 == 0 else "Not Home"
        lines.append(f"{person}\tVecina {person} Inventada\t4/20/2017\t{result}\tWalk")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("ContactHistory.xls", "\r\n".join(lines).encode("utf-16"))
    return out.getvalue()


def drop(page: Page, content: bytes) -> None:
    page.get_by_test_id("stFileUploader").first.locator("input[type=file]").set_input_files(
        {"name": "history.zip", "mimeType": "application/zip", "buffer": content}
    )
    expect(screen.button(page, "Import outreach")).to_be_visible()
    screen.settled(page)


def test_contact_history_becomes_outreach_once_and_is_undone(visit: Visit) -> None:
    charlie, alice = visit("charlie"), visit("alice", "/files")
    attempts = screen.figure(charlie, "Contact attempts")
    talks = screen.figure(charlie, "Conversations")
    signatures = screen.headline(charlie)
    content = history(3_000)
    drop(alice, content)
    expect(alice.get_by_text(f"{PEOPLE} rows were read.")).to_be_visible()
    assert "Vecina" not in alice.get_by_test_id("stMain").inner_text()
    screen.button(alice, "Import outreach").dblclick(delay=20)
    new = f"New: {PEOPLE} attempts, {ANSWERED} conversations."
    expect(screen.alert(alice, new)).to_be_visible()
    expect(screen.metric(charlie, "Contact attempts")).to_have_text(f"{attempts + PEOPLE:,}")
    expect(screen.metric(charlie, "Conversations")).to_have_text(f"{talks + ANSWERED:,}")
    assert screen.headline(charlie) == signatures

    alice.reload()
    drop(alice, content)
    expect(screen.button(alice, "Import outreach")).to_be_disabled()
    alice.reload()
    screen.settled(alice)
    alice.get_by_role("button", name="Undo", exact=True).first.click()
    screen.button(alice, "Undo this import").click()
    expect(screen.metric(charlie, "Contact attempts")).to_have_text(f"{attempts:,}")
    expect(screen.metric(charlie, "Conversations")).to_have_text(f"{talks:,}")


def test_every_step_of_outreach_is_accessible_and_fits_a_phone(visit: Visit) -> None:
    page = visit("alice", "/files")
    drop(page, history(9_000))
    expect_accessible(page)
    page.set_viewport_size({"width": NARROW, "height": 900})
    expect_no_sideways_scrolling(page)
