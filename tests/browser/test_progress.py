"""Progress stays in the reader's browser: reload, new tab, reset, private window."""

import json
import re

import pytest
from playwright.sync_api import expect

from app.content.catalogue import PageText, load_messages
from lessons import lesson
from tests.waiting import until

NAME = "course progress"
REFUSE = """Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("refused", "SecurityError"); } });"""

DARK = "rgb(22, 24, 28)"
NOTE_FIRST_PAINT = """new MutationObserver(() => {
    const title = document.querySelector("h1");
    const paper = document.querySelector(".stApp");
    if (title?.textContent) window.firstPaint ??=
      [title.textContent.trim(), getComputedStyle(paper).backgroundColor];
    }).observe(document, { childList: true, subtree: true });"""


def stored(page):
    return json.loads(page.evaluate(f"localStorage.getItem({NAME!r})") or "null")


def count(reader, pages):
    """The sentence that counts, with so many pages."""
    text = reader.messages["progress"]["count"].split("{pages}")[0]
    return reader.page.get_by_text(re.compile(f"{re.escape(text)}{pages} "))


@pytest.fixture
def reader(visitor):
    with visitor() as reader:
        yield reader


def test_progress_survives_a_reload_and_a_new_tab_and_is_forgotten(reader):
    page = reader.open("memory", "en").page
    messages = reader.messages
    page.get_by_role("button", name=messages["predict"]["begin"]).click()
    commit = page.get_by_role("button", name=messages["predict"]["commit"])
    expect(commit).to_be_visible()  # before it the last radio is one of the settings
    page.get_by_test_id("stRadioOption").last.click()
    commit.click()
    expect(
        page.get_by_role("button", name=messages["predict"]["again"])
    ).to_be_visible()
    reader.rest()
    assert len(stored(page)["pages"]["memory"]["answers"]) == 1

    other = page.context.new_page()  # a session of its own
    other.goto(f"{reader.base}/memory?lang=en")
    state = messages["predict"]["state"].split("{")[0]
    expect(other.get_by_text(re.compile(f"{re.escape(state)}1 "))).to_be_visible()
    other.close()

    page.evaluate("localStorage.setItem('course theme', 'Dark')")
    reader.open("home", "en")
    expect(page.locator(".stApp")).to_have_css("background-color", DARK)
    expect(count(reader, 2)).to_be_visible()
    page.get_by_text(messages["progress"]["carry"]).click()
    page.get_by_role("button", name=messages["progress"]["forget"]).click()
    expect(page.get_by_text(messages["progress"]["forgotten"])).to_be_visible()
    until(lambda: {*stored(page)["pages"]} <= {"home"})
    page.reload()
    expect(count(reader, 1)).to_be_visible()
    expect(page.locator(".stApp")).not_to_have_css("background-color", DARK)


def test_what_one_tab_forgets_another_one_does_not_store_again(reader):
    page = reader.open("home", "en").page
    reader.rest()
    question = lesson("memory").questions[0].name
    page.evaluate(
        f"""() => {{
        const stored = JSON.parse(localStorage.getItem({NAME!r}));
        stored.pages.memory = {{ answers: {{ {question}: true }}, solved: [] }};
        localStorage.setItem({NAME!r}, JSON.stringify(stored)); }}"""
    )
    messages = reader.messages
    other = page.context.new_page()
    other.goto(f"{reader.base}/memory?lang=en")
    state = messages["predict"]["state"].split("{")[0]
    answered = other.get_by_text(re.compile(f"{re.escape(state)}1 "))
    expect(answered).to_be_visible()
    page.get_by_text(messages["progress"]["carry"]).click()
    page.get_by_role("button", name=messages["progress"]["forget"]).click()
    expect(page.get_by_text(messages["progress"]["forgotten"])).to_be_visible()
    expect(answered).to_have_count(0)
    empty = {"answers": {}, "solved": []}
    until(lambda: stored(page)["pages"].get("memory") == empty)
    other.close()


def test_a_code_brings_progress_and_a_wrong_one_is_said(reader):
    page = reader.open("losses", "en").page
    texts = reader.messages["progress"]
    reader.rest()
    reader.open("home", "en")
    page.get_by_text(texts["carry"]).click()
    code = page.get_by_test_id("stExpander").locator(".player code").inner_text()
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(count(reader, 1)).to_be_visible()
    page.get_by_text(texts["carry"]).click()
    field = page.get_by_label(texts["enter"])
    field.fill("not a code")
    field.press("Enter")
    expect(page.get_by_text(texts["refused"])).to_be_visible()
    field.fill(code)
    field.press("Enter")
    expect(page.get_by_text(texts["added"])).to_be_visible()
    expect(count(reader, 2)).to_be_visible()


def test_a_reset_page_is_forgotten_alone(reader):
    page = reader.open("losses", "en").page
    until(lambda: "losses" in stored(page)["pages"])
    reader.open("linear_regression", "en")
    until(lambda: "linear_regression" in stored(page)["pages"])
    page.evaluate(
        f"""() => {{
        const stored = JSON.parse(localStorage.getItem({NAME!r}));
        stored.pages.linear_regression.answers = {{ rate: true }};
        localStorage.setItem({NAME!r}, JSON.stringify(stored)); }}"""
    )
    reader.reset()
    until(lambda: stored(page)["pages"]["linear_regression"]["answers"] == {})
    assert "losses" in stored(page)["pages"]


def test_a_window_that_stores_nothing_works_and_says_so_once(visitor):
    with visitor(reuse=False) as reader:
        reader.page.add_init_script(REFUSE)
        reader.open("losses", "en")
        note, messages = reader.page.locator(".page-note"), reader.messages
        expect(note.get_by_role("status")).to_have_text(
            messages["progress"]["unavailable"]
        )
        close = note.get_by_role("button", name=messages["app"]["close_note"])
        close.click()
        themes = reader.page.get_by_label(reader.messages["theme"]["label"])
        themes.select_option("Dark")  # which cannot be stored
        expect(themes).to_have_value("System")
        expect(note.get_by_role("status")).to_have_text(
            messages["theme"]["unavailable"]
        )
        close.click()
        reader.page.get_by_role("radio", name="L1", exact=True).first.click()
        reader.rest()
        expect(note).to_have_count(0)


def test_language_and_theme_are_those_of_the_last_visit_from_the_first_paint(reader):
    page = reader.open("memory", "fr").page
    reader.speak("en")
    page.get_by_label(load_messages("en")["theme"]["label"]).select_option("Dark")
    expect(page.locator(".stApp")).to_have_css("background-color", DARK)
    other = page.context.new_page()
    other.add_init_script(NOTE_FIRST_PAINT)
    other.goto(f"{reader.base}/memory")
    title = PageText("memory", "en").text("question")
    expect(other.get_by_role("heading", name=title)).to_be_visible()
    assert other.evaluate("firstPaint") == [title, DARK]
    other.goto(f"{reader.base}/memory?lang=fr")  # a link's language comes first
    french = PageText("memory", "fr").text("question")
    expect(other.get_by_role("heading", name=french)).to_be_visible()
    other.goto(f"{reader.base}/memory?lang=xx")  # which is no language
    expect(other.get_by_role("heading", name=title)).to_be_visible()
    other.close()
