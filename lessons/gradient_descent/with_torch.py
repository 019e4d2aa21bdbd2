"""The same functions; PyTorch works out the gradients."""

import torch


def parabola(w, k=5.0):
    """One valley of curvature k: its value at w."""
    (w1,) = w
    return k * w1**2 / 2


def wells(w, k=5.0):
    """Two valleys, the left one deeper."""
    (w1,) = w
    hill = (w1**2 - 1) ** 2 / 4
    tilt = (w1 + 1) ** 2 / 16
    return k * (hill + tilt)


def bowl(w, k=5.0):
    """One valley, k times as steep along w2 as along w1."""
    w1, w2 = w
    return (w1**2 + k * w2**2) / 2


def valley(w, k=5.0):
    """A curved valley; k says how steep its walls are."""
    w1, w2 = w
    up = w2 - w1**2 / 2
    return ((w1 + 1) ** 2 + k * up**2) / 2


def saddle(w, k=5.0):
    """Two valleys and, between them, a saddle point."""
    w1, w2 = w
    return (w1**2 - 1) ** 2 / 4 + k * w2**2 / 2


FUNCTIONS = {f.__name__: f for f in (parabola, wells, bowl, valley, saddle)}


def make_start(function="wells", w1=1.4, w2=0.6):
    """Where the descent begins: shape (1,) on a curve, (2,) on a surface."""
    flat = function in ("parabola", "wells")
    return torch.tensor([w1] if flat else [w1, w2], dtype=torch.float64)


def train(function, w, k, lr, n_steps=30):
    """Return w after n_steps updates, and w and f before each."""
    w = w.clone().requires_grad_()
    path, values = [], []
    for _ in range(n_steps):
        # forward
        f = FUNCTIONS[function](w, k)
        path.append(w.tolist())
        values.append(f.item())
        # backward
        f.backward()
        # update
        with torch.no_grad():
            w -= lr * w.grad
        w.grad = None
    return w.detach(), path, values


def run(function="wells", k=5.0, w1=1.4, w2=0.6, lr=0.02):
    """A whole descent: where it ends, and f before its last step."""
    start = make_start(function, w1, w2)
    w, _, values = train(function, start, k, lr)
    return *w.tolist(), values[-1]
