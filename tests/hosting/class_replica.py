"""A replica with the routes of class mode and without pages, on a port of loopback.

Run as `python -m tests.hosting.class_replica PORT`.
"""

import sys

import uvicorn
from starlette.applications import Starlette

from app.server import class_routes, health

if __name__ == "__main__":
    health.READY.set()
    app = Starlette(routes=[*health.ROUTES, *class_routes.create_routes()])
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
