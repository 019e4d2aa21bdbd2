"""The patches of Streamlit: what they replace behaves the same."""

import pytest
from streamlit.runtime.scriptrunner import ScriptRunner

from app.server import streamlit_patches
from tests.benchmarks.server import ROOT


def test_many_calls_are_made_in_order_at_one_waking():
    wakings, calls = [], []
    batcher = streamlit_patches.CallBatcher(wakings.append)
    for i in range(5):
        batcher.add(lambda i=i: calls.append(i))
    assert len(wakings) == 1
    wakings.pop()()
    assert calls == [0, 1, 2, 3, 4]
    batcher.add(lambda: calls.append(5))
    wakings.pop()()
    assert calls[-1] == 5


def test_the_calls_after_one_that_fails_are_made():
    wakings, calls = [], []
    batcher = streamlit_patches.CallBatcher(wakings.append)
    batcher.add(lambda: 1 / 0)
    batcher.add(lambda: calls.append("after"))
    with pytest.raises(ZeroDivisionError):
        wakings.pop()()
    wakings.pop()()
    assert calls == ["after"]


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
