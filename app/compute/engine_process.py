"""The process of the engine: a scheduler on loopback, and its workers.

The server starts it as `python -m app.compute.engine_process WORKERS LONG`. It prints
one line of JSON, the scheduler's address and the certificate that all have to show, and
ends when its standard input does: however the server ends, its workers end with it.
"""

import asyncio
import json
import multiprocessing
import multiprocessing.forkserver
import os
import sys
import tempfile
from contextlib import suppress
from threading import Thread

STOP_TIMEOUT = 3.0
"""Seconds that the workers may take to end when the server has."""


def start_method() -> str:
    """Return how workers are started here: from a fork server where there is one."""
    methods = multiprocessing.get_all_start_methods()
    return "forkserver" if "forkserver" in methods else "spawn"


def start_fork_server() -> None:
    """Start the process that the workers are forked from.

    It imports torch, which all workers then share, while this one imports Dask.
    """
    multiprocessing.set_forkserver_preload(["app.compute.worker_preload"])
    multiprocessing.forkserver.ensure_running()


def configure(method: str, folder: str) -> None:
    """Add to the settings of DASK_CONFIG.

    Args:
        method: how workers are started.
        folder: for their files.
    """
    import dask
    from distributed import utils

    dask.config.set(
        {
            "temporary-directory": folder,
            "distributed.worker.multiprocessing-method": method,
        }
    )
    # Dask would have the fork server preload its own packages, and not ours.
    utils._forkserver_preload_set = True


async def main(n_workers: int, n_long: int, method: str) -> None:
    """Run the scheduler and its workers until standard input ends."""
    if method == "forkserver":
        start_fork_server()
    from distributed import Nanny, Scheduler, Security

    loop, ended = asyncio.get_running_loop(), asyncio.Event()

    def watch_input() -> None:
        sys.stdin.buffer.read()
        loop.call_soon_threadsafe(ended.set)

    Thread(target=watch_input, daemon=True).start()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        configure(method, folder)
        security = Security.temporary()
        async with Scheduler(
            host="127.0.0.1",
            port=0,
            protocol="tls",
            security=security,
            dashboard=False,
            dashboard_address="127.0.0.1:0",
        ) as scheduler:
            nannies = [
                Nanny(
                    scheduler.address,
                    nthreads=1,
                    name=f"worker-{i}",
                    resources={"long": 1} if i >= n_workers else {},
                    security=security,
                    memory_limit=0,
                )
                for i in range(n_workers + n_long)
            ]
            certificate = security.get_tls_config_for_role("client")
            print(json.dumps({"address": scheduler.address, **certificate}), flush=True)
            starting = asyncio.ensure_future(asyncio.gather(*nannies))
            await ended.wait()
            starting.cancel()
            closing = asyncio.gather(*(nanny.close(timeout=1) for nanny in nannies))
            with suppress(Exception):
                await asyncio.wait_for(closing, STOP_TIMEOUT)
    os._exit(0)  # whatever still runs here; what is left of the workers ends with it


if __name__ == "__main__":
    n_workers, n_long, *chosen = sys.argv[1:]
    asyncio.run(main(int(n_workers), int(n_long), *(chosen or [start_method()])))
