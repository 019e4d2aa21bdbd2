"""Files of a lesson as text: scripts to download, calls, sources that are only read."""

import ast
import inspect
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

from app.content.catalogue import ROOT
from lessons import lesson
from lessons.contract import Value


def lesson_modules(slug: str) -> list[ModuleType]:
    """Return the lesson's standalone files: NumPy first, or in the ladder's order."""
    files = sorted(f.stem for f in (ROOT / "lessons" / slug).glob("with_*.py"))
    if ladder := lesson(slug).stages:
        files.sort(key=lambda file: ladder.index(file.removeprefix("with_")))
    return [import_module(f"lessons.{slug}.{file}") for file in files]


def fetch_source(slug: str) -> str:
    """Return the lesson's fetch.py, which gets its data; it is read, not imported."""
    return (ROOT / "lessons" / slug / "fetch.py").read_text("utf-8")


def plot_source(slug: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return the lesson's plot.py, its figure in matplotlib; it is read, not imported.

    Returns:
        Its source, and the parameters of its function `draw`: the functions that come
        first, and the titles, named after a view as in `curve_title`.
    """
    text = (ROOT / "lessons" / slug / "plot.py").read_text("utf-8")
    (draw,) = (
        node.args
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef) and node.name == "draw"
    )
    functions = tuple(argument.arg for argument in draw.args)
    titles = tuple(a.arg for a in draw.kwonlyargs if a.arg.endswith("_title"))
    return text, functions, titles


def standalone_script(module: ModuleType, settings: dict[str, Value]) -> str:
    """Return the module's own source and one guarded call with the reader's values."""
    return (
        inspect.getsource(module)
        + '\n\nif __name__ == "__main__":\n'
        + f"    result = run(\n{format_arguments(settings, 8)}    )\n"
        + f"    {print_statement('result')}\n"
    )


def changed_arguments(
    settings: dict[str, Value], defaults: dict[str, Value]
) -> list[str]:
    """Return the keyword arguments that differ from the defaults, as in Python code."""
    return [f"{k}={v!r}" for k, v in settings.items() if v != defaults[k]]


def format_arguments(settings: Mapping[str, Value], margin: int = 4) -> str:
    """Return keyword arguments as Python code.

    Each is a line, indented by `margin` spaces; of long data each item is a line.
    """
    return "".join(
        f"{' ' * margin}{k}={_format_value(v, ' ' * margin)},\n"
        for k, v in settings.items()
    )


def _format_value(value: Any, margin: str) -> str:
    """Return a value as Python code; of long data each item is a line."""
    if not (isinstance(value, tuple) and value and isinstance(value[0], tuple)):
        return repr(value)
    items = "".join(f"{margin}    {item!r},\n" for item in value)
    return f"(\n{items}{margin})" if len(repr(value)) > 400 else repr(value)


def print_statement(result: str) -> str:
    """Return the line of code that prints the numbers of a result."""
    return f'print(*(f"{{value:.6g}}" for value in {result}))'
