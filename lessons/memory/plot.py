"""X, Y and their numbers: once Y is made, and once one of the two is written to."""

import matplotlib.pyplot as plt
import numpy as np


def draw(make_source, build, ACTS, *, operation, written, dtype):
    """Print whether the memory is shared; draw both names at both moments."""
    X = make_source(operation, dtype)
    pictures = {"X": np.asarray(X).copy()}
    try:
        for when, (A, B) in enumerate(build(ACTS[operation], X, written), 1):
            now = {"X": np.asarray(A), "Y": np.asarray(B)}
            print("shared", np.shares_memory(now["X"], now["Y"]))
            pictures |= {f"{name} {when}": now[name].copy() for name in now}
    except (RuntimeError, ValueError) as error:
        print(type(error).__name__, error)

    n = len(pictures)
    _, places = plt.subplots(1, n, figsize=(2.6 * n, 2.5), squeeze=False)
    for place, (name, values) in zip(places[0], pictures.items(), strict=True):
        grid = np.atleast_2d(values)
        place.imshow(grid == 99, cmap="Oranges", vmin=0, vmax=2)
        for (i, j), value in np.ndenumerate(grid):
            place.text(j, i, f"{value:g}", ha="center", va="center")
        place.axhline(-0.5, color="gray")
        place.set(title=name, xticks=[], yticks=[])
    plt.show()
