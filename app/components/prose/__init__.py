"""Prose in the columns of a page: headed blocks, remarks, the column of the text.

The widths are those of app/page/page.css.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import streamlit as st

from app.content.markdown import markdown_section, render_colours

BLOCK = (2, 5.8, 3.2)
"""Widths of margin, prose and note; app/page/page.css has the same."""


def quiet(text: str) -> str:
    """Return Markdown for a remark: smaller and grey, still 4.5:1."""
    return f":small[:gray[{render_colours(text)}]]"


def remark(text: str, **layout: Any) -> None:
    """Draw a quiet remark.

    Args:
        layout: as `st.markdown` takes it.
    """
    st.markdown(quiet(text), **layout)


@contextmanager
def column(name: str, *, wide: bool = False) -> Iterator[None]:
    """Open the column of the prose; if wide, with that of the notes.

    It is one element with margins (app/page/page.css), made when something is drawn in
    it; st.columns would be four.

    Args:
        name: tells the columns of a page apart.
    """
    with st.container(key=f"{'wide' if wide else 'prose'}-{name}"):
        yield


def headed_block(
    name: str, title: str, text: str, note: str, *, wide: bool = False
) -> AbstractContextManager[Any]:
    """Draw a heading in the margin, its prose, and a quiet note beside it.

    Args:
        name: tells the blocks of a page apart.
        title, text, note: Markdown; the last two may be "".
        wide: whether what is drawn has the column of the notes too.

    Returns:
        The column of the prose, below the block: what is drawn `with` it stands there.
    """
    aside = quiet(note) if note else ""
    if text:
        st.markdown(markdown_section("##", title, text, aside))
        return column(name, wide=wide)
    st.space("small")
    margin, prose, side = st.columns(BLOCK, gap="medium")
    margin.header(title, anchor=False)
    if note:
        side.markdown(aside)
    return column(name, wide=True) if wide else prose
