"""The routes of class mode without a server: requests, cookies, websockets."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from starlette.applications import Starlette

from app.server import class_routes
from app.server.security_headers import SecurityHeadersMiddleware
from lessons import lesson

PAGE = "linear_regression"
QUESTION = next(q for q in lesson(PAGE).questions if q.kind == "choice")
GUESS = QUESTION.options[0]
HOST = "course.example:8501"
ORIGIN = f"http://{HOST}"

APP = SecurityHeadersMiddleware(Starlette(routes=class_routes.create_routes()))


class Answer(NamedTuple):
    """What the app answers.

    Args:
        cookies: those it sets, whole, by their names.
    """

    status: int
    headers: dict[str, str]
    cookies: dict[str, str]
    body: bytes

    @property
    def word(self) -> str:
        """The status in a reply of JSON."""
        return json.loads(self.body)["status"]

    @property
    def text(self) -> str:
        return self.body.decode()


class Browser:
    """A browser with its cookies; each request is on a connection of its own."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}

    async def send(
        self,
        method: str,
        address: str,
        body: bytes | None = None,
        *,
        scheme: str = "http",
        **headers: str | None,
    ) -> Answer:
        """Send one request; `_` in a header's name stands for `-`, None for none."""
        fields: dict[str, str | None] = {"host": HOST}
        if body is not None:
            fields |= {"origin": ORIGIN, "content-length": str(len(body))}
        fields |= {name.replace("_", "-"): value for name, value in headers.items()}
        scope = self._scope("http", address, fields)
        scope |= {"method": method, "scheme": scheme, "http_version": "1.1"}
        messages: list[dict] = []
        bodies = [{"type": "http.request", "body": body or b"", "more_body": False}]

        async def receive() -> dict:
            return bodies.pop() if bodies else {"type": "http.disconnect"}

        async def collect(message: dict) -> None:
            messages.append(message)

        await APP(scope, receive, collect)
        start, *parts = messages
        content = b"".join(part.get("body", b"") for part in parts)
        pairs = [(name.decode(), value.decode()) for name, value in start["headers"]]
        cookies = {
            value.partition("=")[0]: value
            for name, value in pairs
            if name == "set-cookie"
        }
        for name, value in cookies.items():
            self.cookies[name] = value.partition("=")[2].partition(";")[0]
        return Answer(start["status"], dict(pairs), cookies, content)

    def get(self, address: str, **headers: Any) -> Answer:
        return asyncio.run(self.send("GET", address, **headers))

    def post(self, address: str, body: Any = None, **headers: Any) -> Answer:
        """Send JSON, or bytes as they are."""
        data = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
        return asyncio.run(self.send("POST", address, data, **headers))

    @asynccontextmanager
    async def socket(self, address: str, origin: str = ORIGIN) -> AsyncIterator[Any]:
        """Open a websocket; yields (read, send): read() is the next text or code."""
        outbox: asyncio.Queue[dict] = asyncio.Queue()
        inbox: asyncio.Queue[dict] = asyncio.Queue()
        scope = self._scope("websocket", address, {"host": HOST, "origin": origin})
        scope |= {"scheme": "ws", "subprotocols": []}
        inbox.put_nowait({"type": "websocket.connect"})
        task = asyncio.create_task(APP(scope, inbox.get, outbox.put))

        async def read() -> str | int:
            while True:
                message = await asyncio.wait_for(outbox.get(), 10)
                if message["type"] == "websocket.send":
                    return message["text"]
                if message["type"] == "websocket.close":
                    return message["code"]

        try:
            yield read, inbox.put
        finally:
            await inbox.put({"type": "websocket.disconnect", "code": 1001})
            await asyncio.wait_for(task, 10)

    def _scope(self, kind: str, address: str, fields: dict) -> dict[str, Any]:
        parts = urlsplit(address)
        if self.cookies:
            pairs = (f"{name}={value}" for name, value in self.cookies.items())
            fields["cookie"] = "; ".join(pairs)
        return {
            "type": kind,
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "root_path": "",
            "query_string": parts.query.encode(),
            "headers": [
                (name.encode(), value.encode())
                for name, value in fields.items()
                if value is not None
            ],
            "server": ("127.0.0.1", 8501),
            "client": ("127.0.0.1", 1),
        }


class Classroom:
    """A class with its teacher, and pupils as they join.

    Args:
        take_seat: (code, secret) takes the seat, as a page's first run does.
    """

    def __init__(self, take_seat: Callable[[str, str], Any], **options: Any):
        self.teacher, self._take_seat = Browser(), take_seat
        opened = self.teacher.post("/class", {"lang": "en", **options})
        assert opened.status == 201, opened.body
        self.code = json.loads(opened.body)["code"]

    def join(self) -> Browser:
        """Let a pupil in."""
        pupil = Browser()
        assert pupil.get(f"/join/{self.code}").status == 303
        self._take_seat(self.code, pupil.cookies[f"seat-{self.code}"])
        return pupil

    def command(self, action: str, **body: Any) -> Answer:
        path = f"/class/{self.code}/command"
        return self.teacher.post(path, {"action": action, **body})
