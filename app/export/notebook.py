"""A page as a Jupyter notebook: its text, its files, the reader's settings, a figure.

Every cell of code is a file of the lesson as it is, or a call with the settings. Each
file defines the same names as the one before it, and is called before the next one.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import ModuleType
from typing import Any

from app.content import lesson_files
from app.content.catalogue import PLACEHOLDER, PageText, load_messages
from app.content.markdown import markdown_section, strip_colours
from app.content.number_format import format_number
from lessons import lesson
from lessons.contract import Chapter, Recording, Value

Cell = tuple[str, str]
"""A kind, "markdown" or "code", and the text."""

GetRecording = Callable[[], Recording]
"""Returns a page's recording; called only if a sentence needs a number of it."""


def page_notebook(
    slug: str, lang: str, settings: Mapping[str, Value], get_recording: GetRecording
) -> str:
    """Return one page as a notebook file: nbformat 4, JSON.

    Args:
        slug: the page.
        lang: the language of its text.
        settings: the value of each control.
        get_recording: returns the recording at these settings.
    """
    requirements = load_messages(lang)["notebook"]["needs"]
    cells = [*_head_cells(slug, lang, 1), ("markdown", requirements)]
    cells += _body_cells(slug, lang, 2, settings, get_recording)
    return notebook_json(slug, lang, cells)


def chapter_notebook(
    chapter: Chapter,
    lang: str,
    settings: Mapping[str, Mapping[str, Value]],
    get_recording: Callable[[str], Recording],
) -> str:
    """Return the pages of a chapter, one after the other, as one notebook file.

    Args:
        chapter: of the course.
        lang: the language of the text.
        settings: for each slug the value of each control.
        get_recording: returns a page's recording at these settings.
    """
    messages = load_messages(lang)
    cells: list[Cell] = [
        ("markdown", f"# {messages['chapters'][chapter.name]}"),
        ("markdown", messages["notebook"]["needs"]),
    ]
    for slug in chapter.slugs:
        cells += _head_cells(slug, lang, 2)
        cells += _body_cells(
            slug, lang, 3, settings[slug], partial(get_recording, slug)
        )
    return notebook_json(chapter.name, lang, cells)


def notebook_json(name: str, lang: str, cells: list[Cell]) -> str:
    """Return cells as a notebook file; the same cells give the same bytes.

    Args:
        name: the beginning of the cells' ids.
        lang: the language of the text, which the metadata hold.
        cells: kinds and texts.
    """
    import nbformat.v4  # takes 0.3 s, needed by few readers

    make_cell = {
        "markdown": nbformat.v4.new_markdown_cell,
        "code": nbformat.v4.new_code_cell,
    }
    nodes = [
        make_cell[kind](text, id=f"{name}-{i}") for i, (kind, text) in enumerate(cells)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = nbformat.v4.new_notebook(cells=nodes, metadata=metadata | {"lang": lang})
    nbformat.validate(notebook)
    return nbformat.v4.writes(notebook)


def _head_cells(slug: str, lang: str, level: int) -> Iterator[Cell]:
    """Yield the page's title, as a heading of this level, and its question."""
    words = PageText(slug, lang)
    question = strip_colours(words.sections["question"])
    yield "markdown", f"{'#' * level} {words.title}\n\n**{question}**"


def _body_cells(
    slug: str,
    lang: str,
    level: int,
    settings: Mapping[str, Value],
    get_recording: GetRecording,
) -> Iterator[Cell]:
    """Yield what follows the head: text, settings, data, files, figure, summary.

    Args:
        level: of the headings.
    """
    words, heading = PageText(slug, lang), "#" * level

    def block(name: str) -> Cell:
        parts = (
            words.sections.get(f"{name}.{part}", "")
            for part in ("title", "text", "note")
        )
        title, text, note = (
            _fill(words, part, settings, get_recording) for part in parts
        )
        return "markdown", markdown_section(heading, title, text, note)

    for name in (*lesson(slug).notebook_blocks, "code"):
        yield block(name)
    if "acts" in words.sections:
        yield "markdown", "\n".join(_act_lines(words, settings, get_recording))
    yield from _settings_cells(slug, lang, settings)
    for module in lesson_files.lesson_modules(slug):
        yield from _tool_cells(module, lang, heading)
    yield from _figure_cells(slug, words, heading)
    yield block("remember")


def _settings_cells(
    slug: str, lang: str, settings: Mapping[str, Value]
) -> Iterator[Cell]:
    """Yield the code that defines `settings` and gets the data, each with its title."""
    course, messages = lesson(slug), load_messages(lang)["notebook"]
    values = {c.name: settings[c.name] for c in course.run_controls}
    yield "markdown", messages["settings"]
    yield "code", f"settings = dict(\n{lesson_files.format_arguments(values)})"
    if data := course.run_arguments(lang):
        yield "markdown", messages["data"]
        yield "code", f"settings |= dict(\n{lesson_files.format_arguments(data)})"
    if (arguments := course.fetch_arguments(dict(settings))) is not None:
        yield "markdown", messages["fetch"]
        yield "code", lesson_files.fetch_source(slug).rstrip()
        call = f"fetch(\n{lesson_files.format_arguments(arguments, margin=8)}    )"
        yield "code", f"download = True\nif download:\n    settings |= {call}"


def _tool_cells(module: ModuleType, lang: str, heading: str) -> Iterator[Cell]:
    """Yield a file of the lesson and the code that runs it and prints its result."""
    tool = module.__name__.rpartition(".with_")[2]
    yield "markdown", f"{heading}# {load_messages(lang)['tools'][tool]}"
    yield "code", inspect.getsource(module).rstrip()
    result = f"by_{tool}"
    statement = lesson_files.print_statement(result)
    yield "code", f"{result} = run(**settings)\n{statement}"


def _figure_cells(slug: str, words: PageText, heading: str) -> Iterator[Cell]:
    """Yield the lesson's plot.py and the call that draws its figure."""
    text, functions, title_names = lesson_files.plot_source(slug)
    title = load_messages(words.lang)["notebook"]["figure"]
    yield "markdown", f"{heading}# {title}"
    yield "code", text.rstrip()
    titles = {
        name: words.labels(name.removesuffix("_title"))["title"] for name in title_names
    }
    arguments = "".join(f"    {name},\n" for name in functions)
    arguments += lesson_files.format_arguments(titles)
    yield "code", f"draw(\n{arguments}    **settings,\n)"


def _act_lines(
    words: PageText, settings: Mapping[str, Value], get_recording: GetRecording
) -> Iterator[str]:
    """Yield the acts of a step with their formulas, as lines of a numbered list."""
    template = load_messages(words.lang)["notebook"]["act"]
    for i, text in enumerate(words.labels("acts").values()):
        _, title, formula, *_ = text.split(" | ")
        formula = _fill(words, formula, settings, get_recording)
        yield f"{i + 1}. {template.format(title=title, formula=formula)}"


def _fill(
    words: PageText,
    text: str,
    settings: Mapping[str, Value],
    get_recording: GetRecording,
) -> str:
    """Return text as Markdown without colours, its numbers filled in.

    They are settings, numbers of the recording at its start, or its facts.

    Raises:
        KeyError: for a placeholder that is none of these.
    """
    numbers: dict[str, Any] = {}
    for _, name, *_ in PLACEHOLDER.findall(text):
        if name in settings:
            numbers[name] = format_number(settings[name], words.lang)
        else:
            rec = get_recording()
            at = {axis: settings[axis] for axis in rec.axes}
            is_table = name in rec.tables
            numbers[name] = rec.at(name, 0, **at) if is_table else rec.facts[name]
    return strip_colours(words.fill(text, **numbers))
