"""Buttons that save the figure drawn before them as SVG or PNG."""

from app.components import mount
from app.content.catalogue import load_messages
from app.state import export_mode


def figure_files(*, key: str, name: str, lang: str) -> None:
    """Draw the buttons; a page that is a file has none.

    Args:
        key: of the figure, unique on the page.
        name: of the file, without its ending.
        lang: the language of the words.
    """
    if export_mode.is_on():
        return
    key = f"save_{key.replace('/', '_')}"  # page.css knows it; it is no figure
    words = {"save": load_messages(lang)["player"]["save"]}
    mount.figure_files(key=key, drawing={"words": words, "file": f"{name}-{lang}"})
