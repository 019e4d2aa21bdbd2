"""What a reader takes away: the figure as SVG and PNG, the files under the code."""

import re
import struct
from xml.etree import ElementTree

import nbformat
import pytest
from playwright.sync_api import expect

from app.export.csv import run_csv
from app.export.download_name import download_name
from lessons import COURSE, lesson
from tests.course import OTHER_SETTINGS

from .conftest import first

SVG = "{http://www.w3.org/2000/svg}"
PICTURED = ["polynomial", *first("linear_regression", "home", "gradient_descent")]
"""Between them they have every view."""


@pytest.fixture(scope="module", params=PICTURED)
def page(request, visitor):
    with visitor() as reader:
        yield reader.open(request.param, **OTHER_SETTINGS[request.param])


def download(reader, name, whole=None):
    """Download the file of a button; return its name and path."""
    with reader.page.expect_download() as event:
        (whole or reader.page).get_by_role("button", name=name).click()
    return event.value.suggested_filename, event.value.path()


def svg(reader):
    name, path = download(reader, "SVG", reader.figure)
    return name, ElementTree.parse(path).getroot()


def test_the_svg_shows_every_view_under_its_title(page):
    page.scrub(5)
    name, root = svg(page)
    assert name == f"{page.slug}-fr.svg"
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    views = page.figure.locator(".figures")
    labels = views.locator("figcaption, svg text").all_text_contents()
    assert sorted(texts) == sorted(labels)
    assert len([*root.iter(f"{SVG}path")]) == views.locator("svg path").count()


def test_the_svg_needs_no_other_file(page):
    _, root = svg(page)
    for e in root.iter():
        for value in e.attrib.values():
            assert "var(" not in value
            assert "currentcolor" not in value.lower()
        assert "class" not in e.attrib
    fonts = {e.get("font-family") for e in root.iter(f"{SVG}text")}
    assert fonts <= {'"Source Sans", sans-serif', '"Source Serif", serif'}
    paper = page.figure.evaluate("e => getComputedStyle(e).getPropertyValue('--paper')")
    assert root.find(f"{SVG}rect").get("fill") == paper.strip()
    ids = {e.get("id") for e in root.iter()}
    for e in root.iter():
        for link in re.findall(r"url\(\W*#(\w+)", e.get("clip-path", "")):
            assert link in ids


def test_the_png_is_the_svg_at_twice_its_size(page):
    _, root = svg(page)
    name, path = download(page, "PNG", page.figure)
    assert name == f"{page.slug}-fr.png"
    picture = path.read_bytes()
    assert picture.startswith(b"\x89PNG")
    size = [2 * float(root.get(side)) for side in ("width", "height")]
    assert [*struct.unpack(">II", picture[16:24])] == size
    assert len(picture) > 20_000  # an empty sheet has 10 kB


def file_name(page, ending):
    """The name of a file with the run that the reader has set."""
    settings = lesson(page.slug).defaults | OTHER_SETTINGS[page.slug]
    values = {c.name: settings[c.name] for c in lesson(page.slug).run_controls}
    return download_name(page.slug, values, lesson(page.slug).defaults, "fr", ending)


def test_the_csv_holds_the_readers_run(page, recorded):
    name, path = download(page, page.messages["app"]["rows"])
    assert name == file_name(page, "csv")
    settings = lesson(page.slug).defaults | OTHER_SETTINGS[page.slug]
    rec = recorded(page.slug, **settings)
    at = {axis: settings[axis] for axis in rec.axes}
    assert path.read_text("utf-8") == run_csv(rec, at, "fr")


def test_the_notebook_has_the_readers_settings(page):
    name, path = download(page, page.messages["app"]["notebook"])
    assert name == file_name(page, "ipynb")
    book = nbformat.read(path, 4)
    (call,) = (c.source for c in book.cells if c.source.startswith("settings = "))
    for setting, value in OTHER_SETTINGS[page.slug].items():
        assert f"    {setting}={value!r},\n" in call


def test_the_page_as_a_file_is_at_the_readers_settings(page, browser):
    name, path = download(page, page.messages["exported_page"]["name"])
    assert name == file_name(page, "html")
    context = browser.new_context(offline=True)
    file = path.rename(path.with_suffix(".html"))
    tab = context.new_page()
    tab.goto(file.as_uri())
    call = tab.locator(".call code").first.first
    expect(call).to_have_text(page.call.inner_text())
    context.close()


def test_a_chapter_notebook_holds_the_readers_settings(reader):
    slug = "linear_regression"
    reader.open(slug, noise=0.3).navigate("home")
    (number,) = (i for i, chapter in enumerate(COURSE) if slug in chapter.slugs)
    label = reader.messages["app"]["chapter_notebook"].format(chapter=number)
    name, path = download(reader, label)
    assert name == f"chapter-{COURSE[number].name}-fr.ipynb"
    calls = [
        c.source for c in nbformat.read(path, 4).cells if "settings = " in c.source
    ]
    assert len(calls) == len(COURSE[number].slugs)
    assert "noise=0.3," in calls[COURSE[number].slugs.index(slug)]
