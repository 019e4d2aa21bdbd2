"""Code stepped line by line: buttons, keys, slider, without a word to the server."""

import pytest
from playwright.sync_api import expect

from lessons.update_pitfalls.states import moments

SLUG = "update_pitfalls"


@pytest.fixture(scope="module")
def page(visitor):
    with visitor() as reader:
        yield reader.open(SLUG)


def whole(reader):
    return reader.page.locator(".steps").first


def button(reader, name):
    return whole(reader).get_by_role("button", name=reader.messages["steps"][name])


def begin(reader):
    whole(reader).get_by_role("slider").press("Home")


def sentence(reader, moment):
    labels = reader.words.labels("says")
    return reader.words.fill(labels[moment.kind], **moment.details)


def expect_moment(reader, expected, i):
    """The sentence, the lit line, the states and the message of a moment."""
    moment, steps = expected[i], whole(reader)
    expect(steps.locator(".says")).to_have_text(sentence(reader, moment))
    expect(steps.locator("output")).to_have_text(f"{i + 1} / {len(expected)}")
    expect(steps.locator(".line.lit")).to_have_count(1)
    names = steps.locator("tbody th")
    expect(names).to_have_text([state.name for state in moment.states])
    leaf = steps.locator("tbody tr td:nth-child(3)")
    expect(leaf).to_have_text([str(state.is_leaf) for state in moment.states])
    output = steps.locator(".printed")
    if moment.printed:
        expect(output).to_have_text(moment.printed)
    else:
        expect(output).to_be_hidden()


def test_each_line_is_highlighted_with_its_values_and_the_error_comes_last(page):
    expected, n_frames = moments("rebound", 0.1), page.n_frames
    for i in range(len(expected)):
        expect_moment(page, expected, i)
        if i < len(expected) - 1:
            button(page, "forward").click()
    expect(button(page, "forward")).to_have_attribute("aria-disabled", "true")
    expect(whole(page).locator(".line.failed .text")).to_have_text(
        "a = a - lr * a.grad"
    )
    button(page, "back").click()
    expect_moment(page, expected, len(expected) - 2)
    button(page, "restart").click()
    expect_moment(page, expected, 0)
    assert page.n_frames == n_frames


def test_arrow_keys_and_the_slider_step_too(page):
    expected, n_frames = moments("rebound", 0.1), page.n_frames
    begin(page)
    button(page, "forward").focus()
    page.page.keyboard.press("ArrowRight")
    expect_moment(page, expected, 1)
    page.page.keyboard.press("ArrowLeft")
    expect_moment(page, expected, 0)
    slider = whole(page).get_by_role("slider")
    slider.focus()
    page.page.keyboard.press("ArrowRight")
    expect_moment(page, expected, 1)
    page.page.keyboard.press("End")
    expect_moment(page, expected, len(expected) - 1)
    expect(slider).to_have_attribute(
        "aria-valuetext", f"{len(expected)} / {len(expected)}"
    )
    assert page.n_frames == n_frames


def test_changed_values_are_marked(page):
    expected = moments("rebound", 0.1)
    begin(page)
    for _ in range(2):
        button(page, "forward").click()
    expect_moment(page, expected, 2)
    changed = whole(page).locator("td.changed")
    expect(changed).to_have_count(2)  # the two gradients
    expect(changed.first).to_contain_text("3,102")


def test_play_runs_to_the_end_and_stops(page):
    expected, n_frames = moments("rebound", 0.1), page.n_frames
    begin(page)
    button(page, "play").click()
    expect(button(page, "pause")).to_be_visible()
    expect_moment(page, expected, len(expected) - 1)
    expect(button(page, "play")).to_be_visible()
    assert page.n_frames == n_frames


def test_another_variant_starts_at_its_first_line(page):
    page.page.get_by_role("radio", name="sous no_grad()", exact=True).click()
    expected = moments("no_grad", 0.1)
    expect_moment(page, expected, 0)
