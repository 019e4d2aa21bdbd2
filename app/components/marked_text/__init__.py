"""A text in which words are marked in colours, each mark with its letter."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from app.content import theme
from app.state.page_context import PageContext

MARK_COLOURS = ("blue", "orange", "violet", "green", "red")
"""Colours of marks, in turn; a mark has a letter besides."""


def letter(mark: int) -> str:
    """Return the letter of a mark, from 0: A, B, C …"""
    return chr(ord("A") + mark)


def marked_text(
    context: PageContext, name: str, pieces: Sequence[tuple[str, int | None, int]]
) -> None:
    """Draw a text in which words are marked, each with the letter of its mark.

    Args:
        context: the page.
        name: its label in the words' section `labels` is its name for a screen reader.
        pieces: text; which mark, from 0, or none; how strong it is, 1 to 3.
    """
    markup = []
    for text, mark, strength in pieces:
        piece = escape(text)
        if mark is not None:
            kind = f"m{mark % len(MARK_COLOURS)} s{strength}"
            piece = f'<mark class="{kind}">{piece}<sub>{letter(mark)}</sub></mark>'
        markup.append(piece)
    label = escape(context.words.labels("labels")[name])
    mode = theme.current_mode()
    colours = [theme.colour(mode, colour) for colour in MARK_COLOURS]
    style = ";".join(f"--m{i}:{colour}" for i, colour in enumerate(colours))
    attributes = f'role="region" tabindex="0" aria-label="{label}" style="{style}"'
    st.html(f'<div class="marked" {attributes}>{"".join(markup)}</div>')
    theme.rerun_on_change(context.widget_key(f"{name}/theme"))
