"""The reader's choice of light, dark or the system's colours."""

from app.components import mount
from app.content.catalogue import load_messages
from app.state import export_mode

CHOICES = ("System", "Light", "Dark")
"""As Streamlit's browser side names them."""


def theme_switch(lang: str) -> None:
    """Draw the list of the three; a choice is stored and opens the page anew.

    Streamlit reads the choice when it starts (app/server/preferences.js), and offers no
    other way to change it. The address has the page's settings, so they stay.
    """
    if export_mode.is_on():
        return
    catalogue = load_messages(lang)
    messages = catalogue["theme"]
    drawing = {
        "label": messages["label"],
        "choices": [[name, messages[name.lower()]] for name in CHOICES],
        "unavailable": messages["unavailable"],
        "close": catalogue["app"]["close_note"],
    }
    mount.mount_drawing("theme_switch", "theme_switch", drawing, width="content")
