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


def probability(weights, x1: float, x2: float) -> float:
    """The probability that torch computes with these weights."""
    model = with_torch.make_model((2, *(len(b) for b in weights[1::2]))).float()
    state = dict(zip(model.state_dict(), map(torch.tensor, weights), strict=True))
    model.load_state_dict(state)
    return torch.sigmoid(model(torch.tensor([[x1, x2]]))).item()


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
