"""Predict, commit, reveal: the block of a page in each of its states."""

import json
import re
from math import log
from types import SimpleNamespace

import pytest

from app.activities.prediction import Prediction
from app.components.bundle import BUNDLES
from app.content.catalogue import LANGUAGES, PageText, load_messages
from app.content.markdown import render_colours
from app.state.activity_state import QuestionAttempt
from app.state.link import control_key, is_linked
from app.state.page_state import PageState
from lessons import SLUGS, lesson
from lessons.contract import RIGHT
from tests.course import question
from tests.pages.app_page import check_text, open_page, page_text

SLUG = "linear_regression"
"""The page on which the mechanism itself is tried."""


def button(app, name, slug=SLUG):
    return app.button(key=f"{slug}/predict/{name}")


FIGURES = {name for name in BUNDLES if name.split("-")[0] == "player"}
FIGURES |= {
    "tensor_cells",
    "value_graph",
    "code_stepper",
    "layer_chain",
    "vega_lite_chart",
}
"""What shows an answer."""


def elements(block):
    """What a page shows, from top to bottom."""
    for child in block.children.values():
        yield child
        if hasattr(child, "children"):
            yield from elements(child)


def stands_under_a_figure(app, verdict):
    """Nothing of the page stands between a figure and the verdict about it."""
    blocks = [*elements(app.main)]
    texts = [str(getattr(element, "value", "")) for element in blocks]
    (at,) = (i for i, text in enumerate(texts) if text.startswith(verdict))
    kinds = [
        getattr(getattr(element, "proto", None), "component_name", element.type)
        for element in blocks[:at]
    ]
    last = max(i for i, kind in enumerate(kinds) if kind in FIGURES)
    assert not {"select_slider", "radio", "button"} & {*kinds[last:]}
    assert not any(text.startswith("##") for text in texts[last:at])


def names(app, slug=SLUG):
    """The buttons of the block that are there."""
    keys = [b.key or "" for b in app.button]
    begins = f"{slug}/predict/"
    return [k.removeprefix(begins) for k in keys if k.startswith(begins)]


def attempt(app, slug=SLUG):
    """Where the session is with the question begun last."""
    return app.session_state["page_states"][slug].prediction.attempt


def answers(app, slug=SLUG):
    return app.session_state["page_states"][slug].prediction.answers


def ask(app):
    """What the figure hides or keeps."""
    for element in app.get("bidi_component"):
        conf = json.loads(
            json.loads(element.proto.mixed.json or "{}").get("conf", "{}")
        )
        if conf.get("part") == "figure":
            return conf["ask"], conf["set"]
    return None, None


def visible_components(app):
    """The components of a page that show something."""
    names = [element.proto.component_name for element in app.get("bidi_component")]
    return [name for name in names if not re.search("bundle-|focus", name)]


def open_question(slug, name, lang="fr"):
    """A page with this question open."""
    app = open_page(slug, lang)
    button(app, "begin", slug).click().run()
    while question_of(app, slug).name != name:
        button(app, "skip", slug).click().run()
        button(app, "next", slug).click().run()
    return app


def question_of(app, slug):
    return lesson(slug).questions[attempt(app, slug).index]


def settings_of(app, slug):
    return lesson(slug).question_settings(
        question_of(app, slug), attempt(app, slug).seed
    )


def run_of(app, slug, recorded):
    """(question, recording, settings) of the question begun last."""
    page, settings = lesson(slug), settings_of(app, slug)
    depends = {c.name: settings[c.name] for c in page.recording_controls}
    return question_of(app, slug), page.record and recorded(slug, **depends), settings


def give(app, slug, guess):
    """Give an answer as a reader does; the figure sends what is set on it."""
    item, at = question_of(app, slug), attempt(app, slug)
    widget = f"{slug}/predict/answer/{at.number}"
    if item.kind == "choice":
        app.radio(key=widget).set_value(guess)
    elif item.kind == "number":
        app.select_slider(key=widget).set_value(guess)
    elif item.kind == "order":
        app.button_group(key=widget).set_value(list(guess))
    else:
        attempt(app, slug).guess = guess
    app.run()
    button(app, "commit", slug).click().run()


def candidates(item):
    """Answers a reader can give, all or many."""
    if item.kind == "point":
        return [(i, j) for i in range(0, 61, 2) for j in range(0, 61, 2)]
    if item.kind == "curve":
        return []
    if item.kind == "order":
        first, second, *rest = item.values
        return [
            (first, second, *rest),
            (second, first, *rest),
            (*rest, first, second),
            (*rest, second, first),
            (first, *rest, second),
            (second, *rest, first),
        ]
    return [*item.options, *item.values]


def guess_that_is(right, item, rec, settings):
    """An answer a reader can give that is right, or that is not."""

    def judgement(guess):
        if item.kind == "point":
            frames = [rec.facts[f"{axis}_window"] for axis in item.axes]
            guess = tuple(
                low + (high - low) * i / 60
                for i, (low, high) in zip(guess, frames, strict=True)
            )
        return item.judge(guess, rec, settings)

    if item.kind == "curve":
        low, high = rec.facts[f"{item.axes[1]}_window"]
        parts = [log(v / low) / log(high / low) for v in item.answer(rec, settings)]
        guess = tuple(round(60 * part) for part in parts)
        return (guess, RIGHT) if right else ((0,) * len(guess), "too_low")
    for guess in candidates(item):
        if (judgement(guess) == RIGHT) == right:
            return guess, judgement(guess)
    raise LookupError(item.name)


def questions(app, slug):
    """Each question of a page, begun one after another as a reader does."""
    for i, item in enumerate(lesson(slug).questions):
        button(app, "next" if i else "begin", slug).click().run()
        assert question_of(app, slug) is item
        yield item


def check_answer(app, slug, right, lang, recorded):
    """Answer the open question, and check the text that the page shows for it."""
    item, rec, settings = run_of(app, slug, recorded)
    guess, judgement = guess_that_is(right, item, rec, settings)
    give(app, slug, guess)
    text = check_text(app, lang)
    messages, words = load_messages(lang)["predict"], PageText(slug, lang)
    assert (messages["right"] in text, messages["wrong"] in text) == (right, not right)
    shows = item.finding(rec, settings)
    pieces = words.labels(f"predict.{item.name}.shows")[shows].split("{")[0]
    assert render_colours(pieces).split("[")[0] in text
    stands_under_a_figure(app, messages["right" if right else "wrong"])
    if not right:
        answer = item.answer_option(rec, settings)
        assert attempt(app, slug).outcome.right == answer
        assert (messages["answer"].split("{")[0] in text) == (answer is not None)
        reason = words.labels(f"predict.{item.name}.because")[judgement].split("{")[0]
        assert render_colours(reason).split("[")[0] in text
    assert set(names(app, slug)) == {"again", "next"}


@pytest.mark.parametrize("slug", SLUGS)
def test_right_and_wrong_answers_are_judged_and_explained(slug, recorded):
    """To each question of a page, in one visit; languages by turns.

    The wrong answer is to a new variant: that has other settings, and the first
    answer counts.
    """
    lang, expected = LANGUAGES[SLUGS.index(slug) % 2], {}
    app = open_page(slug, lang)
    for item in questions(app, slug):
        check_text(app, lang)
        check_answer(app, slug, True, lang, recorded)
        expected[item.name] = True
        assert answers(app, slug) == expected
        another_variant(app, slug, lang)
        check_answer(app, slug, False, lang, recorded)
        assert answers(app, slug) == expected


def another_variant(app, slug, lang):
    """The same question at other settings, which are those of the page."""
    item, before = question_of(app, slug), settings_of(app, slug)
    n = attempt(app, slug).number
    button(app, "again", slug).click().run()
    check_text(app, lang)
    assert question_of(app, slug) is item
    assert settings_of(app, slug) != before
    assert attempt(app, slug).number != n
    settings = settings_of(app, slug)
    for control in lesson(slug).controls:
        value = settings[control.name]
        if value != control.default and is_linked(control, settings):
            link = app.query_params[control_key(slug, control.name)]
            assert link == control.write(value)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_page_is_hidden_below_an_open_question(slug):
    """Who skips sees the rest, and has given no answer."""
    app = open_page(slug)
    before = len(visible_components(app))
    button(app, "begin", slug).click().run()
    check_text(app, "fr")
    assert set(names(app, slug)) == {"commit", "skip"}
    assert button(app, "commit", slug).disabled
    assert len(visible_components(app)) < before
    assert PageText(slug, "fr").text("remember.title") not in page_text(app)
    for widget in [*app.select_slider, *app.segmented_control]:
        mine = "/predict/" in (widget.key or "") or "language" in (widget.key or "")
        assert mine or widget.disabled, widget.key
    button(app, "skip", slug).click().run()
    assert load_messages("fr")["predict"]["passed"] in check_text(app, "fr")
    assert answers(app, slug) == {}
    assert PageText(slug, "fr").text("remember.title") in page_text(app)
    assert len(visible_components(app)) == before


def test_a_reader_who_only_plays_is_not_disturbed():
    app = open_page(SLUG)
    assert names(app) == ["begin"]
    assert ask(app)[0] is None


def test_the_figure_is_veiled_then_plays_with_the_prediction(recorded):
    app = open_question(SLUG, "rate")
    question, position = ask(app)
    assert question["veil"] == load_messages("fr")["predict"]["veil"]
    assert (position["t"], position.get("play"), position["still"]) == (0, None, True)
    give(app, SLUG, "grows")
    answer, position = ask(app)
    assert "veil" not in answer
    assert (position["t"], position["play"]) == (0, True)
    label = PageText(SLUG, "fr").labels("predict.rate.options")["grows"]
    assert label.rstrip(".") in answer["says"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", [SLUG, "memory"])
def test_an_answer_is_counted_in_the_run_that_judges_it(slug, lang):
    app = open_page(slug, lang)
    button(app, "begin", slug).click().run()
    first, *_ = lesson(slug).questions
    give(app, slug, first.options[0])
    counts = {"done": 1, "right": sum(answers(app, slug).values())}
    state = load_messages(lang)["predict"]["state"]
    text = check_text(app, lang)
    assert state.format(n=len(lesson(slug).questions), **counts) in text
    assert load_messages(lang)["predict"]["note"] not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_home_shows_its_own_answers_on_its_map_at_once(lang):
    app = open_page("home", lang)
    button(app, "begin", "home").click().run()
    give(app, "home", 3.5)
    progress = load_messages(lang)["predict"]["done"].format(done=1, n=2)
    assert any(progress in link.proto.label for link in app.get("page_link"))


def test_a_question_about_another_run_is_drawn_in_its_block():
    """Under the figure there is the question about what it shows, and no other."""
    app = open_question(SLUG, "rate")
    give(app, SLUG, "grows")
    title = PageText(SLUG, "fr").text("question")
    heading = f"## {load_messages('fr')['predict']['title']}"
    assert not any(m.value.startswith(heading) for m in app.markdown), title
    app.select_slider(key=f"{SLUG}.noise").set_value(0.3).run()
    assert any(m.value.startswith(heading) for m in app.markdown)
    assert load_messages("fr")["predict"]["wrong"] in check_text(app, "fr")


def test_the_figure_goes_to_the_step_of_the_answer():
    app = open_page("home")
    button(app, "begin", "home").click().run()
    give(app, "home", 3.5)
    assert ask(app)[1]["to"] == 1
    button(app, "next", "home").click().run()
    give(app, "home", "falls")
    assert "to" not in ask(app)[1]


@pytest.mark.parametrize(
    ("slug", "name", "figure", "to"),
    [
        ("memory", "who", "storages", None),
        ("memory", "order", "storages", 1),
        ("linear_algebra", "entry", "product", None),
        ("autograd", "kept", "add", None),
        ("computation_graph", "parts", "flow", "b"),
        ("update_pitfalls", "leaf", "figure", "first"),
        ("next_steps", "line", "debug", None),
    ],
)
def test_a_stepped_figure_goes_to_the_answer(slug, name, figure, to):
    """And no other figure of the page does."""
    app = open_question(slug, name)
    button(app, "skip", slug).click().run()
    goals = {}
    for element in app.get("bidi_component"):
        drawing = json.loads(
            json.loads(element.proto.json or "{}").get("drawing", "{}")
        )
        if drawing.get("reveal"):
            goals[element.proto.id.rpartition(f"{slug}/")[2]] = drawing
    ((key, drawing),) = goals.items()
    assert key.startswith(figure)
    target = drawing["reveal"]["to"]
    if to == "b":
        (graded,) = [n["graded"] for n in drawing["nodes"] if n["head"][1] == "b"]
        assert target == graded > 0
    elif to == "first":
        moments = drawing["steps"]
        failures = [i for i, moment in enumerate(moments) if moment["failed"]]
        assert target == (failures or [target])[0] > 0
    else:
        assert target == to


def test_the_first_answer_counts():
    app = open_question(SLUG, "rate")
    item = question(SLUG, "rate")
    give(app, SLUG, "grows")  # at the first draw, it is not
    assert answers(app) == {"rate": False}
    button(app, "again").click().run()
    while settings_of(app, SLUG)["lr"] < 0.8:
        button(app, "skip").click().run()
        button(app, "again").click().run()
    give(app, SLUG, "grows")
    assert attempt(app).outcome.judgement == RIGHT
    assert answers(app) == {"rate": False}
    assert item.options


NONSENSE = (
    *(None, 3, [], {}, {"n": 1}, {"n": 0, "at": [1, 2]}, {"at": [1, 2]}),
    *({"n": 1, "at": at} for at in (None, 3, "12", [1], [1, 2, 3], {"a": 1, "b": 2})),
    *({"n": 1, "at": at} for at in ([1.5, 2], [61, 0], ["1", 0], [-1, 0], [True, 0])),
)


@pytest.mark.parametrize("sent", NONSENSE, ids=str)
def test_a_place_on_the_figure_that_makes_no_sense_is_dropped(sent):
    prediction = object.__new__(Prediction)
    state = PageState()
    prediction.context = SimpleNamespace(lesson=lesson(SLUG), state=state)
    end = [item.name for item in lesson(SLUG).questions].index("end")
    state.prediction.attempt = QuestionAttempt(number=1, index=end)
    prediction.receive_guess(sent)
    assert prediction.attempt.guess is None
    prediction.receive_guess({"n": 1, "at": [0, 60]})
    assert prediction.attempt.guess == (0, 60)


def test_leaving_and_returning_keeps_the_question_and_the_answer():
    app = open_question(SLUG, "rate")
    give(app, SLUG, "grows")
    app.query_params.clear()
    app.switch_page("../pages/batches.py").run()
    app.query_params.clear()
    app.switch_page(f"../pages/{SLUG}.py").run()
    text = check_text(app, "fr")
    assert load_messages("fr")["predict"]["wrong"] in text
    (radio,) = app.radio
    assert (radio.value, radio.disabled) == ("grows", True)


def test_a_link_to_other_settings_closes_the_question():
    app = open_question(SLUG, "rate")
    app.switch_page("../pages/batches.py").run()
    app.query_params[f"{SLUG}.noise"] = "0.3"
    app.switch_page(f"../pages/{SLUG}.py").run()
    check_text(app, "fr")
    assert names(app) == ["begin"]
    assert ask(app)[0] is None


def test_over_another_run_the_prediction_is_not_drawn():
    app = open_question(SLUG, "rate")
    give(app, SLUG, "grows")
    app.select_slider(key=f"{SLUG}.noise").set_value(0.3).run()
    assert ask(app)[0] is None
    app.select_slider(key=f"{SLUG}.noise").set_value(0.1).run()
    assert ask(app)[0]


def test_reset_forgets_questions_and_answers():
    app = open_question(SLUG, "rate")
    give(app, SLUG, "grows")
    app.button(key=f"{SLUG}/reset").click().run()
    assert names(app) == ["begin"]
    assert answers(app) == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_map_of_the_course_shows_the_progress(lang):
    app = open_question(SLUG, "rate", lang)
    give(app, SLUG, "grows")
    app.switch_page("../pages/home.py").run()
    labels = [link.proto.label for link in app.get("page_link")]
    (mine,) = [
        label for label in labels if PageText(SLUG, lang).text("question") in label
    ]
    n = len(lesson(SLUG).questions)
    assert load_messages(lang)["predict"]["done"].format(done=1, n=n) in mine
