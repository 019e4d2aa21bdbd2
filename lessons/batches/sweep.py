"""All learning rates and batch sizes in one pass: with_torch.train with run axes."""

from collections.abc import Iterator

import torch

from lessons.batches.with_torch import make_batches


def sweep(
    x, y, a, b, lrs, batch_sizes, n_updates=160, decay=0.0, seed=0
) -> Iterator[tuple[torch.Tensor, ...]]:
    """Yield a, b, loss of the batch, grad_a, grad_b before each update.

    Args:
        x, y: shape (m,), float64.
        a, b: the common start.
        lrs, batch_sizes: R rates and S sizes; every pair is a run.

    Yields:
        Five tensors of shape (R, S). Batches of unequal size share one tensor: a run's
        missing examples have weight 0, the others 1 / their number.
    """
    lr = torch.tensor(lrs, dtype=x.dtype)[:, None, None]
    shape = len(lrs), len(batch_sizes), 1
    a = torch.full(shape, a, dtype=x.dtype, requires_grad=True)
    b = torch.full(shape, b, dtype=x.dtype, requires_grad=True)
    loaders = [make_batches(len(x), size, seed) for size in batch_sizes]
    each = torch.ones(shape[:2], dtype=x.dtype)
    for t in range(n_updates + 1):
        # batch
        batches = [next(loader) for loader in loaders]
        batch = torch.nn.utils.rnn.pad_sequence(batches, batch_first=True)
        weight = torch.nn.utils.rnn.pad_sequence(
            [
                torch.full((len(indices),), 1 / len(indices), dtype=x.dtype)
                for indices in batches
            ],
            batch_first=True,
        )
        # forward
        y_pred = a + b * x[batch]
        # loss
        loss = (weight * (y_pred - y[batch]) ** 2).sum(-1)
        # backward
        loss.backward(each)
        at_a, at_b = a.detach()[..., 0].clone(), b.detach()[..., 0].clone()
        yield at_a, at_b, loss.detach(), a.grad[..., 0], b.grad[..., 0]
        # update
        lr_t = lr / (1 + decay * t)
        with torch.no_grad():
            a -= lr_t * a.grad
            b -= lr_t * b.grad
        a.grad = b.grad = None
