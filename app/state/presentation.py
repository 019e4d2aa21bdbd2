"""Presentation mode, for the projector of a classroom: on or off, and its page scale.

The mode is in the link (`projector=1`) and remembered for the session, as the language
is. A link that is shared leaves it out: phones get the page as it is. It is drawn by
app/components/presentation.
"""

from collections.abc import Sequence

import streamlit as st

from app.state.link_mode import LinkMode

PARAMETER = "projector"
"""The mode's name in links; in the session its entries begin with it."""

SCALE_KEY, TURN_KEY = f"{PARAMETER}.size", f"{PARAMETER}.to"
DEFAULT_SCALE = 1.4


MODE = LinkMode(PARAMETER)
read_link, is_on = MODE.read_link, MODE.is_on


def page_scale() -> float:
    """Return how much larger than usual the page is written, to a tenth."""
    scale: float = st.session_state.get(SCALE_KEY, DEFAULT_SCALE)
    return scale if is_on() else 1.0


def set_page_scale(scale: object) -> None:
    """Remember how large the browser has drawn the page; nonsense is dropped."""
    if isinstance(scale, int | float) and 0.5 < scale < 5:
        st.session_state[SCALE_KEY] = round(scale, 1)


def start() -> None:
    """Begin the presentation, before a run."""
    st.session_state[PARAMETER] = True


def leave() -> None:
    """End the presentation, before a run."""
    st.session_state[PARAMETER] = False
    st.query_params.pop(PARAMETER, None)


def request_turn(pages: object) -> None:
    """Remember that the reader turns the page; `take_turn` says where to.

    Args:
        pages: -1 or 1; anything else is dropped.
    """
    if pages in (-1, 1):
        st.session_state[TURN_KEY] = pages


def take_turn(slug: str, slugs: Sequence[str]) -> str:
    """Return the page to go to if the reader has just turned it, else "".

    Args:
        slug: the page of this run.
        slugs: all pages in their order.
    """
    pages = st.session_state.pop(TURN_KEY, 0)
    index = slugs.index(slug) + pages if slug in slugs else 0
    return slugs[index] if pages and 0 <= index < len(slugs) else ""
