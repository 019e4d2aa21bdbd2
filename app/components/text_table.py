"""A small table of words and numbers."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from app.content import theme


def text_table(
    label: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    caption: str = "",
) -> None:
    """Draw a table of texts; where it is too wide it scrolls.

    Args:
        label: its name for a screen reader.
        caption: what stands over it; the first cell of each row is then its title.
    """
    first, kind = ("th scope=row", " data") if caption else ("td", "")
    titles = "".join(f"<th scope=col>{escape(text)}</th>" for text in head)
    body = ""
    for name, *cells in rows:
        line = "".join(f"<td>{escape(text)}</td>" for text in cells)
        body += f"<tr><{first}>{escape(name)}</{first[:2]}>{line}</tr>"
    over = f"<caption>{escape(caption)}</caption>" if caption else ""
    # st.table draws each cell as Markdown: forty of them cost more than the figure.
    paper = ", ".join(theme.colour(name, "background") for name in ("light", "dark"))
    attributes = (
        f'role="region" tabindex="0" aria-label="{escape(label)}" '
        f'style="--paper: light-dark({paper})"'
    )
    st.html(
        f'<div class="table{kind}" {attributes}><table>{over}'
        f"<thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div>"
    )
