"""The points and the network in matplotlib, and its losses with the best stop."""

import matplotlib.pyplot as plt
import numpy as np


def draw(
    make_data,
    make_model,
    train,
    EVERY,
    *,
    function_title,
    curve_title,
    width,
    weight_decay,
    n,
    noise,
    seed,
    start_seed,
):
    """Train with the functions given; draw the last network, the best, the losses."""
    train_set, val_set, _ = make_data(n, noise, seed)
    model = make_model(width, start_seed)
    losses, losses_val, best = train(model, train_set, val_set, weight_decay)
    _, (fitted, curve) = plt.subplots(1, 2, figsize=(12, 4.5))

    x = train_set[0].new_tensor(np.linspace(-1, 1, 201)[:, None])
    fitted.set(title=function_title, xlabel="x", ylabel="y", ylim=(-2.2, 2.2))
    fitted.plot(*train_set, color="gray", marker="o", linestyle="")
    fitted.plot(*val_set, color="tab:green", marker="o", linestyle="", fillstyle="none")
    fitted.plot(x, model(x).detach(), color="tab:blue", linewidth=1)
    model.load_state_dict(best)
    fitted.plot(x, model(x).detach(), color="tab:blue", linewidth=3)

    curve.set(title=curve_title, xlabel="t", ylabel="L", yscale="log")
    stop = int(np.argmin(losses_val))
    t = EVERY * np.arange(len(losses_val))
    curve.plot(t, losses_val, color="tab:green", linestyle="--")
    curve.plot(losses, color="tab:red")
    curve.plot(t[stop], losses_val[stop], "ko", fillstyle="none", markersize=12)
    plt.show()
