"""Each benchmark runs, in its smallest size, and prints one object of numbers."""

import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.content.catalogue import ROOT

HERE = ROOT / "tests" / "benchmarks"
NAMES = [
    file.stem
    for file in sorted(HERE.glob("*.py"))
    if '__name__ == "__main__"' in file.read_text("utf-8")
]
"""Those that are run; the other files there help them."""


def numbers(printed: Any) -> Iterator[float]:
    """All that is a number in what was printed."""
    if isinstance(printed, dict):
        for inner in printed.values():
            yield from numbers(inner)
    elif isinstance(printed, int | float) and not isinstance(printed, bool):
        yield printed


def refused(name: str) -> float:
    """NaN and Infinity are none of JSON's."""
    raise AssertionError(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_runs_and_prints_one_object_of_finite_numbers(
    name: str, fashion_files: Path
):
    environment = os.environ | {"FASHION_MNIST_DATA": str(fashion_files)}
    command = [sys.executable, "-m", f"tests.benchmarks.{name}", "--json", "--smoke"]
    ran = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    (line,) = ran.stdout.splitlines()
    printed = json.loads(line, parse_constant=refused)
    values = [*numbers(printed)]
    assert values and all(map(math.isfinite, values))
    assert not printed.get("errors"), printed["first_errors"]
    assert not printed.get("tracebacks")


def test_the_readme_names_every_benchmark():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert len(NAMES) >= 10
    others = " ".join(file.read_text("utf-8") for file in HERE.glob("*.py"))
    for name in NAMES:
        named = f"-m tests.benchmarks.{name} " in readme
        assert named or f"import {name}\n" in others, name
