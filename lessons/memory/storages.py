"""The storages of tensors and arrays, read from the objects of a real run.

An address is a number of eight digits that no two runs have in common: storages get
letters instead, in the order in which they are met.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from string import ascii_uppercase
from types import ModuleType
from typing import Any

import numpy as np
import torch

from lessons.contract import Settings
from lessons.memory import with_torch
from lessons.toolkit.python_prompt import error_text

NAMES = ("X", "Y")


@dataclass(frozen=True, eq=False)
class Binding:
    """The tensor or array of a name at one moment.

    Args:
        kind: "tensor" or "ndarray".
        values: a copy of the numbers.
        stride: places from one index to the next, for each axis.
        offset: the place of the first number.
        storage: the letter of the storage.
        places: the place of each number, in the shape of `values`.
        changed: the numbers that are others in the storage than a moment before.
    """

    kind: str
    values: np.ndarray
    stride: tuple[int, ...]
    offset: int
    storage: str
    places: np.ndarray
    changed: np.ndarray

    def __str__(self) -> str:
        """Shape, strides and storage, as the code names them."""
        offset = f" offset {self.offset}" if self.offset else ""
        shape = f"{self.values.shape} stride {self.stride}{offset}"
        return f"{self.kind} {shape} → {self.storage}"


@dataclass(frozen=True, eq=False)
class Moment:
    """All names and storages at one moment.

        Args:
    bindings: by name.
            storages: the numbers of each storage as they lie in memory, by letter.
            changed: the places of each storage whose number is another than before.
            same: whether Y is X, one object with two names.
            shares: whether both have the same storage.
    """

    bindings: dict[str, Binding]
    storages: dict[str, np.ndarray]
    changed: dict[str, np.ndarray]
    same: bool
    shares: bool

    def read_by(self, *names: str) -> np.ndarray:
        """Return the places of their storage that all these names read."""
        bindings = [self.bindings[name] for name in names]
        every = np.arange(len(self.storages[bindings[0].storage]))
        return np.all([np.isin(every, binding.places) for binding in bindings], axis=0)


@dataclass(frozen=True, eq=False)
class StorageTrace:
    """The moments of an operation: X alone, with Y, after a write.

    Args:
        moments: three of them; one, if Y was refused.
        error: why it was, in the library's own words; "" if it was not.
    """

    moments: tuple[Moment, ...]
    error: str

    def facts(self) -> tuple[bool, ...]:
        """Y is X; same first number; same storage; X, Y changed by the write."""
        creation = self.moments[1]
        first = creation.bindings["X"].offset == creation.bindings["Y"].offset
        effects = (bool(self.count(name, 2)) for name in NAMES)
        return (creation.same, creation.shares and first, creation.shares, *effects)

    def count(self, name: str, moment: int) -> int:
        """Return how many numbers of a name were others then than the moment before."""
        return int(self.moments[moment].bindings[name].changed.sum())

    def changed(self, name: str) -> int:
        """Return how many numbers of a name differ from its start to the end."""
        first, last = (
            self.moments[i].bindings[name].values for i in (NAMES.index(name), 2)
        )
        return int((first != last).sum())


def memory(thing: Any) -> tuple[int, np.ndarray]:
    """Return the address of a storage in bytes, and all its numbers as they lie there.

    Args:
        thing: a tensor, or an array with a contiguous owner.
    """
    if torch.is_tensor(thing):
        storage = thing.untyped_storage()
        size = storage.nbytes() // thing.element_size()
        flat = thing.detach().as_strided((size,), (1,), 0)
        return storage.data_ptr(), flat.numpy().copy()
    while isinstance(thing.base, np.ndarray):
        thing = thing.base
    if torch.is_tensor(thing.base):
        return memory(thing.base)
    return thing.ctypes.data, thing.ravel(order="K").copy()


def layout(thing: Any) -> tuple[tuple[int, ...], int]:
    """Return the strides of a tensor or array, in numbers, and the first address."""
    if torch.is_tensor(thing):
        return tuple(thing.stride()), thing.data_ptr()
    return tuple(s // thing.itemsize for s in thing.strides), thing.ctypes.data


def snapshot(
    things: dict[str, Any], letters: dict[int, str], before: Moment | None
) -> Moment:
    """Return the bindings of all names now, and their changes since the moment before.

    Args:
        things: tensors or arrays, by name.
        letters: those of the storages met so far, by address; new ones are added.
    """
    bindings: dict[str, Binding] = {}
    storages: dict[str, np.ndarray] = {}
    changed: dict[str, np.ndarray] = {}
    for name, thing in things.items():
        address, numbers = memory(thing)
        letter = letters.setdefault(address, ascii_uppercase[len(letters)])
        old = before.storages.get(letter, numbers) if before else numbers
        storages[letter], changed[letter] = numbers, numbers != old
        values = np.asarray(thing).copy()
        stride, first = layout(thing)
        offset = (first - address) // values.itemsize
        steps = np.tensordot(stride, np.indices(values.shape), axes=1)
        places = np.asarray(offset + steps, int)
        kind = "tensor" if torch.is_tensor(thing) else "ndarray"
        here = changed[letter][places]
        bindings[name] = Binding(kind, values, stride, offset, letter, places, here)
    first_thing, *others = things.values()
    return Moment(
        bindings,
        storages,
        changed,
        same=any(thing is first_thing for thing in others),
        shares=len(things) > len(storages),
    )


def trace_storages(settings: Settings, tool: ModuleType = with_torch) -> StorageTrace:
    """Make X, Y from it, write; record the memory each time.

    Args:
        settings: `operation`, `written` and `dtype`.
        tool: which of the lesson's files runs.
    """
    operation, dtype = settings["operation"], settings["dtype"]
    X = tool.make_source(operation, dtype)
    letters: dict[int, str] = {}
    moments = [snapshot({"X": X}, letters, None)]
    try:
        for pair in tool.build(tool.ACTS[operation], X, settings["written"]):
            now = dict(zip(NAMES, pair, strict=True))
            moments.append(snapshot(now, letters, moments[-1]))
    except (RuntimeError, ValueError) as error:
        return StorageTrace(tuple(moments), error_text(error))
    return StorageTrace(tuple(moments), "")


def assignment_lines(act: Callable[[Any], Any]) -> list[str]:
    """Return the lines that make Y, as one would type them; the last one tells most."""
    *body, last = (text.strip() for text in body_lines(act))
    result = last.removeprefix("return ")
    return body if result == "Y" else [f"Y = {result}"]


def main_line(act: Callable[[Any], Any]) -> str:
    """Return the last of `assignment_lines`, which tells most."""
    return assignment_lines(act)[-1]


def body_lines(function: Callable[..., Any]) -> list[str]:
    """Return the lines of a function, without its head and docstring."""
    return inspect.getsource(function).strip().splitlines()[2:]


def prompt(settings: Settings, trace: StorageTrace) -> str:
    """Return the lines that have run in torch, as the Python prompt shows them."""
    lines = assignment_lines(with_torch.ACTS[str(settings["operation"])])
    if not trace.error:
        (write,) = (text for text in body_lines(with_torch.build) if "target[" in text)
        target = "Y" if settings["written"] == "result" else "X"
        lines.append(write.strip().replace("target", target))
    return "\n".join([*(f">>> {text}" for text in lines), trace.error]).strip()
