"""Notebooks run from top to bottom in plain Jupyter and give the page's numbers."""

import asyncio
import base64
import os
import re
from copy import deepcopy

import nbclient
import nbformat
import numpy as np
import pytest

from app.content import lesson_files, source_listing
from app.content.catalogue import LANGUAGES, PageText, load_messages
from app.content.lesson_files import lesson_modules
from app.export.notebook import chapter_notebook, page_notebook
from lessons import COURSE, SLUGS, lesson
from lessons.data import newsgroups
from tests.course import OTHER_SETTINGS, OTHER_STARTS, outcome

PNG = base64.b64encode(b"\x89PNG").decode()[:4]
CHAPTERS = [chapter for chapter in COURSE if chapter.slugs]
BOOK = "chapter "
"""Begins the name of a chapter's notebook; a page may bear the same name."""


@pytest.fixture(autouse=True)
def without_newsgroups(monkeypatch):
    """The notebooks are those of a server that has the course's own messages only."""
    monkeypatch.setattr(newsgroups, "is_cached", lambda: False)


def at(slug, changed):
    return lesson(slug).defaults | (OTHER_SETTINGS[slug] if changed else {})


def pages(name):
    """The pages of a chapter, or the one page."""
    return next((c.slugs for c in CHAPTERS if BOOK + c.name == name), (name,))


def notebook_text(name, lang, changed, recorded):
    """The notebook as a reader downloads it."""
    settings = {slug: at(slug, changed) for slug in pages(name)}
    record = {slug: lambda s=slug: recorded(s, **settings[s]) for slug in settings}
    for chapter in CHAPTERS:
        if BOOK + chapter.name == name:
            return chapter_notebook(
                chapter, lang, settings, lambda slug: record[slug]()
            )
    return page_notebook(name, lang, settings[name], record[name])


def execute(texts, folder):
    """Run notebooks in one kernel in a folder, each from an empty namespace."""
    books = [nbformat.reads(text, 4) for text in texts]
    fresh = nbformat.v4.new_code_cell("%reset -f")
    whole = nbformat.v4.new_notebook(metadata=books[0].metadata)
    whole.cells = [cell for book in books for cell in (deepcopy(fresh), *book.cells)]
    place = {"metadata": {"path": str(folder)}}
    client = nbclient.NotebookClient(whole, timeout=60, resources=place)
    env = os.environ | {"OMP_NUM_THREADS": "1"}
    env.pop("MPLBACKEND", None)  # set here by pyplot; a reader's kernel chooses its own
    asyncio.run(client.async_execute(env=env))
    return books


def outputs(book, start):
    """The outputs of each cell that starts with `start`, without warnings."""
    cells = [cell for cell in book.cells if cell.source.startswith(start)]
    return [[o for o in cell.outputs if o.get("name") != "stderr"] for cell in cells]


@pytest.mark.filterwarnings("ignore:The .grad attribute:UserWarning")  # of a lesson
def test_every_notebook_runs_and_gives_the_numbers_of_its_page(recorded, tmp_path):
    """By turns in each language, at the defaults and changed: the code is the same."""
    books = [(slug, LANGUAGES[i % 2], i % 4 > 1) for i, slug in enumerate(SLUGS)]
    texts = [notebook_text(*book, recorded) for book in books]
    for (slug, lang, changed), book in zip(
        books, execute(texts, tmp_path), strict=True
    ):
        check_numbers_of_the_page(book, slug, lang, changed, recorded)


def code(text):
    """A notebook's cells of code, without a figure's titles and the texts given."""
    cells = [c.source for c in nbformat.reads(text, 4).cells if c.cell_type == "code"]
    cells = [re.sub(r"^ {8}\('.*\),\n", "", cell, flags=re.M) for cell in cells]
    return [re.sub(r"(_title=).*", r"\1", cell) for cell in cells]


@pytest.mark.parametrize("changed", [False, True], ids=["defaults", "changed"])
@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_chapter_notebook_runs_the_code_of_its_pages_in_each_language(
    chapter, changed, recorded
):
    """Each page alone defines all that it uses: so it does after others."""
    fr, en = (
        [code(notebook_text(name, lang, changed, recorded)) for name in names]
        for lang in LANGUAGES
        for names in [(BOOK + chapter.name, *chapter.slugs)]
    )
    assert fr == en
    whole, *parts = fr
    assert whole == [cell for part in parts for cell in part]


def check_numbers_of_the_page(book, slug, lang, changed, recorded):
    """Check that every tool has printed the numbers of the page, and its figure."""
    texts = [  # a stream may come in pieces
        "".join(piece.text for piece in cell_outputs)
        for cell_outputs in outputs(book, "by_")
    ]
    settings = at(slug, changed)
    if lesson(slug).record:
        numbers = outcome(slug, recorded(slug, **settings), settings)
        expected = [numbers] * len(lesson_modules(slug))
        if slug in OTHER_STARTS:
            controls = lesson(slug).run_controls
            arguments = {c.name: settings[c.name] for c in controls}
            expected[0] = lesson_modules(slug)[0].run(**arguments)
    else:
        arguments = {
            c.name: settings[c.name] for c in lesson(slug).controls_with_use("trained")
        }
        arguments |= lesson(slug).run_arguments(lang)
        expected = [tool.run(**arguments) for tool in lesson_modules(slug)]
    for text, page_numbers in zip(texts, expected, strict=True):
        numbers = [float(number) for number in text.split()]
        np.testing.assert_allclose(
            numbers, page_numbers, rtol=1e-3, atol=1e-5, err_msg=slug
        )
    images = [
        output.data["image/png"]
        for cell_outputs in outputs(book, "draw(")
        for output in cell_outputs
        if output.output_type == "display_data"
    ]
    assert [image[:4] for image in images] == [PNG], slug


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", SLUGS)
def test_notebook_holds_the_text_and_the_files_of_its_page(slug, lang, recorded):
    text = notebook_text(slug, lang, False, recorded)
    book, words = nbformat.reads(text, 4), PageText(slug, lang)
    assert notebook_text(slug, lang, False, recorded) == text
    prose = "\n".join(c.source for c in book.cells if c.cell_type == "markdown")
    assert prose.startswith(f"# {words.title}\n")
    for name in ("question", "code.title", "remember.title"):
        assert words.text(name) in prose
    trap = words.sections["remember.note"].split("**")[1]
    assert f"> **{trap}**" in prose
    assert ":red[" not in prose
    assert "[model " not in prose
    assert "{" not in prose
    code = [c.source for c in book.cells if c.cell_type == "code"]
    files = [
        source_listing.inspect.getsource(module).rstrip()
        for module in lesson_modules(slug)
    ]
    assert [text for text in code if text in files] == files
    assert lesson_files.plot_source(slug)[0].rstrip() in code


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_chapter_notebook_joins_the_pages_of_its_chapter(chapter, lang, recorded):
    book = nbformat.reads(notebook_text(BOOK + chapter.name, lang, False, recorded), 4)
    heads = [c.source.split("\n")[0] for c in book.cells if c.cell_type == "markdown"]
    title = load_messages(lang)["chapters"][chapter.name]
    pages = [f"## {PageText(slug, lang).title}" for slug in chapter.slugs]
    titles = [head for head in heads if head.startswith(("# ", "## "))]
    assert titles == [f"# {title}", *pages]
