"""Cells that are chosen or edited: by mouse, by finger, by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.finger import PHONE, Finger, middle


def cells(reader, name, nth=0):
    """The cells of a tensor of the page's first figure of cells."""
    tensor = reader.page.locator(f".cells .tensor:has(.name code:text-is('{name}'))")
    return tensor.nth(nth).locator(".cell")


def field(reader, name):
    return reader.page.get_by_label(reader.words.labels("labels")[name], exact=True)


def drag(page, start, end):
    page.mouse.move(*middle(start))
    page.mouse.down()
    page.mouse.move(*middle(end), steps=8)


def test_a_drag_over_cells_writes_the_index_that_takes_them(reader):
    reader.open("indexing")
    x = cells(reader, "x")
    expect(field(reader, "index")).to_have_value("1:, ::2")
    n_frames = reader.n_frames
    drag(reader.page, x.nth(7), x.nth(15))
    expect(reader.page.locator(".cells .chosen")).to_have_count(6)
    assert reader.n_frames == n_frames  # nothing is sent while it is dragged
    reader.page.mouse.up()
    expect(field(reader, "index")).to_have_value("1:3, 1:4")
    expect(cells(reader, "y").locator("text")).to_have_text(
        ["7", "8", "9", "13", "14", "15"]
    )
    assert "index=1%3A3" in reader.page.url


def test_with_ctrl_cells_are_added_and_removed(reader):
    reader.open("indexing", order="1", index="0")
    x = cells(reader, "x")
    for nth, index in ((2, "[0, 2]"), (4, "0:5:2"), (2, "[0, 4]")):
        x.nth(nth).click(modifiers=["Control"])
        typed = re.compile(re.escape(index) + "|^" + re.escape(index.lstrip("0")) + "$")
        if index == "[0, 2]":
            typed = re.compile(r"^:3:2$")
        if index == "[0, 4]":
            typed = re.compile(r"^:5:4$")
        expect(field(reader, "index")).to_have_value(typed)


def test_arrow_keys_with_shift_choose_cells(reader):
    reader.open("indexing")
    page = reader.page
    page.locator(".cells svg[tabindex]").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.down("Shift")
    for key in ("ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    page.keyboard.up("Shift")
    expect(field(reader, "index")).to_have_value("1:3, :2")
    page.keyboard.press("ArrowUp")  # goes on where it was
    page.keyboard.press("Space")
    expect(field(reader, "index")).to_have_value("1, 1")


def test_a_finger_chooses_cells_and_adds_some(visitor):
    with visitor(**PHONE) as phone:
        phone.open("indexing", lang="en")
        x = cells(phone, "x")
        finger = Finger(phone.page)
        x.first.scroll_into_view_if_needed()
        at, to = middle(x.nth(0)), middle(x.nth(8))
        finger.drag(*at, (to[0] - at[0], to[1] - at[1]))
        expect(field(phone, "index")).to_have_value(":2, :3")
        add = phone.page.get_by_role(
            "button", name=phone.messages["cell_choice"]["add"], exact=True
        )
        add.tap()
        expect(add).to_have_attribute("aria-pressed", "true")
        x.nth(23).tap()
        expect(field(phone, "index")).to_have_value(
            re.compile(r"^\[0, 0, 0, 1, 1, 1, 3")
        )


def test_an_edited_cell_changes_the_product(reader):
    reader.open("linear_algebra")
    A = cells(reader, "A")
    A.nth(1).click()
    box = reader.page.locator(".cells input.edit")
    box.fill("5")
    box.press("Enter")
    expect(A.nth(1).locator("text")).to_have_text("5,0")
    expect(field(reader, "edits")).to_have_value("A[0, 1] = 5")
    assert "edits=" in reader.page.url


def test_keys_go_to_a_cell_and_change_it(reader):
    reader.open("linear_algebra")
    page = reader.page
    page.locator(".cells svg[tabindex]").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(field(reader, "edits")).to_have_value("A[0, 1] = 7")
    page.keyboard.press("Enter")  # the focus is still on the cell
    page.keyboard.press("ArrowUp")
    expect(field(reader, "edits")).to_have_value("A[0, 1] = 8")
    expect(page.locator(".cells input.edit")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".cells input.edit")).to_have_count(0)


def test_what_is_no_number_of_a_cell_is_refused_where_it_is_typed(reader):
    reader.open("linear_algebra", lang="en")
    cells(reader, "A").nth(0).click()
    box = reader.page.locator(".cells input.edit")
    box.fill("100")
    box.press("Enter")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(reader.page.locator(".cells .told").first).to_contain_text("−99")
    box.press("Escape")
    expect(field(reader, "edits")).to_have_value("")


def test_a_finger_opens_a_cell(visitor):
    with visitor(**PHONE) as phone:
        phone.open("linear_algebra")
        cells(phone, "x").nth(2).tap()
        box = phone.page.locator(".cells input.edit")
        box.fill("−4")
        box.press("Enter")
        expect(field(phone, "edits")).to_have_value("x[2] = -4")


def test_a_repeated_cell_writes_the_one_in_memory(reader):
    reader.open("broadcasting")
    cells(reader, "A").nth(6).click()  # A[1, 2] of the stretched A
    box = reader.page.locator(".cells input.edit")
    box.fill("7")
    box.press("Enter")
    expect(field(reader, "edits")).to_have_value("A[1, 0] = 7")
    row = cells(reader, "A").locator("text")
    expect(row.nth(4)).to_have_text("7")
    expect(row.nth(7)).to_have_text("7")


def test_an_edited_number_of_a_tensor_changes_the_result(reader):
    reader.open("tensors", operation="add")
    cells(reader, "x").nth(1).click()
    box = reader.page.locator(".cells input.edit")
    box.fill("2,5")
    box.press("Enter")
    expect(field(reader, "edits")).to_have_value("x[0, 1] = 2.5")
    expect(cells(reader, "x + y").nth(1).locator("text")).to_have_text("4,50")
    expect(reader.page.get_by_text("x[0, 1] = 2.5").first).to_be_visible()


@pytest.mark.parametrize(
    "slug", ["indexing", "linear_algebra", "tensors", "broadcasting"]
)
def test_cells_that_can_be_touched_have_no_fault_of_access(reader, slug):
    reader.open(slug)
    if slug == "linear_algebra":
        cells(reader, "A").nth(1).click()
        expect(reader.page.locator(".cells input.edit")).to_be_visible()
    assert reader.violations() == []
