"""Points, line and start of the regression are dragged: mouse, finger and keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.finger import PHONE, Finger, middle

SLUG = "linear_regression"


def view(reader, kind):
    area = reader.figure.locator(f".area.view-{kind}")
    area.evaluate("e => e.scrollIntoView({ block: 'center' })")
    return area


def grip(reader, label):
    return reader.figure.get_by_role("slider", name=label, exact=True)


def now(reader):
    """The live sentence of the figure."""
    return reader.figure.locator(".says").first.inner_text()


def drag(reader, target, dx, dy):
    """Drag and hold: nothing has been sent yet."""
    x, y = middle(target)
    mouse = reader.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + dx / 2, y + dy / 2)
    mouse.move(x + dx, y + dy)
    reader.painted()


def test_a_dragged_point_moves_line_surface_and_curve_before_the_server_hears(reader):
    reader.open(SLUG)
    words = reader.words
    fit = view(reader, "fit")
    curve = reader.figure.locator(".view-curve path.loss.faint")
    optimum = reader.figure.locator(".view-surface .cross")
    before = now(reader), curve.get_attribute("d"), optimum.get_attribute("d")
    url = reader.page.url
    drag(reader, grip(reader, words.labels("fit")["point"]), 0, 90)
    preview = now(reader), curve.get_attribute("d"), optimum.get_attribute("d")
    assert all(a != b for a, b in zip(before, preview, strict=True))
    assert reader.page.url == url
    expect(fit.get_by_text(words.labels("fit")["best"])).to_be_visible()
    reader.page.mouse.up()
    reader.page.wait_for_url(re.compile(r"linear_regression\.moved=0"))
    reader.settle()
    assert now(reader) == preview[0]  # torch says what the browser has computed


def test_the_ends_of_the_line_and_the_surface_set_the_start(reader):
    reader.open(SLUG)
    words = reader.words
    reader.scrub(30)
    ends = [words.labels("fit")[f"{side}_end"] for side in ("left", "right")]
    left, right = (grip(reader, name) for name in ends)
    view(reader, "fit")
    other = middle(right)
    drag(reader, left, 0, -40)
    reader.page.mouse.up()
    assert middle(right) == pytest.approx(other, abs=1.5)
    reader.page.wait_for_url(re.compile(r"linear_regression\.start="))
    reader.settle()
    assert now(reader).startswith(words.sections["now"].split("{t}")[0] + "0")
    start = grip(reader, words.labels("surface")["start"])
    text = start.get_attribute("aria-valuetext")
    view(reader, "surface")
    drag(reader, start, 30, 20)
    assert start.get_attribute("aria-valuetext") != text
    reader.page.mouse.up()
    url = reader.page.url
    reader.page.wait_for_function("url => location.href !== url", arg=url)


def test_keys_move_points_line_and_start(reader):
    reader.open(SLUG)
    words, keyboard = reader.words, reader.page.keyboard
    point = grip(reader, words.labels("fit")["point"])
    point.focus()
    keyboard.press("PageDown")
    expect(point).to_have_attribute("aria-valuenow", "1")
    text = point.get_attribute("aria-valuetext")
    for key in ("ArrowDown", "ArrowRight"):
        keyboard.press(key)
    expect(point).not_to_have_attribute("aria-valuetext", text)
    reader.page.wait_for_url(re.compile(r"linear_regression\.moved=1"))
    reader.settle()
    expect(point).to_be_focused()
    grip(reader, words.labels("surface")["start"]).press("ArrowUp")
    reader.page.wait_for_url(re.compile(r"linear_regression\.start="))


def test_a_click_on_the_curve_goes_to_that_step(reader):
    reader.open(SLUG)
    box = view(reader, "curve").bounding_box()
    at = 46 + (box["width"] - 56) / 2
    reader.page.mouse.click(box["x"] + at, box["y"] + 80)
    reader.painted()
    assert abs(reader.step() - 100) <= 2


def test_a_finger_drags_a_point_and_the_page_stays(visitor):
    with visitor(**PHONE) as phone:
        phone.open(SLUG)
        finger = Finger(phone.page)
        point = grip(phone, phone.words.labels("fit")["point"])
        view(phone, "fit")
        phone.page.wait_for_timeout(150)
        x, y = middle(point)
        finger.drag(x, y, (0, 60))
        phone.painted()
        assert middle(point)[1] == pytest.approx(y + 60, abs=6)
        phone.page.wait_for_url(re.compile(r"linear_regression\.moved="))
