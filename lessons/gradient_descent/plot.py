"""The descent in matplotlib: the path on the function, its height at each step."""

import matplotlib.pyplot as plt
import numpy as np


def draw(
    FUNCTIONS,
    make_start,
    train,
    *,
    slope_title,
    surface_title,
    curve_title,
    function,
    k,
    w1,
    w2,
    lr,
):
    """Descend with PyTorch's functions, which take arrays too; draw every step."""
    start = make_start(function, w1, w2)
    _, path, f = train(function, start, k, lr, n_steps=31)  # from step 0 to step 30
    w = np.array(path)
    wide, high = np.linspace(-1.7, 1.7, 201), np.linspace(-0.9, 0.9, 101)
    _, (left, curve) = plt.subplots(1, 2, figsize=(12, 4.5))

    if len(start) == 1:
        values = FUNCTIONS[function]([wide], k)
        left.set(title=slope_title, xlabel="w", ylabel="f(w)")
        left.plot(wide, values, color="tab:red")
        left.plot(w[:, 0], f, color="tab:blue", marker="o", linestyle=":")
        left.set(ylim=(-0.1 * values.max(), values.max()))
    else:
        values = FUNCTIONS[function](np.meshgrid(wide, high), k)
        levels = np.geomspace(0.002 * values.max(), values.max(), 12)
        left.set(title=surface_title, xlabel="w1", ylabel="w2")
        left.contour(wide, high, values, levels, cmap="Reds_r")
        left.plot(*w.T, color="tab:blue", marker="o")
        left.set(ylim=high[[0, -1]])
    left.set(xlim=wide[[0, -1]])

    curve.set(title=curve_title, xlabel="t", ylabel="f", yscale="log")
    curve.plot(f, color="tab:red", marker="o")
    plt.show()
