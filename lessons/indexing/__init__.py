"""Indexing: which cells an index takes, and whether the result is a view or a copy."""

from lessons.contract import Control, Lesson, Scenario
from lessons.indexing.exercises import EXERCISES
from lessons.indexing.index import INDEX
from lessons.indexing.predict import QUESTIONS

FORMS = {
    "number": (1,),
    "last": (-1,),
    "one": ("1:2",),
    "step": (":", "::2"),
    "rest": (..., 0),
    "new": (None, 0),
    "list": ((0, 2),),
    "pairs": ((0, 2), (1, 5)),
    "mask": ("> 11",),
    "rows": (("> 6", ":", 0),),
    "columns": (":", ("> 2", 0)),
}
"""An index of each form, for the tensor of order 2."""

ENDS = (("2:100",), ("5:",), (4,), (-5,), ("::-1",))
"""What goes beyond the end of an axis, and backwards."""
BACKWARDS = ("::-1",)

MASKS = (("> 6",), (("> 6", ":", 0),), (":", ("> 2", 0)), (("> 2", 0),))
"""Masks of x, of its rows, of its columns, and one that does not fit."""

WRITES = ("nothing", "through", "direct")

LESSON = Lesson(
    controls=(
        Control("order", 2, (1, 2, 3)),
        INDEX,
        Control("write", "nothing", WRITES),
        Control("axis", 0, (0, 1, 2), use="shown"),
    ),
    scenarios=(
        Scenario("row", {"index": (1,)}),
        Scenario("kept", {"index": ("1:2",)}),
        Scenario("column", {"index": (..., -1), "axis": 1}),
        Scenario("list", {"index": ((0, 2),), "write": "through"}),
        Scenario("mask", {"index": ("> 11",), "write": "direct"}),
        Scenario("rows", {"index": (("> 6", ":", 0),)}),
        Scenario("beyond", {"index": (4,)}),
    ),
    questions=QUESTIONS,
    exercises=EXERCISES,
)
