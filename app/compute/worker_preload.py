"""Imports what trainings need before the workers are forked, so that they share it.

`engine_process.py` names it to the fork server of `multiprocessing`.
"""

import gc

import torch
import torch._dynamo
import torch.fx.experimental.symbolic_shapes  # SymPy, at the first `backward`

from app.compute import dask_worker
from app.compute.code_version import code_version
from lessons import SLUGS, lesson

torch.set_num_threads(1)
code_version()
for slug in SLUGS:
    lesson(slug)
gc.collect()
gc.freeze()

__all__ = ["dask_worker"]
