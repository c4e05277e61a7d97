"""A browser tab without the browser: it speaks Streamlit's websocket as the page's own script does.

What it sends was compared with what Chromium sends: the state of every widget, the page, the time
zone and the address, and which large messages it still has and need not be sent again.
"""

import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol


@dataclass
class Answer:
    """All that came back for one rerun, and how long the last of it took."""

    seconds: float
    messages: list[ForwardMsg]

    @property
    def elements(self) -> list[Any]:
        """The elements drawn, in the order of the page."""
        return [
            getattr(element, element.WhichOneof("type") or "")
            for message in self.messages
            if message.WhichOneof("type") == "delta"
            and message.delta.WhichOneof("type") == "new_element"
            for element in [message.delta.new_element]
        ]

    def of_kind(self, kind: str) -> list[Any]:
        """The elements of one kind, by the name of its message, as "Metric"."""
        return [element for element in self.elements if type(element).__name__ == kind]

    def errors(self) -> list[str]:
        """What the page says went wrong."""
        said = [each.message for each in self.of_kind("Exception")]
        return said + [each.body for each in self.of_kind("Alert") if each.format == each.ERROR]


@dataclass
class Tab:
    """A tab, open as long as the `with` block lasts. Call `rerun()` first: it loads the page."""

    url: str
    cookie: str = ""
    refreshes: dict[str, float] = field(default_factory=dict)  # fragment → its interval, seconds
    _page: str = ""
    _widgets: dict[str, WidgetState] = field(default_factory=dict)
    _kept: dict[str, ForwardMsg] = field(default_factory=dict)
    _socket: ClientConnection | None = None

    async def __aenter__(self) -> Self:
        self._socket = await connect(
            self.url.replace("http", "ws", 1) + "/_stcore/stream",
            origin=Origin(self.url),
            subprotocols=[Subprotocol("streamlit")],
            additional_headers={"Cookie": self.cookie} if self.cookie else None,
            max_size=None,
            proxy=None,
        )
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._socket:
            await self._socket.close()

    async def rerun(self, fragment: str = "") -> Answer:
        """Rerun the whole page, or one fragment as its timer does, and wait for the end of it."""
        if self._socket is None:
            raise RuntimeError("the tab is not open")
        question = self._question(fragment).SerializeToString()
        messages: list[ForwardMsg] = []
        started = time.perf_counter()
        await self._socket.send(question)
        while True:
            payload = await self._socket.recv(decode=False)
            now = time.perf_counter()
            message = ForwardMsg.FromString(payload)
            messages.append(message)
            if message.WhichOneof("type") == "script_finished":
                break
        if message.script_finished not in (
            ForwardMsg.FINISHED_SUCCESSFULLY,
            ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
        ):
            raise RuntimeError(f"the rerun ended with {message.script_finished}")
        messages = [self._kept[each.ref_hash] if each.ref_hash else each for each in messages]
        self._remember(messages)
        return Answer(now - started, messages)

    def _question(self, fragment: str) -> BackMsg:
        question = BackMsg()
        rerun = question.rerun_script
        rerun.page_script_hash = self._page
        rerun.fragment_id = fragment
        rerun.is_auto_rerun = bool(fragment)
        rerun.widget_states.widgets.extend(self._widgets.values())
        rerun.cached_message_hashes.extend(self._kept)
        rerun.context_info.timezone = "America/Chicago"
        rerun.context_info.timezone_offset = 300
        rerun.context_info.locale = "en-US"
        rerun.context_info.url = self.url + "/"
        rerun.context_info.is_embedded = False
        rerun.context_info.color_scheme = "light"
        return question

    def _remember(self, messages: list[ForwardMsg]) -> None:
        for message in messages:
            kind = message.WhichOneof("type")
            if kind == "new_session" and not self._page:
                self._page = message.new_session.page_script_hash
            elif kind == "navigation":
                self._page = message.navigation.page_script_hash
            elif kind == "auto_rerun":
                self.refreshes[message.auto_rerun.fragment_id] = message.auto_rerun.interval
            elif kind == "delta" and message.metadata.cacheable:
                self._kept[message.hash] = message
        for element in Answer(0, messages).elements:
            state = _state(element)
            if state:
                self._widgets.setdefault(state.id, state)


def _state(element: Any) -> WidgetState | None:
    """What the browser sends of a widget nobody has touched."""
    kind = type(element).__name__
    if kind == "Checkbox":
        return WidgetState(id=element.id, bool_value=element.default)
    if kind in ("ButtonGroup", "DateInput", "MultiSelect"):
        chosen = element.default
        if kind == "ButtonGroup":
            chosen = [element.options[index].content for index in chosen]
        elif kind == "MultiSelect":
            chosen = [element.options[index] for index in chosen]
        state = WidgetState(id=element.id)
        state.string_array_value.SetInParent()
        state.string_array_value.data.extend(chosen)
        return state
    return None
