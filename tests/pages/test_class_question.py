"""A question of the class on its page: ballot, nothing to commit, verdict, results."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from app.activities import prediction
from app.activities.classroom.session import ClassRound
from app.content.catalogue import LANGUAGES, load_messages
from app.state.activity_state import QuestionAttempt
from lessons import lesson
from lessons.contract import ON_FIGURE
from tests.course import question
from tests.pages.app_page import check_text, open_page, page_text
from tests.pages.test_predict import (
    answers,
    ask,
    attempt,
    guess_that_is,
    names,
    run_of,
    visible_components,
)

CODE, N = "K4PXT", 3

KINDS = {
    "choice": ("linear_regression", "rate"),
    "point": ("linear_regression", "end"),
    "curve": ("linear_regression", "draw"),
    "number": ("linear_regression", "loss"),
    "order": ("gradient_descent", "order"),
}
"""A question of each kind on a page with a player."""

WITHOUT_PLAYER = {"choice": ("memory", "who"), "number": ("memory", "count")} | {
    "order": ("memory", "order")
}


@dataclass
class FakeSession:
    """A class that is at a question of a page."""

    slug: str
    name: str
    role: Any = "seat"
    phase: Any = "asked"
    guess: Any = None
    code: str = CODE

    def round_on(self, slug):
        """The question, if it is on this page."""
        if slug != self.slug or self.phase == "free":
            return None
        return ClassRound(N, self.phase, self.name, 0)

    def own_guess(self):
        """The answer, as the database has it."""
        return list(self.guess) if isinstance(self.guess, tuple) else self.guess


@pytest.fixture
def put(monkeypatch):
    """put(slug, name, …): the page with this question of the class, and the class."""

    def put(slug, name, lang="fr", **session):
        app = open_page(slug, lang)
        fake = FakeSession(slug, name, **session)
        monkeypatch.setattr(prediction, "class_session", lambda: fake)
        indices = [each.name for each in lesson(slug).questions]
        number, index = f"class-{CODE}-{N}", indices.index(name)
        state = app.session_state["page_states"][slug]
        state.prediction.attempt = QuestionAttempt(number, index, class_round=N)
        show(app, slug)
        return app, fake

    return put


def show(app, slug):
    """Run the page at the settings of the question, as the class does."""
    item = lesson(slug).questions[attempt(app, slug).index]
    settings = lesson(slug).question_settings(item, 0)
    app.session_state["page_states"][slug].settings.update(settings)
    for control in lesson(slug).controls_with_use("trained", "shown"):
        value = settings[control.name]
        text = control.write(value) if hasattr(control, "max_length") else value
        app.session_state[f"{slug}.{control.name}"] = text
    app.run()
    assert not app.exception


def reveal(app, fake):
    """Reveal the answer, as the class does."""
    fake.phase = "revealed"
    at = attempt(app, fake.slug)
    at.guess, at.done = fake.guess, True
    show(app, fake.slug)


def drawing(app, name):
    """What a component of the page was given."""
    (given,) = (
        json.loads(json.loads(element.proto.json)["drawing"])
        for element in app.get("bidi_component")
        if element.proto.component_name == name
    )
    return given


def answer_widgets(app, slug):
    """The widgets that take an answer of one's own."""
    widgets = (*app.radio, *app.select_slider, *app.button_group)
    return [w.key for w in widgets if f"{slug}/predict" in (w.key or "")]


PLACES = [*KINDS.values(), *WITHOUT_PLAYER.values()]


@pytest.mark.parametrize("at", range(len(PLACES)))
def test_a_class_question_is_a_ballot_then_a_verdict(at, put, recorded):
    (slug, name), lang = PLACES[at], LANGUAGES[at % 2]
    app, fake = put(slug, name, lang)
    item, rec, settings = run_of(app, slug, recorded)
    ballot = drawing(app, "class_ballot")
    assert ballot["code"] == CODE and ballot["round"] == N
    assert (ballot["role"], ballot["phase"], ballot["kind"]) == (
        "seat",
        "asked",
        item.kind,
    )
    ids = [option["id"] for option in ballot["options"]]
    offered = () if item.kind in ON_FIGURE else item.options or item.values
    assert ids == list(offered)
    labels = [option["label"] for option in ballot["options"]]
    assert not any(mark in text for text in labels for mark in ("{", "[", "**"))
    assert names(app, slug) == answer_widgets(app, slug) == []
    assert load_messages(lang)["predict"]["waits"] not in page_text(app)
    fake.guess, _judgement = guess_that_is(True, item, rec, settings)
    fake.phase = "closed"
    show(app, slug)
    ballot = drawing(app, "class_ballot")
    assert ballot["phase"] == "closed"
    assert ballot["guess"] == fake.own_guess()
    reveal(app, fake)
    text = check_text(app, lang)
    assert load_messages(lang)["predict"]["right"] in text
    assert drawing(app, "class_results")["round"] == N
    assert "class_ballot" not in visible_components(app)
    assert answers(app, slug) == {name: True}
    assert set(names(app, slug)) <= {"again", "next"}
    assert answer_widgets(app, slug) == []


@pytest.mark.parametrize(("kind", "place"), KINDS.items())
def test_without_an_answer_the_class_still_sees_what_comes(kind, place, put):
    app, fake = put(*place)
    reveal(app, fake)
    assert load_messages("fr")["predict"]["passed"] in check_text(app, "fr")
    assert answers(app, place[0]) == {}
    overlay, _preset = ask(app)
    assert overlay["mark"] is None
    axes = question(*place).axes if kind in ON_FIGURE else []
    assert overlay["axes"] == list(axes)


def test_the_projected_page_is_told_no_verdict_of_its_own(put):
    app, fake = put("linear_regression", "rate", role="teacher")
    assert drawing(app, "class_ballot")["role"] == "teacher"
    reveal(app, fake)
    text, messages = page_text(app), load_messages("fr")["predict"]
    assert not any(messages[name] in text for name in ("passed", "right", "wrong"))
    assert messages["answer"].split("{")[0].strip() in text


@pytest.mark.parametrize("role", ["seat", "teacher"])
@pytest.mark.parametrize("kind", ON_FIGURE)
def test_what_is_set_on_the_figure_goes_to_the_class(kind, role, put):
    slug, name = KINDS[kind]
    guess = (3, 4) if kind == "point" else (1, 2, 3, 4, 5, 6)
    app, fake = put(slug, name, role=role, guess=guess if role == "seat" else None)
    overlay, _ = ask(app)
    assert overlay["inClass"]
    assert overlay["isRead"] == (role == "teacher")
    assert overlay["sent"] == fake.own_guess()
    assert overlay["axes"] == list(question(slug, name).axes)
    assert overlay["says"] == ""


def test_after_the_class_the_reader_goes_on_alone(put):
    app, fake = put("linear_regression", "rate", guess="grows")
    reveal(app, fake)
    fake.phase = "free"
    show(app, "linear_regression")
    assert set(names(app, "linear_regression")) == {"again", "next"}
    assert len(answer_widgets(app, "linear_regression")) == 1
    assert drawing(app, "class_results")["round"] == N


def test_a_question_of_ones_own_is_none_of_the_class(put):
    app, _fake = put("linear_regression", "rate")
    state = app.session_state["page_states"]["linear_regression"].prediction
    state.attempt = QuestionAttempt("1", 0)
    show(app, "linear_regression")
    assert set(names(app, "linear_regression")) == {"commit", "skip"}
    assert "class_ballot" not in visible_components(app)
