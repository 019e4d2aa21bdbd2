"""Runs trainings in threads of the server: until the engine is ready, or without it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from app.compute.preload import use_one_thread
from app.compute.training_handle import (
    Outcome,
    Receive,
    TrainingHandle,
    run_to_end,
)
from app.compute.training_loop import Cancelled, Request, TrainingLoop


class ThreadBackend:
    """A few threads; a training waits for a free one in the order of submission.

    torch is imported at the first training: the engine starts before that.

    Args:
        max_threads: trainings at the same time.
    """

    def __init__(self, max_threads: int):
        self._pool = ThreadPoolExecutor(
            max_threads, "training", initializer=use_one_thread
        )
        self._stopping = Event()

    def submit(self, handle: TrainingHandle) -> None:
        """Start a training as soon as a thread is free."""
        loop = TrainingLoop()

        def interrupt(request: Request, max_state: int, receive: Receive) -> None:
            if not handle.is_running:
                receive(None)
                return
            future = loop.interrupt(request, max_state)
            future.add_done_callback(lambda done: receive(done.result()))

        handle.bind(lambda: None, interrupt)
        handle.report = loop.report
        self._pool.submit(self._run, handle, loop)

    def close(self) -> None:
        """Stop all trainings at their next step."""
        self._stopping.set()

    def _run(self, handle: TrainingHandle, loop: TrainingLoop) -> None:
        """Run a training, unless nobody waits for it any more."""

        def is_cancelled() -> bool:
            return handle.is_released or self._stopping.is_set()

        try:
            if is_cancelled():
                raise Cancelled
            handle.is_running = True
            outcome = run_to_end(loop, handle.start, is_cancelled)
        except Cancelled as error:
            outcome = Outcome(error=error)
        handle.finish(outcome)
