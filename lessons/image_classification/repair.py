"""A network whose last layer does not fit, and four changes."""

import torch
from torch import nn


def make_net(n):
    """Two convolutions of 3×3 with pooling, on images of n×n."""
    return nn.Sequential(
        nn.Conv2d(1, 4, 3),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 8, 3),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(8 * (n // 4) ** 2, 10),
    )


def make_net_whole(n):
    """Two convolutions of 3×3 with pooling, on images of n×n."""
    return nn.Sequential(
        nn.Conv2d(1, 4, 3),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 8, 3),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(8 * n**2, 10),
    )


def make_net_one(n):
    """Two convolutions of 3×3 with pooling, on images of n×n."""
    return nn.Sequential(
        nn.Conv2d(1, 4, 3),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 8, 3),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(8 * ((n - 2) // 4) ** 2, 10),
    )


def make_net_sides(n):
    """Two convolutions of 3×3 with pooling, on images of n×n."""
    return nn.Sequential(
        nn.Conv2d(1, 4, 3),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 8, 3),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(8 * (((n - 2) // 2 - 2) // 2) ** 2, 10),
    )


def make_net_channel(n):
    """Two convolutions of 3×3 with pooling, on images of n×n."""
    return nn.Sequential(
        nn.Conv2d(1, 4, 3),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 8, 3),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear((((n - 2) // 2 - 2) // 2) ** 2, 10),
    )


def call_make_net(make_net):
    """The shapes of the outputs for two images of each size."""
    images = [torch.zeros(2, 1, n, n) for n in (28, 30, 33)]
    return [make_net(x.shape[-1])(x).shape for x in images]
