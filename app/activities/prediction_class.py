"""A question of the class on a page: its ballot, and once it is answered, results."""

from typing import Any

from app.activities.classroom.session import ClassSession
from app.activities.prediction import Prediction
from app.components import mount
from app.content.catalogue import load_messages
from app.content.markdown import strip_backticks, strip_colours
from lessons.contract import ON_FIGURE


class ClassQuestion:
    """Draws what the browser shows of the class's question.

    Args:
        prediction: the page's questions, the last of which is the class's.
    """

    def __init__(self, prediction: Prediction):
        self.prediction, self.context = prediction, prediction.context

    def draw_ballot(self, session: ClassSession, phase: str) -> None:
        """Draw the ballot; on the projected page, how many have answered.

        Args:
            session: the class.
            phase: "asked" or "closed".
        """
        guess = session.own_guess()
        drawing = self._drawing(session.code, "ballot") | {
            "role": session.role,
            "phase": phase,
            "kind": self.prediction.question.kind,
            "options": self._options(),
            "guess": list(guess) if isinstance(guess, tuple) else guess,
        }
        mount.class_ballot(key=self._key("ballot"), drawing=drawing)

    def draw_results(self, verdict: str = "") -> None:
        """Draw what the class has answered, as soon as the browser hears of it.

        Args:
            verdict: what a screen reader reads out, as Markdown.
        """
        code = self.prediction.attempt.number.split("-")[1]
        says = strip_backticks(strip_colours(verdict)).replace("**", "")
        drawing = self._drawing(code, "results") | {"says": says}
        mount.class_results(key=self._key("results"), drawing=drawing)

    def _drawing(self, code: str, part: str) -> dict[str, Any]:
        """Return what both parts are given."""
        prediction = self.prediction
        return {
            "code": code,
            "round": prediction.attempt.class_round,
            "label": strip_backticks(strip_colours(prediction.text.question_text())),
            "texts": self._texts(part),
        }

    def _options(self) -> list[dict[str, Any]]:
        """Return the answers to choose from; none where they are set on the figure."""
        question, text = self.prediction.question, self.prediction.text
        if question.kind in ON_FIGURE:
            return []
        answers = question.options if question.kind == "choice" else question.values
        return [
            {"id": answer, "label": strip_colours(text.answer_text(answer))}
            for answer in answers
        ]

    def _texts(self, part: str) -> dict[str, str]:
        """Return the texts whose names begin with a part's, by the rest of the name."""
        messages = load_messages(self.context.lang)["classroom"]
        begin = f"{part}_"
        return {
            name.removeprefix(begin): text
            for name, text in messages.items()
            if name.startswith(begin)
        }

    def _key(self, name: str) -> str:
        return self.context.widget_key(f"predict/{name}")
