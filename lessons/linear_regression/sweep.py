"""Every learning rate in one pass: with_torch.train with a leading run axis."""

from collections.abc import Iterator

import torch

from lessons.contract import log_range

LRS = log_range(0.01, 2, 20)
"""The learning rates of the slider."""


def sweep(x, y, a, b, lrs, n_epochs=200) -> Iterator[tuple[torch.Tensor, ...]]:
    """Yield a, b, loss, grad_a, grad_b of all runs before each update.

    Args:
        x, y: shape (m,), float64.
        a, b: the common start.
        lrs: R learning rates.

    Yields:
        Five tensors of shape (R,). Equal to `with_torch.train` run by run: each run
        sees its own loss alone, so one backward from all losses gives
        each run its gradient.
    """
    lr = torch.tensor(lrs, dtype=x.dtype)[:, None]
    a = torch.full_like(lr, a, requires_grad=True)
    b = torch.full_like(lr, b, requires_grad=True)
    each = torch.ones_like(lr[:, 0])
    for _ in range(n_epochs + 1):
        # forward
        y_pred = a + b * x
        # loss
        loss = ((y_pred - y) ** 2).mean(-1)
        # backward
        loss.backward(each)
        at_a, at_b = a.detach()[:, 0].clone(), b.detach()[:, 0].clone()
        yield at_a, at_b, loss.detach(), a.grad[:, 0], b.grad[:, 0]
        # update
        with torch.no_grad():
            a -= lr * a.grad
            b -= lr * b.grad
        a.grad = b.grad = None


def least_squares(x, y) -> tuple[float, float, float]:
    """Solve the least squares problem: a, b and the loss there."""
    columns = torch.stack([torch.ones_like(x), x], -1)
    a, b = torch.linalg.lstsq(columns, y[:, None]).solution[:, 0]
    return a.item(), b.item(), ((a + b * x - y) ** 2).mean().item()


def largest_stable_rate(x) -> float:
    """Return 2/λmax: below it gradient descent converges, above it it diverges.

    λmax is the largest curvature: the largest eigenvalue of the Hessian of the mean
    squared error, (2/m) XᵀX with the columns 1 and x; it depends on neither a, b nor y.
    """
    columns = torch.stack([torch.ones_like(x), x], -1)
    return 2 / torch.linalg.eigvalsh(2 * columns.T @ columns / len(x))[-1].item()
