"""What the reader's browser stores of their progress; nothing is drawn."""

from typing import Any

import streamlit as st

from app.components import mount
from app.content.catalogue import load_messages
from app.state import export_mode, progress
from app.state.app_link import class_code
from app.state.locale import chosen_language
from app.state.page_state import session_token

KEY = "browser_storage"


def store_progress(lang: str) -> None:
    """Give the browser the progress of this session, and take what it has stored.

    The browser sends what it has once a session, and when another tab has forgotten
    it; the page runs again then.
    """

    def receive() -> None:
        stored: Any = st.session_state[KEY].get("stored")
        if isinstance(stored, dict):
            progress.add_progress(stored.get("pages"))

    # In a class the computer may be shared: what is stored may be another pupil's.
    if export_mode.is_on() or class_code():
        return
    messages = load_messages(lang)
    drawing = {
        "version": progress.VERSION,
        "session": session_token(),
        "pages": progress.current_progress(),
        "forgotten": progress.forgotten_pages(),
        "lang": chosen_language(),
        "unavailable": messages["progress"]["unavailable"],
        "close": messages["app"]["close_note"],
    }
    mount.mount_unseen(
        *(KEY, KEY, drawing),
        on_stored_change=receive,
        on_forgotten_change=progress.forget_session,
    )
