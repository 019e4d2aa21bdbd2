"""What an optimizer keeps from one step to the next, read from `optimizer.state`."""

from functools import cache

import torch

from lessons.optimizers.with_torch import make_optimizer, make_start, measure

M_NAMES = ("momentum_buffer", "exp_avg")
V_NAMES = ("sum", "square_avg", "exp_avg_sq")
"""What torch.optim calls a mean of the gradients, and one of their squares."""


def moments(optimizer: torch.optim.Optimizer, w) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the state of an optimizer for w: means of gradients and of their squares.

    Returns:
        m and v of the shape of w; copies, 0 where nothing is kept.
    """
    state, result = optimizer.state.get(w, {}), []
    for names in (M_NAMES, V_NAMES):
        (one,) = [state[n] for n in names if state.get(n) is not None] or [None]
        result.append(torch.zeros_like(w) if one is None else one.clone())
    return result[0].detach(), result[1].detach()


def state_after(
    optimizer: str, n: int = 1, function="valley", k=20.0, schedule="constant", lr=0.01
) -> dict[str, torch.Tensor]:
    """Return `optimizer.state` of the two parameters after n steps of a descent."""
    w = make_start(function).requires_grad_()
    descent, scheduler = make_optimizer([w], 60, optimizer, schedule, lr)
    for _ in range(n):
        descent.zero_grad()
        measure(function, w, k).backward()
        descent.step()
        if scheduler is not None:
            scheduler.step()
    state = descent.state[w]
    return {name: value for name, value in state.items() if value is not None}


@cache
def names(optimizer: str) -> tuple[str, ...]:
    """Return what an optimizer keeps for each parameter, by its names in torch.optim.

    A counter of steps, one number whatever the number of parameters, is not among them.
    """
    state = state_after(optimizer)
    return tuple(name for name, value in state.items() if value.shape == (2,))


def format_state(state: dict[str, torch.Tensor]) -> str:
    """Return a state as Python would show it, with four decimals."""
    lines = [f"    {name!r}: {round_all(value)}," for name, value in state.items()]
    return "\n".join(["{", *lines, "}"]) if lines else "{}"


def round_all(value: torch.Tensor) -> str:
    """Return the numbers of a tensor, as a list, or one number."""
    if value.dim() == 0:
        return f"{value.item():g}"
    return "[" + ", ".join(f"{number:.4g}" for number in value.tolist()) + "]"
