"""What a browser sends of leaves that are moved: read, or refused."""

import pytest

from app.page.leaf_touch import LeafTouch

TOUCH = LeafTouch({"x": 4, "a": 1}, "values", lambda name, numbers: None, 9999)


def test_a_message_says_which_numbers_a_leaf_has():
    message = {"name": "x", "numbers": [0.5, 1, 2, -3], "n": 1}
    assert TOUCH.read_message(message) == ("x", (0.5, 1.0, 2.0, -3.0))


@pytest.mark.parametrize(
    "message",
    [
        None,
        {},
        {"name": "w", "numbers": [1, 2, 3, 4]},
        {"name": "x", "numbers": [1, 2, 3]},
        {"name": "a", "numbers": 1},
        {"name": "a", "numbers": ["1"]},
        {"name": "a", "numbers": [True]},
        {"name": "a", "numbers": [1e5]},
        {"name": "a", "numbers": [float("nan")]},
        {"name": ["a"], "numbers": [1]},
    ],
)
def test_a_message_that_no_figure_sends_is_refused(message):
    with pytest.raises(ValueError, match=r"."):
        TOUCH.read_message(message)
