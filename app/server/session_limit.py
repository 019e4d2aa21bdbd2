"""The door: what every answer says to the browser, and how many readers come in."""

import asyncio
import hashlib
import logging
import re
import time
from base64 import b64encode
from pathlib import Path

import streamlit
from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from app import config
from app.compute.session_counter import SESSIONS
from app.content.catalogue import LANGUAGES, interface

STREAM = "/_stcore/stream"
LOG = logging.getLogger("app")


def policy() -> str:
    """The content security policy: nothing from elsewhere, no inline script but one.

    That one is in Streamlit's page; its digest is read there. `wasm-unsafe-eval` lays
    out graphs, `blob:` are the components' own scripts.
    """
    page = Path(streamlit.__file__).parent / "static" / "index.html"
    inline = re.findall(r"<script>(.*?)</script>", page.read_text("utf-8"), re.DOTALL)
    known = (b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in inline)
    rules = {
        "default-src": "'self'",
        "script-src": "'self' 'wasm-unsafe-eval' blob: "
        + " ".join(f"'sha256-{digest}'" for digest in known),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self' ws: wss: blob: data:",
        "worker-src": "'self' blob:",
        "frame-src": "'self' blob: data:",
        "frame-ancestors": "'self'",
        "form-action": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


HEADERS = {
    "Content-Security-Policy": policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Guard:
    """Adds HEADERS to every answer, and hides what is the operator's alone."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the headers."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        if scope["path"].rstrip("/").endswith("/_stcore/metrics"):
            return await HTMLResponse("", 404)(scope, receive, told)
        await self.app(scope, receive, told)


class Room:
    """Counts the readers, and tells the next one politely when the room is full.

    Args:
        most: readers at once.
    """

    def __init__(self, app: ASGIApp, most: int = config.MAX_SESSIONS):
        self.app, self.most = app, most

    turned_away = 0
    """Visits that were shown the page that says so."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in, or tell."""
        if scope["type"] == "websocket" and scope["path"].endswith(STREAM):
            if SESSIONS.connected >= self.most and not _returning(scope):
                return await send({"type": "websocket.close", "code": 1013})
            with SESSIONS.connection():
                line = Line(receive, send)
                return await self.app(scope, line.receive, line.send)
        if SESSIONS.connected >= self.most and is_document(scope):
            Room.turned_away += 1
            LOG.warning("full: %d readers", SESSIONS.connected)
            answer = HTMLResponse(full(_language(scope)), 503)
            answer.headers["Retry-After"] = "30"
            return await answer(scope, receive, send)
        await self.app(scope, receive, send)


class Line:
    """A reader's connection: messages at the pace of a hand; what is none ends it.

    What comes faster waits unread in the connection, so that it costs the sender and
    nobody else: each message would begin a run of the page. Whoever is gone is gone:
    what is still to be sent or read is dropped.
    """

    def __init__(self, receive: Receive, send: Send):
        self._receive, self._send = receive, send
        self._gone, self._due = False, 0.0

    async def receive(self) -> Message:
        """The next message, when it is its turn."""
        message = await self._receive()
        if message["type"] != "websocket.receive":
            return message
        data = message.get("bytes")
        if code := refused(data):
            LOG.warning("no message of a reader (%d): connection closed", code)
            await self.send({"type": "websocket.close", "code": code})
            return {"type": "websocket.disconnect", "code": code}
        now = time.monotonic()
        at_once = config.MESSAGES_AT_ONCE / config.MESSAGES_A_SECOND
        self._due = max(self._due, now - at_once) + 1 / config.MESSAGES_A_SECOND
        if self._due > now:
            await asyncio.sleep(self._due - now)
        return {"type": "websocket.disconnect", "code": 1006} if self._gone else message

    async def send(self, message: Message) -> None:
        """Send, if there is still somebody."""
        if not self._gone:
            try:
                await self._send(message)
            except OSError:
                self._gone = True


def refused(data: bytes | None) -> int:
    """The code that closes the connection on this message; 0 if it can be read."""
    if data is None:
        return 1003
    if len(data) > config.MESSAGE_BYTES:
        return 1009
    try:
        BackMsg.FromString(data)
    except Exception:  # whatever it is that it cannot be read as
        return 1002
    return 0


def full(lang: str) -> str:
    """The page for whoever does not come in: it tries again by itself."""
    said = interface(lang)["full"]
    return f"""<!doctype html>
<html lang="{lang}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="30">
<title>{said["title"]}</title>
<style>
:root {{ color-scheme: light dark; font: 1.1rem/1.5 Georgia, serif }}
body {{ max-width: 34rem; margin: 20vh auto 0; padding: 0 1rem }}
</style>
<main><h1>{said["title"]}</h1><p>{said["text"]}</p></main>
</html>
"""


def _returning(scope: Scope) -> bool:
    """Whether a reader's connection was cut, and they have a session here."""
    offered = Headers(scope=scope).get("sec-websocket-protocol", "").split(",")
    return len(offered) > 2 and bool(offered[2].strip())


def is_document(scope: Scope) -> bool:
    """Whether a page is asked for, and no part of one."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    parts = scope["path"].split("/")
    known = {"_stcore", "static", "media", "component", "readyz", "metrics"}
    accepts = Headers(scope=scope).get("accept", "")
    return "text/html" in accepts and not known & set(parts)


def _language(scope: Scope) -> str:
    """The link's language, else the first of the browser's that is one of ours."""
    said = Headers(scope=scope).get("accept-language", "").lower()
    link = QueryParams(scope["query_string"]).get("lang", "")
    wanted = [link, *(part.strip()[:2] for part in said.split(","))]
    return next((lang for lang in wanted if lang in LANGUAGES), "fr")


MIDDLEWARE = (Middleware(Guard), Middleware(Room))
