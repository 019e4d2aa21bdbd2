"""The results of PyTorch and NumPy: a sum, or an error message."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import torch

from lessons.broadcasting import with_numpy, with_torch
from lessons.toolkit.cell_edits import Edits
from lessons.toolkit.python_prompt import TENSOR_ERRORS, error_text, prompt_session
from lessons.toolkit.shape_parser import Shape

AXIS_ERRORS = ("IndexError", "AxisError")
"""What PyTorch and NumPy raise for an axis that is out of range."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """The result of one sum, or its error.

    Args:
        a, b: what is added, b with its new axis if it could have one.
        a_wide, b_wide, result: both stretched, and their sum; None if refused.
        error: the type and the message of the refusal, "" if there is none.
    """

    a: Any
    b: Any
    a_wide: Any = None
    b_wide: Any = None
    result: Any = None
    error: str = ""

    @property
    def misplaced(self) -> bool:
        """Whether b has no such place for a new axis, so that nothing was added."""
        return self.error.startswith(AXIS_ERRORS)


def outcome(
    tool: ModuleType,
    shape_a: Shape,
    shape_b: Shape,
    new_axis: str = "none",
    edits: Edits = (),
) -> Outcome:
    """Add tensors of these shapes with `tool`, with_torch or with_numpy."""
    a, b = tool.make_data(shape_a, shape_b, edits)
    try:
        return Outcome(a, *tool.build(a, b, new_axis))
    except TENSOR_ERRORS as error:
        if new_axis != "none" and int(new_axis) <= b.ndim:
            b = b.reshape(insert_axis(shape_b, int(new_axis)))
        return Outcome(a, b, error=error_text(error))


def refusal(**outcomes: Outcome) -> str:
    """Return the error message of each tool, under the tool's name."""
    return "\n".join(f"# {name}\n{outcome.error}" for name, outcome in outcomes.items())


def insert_axis(shape: Shape, position: int) -> Shape:
    """Return the shape with an axis of size 1 more, before the axis at `position`."""
    return (*shape[:position], 1, *shape[position:])


def new_axis_code(new_axis: str) -> str:
    """Return how B with its new axis is written."""
    return "B" if new_axis == "none" else f"B.unsqueeze({new_axis})"


def repeated_cells(wide: torch.Tensor) -> np.ndarray:
    """Return where an expanded tensor repeats a number: stride 0, not the first place.

    Returns:
        Booleans of the tensor's shape.
    """
    index = np.indices(tuple(wide.shape))
    is_repeat = np.zeros(tuple(wide.shape), bool)
    for places, stride in zip(index, wide.stride(), strict=True):
        is_repeat |= (stride == 0) & (places > 0)
    return is_repeat


def storage_indices(wide: torch.Tensor) -> np.ndarray:
    """Return which number of the storage each place of a tensor reads."""
    places = np.indices(tuple(wide.shape))
    start = np.full(tuple(wide.shape), wide.storage_offset())
    return sum((p * s for p, s in zip(places, wide.stride(), strict=True)), start)


def stored_place(
    wide: torch.Tensor, shape: Shape, place: tuple[int, ...]
) -> tuple[int, ...]:
    """Return which cell of a tensor of this shape its expanded form reads there.

    Raises:
        ValueError: if the expanded tensor has no such place.
    """
    if len(place) != wide.ndim or any(
        i >= n for i, n in zip(place, wide.shape, strict=True)
    ):
        raise ValueError("no place of the figure")
    return tuple(map(int, np.unravel_index(storage_indices(wide)[place], shape)))


def cell_links(name: str, wide: torch.Tensor) -> Callable[..., list[object]]:
    """Return a function from an index of a stretched tensor to its links.

    Returns:
        A function: the place itself, as in the sum, and the number of `name` it reads.
    """
    reads = storage_indices(wide)
    return lambda *index: [index, f"{name} {reads[index]}"]


def unmatched_cells(shape_a: Shape, shape_b: Shape) -> tuple[np.ndarray, np.ndarray]:
    """Return where a and b have no partner, beyond the other's size on a clashing axis.

    Returns:
        Booleans of either shape.
    """
    return _unmatched(shape_a, shape_b), _unmatched(shape_b, shape_a)


def _unmatched(shape: Shape, other: Shape) -> np.ndarray:
    index, without = np.indices(shape), np.zeros(shape, bool)
    facing = [1] * len(shape) + [*other]
    sizes = facing[len(facing) - len(shape) :]
    for places, n, m in zip(index, shape, sizes, strict=True):
        if 1 not in (n, m):
            without |= places >= m
    return without


def is_silent(shape_a: Shape, shape_b: Shape) -> bool:
    """Return whether n numbers were wanted and a row and a column give a matrix."""
    row, column = sorted((shape_a, shape_b), key=len)
    return len(row) == 1 < row[0] and column == (*row, 1)


def repairs(
    shape_a: Shape, shape_b: Shape
) -> list[tuple[str, str, Shape, Shape | None]]:
    """Return the sum with b as it is, and with a new axis at each of its places.

    Returns:
        How it is written by indexing and by a method, the shape b then has, and the
        shape of the sum, None if it is refused.
    """
    _, b = with_torch.make_data(shape_a, shape_b)
    candidates: list[tuple[str, str, torch.Tensor]] = [("B", "B", b)]
    for k in range(len(shape_b) + 1):
        index = ", ".join([":"] * k + ["None"])
        with_none = b[(*[slice(None)] * k, None)]
        candidates.append((f"B[{index}]", f"B.unsqueeze({k})", with_none))
    out = []
    for index, method, tensor in candidates:
        result = outcome(with_torch, shape_a, tuple(tensor.shape)).result
        shape = None if result is None else tuple(result.shape)
        out.append((index, method, tuple(tensor.shape), shape))
    return out


def stride_session() -> str:
    """Show the strides of A before and after expanding, and where both begin."""
    a, _ = with_torch.make_data()
    wide = torch.broadcast_to(a, (3, 4))
    return prompt_session(
        ("A.stride()", a.stride),
        ("A_wide = torch.broadcast_to(A, (3, 4))", lambda: None),
        ("A_wide.stride()", wide.stride),
        ("A_wide.data_ptr() == A.data_ptr()", lambda: wide.data_ptr() == a.data_ptr()),
    )


def write_session() -> str:
    """Write into one cell of A expanded, and show who has changed."""
    a, _ = with_torch.make_data()
    wide = torch.broadcast_to(a, (3, 4))
    return prompt_session(
        ("A_wide[0, 0] = 9", lambda: wide.__setitem__((0, 0), 9)),
        ("A_wide", lambda: wide),
        ("A", lambda: a),
    )


def refused_session() -> str:
    """Show two writes that PyTorch refuses: several cells of A expanded, a larger A."""
    a, b = with_torch.make_data()
    wide = torch.broadcast_to(a, (3, 4))
    return prompt_session(
        ("A_wide += 1", lambda: wide.__iadd__(1)),
        ("A += B", lambda: a.__iadd__(b)),
    )


def numpy_session() -> str:
    """Show the strides of an expanded array, and the writes that NumPy refuses."""
    a, b = with_numpy.make_data()
    wide = np.broadcast_to(a, (3, 4))
    return prompt_session(
        ("A_wide = np.broadcast_to(A, (3, 4))", lambda: None),
        ("A_wide.strides", lambda: wide.strides),
        ("A_wide[0, 0] = 9", lambda: wide.__setitem__((0, 0), 9)),
        ("A += B", lambda: a.__iadd__(b)),
    )


def copy_session() -> str:
    """Write into one cell of a copy of A expanded: one cell changes, and not A."""
    a, _ = with_torch.make_data()
    wide = torch.broadcast_to(a, (3, 4)).clone()
    return prompt_session(
        ("A_wide = torch.broadcast_to(A, (3, 4)).clone()", lambda: None),
        ("A_wide[0, 0] = 9", lambda: wide.__setitem__((0, 0), 9)),
        ("A_wide[0], A[0]", lambda: (wide[0], a[0])),
    )
