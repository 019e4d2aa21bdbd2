"""Code for the screen: the functions that run, split into the acts of a step.

Colour is meaning, never grammar: identifiers take the colour of their quantity.
A listing is a list of rows; each is a dict of `act` (the name of the act or "") and
`sides` (for each column a list of lines).
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
from typing import Any

from app.content.quantities import QUANTITIES
from lessons.contract import Value

SIGNPOSTS = ("forward", "loss", "backward", "update")

MARKS = {"kept": ("  ", "kept"), "added": ("+ ", "added"), "removed": ("− ", "removed")}
"""The sign and the class name of a line that stays, comes or goes."""

CARET_LINE = re.compile(r" *[~^][~^ ]*")
"""A line of signs that point at a part of the line above."""

SOFT_KEYWORD = re.compile(r" *(match|case) [^=].*:\s*(#.*)?$")
"""A line that begins a `match` or one of its cases: elsewhere these words are names."""

CodeLine = list[tuple[str, str]]
"""A line of code as (text, class name) pieces."""


@lru_cache(maxsize=64)
def align_sources(
    columns: tuple[tuple[Callable, ...], ...], head: str = ""
) -> list[dict]:
    """Return a listing of sources side by side; equal acts share a row.

    Args:
        columns: for each tool the same functions in the same order; the last function
            is split at its signposts.
        head: the act that the lines before the first signpost belong to, if any.
    """
    rows = []
    for functions in zip(*columns, strict=True):
        sides = [_split_source(function) for function in functions]
        is_last = functions[0] is columns[0][-1]
        for name in ("", *SIGNPOSTS):
            if any(name in side for side in sides):
                act = name or (head if is_last else "")
                lines = [side.get(name, []) for side in sides]
                rows.append({"act": act, "sides": lines})
    return rows


@lru_cache(maxsize=64)
def diff_sources(
    below: tuple[Any, ...], above: tuple[Any, ...], head: str
) -> list[dict]:
    """Return a listing in one column of the lines that go, come and stay.

    Functions that are the same in both are left out, except for the last one. Those
    that are removed come first.

    Args:
        below, above: functions and classes before and after, matched by name.
        head: the act that the last one's lines before the first signpost belong to.
    """
    before = {each.__name__: visible_source(each) for each in below}
    names = {each.__name__ for each in above}
    removed = [source for name, source in before.items() if name not in names]
    rows = [
        {"act": "", "sides": [_split_at_signposts(_diff_lines(source, ""))[""]]}
        for source in removed
    ]
    for each in above:
        old, new = before.get(each.__name__, ""), visible_source(each)
        if old == new and each is not above[-1]:
            continue
        for name, lines in _split_at_signposts(_diff_lines(old, new)).items():
            act = name or (head if each is above[-1] else "")
            rows.append({"act": act, "sides": [lines]})
    return rows


@lru_cache(maxsize=128)
def diff_function(broken: Callable, fix: Callable) -> list[dict]:
    """Return a listing in one column of a function or class with a change marked.

    Args:
        broken: the function as it is.
        fix: the same with the change, under another name; `broken` itself for none.
    """
    renamed = visible_source(fix)
    for kind in ("def", "class"):
        head = f"{kind} {fix.__name__}("
        renamed = renamed.replace(head, f"{kind} {broken.__name__}(", 1)
    sections = _split_at_signposts(_diff_lines(visible_source(broken), renamed))
    return [{"act": "", "sides": [lines]} for lines in sections.values()]


def _diff_lines(old: str, new: str) -> Iterator[tuple[str, CodeLine, str]]:
    """Yield all lines of both sources: text, highlighted line, mark (see `MARKS`)."""
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
    """Return the lines that a function runs when its `match` subject has this value.

    Raises:
        KeyError: if the function has no such case.
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


def case_statements(
    function: Callable, value: Value, values: Mapping[str, str], result: str
) -> list[CodeLine]:
    """Return the lines of `case_lines` as statements that can stand alone.

    Args:
        values: name → how the value is written that stands in its place.
        result: the name that what is returned is assigned to.
    """
    lines = ("".join(text for text, _ in line) for line in case_lines(function, value))
    code = put_values("\n".join(lines), values)
    return highlight(re.sub(r"^return ", f"{result} = ", code, flags=re.MULTILINE))


def put_values(code: str, values: Mapping[str, str]) -> str:
    """Return Python code with values where these names are read.

    A name that is assigned, an attribute and the keyword of an argument stay.
    """
    lines = code.splitlines()
    places = [
        (node.lineno - 1, node.col_offset, node.id)
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    ]
    for row, column, name in sorted(places, reverse=True):
        before, after = lines[row][:column], lines[row][column + len(name) :]
        lines[row] = before + values.get(name, name) + after
    return "\n".join(lines)


def put_defaults(code: str, values: Mapping[str, object]) -> str:
    """Return a function's code with these values as the defaults of its parameters."""
    lines = code.splitlines()
    (function,) = (n for n in ast.parse(code).body if isinstance(n, ast.FunctionDef))
    pairs = zip(
        reversed(function.args.args), reversed(function.args.defaults), strict=False
    )
    for argument, default in pairs:  # from the right: places further left stay
        if argument.arg in values:
            row, text = default.lineno - 1, repr(values[argument.arg])
            before, after = default.col_offset, default.end_col_offset
            lines[row] = lines[row][:before] + text + lines[row][after:]
    return "\n".join(lines)


def case_result(function: Callable, value: Value) -> str:
    """Return the expression that the last line of such a case returns."""
    last = "".join(text for text, _ in case_lines(function, value)[-1])
    return last.removeprefix("return ")


def visible_source(function: Callable) -> str:
    """Return the source of a function or class without docstrings.

    The docstrings are in the download.
    """
    lines = textwrap.dedent(inspect.getsource(function)).splitlines(keepends=True)
    return "".join(lines[place] for place in _visible_lines(function))


def numbered_lines(function: Callable) -> list[tuple[int, CodeLine]]:
    """Return the visible lines of a function, each with its number in the source.

    It is counted from 0 for the `def`, as `lessons.toolkit.line_trace` does.
    """
    return list(
        zip(
            _visible_lines(function),
            highlight(visible_source(function)),
            strict=True,
        )
    )


def _visible_lines(function: Callable) -> list[int]:
    """Return the numbers of the lines that are not part of a docstring."""
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


def split_at_carets(text: str) -> CodeLine:
    """Return what a program printed as (text, class name) pieces.

    A part that carets point at has the class "at", and the line of the carets the class
    "carets": where that line is hidden, the part is underlined.
    """
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


def _split_source(function: Callable) -> dict[str, list[CodeLine]]:
    """Return the lines of a function by signpost."""
    source = visible_source(function)
    lines = zip(source.splitlines(), highlight(source), strict=True)
    return _split_at_signposts((text, line, "") for text, line in lines)


def _split_at_signposts(
    lines: Iterable[tuple[str, CodeLine, str]],
) -> dict[str, list[CodeLine]]:
    """Group lines by signpost; under one, its indentation is dropped.

    Args:
        lines: text, highlighted line, and mark (see `MARKS`) or "".
    """
    sections: dict[str, list[CodeLine]] = {"": []}
    current, margin = "", 0
    for text, line, mark in lines:
        comment = text.strip().removeprefix("# ")
        if text.strip().startswith("# ") and comment in SIGNPOSTS:
            current, margin = comment, len(text) - len(text.lstrip())
            sections[current] = []
        else:
            first, *rest = line
            sign = [MARKS[mark]] if mark else []
            sections[current].append([*sign, (first[0][margin:], first[1]), *rest])
    return sections


def _begins(token: tokenize.TokenInfo) -> bool:
    """Tell whether a token is the first of its line."""
    return not token.line[: token.start[1]].strip()


def highlight(source: str) -> list[CodeLine]:
    """Return Python code line by line, identifiers with the class of their quantity.

    Keywords have the class "k", lines that only record have the class "quiet".
    """
    lines = source.splitlines()
    marks: list[list[tuple[int, int, str]]] = [[] for _ in lines]
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.NAME:
            continue
        kind = QUANTITIES.get(token.string, ("",))[0]
        is_soft = token.string in ("match", "case") and SOFT_KEYWORD.match(token.line)
        if keyword.iskeyword(token.string) or (is_soft and _begins(token)):
            kind = "k"
        if kind and (kind == "k" or not token.line.startswith("def")):
            marks[token.start[0] - 1].append((token.start[1], token.end[1], kind))
    highlighted = []
    for text, line_marks in zip(lines, marks, strict=True):
        if text.strip().startswith(("yield", "now =")):  # recording, not an act
            highlighted.append([(text, "quiet")])
            continue
        line, at = [], 0
        for start, end, kind in line_marks:
            line += [(text[at:start], ""), (text[start:end], kind)]
            at = end
        line.append((text[at:], ""))
        highlighted.append([line[0], *(piece for piece in line[1:] if piece[0])])
    return highlighted
