"""The network in the browser: what it computes is what torch computes."""

import re
from urllib.parse import quote

import pytest
import torch
from playwright.sync_api import expect

from lessons import lesson
from lessons.playground import unpad_weights, with_torch
from tests.browser.reader import Reader

SLUG = "playground"
SPOTS = ((0.2, 0.3), (0.5, 0.45), (0.85, 0.7))
"""Parts of the picture's width and height."""


def at_rest(reader: Reader) -> None:
    """All frames are there."""
    reader.rest()
    reader.page.get_by_text(reader.messages["app"]["training"]).wait_for(
        state="detached"
    )


NUMBER = re.compile(r"(−?\d+(?:[.,]\d+)?)(?:\s×\s10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?")
POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def numbers(text: str) -> list[float]:
    """The numbers in a sentence, those in powers of ten too."""
    matches = NUMBER.findall(text.replace(",", "."))
    return [
        float(f"{n.replace('−', '-')}e{p.translate(POWERS) or 0}") for n, p in matches
    ]


def number(text: str) -> float:
    return numbers(text)[0]


def probability(weights, x1: float, x2: float, features=("x1", "x2")) -> float:
    """The probability that torch computes with these weights."""
    sizes = len(features), *(len(b) for b in weights[1::2])
    model = with_torch.make_model(sizes).float()
    state = dict(zip(model.state_dict(), map(torch.tensor, weights), strict=True))
    model.load_state_dict(state)
    inputs = with_torch.make_features(torch.tensor([[x1, x2]]), features)
    return torch.sigmoid(model(inputs)).item()


def test_the_picture_shows_the_answers_of_torch_while_neurons_are_added(
    reader, finished
):
    reader.open(SLUG)
    at_rest(reader)
    page, decision = reader.page, reader.page.locator(".decision")
    hint = page.locator(".told")
    page_of = lesson(SLUG)
    rec = finished(page_of.start_recording(**page_of.defaults))
    verdict = reader.words.labels("verdicts")["solved"].split("{")[0].strip()
    reader.figure.get_by_text(verdict).first.wait_for()
    reader.rest()
    box = decision.bounding_box()
    for t in (0, 40, 200):
        reader.scrub(t)
        for across, down in SPOTS:
            x, y = box["x"] + across * box["width"], box["y"] + down * box["height"]
            page.mouse.move(x + 1, y)
            page.mouse.move(x, y)
            hint.filter(has_text=re.compile(r"\d[.,]\d")).wait_for()
            reader.painted()
            x1, x2, shown_value = numbers(hint.inner_text())
            answer = probability(unpad_weights(rec, t), x1, x2)
            near = [
                probability(unpad_weights(rec, t), x1 + d, x2 + d)
                for d in (-9e-3, 9e-3)
            ]
            slack = 0.006 + abs(near[1] - near[0])  # the place is told in hundredths
            assert shown_value == pytest.approx(answer, abs=slack)
    reader.scrub(40)
    units = page.locator(".over .unit")
    assert units.count() == 10
    page.get_by_role("button", name=reader.words.labels("network")["add"]).first.click()
    page.wait_for_url("**changes=40*")
    at_rest(reader)
    assert reader.step() == 40
    assert units.count() == 11
    reader.scrub(39)
    reader.painted()
    assert units.count() == 10


def test_an_input_is_switched_on_and_off_on_the_figure(reader, finished):
    reader.open(SLUG, depth=0, n_epochs=50)
    at_rest(reader)
    page, words = reader.page, reader.words.labels("network")

    def inputs(name):
        label = f"{words['input']} {words[name]}"
        return page.get_by_role("button", name=label, exact=True)

    expect(inputs("x1")).to_have_attribute("aria-pressed", "true")
    expect(inputs("sq1")).to_have_attribute("aria-pressed", "false")
    inputs("sq1").click()
    page.wait_for_url("**features=x1+x2+sq1*")
    at_rest(reader)
    inputs("sq2").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**features=x1+x2+sq1+sq2*")
    at_rest(reader)
    for name in ("x1", "x2"):
        inputs(name).click()
        at_rest(reader)
    page.wait_for_url("**features=sq1+sq2*")
    page_of = lesson(SLUG)
    features = ("sq1", "sq2")
    settings = {"depth": 0, "n_epochs": 50, "features": features}
    rec = finished(page_of.start_recording(**page_of.defaults | settings))
    reader.scrub(50)
    box, hint = page.locator(".decision").bounding_box(), page.locator(".told")
    for across, down in SPOTS:
        x, y = box["x"] + across * box["width"], box["y"] + down * box["height"]
        page.mouse.move(x + 1, y)
        page.mouse.move(x, y)
        hint.filter(has_text=re.compile(r"\d[.,]\d")).wait_for()
        reader.painted()
        *place, shown_value = numbers(hint.inner_text())
        answer = probability(unpad_weights(rec, 50), *place, features)
        assert shown_value == pytest.approx(answer, abs=0.02)
    inputs("sq1").click()
    page.wait_for_url("**features=sq2*")
    inputs("sq2").click()
    expect(inputs("sq2")).to_have_attribute("aria-pressed", "true")


PIXELS = """(canvas, [left, top, right, bottom]) => {
    const context = canvas.getContext("2d"), colours = new Set();
    const image = context.getImageData(left, top, right - left, bottom - top).data;
    for (let i = 0; i < image.length; i += 4)
        colours.add(image.slice(i, i + 4).join());
    return colours.size;
}"""


def test_a_rate_and_a_weight_are_set_from_the_shown_epoch_on(reader):
    reader.open(SLUG, n_epochs=50)
    at_rest(reader)
    page, labels = reader.page, reader.words.labels("labels")
    words = reader.words.labels("changes")
    reader.scrub(20)
    rate = page.get_by_label(labels["lr"], exact=True).locator("xpath=self::select")
    rate.select_option("0.1")
    page.wait_for_url(re.compile(re.escape(quote("20:lr=0.1"))))
    at_rest(reader)
    assert reader.step() == 20
    reader.scrub(19)
    reader.painted()
    expect(rate).to_have_value("0.03")
    reader.scrub(0)
    unit = page.get_by_role("button", name=re.compile(r"\b1\.2\b")).first
    unit.click()
    field = page.get_by_label(words["set_value"], exact=True)
    field.scroll_into_view_if_needed()
    units = page.get_by_label(words["set_unit"], exact=True)
    expect(units.locator("option:checked")).to_have_text(re.compile(r"\b1\.2$"))
    field.fill("-0.5")
    field.press("Enter")
    page.wait_for_url(re.compile(re.escape(quote("0:b1.2=-0.5"))))
    at_rest(reader)
    reader.painted()
    assert number(field.input_value().replace("-", "−")) == -0.5


def test_training_goes_on_beyond_its_end_from_where_it_was(reader):
    reader.open(SLUG, n_epochs=50, depth=6, width=8)
    at_rest(reader)
    reader.page.set_viewport_size({"width": 1024, "height": 800})
    neurons = reader.page.locator(".view-network .unit:not(.input)")
    expect(neurons).to_have_count(48)
    reader.page.wait_for_function(
        "e => e.getBoundingClientRect().width >= 30", arg=neurons.last.element_handle()
    )
    reader.scrub(50)
    words = reader.words.labels("changes")
    name = words["go_on"].format(n=100)
    reader.page.get_by_role("button", name=name, exact=True).click()
    reader.page.wait_for_url("**n_epochs=100*")
    at_rest(reader)
    assert reader.step() == 50
    reader.scrub(100)
    assert reader.step() == 100


def test_the_decision_alone_is_coloured_and_validation_points_are_hidden(reader):
    counts = {}
    for discrete in (False, True):
        reader.open(SLUG, n_epochs=50, discrete=discrete, held_out=not discrete)
        at_rest(reader)
        reader.scrub(50)
        reader.page.wait_for_timeout(300)
        canvas = reader.page.locator("canvas.pictures")
        box, area = (
            reader.page.locator(".decision").bounding_box(),
            canvas.bounding_box(),
        )
        left, top = box["x"] - area["x"], box["y"] - area["y"]
        corner = [left + 4, top + 4, left + 40, top + box["height"] - 4]
        counts[discrete] = canvas.evaluate(PIXELS, [round(at) for at in corner])
        key = reader.words.labels("network")["points"]
        assert (key in reader.page.locator(".marks-key").inner_text()) != discrete
    assert counts[False] > 20
    assert counts[True] < counts[False] / 2


RECORD_STEPS = """() => { // the steps that the range of the steps shows from now on
    const time = document.querySelectorAll("*");
    const roots = [...time].flatMap(e => e.shadowRoot ? [e.shadowRoot] : []);
    const range = () => roots.flatMap(r => [...r.querySelectorAll(".bar input")])[0];
    globalThis.shown = new Set();
    setInterval(() => range() && shown.add(+range().value), 5);
}"""


def test_neurons_added_and_removed_quickly_keep_the_epoch(visitor):
    with visitor(reuse=False) as reader:
        reader.open(SLUG, seed=7)
        at_rest(reader)
        reader.scrub(100)
        reader.page.evaluate(RECORD_STEPS)
        names = reader.words.labels("network")
        for name, changes in (("add", "1+"), ("remove", "1-5")):
            button = reader.page.get_by_role("button", name=names[name]).first
            for _ in range(3):
                button.click(delay=0)
                reader.page.wait_for_timeout(60)
            last = re.escape(quote(f"100:{changes}"))
            reader.page.wait_for_url(re.compile(f"{last}$"))
        expected = "100:1+ 100:1+ 100:1+ 100:1-7 100:1-6 100:1-5"
        text = reader.page.get_by_label(
            reader.words.labels("labels")["changes"], exact=True
        )
        expect(text).to_have_value(expected)
        at_rest(reader)
        assert reader.page.evaluate("[...shown]") == [100]
        assert reader.page.locator(".over .unit").count() == 10


def test_a_click_sets_own_points_and_the_link_carries_them(reader):
    reader.open(SLUG, data="own")
    at_rest(reader)
    page = reader.page
    box = page.locator(".decision").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4)
    page.wait_for_url("**points=a0*")
    at_rest(reader)
    page.locator(".marks-key .class1").click()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 3 * box["height"] / 4)
    page.wait_for_url("**b0*")
    at_rest(reader)
    text = page.get_by_label(reader.words.labels("labels")["points"], exact=True)
    assert re.fullmatch(r"a-?0\S* 0\.\d+ b-?0\S* -0\.\d+", text.input_value())


def picture(reader):
    """The border lines as painted: the ink of the decision's canvas."""
    reader.page.wait_for_timeout(200)  # at rest it is painted finer
    return reader.page.locator("canvas.pictures").evaluate("e => e.toDataURL()")


def test_decisions_of_pinned_runs_stand_side_by_side(reader):
    link = {f"{SLUG}.pin": ["A,depth:0", "B,features:x1 x2 sq1 sq2,width:2"]}
    reader.follow(SLUG, link | {f"{SLUG}.n_epochs": 50})
    at_rest(reader)
    reader.scrub(50)
    squares = reader.page.locator(".square")
    expect(squares).to_have_count(3)
    boxes = [square.bounding_box() for square in squares.all()]
    assert len({box["y"] for box in boxes}) == 1
    pictures = squares.locator("canvas.decided").evaluate_all(
        "all => all.map(canvas => canvas.toDataURL())"
    )
    assert len(set(pictures)) == 3


def test_a_pinned_run_draws_its_boundary_and_fills_the_table(reader, finished):
    reader.follow(SLUG, {f"{SLUG}.pin": ["A,width:2"]})
    at_rest(reader)
    page, labels = reader.page, reader.messages["data_table"]
    reader.scrub(60)
    before = picture(reader)
    reader.figure.get_by_role("button", name=labels["show"], exact=True).click()
    table = reader.figure.locator(".behind table").last
    heads = table.locator("thead th").all_inner_texts()
    assert heads[-1] == f"{heads[-2]} A"
    rows = table.locator("tbody tr").evaluate_all(
        "all => all.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    page_of = lesson(SLUG)
    runs = [
        finished(page_of.start_recording(**page_of.defaults | more))
        for more in ({}, {"width": 2})
    ]
    for row in rows[:20]:
        x1, x2, *probabilities = map(number, row[1:3] + row[4:])
        for rec, answer in zip(runs, probabilities, strict=True):
            near = [
                probability(unpad_weights(rec, 60), x1 + d, x2 + d)
                for d in (-9e-3, 0, 9e-3)
            ]
            slack = 0.006 + max(near) - min(near)  # the place is told in hundredths
            assert answer == pytest.approx(near[1], abs=slack)
    name = reader.messages["compare"]["remove"].format(letter="A")
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_url(lambda url: "pin" not in url)
    at_rest(reader)
    reader.scrub(60)
    assert table.locator("thead th").all_inner_texts() == heads[:-1]
    assert picture(reader) != before
