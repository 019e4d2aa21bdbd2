"""Down five functions, every derivative worked out by hand."""

import numpy as np


def parabola(w, k=5.0):
    """One valley of curvature k: its value and its gradient at w."""
    (w1,) = w
    f = k * w1**2 / 2
    return f, np.array([k * w1])


def wells(w, k=5.0):
    """Two valleys, the left one deeper."""
    (w1,) = w
    hill = (w1**2 - 1) ** 2 / 4
    tilt = (w1 + 1) ** 2 / 16
    slope = w1**3 - w1 + (w1 + 1) / 8
    return k * (hill + tilt), np.array([k * slope])


def bowl(w, k=5.0):
    """One valley, k times as steep along w2 as along w1."""
    w1, w2 = w
    f = (w1**2 + k * w2**2) / 2
    return f, np.array([w1, k * w2])


def valley(w, k=5.0):
    """A curved valley; k says how steep its walls are."""
    w1, w2 = w
    up = w2 - w1**2 / 2
    f = ((w1 + 1) ** 2 + k * up**2) / 2
    slope_1 = w1 + 1 - k * up * w1
    return f, np.array([slope_1, k * up])


def saddle(w, k=5.0):
    """Two valleys and, between them, a saddle point."""
    w1, w2 = w
    f = (w1**2 - 1) ** 2 / 4 + k * w2**2 / 2
    return f, np.array([w1**3 - w1, k * w2])


FUNCTIONS = {f.__name__: f for f in (parabola, wells, bowl, valley, saddle)}


def make_start(function="wells", w1=1.4, w2=0.6):
    """Where the descent begins: shape (1,) on a curve, (2,) on a surface."""
    flat = function in ("parabola", "wells")
    return np.array([w1] if flat else [w1, w2])


def train(function, w, k, lr, n_steps=30):
    """Return w after n_steps updates, and w and f before each."""
    f_and_gradient = FUNCTIONS[function]
    path, values = [], []
    for _ in range(n_steps):
        # forward
        f, by_hand = f_and_gradient(w, k)
        path.append(w.tolist())
        values.append(f.item())
        # backward
        grad_w = by_hand
        # update
        w = w - lr * grad_w
    return w, path, values


def run(function="wells", k=5.0, w1=1.4, w2=0.6, lr=0.02):
    """A whole descent: where it ends, and f before its last step."""
    start = make_start(function, w1, w2)
    w, _, values = train(function, start, k, lr)
    return *w.tolist(), values[-1]
