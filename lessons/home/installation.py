"""The versions installed here, as the modules report them."""

import platform
from dataclasses import dataclass

import numpy as np
import torch


@dataclass(frozen=True)
class Installation:
    """Versions and devices of this process."""

    python: str
    torch: str
    numpy: str
    devices: tuple[str, ...]


def installation() -> Installation:
    """Return versions of Python, torch and NumPy, and the devices torch can use."""
    devices = ["cpu"]
    if torch.cuda.is_available():
        count = torch.cuda.device_count()
        devices += [f"cuda:{i} ({torch.cuda.get_device_name(i)})" for i in range(count)]
    if torch.backends.mps.is_available():
        devices.append("mps")
    return Installation(
        platform.python_version(), torch.__version__, np.__version__, tuple(devices)
    )


def draw(seed: int) -> str:
    """Return a draw as the Python prompt shows it.

    The generator is its own, so that readers do not disturb each other; it gives what
    `torch.rand(5, 3)` gives after `torch.manual_seed(seed)`.
    """
    values = torch.rand(5, 3, generator=torch.Generator().manual_seed(seed))
    return f">>> torch.manual_seed({seed})\n>>> torch.rand(5, 3)\n{values}"
