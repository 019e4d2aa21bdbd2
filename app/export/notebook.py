"""A page as a Jupyter notebook: its words, its files, the reader's settings, a figure.

Every cell of code is a file of the lesson as it is, or a call with the settings. Each
file defines the same names as the one before it, and is called before the next one.
"""

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from app.content import lesson_files
from app.content.catalogue import PLACEHOLDER, PageText, load_messages
from app.content.markdown import COLOUR_MARKUP, markdown_section
from app.content.number_format import format_number
from lessons import lesson
from lessons.contract import Chapter, Recording, Value

Cell = tuple[str, str]
"""A kind, "markdown" or "code", and the text."""

Record = Callable[[], Recording]
"""Gives a page's recording, when a sentence needs a number of it."""


def notebook(slug: str, lang: str, settings: dict[str, Value], record: Record) -> str:
    """One page as a file: nbformat 4, JSON.

    Args:
        settings: the value of each control.
        record: the recording at these settings.
    """
    cells = [
        *_head(slug, lang, 1),
        ("markdown", load_messages(lang)["notebook"]["needs"]),
    ]
    return written(slug, lang, [*cells, *_page(slug, lang, 2, settings, record)])


def course(
    chapter: Chapter,
    lang: str,
    settings: dict[str, dict[str, Value]],
    record: Callable[[str], Recording],
) -> str:
    """The pages of a chapter, one after the other, as one file.

    Args:
        settings: for each slug the value of each control.
        record: a page's recording at these settings.
    """
    said = load_messages(lang)
    cells: list[Cell] = [
        ("markdown", f"# {said['chapters'][chapter.name]}"),
        ("markdown", said["notebook"]["needs"]),
    ]
    for slug in chapter.slugs:
        cells += _head(slug, lang, 2)
        cells += _page(slug, lang, 3, settings[slug], partial(record, slug))
    return written(chapter.name, lang, cells)


def _head(slug: str, lang: str, level: int) -> Iterator[Cell]:
    words = PageText(slug, lang)
    question = _quiet(words.sections["question"])
    yield "markdown", f"{'#' * level} {words.title}\n\n**{question}**"


def _page(
    slug: str, lang: str, level: int, settings: dict[str, Value], record: Record
) -> Iterator[Cell]:
    """What follows a page's head."""
    said, course = load_messages(lang), lesson(slug)
    words, head = PageText(slug, lang), "#" * level

    def said_in(name: str) -> Cell:
        title, text, note = (
            _filled(words, words.sections.get(f"{name}.{part}", ""), settings, record)
            for part in ("title", "text", "note")
        )
        return "markdown", markdown_section(head, title, text, note)

    for name in (*course.notebook_blocks, "code"):
        yield said_in(name)
    if "acts" in words.sections:
        yield "markdown", "\n".join(_acts(words, settings, record))
    yield "markdown", said["notebook"]["settings"]
    taken = {
        c.name: settings[c.name] for c in course.controls_with_use("played", "trained")
    }
    yield "code", f"settings = dict(\n{lesson_files.format_arguments(taken)})"
    if data := course.run_arguments(lang):
        yield "markdown", said["notebook"]["data"]
        yield "code", f"settings |= dict(\n{lesson_files.format_arguments(data)})"
    if (wanted := course.fetch_arguments(settings)) is not None:
        yield "markdown", said["notebook"]["fetch"]
        yield "code", lesson_files.fetch_source(slug).rstrip()
        call = f"fetch(\n{lesson_files.format_arguments(wanted, margin=8)}    )"
        yield "code", f"download = True\nif download:\n    settings |= {call}"
    for module in lesson_files.lesson_modules(slug):
        tool = module.__name__.rpartition(".with_")[2]
        yield "markdown", f"{head}# {said['tools'][tool]}"
        yield "code", inspect.getsource(module).rstrip()
        result = f"by_{tool}"
        yield (
            "code",
            f"{result} = run(**settings)\n{lesson_files.print_statement(result)}",
        )
    text, functions, titles = lesson_files.plot_source(slug)
    yield "markdown", f"{head}# {said['notebook']['figure']}"
    yield "code", text.rstrip()
    named = {t: words.labels(t.removesuffix("_title"))["title"] for t in titles}
    arguments = "".join(f"    {name},\n" for name in functions)
    arguments += lesson_files.format_arguments(named)
    yield "code", f"draw(\n{arguments}    **settings,\n)"
    yield said_in("remember")


def _acts(words: PageText, settings: dict[str, Value], record: Record) -> Iterator[str]:
    """The acts of a step with their formulas, as a numbered list."""
    said = load_messages(words.lang)["notebook"]
    for i, text in enumerate(words.labels("acts").values()):
        _, title, formula, *_ = text.split(" | ")
        formula = _filled(words, formula, settings, record)
        act = said["act"].format(title=title, formula=formula)
        yield f"{i + 1}. {act}"


def _filled(
    words: PageText, text: str, settings: dict[str, Value], record: Record
) -> str:
    """Plain Markdown with its numbers: settings, the recording's at its start, facts.

    Raises:
        KeyError: for a placeholder that neither knows.
    """
    numbers: dict[str, Any] = {}
    for _, name, *_ in PLACEHOLDER.findall(text):
        if name in settings:
            numbers[name] = format_number(settings[name], words.lang)
        else:
            rec = record()
            at = {axis: settings[axis] for axis in rec.axes}
            known = name in rec.tables
            numbers[name] = rec.at(name, 0, **at) if known else rec.facts[name]
    return _quiet(words.fill(text, **numbers))


def _quiet(text: str) -> str:
    """`[meaning words]` without its colour: a notebook has none."""
    return COLOUR_MARKUP.sub(lambda found: found[2], text)


def written(name: str, lang: str, cells: list[Cell]) -> str:
    """The file; the same cells give the same bytes."""
    import nbformat.v4  # takes 0.3 s, wanted by few readers

    make = {
        "markdown": nbformat.v4.new_markdown_cell,
        "code": nbformat.v4.new_code_cell,
    }
    made = [make[kind](text, id=f"{name}-{i}") for i, (kind, text) in enumerate(cells)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    book = nbformat.v4.new_notebook(cells=made, metadata=metadata | {"lang": lang})
    nbformat.validate(book)
    return nbformat.v4.writes(book)
