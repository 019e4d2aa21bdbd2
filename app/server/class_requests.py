"""Checks of what a browser sends to a class: where from, how much, what."""

import json
from typing import Any

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response

from app.activities.classroom import codes
from app.server.base_path import local_address

MAX_BYTES = 2000
"""Of an answer or a command."""

MAX_PLAN_BYTES = 40_000
"""Of a lesson."""

STATUS_CODES = {
    "saved": 200,
    "done": 200,
    "created": 201,
    "invalid": 400,
    "origin": 403,
    "seat": 403,
    "teacher": 403,
    "over": 404,
    "late": 409,
    "refused": 409,
    "limit": 409,
    "large": 413,
    "slow": 429,
    "unavailable": 503,
}
"""HTTP status of each reply."""


class RequestError(Exception):
    """A request that is refused.

    Args:
        status: as in STATUS_CODES.
    """

    def __init__(self, status: str):
        super().__init__(status)
        self.status = status


def reply(status: str, **more: Any) -> Response:
    """Return an answer in JSON."""
    response = JSONResponse({"status": status, **more}, STATUS_CODES[status])
    response.headers["Cache-Control"] = "no-store"
    if status in {"slow", "unavailable"}:
        response.headers["Retry-After"] = "1"
    return response


def comes_from_here(connection: HTTPConnection) -> bool:
    """Return whether a page of this server sends this, and not one of another site.

    `Sec-Fetch-Site` would say it too, but not where the server has no https.
    """
    scheme, separator, host = connection.headers.get("origin", "").partition("://")
    ours = connection.headers.get("host", "")
    return bool(separator and host) and scheme in {"http", "https"} and host == ours


def check_size(request: Request, max_bytes: int) -> None:
    """Refuse a request that does not say how long it is, or is too long.

    Raises:
        RequestError: "large".
    """
    length = request.headers.get("content-length", "")
    is_number = length.isascii() and length.isdigit() and len(length) < 9
    if "transfer-encoding" in request.headers or not is_number:
        raise RequestError("large")
    if int(length) > max_bytes:
        raise RequestError("large")


async def read_object(request: Request, max_bytes: int) -> dict[str, Any]:
    """Return the JSON object that is sent.

    Raises:
        RequestError: "large", or "invalid" if it is something else.
    """
    check_size(request, max_bytes)
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > max_bytes:
            raise RequestError("large")
    try:
        content = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise RequestError("invalid") from None
    if not isinstance(content, dict):
        raise RequestError("invalid")
    return content


def _refuse(name: str) -> float:
    """Refuse NaN and Infinity, which JSON does not have."""
    raise ValueError(name)


def read_code(connection: HTTPConnection) -> str:
    """Return the code in the path; "" if it cannot be one."""
    return codes.read_code(connection.path_params.get("code", ""))


def is_https(connection: HTTPConnection) -> bool:
    """Return whether the browser speaks https, perhaps with a balancer."""
    forwarded = connection.headers.get("x-forwarded-proto", "")
    return connection.url.scheme in {"https", "wss"} or forwarded == "https"


def set_cookie(
    response: Response, request: Request, name: str, value: str, seconds: float
) -> None:
    """Give the browser a cookie that its scripts cannot read.

    Args:
        seconds: after which it is dropped.
    """
    response.set_cookie(
        name,
        value,
        max_age=max(1, int(seconds)),
        path=local_address("/"),
        secure=is_https(request),
        httponly=True,
        samesite="lax",
    )
