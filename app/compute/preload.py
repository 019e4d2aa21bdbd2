"""What a process that trains loads before it is asked to."""

import gc
from importlib import import_module

SINGLE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
)
"""Environment in which NumPy and torch compute with one thread, set before they are
imported: a class has more readers than there are cores."""


def use_one_thread() -> None:
    """Have torch compute with one thread in this process."""
    import torch

    torch.set_num_threads(1)


def load_lessons() -> None:
    """Import all lessons, and exempt what is imported from garbage collection.

    torch imports SymPy at the first `backward` that is given a gradient; it is imported
    here too.
    """
    from lessons import SLUGS, lesson

    import_module("torch.fx.experimental.symbolic_shapes")
    for slug in SLUGS:
        lesson(slug)
    use_one_thread()
    gc.collect()
    gc.freeze()
