"""Pin, rename, remove, show: what a page does with runs to compare."""

import json
import re
from types import SimpleNamespace
from urllib.parse import urlencode

import numpy as np
import pytest
import streamlit as st

from app.activities.comparison import DASHES, Comparison
from app.content.catalogue import LANGUAGES, ROOT, PageText, load_messages
from app.state.link import write_link
from app.state.pins import LETTERS
from lessons import SLUGS, lesson, time_update
from tests.course import BEFORE, RUN_RETURNS, tool
from tests.pages.app_page import (
    check_text,
    open_page,
    page_text,
    player_parts,
    read_recording,
)

COMPARISON_SLUGS = tuple(slug for slug in SLUGS if lesson(slug).comparison)
OTHERS = {
    "optimizers": ({"optimizer": "Adam", "lr": 0.1}, {"schedule": "cosine"}),
    "home": [{"lr": 0.2}, {"lr": 0.3}],
    "linear_regression": [{"lr": 0.5}, {"lr": 1.0}],
    "gradient_descent": [{"lr": 0.13, "w1": 1.5}, {"w1": -0.2, "w2": 0.1}],
    "polynomial": [{"degree": 5, "lr": 5.6e-8}, {"scaled": True, "lr": 1.8e-4}],
    "playground": [{"depth": 0}, {"width": 3, "activation": "ReLU", "lr": 0.1}],
    "batches": [{"batch_size": 1, "lr": 0.4}, {"decay": 0.05, "batch_size": 80}],
}
"""Runs to pin, by what differs from the defaults."""


def pin_text(at):
    return ",".join(f"{name}:{value}" for name, value in at.items())


def with_pins(slug, lang="fr", **more):
    pins = [f"{x},{pin_text(at)}" for x, at in zip("AB", OTHERS[slug], strict=True)]
    return open_page(slug, lang, **{f"{slug}.pin": pins}, **more)


def pins(app, slug):
    return app.session_state["page_states"][slug].comparison.pins


def rows(app, lang):
    """The table of the block, the head first."""
    label = load_messages(lang)["compare"]["title"]
    (body,) = [e.body for e in app.get("html") if f'label="{label}"' in e.body]
    return [re.findall("<t[hd][^>]*>(.*?)</t", row) for row in body.split("<tr>")[1:]]


def button(app, slug, letter, act):
    return app.button(key=f"{slug}/compare/{letter}/{act}")


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_compares_if_its_lesson_says_how(slug):
    source = (ROOT / "pages" / f"{slug}.py").read_text("utf-8")
    assert ("page.compare()" in source) == (lesson(slug).comparison is not None)


@pytest.mark.parametrize("slug", COMPARISON_SLUGS)
def test_the_comparison_names_existing_quantities(slug, recorded):
    page, rec = lesson(slug), recorded(slug)
    comparison = page.comparison
    assert all(page[n].use in ("played", "trained") for n in comparison.controls)
    assert all(page[name] for name in comparison.cost_controls)
    assert "t" in rec.tables[comparison.loss].axes
    if comparison.min_loss:
        assert rec.at(comparison.min_loss) <= np.nanmin(
            rec.series(comparison.loss, **{n: page[n].default for n in rec.axes})
        )
    for lang in LANGUAGES:
        words = PageText(slug, lang)
        assert list(words.labels("verdicts.short")) == list(rec.facts["verdicts"])


@pytest.mark.parametrize("slug", COMPARISON_SLUGS)
def test_a_pinned_run_is_the_plain_run_at_its_settings(slug):
    """Number by number, in what the figure is sent."""
    page, torch_file = lesson(slug), tool(slug, "with_torch")
    head, tables = read_recording(with_pins(slug))
    dashes = head["facts"]["pins"]  # a page may bring runs of its own
    assert {x: dashes[x] for x in "AB"} == {x: list(DASHES[x]) for x in "AB"}
    names = RUN_RETURNS.get(slug, ("a", "b", "loss", "grad_a", "grad_b"))
    quantities = [name for name in names if name.removesuffix(BEFORE) in tables]
    controls = page.run_controls
    defaults = {control.name: control.default for control in controls}
    for letter, at in zip("AB", OTHERS[slug], strict=True):
        result = torch_file.run(**defaults | at)
        by_name = zip(quantities[::-1], result[::-1], strict=False)  # w is several
        run = dict(by_name)
        pin_names = {name: f"{letter}_{name.removesuffix(BEFORE)}" for name in run}
        pins = {name: pin for name, pin in pin_names.items() if pin in tables}
        assert pins
        for name, pin in pins.items():
            last = tables[pin][head["steps"] - name.endswith(BEFORE)]
            np.testing.assert_allclose(last, run[name], rtol=2e-4, atol=1e-6)


@pytest.mark.parametrize("slug", COMPARISON_SLUGS)
def test_each_measure_gives_a_table_of_all_runs(slug):
    by_turns = zip(lesson(slug).comparison.units, LANGUAGES * 2, strict=False)
    for by, lang in by_turns:
        messages = load_messages(lang)["compare"]
        app = with_pins(slug, lang, **{f"{slug}.by": by})
        text = check_text(app, lang)
        assert load_messages(lang)["app"]["ignored"].split("{")[0] not in text
        head, *runs = rows(app, lang)
        assert [row[0] for row in runs] == [messages["here"], "A", "B"]
        assert all(len(row) == len(head) for row in runs)
        assert head[-2] == messages["nearly"].format(by=messages[f"by_{by}"])
        query = app.query_params.get(f"{slug}.by", "updates")
        assert query in (by, [by])


def test_the_comparison_without_pins_says_what_to_do():
    for lang in LANGUAGES:
        app = open_page("linear_regression", lang)
        assert load_messages(lang)["compare"]["empty"] in page_text(app)
        assert not [field for field in app.text_input if "/compare/" in field.key]
        assert "pins" not in read_recording(app)[0]["facts"]


def press(app, slug, **at):
    """What the button that pins sends, at a place of the player."""
    state = app.session_state["page_states"][slug]
    context = SimpleNamespace(
        slug=slug, lesson=lesson(slug), settings=state.settings, state=state
    )
    state.settings |= at
    before = dict(st.session_state)
    assert not before  # nothing of this test leaks into Streamlit's own state
    comparison = Comparison(context, None, recording=None, train=None)
    comparison.pin()
    return app.run()


def pin_button(app):
    (scenes,) = [part for part in player_parts(app) if part["part"] == "scenes"]
    return scenes["pin"]


def test_four_runs_are_pinned_and_a_fifth_is_refused_in_words():
    slug = "linear_regression"
    app = open_page(slug)
    for lr in (0.1, 0.1, 0.5, 0.71, 1.0, 2.0):
        app = press(app, slug, lr=lr)
    assert [(pin.letter, pin.settings) for pin in pins(app, slug)] == [
        (letter, {"lr": lr})
        for letter, lr in zip(LETTERS, (0.1, 0.5, 0.71, 1.0), strict=True)
    ]
    assert pin_button(app)["full"] == load_messages("fr")["compare"]["full"]
    assert [row[0] for row in rows(app, "fr")[2:]] == list(LETTERS)
    assert app.query_params[f"{slug}.pin"] == ["A", "B,lr:0.5", "C,lr:0.71", "D,lr:1.0"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_pin_is_renamed_shown_and_removed(lang):
    slug = "batches"
    app = with_pins(slug, lang)
    name = app.text_input(key=f"{slug}/compare/A")
    assert name.value == "A"
    name.set_value("  <b>*[x]`\n é ").run()
    assert pins(app, slug)[0].name == "<b>*x é"
    assert app.text_input(key=f"{slug}/compare/A").value == "<b>*x é"
    assert rows(app, lang)[2][0] == "A · &lt;b&gt;*x é"
    assert "<b>" not in check_text(app, lang)
    app.text_input(key=f"{slug}/compare/A").set_value(" ").run()
    assert pins(app, slug)[0].name == "A"

    button(app, slug, "A", "show").click().run()
    check_text(app, lang)
    state = app.session_state["page_states"][slug]
    assert state.settings["batch_size"] == 1
    assert state.settings["lr"] == 0.4
    assert state.player.preset["at"]["batch_size"] == 0

    button(app, slug, "B", "show").click().run()
    assert app.select_slider(key=f"{slug}.decay").value == 0.05

    button(app, slug, "A", "remove").click().run()
    assert [pin.letter for pin in pins(app, slug)] == ["B"]
    assert [row[0] for row in rows(app, lang)[2:]] == ["B"]
    button(app, slug, "B", "remove").click().run()
    assert load_messages(lang)["compare"]["empty"] in check_text(app, lang)
    assert f"{slug}.pin" not in app.query_params


def test_a_freed_letter_begins_with_its_own_name():
    slug = "linear_regression"
    app = open_page(slug, **{f"{slug}.pin": ["A,lr:0.5~first"]})
    button(app, slug, "A", "remove").click().run()
    app = press(app, slug, lr=1.0)
    assert app.text_input(key=f"{slug}/compare/A").value == "A"


def test_other_data_redraws_every_pin():
    slug = "linear_regression"
    app = with_pins(slug)
    before = read_recording(app)[1]["A_loss"]
    app.select_slider(key=f"{slug}.noise").set_value(0.3).run()
    head, tables = read_recording(app)
    assert not np.array_equal(tables["A_loss"], before)
    lr = lesson(slug)["lr"].values.index(0.5)
    last = head["steps"] + 1
    np.testing.assert_array_equal(tables["A_loss"][:last], tables["loss"][lr][:last])


def test_pins_hide_while_a_question_is_open():
    app = with_pins("linear_regression")
    app.button(key="linear_regression/predict/begin").click().run()
    head, tables = read_recording(app)
    assert "pins" not in head["facts"]
    assert "A_loss" not in tables
    assert not app.text_input


def test_reset_forgets_pins_and_leaving_the_page_does_not():
    slug = "linear_regression"
    app = with_pins(slug, **{f"{slug}.by": "seconds"})
    app.query_params.clear()
    app.switch_page("../pages/home.py").run()
    app.query_params.clear()
    app.switch_page(f"../pages/{slug}.py").run()
    assert len(pins(app, slug)) == 2
    assert app.segmented_control(key=f"{slug}/compare/by").value == "seconds"
    app.button(key=f"{slug}/reset").click().run()
    assert not pins(app, slug)
    assert dict(app.query_params) == {"lang": "fr"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_invalid_pins_in_a_link_are_named(lang):
    slug, bad = "batches", "B,noise:0.3\n# <b>x</b>`]"
    link = {f"{slug}.pin": ["A,lr:0.5~mine", bad]}
    app = open_page(slug, lang, **link)
    text = check_text(app, lang)
    assert "batches.pin=B,noise:0.3 # <b>x</b>`" in text
    assert "\n# <b>" not in text
    assert [pin.name for pin in pins(app, slug)] == ["mine"]
    state = app.session_state["page_states"][slug]
    link = write_link(slug, lesson(slug), state.settings, 0, state.comparison.pins)
    assert urlencode(link, doseq=True) == "batches.pin=A%2Clr%3A0.5~mine"


def test_examples_and_epochs_are_counted_with_the_short_last_batch():
    comparison = lesson("batches").comparison
    updates = np.arange(7)
    examples, epoch = comparison.examples_seen(updates, {"batch_size": 32})
    assert examples.tolist() == [0, 32, 64, 80, 112, 144, 160]
    assert epoch == 80
    with pytest.raises(ValueError):
        lesson("gradient_descent").comparison.examples_seen(updates, {})


@pytest.mark.parametrize("slug", COMPARISON_SLUGS)
def test_an_update_is_timed(slug, finished):
    page = lesson(slug)
    costs = {name: page.defaults[name] for name in page.comparison.cost_controls}
    assert 0 < finished(time_update(slug, **costs)) < 0.1


def test_the_measure_of_an_equal_amount_is_the_shortest_run():
    """160 updates of one example each see 160 examples; the full batch sees 12 800."""
    app = with_pins("batches", **{"batches.by": "examples"})
    head, *runs = rows(app, "fr")
    assert head[-3] == "perte à 160 exemples vus"
    _, tables = read_recording(app)
    lessons_last = tables["B_full_loss"][2]  # two updates of 80 examples
    assert runs[2][-3] == f"{lessons_last:.3f}".replace(".", ",")
    spec = json.loads(app.get("vega_lite_chart")[0].proto.spec)
    line, *_ = spec["layer"]
    assert line["encoding"]["x"]["scale"]["domain"] == [0, 160]
