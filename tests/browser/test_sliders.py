"""Outputs and scores that are dragged: all follows at once, and torch says the same."""

import itertools

from playwright.sync_api import expect

from app.content.markdown import strip_colours
from app.content.number_format import format_aligned, format_fixed
from lessons.losses import with_torch

TEXTS = "all => all.map(e => e.textContent)"


def cells(reader, place):
    """What all cells of a drawing show."""
    reader.painted()
    return reader.page.locator(".cells").nth(place).locator(".cell text")


def slider(reader, part):
    """A slider that is dragged, by its label."""
    return reader.page.locator(".dials").get_by_role("slider", name=part, exact=True)


def drag(slider, value):
    slider.evaluate(
        "(e, value) => { e.value = value; e.dispatchEvent(new Event('input')); }", value
    )


def test_numbers_while_an_output_is_dragged_equal_those_of_torch(reader):
    handle = slider(reader, "y_pred[0]")
    for kind, how in itertools.product(("mse", "bce"), ("mean", "sum")):
        reader.open("losses", kind=kind, reduction=how)
        before = cells(reader, 0).all_inner_texts()
        n_frames = reader.n_frames
        drag(handle, 3)
        values = cells(reader, 0).evaluate_all(TEXTS)
        assert reader.n_frames == n_frames
        assert values != before
        y_pred, y, *_ = with_torch.make_data((-1.7, -0.5, 0.8), (0.0, 0.0, 0.0))
        loss, grad = with_torch.measure(kind, y_pred, y, how)
        lines = [format_fixed(v, 3, "fr") for v in (loss.item(), *grad.tolist())]
        assert values[-4:] == lines
        handle.dispatch_event("change")
        expect(reader.page.get_by_role("textbox").first).to_have_value(
            "-1.7, -0.5, 0.8"
        )
        reader.rest()
        assert cells(reader, 0).evaluate_all(TEXTS) == values


def test_numbers_while_a_score_is_dragged_equal_those_of_torch(reader):
    reader.open("losses", weight=5, smoothing=0.1, target=2)
    handle = slider(reader, reader.words.labels("scores.parts")["second"])
    n_frames = reader.n_frames
    drag(handle, 12)
    values = cells(reader, 1).evaluate_all(TEXTS)
    assert reader.n_frames == n_frames
    data = with_torch.make_data((0.0,) * 3, (1.0, -3.8, -0.5), 2, 5.0)
    loss, grad = with_torch.build(*data[2:], 0.1, "mean")
    assert format_fixed(loss.item(), 4, "fr") in values
    assert values[-6:] == [format_aligned(v, 2, "fr") for v in grad.flatten().tolist()]
    handle.dispatch_event("change")
    expect(reader.page.get_by_role("textbox").nth(1)).to_have_value("1, -3.8, -0.5")
    reader.rest()
    assert cells(reader, 1).evaluate_all(TEXTS) == values


def test_a_point_follows_the_pointer_and_the_arrow_keys(reader):
    reader.open("losses")
    handle = slider(reader, "y_pred[0]")
    point = reader.page.locator(".dials circle").first
    box = point.bounding_box()
    mouse, n_frames = reader.page.mouse, reader.n_frames
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(box["x"] - 200, box["y"], steps=5)
    expect(handle).not_to_have_attribute("aria-valuetext", "2,50")
    assert reader.n_frames == n_frames
    mouse.up()
    reader.painted()
    field = reader.page.get_by_role("textbox").first
    expect(field).not_to_have_value("2.5, -0.5, 0.8")
    reader.rest()
    at = handle.get_attribute("aria-valuetext")
    handle.focus()
    handle.press("ArrowRight")
    expect(handle).not_to_have_attribute("aria-valuetext", at)
    expect(handle).to_be_focused()


def test_the_sentence_names_the_worst_output_and_ties_only(reader):
    for y_pred, kind in (("1, 0, 1", "none"), ("2, 0, 2", "equal"), ("2, 0, 1", "one")):
        reader.open("losses", y_pred=y_pred)
        template = reader.words.labels("now.mse")[kind]
        sentence = reader.page.locator(".dials .says").first
        i, loss = {"none": ("", 0), "equal": ("0, 2", 1), "one": ("0", 1)}[kind]
        numbers = {"i": i, "error": 1.0, "loss": float(loss), "slope": 2.0}
        text = strip_colours(reader.words.fill(template, **numbers))
        expect(sentence).to_have_text(text)
