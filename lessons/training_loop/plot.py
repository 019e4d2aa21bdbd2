"""The last rung in matplotlib: the line it ends at, and its loss."""

import matplotlib.pyplot as plt
import numpy as np


def draw(make_data, make_start, train, *, curve_title, lr, n_epochs, seed, start_seed):
    """Train with the functions given; draw the points, the line and each loss."""
    x, y = make_data(seed)
    steps = train(x, y, *make_start(start_seed), lr, n_epochs)
    a, b, loss, *_ = np.array([[float(value) for value in step] for step in steps]).T
    x, y = np.asarray(x), np.asarray(y)
    _, (fit, curve) = plt.subplots(1, 2, figsize=(11, 4))

    fit.set(xlabel="x", ylabel="y")
    fit.scatter(x, y, s=12, color="gray")
    ends = np.array([0, 1])
    fit.plot(ends, a[0] + b[0] * ends, color="tab:blue", linestyle=":")
    fit.plot(ends, a[-1] + b[-1] * ends, color="tab:blue")

    curve.set(title=curve_title, xlabel="t", ylabel="L", yscale="log")
    curve.plot(loss, color="tab:red")
    plt.show()
