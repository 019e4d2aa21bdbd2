"""This moment as a link: shown, copied, and large enough to be read across a room."""

import io
from base64 import b64encode
from urllib.parse import urlencode, urljoin

import segno
import streamlit as st

from app.components import mount
from app.content.catalogue import load_messages
from app.state import presentation, settings
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


def scene(slug: str, name: str, lang: str) -> str:
    """The address of any page, as it is in one of its scenarios; "" for none."""
    moment = {"lang": lang} | ({settings.key(slug, "scenario"): name} if name else {})
    return f"{urljoin(st.context.url or '', slug)}?{urlencode(moment)}"


def show(slug: str, lesson: Lesson, chosen: dict[str, Value], lang: str) -> None:
    """The link in a dialog: a QR code, the address, a button that copies it.

    While it is open the page does not run by itself: that would close it.
    """
    address = link(slug, lesson, chosen, lang)
    title = load_messages(lang)["app"]["share"]
    kept = settings.memory(slug)
    waits = kept.get("unfinished") or kept.get("trainings")
    dialog = st.dialog(title, width="medium", on_dismiss="rerun" if waits else "ignore")
    dialog(lambda: drawn(address, f"{slug}/share", lang))()


def drawn(address: str, group: str, lang: str) -> None:
    """A link as a QR code, as words, and with a button that copies it."""
    said = load_messages(lang)
    width = round(460 * presentation.grown())
    with st.container(horizontal_alignment="center"):
        # In the message itself: a file of its own is gone when the page runs again.
        code = b64encode(picture(address)).decode()
        st.image(f"data:image/png;base64,{code}", width=width, alt=said["app"]["qr"])
    look = {"group": group, "lang": lang, "words": said["player"]}
    mount.player_part("copy", key=f"{group}/link", look=look, text=address)
