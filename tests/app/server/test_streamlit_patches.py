"""The patches of Streamlit: what they replace behaves the same."""

from streamlit.runtime.scriptrunner import ScriptRunner

from app.server import streamlit_patches
from tests.benchmarks.server import ROOT


def test_the_patches_are_for_the_pinned_streamlit_and_apply_twice():
    pinned = (ROOT / "requirements.txt").read_text()
    assert f"streamlit=={streamlit_patches.VERSION}\n" in pinned
    assert streamlit_patches.apply()
    assert streamlit_patches.apply()  # once is enough, twice does no harm
    assert (
        ScriptRunner._run_script
        is streamlit_patches._run_script
        is not streamlit_patches._original_run_script
    )
