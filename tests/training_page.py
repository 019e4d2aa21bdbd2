"""A page with a long training, for tests: what it trains stands in its address.

It says how often it was run, and may have controls that come late; beside it is a page
without a training.
"""

import sys
import time
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from app.page.lesson_page import LessonPage  # noqa: E402
from tests import tiny_trainings  # noqa: E402


def training() -> None:
    """The training, at the settings of the address it was opened with."""
    parameters = {n: v for n, v in dict(st.query_params).items() if "." not in n}
    parameters.pop("lang", None)
    parameters = parameters or st.session_state.get("asked", {})
    st.session_state["asked"] = parameters
    auto, start = parameters.get("auto", ""), parameters.get("start", "counting")
    page = LessonPage(parameters.get("page", "home"))
    result = page.training(
        "train",
        getattr(tiny_trainings, start),
        lambda shown: st.markdown(f"shown {shown[0]}"),
        {
            name: int(text) if text.isdecimal() else text
            for name, text in parameters.items()
            if name not in ("auto", "start", "page", "late")
        },
        auto=bool(auto),
    )
    st.markdown(f"result {result.value}" if result else "no result")
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    st.markdown(f"run {st.session_state['runs']}")
    if "late" in parameters:  # what is below comes when the training is over
        time.sleep(int(parameters["late"]) / 1000)
        page.controls.choice("dtype")
        page.controls.sliders("seed", "dim")
    page.controls.reset_button()


def elsewhere() -> None:
    """Another page."""
    st.markdown("without a training")


st.set_page_config(layout="wide")
st.html(ROOT / "app" / "page" / "page.css")
pages = [st.Page(training, default=True), st.Page(elsewhere)]
st.navigation(pages, position="top").run()
