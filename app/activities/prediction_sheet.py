"""All questions of a page with what each answer is worth, for a page as a file.

`app.export.exported_state` makes forms of them that hide a verdict until it is wanted.
The keys of the containers tell it what is what.
"""

import streamlit as st

from app.activities.prediction import work_out
from app.activities.prediction_text import QuestionText
from app.components.prose import headed_block
from app.compute.training_tasks import recording
from app.content.glossary import link_terms
from app.content.markdown import render_colours
from app.state.page_context import PageContext
from lessons.contract import Question


def draw_prediction_sheet(context: PageContext) -> None:
    """Draw the questions of the page at the numbers that a first reader gets."""
    messages = context.messages["predict"]
    with headed_block("predict", messages["title"], "", messages["note"]):
        for question in context.lesson.questions:
            with st.container(key=f"{context.slug}-sheet-{question.name}"):
                _draw_question(context, question)


def _draw_question(context: PageContext, question: Question) -> None:
    """Draw a question, each answer with its verdict, and the verdict for no answer."""
    slug = context.slug
    settings = context.lesson.question_settings(question, 0)
    rec = recording(slug, settings) if context.lesson.record else None
    text = QuestionText(context, question, settings)
    _write(context, text.question_text())
    options = {"choice": question.options, "number": question.values}
    for i, answer in enumerate(options.get(question.kind, ())):
        with st.container(key=f"{slug}-option-{question.name}-{i}"):
            _write(context, text.answer_text(answer))
            _write(
                context, text.verdict_text(work_out(question, rec, settings, answer))
            )
    with st.container(key=f"{slug}-answer-{question.name}"):
        verdict = text.verdict_text(work_out(question, rec, settings), to_class=True)
        _write(context, verdict)


def _write(context: PageContext, text: str) -> None:
    st.markdown(link_terms(render_colours(text), context.lang))
