"""A long training in the queue, its subscribers, and its status for each of them."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.compute.worker_process import WorkerProcess
from lessons.contract import Training, Value

TOO_LARGE = "large"
"""Reason of failure: the result takes more memory than all that may be cached."""

State = Literal["waiting", "running", "paused", "stopped", "failed"]


@dataclass(frozen=True)
class JobStatus:
    """State of a reader's training.

    Args:
        state: of the training, or how it ended for this reader.
        key: identifies the training.
        position: in the queue, from 1; 0 once it runs.
        progress: the part done, from 0 to 1.
        preview: what can be drawn of it; None before there is anything.
        request: "pause" or "stop" while that is under way.
        pause_refused: whether it could not be paused, for its state is too large.
        saved: the state from which a paused training can be resumed.
        reason: why it failed, if the lesson says so.
    """

    state: State
    key: Hashable
    position: int = 0
    progress: float = 0.0
    preview: Any = None
    request: str = ""
    pause_refused: bool = False
    saved: bytes | None = None
    reason: str = ""

    @property
    def is_active(self) -> bool:
        """Whether it will change by itself."""
        return self.state in ("waiting", "running")


@dataclass(eq=False)
class Subscription:
    """A reader's interest in a job.

    Args:
        job: the training.
        last_connected: when the reader was last seen to be connected (`monotonic`).
        number: tells the subscriptions of a job apart.
        request: "pause" or "stop" while that is under way.
        pause_refused: as in `JobStatus`.
        outcome: how it ended for this reader; None as long as it goes on.
    """

    job: "Job"
    last_connected: float
    number: int
    request: str = ""
    pause_refused: bool = False
    outcome: JobStatus | None = None


@dataclass(eq=False)
class Job:
    """A long training, waiting or running.

    Args:
        key: identifies its result.
        number: identifies it for its process.
        train: the training function.
        settings: its first argument.
        state: of the paused training that it resumes.
        progress, preview: as in `JobStatus`.
        subscriptions: by their numbers.
        process: in which it runs.
        cancelled: whether nobody waits for it any more.
    """

    key: Hashable
    number: int
    train: Training
    settings: Mapping[str, Value]
    state: bytes | None
    progress: float = 0.0
    preview: Any = None
    subscriptions: dict[int, Subscription] = field(default_factory=dict)
    process: WorkerProcess | None = None
    cancelled: bool = False
