"""Requests to an ASGI app without a server."""

import asyncio
from typing import Any, NamedTuple


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


async def inner_app(scope, receive, send):
    """An app that accepts everybody; a websocket stays open during `scope["stay"]`."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return await scope["stay"]()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"inner"})


async def get(app, path="/", method="GET", query="", **headers: str) -> Answer:
    """The answer of the app; `_` in the name of a header stands for `-`."""
    messages = await _messages(app, "http", path, headers, method=method, query=query)
    start, *parts = messages
    received = {n.decode().lower(): v.decode() for n, v in start["headers"]}
    body = b"".join(part.get("body", b"") for part in parts)
    return Answer(start["status"], received, body)


async def open_websocket(app, path, stay=None, **headers: str) -> str:
    """The type of the first message of the app, "websocket.accept" for one."""

    async def leave():
        pass

    messages = await _messages(app, "websocket", path, headers, stay=stay or leave)
    return messages[0]["type"]


def request(app, path="/", **options: str) -> Answer:
    """As `get`, for tests that are not asynchronous."""
    return asyncio.run(get(app, path, **options))


async def _messages(app, kind, path, headers, query="", **more: Any) -> list[dict]:
    messages = []
    scope = {"type": kind, "path": path, "root_path": "", **more}
    scope["query_string"] = query.encode()
    scope["headers"] = [
        (name.replace("_", "-").encode(), value.encode())
        for name, value in headers.items()
    ]

    async def send(message):
        messages.append(message)

    await app(scope, None, send)
    return messages
