"""A note at the foot of the page, read out, that the reader can close."""

from app.components import mount
from app.content.catalogue import load_messages


def page_note(text: str, lang: str, *, key: str) -> None:
    """Show a note, until it is closed, has been there for 5 s, or the page goes.

    Args:
        key: Streamlit key, unique on the page; another one is another note.
    """
    close = load_messages(lang)["app"]["close_note"]
    mount.mount_unseen("page_note", key, {"text": text, "close": close, "key": key})
