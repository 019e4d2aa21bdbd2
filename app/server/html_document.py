"""The document that each page begins as: Streamlit's, with one script of ours in it.

Where websockets are closed, by a school's proxy, Streamlit shows grey bars and tries
again for ever; no component of ours can come to say so. The script can: it is in the
document, and says after eight seconds what is the matter and what to ask for.
"""

import hashlib
import json
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.content.catalogue import LANGUAGES, interface
from app.server import static_files
from app.server.session_limit import is_document

THEIRS = (static_files.STATIC.parent / "index.html").read_bytes()


def script() -> bytes:
    """What watches the first connection, and its words in each language."""
    source = Path(__file__).with_name("connection.js").read_text("utf-8")
    words = {lang: interface(lang)["connection"] for lang in LANGUAGES}
    return f"(() => {{\n{source}watchConnection({json.dumps(words)});\n}})();".encode()


SCRIPT = script()
NAME = f"js/connection.{hashlib.sha256(SCRIPT).hexdigest()[:8]}.js"
TAG = f'<script defer src="./static/{NAME}"></script>\n  </head>'.encode()
OURS = THEIRS.replace(b"</head>", TAG, 1)

CODINGS = {coding: make(OURS) for coding, make in static_files.CODINGS.items()}
ASKED_AGAIN = {b"accept-encoding", b"if-modified-since", b"if-none-match", b"range"}
"""Headers that are about Streamlit's document, or how it is sent."""


class Document:
    """Answers with the script, and with it in the place of Streamlit's document.

    Which addresses are pages is Streamlit's to say: the answer is what tells.

    Args:
        base: as in `assets.Compressed`.
    """

    def __init__(self, app: ASGIApp, base: str | None = None):
        self.app = app
        self._script = static_files.prefix(base) + NAME

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the app answer."""
        if scope["type"] == "http" and scope["path"] == self._script:
            lasts = {"Cache-Control": static_files.FOREVER}
            kind = static_files.KINDS[".js"]
            answer = Response(SCRIPT, headers=lasts, media_type=kind)
            return await answer(scope, receive, send)
        if not is_document(scope):
            return await self.app(scope, receive, send)
        coding = static_files.coding(Headers(scope=scope).get("accept-encoding", ""))
        asked = [each for each in scope["headers"] if each[0] not in ASKED_AGAIN]
        exchange = _Exchange(send, coding)
        await self.app({**scope, "headers": asked}, receive, exchange.send)


class _Exchange:
    """One answer, held until it is known to be Streamlit's document or another one."""

    def __init__(self, send: Send, coding: str):
        self._send, self._coding = send, coding
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        """A part of the answer."""
        if message["type"] == "http.response.start":
            length = MutableHeaders(scope=message).get("content-length")
            if length == str(len(THEIRS)):
                self._start = message
                return
        if self._start is None:
            return await self._send(message)
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = self._body
        if body == THEIRS:
            body = CODINGS.get(self._coding, OURS)
            headers = MutableHeaders(scope=self._start)
            headers["content-length"] = str(len(body))
            headers["vary"] = "Accept-Encoding"
            if self._coding:
                headers["content-encoding"] = self._coding
            for about_theirs in ("etag", "last-modified", "accept-ranges"):
                del headers[about_theirs]
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})


MIDDLEWARE = (Middleware(Document),)
