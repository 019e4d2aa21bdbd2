"""A server for tests: it starts the engine as the app's does, for another script.

The environment's PAGE is that script, seen from the root.
"""

import os
import sys
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from app.server import health  # noqa: E402
from app.server.lifespan import lifespan  # noqa: E402

PAGE = ROOT / os.environ["PAGE"]
server = st.App(PAGE, lifespan=lifespan, routes=[*health.ROUTES])
