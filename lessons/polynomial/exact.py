"""What needs no descent: least squares, the bound on the rate, conditioning, Taylor."""

import math

import numpy as np

from lessons.polynomial.with_numpy import make_columns, make_data

NEAR = 0.5


def least_squares(X, y) -> tuple[np.ndarray, float]:
    """Return the weights with the least sum of squared errors, and that sum.

    Args:
        X: columns, shape (n, p).
        y: shape (n,).
    """
    w = np.linalg.lstsq(X, y, rcond=None)[0]
    return w, float(((X @ w - y) ** 2).sum())


def curvatures(X) -> np.ndarray:
    """Eigenvalues, ascending, of 2 XᵀX: the Hessian of the sum of squared errors.

    They are twice the squared singular values of X, and depend on neither w nor y.
    """
    return 2 * np.linalg.svd(X, compute_uv=False)[::-1] ** 2


def largest_stable_rate(X) -> float:
    """2/λmax: below it gradient descent converges, above it it diverges."""
    return float(2 / curvatures(X)[-1])


def condition(X) -> float:
    """Return the condition number of XᵀX, λmax/λmin: 1 is a round bowl."""
    values = curvatures(X)
    return float(values[-1] / values[0])


def updates_to_a_tenth(X) -> int:
    """Return how many updates surely divide the distance to least squares by ten.

    At the best constant rate, 2/(λmin + λmax), each update leaves (κ − 1)/(κ + 1) of
    the distance along the weakest and the strongest curvature, and less along the
    others (Nocedal and Wright, Numerical Optimization, section 3.3).
    """
    kappa = condition(X)
    if kappa - 1 < 1e-9:
        return 1
    return math.ceil(math.log(10) / math.log1p(2 / (kappa - 1)))


def conditioning(degree: int) -> np.ndarray:
    """Condition number, largest stable rate and updates to a tenth of the distance.

    Returns:
        Shape (2, 3): for the columns as they are, then for scaled ones.
    """
    x, _ = make_data()
    both = [make_columns(x, degree, scaled) for scaled in (False, True)]
    return np.array(
        [(condition(X), largest_stable_rate(X), updates_to_a_tenth(X)) for X in both]
    )


def taylor(degree: int) -> np.ndarray:
    """Return coefficients of 1, x, … x^degree in the Taylor series of sin at 0."""
    signs = (0, 1, 0, -1)
    return np.array([signs[k % 4] / math.factorial(k) for k in range(degree + 1)])


def misses(coefficients) -> tuple[float, float, float]:
    """Return how far a polynomial is from sin.

    Args:
        coefficients: of 1, x, x² …

    Returns:
        The sum of squared errors over the 2000 points, the largest error on [−π, π],
        and that on [−0.5, 0.5].
    """
    x, y = make_data()
    with np.errstate(over="ignore", invalid="ignore"):  # where a descent diverged
        error = abs(np.polynomial.polynomial.polyval(x, coefficients) - y)
        near = error[abs(x) <= NEAR]
        return float((error**2).sum()), float(error.max()), float(near.max())
