"""What `.to` moves, line by line: a tensor, a model, what an optimizer keeps."""

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
        number: the same for the same Python object, counted from 1.
    """

    name: str
    device: str
    dtype: str
    number: int


@dataclass(frozen=True)
class Moment:
    """The state after one line: its number in the source, its place, the tensors."""

    number: int
    place: int
    states: tuple[State, ...]

    def state(self, name: str) -> State | None:
        """Return the tensor of that name, if it was there."""
        return next((state for state in self.states if state.name == name), None)


class StateRecorder:
    """Looks at the tensors among the variables; keeps them, so that none is reused."""

    def __init__(self) -> None:
        self.tensors: list[torch.Tensor] = []

    def __call__(self, variables: Mapping[str, Any]) -> tuple[State, ...]:
        """Return the state of each tensor."""
        return tuple(self._state(*item) for item in _tensors(variables).items())

    def _state(self, name: str, x: torch.Tensor) -> State:
        if not any(x is tensor for tensor in self.tensors):
            self.tensors.append(x)
        number = next(i for i, tensor in enumerate(self.tensors, 1) if tensor is x)
        dtype = str(x.dtype).removeprefix("torch.")
        return State(name, x.device.type, dtype, number)


def _tensors(variables: Mapping[str, Any]) -> dict[str, torch.Tensor]:
    """Return the tensors by the code that accesses them."""
    tensors = {n: x for n, x in variables.items() if isinstance(x, torch.Tensor)}
    if model := variables.get("model"):
        tensors["model.weight"] = model.weight
        if model.weight.grad is not None:
            tensors["model.weight.grad"] = model.weight.grad
    if own := variables.get("optimizer"):
        weight = own.param_groups[0]["params"][0]
        tensors["optimizer: params[0]"] = weight
        if weight in own.state:
            tensors["optimizer: exp_avg"] = own.state[weight]["exp_avg"]
    return tensors


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
    return tuple(Moment(line.number, i, line.state) for i, line in enumerate(lines))


def explanation_names(name: str, device: str) -> tuple[str, ...]:
    """Return the name of each line's explanation: TENSOR_0 …

    Where it depends on the device whether a model keeps its parameters, `_kept` or
    `_replaced` is added.
    """
    states = moments(name, device)
    names = [f"{name}_{moment.place}" for moment in states]
    of, last = ("w", 4) if name == "module" else ("optimizer: params[0]", 5)
    if name != "tensor":
        old, new = states[last].state(of), states[last].state("model.weight")
        assert old and new
        names[last] += "_kept" if old.number == new.number else "_replaced"
    return tuple(names)
