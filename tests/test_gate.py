"""The gate in front of Streamlit: who asks, and browsers that are gone."""

import asyncio
from contextlib import suppress

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from web.gate import Gate

_SOCKET = {"type": "websocket", "path": "/elsewhere", "headers": [], "client": ("127.0.0.1", 1)}


async def _connects() -> Message:
    return {"type": "websocket.connect"}


async def _tab_is_closed(message: Message) -> None:
    if message["type"] == "websocket.send":
        raise OSError


async def _draws_and_listens(scope: Scope, receive: Receive, send: Send) -> None:
    """As Streamlit does: what it draws is sent by another task than the one that listens."""
    socket = WebSocket(scope, receive, send)
    await socket.accept()
    with suppress(WebSocketDisconnect):
        await socket.send_bytes(b"drawn")
    try:
        await socket.receive_bytes()
    except RuntimeError:
        await socket.close()


async def _fails(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("text messages are not supported")


def _ask(app: ASGIApp) -> None:
    asyncio.run(Gate(app)(_SOCKET, _connects, _tab_is_closed))  # type: ignore[arg-type, func-returns-value]


def test_a_browser_that_leaves_while_its_page_is_drawn_is_no_error_to_be_logged() -> None:
    _ask(_draws_and_listens)


def test_any_other_error_is_still_one() -> None:
    with pytest.raises(RuntimeError, match="text messages"):
        _ask(_fails)
