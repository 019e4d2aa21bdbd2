"""The words of a question: what it asks, an answer, the verdict on an answer."""

from collections.abc import Mapping
from typing import Any

from app.content.number_format import format_number, format_quantity
from app.content.quantities import QUANTITIES
from app.content.setting_format import value_label
from app.state.activity_state import PredictionOutcome
from app.state.page_context import PageContext
from lessons.contract import RIGHT, Question, Value


class QuestionText:
    """The words of one question at one draw of its numbers.

    Args:
        context: the page and this run of it.
        question: which of the lesson's questions.
        settings: all settings that it is about.
    """

    def __init__(
        self, context: PageContext, question: Question, settings: dict[str, Value]
    ):
        self.context, self.question, self.settings = context, question, settings
        self.messages: dict[str, str] = context.messages["predict"]

    def question_text(self) -> str:
        """Return the question, its settings filled in; colours as `[meaning words]`."""
        text = self.context.words.sections[f"predict.{self.question.name}"]
        return self.context.words.fill(text, **self._settings())

    def answer_text(self, answer: Any) -> str:
        """Return an answer, or a part of it, in words; "?" for None."""
        words, question, lang = self.context.words, self.question, self.context.lang
        if answer is None:
            return "?"
        if question.kind == "curve":
            return self.messages["drawn"]
        if question.kind == "point":
            return ", ".join(
                f"{axis} = {format_quantity(str(axis), value, lang)}"
                for axis, value in zip(question.axes, answer, strict=True)
            )
        if isinstance(answer, tuple):
            return " → ".join(map(self.answer_text, answer))
        labels = words.labels(f"predict.{question.name}.options")
        if question.kind == "choice":
            return words.fill(labels[answer], **self._settings())
        return labels["item"].format(v=format_number(answer, lang))

    def verdict_text(
        self, outcome: PredictionOutcome, *, to_class: bool = False
    ) -> str:
        """Return the verdict: the right answer, the mistake, what the run shows.

        Args:
            to_class: whether it is read by a class, of which each has an own answer.
        """
        words, judgement = self.context.words, outcome.judgement
        section = f"predict.{self.question.name}"
        sentences = [self.messages["passed" if judgement is None else "wrong"]]
        if judgement == RIGHT:
            sentences = [self.messages["right"]]
        elif outcome.right is not None:
            answer = self.answer_text(outcome.right).rstrip(".")
            sentences.append(self.messages["answer"].format(answer=answer))
        if judgement not in (None, RIGHT):
            sentences.append(words.labels(f"{section}.because")[str(judgement)])
        sentences.append(words.labels(f"{section}.shows")[outcome.finding])
        text = " ".join(sentences[1:] if to_class else sentences)
        return words.fill(text, **self._settings() | outcome.numbers)

    def mistake_text(self, mistake: str, numbers: Mapping[str, float]) -> str:
        """Return why a mistake is one, its numbers filled in.

        Args:
            mistake: one of `Question.mistakes`.
            numbers: those of the run, by name.
        """
        labels = self.context.words.labels(f"predict.{self.question.name}.because")
        return self.context.words.fill(
            labels[mistake], **{**self._settings(), **numbers}
        )

    def _settings(self) -> dict[str, float | str]:
        """Return the question's settings as the figure writes them."""
        return {
            name: value
            if name in QUANTITIES and not isinstance(value, str)
            else value_label(self.context.words, self.context.lesson, name, value)
            for name, value in self.settings.items()
        }
