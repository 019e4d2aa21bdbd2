"""Tensors: made, combined element by element, given another shape, joined."""

import torch


def make(create, shape, dtype, seed=0):
    """A tensor of this shape, made in one of eight ways."""
    kind = getattr(torch, dtype)
    n = torch.Size(shape).numel()
    match create:
        case "arange":
            x = torch.arange(n, dtype=kind)
            return x.reshape(shape)
        case "zeros":
            return torch.zeros(shape, dtype=kind)
        case "ones":
            return torch.ones(shape, dtype=kind)
        case "twos":
            return torch.ones(shape, dtype=kind) * 2
        case "rand":
            g = torch.Generator().manual_seed(seed)
            return torch.rand(shape, dtype=kind, generator=g)
        case "randn":
            g = torch.Generator().manual_seed(seed)
            return torch.randn(shape, dtype=kind, generator=g)
        case "from_list":
            data = [k * k for k in range(n)]
            x = torch.tensor(data, dtype=kind)
            return x.reshape(shape)
        case "full_like":
            like = torch.zeros(shape, dtype=kind)
            return torch.full_like(like, 7)


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
            return torch.exp(x)
        case "equal":
            return x == y
        case "less":
            return x < y
        case "greater":
            return x > y
        case "transpose":
            return x.transpose(0, 1)
        case "view":
            return x.view(new_shape)
        case "reshape":
            return x.reshape(new_shape)
        case "resize":
            return x.resize_(new_shape)
        case "cat":
            return torch.cat((x, y), dim=dim)
        case "stack":
            return torch.stack((x, y), dim=dim)


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
