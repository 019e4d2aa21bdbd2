"""A mode of the pages that a link turns on or off, and that the session remembers."""

from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class LinkMode:
    """A mode of the pages.

    Args:
        parameter: its name in links, where "1" is on, and its key in the session.
    """

    parameter: str

    def read_link(self) -> bool:
        """Return whether the mode is on: as the link says, else as before."""
        if self.parameter in st.query_params:
            st.session_state[self.parameter] = st.query_params[self.parameter] == "1"
        return self.is_on()

    def end(self) -> None:
        """Turn the mode off."""
        st.session_state.pop(self.parameter, None)

    def is_on(self) -> bool:
        """Return whether the mode is on in this run; call it after `read_link`."""
        return bool(st.session_state.get(self.parameter))
