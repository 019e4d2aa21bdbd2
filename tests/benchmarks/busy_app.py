"""The app's pages; with `?busy=1` in the address a page with a long training."""

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


if "busy" in st.query_params:
    LessonPage("home").training("train", busy.training, draw, {}, auto=True)
else:
    runpy.run_path(str(ROOT / "app" / "router.py"))
