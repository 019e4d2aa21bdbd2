"""The same training run in each tool's default dtype, as the Python prompt shows it."""

import numpy as np
import torch

from lessons.home import with_numpy, with_torch
from lessons.toolkit.python_prompt import prompt_session


def precision_session(lr: float) -> str:
    """Show the default dtypes, and the w that each file ends with at this rate."""
    return prompt_session(
        ("np.array(0.5).dtype", lambda: np.array(0.5).dtype),
        ("torch.tensor(0.5).dtype", lambda: torch.tensor(0.5).dtype),
        (f"with_numpy.run(lr={lr})[0].item()", lambda: with_numpy.run(lr)[0].item()),
        (f"with_torch.run(lr={lr})[0]", lambda: with_torch.run(lr)[0]),
    )
