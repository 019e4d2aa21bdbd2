"""A lesson's file in the reader's language: docstrings, comments, a figure's texts.

The code stays as it is; app/content/code_words.toml has the texts.
"""

import inspect
import io
import textwrap
import tokenize
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from app.content.catalogue import ROOT

WIDTH = 88
"""Characters of a line of code."""

STRING_STARTS = {tokenize.STRING, getattr(tokenize, "FSTRING_START", None)}
STRING_ENDS = {tokenize.STRING, getattr(tokenize, "FSTRING_END", None)}
"""From Python 3.12 on, a string with code in it is more than one token."""

IGNORED = {tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT}


@dataclass(frozen=True)
class CodeText:
    """A text in a file of code.

    Args:
        kind: "docstring", "comment" or "string".
        text: without quotes and number sign, and without a docstring's indentation.
        start, end: where it stands, as (row, column), rows counted from 1.
    """

    kind: str
    text: str
    start: tuple[int, int]
    end: tuple[int, int]


def translate_code(source: str, lang: str, *, strings: bool = False) -> str:
    """Return code with its docstrings and comments in another language.

    Args:
        source: the code, with English texts; one that has no translation stays.
        lang: the language.
        strings: whether strings are translated too, as those of a figure.
    """
    words = _load_words(lang)
    tables = {"comment": words["comments"], "docstring": words["comments"]}
    tables["string"] = words["figures"] if strings else {}
    lines = source.splitlines()
    for item in reversed([*code_texts(source)]):
        translated = tables[item.kind].get(item.text)
        if translated is not None:
            first, last = lines[item.start[0] - 1], lines[item.end[0] - 1]
            before, after = first[: item.start[1]], last[item.end[1] :]
            code = _write(item, translated, _slice(source, item))
            new = f"{before}{code}{after}".splitlines()
            lines[item.start[0] - 1 : item.end[0]] = new
    return "\n".join(lines) + "\n" * source.endswith("\n")


def code_texts(source: str) -> Iterator[CodeText]:
    """Yield the docstrings, comments and strings of a file, in order.

    A docstring is a string that is a statement of its own.
    """
    tokens = [*tokenize.generate_tokens(io.StringIO(source).readline)]
    before, depth, start = tokenize.NEWLINE, 0, (0, 0)
    for token, following in zip(tokens, [*tokens[1:], tokens[-1]], strict=True):
        if token.type == tokenize.COMMENT:
            text = token.string.removeprefix("#").strip()
            yield CodeText("comment", text, token.start, token.end)
        if token.type in STRING_STARTS:
            start = start if depth else token.start
            depth += 1
        if token.type in STRING_ENDS:
            depth -= 1
            if not depth:
                alone = before == following.type == tokenize.NEWLINE
                yield _string(source, "docstring" if alone else "string", start, token)
        if token.type not in IGNORED and not depth:
            before = token.type


def _string(
    source: str, kind: str, start: tuple[int, int], last: tokenize.TokenInfo
) -> CodeText:
    """Return the text of a string that ends with this token."""
    code = _slice(source, CodeText(kind, "", start, last.end))
    opening, closing = _quotes(code)
    text = code[len(opening) : -len(closing)]
    text = inspect.cleandoc(text) if kind == "docstring" else text
    return CodeText(kind, text, start, last.end)


def _slice(source: str, item: CodeText) -> str:
    """Return the code of a text, with quotes or number sign."""
    lines = source.splitlines()[item.start[0] - 1 : item.end[0]]
    lines[-1] = lines[-1][: item.end[1]]
    lines[0] = lines[0][item.start[1] :]
    return "\n".join(lines)


def _quotes(code: str) -> tuple[str, str]:
    """Return the prefix and quotes that begin a string, and the quotes that end it."""
    prefix = code[: min(i for i in (code.find('"'), code.find("'")) if i >= 0)]
    rest = code[len(prefix) :]
    quotes = rest[:3] if rest[:3] in ('"""', "'''") else rest[:1]
    return prefix + quotes, quotes


def _write(item: CodeText, text: str, code: str) -> str:
    """Return a text as code, a docstring broken into lines.

    Args:
        code: that it stands for; it has the quotes.
    """
    if item.kind == "comment":
        return f"# {text}"
    quotes = _quotes(code)
    if item.kind == "string":
        return f"{quotes[0]}{text}{quotes[1]}"
    margin = " " * item.start[1]
    width = WIDTH - len(margin)
    first, _, rest = text.partition("\n\n")
    summary = textwrap.wrap(first, width - 6)
    body = [*summary[1:], *([""] if rest else []), *textwrap.wrap(rest, width)]
    if not body:
        return f"{quotes[0]}{first}{quotes[1]}"
    lines = "".join(f"{margin if line else ''}{line}\n" for line in body)
    return f"{quotes[0]}{summary[0]}\n{lines}{margin}{quotes[1]}"


@cache
def _load_words(lang: str) -> Mapping[str, Mapping[str, str]]:
    """Return the texts of a language by the English ones."""
    file = ROOT / "app" / "content" / "code_words.toml"
    words = tomllib.loads(file.read_text("utf-8"))
    return words.get(lang, {"comments": {}, "figures": {}})
