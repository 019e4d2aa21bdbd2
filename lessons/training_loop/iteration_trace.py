"""One iteration under the microscope: what each line of the real loop leaves behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from inspect import getsource
from typing import Any

import numpy as np
import torch

from lessons.toolkit.line_trace import trace_lines
from lessons.training_loop.implementations import NAMES, TOOLS

QUANTITIES = ("y_pred", "loss", "grad_a", "grad_b", "a", "b")
"""What is looked at, in the order in which an iteration makes it."""

ACTS = ("forward", "loss", "backward", "update")

RECORDS = ("losses.append(",)
"""How lines begin that note what was computed, and are no part of the iteration."""

State = Mapping[str, np.ndarray | None]
"""Each quantity that is there; None for a gradient that has been cleared."""


@dataclass(frozen=True)
class Line:
    """A line of the loop, and the quantities after it.

    Args:
        number: its place in the source of `train`, as in
            `lessons.toolkit.line_trace.ExecutedLine`.
        act: the signpost it stands under, "" for the head of the loop.
        text: as it is written.
        state: the quantities after it.
        changes: the names of those it changes.
    """

    number: int
    act: str
    text: str
    state: State
    changes: frozenset[str]


@lru_cache(maxsize=64)
def iteration(
    rung: str, t: int, *, lr: float = 0.1, seed: int = 40, start_seed: int = 42
) -> tuple[Line, ...]:
    """Return the lines of iteration t, watched while the rung's own `train` runs.

    It trains up to there, then anew from the a and b reached, with the trace. The first
    line is the head of the loop: nothing of this iteration is computed yet.
    """
    tool = TOOLS[rung]
    x, y = tool.make_data(seed)
    a, b, _ = tool.train(x, y, *tool.make_start(start_seed), lr, n_epochs=t)

    def call() -> None:  # two: then the lines after the loop are not of the first
        tool.train(x, y, a, b, lr, n_epochs=2)

    def look(names: Mapping[str, Any]) -> State | None:
        return state(names) if names.get("_") == 0 else None

    executed_lines = [
        line
        for line in trace_lines(tool.train, call, look).lines
        if line.state is not None
    ]
    acts = line_acts(tool.train)
    lines: list[Line] = []
    before = executed_lines[0].state or {}
    for line in executed_lines:
        now = line.state or {}
        changes = frozenset(
            name
            for name in now
            if name not in before or not same(before[name], now[name])
        )
        lines.append(Line(line.number, acts[line.number], line.text, now, changes))
        before = now
    return tuple(lines)


def state(names: Mapping[str, Any]) -> State:
    """Copy the quantities among the variables, under the names NumPy gives them."""
    quantities: dict[str, np.ndarray | None] = {}
    for name in QUANTITIES:
        if name in names:
            quantities[name] = copy_numbers(names[name])
        elif name in NAMES and getattr(leaf := names[name[-1]], "requires_grad", False):
            quantities[name] = None if leaf.grad is None else copy_numbers(leaf.grad)
    return quantities


def copy_numbers(value: Any) -> np.ndarray:
    """Return the numbers; a single one has the shape ()."""
    if isinstance(value, torch.Tensor):
        value = value.detach().numpy()
    array = np.array(value)
    return array.reshape(()) if array.size == 1 else array


def same(before: np.ndarray | None, now: np.ndarray | None) -> bool:
    """Return whether a line has left a quantity as it was."""
    if before is None or now is None:
        return before is now
    return np.array_equal(before, now)


def line_acts(function: Any) -> list[str]:
    """Return for each line of the source the signpost it stands under."""
    signposts, current = [], ""
    for line in getsource(function).splitlines():
        sign = line.strip().removeprefix("# ")
        current = sign if sign in ACTS else current
        signposts.append(current)
    return signposts


Pair = tuple[Line | None, Line | None]


def pair_lines(left: Sequence[Line], right: Sequence[Line]) -> list[Pair]:
    """Return two iterations as one: lines that make the same stand together.

    Where one line makes what takes several on the other side, it stays for all of them.
    """
    pairs: list[Pair] = [(left[0], right[0])]
    for act in ACTS:
        sides = [[line for line in side if line.act == act] for side in (left, right)]
        pairs += _pair_act(*sides)
    return pairs


def _pair_act(left: list[Line], right: list[Line]) -> list[Pair]:
    pairs: list[Pair] = []
    i = j = 0
    while i < len(left) or j < len(right):
        one = left[i] if i < len(left) else None
        other = right[j] if j < len(right) else None
        last = pairs[-1] if pairs else (None, None)
        if one and other and one.changes & other.changes:
            pairs.append((one, other))
            i, j = i + 1, j + 1
        elif one and last[1] and one.changes & last[1].changes:
            pairs.append((one, last[1]))
            i += 1
        elif other and last[0] and other.changes & last[0].changes:
            pairs.append((last[0], other))
            j += 1
        elif other:
            pairs.append((None, other))
            j += 1
        else:
            pairs.append((one, None))
            i += 1
    return pairs


@dataclass(frozen=True)
class Step:
    """Two lines side by side, and where both iterations are after them.

    Args:
        lit: the numbers of the lines, None where nothing runs.
        states: the quantities on each side.
        kind: what happens: "start", one of ACTS, "clear" (gradients) or "nothing".
    """

    lit: tuple[int | None, ...]
    states: tuple[State, ...]
    kind: str


def trace_steps(pairs: Sequence[Pair]) -> list[Step]:
    """Return the steps of an iteration, without the lines that only record."""
    steps: list[Step] = []
    states = tuple(line.state if line else {} for line in pairs[0])
    for pair in pairs:
        lines = tuple(
            None if line and line.text.startswith(RECORDS) else line for line in pair
        )
        if any(lines):
            states = tuple(
                line.state if line else state
                for line, state in zip(lines, states, strict=True)
            )
            lit = tuple(line.number if line else None for line in lines)
            steps.append(Step(lit, states, kind(lines) if steps else "start"))
    return steps


def kind(lines: Sequence[Line | None]) -> str:
    """Return what these lines do to the quantities."""
    for line in filter(None, lines):
        if line.changes:
            cleared = all(line.state[name] is None for name in line.changes)
            return "clear" if cleared else line.act
    return "nothing"
