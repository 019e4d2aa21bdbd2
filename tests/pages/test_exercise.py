"""The block of exercises: answers, hints, variants, storage and reset."""

import json

import pytest

from app.content.catalogue import LANGUAGES, PageText, load_messages
from app.content.exercise_prompt import exercise_prompt
from app.content.markdown import render_colours
from app.content.setting_format import format_setting as in_words
from app.state.activity_state import ExerciseState
from app.state.page_state import PageState
from lessons import SLUGS, lesson
from lessons.contract import RIGHT, ParseError
from lessons.toolkit.formula_parser import parse
from tests.course import exercise
from tests.pages.app_page import (
    check_text,
    open_page,
    page_text,
    player_parts,
    set_control,
    texts,
)
from tests.test_exercises import answers, placeholders

SLUG = "linear_regression"
"""The page on which the mechanism itself is tried."""


def button(app, name, slug=SLUG):
    return app.button(key=f"{slug}/exercise/{name}")


def names(app, slug=SLUG):
    """The buttons of the block that are there."""
    begins = f"{slug}/exercise/"
    keys = [b.key or "" for b in app.button]
    return [k.removeprefix(begins) for k in keys if k.startswith(begins)]


def state_of(app, slug=SLUG):
    """What the session remembers of the page."""
    return app.session_state["page_states"][slug]


def attempt(app, slug=SLUG):
    """Where the session is with the exercise on the page."""
    return state_of(app, slug).exercise.attempt


def give(app, slug, item, answer):
    """Hand in an answer; a played control moves as if the figure had sent it."""
    draw = f"{item.name}/{attempt(app, slug).seed}"
    widget = f"{slug}/exercise/answer/{draw}"
    if item.kind in ("formula", "text", "line"):
        app.text_input(key=widget).set_value(answer)
    elif item.kind == "fix":
        app.radio(key=widget).set_value(answer)
    else:
        if button(app, "check", slug).disabled:  # the start is another one
            button(app, "begin", slug).click().run()
        task = lesson(slug).task(item, attempt(app, slug).seed)
        before = state_of(app, slug).settings
        for name, value in (
            {name: task[name] for name in item.answer_controls} | answer
        ).items():
            if before[name] == value:
                continue
            if lesson(slug)[name].use == "played":
                before[name] = value
            else:
                set_control(app, slug, name, value)
    if button(app, "check", slug).disabled:
        app.run()
    button(app, "check", slug).click().run()


@pytest.mark.parametrize("slug", SLUGS)
def test_every_exercise_is_checked_and_explained(slug):
    """One right and one wrong answer to each, in one visit; languages by turns."""
    lang = LANGUAGES[SLUGS.index(slug) % 2]
    app = open_page(slug, lang)
    messages, words = load_messages(lang)["exercise"], PageText(slug, lang)
    page, names_done = lesson(slug), []
    for item in page.exercises:
        cases = answers(slug, item.name)
        assert ("again" in names(app, slug)) == item.has_variants
        if item.place is not None:
            button(app, "begin", slug).click().run()
            check_running_at_figure(app, slug, messages)
        for right in (False, True):
            answer, verdict = next(g for g in cases if (g[1] == RIGHT) == right)
            give(app, slug, item, answer)
            text = check_text(app, lang)
            sentence = words.labels(f"exercise.{item.name}.told")[verdict]
            assert render_colours(sentence.split("{")[0]) in text, item.name
            if item.kind == "settings":
                task = page.task(item, 0)
                whole = {name: task[name] for name in item.answer_controls} | answer
                for name in whole.keys() & placeholders(sentence):
                    value = in_words(words, page, name, whole[name])
                    assert f"{name} = {value}" in verdict_of(app, lang)
            assert messages["right" if right else "wrong"] in text
            names_done += [item.name] * right
            assert state_of(app, slug).exercise.solved_names == names_done
        if len(page.exercises) > 1:
            button(app, "next", slug).click().run()


def check_running_at_figure(app, slug, messages):
    """It stands once, before the code; at the page's foot is the way to it."""
    keys = [button.key for button in app.button]
    assert keys.index(f"{slug}/exercise/check") < keys.index(f"{slug}/exercise/show")
    at_foot = [text for text in texts(app) if messages["at_figure"] in text]
    assert len(at_foot) == 1 and messages["title"] in at_foot[0]
    before = state_of(app, slug).exercise.n_readings
    button(app, "show", slug).click().run()
    assert state_of(app, slug).exercise.n_readings == before + 1  # scrolls and focuses


def verdict_of(app, lang):
    """The verdict on the last answer."""
    begins = tuple(load_messages(lang)["exercise"][name] for name in ("right", "wrong"))
    return next(text for text in texts(app) if text.startswith(begins))


def test_a_setting_counts_only_while_the_rest_is_as_the_exercise_wants_it():
    app = open_page(SLUG)
    assert button(app, "check").disabled  # the start is another one
    button(app, "begin").click().run()
    assert not button(app, "check").disabled
    button(app, "check").click().run()
    assert load_messages("fr")["exercise"]["wrong"] in page_text(app)
    app.select_slider(key=f"{SLUG}.noise").set_value(0.4).run()
    assert button(app, "check").disabled
    assert load_messages("fr")["exercise"]["wrong"] not in page_text(app)
    assert PageText(SLUG, "fr").labels("labels")["noise"] in page_text(app)


def listing(app, lang):
    """The lines of the function to repair, as the page shows them."""
    title = load_messages(lang)["exercise"]["listing"]
    for part in app.get("bidi_component"):
        data = json.loads(part.proto.json or part.proto.mixed.json or "{}")
        conf = json.loads(data.get("conf", "{}"))
        if conf.get("tools") == [title]:
            (row,) = conf["rows"]
            return ["".join(text for text, _ in line) for line in row["sides"][0]]
    return None


def test_a_chosen_change_is_shown_at_its_line():
    app = open_page("autograd", "en")
    key = "autograd/exercise/answer/slopes/0"
    assert not any(line.startswith(("+ ", "− ")) for line in listing(app, "en"))
    app.radio(key=key).set_value("slopes_zeroed").run()
    lines = listing(app, "en")
    at = lines.index("+         x.grad = None")
    assert lines[at - 1] == "          y.backward()"
    app.radio(key=key).set_value("slopes_cleared").run()
    assert listing(app, "en")[-2:] == ["+         x.grad = None", "      return kept"]
    app.radio(key=key).set_value("slopes_retained").run()
    changes = [line for line in listing(app, "en") if line[0] in "+−"]
    assert [line[0] for line in changes] == ["−", "+"]
    assert "retain_graph=True" in changes[1]


def output(app):
    """What the page shows of the run of the function to fix, or None."""
    for part in player_parts(app):
        if part["part"] == "output" and any("slopes(" in t for t, _ in part["pieces"]):
            return "".join(text for text, _ in part["pieces"])
    return None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_function_on_screen_is_run_and_shows_what_it_gives(lang):
    """Without a change too; another change takes the output away."""
    app, messages = open_page("autograd", lang), load_messages(lang)["exercise"]
    key, run = "autograd/exercise/answer/slopes/0", button(app, "check", "autograd")
    assert run.label == messages["run"]
    assert output(app) is None
    run.click().run()
    assert "tensor([ 1.,  5.,  9., 13.])" in output(app)
    assert messages["unchanged"] in check_text(app, lang)
    app.radio(key=key).set_value("slopes_zeroed").run()
    assert output(app) is None
    button(app, "check", "autograd").click().run()
    assert output(app).endswith("'NoneType' object has no attribute 'clone'")
    app.radio(key=key).set_value("slopes_cleared").run()
    button(app, "check", "autograd").click().run()
    assert output(app).endswith("tensor([1., 1., 1., 1.])]")
    assert verdict_of(app, lang).startswith(messages["right"])


def test_a_line_to_write_is_missing_in_the_function_shown():
    app = open_page("training_loop", "en", **{"training_loop.exercise": "missing"})
    assert "        ..." in [line[2:] for line in listing(app, "en")]
    assert not any(line[0] in "+−" for line in listing(app, "en"))


def test_an_empty_answer_is_reported_and_one_click_checks():
    app = open_page(SLUG, "en")
    button(app, "next").click().run()
    assert not button(app, "check").disabled
    button(app, "check").click().run()
    assert load_messages("en")["typed"]["empty"] in check_text(app, "en")
    widget = f"{SLUG}/exercise/answer/derivative/0"
    app.text_input(key=widget).set_value("-2 * mean(y - y_pred)")
    button(app, "check").click().run()
    assert verdict_of(app, "en").startswith("**Yes.**")


def test_a_started_exercise_is_drawn_under_its_figure():
    """With its sentence, the reader's setting and Check; the next one does not."""
    app = open_page(SLUG, "en")
    task = render_colours(PageText(SLUG, "en").sections["exercise.goal"].split("{")[0])
    predict = f"## {load_messages('en')['predict']['title']}"
    assert check_text(app, "en").index(predict) < check_text(app, "en").index(task)
    button(app, "begin").click().run()
    assert check_text(app, "en").index(task) < check_text(app, "en").index(predict)
    assert check_text(app, "en").count(task) == 1
    give(app, SLUG, exercise(SLUG, "goal"), {"lr": 0.35})
    assert "lr = 0.35" in verdict_of(app, "en")
    text = check_text(app, "en")
    assert text.index("lr = 0.35, the loss") < text.index(task) < text.index(predict)
    button(app, "next").click().run()
    task = PageText(SLUG, "en").sections["exercise.derivative"].split("[")[0]
    assert check_text(app, "en").index(predict) < check_text(app, "en").index(task)


def test_hints_come_one_at_a_time_and_end():
    app = open_page(SLUG)
    hints = PageText(SLUG, "fr").labels("exercise.goal.hints")
    for i in range(len(hints)):
        assert page_text(app).count("Indice ") == i
        button(app, "hint").click().run()
    assert "hint" not in names(app)


def test_a_new_draw_has_other_numbers_and_no_verdict():
    app = open_page(SLUG)
    goal = exercise(SLUG, "goal")
    give(app, SLUG, goal, {"lr": 0.5})
    before = lesson(SLUG).task(goal, attempt(app).seed)
    button(app, "again").click().run()
    assert lesson(SLUG).task(goal, attempt(app).seed) != before
    assert load_messages("fr")["exercise"]["right"] not in page_text(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unreadable_formula_is_reported_and_stays(lang):
    app = open_page(SLUG, lang)
    button(app, "next").click().run()
    widget = f"{SLUG}/exercise/answer/derivative/0"
    words, names = PageText(SLUG, lang), exercise(SLUG, "derivative").names
    for text, reason in (
        ("2 *", "after"),
        ("c", "name"),
        ("z = 3*x+4", "equals"),
        ("y_pred-", "after"),
        ("f(x)", "function"),
        ("x[0]", "bracket"),
        ("1/0", "undefined"),
        ("log(-1)", "undefined"),
        ("__import__('os')", "function"),
        ("`x`", "sign"),
        ("-" * 60 + "x", "deep"),
        ("x" * 300, "long"),
    ):
        app.text_input(key=widget).set_value(text).run()
        button(app, "check").click().run()
        with pytest.raises(ParseError, match=reason) as error:
            parse(text, names, finite=True)
        assert words.refusal_message("", reason, error.value.details) in check_text(
            app, lang
        ), text
        assert app.text_input(key=widget).value == text
    app.text_input(key=widget).set_value("x^2").run()
    assert load_messages(lang)["typed"]["power"] in check_text(app, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_line_that_cannot_be_executed_is_reported_and_stays(lang):
    slug = "linear_algebra"
    item = exercise(slug, "unit")
    app = open_page(slug, lang, **{f"{slug}.exercise": "unit"})
    widget = f"{slug}/exercise/answer/unit/0"
    words = PageText(slug, lang)
    for text, reason, details in (
        ("A.nrm()", "absent", {"what": ".nrm", "at": 2}),
        ("A.numpy()", "elsewhere", {"what": ".numpy", "at": 2}),
        ("A / B", "name", {"what": "B", "at": 5, "known": "A"}),
        ("A / (", "syntax", {"what": "(", "at": 5}),
        ("lambda: A", "form", {"what": "lambda: A", "at": 1}),
        ("A.norm", "call", {"what": "A.norm", "at": 1}),
        ("", "empty", {}),
    ):
        app.text_input(key=widget).set_value(text).run()
        button(app, "check", slug).click().run()
        message = words.refusal_message(item.name, reason, details)
        assert message in check_text(app, lang), text
        assert app.text_input(key=widget).value == text
    give(app, slug, item, "A / A.norm(dim=1)")
    said = {"fr": "Python s'arrête à cette ligne", "en": "Python stops at this line"}
    assert said[lang] in check_text(app, lang).replace("’", "'")
    assert "must match the size of tensor" in check_text(app, lang)
    give(app, slug, item, "A / A.norm(dim=0)")
    assert load_messages(lang)["exercise"]["right"] in check_text(app, lang)


@pytest.mark.parametrize(
    ("typed", "fr", "en"),
    [
        ("mean(y / (x - x))", "`y / (x - x)` donne `inf`", "`y / (x - x)` gives `inf`"),
        ("mean(log(-y) * x)", "`log(-y)` donne `nan`", "`log(-y)` gives `nan`"),
        (
            "2 * a @ x",
            "`2 * a @ x` donne `RuntimeError: both arguments to matmul need",
            "`2 * a @ x` gives `RuntimeError: both arguments to matmul need",
        ),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_formula_without_a_finite_value_is_reported(lang, typed, fr, en):
    app = open_page(SLUG, lang)
    button(app, "next").click().run()
    give(app, SLUG, exercise(SLUG, "derivative"), typed)
    text = check_text(app, lang)
    assert {"fr": fr, "en": en}[lang] in text


def test_an_answer_stays_when_the_reader_returns():
    app = open_page(SLUG)
    goal = exercise(SLUG, "goal")
    give(app, SLUG, goal, {"lr": 0.5})
    app.query_params.clear()
    app.switch_page("../pages/home.py").run()
    progress = load_messages("fr")["exercise"]["done"].format(done=1, n=3)
    assert progress in page_text(app) or any(
        progress in link.label for link in app.get("page_link")
    )
    app.query_params.clear()
    app.switch_page(f"../pages/{SLUG}.py").run()
    assert load_messages("fr")["exercise"]["right"] in page_text(app)


def test_a_formula_stays_when_the_reader_returns():
    app = open_page(SLUG)
    button(app, "next").click().run()
    give(app, SLUG, exercise(SLUG, "derivative"), "2 *")
    widget = f"{SLUG}/exercise/answer/derivative/{attempt(app, SLUG).seed}"
    app.switch_page("../pages/home.py").run()
    app.query_params.clear()
    app.switch_page(f"../pages/{SLUG}.py").run()
    assert app.text_input(key=widget).value == "2 *"
    assert load_messages("fr")["typed"]["after"].split("{at}")[1].split("{")[
        0
    ] in page_text(app)


def test_a_reset_forgets_the_exercises():
    app = open_page(SLUG)
    give(app, SLUG, exercise(SLUG, "goal"), {"lr": 0.5})
    app.button(key=f"{SLUG}/reset").click().run()
    assert state_of(app).exercise.solved_names == []
    assert load_messages("fr")["exercise"]["right"] not in page_text(app)
    check_text(app, "fr")


def test_a_link_opens_an_exercise_once_and_leaves_the_link():
    second = lesson(SLUG).exercises[1].name
    app = open_page(SLUG, **{f"{SLUG}.exercise": second})
    text = render_colours(PageText(SLUG, "fr").sections[f"exercise.{second}"])
    assert text.split("{")[0][:30] in check_text(app, "fr")
    assert attempt(app).index == 1
    assert attempt(app).from_link
    assert f"{SLUG}.exercise" not in app.query_params
    button(app, "next").click().run()
    assert attempt(app).index == 2
    assert not attempt(app).from_link


def test_a_link_to_an_unknown_exercise_is_reported():
    app = open_page(SLUG, **{f"{SLUG}.exercise": "<b>none</b>"})
    assert f"`{SLUG}.exercise`" in check_text(app, "fr")
    assert attempt(app).index == 0


def test_the_list_of_exercises_says_what_is_done_and_opens_each():
    app = open_page("next_steps", **{"next_steps.chapter": "all"})
    labels = [link.proto.label for link in app.get("page_link")]
    asks = [exercise_prompt(slug, "fr", task.name) for slug, task in every()]
    assert [label for label in labels if label in asks] == asks
    state = ExerciseState(solved_names=[lesson("home").exercises[0].name])
    app.session_state["page_states"]["home"] = PageState(exercise=state)
    app.run()
    (label,) = [
        link.proto.label
        for link in app.get("page_link")
        if load_messages("fr")["exercises"]["solved"] in link.proto.label
    ]
    assert label.startswith(asks[0])


def every():
    return [(slug, task) for slug in SLUGS for task in lesson(slug).exercises]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_solved_exercise_is_counted_in_the_run_that_judges_it(lang):
    """Beside the verdict, and on the map of the course above it."""
    slug, messages = "home", load_messages(lang)["exercise"]
    app = open_page(slug, lang)
    first, n = lesson(slug).exercises[0], len(lesson(slug).exercises)
    right = next(answer for answer, v in answers(slug, first.name) if v == RIGHT)
    give(app, slug, first, right)
    assert messages["solved"].format(done=1, n=n) in check_text(app, lang)
    progress = messages["done"].format(done=1, n=n)
    assert any(progress in link.proto.label for link in app.get("page_link"))
