"""A product in matplotlib: its factors, the result, and what a reduction leaves."""

import matplotlib.pyplot as plt
import numpy as np


def draw(
    make_data,
    build,
    reduce,
    *,
    operation,
    rows,
    cols,
    width,
    reduction,
    axis,
    keepdim,
    seed,
    edits,
):
    """Compute with the functions given, and draw every number in its cell."""
    x, y, A, B, C, P, Q = data = make_data(rows, cols, width, seed, edits)
    left, right, name = {
        "dot": (x, y, "x @ y"),
        "mv": (A, x, "A @ x"),
        "mm": (A, B, "A @ B"),
        "bmm": (P, Q, "P @ Q"),
        "hadamard": (A, C, "A * C"),
    }[operation]
    tensors = {
        name[0]: left,
        name[-1]: right,
        name: build(operation, *data),
        f"A.{reduction}({axis})": reduce(A, reduction, axis, keepdim),
    }
    _, places = plt.subplots(1, len(tensors), figsize=(3 * len(tensors), 3.4))
    for place, (title, values) in zip(places, tensors.items(), strict=True):
        values = np.asarray(values)
        place.set(title=f"{title}  {values.shape}")
        if values.ndim == 3:  # the matrices of a stack, one below another
            values = values.reshape(-1, values.shape[-1])
        cells = np.atleast_2d(values)
        place.pcolormesh(cells, cmap="Blues", edgecolors="gray", alpha=0.4)
        for (i, j), value in np.ndenumerate(cells):
            place.text(j + 0.5, i + 0.5, f"{value:g}"[:5], ha="center", va="center")
        place.invert_yaxis()
        place.set_aspect("equal")
        place.axis("off")
    plt.tight_layout()
    plt.show()
