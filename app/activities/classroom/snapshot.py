"""What the browsers of a class are told: its newest state, whole.

A pupil's browser is told no results before they are revealed, or shown while they come;
then still not which is right.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import lru_cache
from threading import Lock
from typing import Any

from cachetools import LRUCache

from app.activities.classroom.answers import plain_question, plain_text, tally
from app.activities.classroom.class_state import (
    ClassReading,
    PlanStep,
    Round,
    Seat,
)
from app.activities.classroom.solutions import SOLUTIONS, Solution
from app.content.catalogue import PageText
from app.content.exercise_prompt import exercise_prompt
from lessons import SLUGS, lesson

Role = str
"""Who is told: "seat" or "teacher"."""

RIGHT_COUNTS = LRUCache[tuple[str, int, int, int], int](4000)
"""By code, end, round and number of answers, how many are right; of a round before the
last one answers only disappear."""

LOCK = Lock()


def class_messages(code: str, langs: Iterable[str]) -> dict[tuple[Role, str], str]:
    """Return what all browsers of a class are told, as JSON.

    Args:
        code: the class.
        langs: the languages of its browsers.

    Returns:
        The text by role, "seat" or "teacher", and language.

    Raises:
        NoSuchClassError: if the class is over.
        DatabaseUnavailableError: if the database does not answer.
    """
    from app.activities.classroom.class_store import class_store  # imports SQLAlchemy

    store = class_store()
    reading = store.read_class(code)
    solution = None
    if reading.record.phase != "free":
        asked = reading.rounds[-1]
        key = asked.page, asked.question, asked.seed
        solution = SOLUTIONS.peek(*key, store.note_computed)
    rights = _right_counts(reading, store.rounds.answers, store.note_computed)
    messages = {}
    for lang in langs:
        messages["seat", lang] = _to_json(seat_message(reading, lang, solution))
        message = teacher_message(reading, lang, solution, rights)
        messages["teacher", lang] = _to_json(message)
    return messages


def seat_message(
    reading: ClassReading, lang: str, solution: Solution | None
) -> dict[str, Any]:
    """Return what a pupil's browser is told.

    Args:
        reading: the class.
        lang: of the texts.
        solution: of the question asked last, if it is known.
    """
    record, state = reading.record, reading.record.state
    results = None
    if record.phase == "revealed":
        results = _results(reading, lang, solution)
    elif record.phase != "free" and state.show_answers:
        results = _results(reading, lang, None)
    return {"role": "seat", **_common(reading, lang), "results": results}


def teacher_message(
    reading: ClassReading,
    lang: str,
    solution: Solution | None,
    rights: dict[int, int | None],
) -> dict[str, Any]:
    """Return what a teacher's browser is told.

    Args:
        reading, lang, solution: as for `seat_message`.
        rights: by round before the last one, how many answers were right, if known.
    """
    record, state = reading.record, reading.record.state
    results = asked = None
    if record.phase != "free":
        results = _results(reading, lang, solution)
        asked = _asked(reading.rounds[-1], lang)
    return {
        "role": "teacher",
        **_common(reading, lang),
        "results": results,
        "isOpen": state.is_open,
        "projecting": state.projecting,
        "showAnswers": state.show_answers,
        "asked": asked,
        "questions": _questions(state.page, lang) if state.page in SLUGS else [],
        "pages": _pages(reading, lang),
        "exercises": _exercises(reading.seats, lang),
        "seats": [_seat(seat, state.nicknames) for seat in reading.seats],
        "rounds": [
            {
                "n": each.n,
                "title": page_title(each.page, lang),
                "text": plain_question(each.page, each.question, each.seed, lang),
                "answers": reading.counts.get(each.n, 0),
                "right": rights.get(each.n, (results or {}).get("right")),
            }
            for each in reading.rounds
        ],
        "plan": {
            "title": state.title,
            "step": state.step,
            "steps": [_plan_step(step, lang) for step in state.plan],
        },
    }


@lru_cache(maxsize=200)
def page_title(slug: str, lang: str) -> str:
    """Return the title of a lesson; "" for a page that is none."""
    return PageText(slug, lang).title if slug in SLUGS else ""


def _common(reading: ClassReading, lang: str) -> dict[str, Any]:
    """Return what pupils and teachers are told alike."""
    record, state = reading.record, reading.record.state
    is_free = record.phase == "free"
    here = sum(seat.here or seat.answered for seat in reading.seats)
    return {
        "code": record.code,
        "rev": record.rev,
        "turn": state.turn,
        "phase": record.phase,
        "round": record.round,
        "vote": 1 if is_free else reading.vote,
        "page": state.page,
        "title": page_title(state.page, lang),
        "question": "" if is_free else state.question,
        "here": here,
        "answered": 0 if is_free else len(reading.answers),
        "follow": state.follow,
        "moment": asdict(state.moment) if state.moment else None,
        "paused": state.paused,
        "lastPage": state.last_page,
        "nicknames": state.nicknames,
        "ends": record.ends,
    }


def _results(
    reading: ClassReading, lang: str, solution: Solution | None
) -> dict[str, Any]:
    asked = reading.rounds[-1]
    key = asked.page, asked.question, asked.seed
    return tally(*key, lang, reading.answers, reading.before, solution)


def _right_counts(
    reading: ClassReading,
    read_answers: Callable[[str, int], list[Any]],
    on_ready: Callable[[], None],
) -> dict[int, int | None]:
    """Return for each round that is over how many answers were right.

    None where that is not known yet.

    Args:
        reading: the class.
        read_answers: (code, round) → its answers.
        on_ready: called once more is known.
    """
    record, rights = reading.record, dict[int, int | None]()
    for each in reading.rounds:
        if each.n == record.round and record.phase != "free":
            continue
        key = record.code, record.ends, each.n, reading.counts.get(each.n, 0)
        with LOCK:
            rights[each.n] = RIGHT_COUNTS.get(key)
        if rights[each.n] is not None:
            continue
        question = each.page, each.question, each.seed
        if solution := SOLUTIONS.peek(*question, on_ready):
            guesses = read_answers(record.code, each.n)
            rights[each.n] = count = sum(map(solution.is_right, guesses))
            with LOCK:
                RIGHT_COUNTS[key] = count
    return rights


def _asked(asked: Round, lang: str) -> dict[str, Any]:
    names = [question.name for question in lesson(asked.page).questions]
    return {
        "text": plain_question(asked.page, asked.question, asked.seed, lang),
        "title": page_title(asked.page, lang),
        "number": names.index(asked.question) + 1,
        "n": len(names),
    }


@lru_cache(maxsize=200)
def _questions(slug: str, lang: str) -> tuple[dict[str, str], ...]:
    """Return a lesson's questions at their first draw."""
    names = [question.name for question in lesson(slug).questions]
    return tuple(
        {"name": name, "text": plain_question(slug, name, 0, lang)} for name in names
    )


def _pages(reading: ClassReading, lang: str) -> list[dict[str, Any]]:
    """Return all lessons: how many pupils read each, and which are locked."""
    counts = Counter(seat.page for seat in reading.seats if seat.here)
    last = reading.record.state.last_page
    n_open = SLUGS.index(last) + 1 if last in SLUGS else len(SLUGS)
    return [
        {
            "slug": slug,
            "title": page_title(slug, lang),
            "count": counts[slug],
            "locked": i >= n_open,
        }
        for i, slug in enumerate(SLUGS)
    ]


def _exercises(seats: list[Seat], lang: str) -> list[dict[str, Any]]:
    """Return the exercises that anybody has solved, or tried and not solved."""
    solved, tried = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for seat in seats:
        own = {(page, name) for page, names in seat.solved.items() for name in names}
        solved.update(own)
        wrong = {(page, name) for page, names in seat.tried.items() for name in names}
        tried.update(wrong - own)
    touched = {page for page, _ in (*solved, *tried)}
    return [
        {
            "page": slug,
            "title": page_title(slug, lang),
            "name": exercise.name,
            "text": plain_text(exercise_prompt(slug, lang, exercise.name)),
            "solved": solved[slug, exercise.name],
            "tried": tried[slug, exercise.name],
        }
        for slug in SLUGS
        if slug in touched
        for exercise in lesson(slug).exercises
        if solved[slug, exercise.name] or tried[slug, exercise.name]
    ]


def _seat(seat: Seat, nicknames: bool) -> dict[str, Any]:
    return {
        "id": seat.id,
        "name": seat.name if nicknames else "",
        "page": seat.page,
        "answered": seat.answered,
        "here": seat.here,
    }


@lru_cache(maxsize=1000)
def _plan_step(step: PlanStep, lang: str) -> dict[str, Any]:
    kind, words = "page", PageText(step.page, lang)
    text = words.sections["question"]
    if step.question:
        kind, text = "question", plain_question(step.page, step.question, 0, lang)
    elif step.scenario:
        kind, text = "scenario", words.labels("scenarios")[step.scenario]
    return {
        "page": step.page,
        "title": page_title(step.page, lang),
        "kind": kind,
        "text": plain_text(text),
        "note": step.note,
        "minutes": step.minutes,
    }


def _to_json(message: dict[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
