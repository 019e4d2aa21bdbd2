"""On the pages tested here a long training has trained for its first moments."""

from functools import lru_cache

import pytest

from app.page.lesson_page import LessonPage

MOMENTS = 3
"""Parts of a training after which it is stopped, as a reader might."""


@lru_cache(maxsize=64)
def first_result(start, depends):
    """The result of a training's first moments; of a short one, of all of it."""
    steps = start(dict(depends))
    try:
        parts = [next(steps) for _ in range(MOMENTS)]
    except StopIteration as end:
        return end.value
    except Exception as error:  # the page reports what the lesson has a word for
        if not hasattr(error, "reason"):
            raise
        return None
    return parts[-1].result()


@pytest.fixture(autouse=True)
def short_trainings(monkeypatch):
    """Trainings in the page's own process, so that each run shows their result."""

    def training(page, name, start, draw, depends, *, auto=False):
        return first_result(start, tuple(depends.items()))

    monkeypatch.setattr(LessonPage, "training", training)
