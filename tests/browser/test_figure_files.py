"""A saved figure opened alone, offline, on a machine without the course's fonts."""

import re
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

SVG = "{http://www.w3.org/2000/svg}"

WIDTHS = """() => {
    const saved = document.querySelector(".saved") ?? document;
    return [...saved.querySelectorAll("text")].map(e => e.getComputedTextLength());
}"""
"""The width of each text of a saved figure: alone, or put into the page of the app."""

PUT_INTO_PAGE = """text => {
    const file = new DOMParser().parseFromString(text, "image/svg+xml");
    const saved = file.documentElement;
    saved.querySelector("style").remove();
    saved.classList.add("saved");
    document.body.append(document.importNode(saved, true));
}"""

FIGURES = [
    ("tensors", "fr", "light"),
    ("autograd", "en", "dark"),
    ("linear_regression", "fr", "dark"),
    *(
        pytest.param(*figure, marks=pytest.mark.thorough)
        for figure in (
            ("training_loop", "fr", "dark"),
            ("devices", "en", "light"),
            ("image_classification", "fr", "dark"),
            ("computation_graph", "en", "dark"),
        )
    ),
]
"""Between them cells, graphs, stepped code, a chart, pixels and the player."""


def save(reader, tmp_path):
    """Press every button SVG of the page; return the files."""
    buttons = reader.page.get_by_role("button", name="SVG", exact=True)
    buttons.first.wait_for()
    files = []
    for button in buttons.all():
        with reader.page.expect_download() as event:
            button.click()
        files.append(tmp_path / event.value.suggested_filename)
        event.value.save_as(files[-1])
    assert files
    return files


@pytest.mark.parametrize(("slug", "lang", "scheme"), FIGURES)
def test_a_saved_figure_looks_the_same_alone(
    slug, lang, scheme, visitor, browser, tmp_path
):
    with visitor() as reader:
        reader.page.emulate_media(color_scheme=scheme)
        reader.open(slug, lang)
        reader.prefer(scheme)
        for file in save(reader, tmp_path):
            assert file.name.endswith(".svg")
            text = file.read_text("utf-8")
            check_that_nothing_else_is_needed(ElementTree.fromstring(text))
            reader.page.evaluate(PUT_INTO_PAGE, text)
            expected = reader.page.evaluate(WIDTHS)
            reader.page.evaluate("() => document.querySelector('.saved').remove()")
            assert len(expected) > 3
            assert widths_alone(browser, file) == pytest.approx(expected, abs=0.5)
            bare = file.with_name(f"bare-{file.name}")
            bare.write_text(re.sub("<style.*?</style>", "", text, flags=re.S), "utf-8")
            assert widths_alone(browser, bare) != pytest.approx(expected, abs=0.5)


def widths_alone(browser, file):
    """The widths of the texts of a file that is opened without a network."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(file.as_uri())
    page.evaluate("() => document.fonts.ready.then(() => true)")
    found = page.evaluate(WIDTHS)
    context.close()
    return found


def check_that_nothing_else_is_needed(root):
    """The fonts are in the file, no other address is, and no class or variable."""
    style = root.find(f"{SVG}style").text
    fonts = set(re.findall(r'font-family: "([^"]+)"', style))
    for e in root.iter(f"{SVG}text"):
        family = (e.get("font-family") or "").split(",")[0].strip("\"' ")
        assert not family or family in fonts or "Symbols" in family, family
    addresses = re.findall(r"url\(\W?(\w+)", style)
    assert set(addresses) == {"data"}
    for e in root.iter():
        assert not any("var(" in value for value in e.attrib.values())
        assert e.get("href", "data:").startswith(("data:", "#"))


def test_a_saved_figure_shows_the_numbers_and_not_how_to_touch_them(visitor, tmp_path):
    with visitor() as reader:
        reader.open("tensors", "fr")
        file = save(reader, tmp_path)[0]
        root = ElementTree.parse(file).getroot()
        texts = ["".join(e.itertext()) for e in root.iter(f"{SVG}text")]
        figure = reader.page.locator(".cells").first
        cells = figure.locator("svg text").all_text_contents()
        assert [text for text in cells if text not in texts] == []
        expect(figure.locator(".told")).not_to_be_empty()
        assert figure.locator(".told").text_content() not in texts
        assert float(root.get("width")) <= 1280
