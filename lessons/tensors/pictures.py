"""Drawings of the page: x and y, and what each tool makes of them."""

from typing import Any

import numpy as np

from lessons.contract import Settings
from lessons.tensors import outcome, samples
from lessons.toolkit.tensor_view import Row, tensor


def operands(settings: Settings, run: outcome.Outcome) -> Row:
    """x, and y if the operation takes it; equal places of memory are kin."""
    operation, items = str(settings["operation"]), []
    for letter, value, mark in (("x", run.x, "first"), ("y", run.y, "second")):
        if value is not None and (letter == "x" or outcome.has_y(operation)):
            places = np.arange(np.prod(value.shape, dtype=int)).reshape(value.shape)
            marks = {mark: operation in outcome.JOINS}
            items.append(
                tensor(letter, value, marks=marks, links=_kin((letter, places)))
            )
    return items


def result(settings: Settings, run: outcome.Outcome, tool: str, code: str) -> Row:
    """Return what one tool makes of them, each cell kin to those it came from.

    An operation in place has changed x: x is drawn, with its new shape.
    """
    if run.z is None:
        return []
    operation = settings["operation"]
    x, y = outcome.origins(settings, run.z)
    join = operation in outcome.JOINS
    marks = {"first": join & (x >= 0), "second": join & (y >= 0)}
    if operation in outcome.COMPARISONS:
        marks["selected"] = run.z
    unset = (x < 0) & (y < 0) & (tool == "PyTorch")
    marks["ghost"] = unset
    links = _kin(("x", x), ("y", y))
    name, note = code, None
    if operation == "resize" and tool == "PyTorch":  # in place: the result is x
        name, note = "x", f"{tuple(run.z.shape)} ← {code}"
    options: dict[str, Any] = {"hidden": unset, "links": links, "label": tool}
    return ["→", tensor(name, run.z, marks=marks, note=note, **options)]


def joins() -> list[list[Row]]:
    """cat and stack along each axis, a frame each; where each piece lands."""
    x, y = samples.pair()
    pieces = [tensor("x", x, marks={"first": True})]
    pieces.append(tensor("y", y, marks={"second": True}))
    frames: list[list[Row]] = []
    for how, dim in samples.JOINS:
        z = samples.join_pair(how, dim)
        marks = {"first": z < 10, "second": z >= 10}
        frames.append([[*pieces, "→", tensor(samples.call(how, dim), z, marks=marks)]])
    return frames


def _kin(*places: tuple[str, np.ndarray]) -> Any:
    """Cells that hold the same cell of x or y are kin."""
    return lambda *at: [f"{letter}{n[at]}" for letter, n in places if n[at] >= 0]
