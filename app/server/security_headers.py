"""The headers that protect a reader's browser, on every answer of the server."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qs

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import config
from app.server.base_path import path_of_app
from app.state import figure_mode
from lessons import SLUGS


def content_security_policy(frame_ancestors: Sequence[str] = ()) -> str:
    """Return the policy: no other origin, and no inline script but one.

    That script is in Streamlit's index.html, and its digest is computed from there.
    `wasm-unsafe-eval` is for Graphviz, which lays out graphs in the browser; `blob:` is
    for the scripts of the components.

    Args:
        frame_ancestors: origins that may show the page in a frame, besides its own.
    """
    page = Path(streamlit.__file__).parent / "static" / "index.html"
    scripts = re.findall(r"<script>(.*?)</script>", page.read_text("utf-8"), re.DOTALL)
    digests = (b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts)
    rules = {
        "default-src": "'self'",
        "script-src": "'self' 'wasm-unsafe-eval' blob: "
        + " ".join(f"'sha256-{digest}'" for digest in digests),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self' ws: wss: blob: data:",
        "worker-src": "'self' blob:",
        "frame-src": "'self' blob: data:",
        "frame-ancestors": " ".join(("'self'", *frame_ancestors)),
        "form-action": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


HEADERS = {
    "Content-Security-Policy": content_security_policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def is_figure(scope: Scope) -> bool:
    """Tell whether a request is for the figure of a lesson's page alone."""
    if path_of_app(scope["path"]).strip("/") not in SLUGS:
        return False
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return query.get(figure_mode.PARAMETER) == ["1"]


class SecurityHeadersMiddleware:
    """Adds HEADERS to every answer; answers 404 for Streamlit's own metrics.

    Args:
        app: the app behind it.
        frame_ancestors: origins that may show a figure in a frame. No other document is
            shown there: a click in it could be meant for something else.
    """

    def __init__(
        self, app: ASGIApp, frame_ancestors: Sequence[str] = config.FRAME_ANCESTORS
    ):
        self.app = app
        policy = content_security_policy(frame_ancestors)
        self._figure_headers = HEADERS | {"Content-Security-Policy": policy}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        headers = self._figure_headers if is_figure(scope) else HEADERS

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        if scope["path"].rstrip("/").endswith("/_stcore/metrics"):
            not_found = HTMLResponse("", 404)
            return await not_found(scope, receive, send_with_headers)
        await self.app(scope, receive, send_with_headers)
