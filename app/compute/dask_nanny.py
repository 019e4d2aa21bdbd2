"""What runs beside each worker of a cluster: it returns the worker's training in time.

`dask worker --preload-nanny=app.compute.dask_nanny` imports it.
"""

import asyncio
from contextlib import suppress

from distributed import Nanny

RETIRE_TIMEOUT = 3.0
"""Seconds that the scheduler has for its answer."""


async def dask_teardown(nanny: Nanny) -> None:
    """Tell the scheduler that the worker is about to end, as it is asked to.

    Its results move to another worker, and its training is run again there. A worker
    that just disappears counts as one that its training has ended (`allowed-failures`
    in dask.yaml): two updates of all workers would fail a training.
    """
    retiring = nanny.scheduler.retire_workers(workers=[nanny.worker_address])
    with suppress(OSError):  # the scheduler is gone, or busy: TimeoutError
        await asyncio.wait_for(retiring, RETIRE_TIMEOUT)
