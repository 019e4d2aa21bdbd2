"""What the page draws: the times measured, and those of the model."""

from collections.abc import Callable, Mapping
from typing import Any

from lessons.contract import Settings
from lessons.devices.measurement import Name, Times
from lessons.devices.model import SIZES, cost_curve, costs_at

MIDDLE = SIZES[len(SIZES) // 2]
"""What is written at a larger size stands before it, else after it."""

Line = tuple[str, str, float, float, float]
"""How a line is drawn: its name, meaning, width, and stroke and gap of its dashes."""

DASHES = {1: (1.0, 0.0), 2: (8.0, 4.0)}
"""Stroke and gap by the number of threads; more threads are dotted."""

PARTS = {"start": (2.0, 4.0), "copy": (8.0, 4.0), "compute": (5.0, 2.0)}
"""Stroke and gap of each part of the GPU's time."""

DECIDING = {"both": ("start", "copy")}
"""The parts of the GPU's time that decide, where `Costs.faster` names not one part."""


def line_name(name: Name, words: Mapping[str, str]) -> str:
    """Return a line's name in words.

    Args:
        words: "numpy", "torch" (with {threads}), "one" and "more" (threads), "stays"
            and "copied" (with {v}).
    """
    tool, threads = name
    if threads < 1:
        return words["copied" if threads else "stays"].format(v=tool)
    count = words["one" if threads == 1 else "more"].format(count=threads)
    return words[tool].format(threads=count)


def chart_points(
    times: Times,
    settings: Settings,
    words: Mapping[str, str],
    says: Mapping[str, str],
) -> dict[str, list[Any]]:
    """Return chart columns: what is assumed, what was measured, the reader's size.

    Args:
        words: the names of the lines: "cpu", "gpu", "start", "copy" and "compute", and
            those that `line_name` takes.
        says: a text for each value of `Costs.faster`, written at the reader's size.
    """
    n, here = settings["n"], costs_at(settings)
    rows: list[tuple[float, float, str, str]] = [
        (n, 1.0, "", "rule"),
        (n, 1.0, says[here.faster], "before" if n > MIDDLE else "after"),
    ]
    for size, costs in zip(SIZES, cost_curve(settings), strict=True):
        for part in ("cpu", "gpu", *PARTS):
            if (seconds := getattr(costs, part)) > 0:
                rows.append((size, seconds, words[part], "line"))
    for part in ("cpu", "gpu"):
        rows.append((n, getattr(here, part), words[part], "point"))
    for tool, threads, size, seconds in times.rows:
        rows.append((size, seconds, line_name((tool, threads), words), "measured"))
    names = ("n", "seconds", "name", "kind")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def chart_lines(
    times: Times, settings: Settings, words: Mapping[str, str]
) -> tuple[Line, ...]:
    """Return the style of each line: CPU and GPU thick, and the part that decides.

    What was measured has a colour a tool and dashes by its number of threads.
    """
    faster = costs_at(settings).faster
    deciding = DECIDING.get(faster, (faster,))
    lines: list[Line] = [
        (words["cpu"], "data", 3.0, 1.0, 0.0),
        (words["gpu"], "prediction", 3.0, 1.0, 0.0),
    ]
    for part, dash in PARTS.items():
        width = 3.0 if part in deciding else 1.5
        lines.append((words[part], "prediction", width, *dash))
    for name in times.names:
        tool, threads = name
        meaning = {"numpy": "data", "torch": "model"}.get(tool, "prediction")
        dash = DASHES.get(threads or 1, (2.0, 4.0))
        lines.append((line_name(name, words), meaning, 1.5, *dash))
    return tuple(lines)


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
