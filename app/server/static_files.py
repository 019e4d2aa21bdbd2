"""Streamlit's own scripts, styles and fonts, made small once for all readers.

Streamlit sends them as they are: 3.5 MB and more for a first page, which thirty
readers behind one access point wait for. Their names carry a digest of what is in them
and they never change, so that each is compressed once, at its first reader. Most of a
font's letters are of no use here: app/server/fonts has them with those of the course
alone.

Libraries were measured beside it, twenty first visits in gzip over 12 connections:
starlette-compress 2.0 took 3.5 times as long, for it compresses each answer anew;
ServeStatic 4.4 took 4.4 times as long, and 3.5 s of processor at each start.
"""

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from threading import Condition

import pyarrow as pa
import streamlit
from anyio.to_thread import run_sync
from cachetools import cached
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
FILES = {
    file.relative_to(STATIC).as_posix(): file
    for file in sorted(STATIC.rglob("*"))
    if file.suffix in KINDS and file.is_file()
}
"""What gains by being compressed, by its address below /static/."""

CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda data: bytes(pa.Codec("brotli", 9).compress(data, asbytes=True)),
    "gzip": lambda data: gzip.compress(data, 9, mtime=0),
}
"""By the name in the headers, the best first; browsers read brotli over https and from
localhost alone. Each call has a codec of its own: none may be shared by threads."""

FONTS = {file.stem: file for file in Path(__file__).parent.glob("fonts/*.woff2")}
"""By Streamlit's own names, without the digest."""
STEM = re.compile(r"media/([\w-]+)[\w.-]*\.woff2")

FOREVER = "public, immutable, max-age=31536000"


@cached({}, condition=Condition())
def compressed(file: Path, coding: str) -> bytes:
    """A static file in this coding, compressed by the first who asks for it.

    Who asks meanwhile waits for that.
    """
    return CODINGS[coding](file.read_bytes())


@cached({}, condition=Condition())
def font(stem: str) -> bytes:
    """A font with the letters of the course."""
    return FONTS[stem].read_bytes()


class Compressed:
    """Answers GET /static/… with less where the browser reads it; else hands on.

    Args:
        base: the path that the app is served below; None asks the configuration.
    """

    def __init__(self, app: ASGIApp, base: str | None = None):
        self.app = app
        self._prefix = prefix(base)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the app answer."""
        answer = await self._answer(scope)
        await (answer or self.app)(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response | None:
        """What is sent in place of the app's own answer, if there is something."""
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        headers = Headers(scope=scope)
        if not scope["path"].startswith(self._prefix) or "range" in headers:
            return None
        name = scope["path"].removeprefix(self._prefix)
        if (stem := STEM.fullmatch(name)) and stem[1] in FONTS:
            letters = await run_sync(font, stem[1])
            lasts = {"Cache-Control": FOREVER}
            return Response(letters, headers=lasts, media_type="font/woff2")
        how = coding(headers.get("accept-encoding", ""))
        file = FILES.get(name)
        if file is None or not how:
            return None
        body = await run_sync(compressed, file, how)
        said = {"Content-Encoding": how, "Vary": "Accept-Encoding"}
        said["Cache-Control"] = FOREVER
        return Response(body, headers=said, media_type=KINDS[file.suffix])


def prefix(base: str | None = None) -> str:
    """What the addresses of static files begin with.

    Args:
        base: the path that the app is served below; None asks the configuration.
    """
    if base is None:
        base = str(streamlit.config.get_option("server.baseUrlPath") or "")
    return "/".join(["", *filter(None, base.split("/")), "static", ""])


def coding(accepted: str) -> str:
    """The best coding of a list that a browser reads; "" for none of ours."""
    read = set()
    for each in accepted.lower().split(","):
        name, _, weight = each.replace(" ", "").partition(";q=")
        if not re.fullmatch(r"0(\.0*)?", weight):
            read.add(name)
    return next((name for name in CODINGS if name in read), "")


MIDDLEWARE = (Middleware(Compressed),)
