"""The contents of all lessons, for tests that run over all of them."""

import atexit
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np

from app.content.lesson_files import lesson_modules
from lessons import SLUGS, lesson
from lessons.contract import Control, Exercise, Question, Recording, TextControl, Value

RECORDED_SLUGS = tuple(slug for slug in SLUGS if lesson(slug).record)
"""The lessons with a recording, and so with a player."""

TOOLS = [
    (slug, module.__name__.rpartition(".")[2])
    for slug in SLUGS
    for module in lesson_modules(slug)
]
"""Each lesson's standalone files."""

OTHER_SETTINGS: dict[str, dict[str, Value]] = {
    "indexing": {"order": 3, "index": (None, (0, 1)), "write": "direct"},
    "home": {"lr": 0.1},
    "tensors": {"create": "from_list", "operation": "cat", "y_shape": (2, 2), "dim": 1},
    "memory": {"operation": "add_to", "written": "source", "dtype": "float32"},
    "linear_regression": {"lr": 0.5, "noise": 0.3, "n_epochs": 50, "true_b": -1.0},
    "gradient_descent": {"lr": 0.1, "function": "bowl", "k": 10.0, "w2": -0.3},
    "polynomial": {"lr": 1e-4, "degree": 5, "scaled": True, "n_epochs": 1000},
    "autograd": {
        "begin": 0.5,
        "second": "quadratic",
        "mapping": "softmax",
        "v": (1, 2, 0, -1),
    },
    "computation_graph": {"wants_a": False, "wants_x": True, "n_loops": 3},
    "update_pitfalls": {"variant": "no_zero", "lr": 0.2, "n_updates": 20},
    "linear_algebra": {"operation": "bmm", "rows": 2, "axis": 0, "keepdim": True},
    "broadcasting": {"shape_a": (2, 1, 3), "shape_b": (2, 4), "new_axis": "2"},
    "training_loop": {"lr": 0.2, "n_epochs": 500, "seed": 7, "start_seed": 3},
    "losses": {"kind": "bce", "reduction": "sum", "target": 2, "weight": 5.0},
    "modules": {"n_in": 4, "n_out": 3, "seed": 2},
    "data_loading": {"n": 7, "batch_size": 3, "order": "weighted", "drop_last": True},
    "devices": {"operation": "add", "n": 2048, "bandwidth": 32, "stays": True},
    "next_steps": {"x": -1, "limit": 8},
    "saving": {"cut": 2, "kept": "model_rng", "optimizer": "Adam", "seed": 3},
    "optimizers": {"lr": 0.1, "optimizer": "Adam", "function": "bowl", "k": 10.0},
    "playground": {"data": "xor", "optimizer": "Momentum", "dropout": 0.1, "lr": 0.1}
    | {"n_epochs": 50},
    "image_classification": {"model": "cnn", "size": 100, "n_epochs": 1, "seed": 3}
    | {"optimizer": "SGD", "decay": False, "lr": 0.01, "batch_size": 25},
    "text_classification": {"tokens": "letters", "size": 200, "tfidf": False}
    | {"n_epochs": 2, "batch_size": 25, "hidden": 10, "drop_last": True, "seed": 1},
    "batches": {"lr": 0.4, "batch_size": 4, "decay": 0.02, "order_seed": 3},
}
"""For each lesson settings that are not the defaults, for tests of downloads."""

BEFORE = "_before"
"""Marks a quantity whose last value is that before the last update."""
OTHER_STARTS = {"playground"}
"""Recorded lessons whose NumPy file draws other weights than PyTorch's."""

RUN_RETURNS = {
    "home": ("w", "loss_before"),
    "linear_regression": ("a", "b", "loss_before"),
    "batches": ("a", "b", "loss_before"),
    "saving": ("a", "b", "loss_before"),
    "polynomial": ("w", "loss"),
    "gradient_descent": ("w1", "w2", "f_before"),
    "optimizers": ("w1", "w2", "loss_before"),
    "playground": ("loss", "accuracy", "loss_test", "accuracy_test"),
}
"""Names in the recording of what `run` returns; a recording may lack some."""

QUESTIONS = [(slug, item.name) for slug in SLUGS for item in lesson(slug).questions]
"""Each lesson's questions, by name."""


EXERCISES = [(slug, task.name) for slug in SLUGS for task in lesson(slug).exercises]
"""Each lesson's exercises, by name."""


def exercise(slug: str, name: str) -> Exercise:
    """Return an exercise of a lesson."""
    (match,) = (task for task in lesson(slug).exercises if task.name == name)
    return match


TEXT_CONTROLS = [
    (slug, control.name)
    for slug in SLUGS
    for control in lesson(slug).controls
    if isinstance(control, TextControl)
]
"""Each lesson's typed controls, by name."""


def question(slug: str, name: str) -> Question:
    """Return a question of a lesson."""
    (match,) = (item for item in lesson(slug).questions if item.name == name)
    return match


def extreme_settings(controls: Sequence[Control]) -> list[dict[str, Value]]:
    """Return settings in which each end of each control occurs, without defaults.

    Numbers go to their low ends together, and to their high ends together. Words,
    switches and text controls go one at a time: each may show a part of its own.
    """
    numbers = [
        control for control in controls if isinstance(control.default, float | int)
    ]
    numbers = [control for control in numbers if not isinstance(control.default, bool)]
    combinations = [{c.name: c.values[end] for c in numbers} for end in (0, -1)]
    for control in controls:
        both = dict.fromkeys((control.values[0], control.values[-1]))
        if control not in numbers:
            combinations += [{control.name: v} for v in both if v != control.default]
    return [settings for settings in combinations if settings]


def tool(slug: str, name: str) -> ModuleType:
    """Import a lesson's file."""
    return import_module(f"lessons.{slug}.{name}")


def outcome(slug: str, rec: Recording, settings: dict[str, Value]) -> np.ndarray:
    """Return what `run` returns at these settings, taken from the page's recording."""
    names = RUN_RETURNS.get(slug, ("a", "b", "loss", "grad_a", "grad_b"))
    at = {axis: settings[axis] for axis in rec.axes}
    values = []
    for name in names:
        table = name.removesuffix(BEFORE)
        if table in rec.tables:
            step = rec.n_steps - 1 if table != name else rec.n_steps
            values.append(rec.at(table, step, **at))
    return np.hstack(values)


RUN_ALL = """
import os, runpy, sys
import torch
for line in sys.stdin:
    folder, _, n = line.rpartition(" ")
    child = os.fork()
    if child == 0:
        os.chdir(folder)
        for stream, name in (1, "printed"), (2, "complained"):
            os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
        for i in range(int(n)):
            runpy.run_path(f"{i}.py", run_name="__main__")
            print("--- done", flush=True)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@cache
def bare_python() -> subprocess.Popen[str]:
    """Start a Python outside the project that has torch and forks for each run."""
    bare = subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", "-c", RUN_ALL],
        cwd=Path(sys.prefix),
        env=os.environ | {"OMP_NUM_THREADS": "1"},  # one core is enough, two contend
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(bare.communicate)
    return bare


def run_alone(texts: Sequence[str], folder: Path) -> list[str]:
    """Run files outside the project; return what each prints.

    One process runs them all, each with names of its own.
    """
    for i, text in enumerate(texts):
        (folder / f"{i}.py").write_text(text, "utf-8")
    bare = bare_python()
    bare.stdin.write(f"{folder} {len(texts)}\n")
    bare.stdin.flush()
    code = bare.stdout.readline().strip()
    assert code == "0", (folder / "complained").read_text("utf-8")
    *outputs, rest = (folder / "printed").read_text("utf-8").split("--- done\n")
    assert (len(outputs), rest) == (len(texts), "")
    return outputs


SHOWN_WITH = {
    ("tensors", "y_shape"): {"operation": "add"},
    ("tensors", "dim"): {"operation": "cat"},
    ("tensors", "seed"): {"create": "rand"},
}
"""Controls that are shown only with other settings than the first: these."""
