"""The descent in matplotlib: its path on the loss of all data, and both losses."""

import matplotlib.pyplot as plt
import numpy as np


def draw(
    make_data,
    make_start,
    make_batches,
    train,
    N_UPDATES,
    *,
    surface_title,
    curve_title,
    lr,
    batch_size,
    decay,
    noise,
    seed,
    start_seed,
    order_seed,
):
    """Train with the functions given, batch by batch, and draw every update."""
    x, y = make_data(noise=noise, seed=seed)
    batches = make_batches(len(x), batch_size, order_seed)
    a, b = make_start(start_seed)
    path, losses = [], []
    for t in range(N_UPDATES + 1):
        path.append((a, b))
        lr_t = lr / (1 + decay * t)
        a, b, (loss,) = train(x, y, a, b, [next(batches)], lr_t)
        losses.append(loss)
    a, b = np.array(path).T
    x, y = np.asarray(x), np.asarray(y)
    _, (surface, curve) = plt.subplots(1, 2, figsize=(12, 4.5))

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

    full_loss = ((a[:, None] + b[:, None] * x - y) ** 2).mean(-1)
    curve.set(title=curve_title, xlabel="t", ylabel="L", yscale="log")
    curve.plot(losses, color="gray", marker=".", linestyle="")
    curve.plot(full_loss, color="tab:red")
    plt.show()
