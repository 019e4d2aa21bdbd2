"""Compression and caching of Streamlit's own scripts, styles and fonts.

Streamlit sends these files uncompressed: 3.5 MB or more for a first page, which thirty
readers behind one access point wait for. Their names hold a digest of their content, so
each is compressed once, for its first reader, and cached by browsers for a year. Fonts
are replaced by subsets with the letters of the course (app/server/fonts, made by
.ci/fonts.py).

Two libraries were measured in its place, with twenty first visits in gzip over 12
connections: starlette-compress 2.0 took 3.5 times as long, because it compresses every
response anew; ServeStatic 4.4 took 4.4 times as long, and 3.5 s of processor time at
each start.
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
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.server.base_path import base_path

STATIC = (Path(streamlit.__file__).parent / "static" / "static").resolve()
CONTENT_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
FILES = {
    file.relative_to(STATIC).as_posix(): file
    for file in sorted(STATIC.rglob("*"))
    if file.suffix in CONTENT_TYPES and file.is_file()
}
"""The files that are compressed, by their path below /static/."""

ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda data: bytes(pa.Codec("brotli", 9).compress(data, asbytes=True)),
    "gzip": lambda data: gzip.compress(data, 9, mtime=0),
}
"""By content coding, the preferred one first. Browsers accept brotli over https and
from localhost alone. Each call makes a codec of its own: threads must not share one."""

FONTS = {file.stem: file for file in Path(__file__).parent.glob("fonts/*.woff2")}
"""Subsets of Streamlit's fonts, by Streamlit's name without the digest."""
FONT_PATH = re.compile(r"media/([\w-]+)[\w.-]*\.woff2")

IMMUTABLE = "public, immutable, max-age=31536000"
"""Cache-Control of a file whose name changes with its content."""


@cached({}, condition=Condition())
def compress_file(file: Path, encoding: str) -> bytes:
    """Return a static file in this content coding.

    The first caller compresses it; others who come meanwhile wait for the result.
    """
    return ENCODERS[encoding](file.read_bytes())


@cached({}, condition=Condition())
def read_font(stem: str) -> bytes:
    """Return the subset of a font."""
    return FONTS[stem].read_bytes()


class StaticFilesMiddleware:
    """Answers GET /static/… with compressed files and subset fonts, if accepted.

    Every other request goes to the app.

    Args:
        app: the app behind it.
        base_path: the path that the app is served below; None reads the configuration.
    """

    def __init__(self, app: ASGIApp, base_path: str | None = None):
        self.app = app
        self._prefix = static_prefix(base_path)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        response = await self._respond(scope)
        await (response or self.app)(scope, receive, send)

    async def _respond(self, scope: Scope) -> Response | None:
        """Return the response that replaces the app's; None to let the app answer."""
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        headers = Headers(scope=scope)
        if not scope["path"].startswith(self._prefix) or "range" in headers:
            return None
        path = scope["path"].removeprefix(self._prefix)
        if (font := FONT_PATH.fullmatch(path)) and font[1] in FONTS:
            return Response(
                await run_sync(read_font, font[1]),
                headers={"Cache-Control": IMMUTABLE},
                media_type="font/woff2",
            )
        encoding = choose_encoding(headers.get("accept-encoding", ""))
        file = FILES.get(path)
        if file is None or not encoding:
            return None
        return Response(
            await run_sync(compress_file, file, encoding),
            headers={
                "Content-Encoding": encoding,
                "Vary": "Accept-Encoding",
                "Cache-Control": IMMUTABLE,
            },
            media_type=CONTENT_TYPES[file.suffix],
        )


def static_prefix(option: str | None = None) -> str:
    """Return the beginning of the paths of static files, such as "/static/".

    Args:
        option: as in `base_path`.
    """
    return f"{base_path(option)}/static/"


def choose_encoding(accept_encoding: str) -> str:
    """Return the preferred content coding of those that a browser accepts, else "".

    Args:
        accept_encoding: the header of that name.
    """
    accepted = set()
    for part in accept_encoding.lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        if not re.fullmatch(r"0(\.0*)?", weight):
            accepted.add(name)
    return next((name for name in ENCODERS if name in accepted), "")
