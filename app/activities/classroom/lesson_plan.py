"""Lesson plans: what a teacher asks and shows, in order; read from a file or a form."""

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from app.activities.classroom.class_state import PlanStep
from app.content.catalogue import ROOT, load_messages
from app.content.markdown import to_one_line
from lessons import COURSE, SLUGS, lesson
from lessons.contract import ParseError

VERSION = 1
"""Of the files."""

MAX_STEPS, MAX_TITLE, MAX_NOTE, MAX_MINUTES = 40, 80, 200, 180
"""lesson_file.js has the same."""

QUESTION_MINUTES = 5
"""Of a ready plan's row, for its question; the rest is for its scenario."""

READY_PLANS = ROOT / "pages" / "teach" / "plan.toml"
"""By chapter, rows of minutes, page, question and scenario."""


def read_plan(data: Any) -> tuple[str, tuple[PlanStep, ...]]:
    """Return the title and the steps of a plan that was read from JSON.

    Raises:
        ParseError: if it is none; `refusal_text` says why.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("steps"), list):
        raise ParseError("no_plan")
    if data.get("version", VERSION) != VERSION:
        raise ParseError("version")
    if len(data["steps"]) > MAX_STEPS:
        raise ParseError("too_many", most=MAX_STEPS)
    title = _read_text(data, "title", MAX_TITLE, 0)
    steps = [_read_step(n, step) for n, step in enumerate(data["steps"], 1)]
    return title, tuple(steps)


def write_plan(title: str, steps: Sequence[PlanStep]) -> dict[str, Any]:
    """Return a plan as JSON that `read_plan` reads back."""
    rows = []
    for step in steps:
        row: dict[str, Any] = {"page": step.page}
        for name in ("question", "scenario", "note", "minutes"):
            if value := getattr(step, name):
                row[name] = value
        rows.append(row)
    return {"version": VERSION, "title": title, "steps": rows}


def ready_plan(chapter: str) -> tuple[PlanStep, ...]:
    """Return the plan of a chapter: each question, then the case to show after it.

    Raises:
        KeyError: if there is no such chapter.
    """
    rows = tomllib.loads(READY_PLANS.read_text("utf-8"))[chapter]
    return tuple(
        step
        for minutes, page, question, scenario in rows
        for step in (
            PlanStep(page, question=question, minutes=QUESTION_MINUTES),
            PlanStep(page, scenario=scenario, minutes=minutes - QUESTION_MINUTES),
        )
    )


def ready_chapters() -> tuple[str, ...]:
    """Return the names of the chapters that have a plan, in the order of the course."""
    plans = tomllib.loads(READY_PLANS.read_text("utf-8"))
    return tuple(chapter.name for chapter in COURSE if chapter.name in plans)


def refusal_text(error: ParseError, lang: str) -> str:
    """Return why something is no plan; may contain what was in the file, as it was."""
    return str(load_messages(lang)["lesson_plan"][str(error)]).format(**error.details)


def _read_step(n: int, data: Any) -> PlanStep:
    """Return a step of a plan.

    Args:
        n: the first one is 1.
        data: of the step, from JSON.

    Raises:
        ParseError: if it is none.
    """
    if not isinstance(data, Mapping):
        raise ParseError("no_step", step=n)
    page = _read_text(data, "page", MAX_TITLE, n)
    if page not in SLUGS:
        raise ParseError("page", step=n, name=page)
    question = _read_text(data, "question", MAX_TITLE, n)
    if question and question not in {each.name for each in lesson(page).questions}:
        raise ParseError("question", step=n, page=page, name=question)
    scenario = _read_text(data, "scenario", MAX_TITLE, n)
    if scenario and scenario not in {each.name for each in lesson(page).scenarios}:
        raise ParseError("scenario", step=n, page=page, name=scenario)
    if question and scenario:
        raise ParseError("both", step=n)
    minutes = data.get("minutes", 0)
    if type(minutes) is not int or not 0 <= minutes <= MAX_MINUTES:
        raise ParseError("minutes", step=n, most=MAX_MINUTES)
    note = _read_text(data, "note", MAX_NOTE, n)
    return PlanStep(page, question, scenario, note, minutes)


def _read_text(data: Mapping[str, Any], name: str, longest: int, n: int) -> str:
    """Return a text of a plan on one line; "" if it is missing."""
    text = "" if data.get(name) is None else data[name]
    if not isinstance(text, str) or len(text) > longest:
        raise ParseError("text" if n else "title", step=n, most=longest)
    return to_one_line(text)
