"""Every rate and every start in one pass: with_torch.train with a leading run axis."""

from collections.abc import Iterator

import torch

from lessons.gradient_descent.with_torch import FUNCTIONS


def sweep(function, w, lr, k=5.0, n_steps=30) -> Iterator[tuple[torch.Tensor, ...]]:
    """Yield w, f and the gradient of all runs before each update.

    Args:
        function: a name in FUNCTIONS.
        w: the starts, shape (R, d), float64.
        lr: the rates, shape (R,).

    Yields:
        Tensors of shapes (R, d), (R,) and (R, d). Equal to `with_torch.train` run by
        run: each run's value depends on its own w alone.
    """
    w = w.clone().requires_grad_()
    each = torch.ones_like(lr)
    for _ in range(n_steps + 1):
        # forward
        f = FUNCTIONS[function](w.unbind(-1), k)
        # backward
        f.backward(each)
        yield w.detach().clone(), f.detach(), w.grad
        # update
        with torch.no_grad():
            w -= lr[:, None] * w.grad
        w.grad = None


def second_derivatives(function, w, k=5.0) -> torch.Tensor:
    """Return the Hessian at each w (…, d) by autograd, shape (…, d, d)."""
    w = w.nan_to_num(0, 0, 0).requires_grad_()  # a lost run has no curvature
    f = FUNCTIONS[function](w.unbind(-1), k)
    (gradient,) = torch.autograd.grad(f.sum(), w, create_graph=True)
    each = (gradient[..., i].sum() for i in range(w.shape[-1]))
    rows = [torch.autograd.grad(one, w, retain_graph=True)[0] for one in each]
    return torch.stack(rows, -2)


def curvatures(function, w, k=5.0) -> torch.Tensor:
    """Return the Hessian's eigenvalues at w (…, d), ascending, shape (…, d)."""
    return torch.linalg.eigvalsh(second_derivatives(function, w, k))
