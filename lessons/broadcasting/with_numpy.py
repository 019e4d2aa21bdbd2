"""Broadcasting: two arrays of different shapes, added as if they had the same one."""

import numpy as np


def make_tensors(shape_a=(3, 1), shape_b=(4,)):
    """a counts 0, 1, 2 …; b counts in tens, or in hundreds if a needs the tens."""
    count_a = np.prod(shape_a, dtype=int)
    count_b = np.prod(shape_b, dtype=int)
    unit = 10 ** len(str(count_a - 1))
    a = np.arange(count_a).reshape(shape_a)
    b = np.arange(1, count_b + 1) * unit
    return a, b.reshape(shape_b)


def build(a, b, new_axis="none"):
    """b with its new axis; a and b stretched; their sum."""
    # forward
    if new_axis != "none":
        b = np.expand_dims(b, int(new_axis))
    result = a + b
    a_wide = np.broadcast_to(a, result.shape)
    b_wide = np.broadcast_to(b, result.shape)
    return b, a_wide, b_wide, result


def run(shape_a=(3, 1), shape_b=(4,), new_axis="none"):
    """The values of the sum; none of them if the shapes do not go together."""
    a, b = make_tensors(shape_a, shape_b)
    try:
        *_, result = build(a, b, new_axis)
    except ValueError:
        return []
    return result.flatten().tolist()
