"""The race in matplotlib: every optimizer's path and loss, at the rate chosen."""

import matplotlib.pyplot as plt
import numpy as np


def draw(
    make_start,
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
    start = make_start(function)
    begun = np.asarray(start)
    every = "SGD", "Momentum", "Nesterov", "Adagrad", "RMSprop", "Adam", "AdamW"
    for name in every:
        run = train(function, start, k, (name, schedule, lr))
        w1, w2, loss, *_ = np.array(list(run)).T
        wide = 3 if name == optimizer else 1
        surface.plot(w1, w2, linewidth=wide, label=name)
        curve.plot(loss, linewidth=wide, label=name)
    surface.plot(*begun, "ko")
    surface.set(xlim=begun[0] + np.array([-3, 3]), ylim=begun[1] + np.array([-2, 2]))
    curve.set(ylim=(None, 10 * loss[0]))
    curve.legend()
    plt.show()
