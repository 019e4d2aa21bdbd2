"""A lesson's lab.py as two notebooks: one to complete, and its solution."""

import inspect
import re
from collections.abc import Iterator
from importlib import import_module

from app.content.catalogue import ROOT, PageText, load_messages
from app.export.notebook import Cell, notebook_json

CELL_HEADER = re.compile(r"^# %% (\w+) ?(\w*)\n", re.MULTILINE)
"""A line "# %% kind name" of lab.py; the code of the cell follows."""

SOLUTION_MARK = "  # solution"
"""The end of a line that stands in the solution alone."""


def notebook(slug: str, lang: str, *, solution: bool) -> str:
    """Return one of the two notebooks as a file: nbformat 4, JSON; the same each time.

    Args:
        slug: the lesson.
        lang: the language of text and comments.
        solution: whether it is the solution.
    """
    return notebook_json(f"{slug}-lab", lang, cells(slug, lang, solution=solution))


def cells(slug: str, lang: str, *, solution: bool) -> list[Cell]:
    """Return the cells of one of the two notebooks; arguments as in `notebook`."""
    words = PageText(slug, lang)
    title, question = words.text("lab.title"), words.text("question")
    return [
        ("markdown", f"# {title}\n\n{question}"),
        ("markdown", load_messages(lang)["notebook"]["needs"]),
        *_lab_cells(slug, words, solution),
    ]


def _lab_cells(slug: str, words: PageText, solution: bool) -> Iterator[Cell]:
    """Yield the cells of lab.py.

    A cell "say" is a section of the page's text; "file" is the beginning of
    with_torch.py, up to a function; every other cell is code.
    """
    text = (ROOT / "lessons" / slug / "lab.py").read_text("utf-8")
    _, *pieces = CELL_HEADER.split(text)
    for kind, name, code in zip(*(pieces[i::3] for i in range(3)), strict=True):
        if kind == "say":
            yield "markdown", words.text(f"lab.{name}")
        elif kind == "file":
            source = inspect.getsource(import_module(f"lessons.{slug}.with_torch"))
            yield "code", source.partition(f"\ndef {name}(")[0].strip()
        else:
            yield "code", "\n".join(_code_lines(code.strip("\n"), words, solution))


def _code_lines(code: str, words: PageText, solution: bool) -> Iterator[str]:
    """Yield lines of code, their texts in the reader's language.

    Lines of the solution are kept, or replaced by "..."; of several blank ones in a row
    only the first stays.
    """
    tasks, texts = words.labels("lab.todo"), words.labels("lab.says")
    blank = False
    for line in code.split("\n"):
        was_blank, blank = blank, False
        if task := re.fullmatch(r"( *)# TODO (\w+)", line):
            yield f"{task[1]}# TODO {tasks[task[2]]}"
        elif not line.endswith(SOLUTION_MARK):
            yield re.sub(r'"@(\w+)"', lambda name: repr(texts[name[1]]), line)
        elif solution:
            yield line.removesuffix(SOLUTION_MARK)
        else:
            start = re.match(r"\s*(?:return |\w+ = )?", line)
            assert start
            blank = start[0].isspace() or not start[0]
            if not (blank and was_blank):
                yield f"{start[0]}..."
