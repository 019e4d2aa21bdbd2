"""Figure mode: a page in another site's frame shows its figure, and nothing else.

The mode is in the link (`figure=1`) and remembered for the session. A link that is
shared leaves it out.
"""

import streamlit as st

PARAMETER = "figure"
"""The mode's name in links and in the session."""


def read_link() -> bool:
    """Return whether a figure is drawn alone: as the link says, else as before."""
    if PARAMETER in st.query_params:
        st.session_state[PARAMETER] = st.query_params[PARAMETER] == "1"
    return is_on()


def is_on() -> bool:
    """Return whether this run draws a figure alone; call it after `read_link`."""
    return bool(st.session_state.get(PARAMETER))
