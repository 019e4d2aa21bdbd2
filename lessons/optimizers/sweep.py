"""Every rate in one pass: with_torch.train with a group of parameters for each rate."""

from collections.abc import Iterator

import torch

from lessons.optimizers.memory import moments
from lessons.optimizers.with_torch import make_optimizer, measure

measure_all = torch.vmap(measure, in_dims=(None, 0, None))
"""`measure` at R places at once: shape (R,) for w of shape (R, 2)."""


def sweep(
    function, start, k, optimizer, schedule, lrs, n_steps=60
) -> Iterator[tuple[torch.Tensor, ...]]:
    """Yield w, loss, gradient, m, v and the rates before each update, and one more.

    Args:
        start: shape (2,), float64.
        lrs: R rates. One optimizer has a group of parameters for each of them.

    Yields:
        Shapes (R, 2), (R,), (R, 2), (R, 2), (R, 2) and (R,). m and v are what
        `optimizer.state` keeps; 0 where it keeps nothing. Equal to `with_torch.train`
        rate by rate: each of these optimizers looks at one parameter at a time.
    """
    ws = [start.clone().requires_grad_() for _ in lrs]
    groups = [{"params": [w], "lr": lr} for w, lr in zip(ws, lrs, strict=True)]
    descent, scheduler = make_optimizer(groups, n_steps, optimizer, schedule, lrs[0])
    for _ in range(n_steps + 2):
        # forward
        w = torch.stack(ws)
        loss = measure_all(function, w, k)
        # backward
        descent.zero_grad()
        loss.sum().backward()
        gradient = torch.stack([w.grad for w in ws])
        both = [moments(descent, w) for w in ws]
        m, v = (torch.stack(parts) for parts in zip(*both, strict=True))
        rates = torch.tensor([g["lr"] for g in descent.param_groups], dtype=w.dtype)
        yield w.detach(), loss.detach(), gradient, m, v, rates
        # update
        descent.step()
        if scheduler is not None:
            scheduler.step()
