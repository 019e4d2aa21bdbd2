"""A drawing: made with a mouse and with the keyboard, seen as the model sees it."""

from app.content.catalogue import PageText, load_messages

SLUG = "image_classification"
INK = """canvas => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, 28, 28);
    return data.filter((value, i) => i % 4 === 3 && value > 0).length;
}"""
"""How many pixels of a canvas are not paper."""


def test_the_sketchpad_draws_by_mouse_and_keyboard_and_clears(visitor):
    words, texts = PageText(SLUG, "fr"), load_messages("fr")["sketch"]
    with visitor() as reader:
        page = reader.open(SLUG, model="linear", size=100, n_epochs=1).page
        board = page.locator(".sketch canvas")
        board.scroll_into_view_if_needed()
        box = board.bounding_box()
        assert board.evaluate(INK) == 0
        page.mouse.move(box["x"] + 60, box["y"] + 80)
        page.mouse.down()
        page.mouse.move(box["x"] + 180, box["y"] + 80, steps=3)
        page.mouse.up()
        assert board.evaluate(INK) > 30
        page.get_by_text(words.text("own.sees")).wait_for()
        page.get_by_role("button", name=texts["clear"]).click()
        assert board.evaluate(INK) == 0
        page.get_by_text(words.text("own.empty")).wait_for()
        board.focus()
        for key in ("ArrowDown", "Space", "Shift+ArrowRight"):
            page.keyboard.press(key)
        assert 9 <= board.evaluate(INK) - 1 <= 12  # and where the keyboard is
        place = texts["place"].format(row=9, column=18)  # below where the mouse was
        assert page.locator(".sketch .place").inner_text() == place
        page.get_by_text(words.text("own.sees")).wait_for()
