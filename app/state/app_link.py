"""What every link inside the app carries: language, modes, class.

A link that is shared leaves modes and class out: phones get the page as it is.
"""

import re

import streamlit as st

from app.state import figure_mode, presentation

CLASS = "class"
"""The parameter with the code of the class that this browser tab takes part in."""

CODE = re.compile(r"[A-Z0-9]{5}", re.ASCII)
CODE_KEY = "class.code"

PARAMETERS = ("lang", presentation.PARAMETER, figure_mode.PARAMETER, CLASS)
"""The parameters of every page; all others are named LESSON.NAME."""


def link_parameters(lang: str) -> dict[str, str]:
    """Return the parameters of a link inside the app, for this reader."""
    parameters = {"lang": lang}
    if presentation.is_on():
        parameters[presentation.PARAMETER] = "1"
    if figure_mode.is_on():
        parameters[figure_mode.PARAMETER] = "1"
    if code := class_code():
        parameters[CLASS] = code
    return parameters


def read_class_code() -> str:
    """Return the class that the link names, else that of before; "" for none."""
    code = st.query_params.get(CLASS, "")
    if CODE.fullmatch(code):
        st.session_state[CODE_KEY] = code
    return class_code()


def class_code() -> str:
    """Return the code of the class of this session; call it after `read_class_code`."""
    return str(st.session_state.get(CODE_KEY, ""))


def leave_class() -> None:
    """Take no part in the class any longer, before a run."""
    st.session_state.pop(CODE_KEY, None)
    st.query_params.pop(CLASS, None)
