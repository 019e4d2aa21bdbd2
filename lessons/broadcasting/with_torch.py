"""Broadcasting: two tensors of different shapes, added as if they had the same one."""

import torch


def edit(A, B, edits):
    """Write numbers into cells: ("A", (0, 0), 7.0) is A[0, 0] = 7."""
    for name, index, value in edits:
        t = {"A": A, "B": B}[name]
        if len(index) != t.ndim:
            continue
        if all(i < t.shape[k] for k, i in enumerate(index)):
            t[index] = value
    return A, B


def make_data(shape_a=(3, 1), shape_b=(4,), edits=()):
    """A counts 0, 1, 2 …; B counts in tens, or in hundreds if A needs the tens."""
    count_a = torch.Size(shape_a).numel()
    count_b = torch.Size(shape_b).numel()
    unit = 10 ** len(str(count_a - 1))
    A = torch.arange(count_a).reshape(shape_a)
    B = torch.arange(1, count_b + 1) * unit
    return edit(A, B.reshape(shape_b), edits)


def build(A, B, new_axis="none"):
    """B with its new axis; A and B stretched; their sum."""
    # forward
    if new_axis != "none":
        B = torch.unsqueeze(B, int(new_axis))
    result = A + B
    A_wide = torch.broadcast_to(A, result.shape)
    B_wide = torch.broadcast_to(B, result.shape)
    return B, A_wide, B_wide, result


def run(shape_a=(3, 1), shape_b=(4,), new_axis="none", edits=()):
    """The values of the sum; none of them if the shapes do not go together."""
    A, B = make_data(shape_a, shape_b, edits)
    try:
        *_, result = build(A, B, new_axis)
    except (RuntimeError, IndexError):
        return []
    return result.flatten().tolist()
