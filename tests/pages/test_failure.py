"""A page that raises: tried once more by itself, then reported, with a way out."""

import pytest
from streamlit.testing.v1 import AppTest

from app.content.catalogue import LANGUAGES, ROOT, load_messages
from app.page.lesson_page import LessonPage
from tests.waiting import LATE

SLUG = "tensors"


@pytest.fixture
def open_failing_page(monkeypatch):
    """A page whose last part raises so many times, as a reader opens it."""

    def open_failing_page(times, lang="en"):
        runs, close = [], LessonPage.close

        def closing(page):
            runs.append(page.slug)
            if len(runs) <= times:
                raise ArithmeticError("in a test")
            close(page)

        monkeypatch.setattr(LessonPage, "close", closing)
        script = ROOT / "app" / "router.py"
        app = AppTest.from_file(str(script), default_timeout=LATE)
        app.query_params.update({"lang": lang, f"{SLUG}.seed": "3"})
        app.switch_page(f"../pages/{SLUG}.py")
        return app.run(), runs

    return open_failing_page


def reports_failure(app, lang="en"):
    assert not app.exception
    return load_messages(lang)["failure"]["text"] in [m.value for m in app.markdown]


def test_a_page_that_fails_once_is_tried_again_by_itself(open_failing_page):
    app, runs = open_failing_page(1)
    assert len(runs) == 2
    assert not reports_failure(app)
    assert app.session_state["tensors.seed"] == 3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_that_fails_twice_reports_it_and_can_be_reset(open_failing_page, lang):
    app, runs = open_failing_page(3, lang)
    assert len(runs) == 2
    assert reports_failure(app, lang)
    by_key = {button.key: button for button in app.button}
    assert by_key["failure/again"].label == load_messages(lang)["failure"]["again"]
    assert by_key["failure/reset"].label == load_messages(lang)["app"]["reset"]
    by_key["failure/reset"].click().run()
    assert len(runs) == 4
    assert not reports_failure(app, lang)
    assert app.session_state["tensors.seed"] == 0


def test_a_page_that_always_fails_is_not_tried_without_end(open_failing_page):
    app, runs = open_failing_page(10)
    (again,) = (b for b in app.button if b.key == "failure/again")
    again.click().run()
    assert len(runs) == 4
    assert reports_failure(app)
