"""What the page draws: the times measured, and those of the model."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lessons.contract import Settings
from lessons.devices.measurement import Name, Times
from lessons.devices.model import SIZES, cost_curve, costs_at, crossover
from lessons.devices.timing import SIZES as MEASURED

Line = tuple[str, str, float, float, float]
"""How a line is drawn: its name, meaning, width, and stroke and gap of its dashes."""

DASHES = {1: (1.0, 0.0), 2: (8.0, 4.0)}
"""Stroke and gap by the number of threads; more threads are dotted."""


def line_name(name: Name, words: Mapping[str, str]) -> str:
    """Return a line's name in words.

    Args:
        words: "cpu" (what is assumed), "numpy", "torch" (with {threads}), "one" and
            "more" (threads), "stays" and "copied" (with {v}).
    """
    tool, threads = name
    if threads < 1:
        return words["copied" if threads else "stays"].format(v=tool)
    count = words["one" if threads == 1 else "more"].format(count=threads)
    return words[tool].format(threads=count)


def measured_points(
    times: Times, settings: Settings, words: Mapping[str, str]
) -> dict[str, list[Any]]:
    """Return chart columns: each line's sizes, and what is assumed of the CPU there."""
    costs = dict(zip(SIZES, cost_curve(settings), strict=True))
    rows: list[tuple[float, float, str, str]] = [
        (n, costs[n].cpu, words["cpu"], "line") for n in MEASURED
    ]
    for tool, threads, n, seconds in times.rows:
        rows.append((n, seconds, line_name((tool, threads), words), "line"))
    if settings["n"] in MEASURED:
        rows.append(_rule(settings))
    return _columns(rows)


def measured_lines(times: Times, words: Mapping[str, str]) -> tuple[Line, ...]:
    """Return the style of measured lines: a colour a tool, an assumption thin."""
    lines: list[Line] = [(words["cpu"], "data", 1.5, 2.0, 4.0)]
    for name in times.names:
        tool, threads = name
        meaning = {"numpy": "data", "torch": "model"}.get(tool, "prediction")
        dash = DASHES.get(threads or 1, (2.0, 4.0))
        lines.append((line_name(name, words), meaning, 3.0, *dash))
    return tuple(lines)


def model_points(settings: Settings, words: Mapping[str, str]) -> dict[str, list[Any]]:
    """Return chart columns: CPU, GPU and its parts, the reader's size on them.

    Args:
        words: "cpu", "gpu", "copy", "start": the names of the lines.
    """
    rows = [_rule(settings)]
    for n, costs in zip(SIZES, cost_curve(settings), strict=True):
        for part in ("cpu", "gpu", "copy", "start"):
            if (seconds := getattr(costs, part)) > 0:
                rows.append((n, seconds, words[part], "line"))
    here = costs_at(settings)
    for part in ("cpu", "gpu"):
        rows.append((settings["n"], getattr(here, part), words[part], "point"))
    pays = crossover(settings)
    if pays is not None:
        rows.append(
            (pays, cost_curve(settings)[SIZES.index(pays)].gpu, f"{pays}", "cross")
        )
    return _columns(rows)


def model_lines(words: Mapping[str, str]) -> tuple[Line, ...]:
    """Return the style of the model's lines: the parts of the GPU's time are thin."""
    return (
        (words["cpu"], "data", 3.0, 1.0, 0.0),
        (words["gpu"], "prediction", 3.0, 1.0, 0.0),
        (words["copy"], "prediction", 1.5, 8.0, 4.0),
        (words["start"], "prediction", 1.5, 2.0, 4.0),
    )


def compare_times(times: Times) -> dict[str, tuple[str, Name, Name]]:
    """Compare times: kind ("never", "always", "from") and the two lines, by subject.

    Returns:
        By subject, "tools" (PyTorch beside NumPy, a thread each), "threads" (two and
        one, if there are two) and "gpu" (the data stay there; if there is one).
    """
    pairs: dict[str, tuple[Name, Name]] = {}
    if times.rows:
        pairs["tools"] = ("torch", 1), ("numpy", 1)
    if ("torch", 2) in times.names:
        pairs["threads"] = ("torch", 2), ("torch", 1)
    for tool, threads in times.names:
        if threads == -1:
            most = max(count for name, count in times.names if name == "torch")
            pairs["gpu"] = (tool, -1), ("torch", most)
    details = {}
    for subject, (mine, other) in pairs.items():
        pays = times.pays(mine, other)
        first = min(times.series(mine))
        kind = "never" if pays is None else "always" if pays == first else "from"
        details[subject] = kind, mine, other
    return details


def comparison_numbers(
    times: Times,
    mine: Name,
    other: Name,
    say: Callable[[float], str],
    size: Callable[[float], str],
) -> dict[str, str]:
    """Return where `mine` begins to pay, and both at the largest common size, as text.

    Args:
        say, size: how a time and a size are written.
    """
    one, two = times.series(mine), times.series(other)
    end, pays = max(one.keys() & two.keys()), times.pays(mine, other)
    numbers = {"n": size(pays or 0), "end": size(end)}
    return numbers | {"mine": say(one[end]), "other": say(two[end])}


def _rule(settings: Settings) -> tuple[float, float, str, str]:
    """Return the row that marks the reader's size."""
    return settings["n"], 1.0, "", "rule"


def _columns(rows: Sequence[tuple[float, float, str, str]]) -> dict[str, list[Any]]:
    names = ("n", "seconds", "name", "kind")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
