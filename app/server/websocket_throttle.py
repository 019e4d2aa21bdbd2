"""Limits on the messages that one websocket may send: how many, how long, what kind."""

import asyncio
import logging
import time

from starlette.types import Message, Receive, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from app import config

LOG = logging.getLogger("app")


class ThrottledWebSocket:
    """A reader's websocket whose messages are read at a limited rate.

    Messages that come faster wait unread in the connection, so that they cost their
    sender alone: each one would start a run of the page. A message that Streamlit
    cannot read closes the connection. Once the reader has left, whatever is still to be
    sent or read is dropped.

    Args:
        receive, send: the ASGI callables of the connection.
    """

    def __init__(self, receive: Receive, send: Send):
        self._receive, self._send = receive, send
        self._disconnected, self._due = False, 0.0

    async def receive(self) -> Message:
        """Return the next message, once the rate allows it."""
        message = await self._receive()
        if message["type"] != "websocket.receive":
            return message
        data = message.get("bytes")
        if code := close_code(data):
            LOG.warning("no message of a reader (%d): connection closed", code)
            await self.send({"type": "websocket.close", "code": code})
            return {"type": "websocket.disconnect", "code": code}
        now = time.monotonic()
        burst = config.MESSAGE_BURST / config.MESSAGES_PER_SECOND
        self._due = max(self._due, now - burst) + 1 / config.MESSAGES_PER_SECOND
        if self._due > now:
            await asyncio.sleep(self._due - now)
        if self._disconnected:
            return {"type": "websocket.disconnect", "code": 1006}
        return message

    async def send(self, message: Message) -> None:
        """Send a message, or drop it if the reader has left."""
        if not self._disconnected:
            try:
                await self._send(message)
            except OSError:
                self._disconnected = True


def close_code(data: bytes | None) -> int:
    """Return the websocket code that refuses this message; 0 if it can be read.

    Args:
        data: the binary message; None for one of text, which Streamlit never sends.
    """
    if data is None:
        return 1003
    if len(data) > config.MAX_MESSAGE_BYTES:
        return 1009
    try:
        BackMsg.FromString(data)
    except Exception:  # protobuf documents no common base of its errors
        return 1002
    return 0
