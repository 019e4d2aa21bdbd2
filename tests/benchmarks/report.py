"""What the benchmarks share: percentiles, and one way to print what was measured."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from statistics import quantiles
from typing import Any


def percentile(values: Sequence[float], p: int) -> float:
    """Return the p-th percentile, interpolated between the values; one is itself."""
    if len(values) == 1:
        return values[0]
    return quantiles(values, n=100, method="inclusive")[p - 1]


def report(
    measure: Callable[..., dict[str, Any]], smoke: dict[str, float], **options: float
) -> None:
    """Measure and print: one JSON object with `--json`, else a line a figure.

    Args:
        smoke: the values of `--smoke`: so small that it only shows that all of it runs.
        options: what `measure` takes, with its default: `--name` sets another value.
    """
    if is_smoke := "--smoke" in sys.argv:
        options |= smoke
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--smoke", action="store_true", help="run in the smallest size")
    for name, default in options.items():
        text = f"{default} if not given"
        parser.add_argument(f"--{name}", type=type(default), default=default, help=text)
    arguments = vars(parser.parse_args())
    as_json = arguments.pop("json")
    assert arguments.pop("smoke") is is_smoke
    figures = _rounded(measure(**arguments))
    print(json.dumps(figures) if as_json else "\n".join(_lines(figures)))


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(inner) for name, inner in value.items()}
    return float(f"{value:.4g}") if isinstance(value, float) else value


def _lines(figures: dict[str, Any], indent: str = "") -> list[str]:
    lines = []
    for name, value in figures.items():
        if isinstance(value, dict):
            lines += [f"{indent}{name}", *_lines(value, indent + "  ")]
        else:
            lines.append(f"{indent}{name:<24}{value}")
    return lines
