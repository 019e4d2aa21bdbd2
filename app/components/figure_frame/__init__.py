"""Tells the page around a frame how high the figure in it is; nothing is drawn."""

from app.components import mount

MESSAGE = "course figure height"
"""The `type` of the messages; their `height` is in pixels."""


def report_height(key: str) -> None:
    """Have the browser send the page's height to the page around it, at each change.

    Args:
        key: Streamlit key, unique on the page.
    """
    mount.mount_unseen("figure_frame", key, {"type": MESSAGE})
