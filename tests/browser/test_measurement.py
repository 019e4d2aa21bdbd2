"""The button that measures what workers buy: a table, and when it was taken."""

import re

from playwright.sync_api import expect


def test_each_press_measures_again_and_shows_the_time(reader):
    reader.open("data_loading")
    words = reader.words
    message = reader.page.get_by_text(
        words.template("workers.where").partition("{at}")[0]
    )
    button = reader.page.get_by_role("button", name=words.labels("labels")["measure"])
    button.focus()
    button.press("Enter")
    expect(message).to_be_visible(timeout=40_000)
    first = message.text_content()
    assert re.search(r"\d\d:\d\d:\d\d", first)
    table = reader.page.get_by_role("region", name=words.text("workers.title"))
    assert table.get_by_role("row").count() == 3
    button.click()
    expect(message).not_to_have_text(first, timeout=40_000)
    assert reader.violations() == []
