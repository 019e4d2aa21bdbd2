"""A lesson is made in the browser: changed, kept, saved, opened, sent as a link."""

import base64
import json
import re

import pytest
from playwright.sync_api import expect

from app.content.catalogue import PageText, load_messages
from app.page import class_guide

from .conftest import DESKTOP, first
from .reader import DRAWER


def open_editor(reader, lang="fr", fragment=""):
    """Go to the editor on the guide's page; its part of the page."""
    reader.page.goto(f"{reader.base}/teach?lang={lang}{fragment}")
    question = PageText("teach", lang).text("question")
    reader.page.get_by_role("heading", level=1, name=question).wait_for()
    editor = reader.page.locator(".lesson-editor")
    editor.get_by_role("list").wait_for()
    reader.rest()
    return editor


@pytest.fixture(scope="module")
def tab(visitor):
    """A page that may write the clipboard."""
    with visitor(permissions=["clipboard-read", "clipboard-write"]) as reader:
        yield reader


@pytest.fixture
def editor(tab):
    """The editor as it is at a first visit, in French."""
    if tab.page.url.startswith(tab.base):
        tab.page.evaluate("localStorage.clear()")
    return open_editor(tab)


WORDS = load_messages("fr")["lesson_editor"]


def button(editor, name, **values):
    return editor.get_by_role("button", name=WORDS[name].format(**values), exact=True)


def field(editor, name, n):
    return editor.get_by_label(WORDS[f"name_{name}"].format(n=n), exact=True)


def activities(editor):
    """Page, question or scenario, note and minutes of each step, as they are set."""
    return editor.locator("li").evaluate_all(
        "all => all.map(row => [...row.querySelectorAll('select, input')]"
        ".map(field => field.value))"
    )


def ready(chapter):
    """The rows of a ready lesson."""
    rows = []
    for step in class_guide.ready_lessons("fr")[chapter]["steps"]:
        kind = "question" if "question" in step else "scenario"
        rows.append([step["page"], f"{kind} {step[kind]}", "", str(step["minutes"])])
    return rows


def total(editor, steps, minutes):
    text = WORDS["total"].format(steps=steps, minutes=minutes)
    expect(editor.get_by_text(text, exact=True)).to_be_visible()


def test_a_ready_lesson_is_changed_by_keys_alone_and_kept(tab, editor):
    page = tab.page
    assert activities(editor) == ready(0)
    start = editor.get_by_role("button", name=re.compile("^2"))
    start.press("Enter")
    rows = ready(2)
    assert activities(editor) == rows
    total(editor, 6, 40)
    up = field(editor, "down", 1)
    up.press("ArrowDown")
    rows[0], rows[1] = rows[1], rows[0]
    assert activities(editor) == rows
    expect(field(editor, "down", 2)).to_be_focused()  # of the step that was moved
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")  # it is the first already
    rows[0], rows[1] = rows[1], rows[0]
    assert activities(editor) == rows
    expect(field(editor, "up", 1)).to_be_focused()
    field(editor, "remove", 2).press("Enter")
    del rows[1]
    assert activities(editor) == rows
    expect(field(editor, "remove", 2)).to_be_focused()
    button(editor, "add").press("Enter")
    expect(field(editor, "page", 6)).to_be_focused()
    page.keyboard.press("Tab")
    expect(field(editor, "activity", 6)).to_be_focused()
    field(editor, "activity", 6).select_option("scenario full")
    page.keyboard.press("Tab")
    page.keyboard.type("À l'oral")
    page.keyboard.press("Tab")
    page.keyboard.type("500")
    page.keyboard.press("Tab")
    rows.append(["batches", "scenario full", "À l'oral", "180"])
    assert activities(editor) == rows
    total(editor, 6, 40 - 7 + 180)
    field(editor, "page", 6).select_option("memory")  # its scenarios are others
    expect(field(editor, "page", 6)).to_be_focused()
    rows[-1][:2] = ["memory", ""]
    editor.get_by_label(WORDS["title"]).fill("Mardi")
    editor = open_editor(tab)
    assert activities(editor) == rows
    expect(editor.get_by_label(WORDS["title"])).to_have_value("Mardi")
    expect(button(editor, "undo")).to_be_hidden()


def test_what_was_replaced_or_removed_comes_back(editor):
    expect(button(editor, "undo")).to_be_hidden()
    editor.get_by_role("button", name=re.compile("^1")).click()
    assert activities(editor) == ready(1)
    button(editor, "undo").click()
    assert activities(editor) == ready(0)
    for _ in ready(0):
        field(editor, "remove", 1).click()
    expect(button(editor, "add")).to_be_focused()
    total(editor, 0, 0)
    button(editor, "undo").click()
    assert activities(editor) == ready(0)[-1:]
    button(editor, "add").click()
    assert activities(editor)[-1][:2] == [ready(0)[-1][0], ""]


def test_a_saved_lesson_is_opened_again(tab, editor):
    editor.get_by_role("button", name=re.compile("^3")).click()
    editor.get_by_label(WORDS["title"]).fill("Été : jeudi")
    field(editor, "note", 1).fill("« demander »")
    rows = activities(editor)
    with tab.page.expect_download() as saved:
        button(editor, "save").click()
    assert saved.value.suggested_filename == "ete-jeudi.json"
    data = json.loads(saved.value.path().read_text("utf-8"))
    assert (data["version"], data["title"]) == (1, "Été : jeudi")
    assert data["steps"][0] == {
        "page": "autograd",
        "question": "kept",
        "note": "« demander »",
        "minutes": 5,
    }
    editor.get_by_role("button", name=re.compile("^0")).click()
    editor.locator("input[type=file]").set_input_files(saved.value.path())
    expect(editor.get_by_label(WORDS["title"])).to_have_value("Été : jeudi")
    assert activities(editor) == rows


STEP = {"page": "home"}
REFUSED = {
    "json": b"{",
    "no_plan": b"[]",
    "version": b'{"version": 2, "steps": []}',
    "large": b" " * 50_000,
    "too_many": json.dumps({"version": 1, "steps": [STEP] * 41}).encode(),
    "page": b'{"version": 1, "steps": [{"page": "nowhere"}]}',
    "question": b'{"version": 1, "steps": [{"page": "home", "question": "a<b"}]}',
    "scenario": b'{"version": 1, "steps": [{"page": "home", "scenario": "z"}]}',
}


def test_a_file_that_is_no_lesson_is_refused_and_changes_nothing(editor):
    rows, alert = activities(editor), editor.get_by_role("alert")
    values = {"step": 1, "page": PageText("home", "fr").title, "most": 40}
    names = {"page": "nowhere", "question": "a<b", "scenario": "z"}
    errors = load_messages("fr")["lesson_plan"]
    for reason, data in REFUSED.items():
        editor.locator("input[type=file]").set_input_files(
            {"name": "x.json", "mimeType": "application/json", "buffer": data}
        )
        values["name"] = names.get(reason, "")
        message = errors.get(reason) or WORDS[f"not_{reason}"]
        message = message.format(**values)
        expect(alert).to_have_text(f"{message} {WORDS['stays']}")
        assert activities(editor) == rows
    field(editor, "note", 1).fill("x")
    expect(alert).to_have_text("")


def test_a_link_opens_a_class_with_the_lesson_and_can_be_edited(tab, editor):
    field(editor, "note", 2).fill("é")
    rows = activities(editor)
    button(editor, "copy_link").click()
    link = editor.get_by_label(WORDS["link_name"])
    expect(editor.get_by_text(WORDS["copied"])).to_be_visible()
    address = link.input_value()
    assert tab.page.evaluate("navigator.clipboard.readText()") == address
    start = editor.get_by_role("link", name=WORDS["open_class"])
    expect(start).to_have_attribute("href", address)
    path, _, fragment = address.partition("#lesson=")
    assert path == f"{tab.base}/class?lang=fr"
    text = base64.urlsafe_b64decode(fragment + "=" * (-len(fragment) % 4))
    assert json.loads(text)["steps"][1]["note"] == "é"
    field(editor, "note", 2).fill("è")  # the link is the lesson's, not an old one
    assert link.input_value() != address
    expect(editor.get_by_text(WORDS["copied"])).to_be_hidden()
    tab.page.goto("about:blank")
    editor = open_editor(tab, fragment=f"#lesson={fragment}")
    assert activities(editor) == rows
    assert "#" not in tab.page.url
    tab.page.goto("about:blank")
    editor = open_editor(tab, fragment=f"#lesson={fragment[:-9]}")
    expect(editor.get_by_role("alert")).to_contain_text(WORDS["stays"])
    assert activities(editor) == rows


def test_a_class_is_opened_with_the_lesson(tab, editor):
    editor.get_by_role("button", name=re.compile("^4")).click()
    with tab.page.context.expect_page() as opened:
        editor.get_by_role("link", name=WORDS["open_class"]).click()
    page, words = opened.value, load_messages("fr")["class_open"]
    title = class_guide.ready_lessons("fr")[4]["title"]
    expect(page.get_by_text(words["lesson"].format(title=title))).to_be_visible()
    page.get_by_role("button", name=words["open"]).click()
    page.wait_for_url(re.compile(r"/class/\w{5}\?lang=fr$"))
    expect(page.get_by_text(title)).to_be_visible()
    page.close()


@pytest.mark.parametrize("lang", first("fr", "en"))
def test_the_editor_is_accessible_and_fits_a_phone(visitor, lang):
    with visitor(color_scheme="dark" if lang == "fr" else "light") as reader:
        editor = open_editor(reader, lang)
        words = load_messages(lang)["lesson_editor"]
        editor.get_by_role("button", name=words["copy_link"]).click()
        editor.locator("input[type=file]").set_input_files(
            {"name": "x", "mimeType": "application/json", "buffer": b"{"}
        )
        expect(editor.get_by_role("alert")).to_contain_text(words["stays"])
        for width in (DESKTOP["width"], 390):
            reader.page.set_viewport_size({"width": width, "height": 844})
            assert reader.too_wide() == []
            assert reader.violations(exclude=DRAWER) == []
            sizes = editor.locator("button, a, select").evaluate_all(
                "all => all.map(e => Math.min(e.offsetHeight, e.offsetWidth))"
            )
            assert min(size for size in sizes if size) >= 24
