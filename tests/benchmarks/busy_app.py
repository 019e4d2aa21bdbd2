"""The app; `?busy=worker` in the address is a page that trains in a process of its own,
`?busy=thread` begins the same training in a thread of the server."""

import runpy
import sys
from pathlib import Path

import pandas as pd
import streamlit as st

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from app.page.lesson_page import LessonPage  # noqa: E402
from tests.benchmarks import busy  # noqa: E402


def draw(losses: tuple[float, ...]) -> None:
    """Draw a chart as a lesson does."""
    st.line_chart(pd.DataFrame({"loss": losses}))


match st.query_params.get("busy"):
    case "worker":
        LessonPage("home").training("train", busy.training, draw, {}, auto=True)
    case "thread":
        busy.train_in_thread()
    case _:
        runpy.run_path(str(ROOT / "app" / "router.py"))
