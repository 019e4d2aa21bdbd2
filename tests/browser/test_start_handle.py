"""The start of a descent is set on the figure: by mouse, finger and keyboard."""

import re

import pytest
from playwright.sync_api import expect

from lessons import lesson

SLUG = "gradient_descent"
LESSON = lesson(SLUG)


@pytest.fixture(scope="module", params=["wells", "saddle"])
def tab(request, visitor):
    """A start on a line, and one on a plane."""
    with visitor() as reader:
        yield reader.open(SLUG, function=request.param)


@pytest.fixture
def descent(tab):
    """The start and the rate where they were at first; put back after each test."""
    yield tab
    tab.page.mouse.up()
    tab.release("lr", LESSON["lr"].values.index(LESSON["lr"].default))
    text = place(tab).replace("−", "-").replace(",", ".")
    values = re.findall(r"w\d? = (-?\d\.\d+)", text)
    for name, value in zip(("w1", "w2"), map(float, values), strict=False):
        steps = round((LESSON[name].default - value) / 0.1)
        keys = ("ArrowLeft", "ArrowRight") if name == "w1" else ("ArrowDown", "ArrowUp")
        handle(tab).focus()
        for _ in range(abs(steps)):
            tab.page.keyboard.press(keys[steps > 0])
    expect(tab.page).not_to_have_url(re.compile(r"\.(w1|w2|lr)="))
    tab.settle()


LINE = pytest.mark.parametrize("tab", ["wells"], indirect=True)
PLANE = pytest.mark.parametrize("tab", ["saddle"], indirect=True)
"""For what the player does alike on both, once dragged by mouse and by keys."""


def plane(reader, view=0):
    return reader.figure.locator(".area").nth(view)


def handle(reader):
    return plane(reader).locator(".handle")


def place(reader):
    """Where the start is, in the words of a screen reader."""
    return handle(reader).get_attribute("aria-valuetext")


def path(reader):
    return plane(reader).locator(".path.faint").get_attribute("d")


def grab(reader):
    """Hold the handle with the mouse; where it is."""
    reader.settle()
    box = handle(reader).locator(".start").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    reader.page.mouse.move(x, y)
    reader.page.mouse.down()
    return x, y


def test_dragging_the_start_moves_the_path_without_a_message(descent):
    paths, n_frames = {path(descent)}, descent.n_frames
    x, y = grab(descent)
    for k in range(1, 5):
        descent.page.mouse.move(x - 40 * k, y + 20 * k)
        descent.painted()
        paths.add(path(descent))
    descent.page.wait_for_timeout(400)
    assert len(paths) >= 4
    assert descent.n_frames == n_frames
    descent.page.mouse.up()
    expect(descent.page).to_have_url(re.compile(r"gradient_descent\.w1="))
    descent.settle()
    assert descent.n_frames == n_frames + 1


@PLANE
def test_a_click_on_the_figure_moves_the_start(descent):
    box = plane(descent).bounding_box()
    descent.page.mouse.click(
        box["x"] + 0.4 * box["width"], box["y"] + 0.4 * box["height"]
    )
    descent.painted()
    assert place(descent).startswith("w1 = −0,6")
    expect(descent.page).to_have_url(re.compile(r"gradient_descent\.w1=-0\.6"))


def test_arrow_keys_move_the_start_by_one_value(descent):
    handle(descent).focus()
    descent.page.keyboard.press("ArrowLeft")
    descent.painted()
    assert place(descent).startswith("w1 = 1,30")
    expect(descent.page).to_have_url(re.compile(r"gradient_descent\.w1=1\.3"))
    descent.settle()
    expect(handle(descent)).to_be_focused()
    descent.page.keyboard.press("ArrowLeft")
    descent.painted()
    assert place(descent).startswith("w1 = 1,20")
    expect(descent.page).to_have_url(re.compile(r"gradient_descent\.w1=1\.2"))


@LINE
def test_a_click_on_the_map_moves_the_start(descent):
    box = plane(descent, 2).bounding_box()
    descent.page.mouse.click(
        box["x"] + 0.5 * box["width"], box["y"] + 0.3 * box["height"]
    )
    expect(descent.page).to_have_url(re.compile(r"gradient_descent\.w1="))
    descent.settle()
    assert not place(descent).startswith("w1 = 1,40")


def test_numbers_after_release_equal_those_of_torch(descent, recorded):
    rates = LESSON["lr"].values
    descent.release("lr", rates.index(0.1))
    expect(descent.page).to_have_url(re.compile(r"lr=0\.1"))
    handle(descent).focus()
    descent.page.keyboard.press("ArrowLeft")
    expect(descent.page).to_have_url(re.compile(r"w1=1\.3"))
    descent.settle()
    descent.scrub(5)
    function = "wells" if "w2" not in place(descent) else "saddle"
    at = {"lr": 0.1, "w1": 1.3, "w2": 0.6}
    rec = recorded(SLUG, function=function, **at)
    f, here, then = (
        rec.at(name, t=t, **at) for name, t in (("f", 5), ("w1", 5), ("w1", 6))
    )
    text = descent.acts.first.locator(".values").inner_text()
    assert text == f"f = {f:.3f}".replace(".", ",")
    last = descent.acts.last.locator(".values").inner_text()
    assert f"→ {then:.2f}".replace(".", ",").replace("-", "−") in last
    if function == "wells":
        now = descent.figure.locator(".says").inner_text()
        assert f"w = {here:.2f}".replace(".", ",") in now


@PLANE
def test_moving_rate_and_start_together_waits_for_the_server(descent):
    before = path(descent)
    descent.drag("lr", LESSON["lr"].values.index(0.2))
    grab(descent)
    box = plane(descent).bounding_box()
    descent.page.mouse.move(
        box["x"] + 0.3 * box["width"], box["y"] + 0.7 * box["height"]
    )
    descent.painted()
    expect(descent.figure).to_have_class(re.compile("waiting"))
    descent.page.mouse.up()
    expect(descent.figure).not_to_have_class(re.compile("waiting"))
    descent.painted()
    assert path(descent) != before
    expect(descent.page).to_have_url(re.compile(r"\.w1="))


def test_a_finger_scrolls_the_page_and_a_tap_sets_the_start(visitor):
    phone = {"width": 390, "height": 844}
    with visitor(viewport=phone, has_touch=True) as reader:
        reader.open(SLUG)
        box = plane(reader).bounding_box()
        reader.page.touchscreen.tap(box["x"] + 100, box["y"] + 60)
        reader.painted()
        assert not place(reader).startswith("w1 = 1,40")
