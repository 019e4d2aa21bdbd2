"""The entry point on Streamlit Community Cloud: the pages as a plain script.

A host that starts `streamlit run` on a plain script cannot run app/main.py, which is a
server with its own start. This script runs app/router.py at every rerun instead. The
pages are the same; security headers, session limit, compressed files, `/readyz` and
`/metrics` are missing.
"""

import runpy
from pathlib import Path
from threading import get_ident

ROUTER = Path(__file__).parents[2] / "app" / "router.py"

# Readers run in threads: each needs a module name of its own.
runpy.run_path(str(ROUTER), run_name=f"router_{get_ident()}")
