"""The descent in matplotlib: data and line, path on the loss, loss at each step."""

import matplotlib.pyplot as plt
import numpy as np


def draw(
    make_data,
    make_start,
    train,
    *,
    fit_title,
    surface_title,
    curve_title,
    lr,
    n_epochs,
    n,
    noise,
    true_a,
    true_b,
    seed,
    start_seed,
    moved,
    start,
):
    """Train with the functions given, one update at a time, and draw every step."""
    x, y, x_test, y_test = make_data(n, noise, seed, true_a, true_b, moved)
    a, b = make_start(start_seed, start)
    path = [(a, b)]
    for _ in range(n_epochs):
        a, b, _ = train(x, y, a, b, lr, n_epochs=1)
        path.append((a, b))
    a, b = np.array(path).T
    x, y, x_test, y_test = map(np.asarray, (x, y, x_test, y_test))
    loss = ((a[:, None] + b[:, None] * x - y) ** 2).mean(-1)
    _, (fit, surface, curve) = plt.subplots(1, 3, figsize=(15, 4.5))

    fit.set(title=fit_title, xlabel="x", ylabel="y")
    fit.scatter(x, y, s=12, color="gray")
    fit.scatter(x_test, y_test, s=20, color="white", edgecolor="green")
    ends = np.array([0, 1])
    fit.plot(ends, a[0] + b[0] * ends, color="tab:blue", linestyle=":")
    fit.plot(ends, a[-1] + b[-1] * ends, color="tab:blue")

    best_a, best_b = np.linalg.lstsq(np.stack([x**0, x], 1), y, rcond=None)[0]
    wide = 1.2 * max(abs(a[0] - best_a), abs(b[0] - best_b), 1)
    at_a = np.linspace(best_a - wide, best_a + wide, 81)
    at_b = np.linspace(best_b - wide, best_b + wide, 81)
    residuals = at_a[:, None] + at_b[:, None, None] * x - y
    surface.set(title=surface_title, xlabel="a", ylabel="b")
    surface.contour(at_a, at_b, np.log((residuals**2).mean(-1)), 12, cmap="Reds_r")
    surface.plot(a, b, color="tab:blue", marker=".")
    surface.plot(best_a, best_b, "k+", markersize=14)
    surface.set(xlim=at_a[[0, -1]], ylim=at_b[[0, -1]])

    curve.set(title=curve_title, xlabel="t", ylabel="L", yscale="log")
    curve.plot(loss, color="tab:red")
    plt.show()
