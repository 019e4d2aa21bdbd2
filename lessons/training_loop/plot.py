"""The last rung in matplotlib: the line it ends at, and its loss."""

import matplotlib.pyplot as plt
import numpy as np


def draw(make_data, make_start, train, *, curve_title, lr, n_epochs, seed, start_seed):
    """Train with the functions given; draw the points, the line and each loss."""
    x, y = make_data(seed)
    start_a, start_b = make_start(start_seed)
    a, b, losses = train(x, y, start_a, start_b, lr, n_epochs)
    x, y = np.asarray(x), np.asarray(y)
    _, (fit, curve) = plt.subplots(1, 2, figsize=(11, 4))

    fit.set(xlabel="x", ylabel="y")
    fit.scatter(x, y, s=12, color="gray")
    ends = np.array([0, 1])
    fit.plot(ends, float(start_a) + float(start_b) * ends, "tab:blue", linestyle=":")
    fit.plot(ends, float(a) + float(b) * ends, "tab:blue")

    curve.set(title=curve_title, xlabel="t", ylabel="L", yscale="log")
    curve.plot(losses, color="tab:red")
    plt.show()
