"""Arrays: made, combined element by element, given another shape, joined."""

import numpy as np


def make(create, shape, dtype, seed=0):
    """An array of this shape, made in one of eight ways."""
    kind = getattr(np, dtype)
    n = int(np.prod(shape))
    match create:
        case "arange":
            x = np.arange(n, dtype=kind)
            return x.reshape(shape)
        case "zeros":
            return np.zeros(shape, dtype=kind)
        case "ones":
            return np.ones(shape, dtype=kind)
        case "twos":
            return np.ones(shape, dtype=kind) * 2
        case "rand":
            rng = np.random.default_rng(seed)
            x = rng.random(shape)
            return np.asarray(x, dtype=kind)
        case "randn":
            rng = np.random.default_rng(seed)
            x = rng.standard_normal(shape)
            return np.asarray(x, dtype=kind)
        case "from_list":
            data = [k * k for k in range(n)]
            x = np.array(data, dtype=kind)
            return x.reshape(shape)
        case "full_like":
            like = np.zeros(shape, dtype=kind)
            return np.full_like(like, 7)


def edit(x, y, edits):
    """Write numbers into cells: ("x", (0, 1), 5.0) is x[0, 1] = 5.0."""
    for name, index, value in edits:
        t = {"x": x, "y": y}[name]
        if len(index) != t.ndim:
            continue
        if all(i < t.shape[k] for k, i in enumerate(index)):
            t[index] = value


def build(operation, x, y, new_shape, dim):
    """What one operation makes of x, or of x and y."""
    # forward
    match operation:
        case "add":
            return x + y
        case "subtract":
            return x - y
        case "multiply":
            return x * y
        case "divide":
            return x / y
        case "power":
            return x**y
        case "exp":
            return np.exp(x)
        case "equal":
            return x == y
        case "less":
            return x < y
        case "greater":
            return x > y
        case "transpose":
            return x.swapaxes(0, 1)
        case "view":
            return x.reshape(new_shape, copy=False)
        case "reshape":
            return x.reshape(new_shape)
        case "resize":
            z = x.copy()
            z.resize(new_shape, refcheck=False)
            return z
        case "cat":
            return np.concatenate((x, y), axis=dim)
        case "stack":
            return np.stack((x, y), axis=dim)


def run(
    create="arange",
    shape=(2, 3),
    dtype="float32",
    seed=0,
    operation="view",
    y_shape=(2, 3),
    new_shape=(3, 2),
    dim=0,
    edits=(),
):
    """The numbers of the result, row after row; y is filled with twos."""
    x = make(create, shape, dtype, seed)
    y = make("twos", y_shape, dtype)
    edit(x, y, edits)
    z = build(operation, x, y, new_shape, dim)
    return z.flatten().tolist()
