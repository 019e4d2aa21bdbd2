"""The websocket of a class: it sends, and reads nothing."""

import asyncio
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from app.activities.classroom import codes
from app.activities.classroom.errors import DatabaseUnavailableError
from app.content.catalogue import LANGUAGES
from app.server import class_access
from app.server.class_access import in_thread
from app.server.class_hub import BEAT_SECONDS, HUB, Listener, Topic
from app.server.class_limits import ClassLimits
from app.server.class_requests import comes_from_here, read_code

OVER, NOT_OURS, TRY_LATER, NOTHING_IS_READ = 4404, 4403, 1013, 1003
"""Codes that a websocket is closed with."""

LIMITS = ClassLimits()
"""Those of this process."""


async def class_socket(websocket: WebSocket) -> None:
    """Send the newest state of a class, whenever it changes.

    It is accepted first: a browser sees the code of a refusal only then.
    """
    await websocket.accept()
    close_code, listener = await find_listener(websocket)
    if listener is None:
        return await websocket.close(close_code)
    code = read_code(websocket)
    with suppress(WebSocketDisconnect, RuntimeError, OSError):
        with HUB.subscription(code, listener) as topic:
            close_code = TRY_LATER
            if topic is not None:
                close_code = await send_all(websocket, topic, listener)
        if websocket.client_state is WebSocketState.CONNECTED and close_code:
            await websocket.close(close_code)


async def find_listener(websocket: WebSocket) -> tuple[int, Listener | None]:
    """Return who listens, else the code that refuses."""
    code = read_code(websocket)
    if not comes_from_here(websocket):
        return NOT_OURS, None
    if not code:
        return OVER, None
    if LIMITS.is_guessed and code not in HUB.topics:
        return TRY_LATER, None
    try:
        visitor = await in_thread(class_access.find_visitor, code, websocket.cookies)
    except DatabaseUnavailableError:
        return TRY_LATER, None
    if visitor.record is None:
        LIMITS.note_wrong_code()
        return OVER, None
    lang = websocket.query_params.get("lang", "")
    lang = lang if lang in LANGUAGES else LANGUAGES[0]
    if visitor.is_teacher:
        key = websocket.cookies[codes.teacher_cookie(code)]
        LIMITS.remember((code, key))
        return 0, Listener("teacher", lang, codes.hash_secret(key))
    if visitor.has_seat:
        LIMITS.remember((code, visitor.secret))
        return 0, Listener("seat", lang, codes.hash_secret(visitor.secret))
    return NOT_OURS, None


async def send_all(websocket: WebSocket, topic: Topic, listener: Listener) -> int:
    """Send until the browser leaves, or has to; return the code to close with.

    Returns:
        0 if the browser has left.
    """
    sent = None
    leaving = asyncio.create_task(wait_for_end(websocket))
    try:
        while not leaving.done():
            changed = topic.changed
            if close_code := topic.close_code(listener):
                return close_code
            text = topic.messages.get((listener.role, listener.lang))
            if text and text != sent:
                await websocket.send_text(text)
                sent = text
            if not await wait_for_change(changed, leaving) and not leaving.done():
                await websocket.send_text("")
        return leaving.result()
    finally:
        leaving.cancel()


async def wait_for_change(changed: asyncio.Event, leaving: asyncio.Task[int]) -> bool:
    """Wait until one of them is done; return False if none was for a beat's time."""
    change = asyncio.create_task(changed.wait())
    done, _ = await asyncio.wait(
        {change, leaving}, timeout=BEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED
    )
    change.cancel()
    return bool(done)


async def wait_for_end(websocket: WebSocket) -> int:
    """Return once the browser has left; 1003 if it sends something instead."""
    message = await websocket.receive()
    return 0 if message["type"] == "websocket.disconnect" else NOTHING_IS_READ
