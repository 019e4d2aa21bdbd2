"""Tensors as cells: pointing, arrow keys and steps, without a word to the server."""

import re

import pytest
from playwright.sync_api import expect

from app.content.markdown import strip_backticks

SLUG = "tensors"
HINT = ".told"


@pytest.fixture(scope="module")
def page(visitor):
    with visitor() as reader:
        yield reader.open(SLUG, operation="add")


def drawing(reader, nth=0):
    return reader.page.locator(".cells").nth(nth)


def stepped(reader):
    return reader.page.locator(".cells:has(.steps)")


def lit(whole):
    return whole.locator(".cell.kin text").all_text_contents()


def test_pointing_at_a_result_shows_its_index_and_highlights_its_sources(page):
    whole, n_frames = drawing(page), page.n_frames
    result = whole.locator(".tensor").nth(2)
    result.locator(".cell").nth(4).hover()
    expect(whole.locator(HINT)).to_have_text("(x + y)[1, 1] = 6,0")
    assert sorted(lit(whole)) == ["2,0", "4,0", "6,0"]  # of y, of x, NumPy's result
    page.page.mouse.move(5, 5)
    expect(whole.locator(HINT)).to_have_text(page.messages["cell_editing"]["hint"])
    assert lit(whole) == []
    assert page.n_frames == n_frames


def test_arrow_keys_move_from_cell_to_cell(page):
    whole, n_frames = drawing(page), page.n_frames
    page.page.locator(".cells svg[tabindex]").first.focus()
    for keys, hint in {
        "ArrowRight": "x[0, 1] = 1,0",
        "ArrowDown": "x[1, 1] = 4,0",
        "ArrowUp": "x[0, 1] = 1,0",
        "ArrowLeft": "x[0, 0] = 0,0",
    }.items():
        page.page.keyboard.press(keys)
        expect(whole.locator(HINT)).to_have_text(hint)
    page.page.keyboard.press("ArrowLeft")  # past an edge nothing moves
    expect(whole.locator(HINT)).to_have_text("x[0, 0] = 0,0")
    assert page.n_frames == n_frames


def test_stepping_forward_and_back_happens_in_the_browser(page):
    whole, n_frames = stepped(page), page.n_frames
    sentences = [*page.words.labels("joins.steps").values()]
    buttons = [
        whole.get_by_role("button", name=page.messages["cells"][name])
        for name in ("back", "forward")
    ]
    first = whole.locator(".rows").inner_html()
    for text in sentences[1:]:
        buttons[1].click()
        expect(whole.locator(".says")).to_have_text(text)
    expect(buttons[1]).to_have_attribute("aria-disabled", "true")
    expect(whole.locator("output")).to_have_text(f"{len(sentences)} / {len(sentences)}")
    for text in sentences[-2::-1]:
        buttons[0].click()
        expect(whole.locator(".says")).to_have_text(text)
    strip = "e => e.innerHTML.replace(/rules\\d+/g, '')"
    now = whole.locator(".rows").evaluate(strip)
    assert now.count("<rect") == first.count("<rect")
    assert page.n_frames == n_frames


def test_each_tensor_has_a_text_alternative(page):
    for svg in page.page.locator(".cells svg[tabindex]").all():
        expect(svg).to_have_attribute("role", re.compile("img|application"))
        assert "; [" in svg.get_attribute("aria-label") or svg.locator(".cell").count()
    x = page.page.locator(".cells svg[tabindex]").first
    assert x.get_attribute("aria-label").startswith("x; (2, 3) float32; [[0,0, 1,0")


def test_a_changed_setting_redraws_and_keeps_the_step(page):
    whole = stepped(page)
    whole.get_by_role("button", name=page.messages["cells"]["forward"]).click()
    page.page.get_by_role("radio", name="zeros", exact=True).click()
    first = drawing(page).locator("svg").first
    expect(first.locator(".cell text").nth(1)).to_have_text("0,0")
    expect(whole.locator("output")).to_have_text("2 / 5")
    page.page.get_by_role("radio", name="arange", exact=True).click()
    expect(first.locator(".cell text").nth(1)).to_have_text("1,0")


def test_typed_text_is_drawn_and_unreadable_text_is_explained(reader):
    reader.open(SLUG)
    field = reader.page.get_by_label(reader.words.labels("labels")["shape"])
    field.fill("4")
    field.press("Enter")
    x = drawing(reader).locator("svg").first
    expect(x.locator(".cell")).to_have_count(4)
    field.fill("2, a")
    field.press("Enter")
    details = {"shape": "4", "what": "a", "at": 4}
    why = strip_backticks(
        reader.words.refusal_message("shape", "whole", details).split("**")[1]
    )
    expect(reader.page.get_by_text(why)).to_be_visible()
    expect(x.locator(".cell")).to_have_count(4)
    assert "shape=4" in reader.page.url


@pytest.mark.parametrize("shape", ["12", "2, 3, 4", "5, 12"])
def test_a_large_tensor_stays_inside_a_phone(visitor, shape):
    with visitor(viewport={"width": 390, "height": 844}) as phone:
        phone.open(SLUG, shape=shape, y_shape="()", dtype="float64", create="randn")
        assert phone.too_wide() == []
        boxes = phone.page.locator(".cells .box")
        for box in boxes.all():
            wide = box.evaluate("e => e.getBoundingClientRect().right")
            assert wide <= 390
