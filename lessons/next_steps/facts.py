"""What is known of PyTorch with a date: when, which version, and who says so."""

from dataclasses import dataclass
from typing import Literal

import torch

HERE = torch.__version__
"""The version that runs the page."""

THEMES = ("research", "production", "graph")


@dataclass(frozen=True)
class Fact:
    """One thing that happened; its sentence is in the words' section `facts.says`.

    Args:
        name: of its sentence.
        month: "2017-01".
        version: of PyTorch, "" where it has none.
        theme: what it is about.
        source: an address, without https://.
    """

    name: str
    month: str
    version: str
    theme: Literal["research", "production", "graph"]
    source: str


FACTS = (
    Fact("public", "2017-01", "", "research", "pytorch.org/blog/a-year-in/"),
    Fact(
        *("one", "2018-12", "1.0", "production"),
        "github.com/pytorch/pytorch/releases/tag/v1.0.0",
    ),
    Fact("paper", "2019-12", "", "research", "arxiv.org/abs/1912.01703"),
    Fact(
        *("foundation", "2022-09", "", "production"),
        "www.linuxfoundation.org/blog/blog/welcoming-pytorch-to-the-linux-foundation",
    ),
    Fact(
        *("compile", "2023-03", "2.0", "graph"),
        "github.com/pytorch/pytorch/releases/tag/v2.0.0",
    ),
    Fact("export", "2023-10", "2.1", "graph", "docs.pytorch.org/docs/2.1/export.html"),
    Fact(
        *("weights", "2025-01", "2.6", "production"),
        "github.com/pytorch/pytorch/releases/tag/v2.6.0",
    ),
    Fact(
        *("script", "2025-07", "", "production"),
        "github.com/pytorch/tutorials/pull/3453",
    ),
    Fact(
        *("jit", "2026-01", "2.10", "production"),
        "github.com/pytorch/pytorch/releases/tag/v2.10.0",
    ),
)
"""In the order of their months."""


def about(theme: str) -> tuple[Fact, ...]:
    """Return the facts of a theme, or all of them."""
    return tuple(fact for fact in FACTS if theme in ("all", fact.theme))
