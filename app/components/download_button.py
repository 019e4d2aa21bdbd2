"""A button for a file that is made when the reader asks for it."""

from collections.abc import Callable

import streamlit as st

MIME_TYPES = {
    "py": "text/x-python",
    "ipynb": "application/x-ipynb+json",
    "csv": "text/csv",
    "html": "text/html",
    "dot": "text/vnd.graphviz",
    "pt": "application/octet-stream",
}
"""MIME type of a download by the ending of its name."""


def download_button(label: str, name: str, make: Callable[[], str | bytes]) -> None:
    """Draw a quiet button for a file that is made when the reader clicks it.

    Args:
        name: the file's name; its ending decides the MIME type.
    """
    st.download_button(
        label,
        make,
        name,
        mime=MIME_TYPES[name.rpartition(".")[2]],
        type="tertiary",
        icon=":material/download:",
        on_click="ignore",
    )
