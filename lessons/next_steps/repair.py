"""Scores of a batch that work for one example alone, and ways to change them."""

import torch


def scores(x, weight, bias):
    """Scores (n, 3) of pictures x (n, 2, 3)."""
    flat = x.flatten()
    return flat @ weight.T + bias


def scores_each(x, weight, bias):
    """Scores (n, 3) of pictures x (n, 2, 3)."""
    flat = x.flatten(1)
    return flat @ weight.T + bias


def scores_rows(x, weight, bias):
    """Scores (n, 3) of pictures x (n, 2, 3)."""
    flat = x.flatten(0, 1)
    return flat @ weight.T + bias


def scores_first(x, weight, bias):
    """Scores (n, 3) of pictures x (n, 2, 3)."""
    flat = x[0].flatten()
    return flat @ weight.T + bias


def scores_mixed(x, weight, bias):
    """Scores (n, 3) of pictures x (n, 2, 3)."""
    flat = x.reshape(6, -1).T
    return flat @ weight.T + bias


def call_scores(scores):
    """Two pictures, weights that take three of their numbers."""
    x = torch.arange(12.0).view(2, 2, 3)
    return scores(x, torch.eye(3, 6), torch.zeros(3))
