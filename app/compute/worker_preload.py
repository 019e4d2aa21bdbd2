"""Imports what trainings need before the workers are forked, so that they share it.

`engine_process.py` names it to the fork server of `multiprocessing`.
"""

import torch._dynamo

from app.compute import dask_worker
from app.compute.code_version import code_version
from app.compute.preload import load_lessons

code_version()
load_lessons()

__all__ = ["dask_worker", "torch"]
