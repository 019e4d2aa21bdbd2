"""A link opens the page as it was; what a link gets wrong is said and ignored."""

import re

import pytest
from playwright.sync_api import expect

from app.content.catalogue import PageText, load_messages
from lessons import lesson

from .test_share import scene

LRS = lesson("linear_regression")["lr"].values


@pytest.fixture(scope="module")
def linked(visitor):
    with visitor() as reader:
        yield reader.open("linear_regression", lr=0.5, noise=0.3)


def test_a_link_opens_with_its_settings(linked):
    expect(linked.range("lr")).to_have_value(str(LRS.index(0.5)))
    expect(linked.setting("noise")).to_have_attribute("aria-valuetext", "0,3")
    expect(linked.call).to_have_text("run(lr=0.5, noise=0.3)")


def test_the_page_keeps_the_link(linked):
    expect(linked.page).to_have_url(re.compile(r"lr=0\.5&.*noise=0\.3"))


def test_a_valid_link_shows_no_warning(linked):
    expect(linked.complaint).to_have_count(0)


def test_a_reload_keeps_the_settings(linked):
    linked.release("lr", 12)
    expect(linked.page).to_have_url(re.compile(rf"lr={LRS[12]}&"))
    linked.page.reload()
    linked.arrive("linear_regression")
    expect(linked.range("lr")).to_have_value("12")
    linked.release("lr", LRS.index(0.5))
    expect(linked.page).to_have_url(re.compile(r"lr=0\.5&"))


def test_the_scenario_that_a_link_opens_is_pressed(reader):
    reader.open("gradient_descent", scenario="jumps")  # of w1: the figure has no w2
    expect(scene(reader, "jumps")).to_have_attribute("aria-pressed", "true")


def test_an_invalid_link_shows_a_warning_and_the_page(reader):
    script = "<script>document.title = 'broken in'</script>"
    bad = {"batches.lr": script, "lang": "fr", f"{script}`": "1"}
    reader.follow("batches", bad)
    expect(reader.complaint).to_contain_text("batches.lr")
    expect(reader.complaint).to_contain_text(script)
    expect(reader.call).to_have_text("run(lr=0.2, batch_size=16)")
    assert reader.page.title() != "broken in"


def test_reset_clears_the_warning_of_a_bad_link(reader):
    reader.open("linear_regression", lr="nan", noise="0.123456")
    expect(reader.complaint).to_have_count(1)
    for name in ("lr", "noise"):
        expect(reader.complaint).to_contain_text(f"linear_regression.{name}")
    expect(reader.call).to_have_text("run(lr=0.1)")
    reader.reset()
    expect(reader.complaint).to_have_count(0)


def test_an_unknown_address_says_so_and_links_to_the_pages(reader):
    reader.page.goto(f"{reader.base}/%3Cb%3Ebatch?lang=fr")
    messages = load_messages("fr")["missing"]
    page = reader.page
    expect(page.get_by_role("heading", level=1)).to_have_text(messages["title"])
    reader.rest()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert not reader.too_wide()
    assert not reader.violations()
    page.get_by_role("radio", name="EN").click()
    expect(page.get_by_text(load_messages("en")["missing"]["text"])).to_be_visible()
    page.get_by_test_id("stMain").get_by_text(PageText("batches", "en").title).click()
    reader.arrive("batches")
    assert reader.lang == "en"
