"""A network whose last layer does not fit, and four changes."""

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
