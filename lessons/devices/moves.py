"""What `.to` moves, seen line by line: a tensor, a model, what an optimizer keeps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from torch.nn import Linear
from torch.optim import Adam

from lessons.toolkit.line_trace import trace_lines


def tensor(device):
    """A tensor and what `.to` makes of it."""
    x = torch.ones(2)
    x.to(device)
    y = x.to(device)
    same = x.to("cpu")
    z = x.to(torch.float16)
    return y, same, z


def module(device):
    """A model, one of its weights, and the gradient of this weight."""
    model = Linear(2, 1)
    w = model.weight
    model(torch.ones(2)).sum().backward()
    model.to(torch.float16)
    model.to(device)
    return w


def optimizer(device):
    """A model that moves after its optimizer was made, and one made after it."""
    model = Linear(2, 1)
    optimizer = Adam(model.parameters())
    model(torch.ones(2)).sum().backward()
    optimizer.step()
    model.to(torch.float16)
    model.to(device)
    optimizer = Adam(model.parameters())
    return optimizer


MOVES: dict[str, Callable[[str], Any]] = {
    "tensor": tensor,
    "module": module,
    "optimizer": optimizer,
}
"""By name: what is moved."""


@dataclass(frozen=True)
class State:
    """A tensor at one moment.

    Args:
        name: how the code gets at it.
        device, dtype: as PyTorch writes them.
        number: the same for the same Python object, counted from 1 in the order seen.
    """

    name: str
    device: str
    dtype: str
    number: int


@dataclass(frozen=True)
class Moment:
    """A line that has run: its number in the source, its place, what was there."""

    number: int
    place: int
    states: tuple[State, ...]

    def state(self, name: str) -> State | None:
        """Return the tensor of that name, if it was there."""
        return next((state for state in self.states if state.name == name), None)


class StateRecorder:
    """Looks at the tensors among the variables; keeps them, so that none is reused."""

    def __init__(self) -> None:
        self.seen: list[torch.Tensor] = []

    def __call__(self, variables: Mapping[str, Any]) -> tuple[State, ...]:
        """Return the state of each tensor."""
        return tuple(self._state(*item) for item in _tensors(variables).items())

    def _state(self, name: str, x: torch.Tensor) -> State:
        if not any(x is known for known in self.seen):
            self.seen.append(x)
        number = next(i for i, known in enumerate(self.seen, 1) if known is x)
        dtype = str(x.dtype).removeprefix("torch.")
        return State(name, x.device.type, dtype, number)


def _tensors(variables: Mapping[str, Any]) -> dict[str, torch.Tensor]:
    """Return the tensors by the code that accesses them."""
    found = {n: x for n, x in variables.items() if isinstance(x, torch.Tensor)}
    if model := variables.get("model"):
        found["model.weight"] = model.weight
        if model.weight.grad is not None:
            found["model.weight.grad"] = model.weight.grad
    if own := variables.get("optimizer"):
        held = own.param_groups[0]["params"][0]
        found["optimizer: params[0]"] = held
        if held in own.state:
            found["optimizer: exp_avg"] = own.state[held]["exp_avg"]
    return found


@cache
def moments(name: str, device: str) -> tuple[Moment, ...]:
    """Run one of MOVES and return the state after each line.

    Raises:
        RuntimeError: if a line is refused: none should be.
    """
    function = MOVES[name]
    run = trace_lines(function, lambda: function(device), StateRecorder())
    if run.error:
        raise RuntimeError(name) from run.error
    lines = run.lines[:-1]  # what is returned is there already
    return tuple(Moment(ran.number, i, ran.state) for i, ran in enumerate(lines))


def explanation_names(name: str, device: str) -> tuple[str, ...]:
    """Return the name of each line's explanation: TENSOR_0 …

    Where it depends on the device whether a model keeps its parameters, `_kept` or
    `_replaced` is added.
    """
    seen = moments(name, device)
    kinds = [f"{name}_{moment.place}" for moment in seen]
    of, last = ("w", 4) if name == "module" else ("optimizer: params[0]", 5)
    if name != "tensor":
        old, new = seen[last].state(of), seen[last].state("model.weight")
        assert old and new
        kinds[last] += "_kept" if old.number == new.number else "_replaced"
    return tuple(kinds)
