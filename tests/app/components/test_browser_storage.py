"""When a page exchanges the reader's progress with their browser."""

import pytest
import streamlit as st

from app.components import browser_storage, mount
from app.state import app_link, export_mode


@pytest.mark.parametrize(
    ("session", "is_stored"),
    [
        ({}, True),
        ({app_link.CODE_KEY: "ABC23"}, False),
        ({export_mode.KEY: True}, False),
    ],
)
def test_progress_is_neither_read_nor_stored_in_a_class_or_a_file(
    session, is_stored, monkeypatch
):
    """The computer of a class may be shared: another pupil's work may be stored."""
    calls = []
    monkeypatch.setattr(st, "session_state", session)
    monkeypatch.setattr(mount, "mount_unseen", lambda *a, **options: calls.append(a))
    browser_storage.store_progress("fr")
    assert bool(calls) == is_stored
