"""Four ways to set large values to 0, one of which does: an exercise."""

from lessons.indexing.with_torch import make_tensor


def zero_taken(x, t):
    """Take the large values, then write 0 into what was taken."""
    y = x[x > t]
    y[...] = 0
    return x


def zero_chained(x, t):
    """The same without a name: still a copy."""
    x[x > t][...] = 0
    return x


def zero_dropped(x, t):
    """Keep the others: the shape is lost."""
    x = x[x <= t]
    return x


def zero_direct(x, t):
    """Write into x where it is large."""
    x[x > t] = 0
    return x


def zero_rows(x, t):
    """A slice is a view, but it takes whole rows."""
    y = x[2:]
    y[...] = 0
    return x


def call_zero(zero_taken):
    """A tensor of order 2, its values above 8 to be 0."""
    x = make_tensor(2)
    return zero_taken(x, 8)
