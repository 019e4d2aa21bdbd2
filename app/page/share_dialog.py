"""A link to what a page shows: as a QR code, as text, and copied by a button."""

from base64 import b64encode
from urllib.parse import urlencode, urljoin

import streamlit as st

from app.components import mount
from app.components.qr_code import qr_code
from app.content.catalogue import load_messages
from app.page.figure_frame import draw_embedding
from app.page.page_address import page_address
from app.state import presentation
from app.state.link import control_key
from app.state.page_state import page_state
from lessons.contract import Lesson, Value

MAX_LENGTH = 2000
"""Characters that a link may have: some programs cut longer ones."""


def scenario_link(slug: str, name: str, lang: str) -> str:
    """Return the address of any page, as it is in one of its scenarios.

    Args:
        name: of the scenario; "" for none.
    """
    query = {"lang": lang} | ({control_key(slug, "scenario"): name} if name else {})
    return f"{urljoin(st.context.url or '', slug)}?{urlencode(query)}"


def show(slug: str, lesson: Lesson, values: dict[str, Value], lang: str) -> None:
    """Open a dialog with the link to the page as it is now.

    While it is open the page does not run by itself: that would close it.
    """
    address = page_address(slug, lesson, values, lang)
    title = load_messages(lang)["app"]["share"]
    state = page_state(slug)
    runs = bool(state.partial_key or state.trainings)
    dialog = st.dialog(title, width="medium", on_dismiss="rerun" if runs else "ignore")

    def draw() -> None:
        draw_link(address, f"{slug}/share", lang)
        draw_embedding(slug, lang, address)

    dialog(draw)()


def draw_link(address: str, group: str, lang: str) -> None:
    """Draw a link as a QR code, as text, and with a button that copies it."""
    messages = load_messages(lang)
    width = round(460 * presentation.page_scale())
    with st.container(horizontal_alignment="center"):
        # In the message itself: a file of its own is gone when the page runs again.
        image = f"data:image/png;base64,{b64encode(qr_code(address)).decode()}"
        st.image(image, width=width, alt=messages["app"]["qr"])
    context = {"group": group, "lang": lang, "words": messages["player"]}
    mount.player_part("copy", key=f"{group}/link", player_context=context, text=address)
