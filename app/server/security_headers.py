"""The headers that protect a reader's browser, on every answer of the server."""

import hashlib
import re
from base64 import b64encode
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def content_security_policy() -> str:
    """Return the policy: no other origin, and no inline script but one.

    That script is in Streamlit's index.html, and its digest is computed from there.
    `wasm-unsafe-eval` is for Graphviz, which lays out graphs in the browser; `blob:` is
    for the scripts of the components.
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
        "frame-ancestors": "'self'",
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


class SecurityHeadersMiddleware:
    """Adds HEADERS to every answer; answers 404 for Streamlit's own metrics."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        if scope["path"].rstrip("/").endswith("/_stcore/metrics"):
            not_found = HTMLResponse("", 404)
            return await not_found(scope, receive, send_with_headers)
        await self.app(scope, receive, send_with_headers)
