"""Sixteen ways from X to a tensor Y; then one of the two is written to."""

import numpy as np
import torch


def rebind(X):
    """Y names X, then the new tensor that the sum has made."""
    Y = X
    Y = Y + X
    return Y


def add_to(X):
    """The sum goes into the tensor that Y names, which is X."""
    Y = X
    Y += X
    return Y


def assign(X):
    """The same in two steps: a sum, then its numbers copied into Y."""
    Y = X
    Y[:] = X + Y
    return Y


def add_(X):
    """The same by a method; its _ says that it works in place."""
    Y = X
    Y.add_(X)
    return Y


def view(X):
    """The same numbers in three rows; refused if they would have to be copied."""
    return X.view(3, 2)


def reshape(X):
    """The same numbers in three rows; copied only if they must be."""
    return X.reshape(3, 2)


def transpose(X):
    """Rows become columns: other strides, the same storage."""
    return X.T


def reshape_transposed(X):
    """No stride reads the columns one after another: a copy."""
    return X.T.reshape(6)


def view_transposed(X):
    """What no stride can do, without a copy: refused."""
    return X.T.view(6)


def row(X):
    """The second row: it begins further on in the storage."""
    return X[1]


def clone(X):
    """A copy."""
    return X.clone()


def detach(X):
    """Without the history for gradients; the storage is the same."""
    return X.detach()


def from_numpy(X):
    """A tensor on the memory of an array."""
    return torch.from_numpy(X)


def from_numpy_float(X):
    """A tensor of float32: on the array's memory if that is its type too."""
    return torch.from_numpy(X).float()


def tensor(X):
    """A tensor with a copy of the array's numbers."""
    return torch.tensor(X)


def to_numpy(X):
    """An array on the memory of a tensor."""
    return X.numpy()


ACTS = {
    act.__name__: act
    for act in (
        *(rebind, add_to, assign, add_, view, reshape, transpose),
        *(reshape_transposed, view_transposed, row, clone, detach),
        *(from_numpy, from_numpy_float, tensor, to_numpy),
    )
}


def make_source(operation="view", dtype="float64"):
    """X of shape (2, 3), 1 to 6: an array for what begins with one, else a tensor."""
    X = np.arange(1, 7, dtype=dtype).reshape(2, 3)
    begins_with_array = ("from_numpy", "from_numpy_float", "tensor")
    return X if operation in begins_with_array else torch.tensor(X)


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
    except RuntimeError:
        return tuple(np.ravel(X))
    return (*np.ravel(X), *np.ravel(Y))
