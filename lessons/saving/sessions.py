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


ROWS = (1, 3, 64)
"""Numbers of rows that the exported program is run on."""


@dataclass(frozen=True)
class Export:
    """The results of exporting a model with torch.export and with ONNX.

    Args:
        fixed: a session: a program exported without dynamic shapes, on other rows.
        dynamic: a session: a program exported with them, on each of ROWS.
        code: the graph of the second program, as Python.
        same: whether its numbers are those of the model on each of ROWS.
        onnx: what torch.onnx.export says here.
    """

    fixed: str
    dynamic: str
    code: str
    same: bool
    onnx: str

    @property
    def nbytes(self) -> int:
        """What it takes in memory, about."""
        texts = self.fixed, self.dynamic, self.code, self.onnx
        return sum(map(len, texts))


def export() -> Generator[float, None, Export]:
    """Export the page's model twice, run it on other numbers of rows, try ONNX."""
    yield 0.0
    model, *_ = make()
    model.requires_grad_(False)
    X = torch.tensor([[0.0], [0.5], [1.0]])
    program = torch.export.export(model, (X,))
    fixed = [
        ">>> X.shape",
        repr(X.shape),
        ">>> program = torch.export.export(model, (X,))",
        ">>> program.module()(torch.rand(64, 1)).shape",
        _shape_or_error(program.module(), torch.rand(64, 1)),
    ]
    yield 0.5
    program = torch.export.export(
        model, (X,), dynamic_shapes=({0: torch.export.Dim.AUTO},)
    )
    dynamic = [
        ">>> dynamic_shapes = ({0: torch.export.Dim.AUTO},)",
        ">>> program = torch.export.export(",
        "...     model, (X,), dynamic_shapes=dynamic_shapes",
        "... )",
    ]
    same = True
    for n in ROWS:
        rows = torch.linspace(0, 1, n)[:, None]
        dynamic += [
            f">>> program.module()(torch.rand({n}, 1)).shape",
            _shape_or_error(program.module(), rows),
        ]
        same = same and torch.equal(program.module()(rows), model(rows))
    code = "\n".join(
        line for line in program.graph_module.code.splitlines() if line.strip()
    )
    yield 0.9
    try:
        torch.onnx.export(program, (X,))
        onnx = ""
    except Exception as error:
        onnx = error_text(error)
    return Export("\n".join(fixed), "\n".join(dynamic), code, same, onnx)


def _shape_or_error(program: torch.nn.Module, rows: torch.Tensor) -> str:
    """Return the shape of the program's output, or the first line of its error."""
    try:
        return repr(program(rows).shape)
    except (AssertionError, RuntimeError) as error:
        return error_text(error).splitlines()[0]


@cache
def script() -> str:
    """Return what torch.jit.script says of itself."""
    with record_warnings() as warnings:
        torch.jit.script(torch.nn.Linear(1, 1))
    return error_text(warnings[0])
