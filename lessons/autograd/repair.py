"""Gradients of several functions at one place: a loop that forgets something."""

import torch


def slopes(x, functions):
    """The second gradient holds the first one too."""
    kept = []
    for function in functions:
        y = function(x)
        y.backward()
        kept.append(x.grad.clone())
    return kept


def slopes_reset(x, functions):
    """Nothing is kept of the pass before."""
    kept = []
    for function in functions:
        x.grad = None
        y = function(x)
        y.backward()
        kept.append(x.grad.clone())
    return kept


def slopes_zeroed(x, functions):
    """Too early: the gradient is gone before it is read."""
    kept = []
    for function in functions:
        y = function(x)
        y.backward()
        x.grad = None
        kept.append(x.grad.clone())
    return kept


def slopes_cleared(x, functions):
    """Cleared too, once the gradient is kept."""
    kept = []
    for function in functions:
        y = function(x)
        y.backward()
        kept.append(x.grad.clone())
        x.grad = None
    return kept


def slopes_retained(x, functions):
    """The graph is kept, which is another matter."""
    kept = []
    for function in functions:
        y = function(x)
        y.backward(retain_graph=True)
        kept.append(x.grad.clone())
    return kept


def slopes_detached(x, functions):
    """Without history there is nothing to go back through."""
    kept = []
    for function in functions:
        y = function(x.detach())
        y.backward()
        kept.append(x.grad.clone())
    return kept


def slopes_same(x, functions):
    """Each entry is the same tensor, which goes on changing."""
    kept = []
    for function in functions:
        y = function(x)
        y.backward()
        kept.append(x.grad)
    return kept


def make_task() -> tuple[torch.Tensor, tuple]:
    """x, and two functions of it: 2 xᵀx, then the sum."""
    x = torch.arange(4, dtype=torch.float64, requires_grad=True)
    return x, (lambda x: 2 * torch.dot(x, x), torch.sum)


def call_slopes(slopes):
    """The gradients of 2 xᵀx and of the sum, at one place."""
    x = torch.arange(4.0, requires_grad=True)
    return slopes(x, [lambda x: 2 * torch.dot(x, x), torch.sum])
