"""The map of all settings: one place for two controls, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from lessons import lesson

SLUG = "batches"
LESSON = lesson(SLUG)
LRS, SIZES = LESSON["lr"].values, LESSON["batch_size"].values
QUIET = 1200
"""Milliseconds: well above the 250 the player waits before it tells the server."""


@pytest.fixture(scope="module")
def tab(visitor):
    with visitor() as reader:
        reader.open(SLUG)
        reader.plane = reader.page.locator(".player .view-map")
        yield reader


@pytest.fixture
def batches(tab):
    """The map in sight, both controls at their defaults, nothing left to send."""
    for name in ("lr", "batch_size"):
        tab.release(name, LESSON[name].values.index(LESSON[name].default))
    tab.plane.evaluate("e => e.scrollIntoView({ block: 'center' })")
    tab.page.wait_for_timeout(QUIET)
    tab.rest()
    return tab


def middle(reader, lr, batch_size):
    """The middle of a cell, in pixels of the window."""
    k = LRS.index(lr) * len(SIZES) + SIZES.index(batch_size)
    box = reader.plane.locator(".ground .end").nth(k).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def expect_controls(reader, lr, batch_size):
    """The sliders of the figure follow: out of sight once all is at rest."""
    expect(reader.range("lr")).to_have_value(str(LRS.index(lr)))
    expect(reader.range("batch_size")).to_have_value(str(SIZES.index(batch_size)))


def sentence(reader):
    """The live sentence below the map."""
    return reader.page.locator(".player:has(.view-map) .says")


def expected(reader, rec, lr, batch_size):
    """What it should be, but for the spaces."""
    numbers = {"end_loss": rec.at("end_loss", lr=lr, batch_size=batch_size)}
    text = reader.words.template("map.live").replace("{batch_size}", str(batch_size))
    text = text.replace("{lr}", str(lr))
    text = text.replace("{end_loss}", f"{numbers['end_loss']:.3f}")
    text = text.replace("{best}", f"{rec.at('best'):.3f}")
    return re.sub(r"(\d)\.(\d)", r"\1,\2", text)


def test_a_click_on_a_cell_sets_both_controls_and_sends_one_message(batches, recorded):
    n_frames = batches.n_frames
    mouse = batches.page.mouse
    mouse.move(*middle(batches, 0.4, 4))
    mouse.down()
    expect_controls(batches, 0.4, 4)
    batches.page.wait_for_timeout(QUIET)
    assert batches.n_frames == n_frames
    mouse.up()
    batches.page.wait_for_timeout(QUIET)
    assert batches.n_frames == n_frames + 1
    expect_controls(batches, 0.4, 4)
    expect(batches.page).to_have_url(re.compile(r"batches\.lr=0\.4"))
    expect(batches.page).to_have_url(re.compile(r"batches\.batch_size=4"))
    expect(sentence(batches)).to_have_text(expected(batches, recorded(SLUG), 0.4, 4))


def test_dragging_the_ring_sends_no_message(batches, recorded):
    n_frames = batches.n_frames
    mouse = batches.page.mouse
    mouse.move(*middle(batches, LESSON["lr"].default, LESSON["batch_size"].default))
    mouse.down()
    for cell in ((0.25, 16), (0.4, 8), (0.5, 1)):
        mouse.move(*middle(batches, *cell), steps=3)
        expect(sentence(batches)).to_have_text(expected(batches, recorded(SLUG), *cell))
    expect_controls(batches, 0.5, 1)
    batches.page.wait_for_timeout(QUIET)
    assert batches.n_frames == n_frames
    mouse.up()
    batches.page.wait_for_timeout(QUIET)
    assert batches.n_frames == n_frames + 1


def test_arrow_keys_move_the_ring_by_one_cell(batches):
    handle = batches.plane.get_by_role("slider")
    handle.focus()
    n_frames = batches.n_frames
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        batches.page.keyboard.press(key)
    expect_controls(batches, 0.32, 8)
    expect(handle).to_have_attribute("aria-valuetext", "lr = 0,32, batch_size = 8")
    batches.page.wait_for_timeout(QUIET)
    assert batches.n_frames == n_frames + 1
    expect(handle).to_be_focused()


def test_the_ring_follows_the_sliders(batches):
    ring = batches.plane.locator(".handle .start")
    batches.drag("lr", LRS.index(0.1))
    batches.drag("batch_size", SIZES.index(80))
    expect(sentence(batches)).to_contain_text("80")
    batches.painted()
    box = ring.bounding_box()
    here = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    assert here == pytest.approx(middle(batches, 0.1, 80), abs=1)


def test_other_data_draw_another_map(batches, recorded):
    cells = batches.plane.locator(".ground .end")
    assert cells.count() == len(LRS) * len(SIZES)
    batches.setting("noise").press("ArrowRight")
    expect(batches.page).to_have_url(re.compile("noise=0.15"))
    rec = recorded(SLUG, noise=0.15)
    now = LESSON["lr"].default, LESSON["batch_size"].default
    expect(sentence(batches)).to_have_text(expected(batches, rec, *now))
    bands = rec.tables["end_band"].values.astype(int).ravel()
    # the cells are drawn after the sentence
    expect(cells).to_have_class([f"end b{band}" for band in bands])


def test_the_map_is_hidden_while_a_question_is_open(batches):
    begin = batches.messages["predict"]["begin"]
    batches.page.get_by_role("button", name=begin, exact=True).click()
    expect(batches.plane).to_have_count(0)
