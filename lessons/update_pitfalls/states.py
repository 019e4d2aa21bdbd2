"""The states of the tensors after each line of an update, and the path of updates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from string import ascii_uppercase
from typing import Any

import torch

from lessons.toolkit.line_trace import ExecutedLine, trace_lines
from lessons.toolkit.python_prompt import error_text, first_sentence, record_warnings
from lessons.update_pitfalls.with_torch import STEPS, build, make_data

ROUNDS = 2
"""How many updates are traced line by line."""

Details = Mapping[str, float | str]


@dataclass(frozen=True)
class State:
    """What PyTorch knows about a tensor of one number.

    Args:
        name: in the code.
        place: a letter for the address that `data_ptr()` gives: a letter, an address.
        grad: None if there is none.
        grad_fn: the class of the operation that made it, None for a leaf.
    """

    name: str
    value: float
    is_leaf: bool
    requires_grad: bool
    grad: float | None
    grad_fn: str | None
    place: str

    @property
    def answers(self) -> dict[str, float | str | None]:
        """The attributes of the tensor, by their names in PyTorch."""
        names = ("value", "is_leaf", "requires_grad", "grad", "grad_fn")
        return {n: getattr(self, n) for n in names} | {"data_ptr()": self.place}


@dataclass(frozen=True)
class Moment:
    """The tensors after a line.

    Args:
        number: of the line, as in `lessons.toolkit.line_trace.ExecutedLine`.
        kind: what the line has done; the words say it.
        states: of the tensors there are, in the order of the code.
        tells: numbers and names for the words.
        printed: warning and error, as Python prints them.
        failed: whether the line was refused; the states are those before it.
    """

    number: int
    kind: str
    states: tuple[State, ...]
    details: Details = field(default_factory=dict)
    printed: str = ""
    failed: bool = False

    def __getitem__(self, name: str) -> State:
        """Return the state of the tensor of that name, or KeyError."""
        for state in self.states:
            if state.name == name:
                return state
        raise KeyError(name)


@dataclass(frozen=True)
class Path:
    """The points (a, b) of a training run.

    Args:
        points: before each update and at the end.
        loss: at the last of them.
        error: what has stopped it, as Python prints it; "" if nothing has.
    """

    points: tuple[tuple[float, float], ...]
    loss: float
    error: str = ""


class StateRecorder:
    """Record the state of every tensor of one number; addresses become letters.

    It keeps a reference to each tensor, so that no address is used twice.
    """

    def __init__(self) -> None:
        self.places: dict[int, str] = {}
        self.tensors: list[torch.Tensor] = []

    def __call__(self, variables: Mapping[str, Any]) -> tuple[State, ...]:
        """Return the states, in the order of the variables: arguments first."""
        return tuple(
            self.state(name, value)
            for name, value in variables.items()
            if isinstance(value, torch.Tensor) and value.numel() == 1
        )

    def state(self, name: str, tensor: torch.Tensor) -> State:
        """Return the state of this tensor."""
        self.tensors.append(tensor)
        letter = ascii_uppercase[len(self.places)]
        # Only a leaf is asked for its gradient: PyTorch warns who asks another.
        grad = tensor.grad if tensor.is_leaf else None
        grad_fn = tensor.grad_fn
        return State(
            name,
            tensor.item(),
            tensor.is_leaf,
            tensor.requires_grad,
            None if grad is None else grad.item(),
            None if grad_fn is None else type(grad_fn).__name__,
            self.places.setdefault(tensor.data_ptr(), letter),
        )


@lru_cache(maxsize=64)
def moments(variant: str, lr: float) -> tuple[Moment, ...]:
    """Trace the real function while it makes the first updates."""
    step = STEPS[variant]
    recorder = StateRecorder()
    with record_warnings() as warnings:
        run = trace_lines(step, lambda: build(step, lr, ROUNDS), recorder)
    first = run.lines[0].state[:2]  # a and b: the loss has changed neither
    result = [Moment(0, "start", first)]
    updates = 0
    for line in run.lines:
        if line.text.startswith("return "):
            continue
        updates += line.text.startswith("loss = ")
        result.append(_moment(line, result[-1], updates))
    if run.error is not None and run.failed_line is not None:
        messages = [*map(first_sentence, warnings), error_text(run.error)]
        states = result[-1].states
        result.append(
            Moment(
                run.failed_line,
                f"refused_{variant}",
                states,
                {},
                "\n".join(messages),
                failed=True,
            )
        )
    return tuple(result)


def _moment(
    line: ExecutedLine[tuple[State, ...]], before: Moment, updates: int
) -> Moment:
    """Return the effect of a line, from the states before and after it."""
    now = Moment(line.number, "", line.state)
    if line.text.startswith("with "):
        return Moment(line.number, "no_grad", line.state)
    if line.text.startswith("loss = "):
        kind = "loss" if updates == 1 else "loss_again"
        return Moment(line.number, kind, line.state, {"loss": now["loss"].value})
    if line.text.startswith("loss.backward"):
        old, grad = before["a"].grad, now["a"].grad
        if grad is None:
            return Moment(line.number, "backward_lost", line.state)
        details = {
            "sum_grad": grad,
            "old_grad": old or 0.0,
            "more_grad": grad - (old or 0),
        }
        kind = "backward_adds" if old else "backward"
        return Moment(line.number, kind, line.state, details)
    names = [
        state.name
        for state in line.state
        if state not in before.states and not state.name.endswith("_too")
    ]
    if line.text.endswith(".grad = None"):
        kind = "cleared" if names else "nothing_to_clear"
        return Moment(line.number, kind, line.state)
    if not names:
        return Moment(line.number, "alias", line.state, {"place": now["a_too"].place})
    (name,) = names
    old_state, new = before[name], now[name]
    change: dict[str, float | str] = {
        "name": name,
        "old_value": old_state.value,
        "new_value": new.value,
    }
    if not new.is_leaf:
        kind = "left"
    else:
        kind = "moved_by_alias" if f"{name}_too" in line.text else "moved"
    return Moment(line.number, kind, line.state, change)


@lru_cache(maxsize=256)
def path(variant: str, lr: float, n_updates: int) -> Path:
    """Return where the updates lead, or where they stop.

    What is refused may have begun: its last point is where its lines had come to.
    """
    points: list[tuple[float, float]] = []
    message = ""
    try:
        with record_warnings():
            points = build(STEPS[variant], lr, n_updates)
    except (RuntimeError, TypeError) as error:
        message = error_text(error)
        first, *_, last = moments(variant, lr)
        ends = [(moment["a"].value, moment["b"].value) for moment in (first, last)]
        points = list(dict.fromkeys(ends))
    x, y = make_data()
    a, b = points[-1]
    return Path(tuple(points), ((a + b * x - y) ** 2).mean().item(), message)
