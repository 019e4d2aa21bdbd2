"""Whether a class can be opened here: the server has the routes, CLASSES allows it.

A host that runs app/router.py alone has no routes of its own.
"""

from threading import Event

from app import config

ROUTES = Event()
"""Set by app/main.py, whose server has the routes of class mode."""


def is_available() -> bool:
    """Return whether this server opens classes."""
    return ROUTES.is_set() and config.CLASSES > 0
