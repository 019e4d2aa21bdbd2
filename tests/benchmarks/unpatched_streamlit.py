"""`streamlit` on the command line, without the patches that UNPATCHED names.

The names are those of the functions, as `app.server.streamlit_patches` lists them.
"""

import os

from streamlit.web import cli

from app.server import streamlit_patches

omitted = os.environ.get("UNPATCHED", "").split()
streamlit_patches.PATCHES = tuple(
    patch for patch in streamlit_patches.PATCHES if patch.name not in omitted
)
cli.main(prog_name="streamlit")
