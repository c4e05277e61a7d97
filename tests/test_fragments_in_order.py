"""On a busy machine nothing that a page drew is lost, though a part of it reruns just then."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
from streamlit import config
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.dataframe_source_manager import DataframeSourceManager
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache

from web.fragments_in_order import close_gaps

PAGE = """
import pathlib
import time
import streamlit as st

@st.fragment(run_every=2)
def part():
    st.text("the part")

for number in range(20):
    st.text(f"line {number}")
if pathlib.Path(__file__).with_name("next").exists():
    time.sleep(0.5)
else:
    part()
"""


@pytest.fixture
def session_of(tmp_path: Path) -> Iterator[Any]:
    """Makes a session of the page, without a browser."""
    before = Runtime._instance
    Runtime._instance = MagicMock(spec=Runtime)
    Runtime._instance.media_file_mgr = MediaFileManager(MemoryMediaFileStorage("/media"))
    Runtime._instance.dataframe_source_mgr = DataframeSourceManager()
    script = tmp_path / "page.py"
    script.write_text(PAGE)

    def make() -> AppSession:
        return AppSession(
            ScriptData(str(script), is_hello=False),
            MemoryUploadedFileManager("/upload"),
            ScriptCache(),
            lambda: None,
            {},
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(config, "get_option", _without_watchers(config.get_option))
        yield make
    Runtime._instance = before


def _without_watchers(original: Any) -> Any:
    return lambda key: "none" if key == "server.fileWatcherType" else original(key)


def test_what_a_page_drew_reaches_the_browser_though_its_part_reruns_before(
    session_of: Any,
) -> None:
    close_gaps()

    async def browse() -> list[str]:
        session: AppSession = session_of()
        session.request_rerun(None)
        _ended(session)  # while the loop is busy, as here: nothing is delivered meanwhile
        [part] = session._fragment_storage._fragments
        session.request_rerun(ClientState(fragment_id=part, is_auto_rerun=True))
        await _over(session)
        drawn = [each.delta.new_element.text.body for each in session.flush_browser_queue()]
        session.shutdown()
        return drawn

    drawn = asyncio.run(browse())
    assert [each for each in drawn if each.startswith("line")] == [f"line {n}" for n in range(20)]
    assert "the part" in drawn


def test_a_part_of_the_page_before_begins_no_run_on_the_next_page(
    session_of: Any, tmp_path: Path
) -> None:
    close_gaps()

    async def browse() -> int:
        session: AppSession = session_of()
        session.request_rerun(None)
        await _over(session)
        [part] = session._fragment_storage._fragments
        (tmp_path / "next").touch()
        session.request_rerun(ClientState())
        await asyncio.sleep(0.2)
        session.request_rerun(ClientState(fragment_id=part, is_auto_rerun=True))
        await _over(session)
        messages = session.flush_browser_queue()
        session.shutdown()
        return sum(each.WhichOneof("type") == "new_session" for each in messages)

    assert asyncio.run(browse()) == 2


async def _over(session: AppSession) -> None:
    while session._scriptrunner is not None:
        await asyncio.sleep(0.01)


def _ended(session: AppSession) -> None:
    runner = session._scriptrunner
    assert runner is not None
    assert runner._script_thread is not None
    until = time.monotonic() + 10
    while runner._script_thread.is_alive() and time.monotonic() < until:
        time.sleep(0.01)
