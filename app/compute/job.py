"""A long training in the queue, its subscribers, and its status for each of them."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, Literal

from app.compute.training_handle import TrainingHandle

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
        request: "pause" or "stop" while that is under way.
        pause_refused: as in `JobStatus`.
        outcome: how it ended for this reader; None as long as it goes on.
    """

    job: "Job"
    last_connected: float
    request: str = ""
    pause_refused: bool = False
    outcome: JobStatus | None = None


@dataclass(eq=False)
class Job:
    """A long training, waiting or running.

    Args:
        key: identifies its result.
        handle: the training.
        paused: the one that it resumes.
        subscriptions: of the readers who are interested in it.
    """

    key: Hashable
    handle: TrainingHandle
    paused: JobStatus | None = None
    subscriptions: list[Subscription] = field(default_factory=list)

    @property
    def progress(self) -> float:
        """The part done, from 0 to 1."""
        if self.paused and self.handle.report.part is None:
            return self.paused.progress
        return self.handle.report.progress

    @property
    def preview(self) -> Any:
        """What can be drawn of it; None before there is anything."""
        part = self.handle.report.part
        return self.paused.preview if self.paused and part is None else part
