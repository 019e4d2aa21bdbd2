"""A page in another site's frame: its end, and the HTML that puts it there."""

from html import escape
from urllib.parse import urlencode, urlsplit

import streamlit as st

from app import config
from app.components import mount
from app.components.figure_frame import MESSAGE, report_height
from app.components.glossary import draw_glossary
from app.content.catalogue import PageText, load_messages
from app.page.compute import Compute
from app.page.language_switch import set_html_language
from app.state import figure_mode
from app.state.link import present_link
from app.state.page_context import PageContext
from app.state.page_lifecycle import close_page
from lessons.contract import Lesson, Value

HEIGHT = 640
"""Pixels of a frame before it hears how high its page is, or if it never does."""

SCRIPT = """<script>
addEventListener("message", ({{ data, origin, source }}) => {{
  if (origin !== "{origin}" || data?.type !== "{message}") return;
  for (const frame of document.querySelectorAll("iframe"))
    if (frame.contentWindow === source) frame.style.height = `${{data.height}}px`;
}});
</script>"""


def page_address(context: PageContext) -> str:
    """Return the address of the page as it is now, outside the frame."""
    values = dict(context.settings)
    query = present_link(context.slug, context.lesson, values, context.lang)
    return f"{st.context.url}?{urlencode(query, doseq=True)}"


def close_frame(context: PageContext, compute: Compute) -> None:
    """Draw the link to the whole page, tell the frame how high it is, and end the run.

    Args:
        context: the page and this run of it.
        compute: goes on with a recording that is not complete.
    """
    text = context.messages["figure_frame"]["open"]
    st.markdown(f"[{text}]({page_address(context)})", width="content")
    report_height(f"{context.slug}/frame")
    set_html_language(context.lang)
    draw_glossary(context.words)
    close_page(context.slug, context.lesson, dict(context.settings), context.lang)
    compute.continue_recording()
    st.stop()


def draw_title(title: str) -> None:
    """Write the page's question for those who cannot see that a figure is there."""
    with st.container(key="figure-title"):
        st.title(title, anchor=False)


def frame_html(slug: str, lesson: Lesson, values: dict[str, Value], lang: str) -> str:
    """Return the HTML that shows the page's figure in another page.

    Args:
        slug, lesson, values, lang: the page, its settings, its language.
    """
    query = present_link(slug, lesson, values, lang) | {figure_mode.PARAMETER: ["1"]}
    address = urlsplit(st.context.url or "")
    url = f"{st.context.url}?{urlencode(query, doseq=True)}"
    title = escape(PageText(slug, lang).text("question"))
    frame = (
        f'<iframe src="{escape(url)}" title="{title}" width="100%" height="{HEIGHT}"'
        ' style="border: 0" loading="lazy" allow="fullscreen"></iframe>'
    )
    origin = f"{address.scheme}://{address.netloc}"
    return f"{frame}\n{SCRIPT.format(origin=origin, message=MESSAGE)}"


def draw_embedding(
    slug: str, lesson: Lesson, values: dict[str, Value], lang: str
) -> None:
    """Draw the HTML to copy, and which sites may use it."""
    messages = load_messages(lang)
    with st.expander(messages["figure_frame"]["embed"]):
        st.markdown(messages["figure_frame"]["text"])
        context = {"group": f"{slug}/embed", "lang": lang, "words": messages["player"]}
        mount.player_part(
            "copy",
            key=f"{slug}/embed/html",
            player_context=context,
            text=frame_html(slug, lesson, values, lang),
        )
        origins = ", ".join(f"`{origin}`" for origin in config.FRAME_ANCESTORS)
        name = "sites" if origins else "none"
        st.markdown(messages["figure_frame"][name].format(origins=origins))
