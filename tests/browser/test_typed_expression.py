"""A typed expression: its graph is drawn and stepped; a refusal says where."""

from playwright.sync_api import expect

from app.content.markdown import typeset

SLUG = "autograd"


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
