"""What a matrix does to the plane: moved by mouse, by finger, by keyboard."""

from playwright.sync_api import expect

from tests.browser.finger import PHONE, Finger, middle

SLUG = "linear_algebra"


def handle(reader, label):
    name = reader.words.labels("plane.figure")[label]
    return reader.page.locator(".plane-map").get_by_role(
        "slider", name=name, exact=True
    )


def field(reader):
    return reader.page.get_by_label(reader.words.labels("labels")["plane"], exact=True)


def test_the_image_follows_the_vector_and_torch_answers_on_release(reader):
    reader.open(SLUG, lang="en")
    page, says = reader.page, reader.page.locator(".plane-map .says")
    expect(says).to_contain_text("A @ x = (4, 2)")
    ring = handle(reader, "x")
    ring.scroll_into_view_if_needed()
    reader.settle()
    n_frames = reader.n_frames
    x, y = middle(ring)
    unit = page.locator(".plane-map svg").first.bounding_box()["width"] / 2 - 14
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - unit / 4, y, steps=6)
    expect(says).to_contain_text("A @ x = (2, 2)")
    assert reader.n_frames == n_frames  # nothing is sent while it is dragged
    page.mouse.up()
    expect(field(reader)).to_have_value("2, 1, 0, 1, 0, 2")
    expect(page.get_by_text("tensor([2., 2.]", exact=False).first).to_be_visible()
    live = page.locator(".tensor:has(code:text-is('A @ x'))").last.locator(".cell text")
    expect(live).to_have_text(["2.0", "2.0"])


def test_arrow_keys_move_a_column_until_the_square_is_flat(reader):
    reader.open(SLUG, lang="en", plane="1, 1, 0, 0.2, 1, 1")
    page, says = reader.page, reader.page.locator(".plane-map .says")
    handle(reader, "second").focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(says).to_contain_text("det A = 0")
    expect(field(reader)).to_have_value("1, 1, 0, 0, 1, 1")
    expect(page.get_by_text("LinAlgError").first).to_be_visible()
    page.keyboard.press("Shift+ArrowDown")  # the focus stays
    expect(says).to_contain_text("mirror")


def test_a_finger_moves_the_vector_on_a_phone(visitor):
    with visitor(**PHONE) as phone:
        phone.open(SLUG)
        ring = handle(phone, "x")
        ring.scroll_into_view_if_needed()
        before = phone.page.evaluate(
            "document.querySelector('[data-testid=stMain]').scrollTop"
        )
        Finger(phone.page).drag_from(ring, (40, -30))
        expect(field(phone)).not_to_have_value("2, 1, 0, 1, 1, 2")
        after = phone.page.evaluate(
            "document.querySelector('[data-testid=stMain]').scrollTop"
        )
        assert before == after
        assert phone.too_wide() == []
