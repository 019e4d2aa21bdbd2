"""In front of a class: the link begins the mode, and pages are turned."""

import pytest
from streamlit.testing.v1 import AppTest

from app.content.catalogue import ROOT
from lessons import SLUGS


@pytest.mark.parametrize(
    ("slug", "way", "to"),
    [
        (SLUGS[0], 1, SLUGS[1]),
        (SLUGS[1], -1, SLUGS[0]),
        (SLUGS[0], -1, ""),
        (SLUGS[-1], 1, ""),
        ("elsewhere", 1, SLUGS[0]),
        (SLUGS[3], 0, ""),
    ],
)
def test_pages_are_turned_in_the_order_of_the_course(slug, way, to):
    app = AppTest.from_function(turning, args=(slug, way, list(SLUGS))).run()
    assert not app.exception
    assert app.markdown[0].value == f"to {to}".strip()


def turning(slug, way, slugs):
    import streamlit as st

    from app.state import presentation

    if way:
        st.session_state["projector.to"] = way
    st.markdown(f"to {presentation.take_turn(slug, slugs)}")


@pytest.mark.parametrize("asked", ["1", "0", "yes", None])
def test_the_link_begins_the_mode_and_keeps_it(asked):
    app = AppTest.from_file(str(ROOT / "app" / "router.py"), default_timeout=30)
    if asked:
        app.query_params["projector"] = asked
    app.switch_page("../pages/memory.py").run()
    assert not app.exception
    assert app.query_params.get("projector") == ("1" if asked == "1" else None)
    keys = [b.key for b in app.button if b.key and b.key.startswith("projector/")]
    assert keys == ["projector/leave" if asked == "1" else "projector/begin"]
    app.button(key=keys[0]).click().run()
    assert app.query_params.get("projector") == (None if asked == "1" else "1")
