"""Pages run whole, from ui/main.py as the browser gets them, over a real database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from db.live import hub
from tests import support
from ui import who

ROOT = Path(__file__).parent.parent.parent
Screen = Callable[..., AppTest]


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

    hub.stop()
    st.cache_resource.clear()
    yield open_as
    hub.stop()
    st.cache_resource.clear()


def words(app: AppTest) -> str:
    """Everything a page says, as one text."""
    kinds = (
        *("title", "header", "subheader", "markdown", "caption", "text", "info", "success"),
        *("warning", "error", "metric", "button", "toast"),
    )
    return "\n".join(
        str(part)
        for kind in kinds
        for each in getattr(app, kind)
        for part in (getattr(each, "label", ""), getattr(each, "value", ""))
    )
