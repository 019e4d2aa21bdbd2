"""Notebooks run from top to bottom in plain Jupyter and give the page's numbers."""

import asyncio
import base64
import os
from concurrent.futures import Future, ThreadPoolExecutor

import nbclient
import nbformat
import numpy as np
import pytest

from app import source
from app.notebook import course, notebook
from app.prose import LANGUAGES, Words, interface
from app.source import tools
from lessons import COURSE, SLUGS, lesson
from tests.course import CHANGED, outcome

PNG = base64.b64encode(b"\x89PNG").decode()[:4]
CHAPTERS = [chapter for chapter in COURSE if chapter.slugs]
BOOK = "chapter "
"""Begins the name of a chapter's notebook; a page may bear the same name."""

BOOKS = [
    *(
        (slug, lang, changed)
        for slug in SLUGS
        for lang in LANGUAGES
        for changed in (0, 1)
    ),
    *(
        (BOOK + chapter.name, lang, lang == "en")
        for chapter in CHAPTERS
        for lang in LANGUAGES
    ),
]
"""A slug or a chapter, the language, and whether the settings are not the defaults."""


def at(slug, changed):
    return lesson(slug).defaults | (CHANGED[slug] if changed else {})


def pages(name):
    """The pages of a chapter, or the one page."""
    return next((c.slugs for c in CHAPTERS if BOOK + c.name == name), (name,))


def made(name, lang, changed, recorded):
    """The notebook as a reader downloads it."""
    settings = {slug: at(slug, changed) for slug in pages(name)}
    record = {slug: lambda s=slug: recorded(s, **settings[s]) for slug in settings}
    for chapter in CHAPTERS:
        if BOOK + chapter.name == name:
            return course(chapter, lang, settings, lambda slug: record[slug]())
    return notebook(name, lang, settings[name], record[name])


def execute(text, folder):
    """Run a notebook in a kernel of its own, in an empty folder."""
    book = nbformat.reads(text, 4)
    folder.mkdir()
    place = {"metadata": {"path": str(folder)}}
    client = nbclient.NotebookClient(book, timeout=60, resources=place)
    env = os.environ | {"OMP_NUM_THREADS": "1"}
    env.pop("MPLBACKEND", None)  # set here by pyplot; a reader's kernel chooses its own
    asyncio.run(client.async_execute(env=env))
    return book


@pytest.fixture(scope="module")
def executed(request, recorded, tmp_path_factory):
    """The notebooks that these tests want, executed two at a time."""
    wanted = dict.fromkeys(
        item.callspec.params["book"]
        for item in request.session.items
        if "executed" in getattr(item, "fixturenames", ())
    )
    texts = {book: made(*book, recorded) for book in wanted}
    folder = tmp_path_factory.mktemp("notebooks")
    with ThreadPoolExecutor(2) as pool:
        futures: dict[tuple, Future] = {
            book: pool.submit(execute, text, folder / str(i))
            for i, (book, text) in enumerate(texts.items())
        }
        yield {book: future.result() for book, future in futures.items()}


def outputs(book, start):
    """What each cell that starts so has given, warnings left aside."""
    cells = [cell for cell in book.cells if cell.source.startswith(start)]
    return [[o for o in cell.outputs if o.get("name") != "stderr"] for cell in cells]


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: "-".join(map(str, book)))
def test_a_notebook_runs_and_gives_the_numbers_of_its_pages(book, executed, recorded):
    name, _, changed = book
    printed = [  # a stream may come in pieces
        "".join(piece.text for piece in given)
        for given in outputs(executed[book], "by_")
    ]
    expected = []
    for slug in pages(name):
        settings = at(slug, changed)
        if lesson(slug).record:
            shown = outcome(slug, recorded(slug, **settings), settings)
        else:
            taken = {c.name: settings[c.name] for c in lesson(slug).of("trained")}
            shown = tools(slug)[-1].run(**taken)
        expected += [shown] * len(tools(slug))
    for text, shown in zip(printed, expected, strict=True):
        numbers = [float(number) for number in text.split()]
        np.testing.assert_allclose(numbers, shown, rtol=1e-3, atol=1e-5)
    drawn = [
        output.data["image/png"]
        for given in outputs(executed[book], "draw(")
        for output in given
        if output.output_type == "display_data"
    ]
    assert [picture[:4] for picture in drawn] == [PNG] * len(pages(name))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", SLUGS)
def test_a_notebook_holds_the_words_and_the_files_of_its_page(slug, lang, recorded):
    text = made(slug, lang, False, recorded)
    book, words = nbformat.reads(text, 4), Words(slug, lang)
    assert made(slug, lang, False, recorded) == text
    said = "\n".join(c.source for c in book.cells if c.cell_type == "markdown")
    assert said.startswith(f"# {words.title}\n")
    for name in ("question", "code.title", "remember.title"):
        assert words.text(name) in said
    trap = words.sections["remember.note"].split("**")[1]
    assert f"> **{trap}**" in said
    assert ":red[" not in said
    assert "[model " not in said
    assert "{" not in said
    code = [c.source for c in book.cells if c.cell_type == "code"]
    files = [source.inspect.getsource(module).rstrip() for module in tools(slug)]
    assert [text for text in code if text in files] == files
    assert source.plot(slug)[0].rstrip() in code


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_course_notebook_joins_the_pages_of_its_chapter(chapter, lang, recorded):
    book = nbformat.reads(made(BOOK + chapter.name, lang, False, recorded), 4)
    heads = [c.source.split("\n")[0] for c in book.cells if c.cell_type == "markdown"]
    title = interface(lang)["chapters"][chapter.name]
    pages = [f"## {Words(slug, lang).title}" for slug in chapter.slugs]
    found = [head for head in heads if head.startswith(("# ", "## "))]
    assert found == [f"# {title}", *pages]
