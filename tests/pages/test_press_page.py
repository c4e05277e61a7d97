"""Press: coordinators decide what may be said and what each display shows; leads look on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import streamlit as st
from PIL import Image
from pypdf import PdfReader
from sqlmodel import Session
from streamlit.testing.v1 import AppTest

from db import frozen_figures, press_links, press_rule
from db.engine import reading, writing
from db.errors import Message, Unavailable
from db.models import Scene
from db.press_links import Display, DisplayUpdate
from tests import support
from tests.db.support import SEEDED, log
from tests.db.test_press_figures import decide
from tests.pages.conftest import Screen, words
from tests.pages.test_coalition_page import box
from tests.pages.test_organization_page import press
from ui import displays


def made(name: str = "Lectern") -> Display:
    with writing() as session:
        return press_links.make_link(session, None, name=name, key="k" * 20)[0]


def known() -> list[Display]:
    with reading() as session:
        return press_links.displays(session, support.actor("cora"))


def choose(app: AppTest, display: Display, field: str, value: Any) -> None:
    found = app.get("button_group")
    [control] = [c for c in found if c.key == f"display.{display.id}.{display.revision}.{field}"]
    control.set_value(value).run()  # type: ignore[attr-defined]
    assert not app.exception


def test_a_lead_sees_the_figure_and_what_was_frozen_and_directs_nothing(screen: Screen) -> None:
    log(support.actor("bob"), count=345)
    made()
    app = screen("alice", "press")
    said = words(app)
    assert f"{SEEDED + 345:,}" in said
    assert "More than 1,340" in said
    assert "Displays" not in said
    assert "Freeze for the podium" not in said
    assert "What may be said" not in said


def test_a_figure_is_frozen_and_compared_with_today(screen: Screen) -> None:
    log(support.actor("bob"), count=25)
    app = screen("cora", "press")
    app.text_input(key=box(app, "freeze", "occasion")).input("City *Hall*")
    press(app, "Freeze for the podium")
    assert "Press figure 1 is frozen: 1,025." in words(app)
    log(support.actor("bob"), count=30)
    app = screen("cora", "press")
    press(app, "What changed since")
    table = app.dataframe[0].value.set_index("Figure")
    assert list(table.loc["Signatures"]) == ["1,025", "1,055", "+30"]
    assert list(table.loc["Claimed"]) == ["25", "55", "+30"]
    assert list(table.loc["External"]) == ["1,000", "1,000", "0"]
    said = words(app)
    assert "City *Hall*" in said
    assert "Frozen by Cora" in said


def test_a_display_is_made_and_its_address_shown_once(screen: Screen) -> None:
    app = screen("cora", "press")
    press(app, "Make the display")
    assert [error.value for error in app.error] == ["This can't be empty."]
    app.text_input(key=box(app, "press_link", "name")).input("Lectern, City Hall")
    press(app, "Make the display")
    [code] = app.code
    assert "/press/" in code.value
    assert len(code.value.rpartition("/")[2]) == 43
    press(app, "Done")
    assert not app.code
    assert [display.name for display in known()] == ["Lectern, City Hall"]


def test_a_display_with_a_last_day_says_it_with_its_address(screen: Screen) -> None:
    app = screen("cora", "press")
    app.text_input(key=box(app, "press_link", "name")).input("Lectern, City Hall")
    app.date_input(key=box(app, "press_link", "expires_on")).set_value(date(2017, 4, 25))
    press(app, "Make the display")
    assert "It works until the end of Apr 25, 2017." in words(app)
    assert "until you end it" not in words(app)


def test_a_scene_is_on_the_display_as_soon_as_it_is_chosen(screen: Screen) -> None:
    display = made()
    app = screen("cora", "press")
    choose(app, display, "scene", Scene.MEASURES)
    [shown] = known()
    assert shown.scenes == (Scene.MEASURES, Scene.TOTAL)
    choose(app, shown, "seconds", 15)
    [shown] = known()
    assert shown.seconds == 15
    choose(app, shown, "exact", value=False)
    [shown] = known()
    assert not shown.exact


def test_a_scene_with_nothing_to_show_says_so(screen: Screen) -> None:
    display = made()
    app = screen("cora", "press")
    assert "nothing to show" not in words(app)
    choose(app, display, "scene", Scene.WHIP)
    assert "Whip count: nothing to show yet, so the display leaves it out." in words(app)
    decide(support.actor("cora"), whip_released=True)
    assert "nothing to show" not in words(screen("cora", "press"))


def test_a_scene_with_nothing_to_show_goes_by_the_figure_that_the_display_shows(
    screen: Screen,
) -> None:
    cora, display = support.actor("cora"), made()
    with writing() as session:
        figure = frozen_figures.freeze(session, cora, occasion="", key="f" * 20)
    decide(cora, whip_released=True)
    with writing() as session:
        new = DisplayUpdate(("whip",), frozen_id=figure.id, revision=display.revision)
        press_links.show(session, cora, display.id, new)
    nothing = "Whip count: nothing to show yet, so the display leaves it out."
    assert nothing in words(screen("cora", "press"))  # it was not released yet when it was frozen
    with writing() as session:
        later = frozen_figures.freeze(session, cora, occasion="", key="g" * 20)
    [display] = known()
    app = screen("cora", "press")
    app.selectbox(key=f"display.{display.id}.{display.revision}.frozen").set_value(later.id).run()
    assert nothing not in words(app)
    decide(cora, whip_released=False)
    assert nothing in words(screen("cora", "press"))


def test_to_look_at_a_display_changes_nothing_on_it(screen: Screen) -> None:
    made()
    app = screen("cora", "press")
    before = known()
    app.run()
    assert known() == before


def test_scenes_that_rotate_are_at_least_one(screen: Screen) -> None:
    display = made()
    app = screen("cora", "press")
    choose(app, display, "seconds", 8)
    [rotating] = known()
    choose(app, rotating, "scenes", [])
    assert [error.value for error in app.error] == ["Choose at least one scene."]
    assert known() == [rotating]
    choose(app, rotating, "scenes", [Scene.THANKS, Scene.WARDS])
    assert known()[0].scenes == (Scene.WARDS, Scene.THANKS)


def test_a_display_can_show_a_frozen_figure(screen: Screen) -> None:
    display = made()
    with writing() as session:
        figure = frozen_figures.freeze(session, support.actor("cora"), occasion="", key="f" * 20)
    app = screen("cora", "press")
    key = f"display.{display.id}.{display.revision}.frozen"
    app.selectbox(key=key).set_value(figure.id).run()
    assert known()[0].frozen_id == figure.id
    assert "Press figure 1: 1,000" in words(app)


def test_a_rehearsal_begins_and_ends(screen: Screen) -> None:
    made()
    app = screen("cora", "press")
    press(app, "Rehearse")
    assert known()[0].rehearsal_at is not None
    press(app, "End the rehearsal")
    assert known()[0].rehearsal_at is None


def test_a_display_is_renamed_renewed_and_revoked(screen: Screen) -> None:
    made()
    app = screen("cora", "press")
    press(app, "Address …")
    app.text_input(key=box(app, "display", "name")).input("Podium")
    press(app, "Save changes")
    assert known()[0].name == "Podium"
    press(app, "Address …")
    press(app, "Make a new address, end the old")
    assert len(app.code) == 1
    assert "Screens with the old one have ended" in words(app)
    assert "It works until you end it." in words(app)
    press(app, "Done")
    press(app, "Address …")
    press(app, "Revoke the display")
    assert known()[0].revoked_at is not None
    assert "Ended and revoked" in [each.label for each in app.expander]


def test_an_address_that_was_not_saved_is_not_shown(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def on_a_full_disk() -> Iterator[Session]:
        with writing() as session:
            yield session
            raise Unavailable(Message("The disk is full."))

    made()
    app = screen("cora", "press")
    press(app, "Address …")
    with monkeypatch.context() as patch:
        patch.setattr(displays, "writing", on_a_full_disk)
        press(app, "Make a new address, end the old")
        assert "The disk is full." in [error.value for error in app.error]
    app.run()
    assert not app.code


def test_what_may_be_said_is_decided(screen: Screen) -> None:
    log(support.actor("bob"), count=25)
    app = screen("cora", "press")
    for name in ("verified", "claimed", "external"):
        app.checkbox(key=f"press_rule.0.{name}").uncheck()
    press(app, "Save what may be said")
    assert [error.value for error in app.error] == ["Something must count: choose at least one."]
    app.checkbox(key="press_rule.0.claimed").check()
    app.text_input(key=box(app, "press_rule", "petition_url")).input("https://example.org/sign")
    press(app, "Save what may be said")
    with reading() as session:
        rule = press_rule.press_rule(session)
    assert (rule.claimed, rule.external) == (True, False)
    assert rule.petition_url == "https://example.org/sign"
    assert app.metric[0].value == "25"


def test_what_another_coordinator_decided_meanwhile_is_not_overwritten(screen: Screen) -> None:
    app = screen("cora", "press")
    with writing() as session:
        decided = press_rule.PressRuleUpdate(
            verified=True, claimed=False, external=True, whip_released=False
        )
        press_rule.change_press_rule(session, support.actor("cora"), decided)
    app.text_input(key=box(app, "press_rule", "contact")).input("Prensa, 312 555 0100")
    press(app, "Save what may be said")
    assert "Somebody changed this in the meantime. Look at it again, then decide." in words(app)
    with reading() as session:
        assert not press_rule.press_rule(session).claimed


def test_both_measures_count_down_to_their_next_date(screen: Screen) -> None:
    app = screen("cora", "press")
    said = words(app)
    assert "no hearing or vote announced" in str([m.proto.delta_description for m in app.metric])
    assert "O2017-1018" in said
    assert "R2017-125" in said


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], bytes]]:
    """What the download buttons would make, by the file's name."""
    made: dict[str, Callable[[], bytes]] = {}

    def note(_label: str, make: Callable[[], bytes], *, file_name: str, **_: object) -> None:
        made[file_name] = make

    monkeypatch.setattr(st, "download_button", note)
    return made


def test_a_lead_makes_the_documents_in_both_languages(
    screen: Screen, files: dict[str, Callable[[], bytes]]
) -> None:
    log(support.actor("bob"), count=345)
    app = screen("alice", "press")
    [language] = [c for c in app.get("button_group") if c.key == "documents.language"]
    language.set_value("es").run()  # type: ignore[attr-defined]
    for tongue in ("en", "es"):
        sheet = files[f"contamos-2017-04-24-fact-sheet-{tongue}.pdf"]()
        [page] = PdfReader(BytesIO(sheet)).pages
        assert "1,345" in page.extract_text()
        for size in ("1200x630", "1080x1080"):
            card = files[f"contamos-2017-04-24-{size}-{tongue}.png"]()
            assert card.startswith(b"\x89PNG")


def test_a_card_is_light_or_dark(screen: Screen, files: dict[str, Callable[[], bytes]]) -> None:
    app = screen("alice", "press")
    light = Image.open(BytesIO(files["contamos-2017-04-24-1200x630-en.png"]()))
    [look] = [c for c in app.get("button_group") if c.key == "documents.dark"]
    look.set_value(True).run()  # type: ignore[attr-defined]
    dark = Image.open(BytesIO(files["contamos-2017-04-24-1200x630-en-dark.png"]()))
    assert [card.getpixel((2, 2)) for card in (light, dark)] == [(255, 255, 255), (22, 24, 28)]


def test_a_document_says_what_may_be_said_when_it_is_made(
    screen: Screen, files: dict[str, Callable[[], bytes]]
) -> None:
    log(support.actor("bob"), count=345)
    screen("alice", "press")
    sheet, card = (
        files[f"contamos-2017-04-24-{name}"] for name in ("fact-sheet-en.pdf", "1200x630-en.png")
    )
    drawn = card()
    log(support.actor("bob"), count=600)
    decide(support.actor("cora"), external=False)
    text = PdfReader(BytesIO(sheet())).pages[0].extract_text()
    assert "945" in text
    for withdrawn in ("1,345", "1,945", "External"):
        assert withdrawn not in text
    assert card() != drawn


def test_a_quote_that_cannot_be_printed_is_said_beside_its_field(
    screen: Screen, files: dict[str, Callable[[], bytes]]
) -> None:
    app = screen("alice", "press")
    app.text_area(key="documents.quote.1").input("x" * 300)
    files.clear()
    app.text_input(key="documents.speaker.1").input("Rosa Ejemplo").run()
    assert [error.value for error in app.error] == ["At most 240 characters; this has 300."]
    assert not [name for name in files if "fact-sheet" in name]
    app.text_area(key="documents.quote.1").input("We count.").run()
    sheet = files["contamos-2017-04-24-fact-sheet-en.pdf"]()
    text = PdfReader(BytesIO(sheet)).pages[0].extract_text()
    assert "We count." in text
    assert "Rosa Ejemplo" in text


def test_documents_of_a_frozen_figure_say_its_number(
    screen: Screen, files: dict[str, Callable[[], bytes]]
) -> None:
    with writing() as session:
        figure = frozen_figures.freeze(session, support.actor("cora"), occasion="", key="f" * 20)
    decide(support.actor("cora"), contact="Ana Ejemplo")  # whom to ask today
    log(support.actor("bob"), count=345)
    app = screen("alice", "press")
    app.selectbox(key="documents.figures").set_value(figure.id).run()
    text = PdfReader(BytesIO(files["contamos-1-fact-sheet-en.pdf"]())).pages[0].extract_text()
    assert "1,000" in text
    assert "1,345" not in text
    assert figure.hash[:16] in text
    assert "Ana Ejemplo" in text
    assert "1,000 signatures. As of " in words(app)
