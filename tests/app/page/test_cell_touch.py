"""What a browser sends of cells that are touched: read, or refused."""

import pytest

from app.page.cell_touch import CellTouch

EDIT = CellTouch("edit", ("A", "x"), "edits", lambda name, at, number: None)
CHOICE = CellTouch("choose", ("x",), "index", lambda name, at, number: None)


def test_a_message_says_which_cell_has_which_number():
    message = {"name": "A", "places": [[0, 1]], "value": 5, "n": 1}
    assert EDIT.read_message(message) == ("A", [(0, 1)], 5.0)


def test_a_message_says_which_cells_are_chosen():
    message = {"name": "x", "places": [[0, 1], [2, 3]], "n": 1}
    assert CHOICE.read_message(message) == ("x", [(0, 1), (2, 3)], None)


@pytest.mark.parametrize(
    "message",
    [
        None,
        "A",
        {},
        {"name": "B", "places": [[0]], "value": 1},
        {"name": "A", "places": "0", "value": 1},
        {"name": "A", "places": [[0.5]], "value": 1},
        {"name": "A", "places": [[True]], "value": 1},
        {"name": "A", "places": [[-1]], "value": 1},
        {"name": "A", "places": [0], "value": 1},
        {"name": "A", "places": [[0], [1]], "value": 1},
        {"name": "A", "places": [[0]]},
        {"name": "A", "places": [[0]], "value": "1"},
        {"name": "A", "places": [[0]], "value": True},
        {"name": "A", "places": [[0]], "value": 1.5},
        {"name": "A", "places": [[0]], "value": 100},
        {"name": "A", "places": [[0]], "value": float("nan")},
    ],
)
def test_a_message_that_no_figure_sends_is_refused(message):
    with pytest.raises(ValueError, match=r"."):
        EDIT.read_message(message)
