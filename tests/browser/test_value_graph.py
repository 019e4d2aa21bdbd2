"""The graph with values is stepped here, without a word to the server."""

import re

import pytest
from playwright.sync_api import expect

SLUG = "computation_graph"
LAST = 12
"""Steps of the graph that the page begins with: five forward, seven back."""


@pytest.fixture(scope="module")
def page(visitor):
    with visitor() as reader:
        yield reader.open(SLUG)


def flow(reader):
    return reader.page.locator(".flow")


def at(reader, step, last=LAST):
    expect(flow(reader).locator("output")).to_have_text(f"{step} / {last}")


def button(reader, name):
    label = reader.messages["player"][name]
    return flow(reader).get_by_role("button", name=label, exact=True)


def put(reader, step):
    flow(reader).locator("input").fill(str(step))
    at(reader, step)


def texts(reader):
    """Everything that a step changes: classes and texts."""
    reader.painted()
    parts = flow(reader).locator(".box, .edge, .line, .act, .says, .sums, .note, .told")
    return parts.evaluate_all(
        "all => all.map(e => [...e.classList].sort().join(' ') + e.textContent)"
    )


def beyond(reader):
    """The texts that do not stay inside their box."""
    return (
        flow(reader)
        .locator(".box:has(text)")
        .evaluate_all(
            """all => all.flatMap(g => {
            const frame = g.querySelector(".frame").getBoundingClientRect();
            return [...g.querySelectorAll("text")].filter(e => e.textContent &&
                e.getBoundingClientRect().right > frame.right).map(e => e.textContent);
        })"""
        )
    )


def test_question_figure_and_steps_fit_the_first_screen(page):
    put(page, 0)
    whole = flow(page)
    parts = [whole.locator(part) for part in (".bar", ".graph", ".live")]
    for part in [*parts, page.page.get_by_role("heading", level=1)]:
        box = part.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 800
    graph = whole.locator(".graph")
    assert graph.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert graph.evaluate("e => e.scrollHeight <= e.clientHeight + 1")


def test_stepping_sends_no_message_and_back_undoes_it(page):
    put(page, 0)
    n_frames, states = page.n_frames, [texts(page)]
    for step in range(1, LAST + 1):
        button(page, "forward").click()
        at(page, step)
        states.append(texts(page))
    assert len({str(state) for state in states}) == LAST + 1
    button(page, "forward").dispatch_event("click")  # past the end it stays
    at(page, LAST)
    for step in range(LAST - 1, -1, -1):
        button(page, "back").click()
        at(page, step)
        assert texts(page) == states[step]
    button(page, "forward").click()
    button(page, "restart").click()
    at(page, 0)
    page.rest()
    assert page.n_frames == n_frames


def test_the_forward_pass_shows_values_and_the_backward_pass_gradients(page):
    put(page, 0)
    grads, values = (flow(page).locator(f"text.{kind}") for kind in ("grad", "value"))
    assert len([t for t in values.all_text_contents() if t]) == 4  # a, b, x, y
    put(page, 5)
    assert all(values.all_text_contents())
    assert not any(grads.all_text_contents())
    put(page, LAST)
    assert beyond(page) == []
    details = dict(
        zip(
            flow(page).locator("text.head").all_text_contents(),
            grads.all_text_contents(),
            strict=True,
        )
    )
    assert (details["a"], details["b"], details["x"]) == ("∂ −3,24", "∂ −2,06", "")


def test_the_chain_rule_is_stated_and_its_line_highlighted(page):
    put(page, 5)
    expect(flow(page).locator("pre .lit")).to_have_text(
        re.compile(r"loss = \(error\*\*2\)\.mean\(\)")
    )
    put(page, 8)
    live = flow(page).locator(".live")
    expect(live.locator(".act")).to_have_text(page.messages["flow"]["backward_pass"])
    expect(live.locator(".says")).to_contain_text("error²")
    expect(live.locator(".sums")).to_have_text("0,050 · (−2,710) = −0,136")
    expect(flow(page).locator(".box.now text.head")).to_have_text(re.compile("error$"))
    expect(flow(page).locator(".edge.flows")).to_have_count(1)


def test_keys_step_and_the_pointer_inspects(page):
    put(page, 0)
    n_frames = page.n_frames
    picture = flow(page).locator(".graph svg")
    picture.focus()
    for key, step in (("ArrowRight", 1), ("ArrowDown", 2), ("ArrowLeft", 1)):
        page.page.keyboard.press(key)
        at(page, step)
    page.page.keyboard.press("End")
    at(page, LAST)
    square = flow(page).locator(".box").filter(has_text="( )²")
    assert square.locator("title").text_content() == "PowBackward0"
    square.hover()
    details = flow(page).locator(".told")
    expect(details).to_contain_text("PowBackward0")
    expect(details).to_contain_text("self = error (20,)")
    page.page.mouse.move(5, 5)
    expect(details).not_to_contain_text("PowBackward0")
    assert page.n_frames == n_frames


def test_play_runs_to_the_end_and_pauses(page):
    page.page.clock.install()
    put(page, LAST - 2)
    button(page, "play").click()
    at(page, LAST - 1)
    expect(button(page, "pause")).to_be_visible()
    page.page.clock.run_for(1500)
    at(page, LAST)
    expect(button(page, "play")).to_be_visible()


def test_a_changed_setting_redraws_and_stays_at_the_end(visitor):
    with visitor(viewport={"width": 390, "height": 844}, reduced_motion="reduce") as it:
        it.open(SLUG, "en")
        put(it, LAST)
        it.setting("threshold").press("ArrowLeft")
        expect(it.page).to_have_url(re.compile(r"threshold=3\.0"))
        at(it, 20, 20)
        expect(flow(it).locator("pre").first).to_contain_text(
            "threshold=3.0, n_loops=1"
        )
        assert it.too_wide() == []
        assert beyond(it) == []
        box = flow(it).locator(".graph")
        assert box.evaluate("e => e.scrollWidth <= e.clientWidth")
        live = flow(it).locator(".live").bounding_box()
        assert live["y"] < box.bounding_box()["y"]  # the sentence before the graph
        now, frame = flow(it).locator("g.box.now").bounding_box(), box.bounding_box()
        end = frame["y"] + frame["height"]
        assert frame["y"] <= now["y"] + 1 and now["y"] + now["height"] <= end + 1
        assert end - live["y"] <= 844 - 170  # under the header and the buttons
        it.page.evaluate(
            "document.querySelector('[data-testid=stMain]').scrollTo(0, 0)"
        )
        flow(it).locator("input").fill("2")
        assert box.bounding_box()["y"] + box.bounding_box()["height"] > 844
        button(it, "play").click()
        button(it, "pause").click()
        now = flow(it).locator("g.box.now").bounding_box()
        assert now["y"] > 0 and now["y"] + now["height"] <= 844
        assert "loss⁽²⁾: loss⁽¹⁾ + t₁" in box.locator("svg").get_attribute("aria-label")
