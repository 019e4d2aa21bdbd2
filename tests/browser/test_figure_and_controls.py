"""What moves a figure is in sight with it, and lines are told apart by their names."""

import pytest
from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
OVERLAPS = """all => {
    const boxes = all.filter(e => e.textContent && e.getAttribute("x") !== "NaN")
        .map(e => [e.textContent, e.getBoundingClientRect()])
        .filter(([, b]) => b.width);
    return boxes.flatMap(([name, a], i) => boxes.slice(i + 1)
        .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
            && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4)
        .map(([other]) => `${name} ${other}`));
}"""
"""Pairs of labels that overlap; the line of a text is higher than its letters."""


@pytest.fixture
def page(visitor):
    with visitor() as reader:
        yield reader


def count(reader):
    """The count of the steps of cells."""
    return reader.page.locator(".cells .steps output")


def test_another_line_of_the_list_begins_at_its_first_step(page):
    page.open("memory")
    forward = page.messages["cells"]["forward"]
    page.page.locator(".cells").get_by_role("button", name=forward).click()
    expect(count(page)).to_have_text("2 / 3")
    lines = page.page.get_by_test_id("stRadio").get_by_role("radio")
    expect(lines).to_have_count(16)
    page.page.get_by_role("radio", name="Y = X.view(3, 2)").focus()
    page.page.keyboard.press("ArrowDown")
    expect(count(page)).to_have_text("1 / 3")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_list_of_lines_stands_beside_its_figure(page, size):
    page.page.set_viewport_size(size)
    page.open("memory")
    lines = page.page.locator(".st-key-list-operation")
    figure = page.page.locator(".cells .rows svg").first
    if size == PHONE:
        lines.evaluate("e => e.scrollIntoView()")
    else:
        expect(page.page.locator(".scenes button").last).to_be_in_viewport(ratio=1)
    for part in (lines.locator("code").nth(2), figure):
        expect(part).to_be_in_viewport()
    if size == PHONE:
        line = lines.get_by_text("Y = X.numpy()")
        line.scroll_into_view_if_needed()
        line.click()
        expect(figure).to_be_in_viewport()
    page.rest()
    assert page.violations("[data-testid=stSidebar]") == []


def test_examples_are_dealt_by_play_without_the_server(page):
    page.open("data_loading")
    play, pause = (page.messages["steps"][name] for name in ("play", "pause"))
    n_frames = page.n_frames
    button = page.page.locator(".cells .steps button").first
    expect(button).to_have_text(play)
    button.click()
    expect(button).to_have_text(pause)
    expect(count(page)).to_have_text("3 / 7")
    button.click()
    expect(button).to_have_text(play)
    assert page.n_frames == n_frames
    name = page.words.labels("scenarios")["weighted"]
    page.page.get_by_role("button", name=name).click()
    expect(count(page)).to_have_text("4 / 7")


def test_the_names_of_the_optimizers_stand_where_they_are_placed(page):
    """Where they never overlap is tested without a browser: named_runs.test.js."""
    page.page.set_viewport_size(PHONE)
    page.open("optimizers")
    page.scrub(12)
    for view in page.figure.locator(".figures svg:not(.ground)").all():
        assert view.locator("text.of").evaluate_all(OVERLAPS) == []


def test_an_optimizer_is_chosen_by_its_name(page):
    page.open("optimizers")
    label = page.words.labels("labels")["optimizer"]
    page.figure.get_by_role("combobox", name=label).select_option("Adam")
    expect(page.figure.locator(".view-curve text.of.own")).to_have_text("Adam")
    expect(page.figure.locator(".says")).to_contain_text("Adam")
    page.page.wait_for_url("**optimizers.optimizer=Adam**")


@pytest.mark.parametrize(
    ("slug", "parts"),
    [
        ("training_loop", [".steps .bar button.main", ".steps pre .line"]),
        ("polynomial", ["[data-testid=stSlider]", ".player .figures svg"]),
        (
            "devices",
            ["[data-testid=stSlider] >> nth=0", "[data-testid=stVegaLiteChart]"],
        ),
    ],
)
def test_the_first_screen_has_the_figure_and_what_moves_it(page, slug, parts):
    page.page.set_viewport_size(DESKTOP)
    page.open(slug)
    for part in parts:
        expect(page.page.locator(part).first).to_be_in_viewport()


def test_the_legend_of_the_ends_names_what_occurs_at_the_rate(page):
    page.open("gradient_descent", function="bowl")
    words = page.words.labels("ends.one")
    legend = page.figure.locator(".view-ends svg:not(.ground)").first
    minimum, escapes = (legend.get_by_text(words[end]) for end in ("first", "away"))
    expect(minimum).to_be_visible()
    expect(escapes).to_be_hidden()
    page.drag("lr", int(page.range("lr").get_attribute("max")))
    expect(escapes).to_be_visible()
