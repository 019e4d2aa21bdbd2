"""The path of the way chosen beside the right one, over the loss."""

import matplotlib.pyplot as plt
import numpy as np


def draw(make_data, build, STEPS, *, variant, lr, n_updates):
    """Run both ways; print what stops the one chosen; draw where both have been.

    What is refused is so at the first update or the second.
    """
    paths: dict = {}
    for name in ("no_grad", variant):
        try:
            for n in (0, 1, n_updates):
                paths[name] = build(STEPS[name], lr, n)
        except (RuntimeError, TypeError) as error:
            print(type(error).__name__, error)

    x, y = map(np.asarray, make_data())
    a, b = np.linspace(-1.5, 3.5, 81), np.linspace(-1, 5, 81)
    residuals = a[:, None] + b[:, None, None] * x - y
    _, surface = plt.subplots(figsize=(6, 5))
    surface.contour(a, b, np.log((residuals**2).mean(-1)), 12, cmap="Reds_r")
    for (name, points), line in zip(paths.items(), ("--", "-"), strict=False):
        surface.plot(*np.transpose(points), line, marker=".", label=name)
    surface.set(xlabel="a", ylabel="b")
    surface.legend()
    plt.show()
