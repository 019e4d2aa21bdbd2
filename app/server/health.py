"""`/readyz`: whether this process should be sent new readers."""

from threading import Event

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app import config
from app.compute.session_counter import SESSIONS

READY = Event()
"""Set once everything that readers share is loaded and trained."""

STOPPING = Event()
"""Set once the server shuts down."""


async def readyz(request: Request) -> Response:
    """Answer 200 if the server is warm and has room for another reader, else 503.

    A balancer that sends each reader back to the same process asks `?full=yes`: then a
    full process answers 200 as well, so that the readers inside still reach it.
    """
    room = SESSIONS.connected < config.MAX_SESSIONS
    ready = READY.is_set() and not STOPPING.is_set()
    available = ready and (room or request.query_params.get("full") == "yes")
    status = 200 if available else 503
    return JSONResponse({"ready": ready, "room": room}, status)


ROUTES = (Route("/readyz", readyz),)
