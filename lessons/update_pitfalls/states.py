"""What each line of an update leaves in the tensors, and the path that comes of it."""

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
"""How many updates are looked at line by line."""

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
        """What PyTorch answers, by the name under which it is asked."""
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
    """Where (a, b) has been.

    Args:
        points: before each update and at the end.
        loss: at the last of them.
        error: what has stopped it, as Python prints it; "" if nothing has.
    """

    points: tuple[tuple[float, float], ...]
    loss: float
    error: str = ""


class Looker:
    """Takes the state of every tensor of one number, and tells addresses by letters.

    It holds on to what it has seen, so that no address is given twice.
    """

    def __init__(self) -> None:
        self.places: dict[int, str] = {}
        self.held: list[torch.Tensor] = []

    def __call__(self, variables: Mapping[str, Any]) -> tuple[State, ...]:
        """Return the states, in the order of the variables: arguments first."""
        return tuple(
            self.state(name, value)
            for name, value in variables.items()
            if isinstance(value, torch.Tensor) and value.numel() == 1
        )

    def state(self, name: str, tensor: torch.Tensor) -> State:
        """Return what PyTorch answers about this tensor."""
        self.held.append(tensor)
        letter = ascii_uppercase[len(self.places)]
        # Only a leaf is asked for its gradient: PyTorch warns who asks another.
        grad = tensor.grad if tensor.is_leaf else None
        made_by = tensor.grad_fn
        return State(
            name,
            tensor.item(),
            tensor.is_leaf,
            tensor.requires_grad,
            None if grad is None else grad.item(),
            None if made_by is None else type(made_by).__name__,
            self.places.setdefault(tensor.data_ptr(), letter),
        )


@lru_cache(maxsize=64)
def moments(variant: str, lr: float) -> tuple[Moment, ...]:
    """Trace the real function while it makes the first updates."""
    step = STEPS[variant]
    look = Looker()
    with record_warnings() as warned:
        run = trace_lines(step, lambda: list(build(step, lr, ROUNDS)), look)
    first = run.lines[0].state[:2]  # a and b: the loss has changed neither
    told = [Moment(0, "start", first)]
    updates = 0
    for ran in run.lines:
        updates += ran.text.startswith("loss = ")
        told.append(_moment(ran, told[-1], updates))
    if run.error is not None and run.failed_line is not None:
        lines = [*map(first_sentence, warned), error_text(run.error)]
        last = told[-1].states
        told.append(
            Moment(
                run.failed_line,
                f"refused_{variant}",
                last,
                {},
                "\n".join(lines),
                failed=True,
            )
        )
    return tuple(told)


def _moment(
    ran: ExecutedLine[tuple[State, ...]], before: Moment, updates: int
) -> Moment:
    """Return what a line has done, from the states before and after it."""
    now = Moment(ran.number, "", ran.state)
    if ran.text.startswith("with "):
        return Moment(ran.number, "no_grad", ran.state)
    if ran.text.startswith("loss = "):
        again = "loss" if updates == 1 else "loss_again"
        return Moment(ran.number, again, ran.state, {"loss": now["loss"].value})
    if ran.text.startswith("loss.backward"):
        old, grad = before["a"].grad, now["a"].grad
        assert grad is not None
        details = {
            "sum_grad": grad,
            "old_grad": old or 0.0,
            "more_grad": grad - (old or 0),
        }
        kind = "backward_adds" if old else "backward"
        return Moment(ran.number, kind, ran.state, details)
    changed = [
        state.name
        for state in ran.state
        if state not in before.states and not state.name.endswith("_too")
    ]
    if not changed:
        return Moment(ran.number, "alias", ran.state, {"place": now["a_too"].place})
    (name,) = changed
    old_state, new = before[name], now[name]
    told: dict[str, float | str] = {
        "name": name,
        "old_value": old_state.value,
        "new_value": new.value,
    }
    if not new.is_leaf:
        kind = "left"
    elif new.value == old_state.value:
        kind = "zeroed"
    else:
        kind = "moved_by_alias" if f"{name}_too" in ran.text else "moved"
    return Moment(ran.number, kind, ran.state, told)


@lru_cache(maxsize=256)
def path(variant: str, lr: float, n_updates: int) -> Path:
    """Return where the updates lead, or where they stop.

    What is refused may have begun: its last point is where its lines had come to.
    """
    points: list[tuple[float, float]] = []
    stopped = ""
    try:
        with record_warnings():
            points += build(STEPS[variant], lr, n_updates)
    except (AttributeError, RuntimeError) as error:
        stopped = error_text(error)
        first, *_, last = moments(variant, lr)
        ends = [(told["a"].value, told["b"].value) for told in (first, last)]
        points = list(dict.fromkeys(ends))
    x, y = make_data()
    a, b = points[-1]
    return Path(tuple(points), ((y - a - b * x) ** 2).mean().item(), stopped)
