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
    _, (surface, curve) = plt.subplots(1, 2, figsize=(12, 4.5))
    surface.set(title=surface_title, xlabel="w1", ylabel="w2")
    curve.set(title=curve_title, xlabel="t", ylabel="L", yscale="log")
    start = np.asarray(make_start(function))
    every = "SGD", "Momentum", "Nesterov", "Adagrad", "RMSprop", "Adam", "AdamW"
    for name in every:
        w, path, losses = train(function, k, optimizer=name, schedule=schedule, lr=lr)
        losses.append(measure(function, w, k).item())
        w1, w2 = np.array([*path, w.tolist()]).T
        wide = 3 if name == optimizer else 1
        surface.plot(w1, w2, linewidth=wide, label=name)
        curve.plot(losses, linewidth=wide, label=name)
    surface.plot(*start, "ko")
    surface.set(xlim=start[0] + np.array([-3, 3]), ylim=start[1] + np.array([-2, 2]))
    curve.set(ylim=(None, 10 * losses[0]))
    curve.legend()
    plt.show()
