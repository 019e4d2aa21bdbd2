"""What a teacher needs of a page: what to ask, what each mistake shows, the answers."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app.activities.prediction import work_out
from app.activities.prediction_text import QuestionText
from app.compute.training_tasks import recording
from app.content.catalogue import PageText, load_messages
from app.content.markdown import code_span, render_colours
from app.content.setting_format import format_setting
from app.state.page_context import PageContext
from app.state.page_state import page_state
from lessons import lesson
from lessons.contract import ON_FIGURE, Exercise, Question, TextControl, Value


def draw_teacher_notes(slug: str, lang: str) -> None:
    """Draw the questions of a page with their answers, then its exercises with theirs.

    Questions and exercises have the numbers that a first reader gets; a question about
    a run waits for the run.

    Args:
        slug: the lesson.
        lang: "fr" or "en".
    """
    course, messages = lesson(slug), load_messages(lang)
    words, state = PageText(slug, lang), page_state(slug)
    context = PageContext(slug, lang, course, words, messages, course.defaults, state)
    for i, question in enumerate(course.questions, 1):
        _draw_question(context, question, i)
    for i, exercise in enumerate(course.exercises, 1):
        _draw_exercise(context, exercise, i)


def _draw_question(context: PageContext, question: Question, number: int) -> None:
    """Draw a question, its right answer, and what each wrong answer shows."""
    messages = context.messages["teacher_notes"]
    settings = context.lesson.question_settings(question, 0)
    rec = recording(context.slug, settings) if context.lesson.record else None
    text, outcome = (
        QuestionText(context, question, settings),
        work_out(question, rec, settings),
    )
    guesses = _guesses(context, question, rec, settings)
    lines = [
        f"**{messages['question'].format(i=number)}** {text.question_text()}",
        "",
        f"- {text.verdict_text(outcome, to_class=True)}",
    ]
    for mistake in question.mistakes:
        if question.kind == "choice" and mistake == outcome.right:
            continue
        if question.kind == "choice":
            guess = text.answer_text(mistake)
        else:
            guess = guesses.get(mistake) or messages[mistake]
        because = text.mistake_text(mistake, outcome.numbers)
        lines.append(f"- *{guess.rstrip('.')}*{messages['colon']} {because}")
    st.markdown(render_colours("\n".join(lines)))


def _guesses(
    context: PageContext,
    question: Question,
    rec: Any,
    settings: dict[str, Value],
) -> dict[str, str]:
    """Return by misconception the wrong answer that it leads to, in words."""
    text = QuestionText(context, question, settings)
    if question.kind in ON_FIGURE:
        return dict.fromkeys(
            question.misconceptions, context.messages["teacher_notes"]["on_figure"]
        )
    return {
        name: text.answer_text(misconception(rec, settings))
        for name, misconception in question.misconceptions.items()
    }


def _draw_exercise(context: PageContext, exercise: Exercise, number: int) -> None:
    """Draw what an exercise asks, and a right answer."""
    messages, words = context.messages["teacher_notes"], context.words
    task = context.lesson.task(exercise, 0)
    values = {
        name: format_setting(words, context.lesson, name, value)
        for name, value in task.items()
        if name not in exercise.answer_controls
    }
    asked = words.fill(words.sections[f"exercise.{exercise.name}"], **values)
    lines = [
        f"**{messages['exercise'].format(i=number)}** {asked}",
        "",
        f"- {messages['solution']} {solution_text(context, exercise)}",
    ]
    st.markdown(render_colours("\n".join(lines)))


def solution_text(context: PageContext, exercise: Exercise) -> str:
    """Return a right answer at the exercise's first numbers, as Markdown.

    Args:
        context: the page, in a language.
        exercise: of its lesson.
    """
    words = context.words
    if exercise.kind == "fix":
        return words.labels(f"exercise.{exercise.name}.fixes")[exercise.solution]
    if exercise.kind != "settings":
        return code_span(exercise.solution)
    labels, settings = words.labels("labels"), exercise.solution
    return ", ".join(
        f"{labels[name]} = {_setting_text(context, name, settings)}"
        for name in exercise.answer_controls
        if name in settings
    )


def _setting_text(context: PageContext, name: str, settings: Mapping[str, Any]) -> str:
    control = context.lesson[name]
    if isinstance(control, TextControl):
        return code_span(control.write(settings[name]))
    if isinstance(settings[name], bool):
        return context.messages["exercise"]["yes" if settings[name] else "no"]
    return format_setting(context.words, context.lesson, name, settings[name])
