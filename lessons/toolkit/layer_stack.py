"""A stack of layers to draw: boxes joined by arrows, a shape on each arrow."""

from dataclasses import dataclass

from lessons.toolkit.shape_parser import Shape

Named = tuple[tuple[str, Shape], ...]
"""Tensors: their names, "" for none, and shapes."""


@dataclass(frozen=True)
class Box:
    """One layer, and the arrow that leaves it.

    Args:
        name: as it is written.
        holds: its parameters.
        keeps: what else it keeps: its buffers.
        count: how many numbers its parameters hold.
        out: what leaves it; () where nothing does.
        state: "" for one that works, "wrong" where it refuses, "unreached" behind that.
    """

    name: str
    holds: Named
    keeps: Named
    count: int
    out: Named
    state: str = ""


@dataclass(frozen=True)
class Chain:
    """What goes in, and the boxes in their order."""

    given: Named
    boxes: tuple[Box, ...]
