"""What answers are judged by: the right one, taken from the run a question is about.

A class's messages never wait for a training: as long as nothing is recorded, there is
no solution, and a thread works it out.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from threading import Lock, Thread
from time import monotonic
from typing import Any

from cachetools import LRUCache

import lessons
from app.compute.result_cache import RESULTS
from app.compute.training_tasks import recording, recording_task
from lessons.contract import ON_FIGURE, RIGHT, Lesson, Question, Recording, Value

MAX_SOLUTIONS = 500
"""Solutions that are kept; each has some hundred bytes."""

RETRY_SECONDS = 10.0
"""How long after a training that failed it is tried again."""

LOG = logging.getLogger("app")


@dataclass(frozen=True)
class Frames:
    """The frames of a run's figures, without its tables.

    Args:
        facts: NAME_window of each axis that marks are set on.
    """

    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Solution:
    """What answers to a question are judged by, at one draw of its numbers.

    Args:
        question: with constants for its answer and misconceptions.
        settings: all settings that it is about.
        frames: those of the figure.
        numbers: those that the words mention.
        right: the option that is right; None for points and curves.
    """

    question: Question
    settings: Mapping[str, Value]
    frames: Frames
    numbers: Mapping[str, float]
    right: Any

    def judge(self, guess: Any) -> str:
        """Return RIGHT, or the one of the question's mistakes that a guess is.

        Args:
            guess: as `check_guess` returns it.
        """
        if self.question.kind in ON_FIGURE:
            guess = self.in_units(guess)
        elif self.question.kind == "order":
            guess = tuple(guess)
        return self.question.judge(guess, self.frames, self.settings)

    def in_units(self, guess: Sequence[int]) -> tuple[float, ...]:
        """Return a guess set on the figure in the units of its axes."""
        return self.question.in_units(self.frames, guess)

    def is_right(self, guess: Any) -> bool:
        """Return whether a guess is right."""
        return self.judge(guess) == RIGHT


def find_question(slug: str, name: str) -> Question:
    """Return a question of a lesson.

    Raises:
        KeyError: if there is no such lesson or question.
    """
    for question in lessons.lesson(slug).questions:
        if question.name == name:
            return question
    raise KeyError(name)


def find_draw(
    slug: str, name: str, seed: int
) -> tuple[Lesson, Question, dict[str, Value]]:
    """Return a lesson, one of its questions, and the settings of one draw of it.

    Raises:
        KeyError: if there is no such lesson or question.
    """
    lesson, question = lessons.lesson(slug), find_question(slug, name)
    return lesson, question, lesson.question_settings(question, seed)


class SolutionCache:
    """The solutions of questions that classes were asked."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._solutions = LRUCache[tuple[str, str, int], Solution](MAX_SOLUTIONS)
        self._starts: dict[tuple[str, str, int], float] = {}

    def peek(
        self,
        slug: str,
        name: str,
        seed: int,
        on_ready: Callable[[], None],
    ) -> Solution | None:
        """Return a solution if there is one; else have it worked out.

        Args:
            slug, name, seed: the question, and which draw of its numbers.
            on_ready: called once it is there, from another thread.
        """
        key = slug, name, seed
        if solution := self._cached(key):
            return solution
        lesson, question, settings = find_draw(*key)
        if lesson.record:
            rec = RESULTS.peek(recording_task(slug, settings).key)
            if rec is not None:
                return self._add(key, solve(question, rec, settings))
        with self._lock:
            if monotonic() - self._starts.get(key, -RETRY_SECONDS) < RETRY_SECONDS:
                return None
            self._starts[key] = monotonic()
        Thread(target=self._train, args=(key, on_ready), daemon=True).start()
        return None

    def get(self, slug: str, name: str, seed: int) -> Solution:
        """Return a solution; waits for its training.

        Raises:
            Exception: whatever the training raised.
        """
        key = slug, name, seed
        if solution := self._cached(key):
            return solution
        lesson, question, settings = find_draw(*key)
        rec = recording(slug, settings) if lesson.record else None
        return self._add(key, solve(question, rec, settings))

    def clear(self) -> None:
        """Forget all solutions."""
        with self._lock:
            self._solutions.clear()
            self._starts.clear()

    def _cached(self, key: tuple[str, str, int]) -> Solution | None:
        with self._lock:
            return self._solutions.get(key)

    def _train(self, key: tuple[str, str, int], on_ready: Callable[[], None]) -> None:
        """Work a solution out; what fails is tried again when it is asked for."""
        try:
            self.get(*key)
        except Exception:
            LOG.exception("no solution of %s", key)
            return
        on_ready()

    def _add(self, key: tuple[str, str, int], solution: Solution) -> Solution:
        with self._lock:
            self._solutions[key] = solution
            self._starts.pop(key, None)
        return solution


SOLUTIONS = SolutionCache()


def solve(
    question: Question, rec: Recording | None, settings: Mapping[str, Value]
) -> Solution:
    """Return the solution of a question in a run.

    Args:
        rec: the run; None for a lesson without one.
        settings: all settings that the question is about.
    """
    windows = [f"{axis}_window" for axis in question.axes if axis]
    answer = question.answer(rec, settings)
    mistakes = {
        name: partial(_constant, value(rec, settings))
        for name, value in question.misconceptions.items()
    }
    return Solution(
        question=replace(
            question, answer=partial(_constant, answer), misconceptions=mistakes
        ),
        settings=settings,
        frames=Frames({name: rec.facts[name] for name in windows} if rec else {}),
        numbers={
            name: float(value)
            for name, value in question.numbers(rec, settings).items()
        },
        right=question.answer_option(rec, settings),
    )


def _constant(value: Any, rec: Any, settings: Any) -> Any:
    """Return the first argument: a run's value, once it is known."""
    return value
