"""Code for the screen: the functions that run, cut into the acts of a step.

Colour is meaning, never grammar: identifiers take the colour of their quantity.
"""

import ast
import inspect
import io
import keyword
import re
import textwrap
import tokenize
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any

from app.content.catalogue import ROOT
from app.content.quantities import QUANTITIES
from lessons import lesson
from lessons.contract import Value

SIGNPOSTS = ("forward", "loss", "backward", "update")

MARKS = {"kept": ("  ", "kept"), "added": ("+ ", "added"), "removed": ("− ", "removed")}
"""How the lines of a change begin."""

CARET_LINE = re.compile(r" *[~^][~^ ]*")
"""A line that points at a part of the one above."""

CodeLine = list[tuple[str, str]]
"""A line of code as (text, class name) pieces."""


@lru_cache(maxsize=64)
def align_sources(
    lesson_modules: tuple[tuple[Callable, ...], ...], head: str = ""
) -> list[dict]:
    """Sources side by side, so that equal acts share a row.

    Args:
        tools: for each tool the same functions in the same order; the last one is cut
            at its signposts.
        head: the act that the lines before the first signpost belong to, if any.

    Returns:
        One dict a row: `act` (its name or ""), `sides` (for each tool a list of lines).
    """
    out = []
    for functions in zip(*lesson_modules, strict=True):
        sides = [_split_source(function) for function in functions]
        last = functions[0] is lesson_modules[0][-1]
        for name in ("", *SIGNPOSTS):
            if any(name in side for side in sides):
                act = name or (head if last else "")
                lines = [side.get(name, []) for side in sides]
                out.append({"act": act, "sides": lines})
    return out


@lru_cache(maxsize=64)
def diff_sources(
    below: tuple[Any, ...], above: tuple[Any, ...], head: str
) -> list[dict]:
    """One column as in `rows`: whole lines that go, that come and that stay.

    What is the same in both is left out, but for the last one. What is not there any
    more comes first.

    Args:
        below, above: functions and classes, those of the same name before and after.
        head: the act that the last one's lines before the first signpost belong to.
    """
    before = {each.__name__: visible_source(each) for each in below}
    kept = {each.__name__ for each in above}
    gone = [source for name, source in before.items() if name not in kept]
    out = [
        {"act": "", "sides": [_split_at_signposts(_diff_lines(source, ""))[""]]}
        for source in gone
    ]
    for each in above:
        old, new = before.get(each.__name__, ""), visible_source(each)
        if old == new and each is not above[-1]:
            continue
        for name, lines in _split_at_signposts(_diff_lines(old, new)).items():
            act = name or (head if each is above[-1] else "")
            out.append({"act": act, "sides": [lines]})
    return out


@lru_cache(maxsize=128)
def diff_function(broken: Callable, fix: Callable) -> list[dict]:
    """One column as in `rows`: a whole function with a change, each line marked.

    Args:
        broken: the function as it is.
        fix: the same with the change, under another name; `broken` itself for none.
    """
    renamed = visible_source(fix).replace(
        f"def {fix.__name__}(", f"def {broken.__name__}(", 1
    )
    cut = _split_at_signposts(_diff_lines(visible_source(broken), renamed))
    return [{"act": "", "sides": [lines]} for lines in cut.values()]


def _diff_lines(old: str, new: str) -> Iterator[tuple[str, CodeLine, str]]:
    """All lines of both sources, each with its mark."""
    before, after = highlight(old), highlight(new)
    texts = old.splitlines(), new.splitlines()
    for _, i, k, j, m in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if texts[0][i:k] == texts[1][j:m]:
            yield from ((texts[1][n], after[n], "kept") for n in range(j, m))
        else:
            yield from ((texts[0][n], before[n], "removed") for n in range(i, k))
            yield from ((texts[1][n], after[n], "added") for n in range(j, m))


@lru_cache(maxsize=256)
def case_lines(function: Callable, value: Value) -> list[CodeLine]:
    """The lines that a function runs when what it matches on has this value.

    Raises:
        KeyError: if it has no such case.
    """
    source = visible_source(function)
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.match_case)
            and isinstance(node.pattern, ast.MatchValue)
            and ast.literal_eval(node.pattern.value) == value
        ):
            first, last = node.body[0].lineno, node.body[-1].end_lineno
            lines, margin = highlight(source)[first - 1 : last], node.body[0].col_offset
            return [[(line[0][0][margin:], line[0][1]), *line[1:]] for line in lines]
    raise KeyError(value)


def case_result(function: Callable, value: Value) -> str:
    """What the last line of such a case returns, as it is written."""
    last = "".join(text for text, _ in case_lines(function, value)[-1])
    return last.removeprefix("return ")


def visible_source(function: Callable) -> str:
    """The source of a function or class less docstrings: these are in the download."""
    lines = textwrap.dedent(inspect.getsource(function)).splitlines(keepends=True)
    return "".join(lines[place] for place in _visible_lines(function))


def numbered_lines(function: Callable) -> list[tuple[int, CodeLine]]:
    """The lines shown of a function, each with its place in the whole source.

    The place is counted from 0 for the `def`, as `lessons.toolkit.line_trace` does.
    """
    return list(
        zip(
            _visible_lines(function),
            highlight(visible_source(function)),
            strict=True,
        )
    )


def _visible_lines(function: Callable) -> list[int]:
    """The places in the source of the lines that are shown."""
    source = textwrap.dedent(inspect.getsource(function))
    lines, hidden = source.splitlines(), set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                end = first.end_lineno or first.lineno
                end += lines[end : end + 1] == [""]  # and the blank line below
                hidden |= set(range(first.lineno - 1, end))
    return [place for place in range(len(lines)) if place not in hidden]


def changed_arguments(
    settings: dict[str, Value], defaults: dict[str, Value]
) -> list[str]:
    """The keyword arguments that differ from the defaults, as Python writes them."""
    return [f"{k}={v!r}" for k, v in settings.items() if v != defaults[k]]


def standalone_script(module: ModuleType, settings: dict[str, Value]) -> str:
    """The module's own source and one guarded call with the reader's values."""
    return (
        inspect.getsource(module)
        + '\n\nif __name__ == "__main__":\n'
        + f"    result = run(\n{format_arguments(settings, 8)}    )\n"
        + f"    {print_statement('result')}\n"
    )


def format_arguments(settings: Mapping[str, Value], margin: int = 4) -> str:
    """Keyword arguments, a line each, indented by `margin`; of data a line an item."""
    return "".join(
        f"{' ' * margin}{k}={_format_value(v, ' ' * margin)},\n"
        for k, v in settings.items()
    )


def _format_value(value: Any, margin: str) -> str:
    """A value as Python writes it."""
    if not (isinstance(value, tuple) and value and isinstance(value[0], tuple)):
        return repr(value)
    items = "".join(f"{margin}    {item!r},\n" for item in value)
    return f"(\n{items}{margin})" if len(repr(value)) > 400 else repr(value)


def print_statement(result: str) -> str:
    """The line that prints the numbers of a result."""
    return f'print(*(f"{{value:.6g}}" for value in {result}))'


def split_at_carets(text: str) -> CodeLine:
    """What a program printed, in pieces: what carets point at is "at", their line is
    "carets". Where that line is not shown, the other is underlined."""
    pieces: CodeLine = []
    for line in text.splitlines(keepends=True):
        if pieces and CARET_LINE.fullmatch(line.rstrip("\n")):
            above, _ = pieces.pop()
            start, end = len(line) - len(line.lstrip()), len(line.rstrip())
            pieces += [(above[:start], ""), (above[start:end], "at"), (above[end:], "")]
            pieces.append((line, "carets"))
        else:
            pieces.append((line, ""))
    return [piece for piece in pieces if piece[0]]


def lesson_modules(slug: str) -> list[ModuleType]:
    """The lesson's standalone files, NumPy first: what is done by hand comes first."""
    files = sorted(f.stem for f in (ROOT / "lessons" / slug).glob("with_*.py"))
    if ladder := lesson(slug).stages:
        files.sort(key=lambda file: ladder.index(file.removeprefix("with_")))
    return [import_module(f"lessons.{slug}.{file}") for file in files]


def fetch_source(slug: str) -> str:
    """How the lesson gets the data its page uses, read and not imported: fetch.py."""
    return (ROOT / "lessons" / slug / "fetch.py").read_text("utf-8")


def plot_source(slug: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The lesson's figure in matplotlib, read and not imported: plot.py.

    Returns:
        Its source, and what its function `draw` takes: the names of the functions that
        come first, and those of the words, called after a view as in `curve_title`.
    """
    text = (ROOT / "lessons" / slug / "plot.py").read_text("utf-8")
    (draw,) = (
        node.args
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef) and node.name == "draw"
    )
    functions = tuple(argument.arg for argument in draw.args)
    words = tuple(a.arg for a in draw.kwonlyargs if a.arg.endswith("_title"))
    return text, functions, words


def _split_source(function: Callable) -> dict[str, list[CodeLine]]:
    """Lines by signpost; within the loop, its indentation is dropped."""
    source = visible_source(function)
    lines = zip(source.splitlines(), highlight(source), strict=True)
    return _split_at_signposts((text, line, "") for text, line in lines)


def _split_at_signposts(
    lines: Iterable[tuple[str, CodeLine, str]],
) -> dict[str, list[CodeLine]]:
    """The same for lines of text, as coloured, with a mark (see `MARKS`) or none."""
    out: dict[str, list[CodeLine]] = {"": []}
    now, margin = "", 0
    for text, line, mark in lines:
        sign = text.strip().removeprefix("# ")
        if text.strip().startswith("# ") and sign in SIGNPOSTS:
            now, margin = sign, len(text) - len(text.lstrip())
            out[now] = []
        else:
            first, *rest = line
            marked = [MARKS[mark]] if mark else []
            out[now].append([*marked, (first[0][margin:], first[1]), *rest])
    return out


def highlight(source: str) -> list[CodeLine]:
    """Python text line by line, identifiers in the class of their quantity."""
    lines = source.splitlines()
    marks: list[list[tuple[int, int, str]]] = [[] for _ in lines]
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.NAME:
            continue
        kind = QUANTITIES.get(token.string, ("",))[0]
        if keyword.iskeyword(token.string):
            kind = "k"
        if kind and (kind == "k" or not token.line.startswith("def")):
            marks[token.start[0] - 1].append((token.start[1], token.end[1], kind))
    out = []
    for text, found in zip(lines, marks, strict=True):
        if text.strip().startswith(("yield", "now =")):  # recording, not an act
            out.append([(text, "quiet")])
            continue
        line, at = [], 0
        for start, end, kind in found:
            line += [(text[at:start], ""), (text[start:end], kind)]
            at = end
        line.append((text[at:], ""))
        out.append([line[0], *(piece for piece in line[1:] if piece[0])])
    return out
