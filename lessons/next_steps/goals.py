"""What lies behind the course: what each goal builds on, and where it is documented."""

from dataclasses import dataclass
from functools import cache

import torch
from torch import nn

DOCS = "https://docs.pytorch.org/docs/stable/"
TUTORIALS = "https://docs.pytorch.org/tutorials/"


@dataclass(frozen=True)
class Goal:
    """One goal; its words are in the sections `goal.names` and `goal.NAME`.

    Args:
        builds_on: the lessons it needs directly.
        official: official pages: a name, as it is written there, and an address.
    """

    prerequisites: tuple[str, ...]
    official: tuple[tuple[str, str], ...]


GOALS = {
    "convolutions": Goal(
        ("modules", "losses"),
        (
            ("torch.nn.Conv2d", f"{DOCS}generated/torch.nn.Conv2d.html"),
            (
                "Training a Classifier",
                f"{TUTORIALS}beginner/blitz/cifar10_tutorial.html",
            ),
        ),
    ),
    "sequences": Goal(
        ("modules", "data_loading"),
        (
            ("torch.nn.LSTM", f"{DOCS}generated/torch.nn.LSTM.html"),
            (
                "torch.nn.MultiheadAttention",
                f"{DOCS}generated/torch.nn.MultiheadAttention.html",
            ),
        ),
    ),
    "pipelines": Goal(
        ("data_loading",),
        (
            ("torch.utils.data", f"{DOCS}data.html"),
            (
                "Datasets & DataLoaders",
                f"{TUTORIALS}beginner/basics/data_tutorial.html",
            ),
        ),
    ),
    "gpu": Goal(
        ("devices",),
        (
            ("CUDA semantics", f"{DOCS}notes/cuda.html"),
            ("torch.amp", f"{DOCS}amp.html"),
        ),
    ),
    "fine_tuning": Goal(
        ("saving", "modules", "optimizers"),
        (
            (
                "Transfer Learning for Computer Vision",
                f"{TUTORIALS}beginner/transfer_learning_tutorial.html",
            ),
        ),
    ),
    "deployment": Goal(
        ("saving", "computation_graph"),
        (
            ("torch.export", f"{DOCS}export.html"),
            ("torch.compile", f"{DOCS}generated/torch.compile.html"),
        ),
    ),
}


@cache
def numbers() -> dict[str, float | str]:
    """Return what the words say of layers and types, asked of torch."""
    steps = torch.zeros(5, 8)
    read, _ = nn.LSTM(8, 16)(steps)
    old, new = nn.Linear(6, 4).requires_grad_(False), nn.Linear(4, 3)
    model = nn.Sequential(old, nn.ReLU(), new)
    sizes = {True: 0, False: 0}
    for parameter in model.parameters():
        sizes[parameter.requires_grad] += parameter.numel()
    return {
        "n_conv": sum(p.numel() for p in nn.Conv2d(3, 16, 3).parameters()),
        "lstm": f"{tuple(steps.shape)} → {tuple(read.shape)}",
        "half": torch.bfloat16.itemsize,
        "single": torch.float32.itemsize,
        "frozen": sizes[False],
        "trained": sizes[True],
    }
