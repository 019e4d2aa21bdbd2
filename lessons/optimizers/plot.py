"""The race in matplotlib: every optimizer's path and loss, at the rate chosen."""

import matplotlib.pyplot as plt
import numpy as np


def draw(
    make_start,
    measure,
    train,
    *,
    surface_title,
    curve_title,
    function,
    k,
    schedule,
    optimizer,
    lr,
):
    """Train with PyTorch's functions; the chosen optimizer is drawn strong."""
    _, (surface, curve) = plt.subplots(1, 2, figsize=(13, 4.5), layout="constrained")
    surface.set(title=surface_title, xlabel="w1", ylabel="w2")
    curve.set(title=curve_title, xlabel="t", ylabel="L", yscale="log")
    start = np.asarray(make_start(function))
    points: list = [start]
    every = "SGD", "Momentum", "Nesterov", "Adagrad", "RMSprop", "Adam", "AdamW"
    for name in every:
        w, path, losses = train(function, k, optimizer=name, schedule=schedule, lr=lr)
        losses.append(measure(function, w, k).item())
        w1, w2 = np.array([*path, w.tolist()]).T
        points += [*zip(w1, w2, strict=True)]
        wide = 3 if name == optimizer else 1
        surface.plot(w1, w2, linewidth=wide, label=name)
        curve.plot(losses, linewidth=wide, label=name)
    surface.plot(*start, "ko")
    near = np.clip(points, start - 4, start + 4)  # of paths that lead away
    low, high = np.nanmin(near, 0) - 0.3, np.nanmax(near, 0) + 0.3
    w1, w2 = np.linspace(low, high, 41).T
    height = [[float(measure(function, (a, b), k)) for a in w1] for b in w2]
    levels = np.geomspace(1e-2, 1, 10) * np.max(height)
    surface.contour(w1, w2, height, levels, cmap="Greys_r", linewidths=0.5)
    surface.set(xlim=w1[[0, -1]], ylim=w2[[0, -1]])
    curve.set(ylim=(None, 10 * losses[0]))
    curve.legend(loc="upper left", bbox_to_anchor=(1, 1))  # beside the curves
    plt.show()
