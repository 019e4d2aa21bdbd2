"""The notes on /teach: behind a switch, for every page, with answers that are right."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from app.content.catalogue import LANGUAGES, load_messages
from app.content.markdown import code_span
from lessons import COURSE, SLUGS, lesson
from lessons.contract import RIGHT
from tests.course import EXERCISES, exercise
from tests.pages.app_page import check_text, open_page, page_text
from tests.test_exercises import run


def open_notes(lang, slug=""):
    """The guide with its switch on, at a page."""
    app: AppTest = open_page("teach", lang)
    app.toggle(key="teach/notes").set_value(True).run()
    if slug:
        (chapter,) = (each for each in COURSE if slug in each.slugs)
        for name, value in (("chapter", chapter.name), (f"page/{chapter.name}", slug)):
            key = f"teach/notes/{name}/{lang}"
            (choice,) = (each for each in app.button_group if each.key == key)
            choice.set_value(value).run()
    return app


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_answer_is_on_the_page_before_the_switch_is_on(lang):
    solution = load_messages(lang)["teacher_notes"]["solution"]
    app = open_page("teach", lang)
    assert not app.toggle(key="teach/notes").value
    assert solution not in page_text(app)
    app.toggle(key="teach/notes").set_value(True).run()
    assert page_text(app).count(solution) == len(lesson(SLUGS[0]).exercises)
    app.toggle(key="teach/notes").set_value(False).run()
    assert solution not in page_text(app)


@pytest.mark.parametrize(
    ("slug", "lang"),
    [(slug, LANGUAGES[i % len(LANGUAGES)]) for i, slug in enumerate(SLUGS)],
)
def test_each_page_has_its_questions_its_mistakes_and_its_solutions(slug, lang):
    app, messages = open_notes(lang, slug), load_messages(lang)["teacher_notes"]
    text, course = check_text(app, lang), lesson(slug)
    for i in range(1, len(course.questions) + 1):
        assert f"**{messages['question'].format(i=i)}**" in text
    assert text.count(messages["solution"]) == len(course.exercises)
    for item in course.exercises:
        if item.kind in ("formula", "text", "line"):
            assert code_span(item.solution) in text
    n_wrong = sum(
        len(question.mistakes) - (question.kind == "choice")
        for question in course.questions
    )
    notes = text[text.index(f"**{messages['question'].format(i=1)}**") :]
    wrong = re.compile(rf"^- \*[^*].*\*{messages['colon']} ", re.MULTILINE)
    assert len(wrong.findall(notes)) == n_wrong


@pytest.mark.parametrize(("slug", "name"), EXERCISES)
def test_a_solution_is_right_at_the_first_numbers(slug, name, recorded):
    item = exercise(slug, name)
    task = lesson(slug).task(item, 0)
    assert run(slug, item, item.solution, task, recorded)[0] == RIGHT
