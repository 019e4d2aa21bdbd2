"""The routes of class mode: pages for opening and joining, answers, commands."""

import time
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from app import config
from app.activities.classroom import codes
from app.activities.classroom.errors import DatabaseUnavailableError
from app.content.catalogue import GUIDES, LANGUAGES
from app.server import class_access, class_pages
from app.server.base_path import local_address
from app.server.class_access import Visitor, in_thread
from app.server.class_hub import HUB
from app.server.class_requests import (
    MAX_BYTES,
    MAX_PLAN_BYTES,
    RequestError,
    check_size,
    comes_from_here,
    read_code,
    read_object,
    reply,
    set_cookie,
)
from app.server.class_socket import LIMITS, class_socket
from app.server.http_request import preferred_language
from lessons import SLUGS

Handler = Callable[[Request], Awaitable[Response]]

OWN_PARAMETERS = {"class", "lang", "as", "projector"}
"""Parameters of a link that joining sets itself."""


def posts(handler: Handler) -> Handler:
    """Refuse what another site sends; say what is wrong in the reply."""

    @wraps(handler)
    async def checked(request: Request) -> Response:
        try:
            if not comes_from_here(request):
                raise RequestError("origin")
            return await handler(request)
        except RequestError as error:
            return reply(error.status)
        except DatabaseUnavailableError:
            return reply("unavailable")

    return checked


def shows(handler: Handler) -> Handler:
    """Say on a page that the database does not answer."""

    @wraps(handler)
    async def checked(request: Request) -> Response:
        try:
            return await handler(request)
        except DatabaseUnavailableError:
            lang = preferred_language(request.scope)
            return class_pages.notice_page(lang, "unavailable", 503)

    return checked


# ---- open a class ----


async def open_page(request: Request) -> Response:
    """Show the page that opens a class."""
    return class_pages.open_page(preferred_language(request.scope))


@posts
async def open_class(request: Request) -> Response:
    """Open a class, with a lesson or without one."""
    check_size(request, MAX_PLAN_BYTES)
    if not config.CLASSES:
        raise RequestError("refused")
    if not LIMITS.take_opening():
        raise RequestError("slow")
    body = await read_object(request, MAX_PLAN_BYTES)
    lang = body["lang"] if body.get("lang") in LANGUAGES else LANGUAGES[0]
    opened = await in_thread(
        class_access.open_class, lang, body.get("nicknames") is True, body.get("plan")
    )
    if isinstance(opened, dict):
        return reply(**opened)
    response = reply("created", code=opened.code)
    name = codes.teacher_cookie(opened.code)
    set_cookie(response, request, name, opened.secret, 3600 * config.CLASS_HOURS)
    return response


# ---- join ----


async def join_page(request: Request) -> Response:
    """Show the page on which a code is typed."""
    return class_pages.join_page(preferred_language(request.scope))


@shows
async def join_class(request: Request) -> Response:
    """Lead a browser to its class, with a cookie; a seat is taken on the page."""
    lang, typed = preferred_language(request.scope), request.path_params["code"][:40]
    code = read_code(request)
    if not code:
        return class_pages.join_page(lang, typed, "over")
    visitor = await look_up(code, request)
    if visitor.record is None:
        return class_pages.join_page(lang, typed, "over")
    as_seat = request.query_params.get("as") == "seat"
    secret = visitor.secret
    if not visitor.has_seat and (as_seat or not visitor.is_teacher):
        admission = await in_thread(class_access.can_join, code)
        if admission != "seated":
            return class_pages.join_page(lang, code, admission)
        secret = secret or codes.create_secret()
    to = request.query_params.get("to", "") or f"/{visitor.record.state.page}"
    response = redirect(local_link(to, {"class": code, "lang": lang}))
    if secret and (as_seat or not visitor.is_teacher):
        seconds = visitor.record.ends - time.time()
        set_cookie(response, request, codes.seat_cookie(code), secret, seconds)
    return response


def local_link(to: str, own: dict[str, str]) -> str:
    """Return a link to a page of this app.

    Args:
        to: path and query; the first page replaces what is none of ours.
        own: parameters that are set.
    """
    path, query = "/", ""
    if to.startswith("/") and not to.startswith("//") and to.isprintable():
        parts = urlsplit(to)
        if parts.path.strip("/") in {*SLUGS, *GUIDES}:
            path, query = f"/{parts.path.strip('/')}", parts.query
    others = [each for each in parse_qsl(query) if each[0] not in OWN_PARAMETERS]
    return f"{path}?{urlencode([*others, *own.items()])}"


def redirect(path: str) -> Response:
    """Return an answer that leads elsewhere in this app."""
    return RedirectResponse(local_address(path), 303, {"Cache-Control": "no-store"})


async def look_up(code: str, request: Request) -> Visitor:
    """Return who asks for a class; while codes are guessed, few are looked up."""
    has_cookie = bool(
        {codes.seat_cookie(code), codes.teacher_cookie(code)} & {*request.cookies}
    )
    if LIMITS.is_guessed and code not in HUB.topics and not has_cookie:
        return Visitor(code, None)
    visitor = await in_thread(class_access.find_visitor, code, request.cookies)
    if visitor.record is None:
        LIMITS.note_wrong_code()
    return visitor


# ---- the teacher ----


@shows
async def teacher_page(request: Request) -> Response:
    """Show the teacher's page; lead anybody else to where a class is joined."""
    code, lang = read_code(request), preferred_language(request.scope)
    visitor = await look_up(code, request) if code else Visitor("", None)
    if visitor.record is None:
        return class_pages.join_page(lang, request.path_params["code"][:40], "over")
    if not visitor.is_teacher:
        return redirect(f"/join/{code}?{urlencode({'lang': lang})}")
    return class_pages.teacher_page(lang, visitor.record, request)


@shows
async def pair(request: Request) -> Response:
    """Let another device of the teacher in, by a link that works once."""
    code, lang = read_code(request), preferred_language(request.scope)
    if request.method != "GET":  # a preview of the link must not use it up
        return Response(status_code=200)
    if not code or LIMITS.is_guessed:
        return class_pages.notice_page(lang, "used", 404)
    secret = request.path_params["secret"][:64]
    key = await in_thread(class_access.redeem_pairing_secret, code, secret)
    if key is None:
        LIMITS.note_wrong_code()
        return class_pages.notice_page(lang, "used", 404)
    response = redirect(f"/class/{code}?{urlencode({'lang': lang})}")
    set_cookie(
        response,
        request,
        codes.teacher_cookie(code),
        key.secret,
        key.ends - time.time(),
    )
    return response


@posts
async def command(request: Request) -> Response:
    """Do what the teacher says."""
    check_size(request, MAX_PLAN_BYTES)
    code = read_code(request)
    key = request.cookies.get(codes.teacher_cookie(code), "") if code else ""
    if not key:
        raise RequestError("teacher")
    if not LIMITS.take((code, key)):
        raise RequestError("slow")
    if not await in_thread(class_access.is_teacher, code, key):
        LIMITS.forget((code, key))
        raise RequestError("teacher" if code in HUB.topics else "over")
    LIMITS.remember((code, key))
    body = await read_object(request, MAX_PLAN_BYTES)
    is_long = int(request.headers["content-length"]) > MAX_BYTES
    if is_long and body.get("action") != "plan":
        raise RequestError("large")
    result = await in_thread(class_access.apply_command, code, body)
    HUB.notify()
    if "link" in result:
        result |= class_pages.link_details(request, str(result["link"]))
    return reply(**result)


@shows
async def answers_csv(request: Request) -> Response:
    """Send the answers of a class as a file."""
    code, lang = read_code(request), preferred_language(request.scope)
    key = request.cookies.get(codes.teacher_cookie(code), "") if code else ""
    if not key or not await in_thread(class_access.is_teacher, code, key):
        return reply("teacher")
    text = await run_sync(class_access.write_csv, code, lang)
    return Response(
        text,
        headers={
            "Content-Disposition": f'attachment; filename="class-{code}.csv"',
            "Cache-Control": "no-store",
        },
        media_type="text/csv; charset=utf-8",
    )


# ---- the pupil ----


@posts
async def answer(request: Request) -> Response:
    """Save a pupil's answer, instead of the one before."""
    check_size(request, MAX_BYTES)
    code, secret = read_seat(request)
    body = await read_object(request, MAX_BYTES)
    n, guess = body.get("round"), body.get("guess")
    if type(n) is not int or not 0 < n < 10**6:
        raise RequestError("invalid")
    return await finish(code, secret, class_access.save_answer, n, guess)


@posts
async def leave(request: Request) -> Response:
    """Delete a pupil's seat and answers."""
    check_size(request, MAX_BYTES)
    code, secret = read_seat(request)
    response = await finish(code, secret, class_access.leave)
    LIMITS.forget((code, secret))
    response.delete_cookie(codes.seat_cookie(code), path=local_address("/"))
    return response


@posts
async def name(request: Request) -> Response:
    """Note a pupil's nickname."""
    check_size(request, MAX_BYTES)
    code, secret = read_seat(request)
    body = await read_object(request, MAX_BYTES)
    text = body.get("name")
    if not isinstance(text, str):
        raise RequestError("invalid")
    printable = "".join(c if c.isprintable() else " " for c in text)
    shown = " ".join(printable.split())
    if not shown:
        raise RequestError("invalid")
    return await finish(code, secret, class_access.set_name, shown)


def read_seat(request: Request) -> tuple[str, str]:
    """Return a pupil's class and secret.

    Raises:
        RequestError: "seat" without a cookie, "slow" if too much comes.
    """
    code = read_code(request)
    secret = request.cookies.get(codes.seat_cookie(code), "") if code else ""
    if not secret:
        raise RequestError("seat")
    if not LIMITS.take((code, secret)):
        raise RequestError("slow")
    return code, secret


async def finish(
    code: str, secret: str, change: Callable[..., str], *more: Any
) -> Response:
    """Change something of a pupil's; return the reply."""
    status = await in_thread(change, code, secret, *more)
    if status in {"saved", "late"}:
        LIMITS.remember((code, secret))
    if status in {"saved", "done"}:
        HUB.notify()
    return reply(status)


PAGES: dict[str, Handler] = {
    "/class": open_page,
    "/class/files/{name}": class_pages.file,
    "/class/{code}": teacher_page,
    "/class/{code}/pair/{secret}": pair,
    "/class/{code}/answers.csv": answers_csv,
    "/join": join_page,
    "/join/{code}": join_class,
}
"""What is got, by its path in this app."""

POSTS: dict[str, Handler] = {
    "/class": open_class,
    "/class/{code}/answer": answer,
    "/class/{code}/command": command,
    "/class/{code}/leave": leave,
    "/class/{code}/name": name,
}
"""What takes something."""


def create_routes() -> list[BaseRoute]:
    """Return the routes of class mode, below the path that the server has."""
    routes: list[BaseRoute] = [
        Route(local_address(path), handler, methods=[method])
        for method, handlers in (("GET", PAGES), ("POST", POSTS))
        for path, handler in handlers.items()
    ]
    socket = WebSocketRoute(local_address("/class/{code}/socket"), class_socket)
    return [*routes, socket]
