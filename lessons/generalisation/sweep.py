"""Many networks in one pass: with_torch.train, with a run axis."""

from collections.abc import Iterator, Sequence

import torch

from lessons.generalisation.with_torch import LR, make_model
from lessons.toolkit.seeding import isolated_rng


def make_networks(widths: Sequence[int], start_seeds: Sequence[int]) -> list:
    """Return the parameters of R networks, each padded with zeros to the widest.

    Returns:
        Weights of shape (R, in, out) and biases of shape (R, 1, out), layer by layer.
    """
    widest = max(widths)
    networks = []
    for width, seed in zip(widths, start_seeds, strict=True):
        with isolated_rng(seed):
            parameters = [p.detach() for p in make_model(width, seed).parameters()]
        sizes = 1, widest, widest, 1
        padded = []
        for k, p in enumerate(parameters):
            n_in, n_out = sizes[k // 2], sizes[k // 2 + 1]
            whole = torch.zeros(n_in if p.ndim > 1 else 1, n_out, dtype=p.dtype)
            p = p.T if p.ndim > 1 else p[None]
            whole[: p.shape[0], : p.shape[1]] = p
            padded.append(whole)
        networks.append(padded)
    return [torch.stack(parts) for parts in zip(*networks, strict=True)]


def forward(networks: list, x: torch.Tensor) -> torch.Tensor:
    """Return the outputs of R networks, shape (R, points, 1).

    Args:
        x: shape (points, 1), the same for all, or (R, points, 1).
    """
    w1, b1, w2, b2, w3, b3 = networks
    x = x.expand(len(w1), -1, -1)
    hidden = torch.tanh(torch.baddbmm(b1, x, w1))
    hidden = torch.tanh(torch.baddbmm(b2, hidden, w2))
    return torch.baddbmm(b3, hidden, w3)


def sweep(
    networks: list,
    x: torch.Tensor,
    y: torch.Tensor,
    weight_decays: Sequence[float],
    n_updates: int,
    weight: torch.Tensor | float = 1.0,
) -> Iterator[tuple[torch.Tensor, list]]:
    """Yield the training loss (R,) and the parameters before each update.

    A unit that was padded has gradients of zero, and Adam leaves it at zero.

    Args:
        networks: from `make_networks`; they are changed.
        x, y: training points, shape (points, 1) or (R, points, 1).
        weight_decays: of each network.
        n_updates: number of updates; the state after the last one is yielded too.
        weight: of each point in the mean, shape (R, points, 1), for runs of unequal
            sizes: 0 for what is padded.
    """
    parameters = [p.requires_grad_() for p in networks]
    decays = torch.tensor(weight_decays, dtype=torch.float64)[:, None, None]
    factors = [1 - LR * decays] * len(parameters)
    optimizer = torch.optim.Adam(parameters, lr=LR, foreach=True)
    for _ in range(n_updates + 1):
        # forward
        y_pred = forward(parameters, x)
        # loss
        loss = (weight * (y_pred - y) ** 2).mean((1, 2))
        yield loss.detach(), parameters
        # backward
        optimizer.zero_grad()
        loss.sum().backward()
        # update
        with torch.no_grad():
            torch._foreach_mul_(parameters, factors)
        optimizer.step()


def losses(networks: list, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Return the mean squared error of R networks on the same points, shape (R,)."""
    with torch.no_grad():
        return ((forward(networks, x) - y) ** 2).mean((1, 2))
