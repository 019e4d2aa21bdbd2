"""Entry point: `streamlit run app/main.py`. The pages themselves are in app/router.py.

A host that wants a plain script runs that one: `streamlit run app/router.py`.
"""

import sys
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from app.server import (  # noqa: E402
    html_document,
    lifespan,
    session_limit,
    static_files,
)

server = st.App(
    ROOT / "app" / "router.py",
    lifespan=lifespan.lifespan,
    routes=lifespan.ROUTES,
    middleware=[
        *session_limit.MIDDLEWARE,
        *static_files.MIDDLEWARE,
        *html_document.MIDDLEWARE,
    ],
)
