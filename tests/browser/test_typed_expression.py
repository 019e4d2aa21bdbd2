"""A typed expression: its graph is drawn and stepped; a refusal says where."""

from playwright.sync_api import expect

from app.content.markdown import typeset
from lessons.autograd.expression import torch_lines
from tests.browser.finger import PHONE, Finger, middle

SLUG = "autograd"


def leaf(reader, name):
    return reader.page.locator(f".flow .grab[aria-label={name}]")


def texts(reader):
    return reader.page.locator(".flow .box text").all_text_contents()


def test_a_leaf_is_moved_and_its_program_and_gradients_follow(reader):
    expression = "u = w * x + a; y = mean(tanh(u))"
    reader.open(SLUG, expression=expression)
    page, whole = reader.page, reader.page.locator(".flow")
    x, y = middle(leaf(reader, "a"))
    n_frames = reader.n_frames
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y, steps=8)
    expect(whole.locator(".says")).to_have_text("a = 0,800")
    moved = texts(reader)
    assert reader.n_frames == n_frames  # nothing is sent while it is dragged
    page.mouse.up()
    lines = torch_lines(expression, 0.0, {"x": True})
    lines[4] = "a = torch.tensor(0.8)"
    expect(whole.locator("pre")).to_have_text("\n".join(lines) + "\n")
    assert texts(reader) == moved  # PyTorch has the same numbers
    leaf(reader, "x").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowUp")
    expect(whole.locator("pre .line").nth(2)).to_contain_text("[1.1, 2.1, 3.1, 4.1]")
    expect(leaf(reader, "x")).to_be_focused()
    whole.locator("pre .line", has_text="u = w * x").hover()
    expect(whole.locator(".box.pointed")).to_have_count(2)
    whole.locator(".box").filter(has_text="tanh").hover()
    expect(whole.locator("pre .pointed")).to_contain_text("tanh")
    assert reader.violations() == []


def test_a_finger_moves_a_leaf(visitor):
    with visitor(**PHONE) as phone:
        phone.open(SLUG)
        target = leaf(phone, "x")
        target.scroll_into_view_if_needed()
        Finger(phone.page).drag_from(target, (50, 0))
        line = phone.page.locator(".flow pre .line").nth(2)
        expect(line).to_contain_text("[1.0, 2.0, 3.0, 4.0]")
        assert phone.too_wide() == []


def test_a_typed_expression_is_drawn_stepped_or_refused_with_its_position(reader):
    reader.open(SLUG)
    field = reader.page.get_by_label(reader.words.labels("labels")["expression"]).first
    whole = reader.page.locator(".flow")
    field.fill("sum(sin(x))")
    field.press("Enter")
    expect(whole.get_by_text("sin", exact=True)).to_be_visible()
    reader.rest()
    n_frames = reader.n_frames
    step = whole.get_by_role("button", name=reader.messages["player"]["forward"])
    for _ in range(5):
        step.click()
    expect(whole.locator("output")).to_have_text("5 / 5")
    assert reader.n_frames == n_frames
    field.fill("2 * foo(x)")
    field.press("Enter")
    place = typeset("Caractère 5 :", "fr")
    expect(reader.page.get_by_text(place)).to_contain_text("foo")
    expect(whole.get_by_text("sin", exact=True)).to_be_visible()  # nothing has changed
