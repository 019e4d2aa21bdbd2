"""This moment as a link: shown, copied, and large enough to be read across a room."""

import io
from urllib.parse import urlencode

import segno
import streamlit as st

from app import player, settings
from app.prose import interface
from lessons.contract import Lesson, Value

MOST = 2000
"""Characters that a link may have: more, and some programs cut it."""


def link(slug: str, lesson: Lesson, chosen: dict[str, Value], lang: str) -> str:
    """The address of the page as it is now: language, settings, step, pins."""
    moment = settings.present_link(slug, lesson, chosen, lang)
    return f"{st.context.url}?{urlencode(moment, doseq=True)}"


def picture(text: str) -> bytes:
    """A QR code as PNG, made here, black on white with its margin."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=12)
    return out.getvalue()


def show(slug: str, lesson: Lesson, chosen: dict[str, Value], lang: str) -> None:
    """The link in a dialog: a QR code, the address, a button that copies it."""
    said = interface(lang)
    address = link(slug, lesson, chosen, lang)

    def content() -> None:
        with st.container(horizontal_alignment="center"):
            st.image(picture(address), width=460, alt=said["app"]["qr"])
        look = {"group": f"{slug}/share", "lang": lang, "words": said["player"]}
        player.part("copy", key=f"{slug}/link", look=look, text=address)

    st.dialog(said["app"]["share"], width="medium")(content)()
