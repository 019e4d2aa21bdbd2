"""A class question in the browser: answered, kept while cut, closed, shown, revealed.

The class of a page is the test's (class_page.py), and so is its connection.
"""

import json
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from app.content.catalogue import LANGUAGES, load_messages
from tests.benchmarks.server import serve
from tests.waiting import until

from .conftest import first, visiting
from .finger import Finger
from .firefox import DEEP
from .reader import DRAWER

TABLET = {"width": 1024, "height": 768}
STRIP = 54
"""Pixels at the foot that belong to the class's bar, as on the wall."""

CONNECTION = """((message, foot) => {
  const connection = new EventTarget();
  const tell = (name, value) => {
    connection[name] = value;
    connection.dispatchEvent(new Event(name));
  };
  Object.assign(connection, {
    code: "K4PXT", role: message.role, message, status: "open", posts: [], waiting: [],
    isHeld: false, tell,
    answer(round, guess) {
      connection.posts.push([round, guess]);
      if (!connection.isHeld) return Promise.resolve({ ok: true, status: "saved" });
      return new Promise(resolve => connection.waiting.push(resolve));
    },
    join() {},
  });
  globalThis.__components = new Map([["class connection", connection]]);
  globalThis.connection = connection;
  addEventListener("DOMContentLoaded", () => {
    document.documentElement.style.scrollPaddingBottom = `${foot}px`; // the bar
  });
})(%s, %d)"""
"""What takes the place of the connection, before any script of the page runs."""

SCREENS = {
    "wall": ({"width": 1280, "height": 720}, {"projector": "1"}),
    "desk": ({"width": 1280, "height": 800}, {}),
    "phone": ({"width": 390, "height": 844}, {}),
}
CHOICE = {
    "kind": "choice",
    "n": 23,
    "options": [
        {"id": "falls_short", "label": "one", "count": 5, "first": 9, "right": False},
        {"id": "arrives", "label": "two", "count": 13, "first": 8, "right": True},
        {"id": "grows", "label": "three", "count": 5, "first": 6, "right": False},
    ],
    "firstN": 23,
    "right": 13,
    "mistakes": [{"label": "the steps are too short", "count": 5}],
}


@pytest.fixture(scope="module")
def class_server(tmp_path_factory):
    """The app with a class of the test's, and the file of its output."""
    log = tmp_path_factory.mktemp("class") / "log"
    with serve(Path(__file__).with_name("class_page.py"), log=log) as app:
        yield app.url, log


@pytest.fixture
def open_class(tabs, class_server):
    """open_class(slug, question, …): a reader of a page on which the class has one."""
    stays = []

    def open_class(
        slug, of, screen="desk", lang="fr", message=None, touch=False, **given
    ):
        viewport, link = SCREENS[screen]
        given = {"phase": "asked", "role": "seat"} | given
        stay = visiting(tabs, *class_server)(
            viewport=viewport,
            reduced_motion="reduce",
            reuse=False,
            **({"has_touch": True, "is_mobile": True} if touch else {}),
        )
        reader = stay.__enter__()
        stays.append(stay)
        told = {"round": 1, "here": 27, "answered": 23, "showAnswers": False}
        told |= {"phase": given["phase"], "role": given["role"], "results": None}
        script = CONNECTION % (json.dumps(told | (message or {})), STRIP)
        reader.page.add_init_script(script)
        link = urlencode(link | given | {"of": of, "lang": lang})
        reader.page.goto(f"{reader.base}/{slug}?{link}")
        reader.page.locator(".ballot .state, .results").first.wait_for()
        reader.rest()
        reader.lang, reader.slug = lang, slug
        reader.texts = load_messages(lang)["classroom"]
        return reader

    yield open_class
    for stay in stays:
        stay.__exit__(None, None, None)


def tell(reader, **news):
    """Send a newer state of the class."""
    reader.page.evaluate(
        "news => connection.tell('message', { ...connection.message, ...news })", news
    )


def posts(reader):
    """The answers that were sent, the rounds aside."""
    sent = reader.page.evaluate("connection.posts")
    assert all(n == 1 for n, _ in sent)
    return [guess for _, guess in sent]


def expect_state(reader, name):
    expect(reader.page.locator(".ballot .state")).to_have_text(reader.texts[name])


def test_one_touch_answers_and_the_answer_can_be_changed_until_closed(open_class):
    reader = open_class("linear_regression", "rate")
    n_frames = reader.n_frames
    expect_state(reader, "ballot_choice")
    options = reader.page.locator(".ballot label")
    options.nth(0).click()
    expect_state(reader, "ballot_received")
    options.nth(2).click()
    expect_state(reader, "ballot_received")
    assert posts(reader) == ["falls_short", "grows"]
    tell(reader, phase="closed")
    expect_state(reader, "ballot_closed")
    radios = reader.page.locator(".ballot").get_by_role("radio")
    for radio in radios.all():
        expect(radio).to_be_disabled()
    expect(radios.nth(2)).to_be_checked()
    assert len(posts(reader)) == 2
    assert reader.n_frames == n_frames  # the page has not run again


def test_an_answer_is_kept_while_the_connection_is_cut(open_class):
    reader = open_class("linear_regression", "rate", lang="en")
    reader.page.evaluate("connection.isHeld = true")
    reader.page.locator(".ballot label").nth(1).click()
    expect_state(reader, "ballot_sending")
    until(lambda: reader.page.evaluate("connection.waiting.length"))
    reader.page.evaluate("connection.tell('status', 'connecting')")
    expect_state(reader, "ballot_kept")
    reader.page.evaluate(
        "connection.waiting.forEach(done => done({ ok: true, status: 'saved' }))"
    )
    expect_state(reader, "ballot_received")


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("late", "ballot_closed"),
        ("seat", "ballot_refused"),
        ("over", "ballot_over"),
    ],
)
def test_what_the_class_does_not_take_is_said(open_class, status, state):
    reader = open_class("linear_regression", "rate")
    reader.page.evaluate("connection.isHeld = true")
    reader.page.locator(".ballot label").nth(1).click()
    expect_state(reader, "ballot_sending")
    until(lambda: reader.page.evaluate("connection.waiting.length"))
    reader.page.evaluate(
        "status => connection.waiting.forEach(done => done({ ok: false, status }))",
        status,
    )
    expect_state(reader, state)


def test_a_hasty_pupil_sends_at_most_four_answers_a_second(open_class):
    reader = open_class("linear_regression", "rate")
    reader.page.locator(".ballot").evaluate(
        """root => { const radios = root.querySelectorAll("input");
        for (let i = 0; i < 40; i++) radios[i % 3].click(); }"""
    )
    expect_state(reader, "ballot_received")
    reader.page.wait_for_timeout(400)
    sent = posts(reader)
    assert len(sent) <= 2
    assert sent[-1] == "falls_short"


def test_the_keys_alone_answer(open_class):
    reader = open_class("linear_regression", "loss")
    ballot = reader.page.locator(".ballot")
    ballot.get_by_role("radio").first.focus()
    reader.page.keyboard.press("Space")
    expect_state(reader, "ballot_received")
    reader.page.keyboard.press("ArrowRight")
    expect(ballot.get_by_role("radio").nth(1)).to_be_checked()
    expect(ballot.get_by_role("radio").nth(1)).to_be_focused()
    reader.page.wait_for_timeout(400)
    assert posts(reader) == [0.005, 0.01]


def test_many_values_have_a_slider(open_class):
    reader = open_class("linear_algebra", "entry", screen="phone")
    slider = reader.page.locator(".ballot").get_by_role("slider")
    expect(slider).to_have_attribute("aria-valuetext", "?")
    slider.press("ArrowRight")
    expect_state(reader, "ballot_received")
    assert posts(reader) == [1]
    expect(slider).to_have_attribute("aria-valuetext", "1")


def test_an_order_is_touched_and_begun_again(open_class):
    reader = open_class("gradient_descent", "order", screen="phone")
    ballot = reader.page.locator(".ballot")
    buttons = ballot.locator(".order button")
    again = ballot.get_by_role("button", name=reader.texts["ballot_again"])
    for i in (2, 0):
        buttons.nth(i).click()
    assert posts(reader) == []
    again.click()
    for i in (1, 2, 0):
        buttons.nth(i).press("Enter")
    expect_state(reader, "ballot_received")
    assert posts(reader) == [[0.2, 0.63, 0.05]]
    assert buttons.locator(".place").all_inner_texts() == ["3", "1", "2"]
    assert reader.violations(DRAWER) == []


KINDS = {
    "choice": ("linear_regression", "rate"),
    "number": ("linear_regression", "loss"),
    "slider": ("linear_algebra", "entry"),
    "order": ("gradient_descent", "order"),
    "point": ("linear_regression", "end"),
    "curve": ("linear_regression", "draw"),
}
"""A question of each kind."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_finger_answers_on_a_phone_and_on_a_tablet(open_class, kind):
    reader = open_class(*KINDS[kind], screen="phone", touch=True)
    finger, touch = Finger(reader.page), reader.page.touchscreen
    for n, size in enumerate(({"width": 390, "height": 844}, TABLET), 1):
        reader.page.set_viewport_size(size)
        reader.rest()
        if kind == "order":
            if n == 2:
                reader.page.locator(".ballot .again").tap()
            buttons = reader.page.locator(".ballot .order button").all()
            for button in buttons if n == 2 else buttons[::-1]:
                button.tap()
        elif kind == "slider":
            slider = reader.page.locator(".ballot").get_by_role("slider")
            slider.scroll_into_view_if_needed()
            finger.drag_from(slider, (40 * n, 0))
        elif kind == "point":
            box = reader.figure.locator(".view-surface").bounding_box()
            part = 0.4 + 0.1 * n
            touch.tap(box["x"] + part * box["width"], box["y"] + box["height"] / 2)
        elif kind == "curve":
            handle = reader.figure.locator(".view-curve .handle")
            handle.scroll_into_view_if_needed()
            finger.drag_from(handle, (60, -20 * n))
        else:
            reader.page.locator(".ballot label").nth(n).tap()
        expect_state(reader, "ballot_received")
        until(lambda n=n: len(posts(reader)) >= n)
        assert reader.too_wide() == []
    first_answer, *_, last = posts(reader)
    assert first_answer != last


PLACE = (
    "async selector => {"
    + DEEP
    + """
    const app = document.querySelector("[data-testid=stApp]");
    const middle = () => {
      const { x, y, width, height } = one(selector).getBoundingClientRect();
      return [Math.round(x + width / 2), Math.round(y + height / 2)];
    };
    one(selector)?.scrollIntoView({ block: "center" });
    if (!one(selector) || app.dataset.testScriptState !== "notRunning") return null;
    const before = middle();
    await new Promise(done => setTimeout(done, 400));
    return one(selector) && `${before}` === `${middle()}` ? before : null; }"""
)
"""The middle of an element, in shadow roots too, once it stays where it is."""

IN_FIREFOX = {
    "choice": (".ballot label", (0, 0)),
    "number": (".scale label", (0, 0)),
    "slider": (".ballot input[type=range]", (60, 0)),
    "order": (".order button:not([aria-pressed=true])", (0, 0)),
    "point": (".view-surface .handle", (30, -20)),
    "curve": (".view-curve .handle", (60, -20)),
}
"""What is pressed, and how far it is drawn."""


@pytest.mark.parametrize("kind", first(*[*KINDS][::-1]))
def test_a_question_of_each_kind_is_answered_in_firefox(fox, class_server, kind):
    slug, of = KINDS[kind]
    told = {"round": 1, "here": 1, "answered": 0, "phase": "asked", "role": "seat"}
    script = "() => {" + CONNECTION % (json.dumps(told), STRIP) + "}"
    n_errors = len(fox.errors)
    with fox.preloaded(script):
        fox.go(f"{class_server[0]}/{slug}?{urlencode({'of': of, 'lang': 'en'})}")
        said = "() => {" + DEEP + "return one('.ballot .state')?.textContent; }"
        texts = load_messages("en")["classroom"]
        target, way = IN_FIREFOX[kind]
        fox.wait(said)
        for _ in range(3 if kind == "order" else 1):
            fox.drag(fox.wait(PLACE, target), way)
        until(lambda: fox.run(said) == texts["ballot_received"])
        (sent, *_) = fox.run("() => globalThis.connection.posts")
    assert sent[0] == 1 and sent[1] is not None
    assert fox.errors[n_errors:] == []


def test_an_answer_given_before_is_marked(open_class):
    reader = open_class("linear_regression", "rate", guess='"grows"')
    expect(reader.page.locator(".ballot").get_by_role("radio").last).to_be_checked()
    expect_state(reader, "ballot_received")


def test_a_point_is_set_on_the_figure_without_a_run_until_closed(open_class):
    reader = open_class("linear_regression", "end")
    expect_state(reader, "ballot_point")
    n_frames = reader.n_frames
    ring = reader.figure.locator(".view-surface .handle")
    box = reader.figure.locator(".view-surface").bounding_box()
    x, y = box["x"] + 0.6 * box["width"], box["y"] + 0.5 * box["height"]
    reader.page.mouse.click(x, y)
    expect_state(reader, "ballot_received")
    (sent,) = posts(reader)
    assert all(0 < place < 60 for place in sent)
    assert reader.n_frames == n_frames
    tell(reader, phase="closed")
    before = ring.get_attribute("aria-valuetext")
    reader.page.mouse.click(x - 40, y - 20)
    reader.page.wait_for_timeout(500)
    assert ring.get_attribute("aria-valuetext") == before
    assert len(posts(reader)) == 1


def test_a_curve_given_before_is_drawn_and_can_be_changed(open_class):
    guess = [50, 40, 30, 25, 22, 20]
    reader = open_class("linear_regression", "draw", guess=json.dumps(guess))
    handle = reader.figure.locator(".view-curve .handle")
    handle.press("ArrowUp")
    expect_state(reader, "ballot_received")
    reader.page.wait_for_timeout(400)
    assert posts(reader) == [[51, *guess[1:]]]


@pytest.mark.parametrize("lang", first(*LANGUAGES))
def test_the_wall_says_how_many_and_which_only_when_shown(open_class, lang):
    reader = open_class(
        "linear_regression",
        "rate",
        "wall",
        lang,
        role="teacher",
        message={"results": CHOICE},
    )
    ballot = reader.page.locator(".ballot")
    expect(ballot.locator(".state")).to_have_text(
        reader.texts["ballot_count"].format(n=23, here=27)
    )
    expect(ballot.locator("li")).to_have_count(3)
    assert ballot.locator(":is(input, .share, .count)").count() == 0
    tell(reader, answered=24, showAnswers=True)
    expect(ballot.locator(".count")).to_have_text(["5", "13", "5"])
    assert ballot.locator(".right").count() == 0
    expect(ballot.locator(".state")).to_contain_text("24")
    tell(reader, showAnswers=False, phase="closed")
    expect(ballot.locator(".count")).to_have_count(0)
    expect(ballot.locator(".state")).to_contain_text(reader.texts["ballot_finished"])
    violates_nothing(reader)


def test_the_wall_shows_points_over_the_figure_only_when_shown(open_class):
    points = {"kind": "point", "n": 2, "options": [], "points": [[20, 40], [22, 41]]}
    reader = open_class(
        "linear_regression", "end", "wall", role="teacher", message={"results": points}
    )
    crowd = reader.figure.locator(".crowd circle")
    expect(crowd).to_have_count(0)
    expect(reader.figure.locator(".view-surface .handle")).to_have_count(0)
    tell(reader, showAnswers=True)
    expect(crowd).to_have_count(2)
    first_circle = crowd.first.element_handle()
    tell(reader, answered=25)  # nothing of it is news
    assert first_circle.evaluate("e => e.isConnected")
    tell(reader, showAnswers=False)
    expect(crowd).to_have_count(0)


@pytest.mark.parametrize("screen", ["wall", "phone"])
def test_results_name_the_right_answer_the_first_vote_and_mistakes(open_class, screen):
    reader = open_class(
        "linear_regression",
        "rate",
        screen,
        phase="revealed",
        guess='"arrives"',
        message={"results": CHOICE},
    )
    results = reader.page.locator(".results")
    expect(results.locator(".right")).to_have_count(1)
    expect(results.locator(".right")).to_contain_text(re.compile("✓.*two"))
    expect(results.locator(".count")).to_have_text(["5", "13", "5"])
    expect(results.locator(".first")).to_have_count(3)
    for name in ("results_first", "results_sign"):
        text = reader.texts[name].format(sign="✓")
        expect(results.locator(".state")).to_contain_text(text)
    expect(results.locator(".mistakes")).to_contain_text("the steps are too short")
    assert reader.too_wide() == []
    tell(reader, phase="free", results=None)  # the page keeps what was revealed
    expect(results.locator(".count")).to_have_count(3)
    violates_nothing(reader)


PLACES = [
    ("linear_regression", "rate"),
    ("linear_regression", "end"),
    ("linear_regression", "draw"),
    ("linear_regression", "loss"),
    ("gradient_descent", "order"),
]
SHOWN = {"wall": PLACES[-1], "desk": PLACES[0], "phone": PLACES[0]}
"""What each screen shows if no time is to be spent: the wall has a page whose controls
above the figure give it their place."""


@pytest.mark.parametrize(
    ("screen", "place"),
    [
        pytest.param(
            *(screen, place),
            marks=[] if place == SHOWN[screen] else pytest.mark.thorough,
            id=f"{screen}-{'.'.join(place)}",
        )
        for screen in SCREENS
        for place in PLACES
    ],
)
def test_question_figure_and_ballot_are_one_screen(open_class, screen, place):
    role = "teacher" if screen == "wall" else "seat"
    reader = open_class(*place, screen, role=role)
    figure = reader.figure.locator(".figures")
    question = reader.page.locator('[class*="-question"]').last
    foot = reader.page.viewport_size["height"] - STRIP
    for _ in range(40):  # the figure takes the height that the ballot leaves it
        reader.page.wait_for_timeout(100)
        top = figure.bounding_box()["y"]
        box = question.bounding_box()
        if top > 0 and box["y"] + box["height"] <= foot:
            break
    assert top > 0
    assert box["y"] + box["height"] <= foot
    heights = reader.figure.locator(".area").evaluate_all(
        "all => all.map(e => e.clientHeight)"
    )
    assert max(heights) > 150
    if screen == "wall" or (screen == "desk" and place in PLACES[:4]):
        assert reader.page.get_by_test_id("stMain").evaluate("e => e.scrollTop") == 0
    for hidden in (".acts", ".files", ".bar", ".says"):
        expect(reader.figure.locator(hidden)).to_be_hidden()
    assert reader.too_wide() == []


def violates_nothing(reader):
    """For axe, in the light and in the dark."""
    for scheme, only in (("dark", True), ("light", None)):
        reader.prefer(scheme)
        assert reader.violations(DRAWER, contrast=only) == [], scheme
