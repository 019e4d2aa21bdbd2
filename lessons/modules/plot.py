"""A linear layer in matplotlib: input, transposed weights and product, numbered."""

import matplotlib.pyplot as plt
import numpy as np


def draw(make_data, make_start, build, *, n_in, n_out, seed):
    """Run the functions given; draw X, weightᵀ and y as numbered squares."""
    X = make_data(n_in, seed)
    weight, bias = make_start(n_in, n_out, seed)
    y, *_ = build(X, weight, bias)
    tensors = {"X": X, "weight.T": weight.T, "y = X @ weight.T + bias": y.detach()}
    _, places = plt.subplots(1, 3, figsize=(11, 4))
    for place, (name, values) in zip(places, tensors.items(), strict=True):
        values = np.asarray(values)
        place.imshow(values, cmap="RdBu", vmin=-15, vmax=15)
        for (i, j), value in np.ndenumerate(values):
            place.text(j, i, f"{value:g}", ha="center", va="center")
        place.set(title=f"{name} {values.shape}", xticks=[], yticks=[])
    plt.show()
