"""Numbers written into cells: read, written, refused."""

import pytest

from lessons.contract import ParseError
from lessons.toolkit.cell_edits import MOST_EDITS, add_edit, edits_control, write_edits

CONTROL = edits_control(("A", "x"), ((("x", (0,), 2.0),),), decimals=2)


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("", ()),
        ("A[0, 1] = 5", (("A", (0, 1), 5.0),)),
        ("A[0,1]=5;x[2]=-1", (("A", (0, 1), 5.0), ("x", (2,), -1.0))),
        ("A[0 1] = 2,5, x[2] = −1.25", (("A", (0, 1), 2.5), ("x", (2,), -1.25))),
        ("x[()] = 3", (("x", (), 3.0),)),
        ("x[0] = 3; x[0] = 4", (("x", (0,), 4.0),)),
    ],
)
def test_edits_are_read_as_people_write_them(text, edits):
    assert CONTROL.parse(text) == edits
    assert CONTROL.parse(write_edits(edits)) == edits


def test_a_cell_that_is_edited_again_has_the_last_number():
    edits = add_edit((("A", (0, 1), 5.0), ("x", (0,), 1.0)), "A", (0, 1), 6)
    assert edits == (("x", (0,), 1.0), ("A", (0, 1), 6.0))


def test_too_many_edits_are_refused_and_an_edited_cell_stays_open():
    edits = tuple(("A", (i, j), 1.0) for i in range(4) for j in range(6))
    assert len(edits) == MOST_EDITS
    with pytest.raises(ParseError, match="cells"):
        add_edit(edits, "x", (0,), 1)
    assert len(add_edit(edits, "A", (0, 0), 2)) == MOST_EDITS


@pytest.mark.parametrize(
    ("text", "details"),
    [
        ("B[0] = 1", {"what": "B", "known": "A, x"}),
        ("A[0] = 1.234", {"what": "1.234", "at": 1, "most": 2}),
        ("five; A[0] = 1", {"what": "five;"}),
    ],
)
def test_a_refusal_quotes_what_cannot_be_read(text, details):
    with pytest.raises(ParseError) as error:
        CONTROL.parse(text)
    assert error.value.details == details
