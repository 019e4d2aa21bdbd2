"""Every learning rate in one pass, without going back to the 2000 points."""

from collections.abc import Iterator

import numpy as np


def sweep(
    X, y, w, lrs, n_frames=200, stride=10
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield w and its gradient of all runs before updates 0, stride, 2·stride …

    The gradient 2 Xᵀ(Xw − y) is 2 (Gw − h) with G = XᵀX and h = Xᵀy, computed once: an
    update then costs the same for 20 points as for 2000.

    Args:
        X: columns, shape (n, p).
        y: shape (n,).
        w: the common start, shape (p,).
        lrs: R learning rates.
        n_frames: how many strides.

    Yields:
        Two arrays of shape (R, p), n_frames + 1 times. Equal to `with_numpy.train` run
        by run; a run that overflows holds inf and NaN.
    """
    curvature, pull = 2 * X.T @ X, 2 * X.T @ y
    lr = np.array(lrs)[:, None]
    w = np.tile(w, (len(lr), 1))
    for _ in range(n_frames + 1):
        with np.errstate(over="ignore", invalid="ignore"):
            now = w, w @ curvature - pull
            for _ in range(stride):
                w = w - lr * (w @ curvature - pull)
        yield now
