"""The engine that runs all trainings: Dask in a process of the server, or a cluster.

Until it is ready, or where it cannot run, short trainings run in threads of the server,
and long ones wait for it. A training whose scheduler is gone is submitted anew.
"""

import logging
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from threading import Event, Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal

from app import config
from app.compute.engine_launcher import CONFIG_FILE, EngineProcess
from app.compute.thread_backend import ThreadBackend
from app.compute.training_handle import Priority, TrainingHandle
from app.compute.training_loop import Cancelled, Computation

if TYPE_CHECKING:
    from app.compute.dask_backend import DaskBackend

START_TIMEOUT = 60.0
"""Seconds that the engine process may take until its workers are there."""

MAX_FAILURES = 3
"""Times in a row that the engine process may end at its start; then there is none."""

CHECK_INTERVAL = 0.2
"""Seconds between two checks of the engine process, or of the connection."""

RECONNECT_INTERVAL = 2.0
"""Seconds between two attempts to reach a cluster."""

LOG = logging.getLogger("app")

Status = Literal["off", "starting", "ready", "closed"]


class Engine:
    """Runs trainings where there is a place for them.

    Args:
        n_workers: worker processes for short trainings; without any there is no engine
            process, and everything runs in threads.
        n_long: further ones, which take long trainings as well: whatever they do, what
            readers wait for has its places.
        address: of the scheduler of a cluster; "" starts the engine process.
        max_threads: trainings at once in threads of the server.
        start_method: as in `EngineProcess`.
    """

    def __init__(
        self,
        n_workers: int = config.WORKERS,
        n_long: int = config.LONG_WORKERS,
        address: str = config.ENGINE,
        max_threads: int = config.MAX_THREAD_TRAININGS,
        start_method: str = "",
    ):
        self._n_workers, self.n_long, self._address = n_workers, n_long, address
        self._arguments = n_workers, n_long, start_method
        self._threads = ThreadBackend(max_threads)
        self._lock = Lock()
        self._dask: DaskBackend | None = None
        self._process: EngineProcess | None = None
        self._parked: list[TrainingHandle] = []
        self._closing = Event()
        self._supervisor: Thread | None = None
        self.status: Status = "off"
        self.n_failed, self.seconds = 0, 0.0

    # ---- for whoever has something to train ----

    def submit(
        self,
        key: Hashable,
        function: Callable[..., Computation],
        settings: Mapping[str, Any],
        priority: Priority = Priority.SHORT,
        state: bytes | None = None,
    ) -> TrainingHandle:
        """Submit a training; returns at once.

        Args:
            key: everything the result depends on. At a cluster trainings of the same
                key are one, whichever server submits them.
            function: a function of a module, found there by its name; a long training
                is called with settings and state, the others with settings by name.
            settings: what can be pickled.
            priority: what it is for.
            state: of the paused long training that it resumes.
        """
        handle = TrainingHandle(key, function, settings, priority, state)
        handle.on_end(lambda: self._count(handle))
        self._dispatch(handle)
        return handle

    # ---- for the server ----

    def start(self) -> None:
        """Start the engine, or connect to the cluster; it is ready a while later."""
        if self._supervisor or not (self._n_workers or self._address):
            return
        self.status = "starting"
        supervise = self._supervise_cluster if self._address else self._supervise
        self._supervisor = Thread(target=supervise, name="engine", daemon=True)
        self._supervisor.start()

    def wait_until_ready(self, seconds: float) -> bool:
        """Wait until it is ready, or it is known that it cannot be; return which."""
        deadline = monotonic() + seconds
        while self.status == "starting" and monotonic() < deadline:
            self._closing.wait(0.05)
        return self.status == "ready"

    def close(self) -> None:
        """Cancel all trainings and end the engine's process: the server stops."""
        self._closing.set()
        self.status = "closed"
        self._threads.close()
        if self._dask:
            self._dask.close()
        if self._supervisor:
            self._supervisor.join(5)

    @property
    def is_shared(self) -> bool:
        """Whether other servers have the same engine."""
        return bool(self._address)

    @property
    def process_id(self) -> int | None:
        """Process of the engine; None if there is none."""
        return self._process.process.pid if self._process else None

    def counts(self) -> dict[str, int]:
        """Return the numbers of workers, running and waiting trainings, and bytes."""
        if self.status == "ready" and self._dask:
            with suppress(Exception):
                return self._dask.scheduler_counts()
        n_waiting = len(self._parked)
        return {"workers": 0, "running": 0, "waiting": n_waiting, "memory_bytes": 0}

    # ---- inside ----

    def _count(self, handle: TrainingHandle) -> None:
        error = handle.outcome.error
        with self._lock:
            self.seconds += handle.outcome.seconds
            self.n_failed += error is not None and not isinstance(error, Cancelled)

    def _dispatch(self, handle: TrainingHandle) -> None:
        """Hand a training to the engine, to a thread, or to those that wait for it."""
        with self._lock:
            dask = self._dask
            is_ready = self.status == "ready" and dask and dask.is_connected
            may_wait = self.status in ("ready", "starting")
            if may_wait and not is_ready and handle.priority != Priority.SHORT:
                self._parked.append(handle)
                return
        if dask and is_ready:
            dask.submit(handle)
        else:
            self._threads.submit(handle)

    def _set_status(self, status: Status) -> None:
        """Change the status, and dispatch what waited for it."""
        with self._lock:
            if self.status == "closed":
                return
            self.status = status
            parked, self._parked = self._parked, []
        for handle in parked:
            if not handle.is_released:
                self._dispatch(handle)

    def _on_lost(self, handle: TrainingHandle) -> None:
        """Submit a training anew whose scheduler is gone."""
        if not handle.is_released and not self._closing.is_set():
            self._dispatch(handle)

    def _supervise(self) -> None:
        """Keep an engine process running until the server stops."""
        n_failures = 0
        while not self._closing.is_set() and n_failures < MAX_FAILURES:
            try:
                process = EngineProcess(*self._arguments)
                self._process = process
                self._connect(process.address, process.certificate)
                assert self._dask
                self._dask.wait_for_workers(
                    self._n_workers + self.n_long, START_TIMEOUT
                )
                n_failures = 0
                self._set_status("ready")
                while process.is_alive and not self._closing.wait(CHECK_INTERVAL):
                    pass
                if not self._closing.is_set():
                    LOG.error("the engine process has ended: another one starts")
            except (OSError, TimeoutError, AssertionError) as error:
                n_failures += 1
                LOG.error("the engine did not start: %r", error)
            finally:
                self._set_status("starting")
                if self._dask:
                    self._dask.close()
                self._dask = None
                if self._process:
                    self._process.close()
                self._process = None
        self._set_status("off")

    def _supervise_cluster(self) -> None:
        """Stay connected to the cluster until the server stops."""
        certificate = {
            "ca_file": config.ENGINE_CA,
            "cert": config.ENGINE_CERT,
            "key": config.ENGINE_KEY,
        }
        while not self._closing.is_set():
            try:
                self._connect(self._address, certificate)
                assert self._dask
                while not self._dask.is_closed and not self._closing.is_set():
                    is_ready = self._has_cluster()
                    # what was lost and parked since the last check is submitted anew
                    if is_ready != (self.status == "ready") or self._parked:
                        self._set_status("ready" if is_ready else "starting")
                    self._closing.wait(CHECK_INTERVAL)
                self._dask.close()
            except OSError as error:
                LOG.error("the cluster cannot be reached: %s", error)
                self._closing.wait(RECONNECT_INTERVAL)

    def _has_cluster(self) -> bool:
        """Return whether the scheduler can be reached and, at first, has a worker."""
        if not self._dask or not self._dask.is_connected:
            return False
        if self.status != "ready":
            try:
                self._dask.wait_for_workers(1, RECONNECT_INTERVAL)
            except (OSError, RuntimeError):  # none by then, or the connection is lost
                return False
        return True

    def _connect(self, address: str, certificate: Mapping[str, str]) -> None:
        """Connect to a scheduler.

        Raises:
            OSError: if it cannot be reached.
        """
        import dask

        for settings in dask.config.collect_yaml([str(CONFIG_FILE)]):
            dask.config.update(dask.config.config, settings)
        from distributed import Security

        from app.compute.dask_backend import DaskBackend

        security = Security(
            require_encryption=True,
            tls_ca_file=certificate["ca_file"],
            tls_client_cert=certificate["cert"],
            tls_client_key=certificate["key"],
        )
        self._dask = DaskBackend(
            address,
            security,
            self._on_lost,
            self._threads.submit,
            keeps_results=self.is_shared,
        )


ENGINE = Engine()
"""The engine of this server."""
