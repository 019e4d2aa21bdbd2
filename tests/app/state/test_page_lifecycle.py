"""The settings at the start of a run: the reader's or the page's, never foreign."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.waiting import LATE


def page():
    import streamlit as st

    from app.state.control_widgets import set_control
    from app.state.link import control_key
    from app.state.page_lifecycle import close_page, open_page, reset_page
    from lessons import lesson

    tensors = lesson("tensors")
    now, _ = open_page("tensors", tensors)
    for name in ("dtype", "seed"):
        key, values = control_key("tensors", name), tensors[name].values
        st.select_slider(name, values, key=key)
    seed = "tensors", tensors["seed"], 3
    st.button("three", on_click=set_control, args=seed)
    st.button("reset", on_click=reset_page, args=("tensors", tensors))
    st.session_state["now"] = dict(now)
    if not st.session_state.get("cut"):
        close_page("tensors", tensors, now, "en")


@pytest.fixture
def app():
    app = AppTest.from_function(page, default_timeout=LATE)
    app.query_params["tensors.dtype"] = "int64"
    return app.run()


def seed(app):
    """What the settings have, and whether the browser is told."""
    assert not app.exception
    (slider,) = (s for s in app.select_slider if s.label == "seed")
    return app.session_state["now"]["seed"], slider.proto.set_value


def by_itself(app, value):
    """A run that the page begins, of a browser that still shows this seed."""
    app.session_state["page_states"]["tensors"].widgets.rerun = True
    app.select_slider(key="tensors.seed").set_value(value).run()


@pytest.mark.parametrize("foreign", [None, "float128", 7])
def test_a_value_that_no_control_has_is_the_remembered_one(app, foreign):
    app.session_state["tensors.dtype"] = foreign
    app.run()
    assert not app.exception
    assert app.session_state["now"]["dtype"] == "int64"
    assert app.session_state["tensors.dtype"] == "int64"


def test_values_set_by_the_page_survive_its_own_rerun(app):
    app.button[0].click().run()
    assert seed(app) == (3, True)
    by_itself(app, 0)
    assert seed(app) == (3, True)


def test_a_reader_may_choose_the_value_before(app):
    app.button[0].click().run()
    app.select_slider(key="tensors.seed").set_value(0).run()
    assert seed(app) == (0, False)


def test_values_of_an_interrupted_run_are_set_again(app):
    app.session_state["cut"] = True
    app.button[0].click().run()
    app.run()
    assert seed(app) == (3, True)
    app.session_state["cut"] = False
    app.run()
    assert seed(app) == (3, True)
    app.run()
    assert seed(app) == (3, False)


def test_a_reset_moves_what_is_stepped_and_the_next_run_does_not(app):
    def begins():
        return app.session_state["page_states"]["tensors"].player.step_preset

    assert begins() == {"n": "", "at": {}}
    app.button[1].click().run()
    number = begins()["n"]
    assert number
    app.run()
    assert begins() == {"n": number, "at": {}}
