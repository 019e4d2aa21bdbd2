"""The descent in matplotlib: the polynomial on the sine, the loss at each update."""

import matplotlib.pyplot as plt
import numpy as np


def draw(
    make_data,
    make_columns,
    make_start,
    train,
    *,
    powers_title,
    curve_title,
    lr,
    n_epochs,
    degree,
    scaled,
    start_seed,
):
    """Train with the functions given, and draw the first line, the last, the losses."""
    x, y = make_data()
    X = make_columns(x, degree, scaled)
    start = make_start(degree, start_seed)
    w, losses = train(X, y, start, lr, n_epochs)
    losses = np.array([*losses, ((X @ w - y) ** 2).sum()])
    x, y, X = np.asarray(x), np.asarray(y), np.asarray(X)
    _, (fitted, curve) = plt.subplots(1, 2, figsize=(12, 4.5))

    fitted.set(title=powers_title, xlabel="x", ylabel="y", ylim=(-2.2, 3.6))
    fitted.plot(x, y, color="gray", linewidth=4)
    fitted.plot(x, X @ np.asarray(start), color="tab:blue", linestyle=":")
    fitted.plot(x, X @ np.asarray(w), color="tab:blue")
    best = np.linalg.lstsq(X, y, rcond=None)[0]
    fitted.plot(x, X @ best, color="black", linestyle="--", linewidth=1)

    curve.set(title=curve_title, xlabel="t", ylabel="L", yscale="log")
    losses[~(losses < 1e200)] = np.nan  # no axis reaches further
    curve.plot(losses, color="tab:red")
    plt.show()
