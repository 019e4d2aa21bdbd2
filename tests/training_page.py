"""A page with a long training, for tests: what it trains stands in its address."""

import sys
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from app.page import Page  # noqa: E402
from tests import tiny_trainings  # noqa: E402

asked = dict(st.query_params)
asked.pop("lang", None)
auto, start = asked.pop("auto", ""), asked.pop("start", "counting")
depends = {k: int(v) if v.isdecimal() else v for k, v in asked.items()}
st.set_page_config(layout="wide")
st.html(ROOT / "app" / "page.css")
page = Page("home")
result = page.training(
    "train",
    getattr(tiny_trainings, start),
    lambda shown: st.markdown(f"shown {shown[0]}"),
    depends,
    auto=bool(auto),
)
st.markdown(f"result {result.value}" if result else "no result")
page.reset()
