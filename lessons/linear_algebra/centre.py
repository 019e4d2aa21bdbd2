"""Rows that should have the mean zero: one line that goes wrong, and four changes."""


def centred(A):
    """A minus the mean of each row."""
    return A - A.mean(1)


def centred_kept(A):
    """A minus the mean of each row."""
    return A - A.mean(1, keepdim=True)


def centred_columns(A):
    """A minus the mean of each row."""
    return A - A.mean(0)


def centred_all(A):
    """A minus the mean of each row."""
    return A - A.mean()


def centred_summed(A):
    """A minus the mean of each row."""
    return A - A.sum(1, keepdim=True)
