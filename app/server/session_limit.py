"""The limit on concurrent sessions, and the page that is shown when it is reached."""

import logging

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app import config
from app.compute.session_counter import SESSIONS
from app.content.catalogue import load_messages
from app.server.http_request import is_document, preferred_language
from app.server.websocket_throttle import ThrottledWebSocket

STREAM = "/_stcore/stream"
"""The end of the path of Streamlit's websocket: a session is one of them, open."""

LOG = logging.getLogger("app")


class SessionLimitMiddleware:
    """Limits concurrent sessions; answers 503 with Retry-After when full.

    Readers who are connected keep all they have: files are served, and whoever lost a
    connection may return to their session. Every websocket is throttled.

    Args:
        app: the app behind it.
        max_sessions: sessions at once.
    """

    turned_away = 0
    """Pages answered with 503 so far, by this process."""

    def __init__(self, app: ASGIApp, max_sessions: int = config.MAX_SESSIONS):
        self.app, self.max_sessions = app, max_sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or run one session to its end."""
        full = SESSIONS.connected >= self.max_sessions
        if scope["type"] == "websocket" and scope["path"].endswith(STREAM):
            if full and not _is_returning(scope):
                return await send({"type": "websocket.close", "code": 1013})
            websocket = ThrottledWebSocket(receive, send)
            with SESSIONS.connection():
                return await self.app(scope, websocket.receive, websocket.send)
        if full and is_document(scope):
            SessionLimitMiddleware.turned_away += 1
            LOG.warning("full: %d readers", SESSIONS.connected)
            response = HTMLResponse(busy_page(preferred_language(scope)), 503)
            response.headers["Retry-After"] = "30"
            return await response(scope, receive, send)
        await self.app(scope, receive, send)


def busy_page(lang: str) -> str:
    """Return the HTML page that says that the server is full, and reloads itself."""
    texts = load_messages(lang)["server_busy"]
    return f"""<!doctype html>
<html lang="{lang}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="30">
<title>{texts["title"]}</title>
<style>
:root {{ color-scheme: light dark; font: 1.1rem/1.5 Georgia, serif }}
body {{ max-width: 34rem; margin: 20vh auto 0; padding: 0 1rem }}
</style>
<main><h1>{texts["title"]}</h1><p>{texts["text"]}</p></main>
</html>
"""


def _is_returning(scope: Scope) -> bool:
    """Return whether this websocket names a session that it had here before."""
    protocols = Headers(scope=scope).get("sec-websocket-protocol", "").split(",")
    return len(protocols) > 2 and bool(protocols[2].strip())
