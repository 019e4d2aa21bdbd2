"""A training that is shown in parts: the page runs again by itself until it is over."""

import pytest

from app.compute.result_cache import RESULTS
from app.page import compute
from lessons import playground
from tests.pages.app_page import open_page, read_recording
from tests.waiting import until

SLUG = "playground"


@pytest.fixture(autouse=True)
def in_parts(monkeypatch):
    """The first part is ready at once, and each that follows."""
    monkeypatch.setattr(compute, "FIRST_PART", 0.0)
    monkeypatch.setattr(compute, "NEXT_PART", 0.0)
    monkeypatch.setattr(playground, "EVERY", 0.0)


def rest(app):
    return app.session_state["page_states"][SLUG].partial_key


def test_a_page_runs_again_until_its_training_is_over():
    app = open_page(SLUG, **{f"{SLUG}.seed": "17"})
    assert rest(app) is None
    head, _ = read_recording(app)
    assert head["known"] == head["steps"]


def test_a_page_does_not_close_the_link_that_it_shows():
    app = open_page(SLUG, **{f"{SLUG}.seed": "17"})
    app.session_state["page_states"][SLUG].share.is_requested = True
    app.select_slider(key=f"{SLUG}.seed").set_value(18).run()
    assert rest(app) is not None
    assert app.get("dialog")
    until(lambda: not RESULTS.n_running)
    app.run()
    assert rest(app) is None
    assert not app.get("dialog")
