"""The entry point: `streamlit run app/main.py`. Its pages are in app/router.py.

A host that runs nothing but a plain script starts that one: app/router.py, or
.hosting/community_cloud/streamlit_app.py on Streamlit Community Cloud.
"""

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from app.server import class_routes, health, metrics  # noqa: E402
from app.server.html_document import HtmlDocumentMiddleware  # noqa: E402
from app.server.lifespan import lifespan  # noqa: E402
from app.server.security_headers import SecurityHeadersMiddleware  # noqa: E402
from app.server.session_limit import SessionLimitMiddleware  # noqa: E402
from app.server.static_files import StaticFilesMiddleware  # noqa: E402
from app.state import class_mode  # noqa: E402

server = st.App(
    ROOT / "app" / "router.py",
    lifespan=lifespan,
    routes=[*health.ROUTES, *metrics.ROUTES, *class_routes.create_routes()],
    middleware=[  # the first is the outermost
        Middleware(SecurityHeadersMiddleware),
        Middleware(SessionLimitMiddleware),
        Middleware(StaticFilesMiddleware),
        Middleware(HtmlDocumentMiddleware),
    ],
)
class_mode.ROUTES.set()
