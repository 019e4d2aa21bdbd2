"""A page in another site's frame: its end, and the HTML that puts it there."""

from html import escape
from urllib.parse import urlsplit

import streamlit as st

from app import config
from app.components import mount
from app.components.figure_frame import MESSAGE, report_height
from app.components.glossary import draw_glossary
from app.content.catalogue import PageText, load_messages
from app.page.compute import Compute
from app.page.language_switch import set_html_language
from app.page.page_address import page_address
from app.state import figure_mode
from app.state.page_context import PageContext
from app.state.page_lifecycle import close_page
from lessons import lesson

HEIGHT, PLAYER_HEIGHT = 640, 1300
"""Pixels of a frame before it hears how high its page is, or if it never does.

A frame of 800 pixels' width has all of a player in the second; most other figures fit
into the first.
"""

SCRIPT = """<script>
addEventListener("message", ({{ data, origin, source }}) => {{
  if (origin !== "{origin}" || data?.type !== "{message}") return;
  const height = Math.min(Math.max(data.height, 100), 5000);
  for (const frame of document.querySelectorAll("iframe"))
    if (frame.contentWindow === source && height) frame.style.height = `${{height}}px`;
}});
</script>"""


def close_frame(context: PageContext, compute: Compute) -> None:
    """Draw the link to the whole page, tell the frame how high it is, and end the run.

    Args:
        context: the page and this run of it.
        compute: goes on with a recording that is not complete.
    """
    page = context.slug, context.lesson, dict(context.settings), context.lang
    text = context.messages["figure_frame"]["open"].format(
        question=context.words.text("question"), course=context.messages["app"]["name"]
    )
    with st.container(key="figure-link"):
        st.markdown(f"[{text}]({page_address(*page)})", width="content")
    report_height(f"{context.slug}/frame")
    set_html_language(context.lang)
    draw_glossary(context.words)
    close_page(*page)
    compute.continue_recording()
    st.stop()


def draw_title(title: str) -> None:
    """Write the page's question for those who cannot see that a figure is there."""
    with st.container(key="figure-title"):
        st.title(title, anchor=False)


def frame_html(address: str, title: str, height: int) -> str:
    """Return the HTML that shows a page's figure in another page.

    Args:
        address: of the page as it is now.
        title: what a screen reader says of the frame.
        height: of the frame, in pixels, without its script.
    """
    url, parts = f"{address}&{figure_mode.PARAMETER}=1", urlsplit(address)
    frame = (
        f'<iframe src="{escape(url)}" title="{escape(title)}" width="100%"'
        f' height="{height}" style="border: 0" loading="lazy" allow="fullscreen">'
        "</iframe>"
    )
    origin = f"{parts.scheme}://{parts.netloc}"
    return f"{frame}\n{SCRIPT.format(origin=origin, message=MESSAGE)}"


def draw_embedding(slug: str, lang: str, address: str) -> None:
    """Draw the HTML to copy, and which sites may use it.

    Args:
        slug, lang: the page and its language.
        address: of the page as it is now.
    """
    messages = load_messages(lang)
    with st.expander(messages["figure_frame"]["embed"]):
        st.markdown(messages["figure_frame"]["text"])
        title = f"{PageText(slug, lang).text('question')} {messages['app']['name']}"
        height = PLAYER_HEIGHT if lesson(slug).record else HEIGHT
        context = {"group": f"{slug}/embed", "lang": lang, "words": messages["player"]}
        mount.player_part(
            "copy",
            key=f"{slug}/embed/html",
            player_context=context,
            text=frame_html(address, title, height),
        )
        origins = ", ".join(f"`{origin}`" for origin in config.FRAME_ANCESTORS)
        name = "sites" if origins else "none"
        st.markdown(messages["figure_frame"][name].format(origins=origins))
