"""Take a part of a tensor with x[index], and find out whether it is a view of x."""

import torch

SHAPES = {1: (12,), 2: (4, 6), 3: (2, 3, 4)}
COMPARE = {
    "<": torch.lt,
    "<=": torch.le,
    ">": torch.gt,
    ">=": torch.ge,
    "==": torch.eq,
    "!=": torch.ne,
}


def make_tensor(order=2):
    """x of this order holds 0, 1, 2 …, so that each cell can be told apart."""
    shape = SHAPES[order]
    return torch.arange(torch.Size(shape).numel()).reshape(shape)


def make_end(text):
    """Start, stop or step of a slice, None if it is not said."""
    return int(text) if text else None


def make_part(x, part):
    """A slice for "1::2", x > 3 for "> 3", and x[:, 0] > 3 for ("> 3", ":", 0)."""
    match part:
        case [str(mask), *cells]:
            index = tuple(make_part(x, cell) for cell in cells)
            return make_part(x[index], mask)
        case tuple():
            return list(part)
        case str() if ":" in part:
            ends = map(make_end, part.split(":"))
            return slice(*ends)
        case str():
            sign, value = part.split()
            return COMPARE[sign](x, int(value))
    return part


def is_view(x, y):
    """Whether both read the same memory: their storages begin at one address."""
    mine = x.untyped_storage()
    its = y.untyped_storage()
    return mine.data_ptr() == its.data_ptr()


def build(x, index, write="nothing"):
    """y = x[index], as it is at first and after a write through y or into x."""
    # forward
    y = x[index]
    values = y.clone()
    # update
    if write == "through":
        y[...] = 99
    elif write == "direct":
        x[index] = 99
    return values, y


def run(order=2, index=("1:", "::2"), write="nothing"):
    """Cells taken, their sum, whether y is a view, cells of x that changed."""
    x = make_tensor(order)
    before = x.clone()
    parts = tuple(make_part(x, part) for part in index)
    values, y = build(x, parts, write)
    changed = (x != before).sum().item()
    return values.numel(), values.sum().item(), is_view(x, y), changed
