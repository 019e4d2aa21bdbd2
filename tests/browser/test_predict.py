"""Predict, commit, reveal in the figure: hidden before, drawn after, by any hand."""

import re

import pytest
from playwright.sync_api import expect

from lessons import lesson
from tests.course import question

from .conftest import first
from .finger import PHONE, Finger, middle

SLUG = "linear_regression"
LESSON = lesson(SLUG)

WALKED = first(SLUG, "indexing", "optimizers")
"""A page of each kind of figure; tests/pages walks through the questions of all."""


@pytest.fixture(scope="module")
def tab(visitor):
    """The page, opened once."""
    with visitor() as reader:
        yield reader.open(SLUG)


@pytest.fixture
def reader(tab):
    """A French reader of the page as on a first visit: it is reset after each test."""
    yield tab
    tab.page.mouse.up()
    tab.page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    if tab.slug != SLUG:
        tab.navigate(SLUG)
    tab.reset()
    expect(tab.page).not_to_have_url(re.compile(f"{SLUG}[.]"))
    expect(button(tab, "begin")).to_be_visible()
    tab.settle()
    tab.page.get_by_test_id("stMain").evaluate("e => e.scrollTo(0, 0)")


@pytest.fixture
def stranger(visitor):
    """A reader who has no page yet."""
    with visitor() as reader:
        yield reader


def button(reader, name):
    """A button of the block."""
    label = reader.messages["predict"][name]
    main = reader.page.get_by_test_id("stMain")
    return main.get_by_test_id("stButton").get_by_role("button", name=label, exact=True)


def verdict(reader):
    """The block with the verdict on an answer."""
    messages = reader.messages["predict"]
    first = [messages[name].strip("*") for name in ("right", "wrong", "passed")]
    start = re.compile("|".join(map(re.escape, first)))
    main = reader.page.get_by_test_id("stMain")
    return main.get_by_role("group").filter(has_text=start).last


def begin(reader):
    button(reader, "begin").click()
    expect(button(reader, "commit")).to_be_disabled()
    reader.rest()


def option(reader, name, question_name="rate"):
    text = (
        reader.words.labels(f"predict.{question_name}.options")[name]
        .split("{")[0]
        .strip()
    )
    return reader.page.get_by_test_id("stRadio").get_by_text(text)


def to_the_point(reader):
    """Go on to the question that is answered on the figure."""
    begin(reader)
    button(reader, "skip").click()
    button(reader, "next").click()
    expect(reader.figure.locator(".view-surface .handle")).to_be_visible()
    reader.settle()


def figure_markup(reader):
    """The markup of the figure, with its header."""
    return reader.figure.evaluate("e => e.outerHTML")


def expect_hidden(reader):
    """Expect no drawing beyond the first step, no verdict, no bound, no control."""
    reader.painted()
    figure = reader.figure
    for path in figure.locator(".path, path.line, .dash").all():
        assert (path.get_attribute("d") or "").count("L") == 0
    assert figure.locator("p.aside").inner_text() == ""
    assert figure.locator(".bound, .zone").count() == 0
    whole = figure.locator(".area:is(.view-curve, .view-ends, .view-map):not(.asked)")
    assert figure.locator(".veil").all_inner_texts() == (
        [reader.messages["predict"]["veil"]] * whole.count()
    )
    assert whole.count() or figure.locator(".view-curve.asked").count()
    cells = figure.locator(".end").all()
    assert all(
        not (cell.get_attribute("d") or "") or not cell.is_visible() for cell in cells
    )
    for control in figure.locator(".bar :is(button, input, select)").all():
        expect(control).to_be_disabled()
    assert reader.step() == 0


def test_the_figure_hides_the_answer_before_it_is_given(reader):
    reader.scrub(200)
    end = reader.figure.locator(".says .n").all_inner_texts()
    begin(reader)
    expect_hidden(reader)
    assert reader.figure.locator(".says .n").all_inner_texts() != end
    markup = figure_markup(reader)
    for text in reader.words.labels("verdicts").values():
        assert re.split(r"[{=]", text.rpartition("} ")[2])[0].strip() not in markup
    for act in reader.acts.all():  # the acts of the first step may be looked at
        act.click()
        expect_hidden(reader)
    assert "…" in reader.acts.last.inner_text()


def test_predict_commit_reveal_by_mouse(reader):
    begin(reader)
    option(reader, "grows").click()
    expect(button(reader, "commit")).to_be_enabled()
    button(reader, "commit").click()
    expect(reader.button("pause")).to_be_visible()
    expect(reader.figure.locator(".veil")).to_have_count(0)
    assert reader.in_reach(reader.button("pause"))
    choice_text = reader.words.labels("predict.rate.options")["grows"].rstrip(".")
    expect(reader.figure.locator(".yours")).to_contain_text(choice_text)
    expect(reader.range("time")).to_have_value(
        "200", timeout=20_000
    )  # played to its end
    expect(
        reader.page.get_by_text(reader.messages["predict"]["wrong"].strip("*")).last
    ).to_be_visible()
    radio = reader.page.get_by_test_id("stRadio").get_by_role("radio")
    for choice in radio.all():
        expect(choice).to_be_disabled()
    expect(radio.last).to_be_checked()


def test_predict_commit_reveal_by_keyboard(stranger):
    reader = stranger.open(SLUG, "en")
    keys = reader.page.keyboard
    button(reader, "begin").press("Enter")
    expect(button(reader, "commit")).to_be_disabled()
    reader.settle()
    for _ in range(30):  # the focus goes on from where the button was
        keys.press("Tab")
        if reader.page.evaluate("document.activeElement.type") == "radio":
            break
    keys.press("Space")
    expect(button(reader, "commit")).to_be_enabled()
    keys.press("Tab")
    expect(button(reader, "commit")).to_be_focused()
    keys.press("Enter")
    expect(verdict(reader)).to_be_focused()
    expect(reader.range("time")).not_to_have_value("0")


def test_points_curves_and_numbers_are_set_by_keyboard_and_mouse_and_stay(reader):
    """One walk through the questions that are answered on the figure."""
    to_the_point(reader)
    expect_hidden(reader)
    by_arrow_keys(reader, "surface", ("ArrowRight", "ArrowUp", "ArrowUp"))
    a_point_by_mouse(reader)
    button(reader, "next").click()
    expect(reader.figure.locator(".view-curve .handle")).to_be_visible()
    reader.settle()
    keys = ("ArrowDown", "ArrowRight", "ArrowDown", "ArrowLeft")
    paths = by_arrow_keys(reader, "curve", keys)
    assert paths[0] != paths[1] == paths[2] != paths[3] == paths[4]
    a_curve_by_mouse(reader)
    button(reader, "next").click()
    expect(reader.figure.locator(".view-curve .handle")).to_have_count(0)
    expect(button(reader, "commit")).to_be_disabled()
    reader.settle()
    a_number_is_a_level(reader)


def by_arrow_keys(reader, view, keys):
    """Move the mark of a view by keys; return its path after each key."""
    area = reader.figure.locator(f".view-{view}")
    handle, guess = area.locator(".handle"), area.locator(".guess")
    before, paths = handle.get_attribute("aria-valuetext"), []
    handle.focus()
    for key in (None, *keys):
        if key:
            reader.page.keyboard.press(key)
            reader.painted()
        paths.append(guess.get_attribute("d") if guess.count() else None)
    assert view == "curve" or handle.get_attribute("aria-valuetext") != before
    expect(button(reader, "commit")).to_be_enabled()
    expect(handle).to_be_focused()
    return paths


def a_point_by_mouse(reader):
    assert reader.in_reach(reader.figure.locator(".view-surface .handle .start"))
    box = reader.figure.locator(".view-surface").bounding_box()
    reader.page.mouse.click(
        box["x"] + 0.6 * box["width"], box["y"] + 0.5 * box["height"]
    )
    handle = reader.figure.locator(".view-surface .handle")
    reader.painted()
    place = handle.get_attribute("aria-valuetext")
    reader.page.wait_for_timeout(400)  # a release is sent a moment later
    reader.rest()
    expect_hidden(reader)
    button(reader, "commit").click()
    expect(reader.button("pause")).to_be_visible()
    mark = reader.figure.locator(".view-surface circle.start")
    expect(mark).to_be_visible()
    expect(reader.figure.locator(".yours")).to_contain_text(place)
    mark_box = mark.bounding_box()
    middle = (
        mark_box["x"] + mark_box["width"] / 2,
        mark_box["y"] + mark_box["height"] / 2,
    )
    after = reader.figure.locator(".view-surface").bounding_box()
    assert abs(middle[0] - after["x"] - 0.6 * after["width"]) < 8
    assert abs(middle[1] - after["y"] - 0.5 * after["height"]) < 8
    reader.drag("lr", 0)  # over another run it is not drawn
    reader.painted()
    expect(mark).to_be_hidden()


def test_a_finger_sets_a_point_and_draws_a_curve(visitor):
    with visitor(**PHONE) as reader:
        reader.open(SLUG)
        to_the_point(reader)
        assert reader.too_wide() == []
        assert reader.in_reach(reader.figure.locator(".view-surface .handle .start"))
        assert reader.in_reach(
            reader.figure.locator(".yours")
        )  # the question beside it
        box = reader.figure.locator(".view-surface").bounding_box()
        reader.page.touchscreen.tap(box["x"] + 200, box["y"] + 100)
        expect(button(reader, "commit")).to_be_enabled()
        finger = Finger(reader.page)
        ring = reader.figure.locator(".view-surface .handle .start")
        x, y = middle(ring)
        finger.drag(x, y, (-60, 90))
        u, v = middle(ring)
        assert abs(u - x + 60) < 15 and abs(v - y - 90) < 15
        button(reader, "skip").click()
        button(reader, "next").click()
        ring = reader.figure.locator(".view-curve .handle .start")
        reader.settle()
        guess = reader.figure.locator(".view-curve .guess")
        finger.drag_from(ring, (0, 30), (350, 90))  # over all six knots
        heights = [float(y) for y in re.findall(r",([\d.]+)", guess.get_attribute("d"))]
        assert len(set(heights)) == 6
        assert heights == sorted(heights)
        expect(button(reader, "commit")).to_be_enabled()


def a_curve_by_mouse(reader):
    guess = reader.figure.locator(".view-curve .guess")
    before = guess.get_attribute("d")
    reader.page.wait_for_timeout(400)  # what the keys did is sent a moment later
    reader.rest()
    n_frames, mouse = reader.n_frames, reader.page.mouse
    box = reader.figure.locator(".view-curve").bounding_box()
    for i in range(21):
        x = box["x"] + 50 + (box["width"] - 60) * i / 20
        mouse.move(x, box["y"] + box["height"] * (0.3 + 0.02 * i))
        if i == 0:
            mouse.down()
    reader.painted()
    after = guess.get_attribute("d")
    heights = [float(y) for y in re.findall(r",([\d.]+)", after)]
    assert after != before
    assert len(heights) == 6
    assert heights == sorted(heights)  # down the figure
    assert reader.n_frames == n_frames
    mouse.up()
    reader.page.wait_for_timeout(400)
    reader.rest()
    button(reader, "commit").click()
    expect(reader.button("pause")).to_be_visible()
    path = reader.figure.locator(".view-curve .guess").get_attribute("d")
    places = [float(y) for y in re.findall(r",([\d.]+)", path)]
    assert parts(places) == pytest.approx(parts(heights), abs=0.05)


def parts(places):
    """Where each stands between the first and the last, whatever the figure's size."""
    return [(place - places[0]) / (places[-1] - places[0]) for place in places]


def a_number_is_a_level(reader):
    """Over the curve."""
    slider = reader.page.get_by_test_id("stSlider").get_by_role("slider").first
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    expect(button(reader, "commit")).to_be_enabled()
    button(reader, "commit").click()
    expect(reader.button("pause")).to_be_visible()
    (start, end) = re.findall(
        r",([\d.]+)", reader.figure.locator(".view-curve .guess").get_attribute("d")
    )
    assert start == end


def test_an_order_is_chosen_by_clicks_and_stays_in_words(stranger):
    reader = stranger.open("gradient_descent")
    begin(reader)
    button(reader, "skip").click()
    button(reader, "next").click()
    expect(button(reader, "commit")).to_be_disabled()
    item = question("gradient_descent", "order")
    labels = [f"lr = {value}".replace(".", ",") for value in item.values[::-1]]
    for label in labels:
        pill = reader.page.get_by_role("button", name=label, exact=True)
        pill.click()
        expect(pill).to_have_attribute("aria-pressed", "true")
        reader.rest()
    expect(button(reader, "commit")).to_be_enabled()
    button(reader, "commit").click()
    expect(reader.figure.locator(".yours")).to_contain_text(" → ".join(labels))
    expect(reader.figure.locator(".yours")).to_be_visible()
    reader.release("lr", 0)
    expect(reader.figure.locator(".yours")).to_be_hidden()


@pytest.mark.parametrize("slug", WALKED)
def test_every_question_hides_the_figure_then_reveals_it(stranger, slug):
    reader = stranger.open(slug)
    parts = reader.page.get_by_test_id("stMain").locator(".player")
    before = parts.count()
    for i, _ in enumerate(lesson(slug).questions):
        if i:
            button(reader, "next").click()
            expect(button(reader, "commit")).to_be_disabled()
            reader.rest()
        else:
            begin(reader)
        if lesson(slug).record:
            expect_hidden(reader)
        assert parts.count() < before
        button(reader, "skip").click()
        if lesson(slug).record:
            expect(reader.figure.locator(".veil")).to_have_count(0)
            expect(reader.button("pause")).to_be_visible()
            reader.button("pause").click()
        reader.settle()
    assert reader.violations() == []


def test_with_reduced_motion_the_reveal_is_immediate(reader):
    reader.page.emulate_media(reduced_motion="reduce")
    begin(reader)
    button(reader, "skip").click()
    expect(reader.range("time")).to_have_value("200")
    expect(verdict(reader)).to_be_focused()


def test_returning_to_the_page_does_not_replay_and_the_course_map_has_the_progress(
    reader,
):
    begin(reader)
    option(reader, "arrives").click()
    expect(button(reader, "commit")).to_be_enabled()
    button(reader, "commit").click()
    reader.button("pause").click()
    t = reader.step()
    reader.navigate("home")
    progress = reader.messages["predict"]["done"].format(
        done=1, n=len(LESSON.questions)
    )
    expect(
        reader.page.get_by_test_id("stPageLink").filter(has_text=progress)
    ).to_have_count(1)
    reader.navigate(SLUG)
    expect(reader.button("play")).to_be_visible()
    assert reader.step() == t


def test_axe_finds_no_violation_in_any_state(reader):
    """The contrast in both schemes, all other rules in one."""
    begin(reader)
    violates_nothing(reader)
    option(reader, "grows").click()
    expect(button(reader, "commit")).to_be_enabled()
    button(reader, "commit").click()
    reader.button("pause").click()
    reader.settle()
    violates_nothing(reader)
    button(reader, "next").click()
    expect(reader.figure.locator(".view-surface .handle")).to_be_visible()
    reader.settle()
    violates_nothing(reader)
    button(reader, "skip").click()
    reader.button("pause").click()
    reader.settle()
    violates_nothing(reader)


def violates_nothing(reader):
    """For axe, in the light and in the dark."""
    for scheme, only in (("dark", True), ("light", None)):
        reader.prefer(scheme)
        reader.settle()
        assert reader.violations(contrast=only) == [], scheme
