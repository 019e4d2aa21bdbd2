"""The gradient kept after each pass, and the Jacobian with v beside it."""

import matplotlib.pyplot as plt
import numpy as np


def draw(make_data, build, jacobian, pull, *, begin, second, zeroing, mapping, v):
    """Print both gradients and vᵀJ; draw bars and a heat map."""
    x = make_data(begin)
    passes = [np.asarray(grad) for _, grad in build(x, second, zeroing)]
    J = np.asarray(jacobian(x, mapping))
    print("x.grad", *passes)
    print("v @ J", np.asarray(pull(x, v, mapping)))

    _, (bars, heat) = plt.subplots(1, 2, figsize=(9, 3.5))
    places = np.arange(len(passes[0]))
    for i, grad in enumerate(passes):
        bars.bar(places + 0.4 * i - 0.2, grad, width=0.4, label=f"{i + 1}")
    bars.legend()
    bars.set(title="x.grad", xlabel="j", xticks=places)
    most = max(np.abs(J).max(), 1e-9)
    heat.imshow(J, cmap="PuOr_r", vmin=-most, vmax=most)
    for (i, j), value in np.ndenumerate(J):
        heat.text(j, i, f"{value:.2g}", ha="center", va="center")
    rows = [f"v = {weight:g}" for weight in v]
    heat.set(title="J", xlabel="j", xticks=places, yticks=places, yticklabels=rows)
    plt.show()
