"""The acts of a step are buttons; the code's rows are lit with them."""

import pytest
from playwright.sync_api import expect

from .conftest import first


@pytest.fixture(scope="module", params=first("batches", "home"))
def page(request, visitor):
    with visitor() as reader:
        yield reader.open(request.param)


def test_pressing_an_act_highlights_it_alone(page):
    for title in page.acts.locator(".title").all_inner_texts():
        page.acts.filter(has_text=title).click()
        assert page.lit() == [title]


def test_the_code_highlights_the_rows_of_the_same_act(page):
    rows = page.page.locator(".code .row.lit .title")
    titles = page.page.locator(".code .row .title").all_inner_texts()
    for title in page.acts.locator(".title").all_inner_texts():
        page.acts.filter(has_text=title).click()
        expect(rows).to_have_text([title] if title in titles else [])


def test_pressing_an_act_keeps_the_step(page):
    page.scrub(3)
    page.acts.last.click()
    assert page.step() == 3
