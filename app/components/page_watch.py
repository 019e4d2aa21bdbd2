"""What is on every page and shows nothing: it watches the connection and the menu."""

import streamlit as st

from app.components.bundle import reconnect_component
from app.components.mount import SESSION_KEY

RECONNECT_COMPONENT = reconnect_component()


def watch_page(section: str) -> None:
    """Let the page run again after a cut connection; mark its section of the menu.

    It stands in the place that `mount.start_run` has made.

    Args:
        section: the title of the section that holds the page, or "".
    """
    place, _ = st.session_state[SESSION_KEY]
    with place:
        RECONNECT_COMPONENT(
            key="reconnect",
            data={"section": section},
            on_back_change=lambda: None,
            height=1,
        )
