"""Sixteen ways from X to an array Y; then one of the two is written to."""

import numpy as np


def rebind(X):
    """Y names X, then the new array that the sum has made."""
    Y = X
    Y = Y + X
    return Y


def add_to(X):
    """The sum goes into the array that Y names, which is X."""
    Y = X
    Y += X
    return Y


def assign(X):
    """The same in two steps: a sum, then its numbers copied into Y."""
    Y = X
    Y[:] = X + Y
    return Y


def add_(X):
    """The same by a function that is told where to put the sum."""
    Y = X
    np.add(Y, X, out=Y)
    return Y


def view(X):
    """The same numbers in three rows; refused if they would have to be copied."""
    return np.reshape(X, (3, 2), copy=False)


def reshape(X):
    """The same numbers in three rows; copied only if they must be."""
    return X.reshape(3, 2)


def transpose(X):
    """Rows become columns: other strides, the same memory."""
    return X.T


def reshape_transposed(X):
    """No stride reads the columns one after another: a copy."""
    return X.T.reshape(6)


def view_transposed(X):
    """What no stride can do, without a copy: refused."""
    return np.reshape(X.T, 6, copy=False)


def row(X):
    """The second row: it begins further on in the memory."""
    return X[1]


def clone(X):
    """A copy."""
    return X.copy()


def detach(X):
    """Another array on the same memory; there is no history to leave."""
    return X.view()


def from_numpy(X):
    """A view of the array: NumPy has no other kind of object to make."""
    return X.view()


def from_numpy_float(X):
    """An array of float32: on the same memory if that is its type already."""
    return np.asarray(X[:], np.float32)


def tensor(X):
    """An array with a copy of the numbers."""
    return np.array(X)


def to_numpy(X):
    """A view of the array: it is one already."""
    return X.view()


ACTS = {
    act.__name__: act
    for act in (
        *(rebind, add_to, assign, add_, view, reshape, transpose),
        *(reshape_transposed, view_transposed, row, clone, detach),
        *(from_numpy, from_numpy_float, tensor, to_numpy),
    )
}


def make_source(operation="view", dtype="float64"):
    """X of shape (2, 3): the numbers 1 to 6."""
    return np.arange(1, 7, dtype=dtype).reshape(2, 3)


def build(act, X, written="result"):
    """X and Y twice: once Y is there, and once one of the two is written to."""
    # forward
    Y = act(X)
    yield X, Y
    # update
    target = Y if written == "result" else X
    target[..., 1] = 99
    yield X, Y


def run(operation="view", written="result", dtype="float64"):
    """The numbers of X, then those of Y, at the end; without Y if it is refused."""
    X = make_source(operation, dtype)
    try:
        *_, (X, Y) = build(ACTS[operation], X, written)
    except ValueError:
        return tuple(np.ravel(X))
    return (*np.ravel(X), *np.ravel(Y))
