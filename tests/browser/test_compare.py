"""Runs to compare, in the browser: pinned by hand, drawn, raced, sent on by link."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import DESKTOP, first

SLUG = "linear_regression"
PINS = {f"{SLUG}.pin": ["A,lr:0.5~<b>*big*", "B,lr:0.032", "C,lr:0.71"]}


@pytest.fixture(scope="module")
def pinned(visitor):
    """A page with three pins, for all that is only looked at."""
    with visitor() as reader:
        yield reader.follow(SLUG, PINS)


def pin_button(reader):
    return reader.page.locator(".player button.pin")


def formatted(reader, name, **more):
    return reader.messages["compare"][name].format(**more)


def paths(reader, view):
    """The way of each pin in a view, as drawn."""
    reader.painted()
    pins = reader.figure.locator(f".view-{view} .pin")
    return pins.evaluate_all("all => all.map(e => e.getAttribute('d'))")


def marks(reader, view):
    """What is written beside each pin in a view, and where it stands."""
    reader.painted()
    pins = reader.figure.locator(f".view-{view} .pinned")
    return pins.evaluate_all(
        "all => all.map(e => [e.textContent, e.getAttribute('transform')])"
    )


def name_of(reader, letter):
    label = formatted(reader, "name", letter=letter)
    return reader.page.get_by_role("textbox", name=label)


def act(reader, name, letter):
    label = formatted(reader, name, letter=letter)
    return reader.page.get_by_role("button", name=label, exact=True)


def test_a_run_is_pinned_renamed_shown_and_removed_by_keyboard(reader):
    reader.open(SLUG)
    reader.range("lr").press("ArrowRight")
    pin_button(reader).press("Enter")
    expect(pin_button(reader)).to_have_text(formatted(reader, "pinned", letter="A"))
    expect(pin_button(reader)).to_be_focused()
    expect(pin_button(reader)).to_have_attribute("aria-disabled", "true")
    reader.settle()
    before = paths(reader, "surface")
    assert len(before) == 1
    assert before[0].count("L") > 20

    reader.range("lr").press("End")
    expect(pin_button(reader)).to_have_text(formatted(reader, "pin"))
    assert paths(reader, "surface") == before
    assert reader.figure.locator(".view-surface .path.faint").get_attribute(
        "d"
    ) not in (before[0], "")
    reader.page.wait_for_url("**lr=2.0*")
    reader.rest()

    name_of(reader, "A").fill("first *b*")
    name_of(reader, "A").press("Enter")
    expect(reader.page.locator(".table td", has_text="A · first *b*")).to_be_visible()
    reader.page.wait_for_url("**~first*")

    act(reader, "show", "A").press("Enter")
    expect(pin_button(reader)).to_have_text(formatted(reader, "pinned", letter="A"))
    reader.rest()
    assert reader.step() == 0

    act(reader, "remove", "A").press("Enter")
    expect(pin_button(reader)).to_have_text(formatted(reader, "pin"))
    reader.rest()
    assert paths(reader, "surface") == []
    assert "pin" not in reader.page.url


def test_the_marks_of_pinned_runs_move_with_time(pinned):
    pinned.scrub(0)
    start = marks(pinned, "surface")
    assert [formatted for formatted, _ in start] == [
        "A B C",
        "",
        "",
    ]  # all at the same start
    assert len({place for _, place in start}) == 1
    lines = paths(pinned, "surface")
    for t in (5, 40):
        pinned.scrub(t)
        now = marks(pinned, "surface")
        assert len({place for _, place in now}) == 3
        assert start[0][1] not in {place for _, place in now}
        assert sorted(" ".join(formatted for formatted, _ in now).split()) == [
            "A",
            "B",
            "C",
        ]
    assert paths(pinned, "surface") == lines
    assert len({place for _, place in marks(pinned, "curve")}) == 3


MEETING_LABELS = """view => {
    const all = [...view.querySelectorAll("text.label")].map(e =>
        [e.textContent, e.getBoundingClientRect()]);
    const seen = all.filter(([text, { left }]) => text && left > 0);
    return seen.flatMap(([text, a], i) => seen.slice(0, i).filter(([, b]) =>
        a.left < b.right - 1 && b.left < a.right - 1
        && a.top < b.bottom - 5 && b.top < a.bottom - 5
    ).map(([other]) => `${text} on ${other}`));
}"""


def test_no_letter_of_a_pinned_run_stands_on_another_label(pinned):
    views = [pinned.figure.locator(f".view-{name}") for name in ("surface", "curve")]
    for t in (0, 2, 5, 20, 60, 120, 200):
        pinned.scrub(t)
        assert [view.evaluate(MEETING_LABELS) for view in views] == [[], []], t


def test_the_number_of_a_loss_under_the_frame_stands_on_no_name(reader):
    reader.open(SLUG, noise=0.0, lr=0.5, n_epochs=500).scrub(500)
    curve = reader.figure.locator(".view-curve")
    expect(curve).to_contain_text("↓")
    assert curve.evaluate(MEETING_LABELS) == []


@pytest.mark.parametrize("slug", first("gradient_descent", "batches"))
def test_a_link_carries_the_pinned_runs(slug, visitor):
    pins = {
        "gradient_descent": ["A,lr:0.1,w1:-0.8~left", "B,w1:0.3,lr:0.1"],
        "batches": ["A,batch_size:1,lr:0.4~seul", "D,decay:0.05,batch_size:80"],
    }[slug]
    with visitor() as one, visitor() as other:
        one.follow(slug, {f"{slug}.pin": pins, f"{slug}.by": "seconds"})
        one.scrub(7)
        one.page.get_by_role("button", name=one.messages["app"]["share"]).click()
        link = one.page.get_by_role("dialog").locator(".call code").first.inner_text()
        assert len(link) <= 2000
        other.page.goto(link)
        other.arrive(slug)
        expect(other.complaint).to_have_count(0)
        assert other.drawing() == one.drawing()
        view = "surface" if slug == "batches" else "slope"
        assert len(paths(other, view)) == 2
        assert marks(other, view) == marks(one, view)
        table = ".table:has(th)"
        assert (
            "seul" in other.page.locator(table).first.inner_text() or slug != "batches"
        )


def test_a_fifth_pin_is_refused_and_a_question_hides_the_pins_until_answered(
    reader,
):
    more = {f"{SLUG}.pin": [*PINS[f"{SLUG}.pin"], "D,lr:1.0"]}
    reader.follow(SLUG, more)
    expect(pin_button(reader)).to_have_accessible_description(formatted(reader, "full"))
    before = reader.page.url
    pin_button(reader).press("Enter")
    reader.rest()
    assert reader.page.url == before
    begin = reader.messages["predict"]["begin"]
    reader.page.get_by_test_id("stButton").get_by_role(
        "button", name=begin, exact=True
    ).click()
    expect(pin_button(reader)).to_have_count(0)
    reader.settle()
    assert reader.figure.locator(".pin, .pinned").count() == 0
    reader.reset()
    expect(pin_button(reader)).to_be_visible()


def test_a_pins_name_with_markup_is_shown_as_text(pinned):
    cell = pinned.page.locator(".table td", has_text="A ·")
    expect(cell).to_have_text("A · <b>*big*")
    expect(name_of(pinned, "A")).to_have_value("<b>*big*")


def test_pinned_runs_keep_the_colour_of_their_meaning(pinned):
    colour = "e => getComputedStyle(e).stroke"
    for view, mark in (("surface", ".path"), ("curve", ".line.loss")):
        area = pinned.figure.locator(f".view-{view}")
        pin = area.locator(".pin").first
        assert pin.evaluate(colour) == area.locator(mark).first.evaluate(colour)
        dashes = area.locator(".pin").evaluate_all(
            "all => all.map(e => getComputedStyle(e).strokeDasharray)"
        )
        assert len(set(dashes)) == 3
        assert all(re.search(r"\d", dash) for dash in dashes)


def test_axe_finds_no_violation_in_pinned_runs_and_they_fit_a_phone(pinned):
    """In the first language and scheme, then in the other ones."""
    for lang, scheme in (("fr", "light"), ("en", "dark")):
        pinned.prefer(scheme)
        if pinned.lang != lang:
            pinned.speak(lang)
        chart = pinned.page.locator("[data-testid=stVegaLiteChart] :is(svg, canvas)")
        chart.first.wait_for()
        assert pinned.violations() == []
        pinned.page.set_viewport_size({"width": 390, "height": 844})
        pinned.settle()
        for _ in range(30):  # the chart is drawn anew once its place has its new width
            if not pinned.too_wide():
                break
            pinned.page.wait_for_timeout(100)
        assert pinned.too_wide() == []
        pinned.page.set_viewport_size(DESKTOP)
        pinned.settle()
