"""Gradients that PyTorch finds: of a number, of a second one, of four numbers."""

import torch


def make_data(begin=0.0):
    """x of shape (4,): begin, begin + 1, begin + 2, begin + 3."""
    return begin + torch.arange(4, dtype=torch.float64)


def scalar(x, function="quadratic"):
    """One number: 2 xᵀx, or the sum of x."""
    if function == "quadratic":
        return 2 * torch.dot(x, x)
    return x.sum()


def vector(x, mapping="square"):
    """Four numbers: squares, running sums, or parts of a whole."""
    if mapping == "square":
        return x * x
    if mapping == "cumsum":
        return x.cumsum(0)
    return x.softmax(0)


def build(x, second="total", zeroing=False):
    """For each of two passes y, and x.grad after it, shape (4,)."""
    x = x.clone().requires_grad_()
    passes = []
    for function in ("quadratic", second):
        # forward
        y = scalar(x, function)
        # backward
        if zeroing:
            x.grad = None
        y.backward()
        passes.append((y.detach(), x.grad.clone()))
    return passes


def jacobian(x, mapping="square"):
    """∂yᵢ/∂xⱼ in row i and column j, shape (4, 4)."""
    rows_at = torch.func.jacrev(vector)
    return rows_at(x, mapping)


def pull(x, v, mapping="square"):
    """vᵀJ, shape (4,): backward() needs one weight for each number of y."""
    x = x.clone().requires_grad_()
    y = vector(x, mapping)
    v = torch.tensor(v, dtype=y.dtype)
    y.backward(gradient=v)
    return x.grad


def run(begin=0.0, second="total", zeroing=False, mapping="square", v=(1, 1, 1, 1)):
    """x.grad after both passes, then vᵀJ."""
    x = make_data(begin)
    *_, (_, grad) = build(x, second, zeroing)
    return torch.cat([grad, pull(x, v, mapping)]).tolist()
