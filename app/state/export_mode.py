"""Whether a page is drawn for a file: without what needs a server.

`app.export.page_capture` sets it for the session in which it runs the page.
"""

import streamlit as st

KEY = "export"


def is_on() -> bool:
    """Return whether this session draws pages for files."""
    return bool(st.session_state.get(KEY))
