"""A page as a Jupyter notebook: its text, its files, the reader's settings, a figure.

Every cell of code is a file of the lesson, its docstrings and comments in the reader's
language, or a call with the settings. Each file defines the same names as the one
before it, and is called before the next one.
"""

import ast
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from types import ModuleType
from typing import Any

from app.content import lesson_files
from app.content.catalogue import PLACEHOLDER, PageText, load_messages
from app.content.markdown import markdown_section, strip_colours
from app.content.number_format import format_number
from app.export.code_text import translate_code
from lessons import lesson
from lessons.contract import Chapter, Recording, Value

PYTHON = "3.11"
"""The oldest version of Python that runs a notebook."""

PACKAGES = {"sklearn": "scikit-learn"}
"""Packages whose name is not that of the module."""

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
    body = [*_body_cells(slug, lang, 2, settings, get_recording)]
    needs = requirements(body, lang, [_data_source(slug, lang, settings)])
    cells = [("markdown", f"{_head(slug, lang, 1)}\n\n{needs}"), *body]
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
    body: list[Cell] = []
    for slug in chapter.slugs:
        body.append(("markdown", _head(slug, lang, 2)))
        body += _body_cells(slug, lang, 3, settings[slug], partial(get_recording, slug))
    sources = [_data_source(slug, lang, settings[slug]) for slug in chapter.slugs]
    needs = requirements(body, lang, sources)
    title = load_messages(lang)["chapters"][chapter.name]
    cells = [("markdown", f"# {title}\n\n{needs}"), *body]
    return notebook_json(chapter.name, lang, cells)


def requirements(cells: Iterable[Cell], lang: str, sources: Iterable[str]) -> str:
    """Return what a reader needs to run a notebook, as Markdown.

    Args:
        cells: of the notebook; their imports are the packages to install.
        lang: the language of the text.
        sources: where the data come from, one or more sentences, each said once.
    """
    names = {
        name.partition(".")[0]
        for kind, code in cells
        if kind == "code"
        for node in ast.walk(ast.parse(code))
        for name in _imported_names(node)
    }
    packages = sorted(PACKAGES.get(n, n) for n in names - sys.stdlib_module_names)
    return load_messages(lang)["notebook"]["needs"].format(
        python=PYTHON,
        packages=" ".join(packages),
        data=" ".join(dict.fromkeys(sources)),
    )


def _imported_names(node: ast.AST) -> list[str]:
    """Return the modules that a statement imports; none for any other statement."""
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


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


def _head(slug: str, lang: str, level: int) -> str:
    """Return the page's title, as a heading of this level, and its question."""
    words = PageText(slug, lang)
    question = strip_colours(words.sections["question"])
    return f"{'#' * level} {words.title}\n\n**{question}**"


def _data_source(slug: str, lang: str, settings: Mapping[str, Value]) -> str:
    """Return a sentence that says where the notebook of a page has its data from."""
    course, messages = lesson(slug), load_messages(lang)["notebook"]
    own = bool(course.run_arguments(lang))
    if own and course.fetch_arguments(dict(settings)) is None:
        return messages["data_included"]
    sections = PageText(slug, lang).sections
    return sections.get("notebook.data", messages["data_computed"])


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
        yield from _tool_cells(slug, module, lang, heading)
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
        yield "code", translate_code(lesson_files.fetch_source(slug).rstrip(), lang)
        call = f"fetch(\n{lesson_files.format_arguments(arguments, margin=8)}    )"
        failed = (
            f"except OSError as error:\n    print({messages['fetch_failed']!r}, error)"
        )
        yield "code", f"try:\n    settings |= {call}\n{failed}"


def _tool_cells(
    slug: str, module: ModuleType, lang: str, heading: str
) -> Iterator[Cell]:
    """Yield a file of the lesson and the code that runs it and prints its results."""
    tool = module.__name__.rpartition(".with_")[2]
    yield "markdown", f"{heading}# {load_messages(lang)['tools'][tool]}"
    yield "code", translate_code(inspect.getsource(module).rstrip(), lang)
    result = f"by_{tool}"
    prints = "\n".join(lesson_files.print_statements(slug, result))
    yield "code", f"{result} = run(**settings)\n{prints}"


def _figure_cells(slug: str, words: PageText, heading: str) -> Iterator[Cell]:
    """Yield the lesson's plot.py and the call that draws its figure."""
    text, functions, title_names = lesson_files.plot_source(slug)
    title = load_messages(words.lang)["notebook"]["figure"]
    yield "markdown", f"{heading}# {title}"
    yield "code", translate_code(text.rstrip(), words.lang, strings=True)
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
