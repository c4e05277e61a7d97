"""Pages run whole, from ui/main.py as the browser gets them, over a real database."""

import sys
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from db import downloads, login_sessions
from db.errors import NotAllowed
from db.live import hub
from tests import support
from ui import browser, who

ROOT = Path(__file__).parent.parent.parent
Screen = Callable[..., AppTest]
Fetched = Callable[[AppTest, str], tuple[str, bytes]]


@pytest.fixture(autouse=True, scope="session")
def installed_once() -> Iterator[None]:
    """Look once for what other packages add to Streamlit: each screen would read them all anew."""
    with pytest.MonkeyPatch.context() as patch:
        scan = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture
def screen(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    """`screen("alice", "measures")` opens that page as Alice; `screen(None)` as nobody."""

    def open_as(
        username: str | None, page: str | None = None, *, address: dict[str, str] | None = None
    ) -> AppTest:
        token = support.token_of(username) if username else None
        monkeypatch.setattr(who, "cookie", lambda: token)
        app = AppTest.from_file(ROOT / "ui" / "main.py", default_timeout=30)
        for name, value in (address or {}).items():
            app.query_params[name] = value
        app.run()
        if page:
            app.switch_page(f"../pages/{page}.py").run()
        return app

    # It puts its own in this place; who starts a process afterwards would not find ours.
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    hub.stop()
    st.cache_resource.clear()
    yield open_as
    hub.stop()
    st.cache_resource.clear()


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> dict[str, partial[bytes]]:
    """File name → what makes the file, of every download button of the latest run.

    Buttons that make a file when pressed work in a browser only.
    """
    made: dict[str, partial[bytes]] = {}

    def note(_label: str, make: partial[bytes], *, file_name: str, **_: Any) -> None:
        made[file_name] = make

    monkeypatch.setattr(st, "download_button", note)
    return made


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> Fetched:
    """`fetched(app, key)` presses a button and takes its file with names, as the browser would."""
    addresses: list[str] = []
    monkeypatch.setattr(browser, "fetch", addresses.append)

    def press(app: AppTest, key: str) -> tuple[str, bytes]:
        app.button(key=key).click().run()
        [address] = addresses
        addresses.clear()
        app.run()
        assert not addresses  # once for a press
        actor = login_sessions.actor_of(who.cookie())
        if actor is None:
            raise NotAllowed
        file, pieces = downloads.take(actor, address.removeprefix("/download/"))
        return file.name, b"".join(pieces)

    return press


def ward_links(app: AppTest) -> dict[str, str]:
    """Where the links to wards lead: words → the ward's number."""
    links = [each.proto for each in app.get("page_link")]
    assert all(link.page == "wards" for link in links)
    return {link.label: link.query_string.removeprefix("ward=") for link in links}


def words(app: AppTest) -> str:
    """Everything a page says, as one text."""
    kinds = (
        *("title", "header", "subheader", "markdown", "caption", "text", "info", "success"),
        *("warning", "error", "metric", "button", "toast"),
    )
    said = [
        str(part)
        for kind in kinds
        for each in getattr(app, kind)
        for part in (getattr(each, "label", ""), getattr(each, "value", ""))
    ]
    return "\n".join([*said, *(link.proto.label for link in app.get("page_link"))])
