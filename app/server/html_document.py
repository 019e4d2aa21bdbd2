"""The HTML document of every page: Streamlit's, with one script and one sheet added.

The script gives the page the reader's own language and theme before anything is drawn.

The sheet is that of the page (app/page/page.css), which comes with the page's elements
too: in the document it is there before the first of them, so that none has to move.

Where a proxy closes websockets, as many schools' do, Streamlit shows grey bars and
reconnects for ever, and no component of the app can arrive to explain it. The script
can, because it is in the document: after eight seconds without a connection it says
what is wrong and what to ask the network's administrator for.
"""

import hashlib
import json
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.content.catalogue import LANGUAGES, load_messages
from app.server import static_files
from app.server.http_request import is_document

PAGE_SHEET = Path(__file__).parents[1] / "page" / "page.css"
STREAMLIT_DOCUMENT = (static_files.STATIC.parent / "index.html").read_bytes()


def document_script() -> bytes:
    """Return the script of the document: preferences, then the first connection."""
    names = ("preferences.js", "connection.js")
    source = "".join(Path(__file__).with_name(n).read_text("utf-8") for n in names)
    texts = {lang: load_messages(lang)["connection"] for lang in LANGUAGES}
    constant = f"const CONNECTION_WORDS = {json.dumps(texts)};\n"
    return f"(() => {{\n{constant}{source}}})();".encode()


SCRIPT = document_script()
SCRIPT_NAME = f"js/document.{hashlib.sha256(SCRIPT).hexdigest()[:8]}.js"
SHEET = PAGE_SHEET.read_text("utf-8")
FIRST_MODULE = b'<script type="module"'
"""The tag of Streamlit's own code; ours comes before it, and so runs before it."""

TAG = f'<script defer src="./static/{SCRIPT_NAME}"></script>\n    '.encode()
DOCUMENT = STREAMLIT_DOCUMENT.replace(FIRST_MODULE, TAG + FIRST_MODULE, 1)
DOCUMENT = DOCUMENT.replace(
    b"</head>", f"<style>\n{SHEET}</style>\n  </head>".encode(), 1
)
ENCODED = {name: encode(DOCUMENT) for name, encode in static_files.ENCODERS.items()}
"""The document in each content coding."""

OMITTED_HEADERS = {
    b"accept-encoding",
    b"if-modified-since",
    b"if-none-match",
    b"range",
}
"""Request headers that Streamlit does not get: they are about another document."""


class HtmlDocumentMiddleware:
    """Replaces Streamlit's document by ours, and serves the script that it names.

    Which paths are pages is Streamlit's decision, so its response is read to tell.

    Args:
        app: the app behind it.
        base_path: as in `static_files.StaticFilesMiddleware`.
    """

    def __init__(self, app: ASGIApp, base_path: str | None = None):
        self.app = app
        self._script_path = static_files.static_prefix(base_path) + SCRIPT_NAME

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["path"] == self._script_path:
            response = Response(
                SCRIPT,
                headers={"Cache-Control": static_files.IMMUTABLE},
                media_type=static_files.CONTENT_TYPES[".js"],
            )
            return await response(scope, receive, send)
        if not is_document(scope):
            return await self.app(scope, receive, send)
        accepted = Headers(scope=scope).get("accept-encoding", "")
        responder = _DocumentResponder(send, static_files.choose_encoding(accepted))
        headers = [each for each in scope["headers"] if each[0] not in OMITTED_HEADERS]
        await self.app({**scope, "headers": headers}, receive, responder.send)


class _DocumentResponder:
    """One response, held back until it is known to be Streamlit's document or not.

    Args:
        send: sends to the browser.
        encoding: the content coding of our document; "" for none.
    """

    def __init__(self, send: Send, encoding: str):
        self._send, self._encoding = send, encoding
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        """Pass on one message of the response, or hold it back."""
        if message["type"] == "http.response.start":
            length = MutableHeaders(scope=message).get("content-length")
            if length == str(len(STREAMLIT_DOCUMENT)):
                self._start = message
                return
        if self._start is None:
            return await self._send(message)
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = self._body
        if body == STREAMLIT_DOCUMENT:
            body = ENCODED.get(self._encoding, DOCUMENT)
            headers = MutableHeaders(scope=self._start)
            headers["content-length"] = str(len(body))
            headers["vary"] = "Accept-Encoding"
            if self._encoding:
                headers["content-encoding"] = self._encoding
            for name in ("etag", "last-modified", "accept-ranges"):
                del headers[name]
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})
