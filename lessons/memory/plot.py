"""X, Y and their numbers: once Y is made, and once one of the two is written to."""

import matplotlib.pyplot as plt
import numpy as np


def draw(make_source, build, ACTS, *, operation, written, dtype):
    """Print whether the memory is shared; draw both names at both moments."""
    X = make_source(operation, dtype)
    pictures = {"X before": np.asarray(X).copy()}
    moments = "once Y is made", "after the write"
    try:
        for when, (A, B) in zip(
            moments, build(ACTS[operation], X, written), strict=True
        ):
            now = {"X": np.asarray(A), "Y": np.asarray(B)}
            print(f"shared memory, {when}: {np.shares_memory(now['X'], now['Y'])}")
            pictures |= {f"{name}, {when}": now[name].copy() for name in now}
    except (RuntimeError, ValueError) as error:
        print(type(error).__name__, error)

    n = len(pictures)
    size = (2.6 * n, 2.8)
    _, places = plt.subplots(1, n, figsize=size, squeeze=False, layout="constrained")
    for place, (name, values) in zip(places[0], pictures.items(), strict=True):
        grid = np.atleast_2d(values)
        place.imshow(grid == 99, cmap="Oranges", vmin=0, vmax=2)
        for (i, j), value in np.ndenumerate(grid):
            place.text(j, i, f"{value:g}", ha="center", va="center")
        place.axhline(-0.5, color="gray")
        place.set_title(name.replace(", ", "\n"), size=10)
        place.set(xticks=[], yticks=[])
    plt.show()
