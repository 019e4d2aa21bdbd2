"""The colours of the theme in Python, and a rerun when the reader changes the theme.

The player adapts in the browser; colours that Python has sent must be sent again.
"""

import streamlit as st

THEME_WATCHER = st.components.v2.component(
    "theme",
    html="<span></span>",
    js="""
export default function ({ data, parentElement, setStateValue }) {
  // Called again with each change of theme.
  const style = getComputedStyle(parentElement.querySelector("span"));
  const paper = style.getPropertyValue("--st-background-color").trim();
  if (paper && paper !== data.paper) setStateValue("paper", paper);
}
""",
    isolate_styles=False,
)


def current_mode() -> str:
    """Return the browser's theme at the start of this run: "light" or "dark"."""
    return st.context.theme.type or "light"


def colour(theme: str, name: str) -> str:
    """Return a colour of .streamlit/config.toml by its name there, without "Color"."""
    return st.get_option(f"theme.{theme}.{name}Color")


def rerun_on_change(key: str) -> None:
    """Rerun the page when its theme differs from that of this run.

    Args:
        key: Streamlit key, unique on the page.
    """
    paper = colour(current_mode(), "background")
    THEME_WATCHER(
        key=key, data={"paper": paper}, height=1, on_paper_change=lambda: None
    )
