"""Four forward methods, three with a mistake, and the traceback of each."""

import inspect
import io
import pdb
import site
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from torch import nn

from lessons.toolkit.line_trace import Trace, trace_lines

ROOT = Path(__file__).parents[2]
LINES = ("flat", "hidden", "test", "clamp", "relu", "out", "return")
"""The lines of each forward method, in their order."""


class Right(nn.Module):
    """Pictures of 2 × 3 cells → four hidden units → three scores."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = nn.Linear(6, 4)
        self.out = nn.Linear(4, 3)
        generator = torch.Generator().manual_seed(0)
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -0.5, 0.5, generator=generator)

    def forward(self, x):
        """Scores of shape (n, 3)."""
        flat = x.flatten(1)
        h = self.hidden(flat)
        if h.max() > 2:
            h = h.clamp(max=2)
        h = torch.relu(h)
        scores = self.out(h)
        return scores


class Flat(Right):
    """All examples in one row."""

    def forward(self, x):
        """Scores, for one example alone."""
        flat = x.flatten()
        h = self.hidden(flat)
        if h.max() > 2:
            h = h.clamp(max=2)
        h = torch.relu(h)
        scores = self.out(h)
        return scores


class Typo(Right):
    """A method that no tensor has, on a line that does not always run."""

    def forward(self, x):
        """Scores, as long as h stays small."""
        flat = x.flatten(1)
        h = self.hidden(flat)
        if h.max() > 2:
            h = h.clmap(max=2)
        h = torch.relu(h)
        scores = self.out(h)
        return scores


class Name(Right):
    """The wrong variable."""

    def forward(self, x):
        """No scores: `flat` has six columns."""
        flat = x.flatten(1)
        h = self.hidden(flat)
        if h.max() > 2:
            h = h.clamp(max=2)
        h = torch.relu(h)
        scores = self.out(flat)
        return scores


MODELS: dict[str, type[Right]] = {
    "flatten": Flat,
    "typo": Typo,
    "name": Name,
    "none": Right,
}


def make_batch(n: int = 2, size: float = 1.0) -> torch.Tensor:
    """n pictures of shape (2, 3), the largest value near `size`."""
    generator = torch.Generator().manual_seed(1)
    return size * torch.rand(n, 2, 3, generator=generator)


def predict(model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """Call the model, as a script does."""
    scores: torch.Tensor = model(x)
    return scores


@dataclass(frozen=True)
class Moment:
    """A line of forward, and the tensors after it.

    Args:
        number: its place in the source, as in `line_trace.ExecutedLine`.
        line: its name in LINES.
        tensors: that are there: name, shape, largest value.
        failed: whether it raised.
    """

    number: int
    line: str
    tensors: tuple[tuple[str, tuple[int, ...], float], ...]
    failed: bool = False


@dataclass(frozen=True)
class ModelRun:
    """One call of a model, line by line.

    Args:
        moments: in order.
        traceback: what Python printed; "" if nothing failed.
        debugger: a session of pdb after it.
    """

    moments: tuple[Moment, ...]
    traceback: str = ""
    debugger: str = ""

    @property
    def failed_line(self) -> str:
        """The line that raised, or "never"."""
        last = self.moments[-1]
        return last.line if last.failed else "never"


def look(names: Mapping[str, Any]) -> tuple[tuple[str, tuple[int, ...], float], ...]:
    """Return the tensors among the variables: name, shape, largest value."""
    return tuple(
        (name, tuple(names[name].shape), names[name].max().item())
        for name in ("x", "flat", "h", "scores")
        if name in names
    )


@lru_cache(maxsize=64)
def run_model(mistake: str, n: int, size: float) -> ModelRun:
    """Call the model of that mistake on n pictures, and trace each line."""
    kind = MODELS[mistake]
    model, x = kind(), make_batch(n, size)
    trace: Trace[Any] = trace_lines(kind.forward, lambda: predict(model, x), look)
    names = dict(zip(_numbers(kind), LINES, strict=True))
    before = (("x", tuple(x.shape), x.max().item()),)
    moments = [Moment(run.number, names[run.number], run.state) for run in trace.lines]
    if trace.error is None:
        return ModelRun(tuple(moments))
    assert trace.failed_line is not None
    tensors = moments[-1].tensors if moments else before
    moments.append(
        Moment(trace.failed_line, names[trace.failed_line], tensors, failed=True)
    )
    traceback_text = format_traceback(trace.error)
    return ModelRun(tuple(moments), traceback_text, pdb_session(trace.error, mistake))


def source_lines(kind: type[Right]) -> list[str]:
    """Return the source of a model's forward, line by line."""
    return inspect.getsource(kind.forward).splitlines()


def _numbers(kind: type[Right]) -> range:
    """Return the places of forward's lines in its source, below its docstring."""
    return range(2, 2 + len(LINES))


def format_traceback(error: Exception) -> str:
    """Return the traceback from `predict` on, paths shortened."""
    summary = traceback.TracebackException.from_exception(error)
    frames = list(summary.stack)
    first = next(i for i, frame in enumerate(frames) if frame.name == "predict")
    summary.stack[:] = frames[first:]
    return shorten_paths("".join(summary.format()))


def shorten_paths(text: str) -> str:
    """Remove the folders of this machine from a text."""
    for folder in (*site.getsitepackages(), str(ROOT)):
        text = text.replace(folder + "/", "").replace(folder + "\\", "")
    return text.rstrip()


def pdb_session(error: Exception, mistake: str) -> str:
    """Return what pdb answers after the error, up in the frame of forward."""
    commands = {
        "flatten": ("p x.shape", "p flat.shape", "p self.hidden"),
        "typo": ("p h.shape", "p h.max()"),
        "name": ("p flat.shape", "p h.shape", "p self.out"),
    }[mistake]
    frames = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
    own = max(
        i for i, name in enumerate(frames) if name == "forward" and _own(error, i)
    )
    up = [f"up {len(frames) - 1 - own}"] if own < len(frames) - 1 else []
    answers = io.StringIO()
    session = pdb.Pdb(stdin=io.StringIO(), stdout=answers, nosigint=True, readrc=False)
    session.reset()
    session.setup(None, error.__traceback__)
    lines = [">>> import pdb; pdb.pm()"]
    for command in (*up, *commands):
        answers.seek(0)
        answers.truncate()
        session.onecmd(command)
        lines += [f"(Pdb) {command}", shorten_paths(answers.getvalue())]
    session.forget()
    return "\n".join(lines)


def _own(error: Exception, at: int) -> bool:
    """Return whether a frame of the error is in this file."""
    frames = traceback.extract_tb(error.__traceback__)
    return frames[at].filename == __file__
