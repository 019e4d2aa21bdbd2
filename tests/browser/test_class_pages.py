"""The pages of class mode outside Streamlit: opened, joined, led by keys and touch."""

import base64
import json
import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.activities.classroom.class_store import ClassStore
from app.activities.classroom.database import Database
from app.content.catalogue import LANGUAGES, PageText, load_messages
from lessons import lesson
from tests.waiting import until

from .conftest import DESKTOP, SCHEMES, first
from .reader import Reader

PAGE = "linear_regression"
QUESTION = next(q for q in lesson(PAGE).questions if q.kind == "choice")
PHONE = {"width": 390, "height": 844}
CLASS = re.compile(r"/class/(\w{5})")
REMOTE = load_messages("en")["class_remote"]


@pytest.fixture(scope="module")
def store(server: str, server_log: Path) -> Iterator[ClassStore]:
    """The database of the server."""
    file = server_log.with_name("classes.sqlite")
    store = ClassStore(Database(f"sqlite:///{file}"))
    yield store
    store.database.close()


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """visit(path, …): a page in a browser of its own, without errors at the end."""
    contexts, errors = [], []

    def open_page(path: str, size: dict = DESKTOP, **options) -> Page:
        context = browser.new_context(
            viewport=size, **{"locale": "en-GB", "base_url": server} | options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else 0)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    statuses = re.compile("status of (400|404|503)")  # refusals, which the page says
    assert [error for error in errors if not statuses.search(error)] == []


@pytest.fixture
def teacher(visit) -> Iterator[Page]:
    """The teacher's page of a new class."""
    page = visit("/class?lang=en", PHONE)
    page.get_by_role("button", name="Open the class").click()
    page.wait_for_url(CLASS)
    expect(page.locator("#state")).to_have_text(REMOTE["open"])
    yield page
    if page.get_by_role("button", name=REMOTE["end"]).is_visible():
        page.get_by_role("button", name=REMOTE["end"]).click()
        page.get_by_role("button", name=REMOTE["end_yes"]).click()
        expect(page.locator("#state")).to_have_text(REMOTE["over"])


def code_of(page: Page) -> str:
    found = CLASS.search(page.url)
    assert found
    return found[1]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=REMOTE[name], exact=True).click()


def test_a_question_is_asked_answered_revealed_and_asked_again(teacher, store):
    code = code_of(teacher)
    seats = [f"pupil {i}" for i in range(5)]
    for seat in seats:
        assert store.seats.take(code, seat, PAGE) == "seated"
    expect(teacher.locator("#facts")).to_contain_text("here: 5")
    teacher.get_by_role("combobox").select_option(PAGE)
    press(teacher, "go")
    asks = teacher.locator("#questions button")
    expect(asks).to_have_count(len(lesson(PAGE).questions))
    asks.nth(lesson(PAGE).questions.index(QUESTION)).click()
    bars = teacher.locator("#question .bar")
    expect(bars).to_have_count(len(QUESTION.options))
    for seat in seats[:3]:
        store.rounds.answer(code, seat, 1, QUESTION.options[1])
    expect(bars.nth(1).locator("b")).to_have_text("3")  # live
    expect(teacher.locator("#question")).to_contain_text("3 of 5 have answered")
    press(teacher, "close")
    expect(teacher.locator("#question")).to_contain_text("closed")
    press(teacher, "vote_again")
    until(lambda: store.get(code).round == 2)
    store.rounds.answer(code, seats[0], 2, QUESTION.options[0])
    expect(bars.nth(0).locator("b")).to_have_text("1")
    expect(bars.nth(1).locator("u")).to_have_attribute("title", "3")  # the first vote
    expect(teacher.locator("#question")).to_contain_text("Grey line: the first vote")
    press(teacher, "reveal")
    expect(teacher.locator("#question")).to_contain_text("revealed")
    right = teacher.locator("#question .bar.right")
    expect(right).to_contain_text(f"✓ {REMOTE['right']}")
    press(teacher, "free")
    expect(teacher.locator("#question")).to_contain_text(REMOTE["no_question"])
    assert store.get(code).phase == "free"


def test_what_pupils_may_do_is_set(teacher, store):
    code = code_of(teacher)

    def state():
        return store.get(code).state

    for name, before in (("door", True), ("nicknames", False)):
        box = teacher.get_by_label(REMOTE[name])
        expect(box).to_be_checked(checked=before)
        box.click()
        expect(box).to_be_checked(checked=not before)
    until(lambda: not state().is_open and state().nicknames)
    modes = teacher.get_by_role("group", name=REMOTE["mode"])
    for mode in ("follow", "pause", "free"):
        button = modes.get_by_role("button", name=REMOTE[f"mode_{mode}"])
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(modes.locator("[aria-pressed=true]")).to_have_count(1)
    until(lambda: not state().paused and not state().follow)
    teacher.get_by_role("combobox").select_option(PAGE)
    press(teacher, "go")
    until(lambda: state().page == PAGE)
    title = PageText(PAGE, "en").title
    lock = teacher.get_by_label(f"{REMOTE['lock']} ({title})", exact=True)
    expect(lock).to_be_enabled()
    lock.click()
    expect(lock).to_be_checked()
    until(lambda: state().last_page == PAGE)


def test_a_seat_is_emptied(teacher, store):
    code = code_of(teacher)
    store.seats.take(code, "a pupil", PAGE)
    summary = teacher.locator("#seats summary")
    expect(summary).to_have_text("Pupils (1)")
    summary.click()
    teacher.get_by_role("button", name="Remove Pupil 1").click()
    expect(summary).to_have_text("Pupils (0)")
    assert store.seats.read(code) == []


def test_another_device_comes_in_by_a_link_that_works_once(teacher, visit, server):
    press(teacher, "pair")
    link = teacher.get_by_label(REMOTE["link"])
    expect(link).to_have_value(re.compile("/pair/"))
    path = "/class/" + link.input_value().partition("/class/")[2]
    phone = visit(path, PHONE)
    expect(phone.locator("#state")).to_have_text(REMOTE["open"])
    assert code_of(phone) == code_of(teacher)
    late = visit(path, PHONE)
    expect(late.locator(".error")).to_have_text(
        load_messages("en")["class_join"]["used"]
    )


def test_a_lesson_in_the_link_is_led_step_by_step(visit, store):
    steps = [
        {"page": PAGE, "question": QUESTION.name, "note": "Discuss.", "minutes": 5},
        {"page": "tensors", "minutes": 3},
    ]
    text = json.dumps({"version": 1, "title": "First hour", "steps": steps})
    fragment = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    page = visit(f"/class?lang=fr#lesson={fragment}", PHONE)
    page.get_by_role("link", name="English").click()  # keeps the lesson
    expect(page.locator("#lesson")).to_have_text("Lesson: First hour (Steps: 2)")
    page.get_by_role("button", name="Open the class").click()
    plan = page.locator("#plan")
    expect(plan).to_contain_text(REMOTE["plan_begin"])
    press(page, "plan_forward")
    expect(plan).to_contain_text("Discuss.")
    expect(plan).to_contain_text("(5 min)")
    assert store.get(code_of(page)).phase == "asked"
    press(page, "plan_forward")
    expect(plan).to_contain_text(REMOTE["plan_end"])
    assert store.get(code_of(page)).state.page == "tensors"
    press(page, "plan_previous")
    expect(plan).to_contain_text("Step 1 of 2")
    press(page, "end")
    press(page, "end_no")
    press(page, "end")
    save = page.get_by_role("link", name=REMOTE["end_save"])
    expect(save).to_be_focused()  # nothing is deleted by pressing the same key again
    with page.expect_download() as saved:
        save.click()
    assert ",choice," in saved.value.path().read_text("utf-8")
    press(page, "end_yes")
    expect(page.locator("#state")).to_have_text(REMOTE["over"])
    expect(plan).to_be_hidden()


def test_a_bad_lesson_is_said(visit):
    page = visit("/class?lang=en#lesson=W10")  # []
    page.get_by_role("button", name="Open the class").click()
    expect(page.locator(".error").first).to_contain_text(
        load_messages("en")["class_open"]["invalid"]
    )
    page = visit("/class?lang=en#lesson=____")
    expect(page.locator(".error").first).to_contain_text("cannot be read")


def test_a_lost_connection_is_said_and_comes_back(teacher):
    teacher.context.set_offline(True)
    expect(teacher.locator("#state")).to_have_text(REMOTE["connecting"])
    teacher.context.set_offline(False)
    expect(teacher.locator("#state")).to_have_text(REMOTE["open"])


def test_the_teacher_s_page_never_holds_the_key(teacher):
    (cookie,) = [
        each for each in teacher.context.cookies() if each["name"][:7] == "teacher"
    ]
    assert cookie["httpOnly"]
    assert cookie["value"] not in teacher.content()


def test_a_class_is_joined_by_keys_alone(teacher, visit):
    code = code_of(teacher)
    page = visit("/join?lang=en", PHONE)
    page.keyboard.type(f"{code[:2]}0{code[2:]}".lower())  # no code has a zero
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"\?class={code}&lang=en"))


def test_a_code_is_pasted_and_mended(teacher, visit):
    code = code_of(teacher)
    page = visit("/join?lang=en", PHONE)
    boxes = page.locator(".code input")
    boxes.first.focus()
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text", text);
            const event = new ClipboardEvent("paste", { clipboardData: data });
            document.activeElement.dispatchEvent(event);
        }""",
        f" {code[:3].lower()}-{code[3:]} ",
    )
    values = "inputs => inputs.map(input => input.value).join('')"
    assert boxes.evaluate_all(values) == code
    page.keyboard.press("Delete")
    page.keyboard.press("Backspace")
    assert boxes.evaluate_all(values) == code[:3]
    page.get_by_role("button", name="Join").click()
    expect(page.locator(".error").first).to_have_text("The code has five characters.")


def test_a_class_that_was_shut_is_tried_again(teacher, visit, store):
    code = code_of(teacher)
    teacher.get_by_label(REMOTE["door"]).click()
    until(lambda: not store.get(code).state.is_open)
    page = visit(f"/join/{code}?lang=en", PHONE)
    expect(page.locator(".error").first).to_contain_text("takes nobody new")
    teacher.get_by_label(REMOTE["door"]).click()
    page.wait_for_url(re.compile(rf"\?class={code}&lang=en"), timeout=30_000)


@pytest.mark.parametrize("look", first(*product(LANGUAGES, SCHEMES)), ids="-".join)
def test_axe_finds_nothing_and_all_fits_a_phone(visit, store, server, look):
    lang, scheme = look
    opened = visit(f"/class?lang={lang}", PHONE, color_scheme=scheme)
    joins = visit(f"/join/AAAAA?lang={lang}", PHONE, color_scheme=scheme)
    teacher = visit(f"/class?lang={lang}", PHONE, color_scheme=scheme)
    teacher.locator("form button").click()
    teacher.wait_for_url(CLASS)
    code = code_of(teacher)
    store.seats.take(code, "a pupil", PAGE)
    teacher.get_by_role("combobox").select_option(PAGE)
    teacher.locator(".row button").click()
    teacher.locator("#questions button").first.click()
    expect(teacher.locator("#question .bar").first).to_be_visible()
    teacher.locator("#equipment button").first.click()
    expect(teacher.locator("#equipment .qr")).to_be_visible()
    teacher.locator("#seats summary").click()
    for page in (opened, joins, teacher):
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            assert Reader(page, server).violations() == []
            wide = "document.documentElement.scrollWidth - innerWidth"
            assert page.evaluate(wide) <= 0
    store.end_class(code)
