"""Every page by keyboard alone: walked through, asked, set, checked."""

import pytest
from playwright.sync_api import expect

from app.content.catalogue import LANGUAGES
from lessons import SLUGS, lesson
from tests.test_exercises import answers

from .conftest import DESKTOP
from .test_whole_page import FOCUSED, Learner

GROUP = """e => e.type === "radio" ? e.name || e
    : e.getAttribute("role") === "radio" ? e.closest("[role=radiogroup]") ?? e : e"""
"""What counts as one stop: arrows lead on in a group of choices."""
STOPS = """() => {
    const group = GROUP;
    const offered = "a[href], button, input, select, textarea, summary, [tabindex]";
    const found = [], groups = new Set();
    const walk = root => {
        for (const e of root.querySelectorAll("*")) {
            const box = e.getBoundingClientRect();
            const there = e.checkVisibility({ visibilityProperty: true }) && box.width;
            if (e.matches(offered) && e.tabIndex >= 0 && !e.disabled && there) {
                if (!groups.has(group(e))) found.push(e);
                groups.add(group(e));
            }
            if (e.shadowRoot) walk(e.shadowRoot);
        }
    };
    walk(document);
    return found;
}""".replace("GROUP", GROUP)
AT = """stops => {
    const group = GROUP;
    let e = document.activeElement;
    while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
    if (e === document.body) return null;
    return stops.map(group).indexOf(group(e));
}""".replace("GROUP", GROUP)
NAMES = """(stops, missing) => missing.map(i => {
    const e = stops[i];
    return `${e.localName} ${e.getAttribute("aria-label") ?? e.textContent}`;
})"""


pytestmark = pytest.mark.thorough


def walk(reader):
    """Tab to the end of the page, each stop once and in its order, then back."""
    page = reader.page
    page.set_viewport_size(DESKTOP)
    reader.settle()
    count = -1
    while True:  # until nothing comes or goes any more
        stops = page.evaluate_handle(STOPS)
        before, count = count, stops.evaluate("stops => stops.length")
        if count == before:
            break
        page.wait_for_timeout(500)
        reader.rest()
    page.get_by_test_id("stSkipToContent").focus()
    visited = [stops.evaluate(AT)]
    while len(visited) < 2 * count + 40:  # what scrolls is stopped at, too
        page.keyboard.press("Tab")
        at = stops.evaluate(AT)
        if at is None or at == visited[0]:
            break
        visited.append(at)
    else:
        raise AssertionError(f"Tab does not come to the end: {visited[-20:]}")
    places = [at for at in visited if at >= 0]
    missing = sorted({*range(count)} - {*places})
    assert stops.evaluate(f"stops => ({NAMES})(stops, {missing})") == []
    assert places == sorted(places)
    back = []
    for _ in range(5):
        page.keyboard.press("Shift+Tab")
        back.append(stops.evaluate(AT))
    back = [at for at in back if at is not None and at >= 0]
    assert back == sorted(back, reverse=True)
    assert len({*back}) > 1


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_can_be_completed_by_keyboard(visitor, slug, lang):
    """It is walked through; a question answered, an exercise checked, sliders moved."""
    with visitor(reduced_motion="reduce") as reader:
        reader.open(slug, lang)
        for ways in ("leave", "pause"):  # while it trains, its buttons come and go
            name = reader.messages["training"][ways]
            ending = reader.page.get_by_role("button", name=name, exact=True)
            expect(ending).to_have_count(0, timeout=60_000)
        walk(reader)
        learner, page = Learner(reader), reader.page
        predict, exercise = reader.messages["predict"], reader.messages["exercise"]

        learner.push(predict["begin"])
        commit = page.get_by_role("button", name=predict["commit"])
        expect(commit).to_be_disabled()
        reader.rest()  # a page that holds its figure back draws nothing now
        give(learner, "predict")
        expect(commit).to_be_enabled()
        learner.push(predict["commit"])
        expect(commit).to_have_count(0)
        reader.settle()

        task = lesson(slug).exercises[0]
        begin = page.get_by_role("button", name=exercise["begin"], exact=True)
        if task.kind != "settings":
            (text, _), *_ = answers(slug, task.name)
            give(learner, "exercise", str(text))
        elif begin.count():
            learner.push(exercise["begin"])
        check = page.get_by_role("button", name=exercise["check"], exact=True)
        expect(check).to_be_enabled()
        learner.push(exercise["check"])
        verdicts = [
            page.get_by_text(exercise[v].strip("*")) for v in ("wrong", "right")
        ]
        expect(verdicts[0].or_(verdicts[1]).first).to_be_visible()
        reader.rest()

        sliders = page.get_by_test_id("stMain").get_by_role("slider")
        for place in range(sliders.count()):
            slider = sliders.nth(place)
            if slider.is_visible() and slider.is_enabled():
                move(learner, slider)


def give(learner, block, text=""):
    """Answer with what the block offers: a choice, a number, an order, a text."""
    reader = learner.reader
    part = reader.page.locator(f"[class*='st-key-{reader.slug}-{block}-']")
    fields = "input[type=radio], [role=slider], input[type=range], input[type=text]"
    own = part.locator(f"{fields}, button[aria-pressed]")
    expect(own.first).to_be_visible()
    kind = own.first.evaluate("e => e.getAttribute('role') ?? e.type ?? e.localName")
    if kind == "text":
        learner.go(own.first)
        reader.page.keyboard.type(text)
        learner.press("Enter")
    elif kind == "radio":
        learner.go(own.first)
        learner.press("Space")
    elif part.locator("button[aria-pressed]").count():
        pills = part.locator("button[aria-pressed]")
        learner.go(pills.first)
        for place in range(pills.count()):
            if place:
                learner.press("ArrowRight")
            assert pills.nth(place).evaluate(FOCUSED)
            learner.press("Space")
            reader.rest()
    else:
        learner.go(own.first)
        learner.press("ArrowRight")
    reader.page.wait_for_timeout(400)  # a release is sent a moment later
    reader.rest()


def move(learner, slider):
    """One place on, or back from the end."""
    learner.go(slider)
    before = value_text(slider)
    for key in ("ArrowRight", "ArrowLeft"):
        learner.press(key)
        learner.reader.page.wait_for_timeout(400)  # a release is sent a moment later
        learner.reader.rest()
        if value_text(slider) != before:
            return
    raise AssertionError(f"no arrow moves it from {before}")


def value_text(slider):
    """What a reader is told of its place."""
    return slider.evaluate("e => e.getAttribute('aria-valuetext') ?? e.value")
