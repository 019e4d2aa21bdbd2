"""Data of a drawn stack of layers: boxes joined by arrows, a shape on each arrow."""

from dataclasses import dataclass

from lessons.toolkit.shape_parser import Shape

NamedShapes = tuple[tuple[str, Shape], ...]
"""Names of tensors ("" for none) and their shapes."""


@dataclass(frozen=True)
class Box:
    """One layer, and the arrow that leaves it.

    Args:
        name: as written in the code.
        parameters: names and shapes.
        buffers: names and shapes.
        count: number of elements of its parameters.
        out: its outputs; () where there are none.
        state: "" for one that works, "wrong" where it raises, "unreached" behind that.
    """

    name: str
    parameters: NamedShapes
    buffers: NamedShapes
    count: int
    out: NamedShapes
    state: str = ""


@dataclass(frozen=True)
class Chain:
    """A stack of layers: its inputs and its boxes in order."""

    inputs: NamedShapes
    boxes: tuple[Box, ...]
