"""The descent in matplotlib: the loss for each w, the loss at each iteration."""

import matplotlib.pyplot as plt
import numpy as np


def draw(train, *, curve_title, lr):
    """Train with the function given, and draw every iteration."""
    x, y = 2.0, 6.0
    w = np.array([train(x, y, 0.5, lr, n_steps=n)[0] for n in range(13)])
    loss = (w * x - y) ** 2
    _, (valley, curve) = plt.subplots(1, 2, figsize=(10, 4.5))

    wide = 1.2 * max(abs(w[0] - y / x), abs(w[1] - y / x))
    at = np.linspace(y / x - wide, y / x + wide, 200)
    valley.set(xlabel="w", ylabel="L")
    valley.plot(at, (at * x - y) ** 2, color="tab:red")
    valley.plot(w, loss, color="tab:blue", marker="o", linestyle=":")
    valley.set(xlim=at[[0, -1]], ylim=(None, 1.1 * ((at[0] * x - y) ** 2)))

    curve.set(title=curve_title, xlabel="t", ylabel="L", yscale="log")
    curve.plot(loss, color="tab:red", marker="o")
    plt.show()
