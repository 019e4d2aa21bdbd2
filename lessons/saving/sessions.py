"""Python sessions about files, mistakes and the ways to a service."""

import io
from collections.abc import Generator
from dataclasses import dataclass
from functools import cache

import torch

from lessons.saving.with_torch import make
from lessons.toolkit.python_prompt import error_text, prompt_session, record_warnings


@cache
def round_trip() -> str:
    """Show a state_dict written to a file and read into another model."""
    (model, *_), file = make(), io.BytesIO()
    other = torch.nn.Linear(1, 1)

    def back() -> object:
        file.seek(0)
        return other.load_state_dict(torch.load(file, weights_only=True))

    return prompt_session(
        ("model.state_dict()", model.state_dict),
        (
            'torch.save(model.state_dict(), "model.pt")',
            lambda: torch.save(model.state_dict(), file),
        ),
        ('state = torch.load("model.pt", weights_only=True)', lambda: None),
        ("other.load_state_dict(state)", back),
        ("torch.equal(model.weight, other.weight)", lambda: _same(model, other)),
    )


def _same(model: torch.nn.Linear, other: torch.nn.Linear) -> bool:
    return torch.equal(model.weight, other.weight)


def _unfit_state(name: str) -> dict[str, torch.Tensor]:
    """Return a state_dict that does not fit Linear(1, 1)."""
    fits = torch.nn.Linear(1, 1).state_dict()
    if name == "missing":
        return {"weight": fits["weight"]}
    if name == "shape":
        return torch.nn.Linear(2, 1).state_dict()
    return {f"module.{key}": value for key, value in fits.items()}


@cache
def mismatch(name: str) -> str:
    """Return what load_state_dict says of it."""
    try:
        torch.nn.Linear(1, 1).load_state_dict(_unfit_state(name))
    except RuntimeError as error:
        return error_text(error).replace("\t", "  ").rstrip()
    raise LookupError(name)


@dataclass(frozen=True)
class Export:
    """The results of exporting a model with torch.export and with ONNX.

    Args:
        code: the graph, as Python.
        same: whether its numbers are those of the model.
        onnx: what torch.onnx.export says here.
    """

    code: str
    same: bool
    onnx: str

    @property
    def nbytes(self) -> int:
        """What it takes in memory, about."""
        return len(self.code) + len(self.onnx)


def export() -> Generator[float, None, Export]:
    """Export the page's model, compare its numbers with the model's, try ONNX."""
    yield 0.0
    model, *_ = make()
    X = torch.tensor([[0.0], [0.5], [1.0]])
    program = torch.export.export(model, (X,), strict=False)
    code = "\n".join(
        line for line in program.graph_module.code.splitlines() if line.strip()
    )
    yield 0.9
    same = torch.equal(program.module()(X), model(X))
    try:
        torch.onnx.export(program, (X,))
        onnx = ""
    except Exception as error:
        onnx = error_text(error)
    return Export(code, same, onnx)


@cache
def script() -> str:
    """Return what torch.jit.script says of itself."""
    with record_warnings() as warnings:
        torch.jit.script(torch.nn.Linear(1, 1))
    return error_text(warnings[0])
