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


def numbers(content: Any) -> Iterator[float]:
    """Yield every number of a JSON value."""
    if isinstance(content, dict):
        for inner in content.values():
            yield from numbers(inner)
    elif isinstance(content, int | float) and not isinstance(content, bool):
        yield content


def refuse(name: str) -> float:
    """Raise for NaN and Infinity, which JSON does not have."""
    raise AssertionError(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_runs_and_prints_one_object_of_finite_numbers(
    name: str, fashion_files: Path
):
    environment = os.environ | {"FASHION_MNIST_DATA": str(fashion_files)}
    if name != "queue":  # the others' servers train in threads: they start sooner
        environment |= {"WORKERS": "0"}
    command = [sys.executable, "-m", f"tests.benchmarks.{name}", "--json", "--smoke"]
    process = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300
    )
    assert process.returncode == 0, process.stderr[-3000:]
    (line,) = process.stdout.splitlines()
    figures = json.loads(line, parse_constant=refuse)
    values = [*numbers(figures)]
    assert values and all(map(math.isfinite, values))
    assert not figures.get("errors"), figures["first_errors"]
    assert not figures.get("tracebacks")


def test_the_readme_names_every_benchmark():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert len(NAMES) >= 10
    others = " ".join(file.read_text("utf-8") for file in HERE.glob("*.py"))
    for name in NAMES:
        has_command = f"-m tests.benchmarks.{name} " in readme
        assert has_command or f"import {name}\n" in others, name
