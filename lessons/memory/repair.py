"""Functions that write where they should not, and ways to change them."""

import torch


def centred(X):
    """X less its mean, for a caller who keeps X."""
    X -= X.mean()
    return X


def centred_anew(X):
    """X less its mean, for a caller who keeps X."""
    X = X - X.mean()
    return X


def centred_into(X):
    """X less its mean, for a caller who keeps X."""
    X[:] = X - X.mean()
    return X


def centred_method(X):
    """X less its mean, for a caller who keeps X."""
    X.sub_(X.mean())
    return X


def centred_name(X):
    """X less its mean, for a caller who keeps X."""
    Y = X
    Y -= X.mean()
    return Y


def history(n=3):
    """The weight before each of n updates."""
    w, kept = torch.zeros(1), []
    for _ in range(n):
        kept.append(w)
        w += 1
    return kept


def history_clone(n=3):
    """The weight before each of n updates."""
    w, kept = torch.zeros(1), []
    for _ in range(n):
        kept.append(w.clone())
        w += 1
    return kept


def history_detach(n=3):
    """The weight before each of n updates."""
    w, kept = torch.zeros(1), []
    for _ in range(n):
        kept.append(w.detach())
        w += 1
    return kept


def history_numpy(n=3):
    """The weight before each of n updates."""
    w, kept = torch.zeros(1), []
    for _ in range(n):
        kept.append(w.numpy())
        w += 1
    return kept


def history_slice(n=3):
    """The weight before each of n updates."""
    w, kept = torch.zeros(1), []
    for _ in range(n):
        kept.append(w[:])
        w += 1
    return kept


def call_centred(centred):
    """What the caller still has."""
    X = torch.arange(1.0, 7.0)
    Y = centred(X)
    return X, Y


def call_history(history):
    """What was kept."""
    return history()
