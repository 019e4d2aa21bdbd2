"""A page that raises: tried once more by itself, then told, with what can be done."""

import pytest
from streamlit.testing.v1 import AppTest

from app.content.catalogue import LANGUAGES, ROOT, load_messages
from app.page.lesson_page import LessonPage
from tests.waiting import LATE

SLUG = "tensors"


@pytest.fixture
def opened(monkeypatch):
    """A page whose last part raises so many times, as a reader opens it."""

    def opened(times, lang="en"):
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

    return opened


def told(app, lang="en"):
    assert not app.exception
    return load_messages(lang)["failure"]["text"] in [m.value for m in app.markdown]


def test_a_page_that_fails_once_is_tried_again_by_itself(opened):
    app, runs = opened(1)
    assert len(runs) == 2
    assert not told(app)
    assert app.session_state["tensors.seed"] == 3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_that_fails_twice_reports_it_and_can_be_reset(opened, lang):
    app, runs = opened(3, lang)
    assert len(runs) == 2
    assert told(app, lang)
    by_key = {button.key: button for button in app.button}
    assert by_key["failure/again"].label == load_messages(lang)["failure"]["again"]
    assert by_key["failure/reset"].label == load_messages(lang)["app"]["reset"]
    by_key["failure/reset"].click().run()
    assert len(runs) == 4
    assert not told(app, lang)
    assert app.session_state["tensors.seed"] == 0


def test_a_page_that_always_fails_is_not_tried_without_end(opened):
    app, runs = opened(10)
    (again,) = (b for b in app.button if b.key == "failure/again")
    again.click().run()
    assert len(runs) == 4
    assert told(app)
