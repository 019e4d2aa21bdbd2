"""A lesson's lab.py as two notebooks: one to complete, and its solution."""

import inspect
import re
from collections.abc import Iterator
from importlib import import_module

from app.content.catalogue import ROOT, PageText, load_messages

CELL = re.compile(r"^# %% (\w+) ?(\w*)\n", re.MULTILINE)
SOLVED = "  # solution"

Cell = tuple[str, str]
"""A kind, "markdown" or "code", and the text."""


def cells(slug: str, lang: str, *, solved: bool) -> list[Cell]:
    """The cells of one of the two."""
    return [*_cells(slug, PageText(slug, lang), solved)]


def notebook(slug: str, lang: str, *, solved: bool) -> str:
    """One of the two as a file: nbformat 4, JSON; the same each time."""
    from app.export.notebook import written

    return written(f"{slug}-lab", lang, cells(slug, lang, solved=solved))


def _cells(slug: str, words: PageText, solved: bool) -> Iterator[Cell]:
    yield "markdown", f"# {words.text('lab.title')}\n\n{words.text('question')}"
    yield "markdown", load_messages(words.lang)["notebook"]["needs"]
    text = (ROOT / "lessons" / slug / "lab.py").read_text("utf-8")
    _, *pieces = CELL.split(text)
    for kind, name, code in zip(*(pieces[i::3] for i in range(3)), strict=True):
        if kind == "say":
            yield "markdown", words.text(f"lab.{name}")
        elif kind == "file":
            source = inspect.getsource(import_module(f"lessons.{slug}.with_torch"))
            yield "code", source.partition(f"\ndef {name}(")[0].strip()
        else:
            yield "code", "\n".join(_lines(code.strip("\n"), words, solved))


def _lines(code: str, words: PageText, solved: bool) -> Iterator[str]:
    """The lines in the reader's language, what is to be found blank or not."""
    todo, says = words.labels("lab.todo"), words.labels("lab.says")
    blank = False
    for line in code.split("\n"):
        was_blank, blank = blank, False
        if found := re.fullmatch(r"( *)# TODO (\w+)", line):
            yield f"{found[1]}# TODO {todo[found[2]]}"
        elif not line.endswith(SOLVED):
            yield re.sub(r'"@(\w+)"', lambda said: repr(says[said[1]]), line)
        elif solved:
            yield line.removesuffix(SOLVED)
        else:
            begins = re.match(r"\s*(?:return |\w+ = )?", line)
            assert begins
            blank = begins[0].isspace() or not begins[0]
            if not (blank and was_blank):
                yield f"{begins[0]}..."
