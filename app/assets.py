"""Streamlit's own scripts and styles, compressed once for all readers.

Streamlit sends them as they are: 3.5 MB and more for a first page, which thirty
readers behind one access point wait for. Their names carry a digest of what is in them
and they never change, so that each is compressed once, at its first reader.
"""

import gzip
from functools import lru_cache
from pathlib import Path

import streamlit
from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

STATIC = (Path(streamlit.__file__).parent / "static" / "static").resolve()
KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
LEVEL = 6


@lru_cache(maxsize=512)
def compressed(file: Path) -> bytes | None:
    """A static file, gzipped; None if there is none that gains by it.

    The cache holds all there are; one that nobody asks for is not compressed.
    """
    if file.suffix not in KINDS or not file.is_file():
        return None
    return gzip.compress(file.read_bytes(), LEVEL, mtime=0)


class Compressed:
    """Answers GET /static/… in gzip where the browser reads it; else hands on."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the app answer."""
        file = _asked(scope)
        body = await run_sync(compressed, file) if file else None
        if file is None or body is None:
            return await self.app(scope, receive, send)
        headers = {
            "Content-Encoding": "gzip",
            "Vary": "Accept-Encoding",
            "Cache-Control": "public, immutable, max-age=31536000",
        }
        answer = Response(body, headers=headers, media_type=KINDS[file.suffix])
        await answer(scope, receive, send)


def _asked(scope: Scope) -> Path | None:
    """The static file that is asked for, if it may be sent in gzip."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    headers = Headers(scope=scope)
    if "gzip" not in headers.get("accept-encoding", "") or "range" in headers:
        return None
    before, static, name = scope["path"].partition("/static/")
    if before or not static or "\0" in name:
        return None
    file = (STATIC / name).resolve()
    return file if STATIC in file.parents else None


MIDDLEWARE = (Middleware(Compressed),)
