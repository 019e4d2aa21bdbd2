"""Two shapes laid against each other from the right, and the rule of each axis."""

from dataclasses import dataclass
from itertools import zip_longest

from lessons.toolkit.shape_parser import Shape


def write_size(size: int | None) -> str:
    """Return a size in a table of axes: in parentheses where there is no axis."""
    return "(1)" if size is None else str(size)


@dataclass(frozen=True)
class Axis:
    """What happens along one axis of the result.

    Args:
        a, b: the sizes that meet here; None where a shape has no axis left.
        rule: "equal", "stretch_a", "stretch_b" (a 1 is repeated), "missing_a",
            "missing_b" (no axis here counts as 1), "clash".
    """

    a: int | None
    b: int | None
    rule: str

    @property
    def length(self) -> int | None:
        """The size of the result along this axis; None where sizes clash."""
        if self.rule == "clash":
            return None
        sizes = (self.a or 1, self.b or 1)
        return max(sizes)


def align(shape_a: Shape, shape_b: Shape) -> list[Axis]:
    """Return the axes of the result, first to last, each with the rule that decides it.

    Shapes are laid against each other from the right, as in NumPy's documentation of
    broadcasting.
    """
    pairs = zip_longest(reversed(shape_a), reversed(shape_b))
    return [Axis(a, b, _rule(a, b)) for a, b in pairs][::-1]


def _rule(a: int | None, b: int | None) -> str:
    if a is None:
        return "missing_a"
    if b is None:
        return "missing_b"
    if a == b:
        return "equal"
    if 1 not in (a, b):
        return "clash"
    return "stretch_a" if a == 1 else "stretch_b"


def broadcast_shape(shape_a: Shape, shape_b: Shape) -> Shape | None:
    """Return the shape of the result, None if there is none."""
    lengths = [axis.length for axis in align(shape_a, shape_b)]
    return None if None in lengths else tuple(filter(None, lengths))
