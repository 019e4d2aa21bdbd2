"""A link to a page: what it sets when the page is opened, and how it is written.

A link carries `lesson.control=value` for every value that is not the default, and
`lesson.t`, the player's step, if it shows a moment, `lesson.act=name`, the act of that
step, and `lesson.at=name:step`, one for each other drawing that is stepped;
`lesson.scenario=name` stands for the settings of a scenario. Pinned runs are
`lesson.pin`, one each (app/state/pins.py), and the measure they are compared in is
`lesson.by`; `lesson.exercise=name` opens an exercise and scrolls to it. What a link
says wins when the page is opened; later the session remembers.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from app.content.catalogue import PageText
from app.state import app_link, pins
from app.state.page_state import page_state
from app.state.pins import Pin
from lessons import SLUGS
from lessons.contract import Control, Lesson, TextControl, Value

STEP = re.compile(r"\d{1,6}", re.ASCII)
DRAWING_STEP = re.compile(r"(\w{1,40}):(\d{1,6})", re.ASCII)


def control_key(slug: str, name: str) -> str:
    """Return the name of a control in widgets and links."""
    return f"{slug}.{name}"


def read_link(
    slug: str, lesson: Lesson, parameters: dict[str, list[str]]
) -> tuple[dict[str, Any], list[str]]:
    """Return what a link sets on a page, and the names that are ignored.

    Args:
        parameters: name → values, as they stand in the link.

    Returns:
        The settings it gives, among them `t` and `act` if it names a step, `steps` if
        it names those of drawings, `pins` and `by` if it compares runs, `exercise`,
        counted from 0, if it opens one; and the names that are ignored: unknown ones,
        values that are not allowed, and controls named twice. A pin and a drawing's
        step are named with their text.
    """
    settings: dict[str, Any] = {}
    scenario: dict[str, Value] = {}
    steps: dict[str, int] = {}
    ignored = []
    for name, texts in parameters.items():
        lesson_name, dot, control = name.partition(".")
        if name in app_link.PARAMETERS:
            continue
        if lesson_name in SLUGS and lesson_name != slug:
            continue
        if lesson.comparison and name == control_key(slug, "pin"):
            settings["pins"], bad = read_pins(lesson, texts)
            ignored += [f"{name}={text}" for text in bad]
            continue
        if lesson.step_figures and name == control_key(slug, "at"):
            settings["steps"], bad = read_steps(lesson, texts)
            ignored += [f"{name}={text}" for text in bad]
            continue
        try:
            (text,) = texts
            if not dot or lesson_name != slug:
                raise KeyError(name)
            if control == "scenario":
                scenario = lesson.scenario_settings(text)
                steps = dict(lesson.scenario(text).steps)
            elif control == "t" and lesson.record and STEP.fullmatch(text):
                settings["t"] = int(text)
            elif control == "act" and text in act_names(slug, lesson):
                settings["act"] = text
            elif control == "exercise":
                names = [exercise.name for exercise in lesson.exercises]
                settings["exercise"] = names.index(text)
            elif lesson.comparison and control == "by":
                units = lesson.comparison.units
                settings["by"] = units[units.index(text)]
            else:
                settings[control] = lesson[control].parse(text)
        except (KeyError, ValueError, OverflowError):
            ignored.append(name)
    if steps:
        settings.setdefault("steps", steps)
    return scenario | settings, ignored


def read_pins(lesson: Lesson, texts: Sequence[str]) -> tuple[pins.Pins, list[str]]:
    """Return the pins in a link, and the texts that are none."""
    valid: pins.Pins = ()
    bad = []
    for text in texts:
        try:
            valid = pins.add_pin(valid, pins.read_pin(lesson, text))
        except (ValueError, OverflowError):
            bad.append(text)
    return valid, bad


def read_steps(lesson: Lesson, texts: Sequence[str]) -> tuple[dict[str, int], list]:
    """Return the steps of drawings in a link, and the texts that are none."""
    steps: dict[str, int] = {}
    bad = []
    for text in texts:
        match = DRAWING_STEP.fullmatch(text)
        if match and match[1] in lesson.step_figures and match[1] not in steps:
            steps[match[1]] = int(match[2])
        else:
            bad.append(text)
    return steps, bad


def act_names(slug: str, lesson: Lesson) -> set[str]:
    """Return the names of the acts that the page's player shows a step in."""
    if not lesson.record:
        return set()
    words = PageText(slug, "fr")
    sections = (name for name in words.sections if name.partition(".")[0] == "acts")
    return {act for section in sections for act in words.labels(section)}


def write_link(
    slug: str,
    lesson: Lesson,
    settings: dict[str, Value],
    t: int = 0,
    pinned: Sequence[Pin] = (),
    by: str = "",
    act: str = "",
    steps: Mapping[str, int] = MappingProxyType({}),
) -> dict[str, list[str]]:
    """Return the parameters that give these settings: what differs from the defaults.

    Args:
        t: the player's step.
        pinned: the runs to compare.
        by: the measure they are compared in.
        act: the name of the act that the player shows of that step; "" for the first.
        steps: those of other drawings, by their names.
    """
    link = {
        control_key(slug, control.name): [control.write(settings[control.name])]
        for control in lesson.controls
        if settings[control.name] != control.default and is_linked(control, settings)
    }
    if t:
        link[control_key(slug, "t")] = [str(t)]
    if act:
        link[control_key(slug, "act")] = [act]
    if at := [f"{name}:{step}" for name, step in steps.items() if step]:
        link[control_key(slug, "at")] = at
    if pinned:
        link[control_key(slug, "pin")] = [pins.write_pin(lesson, pin) for pin in pinned]
    if lesson.comparison and by not in ("", lesson.comparison.units[0]):
        link[control_key(slug, "by")] = [by]
    return link


def is_linked(control: Control | TextControl, settings: Mapping[str, Any]) -> bool:
    """Return whether the control's value goes into a link."""
    return not isinstance(control, TextControl) or control.fits_link(
        settings[control.name]
    )


def present_link(
    slug: str, lesson: Lesson, settings: dict[str, Value], lang: str
) -> dict[str, list[str]]:
    """Return the parameters of the page as it is now, its language included."""
    state = page_state(slug)
    return {"lang": [lang]} | write_link(
        slug,
        lesson,
        settings,
        state.player.t,
        state.comparison.pins,
        state.comparison.measure,
        state.player.act,
        state.player.steps,
    )
