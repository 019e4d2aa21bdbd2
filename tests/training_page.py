"""A page with a long training, for tests: its address says what it trains.

It shows how often it has run, and may have controls that are drawn late; a second page
has no training.
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
    """Draw the training, at the settings of the address that opened the page."""
    query = {n: v for n, v in dict(st.query_params).items() if "." not in n}
    query.pop("lang", None)
    query = query or st.session_state.get("query", {})
    st.session_state["query"] = query
    auto, start = query.get("auto", ""), query.get("start", "counting")
    page = LessonPage(query.get("page", "home"))
    result = page.training(
        "train",
        getattr(tiny_trainings, start),
        lambda progress: st.markdown(f"shown {progress[0]}"),
        {
            name: int(text) if text.isdecimal() else text
            for name, text in query.items()
            if name not in ("auto", "start", "page", "late")
        },
        auto=bool(auto),
    )
    st.markdown(f"result {result.value}" if result else "no result")
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    st.markdown(f"run {st.session_state['runs']}")
    if "late" in query:  # what is below comes when the training is over
        time.sleep(int(query["late"]) / 1000)
        page.controls.choice("dtype")
        page.controls.sliders("seed", "dim")
    page.controls.reset_button()


def elsewhere() -> None:
    """Draw another page."""
    st.markdown("without a training")


st.set_page_config(layout="wide")
st.html(ROOT / "app" / "page" / "page.css")
pages = [st.Page(training, default=True), st.Page(elsewhere)]
st.navigation(pages, position="top").run()
