"""Streamlit's own scripts, styles and fonts, made small once for all readers.

Streamlit sends them as they are: 3.5 MB and more for a first page, which thirty
readers behind one access point wait for. Their names carry a digest of what is in them
and they never change, so that each is compressed once, at its first reader. Most of a
font's letters are of no use here: app/fonts has them with those of the course alone.
"""

import re
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
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
CODECS = {"br": pa.Codec("brotli", 9), "gzip": pa.Codec("gzip", 9)}
"""By the name in the headers, the best first; browsers read brotli over https alone."""

FONTS = {file.stem: file for file in Path(__file__).parent.glob("fonts/*.woff2")}
"""By Streamlit's own names, without the digest."""
STEM = re.compile(r"[\w-]+")

LASTS = "public, immutable, max-age=31536000"


@lru_cache(maxsize=1024)
def compressed(file: Path, coding: str) -> bytes | None:
    """A static file in this coding; None if there is none that gains by it.

    The cache holds all there are; one that nobody asks for is not compressed.
    """
    if file.suffix not in KINDS or not file.is_file():
        return None
    return bytes(CODECS[coding].compress(file.read_bytes(), asbytes=True))


@lru_cache(maxsize=16)
def font(stem: str) -> bytes | None:
    """A font with the letters of the course; None if Streamlit's own is to be sent."""
    return FONTS[stem].read_bytes() if stem in FONTS else None


class Compressed:
    """Answers GET /static/… with less where the browser reads it; else hands on."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the app answer."""
        file, coding = _asked(scope)
        if file and file.suffix == ".woff2" and (stem := STEM.match(file.name)):
            letters = await run_sync(font, stem.group())
            if letters:
                headers = {"Cache-Control": LASTS}
                answer = Response(letters, headers=headers, media_type="font/woff2")
                return await answer(scope, receive, send)
        body = await run_sync(compressed, file, coding) if file and coding else None
        if file is None or body is None:
            return await self.app(scope, receive, send)
        headers = {"Content-Encoding": coding, "Vary": "Accept-Encoding"}
        headers["Cache-Control"] = LASTS
        answer = Response(body, headers=headers, media_type=KINDS[file.suffix])
        await answer(scope, receive, send)


def _asked(scope: Scope) -> tuple[Path | None, str]:
    """The static file that is asked for, and the best coding it may be sent in."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None, ""
    headers = Headers(scope=scope)
    before, static, name = scope["path"].partition("/static/")
    if before or not static or "\0" in name or "range" in headers:
        return None, ""
    file = (STATIC / name).resolve()
    read = re.split(r"[\s,;]+", headers.get("accept-encoding", ""))
    coding = next((each for each in CODECS if each in read), "")
    return (file, coding) if STATIC in file.parents else (None, "")


MIDDLEWARE = (Middleware(Compressed),)
