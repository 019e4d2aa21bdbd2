"""Every exercise of the course: drawn from a seed, checked by running."""

import re
from importlib import import_module
from math import isclose

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from app.activities.exercise_text import verdict_numbers, verdict_sentence
from app.content.catalogue import LANGUAGES, PLACEHOLDER, PageText
from app.content.setting_format import format_setting
from lessons import SLUGS, lesson
from lessons.contract import RIGHT, ParseError
from lessons.toolkit.formula_parser import parse
from lessons.toolkit.python_prompt import prompt_output
from lessons.toolkit.torch_line import parse_line
from tests.course import EXERCISES, exercise

SEEDS = range(8)
ENOUGH = 4
"""Draws; more are made while there is a kind of mistake that none has met."""
CHANGED = {("devices", "rescue"), ("modules", "fit"), ("modules", "budget")}
"""Exercises that ask for a change of what they begin with."""
SET = [task for task in EXERCISES if exercise(*task).kind == "settings"]
"""The exercises whose answer is a setting of the page."""


def answers(slug, name):
    """[(answer, verdict)] for the first draw, as the lesson's test declares them."""
    return import_module(f"tests.lessons.test_{slug}").ANSWERS[name]


def handed_in(slug, item, answer, task):
    """An answer as the page hands it in: of settings all."""
    if item.kind == "settings":
        return {c.name: task[c.name] for c in lesson(slug).controls} | answer
    return answer


def run(slug, item, answer, task, recorded):
    """The verdict and the numbers on an answer."""
    page = lesson(slug)
    if item.kind == "settings":
        answer = handed_in(slug, item, answer, task)
        depends = {c.name: answer[c.name] for c in page.recording_controls}
        rec = recorded(slug, **depends) if page.record else None
        return item.check(answer, task, rec)
    if item.kind == "formula":
        return item.check(parse(answer, item.names), task, None)
    if item.kind == "text":
        return item.check(item.text_control.parse(answer), task, None)
    if item.kind == "line":
        return item.check(parse_line(answer, item.vocabulary), task, None)
    return item.check(answer, task, None)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_page_has_an_exercise(slug):
    assert lesson(slug).exercises


@pytest.mark.parametrize(("slug", "name"), EXERCISES)
def test_right_answers_pass_and_wrong_ones_get_their_reason(slug, name, recorded):
    item = exercise(slug, name)
    task = lesson(slug).task(item, 0)
    declared = answers(slug, name)
    results = [run(slug, item, answer, task, recorded)[0] for answer, _ in declared]
    assert results == [verdict for _, verdict in declared]
    assert results.count(RIGHT) >= 1
    assert len(results) - results.count(RIGHT) >= 3
    assert set(results) <= {RIGHT, *item.mistakes}


@pytest.mark.parametrize(
    ("slug", "name"), [task for task in EXERCISES if exercise(*task).kind == "fix"]
)
def test_a_changed_program_gives_what_its_verdict_depends_on(slug, name):
    """Right ones give what the others do not; the call names what is shown."""
    item = exercise(slug, name)
    verdicts = dict(answers(slug, name))
    shown = {f.__name__: prompt_output(item.caller, 0, f) for f in item.fixes}
    broken = prompt_output(item.caller, 0, item.broken)
    right = {shown[answer] for answer in verdicts if verdicts[answer] == RIGHT}
    wrong = {shown[answer] for answer in verdicts if verdicts[answer] != RIGHT}
    assert len(right) == 1
    assert not right & {broken, *wrong}
    for output in (broken, *right):
        lines = output.splitlines()
        calls = [line for line in lines if line.startswith((">>>", "..."))]
        assert any(f"{item.broken.__name__}" in line for line in calls)
        assert max(map(len, calls)) <= 72
        assert "Error: " not in output or output == broken
        assert len(lines) > len(calls)


def placeholders(text):
    return {match[2] for match in PLACEHOLDER.finditer(text)}


def sentence(slug, name, lang, answer, recorded, task=None):
    """The verdict on an answer, as the page says it; and what it may speak of."""
    item, page, words = exercise(slug, name), lesson(slug), PageText(slug, lang)
    task = task or page.task(item, 0)
    verdict, numbers = run(slug, item, answer, task, recorded)
    whole = handed_in(slug, item, answer, task)
    values = verdict_numbers(page, item, task, whole, numbers)
    rendered = verdict_sentence(words, page, item, verdict, values)
    return rendered, values | {"verdict": verdict}


@pytest.mark.parametrize(("slug", "name"), EXERCISES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_verdict_quotes_the_settings_handed_in(slug, name, lang, recorded):
    """A control's name is the reader's value, and no name means two things."""
    item, page, words = exercise(slug, name), lesson(slug), PageText(slug, lang)
    controls = {control.name for control in page.controls}
    task = page.task(item, 0)
    for answer, verdict in answers(slug, name):
        text = words.labels(f"exercise.{name}.told")[verdict]
        rendered, values = sentence(slug, name, lang, answer, recorded)
        assert "{" not in rendered
        for control in placeholders(text) & controls:
            assert item.kind == "settings", (control, "is of no answer")
            value = handed_in(slug, item, answer, task)[control]
            assert values[control] == value
            assert format_setting(words, page, control, value) in rendered


@pytest.mark.parametrize(("slug", "name"), SET)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_verdict_does_not_depend_on_where_the_controls_started(
    slug, name, lang, recorded
):
    item, page = exercise(slug, name), lesson(slug)
    if (slug, name) in CHANGED:
        pytest.skip("what has been changed is what is asked")
    task = page.task(item, 0)
    for answer, _ in answers(slug, name):
        whole = {c: task[c] for c in item.answer_controls} | answer
        elsewhere = task | {
            c: next(v for v in page[c].values if v != whole[c])
            for c in item.answer_controls
        }
        first, _ = sentence(slug, name, lang, whole, recorded, task)
        again, _ = sentence(slug, name, lang, whole, recorded, elsewhere)
        assert first == again


@pytest.mark.parametrize(("slug", "name"), SET)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_exercise_does_not_mention_the_controls_to_be_found(slug, name, lang):
    words, item = PageText(slug, lang), exercise(slug, name)
    hints = words.labels(f"exercise.{name}.hints").values()
    for text in (words.sections[f"exercise.{name}"], *hints):
        assert not placeholders(text) & set(item.answer_controls)


@pytest.mark.parametrize(("slug", "name"), EXERCISES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_that_a_verdict_compares_look_different(slug, name, lang, recorded):
    for answer, _ in answers(slug, name):
        assert_distinct(slug, name, lang, answer, recorded)


FORMULAS = {
    task: next(answer for answer, verdict in answers(*task) if verdict == RIGHT)
    for task in EXERCISES
    if exercise(*task).kind == "formula"
}
"""A right answer of each exercise that asks for a formula."""


@pytest.mark.parametrize(("slug", "name"), FORMULAS)
@given(st.floats(-6, 2), st.booleans(), st.sampled_from(LANGUAGES))
@settings(max_examples=25)
def test_a_nearly_right_formula_gets_the_place_where_it_fails(
    slug, name, ten, less, lang
):
    right = FORMULAS[slug, name]
    factor = 1 - 10**ten if less else 1 + 10**ten
    assert_distinct(slug, name, lang, f"({right}) * {factor:.9f}", None)


SPELLINGS = [
    ("home", "derivative", {}, "2 * x * (x * w - y)"),
    ("home", "derivative", {}, "2*w*x**2 - 2*x*y"),
    ("losses", "gradient", {"of": "bce_sum"}, "sigmoid(y_pred) - y"),
    ("losses", "gradient", {"of": "bce_sum"}, "torch.sigmoid(y_pred) - y"),
    ("losses", "gradient", {"of": "bce_sum"}, "1 / (1 + e**(-y_pred)) - y"),
    ("losses", "gradient", {"of": "mse_mean"}, "2 * (y_pred - y) / len(y)"),
    ("linear_algebra", "norm", {"norm": "l2"}, "sqrt(x @ x)"),
    ("linear_algebra", "norm", {"norm": "l2"}, "(x @ x) ** 0.5"),
    ("linear_algebra", "norm", {"norm": "l2"}, "dot(x, x).sqrt()"),
    ("linear_algebra", "norm", {"norm": "fro"}, "sqrt(sum(A²))"),
    ("linear_regression", "derivative", {"parameter": "a"}, "2*sum(y_pred-y)/len(x)"),
    ("linear_regression", "derivative", {"parameter": "b"}, "2*(y_pred - y) @ x / 80"),
    ("polynomial", "derivative", {"letter": "b"}, "2 * x @ (y_pred - y)"),
    ("autograd", "gradient", {"shape": "sum(exp(2 * x))"}, "2*e**(2*x)"),
    ("training_loop", "update", {"parameter": "b"}, "b -= lr*grad_b"),
    ("training_loop", "update", {"parameter": "a"}, "a -= grad_a * lr"),
]
"""Ways to write a right answer: slug, exercise, numbers of the task, formula."""


@pytest.mark.parametrize(("slug", "name", "drawn", "text"), SPELLINGS)
def test_equivalent_formulas_are_right(slug, name, drawn, text, recorded):
    item = exercise(slug, name)
    task = lesson(slug).task(item, 0) | drawn
    assert run(slug, item, text, task, recorded)[0] == RIGHT


PARTLY_RIGHT = [
    ("home", "derivative", "4 * (w * x - y)"),
    ("home", "derivative", "8 * w - 24"),
    ("image_classification", "count", "k**2 * n_out + n_out"),
    ("gradient_descent", "derivative", "5 * w"),
    ("autograd", "gradient", "cos(x) + x"),
    ("linear_algebra", "norm", "x @ x"),
    ("memory", "place", "i * i + j"),
]
"""Wrong formulas that give the right number at the first place."""
BESIDE = {"typed": "slope", "counted": "learned", "typed_place": "place"}
"""Numbers of a reader's formula, and what stands beside each."""


@pytest.mark.parametrize(("slug", "name", "text"), PARTLY_RIGHT)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_partly_right_formula_gets_a_place_where_two_numbers_differ(
    slug, name, text, lang, recorded
):
    page, item = lesson(slug), exercise(slug, name)
    for seed in range(12):
        task = page.task(item, seed)
        _, values = sentence(slug, name, lang, text, recorded, task)
        if values["verdict"] != RIGHT:
            (typed,) = BESIDE.keys() & values.keys()
            assert not isclose(values[typed], values[BESIDE[typed]], rel_tol=1e-6)


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("2x(wx-y)", "2", "x"),
        ("2*x(w*x-y)", "x", "("),
        ("2*x*(wx-y)", "w", "x"),
        ("2*(w*x-y)x", ")", "x"),
    ],
)
def test_a_missing_sign_is_named_where_it_is_missing(text, left, right):
    with pytest.raises(ParseError, match=r"^times$") as refusal:
        parse(text, exercise("home", "derivative").names)
    assert refusal.value.details["left"] == left
    assert refusal.value.details["what"] == right


def assert_distinct(slug, name, lang, answer, recorded):
    """Numbers of a verdict that differ are not written alike."""
    rendered, values = sentence(slug, name, lang, answer, recorded)
    text = PageText(slug, lang).labels(f"exercise.{name}.told")[values["verdict"]]
    numbers = read_back(text, rendered)
    for one, number in numbers:
        for other, beside in numbers:
            if differ(values[one], values[other]):
                assert looks(number, lang) != looks(beside, lang), rendered


def read_back(text, rendered):
    """Each placeholder of a text, and what was written for it."""
    names, pattern, at = [], "", 0
    for match in PLACEHOLDER.finditer(text):
        pattern += re.escape(text[at : match.start()]) + "(.+?)"
        names.append(match[2])
        at = match.end()
    (texts,) = re.findall(pattern + re.escape(text[at:]) + "$", rendered) or [()]
    texts = (texts,) if isinstance(texts, str) else texts
    return list(zip(names, texts, strict=bool(names)))


def looks(number, lang):
    """A written number as a reader takes it: 0.10 is 0.1."""
    mark = "," if lang == "fr" else "."
    return number.rstrip("0").removesuffix(mark) if mark in number else number


def differ(one, other):
    """Whether two values are numbers, and not the same."""
    numbers = [v for v in (one, other) if isinstance(v, int | float)]
    return len(numbers) == 2 and not isclose(*numbers, rel_tol=1e-6, abs_tol=1e-9)


@pytest.mark.parametrize(("slug", "name"), SET)
def test_each_draw_is_solvable_and_not_solved_at_its_start(slug, name, recorded):
    """Settings: over all values of what is used; every kind of mistake is met."""
    item, page = exercise(slug, name), lesson(slug)
    all_verdicts = set()
    for seed in SEEDS:
        task, verdicts = page.task(item, seed), set()
        assert run(slug, item, {}, task, recorded)[0] != RIGHT
        for answer in combinations(page, item.answer_controls):
            verdicts.add(run(slug, item, answer, task, recorded)[0])
        assert RIGHT in verdicts
        all_verdicts |= verdicts
        if seed + 1 >= ENOUGH and all_verdicts == {RIGHT, *item.mistakes}:
            break
    assert all_verdicts == {RIGHT, *item.mistakes}


@pytest.mark.parametrize(("slug", "name"), EXERCISES)
def test_other_numbers_are_different_numbers(slug, name):
    item, page = exercise(slug, name), lesson(slug)
    tasks = [page.task(item, seed) for seed in range(12)]
    assert any(task != tasks[0] for task in tasks) == item.has_variants


def combinations(page, uses):
    """All values of these controls together, thinned where there are very many."""
    answers = [{}]
    for name in uses:
        values = page[name].values
        values = values[:: max(1, len(values) // (40 // len(uses)))]
        answers = [one | {name: value} for one in answers for value in values]
    return answers


@pytest.mark.parametrize(("slug", "name"), EXERCISES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_exercise_has_its_words(slug, name, lang):
    words, item = PageText(slug, lang), exercise(slug, name)
    section = f"exercise.{name}"
    task = lesson(slug).task(item, 0)
    assert words.fill(words.sections[section], **task)
    assert list(words.labels(f"{section}.hints"))
    assert set(words.labels(f"{section}.told")) == {RIGHT, *item.mistakes}
    for hint in words.labels(f"{section}.hints").values():
        assert words.fill(hint, **task)
    if item.cells:
        assert words.labels(f"{section}.asks")["cells"]
    if item.kind == "formula":
        assert words.labels(f"{section}.asks")["formula"]
    elif item.kind == "line":
        assert words.labels(f"{section}.asks")["line"]
    elif item.kind == "text":
        assert words.labels(f"{section}.asks")["text"]
        assert {*item.text_control.reasons} <= {
            *words.refusal_messages(item.text_control.name)
        }
    elif item.kind == "fix":
        changes = words.labels(f"{section}.fixes")
        assert list(changes) == [fix.__name__ for fix in item.fixes]
        assert len(set(changes.values())) == len(changes)
        assert {answer for answer, _ in answers(slug, name)} == {
            fix.__name__ for fix in item.fixes
        }
