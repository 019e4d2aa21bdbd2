"""The reader's settings of a page: widgets, the session's memory and the link.

A link carries `lesson.control=value` for every value that is not the default, and
`lesson.t`, the player's step, if it shows a moment, `lesson.act=name`, the act of that
step, and `lesson.at=name:step`, one for each other drawing that is stepped;
`lesson.scenario=name` stands for the settings of a scenario. Pinned runs are
`lesson.pin`, one each (app/state/pins.py), and what they are measured in is
`lesson.by`; `lesson.exercise=name` opens an exercise and scrolls to it. What a link
says wins when the page is opened; later the session remembers.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import streamlit as st

from app.content.catalogue import PageText
from app.state import pins, presentation
from app.state.pins import Pin
from lessons import SLUGS
from lessons.contract import Control, Lesson, ParseError, TextControl, Value

SHELL_PARAMETERS = ("lang", presentation.NAME)
STEP = re.compile(r"\d{1,6}", re.ASCII)
AT = re.compile(r"(\w{1,40}):(\d{1,6})", re.ASCII)


def key(slug: str, name: str) -> str:
    """The name of a control in widgets and links."""
    return f"{slug}.{name}"


def read_link(
    slug: str, lesson: Lesson, parameters: dict[str, list[str]]
) -> tuple[dict[str, Any], list[str]]:
    """What a link sets on this page.

    Args:
        parameters: name → values, as they stand in the link.

    Returns:
        The settings it gives, among them `t` and `act` if it names a step, `steps` if
        it names those of drawings, `pins` and `by` if it compares runs, `exercise`,
        counted from 0, if it opens one; and the names that are ignored: unknown ones,
        values that are not allowed, and controls named twice. A pin and a drawing's
        step are named with their text.
    """
    given: dict[str, Any] = {}
    scene: dict[str, Value] = {}
    ignored = []
    for name, texts in parameters.items():
        lesson_name, dot, control = name.partition(".")
        if name in SHELL_PARAMETERS or (lesson_name in SLUGS and lesson_name != slug):
            continue
        if lesson.comparison and name == key(slug, "pin"):
            given["pins"], bad = read_pins(lesson, texts)
            ignored += [f"{name}={text}" for text in bad]
            continue
        if lesson.step_figures and name == key(slug, "at"):
            given["steps"], bad = read_steps(lesson, texts)
            ignored += [f"{name}={text}" for text in bad]
            continue
        try:
            (text,) = texts
            if not dot or lesson_name != slug:
                raise KeyError(name)
            if control == "scenario":
                scene = lesson.scenario_settings(text)
            elif control == "t" and lesson.record and STEP.fullmatch(text):
                given["t"] = int(text)
            elif control == "act" and text in acts(slug, lesson):
                given["act"] = text
            elif control == "exercise":
                names = [exercise.name for exercise in lesson.exercises]
                given["exercise"] = names.index(text)
            elif lesson.comparison and control == "by":
                given["by"] = lesson.comparison.units[
                    lesson.comparison.units.index(text)
                ]
            else:
                given[control] = lesson[control].parse(text)
        except (KeyError, ValueError, OverflowError):
            ignored.append(name)
    return scene | given, ignored


def read_pins(lesson: Lesson, texts: Sequence[str]) -> tuple[pins.Pins, list[str]]:
    """The pins that a link writes, and the texts that write none."""
    found: pins.Pins = ()
    bad = []
    for text in texts:
        try:
            found = pins.among(found, pins.read(lesson, text))
        except (ValueError, OverflowError):
            bad.append(text)
    return found, bad


def read_steps(lesson: Lesson, texts: Sequence[str]) -> tuple[dict[str, int], list]:
    """The steps of drawings that a link writes, and the texts that write none."""
    found: dict[str, int] = {}
    bad = []
    for text in texts:
        read = AT.fullmatch(text)
        if read and read[1] in lesson.step_figures and read[1] not in found:
            found[read[1]] = int(read[2])
        else:
            bad.append(text)
    return found, bad


def acts(slug: str, lesson: Lesson) -> set[str]:
    """The names of the acts that the page's player shows a step in."""
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
    """The parameters that give these settings: what differs from the defaults.

    Args:
        t: the player's step.
        act: the name of the act it shows of that step; "" for the first.
        steps: those of other drawings, by their names.
        pinned: the runs to compare.
        by: what they are measured in.
    """
    link = {
        key(slug, control.name): [control.write(settings[control.name])]
        for control in lesson.controls
        if settings[control.name] != control.default and linked(control, settings)
    }
    if t:
        link[key(slug, "t")] = [str(t)]
    if act:
        link[key(slug, "act")] = [act]
    if at := [f"{name}:{step}" for name, step in steps.items() if step]:
        link[key(slug, "at")] = at
    if pinned:
        link[key(slug, "pin")] = [pins.write(lesson, pin) for pin in pinned]
    if lesson.comparison and by not in ("", lesson.comparison.units[0]):
        link[key(slug, "by")] = [by]
    return link


def linked(control: Control | TextControl, settings: Mapping[str, Any]) -> bool:
    """Whether the control's value goes into a link."""
    return not isinstance(control, TextControl) or control.fits_link(
        settings[control.name]
    )


def present_link(
    slug: str, lesson: Lesson, settings: dict[str, Value], lang: str
) -> dict[str, list[str]]:
    """The parameters of the page as it is now, its language included."""
    kept = memory(slug)
    more = kept.get("t", 0), kept.get("pins", ()), kept.get("by", "")
    moment = {"act": kept.get("act", ""), "steps": kept.get("steps", {})}
    return {"lang": [lang]} | write_link(slug, lesson, settings, *more, **moment)


def begun(index: int, seed: int = 0) -> dict[str, Any]:
    """Where a session is with an exercise it has just taken, if it has come to it."""
    start = {"index": index, "seed": seed, "hints": 0, "checked": None}
    return start | {"given": None, "come": False, "running": False}


def memory(slug: str) -> dict[str, Any]:
    """What the session remembers of a page."""
    return st.session_state.setdefault("memory", {}).setdefault(slug, {})


def open_page(slug: str, lesson: Lesson) -> tuple[dict[str, Value], list[str]]:
    """The settings at the start of a run of the page.

    Returns:
        All settings, and the names in the link that were ignored.
    """
    kept = memory(slug)
    entered = st.session_state.get("page") != slug
    st.session_state["page"] = slug
    by_itself, sent = kept.pop("rerun", False), kept.pop("sent", {})
    if entered:
        kept["unconfirmed"] = {}
        kept.pop("reset", None)
    elif not by_itself:  # the reader has acted on what the run before has sent
        unsure = kept["unconfirmed"].items()
        kept["unconfirmed"] = {w: held for w, held in unsure if held != sent.get(w)}
    if entered or key(slug, "exercise") in st.query_params:  # or a link to itself
        link = {name: st.query_params.get_all(name) for name in st.query_params}
        given, kept["ignored"] = read_link(slug, lesson, link)
        before, moment = kept.get("settings"), (kept.get("t", 0), kept.get("act", ""))
        if not {"t", "act"}.isdisjoint(given):
            kept |= {"t": given.pop("t", 0), "act": given.pop("act", "")}
        kept.setdefault("t", 0)
        steps = given.pop("steps", {})
        if entered or steps:
            kept["steps"] = steps
            kept["steps_set"] = {"n": "" if entered else number(slug), "at": steps}
        if "exercise" in given:
            kept["exercise"] = begun(given.pop("exercise")) | {"come": True}
        elif "exercise" in kept:
            kept["exercise"]["come"] = False
        for name in ("pins", "by"):
            if name in given:
                kept[name] = given.pop(name)
        kept["settings"] = lesson.defaults | (before or {}) | given
        now = kept["t"], kept.get("act", "")
        if before and (before, moment) != (kept["settings"], now):
            # The player is still where the reader left it: move it to the link.
            preset(slug, lesson, kept["settings"], *now)
    settings = kept["settings"]
    for control in lesson.controls_with_use("trained", "shown"):
        widget = key(slug, control.name)
        if entered or not _chosen(slug, control, by_itself):
            show(slug, control, settings[control.name])
        elif widget in kept["unconfirmed"]:
            st.session_state[widget] = st.session_state[widget]  # sent once more
        if not isinstance(control, TextControl):
            settings[control.name] = st.session_state[widget]
        elif not refusal(slug, control)[0]:
            settings[control.name] = control.parse(st.session_state[widget])
    return settings, kept["ignored"]


def _chosen(slug: str, control: Control | TextControl, by_itself: bool) -> bool:
    """Whether a control's widget has a value that the reader or the page gave it.

    A browser that has not heard of a value sends another one: that before, or, of a
    widget that is new to it, what an untouched one has, None for example.

    Args:
        by_itself: whether the page has begun this run, not the reader.
    """
    widget, unconfirmed = key(slug, control.name), memory(slug)["unconfirmed"]
    if widget not in st.session_state:
        return False
    value = st.session_state[widget]
    if by_itself and value in unconfirmed.get(widget, ()):
        return False
    if isinstance(control, TextControl):
        return isinstance(value, str)
    return value in control.values


def show(slug: str, control: Control | TextControl, value: Any) -> None:
    """Set a control's widget; as long as the browser may not know, each run does."""
    shown = control.write(value) if isinstance(control, TextControl) else value
    _fill(slug, control.name, shown)


def _fill(slug: str, name: str, shown: Value) -> None:
    """Set a control's widget to what it holds, a text if the control is typed."""
    widget = key(slug, name)
    unconfirmed = memory(slug).setdefault("unconfirmed", {})
    before = unconfirmed.get(widget, ())
    unconfirmed[widget] = (*before, st.session_state.get(widget))
    st.session_state[widget] = shown


def rerun(slug: str) -> None:
    """Cut this run of the page and begin another one, which the reader did not ask for.

    What this run has set is set again there: the browser may not have heard of it.
    """
    memory(slug)["rerun"] = True
    st.rerun()


def refusal(slug: str, control: TextControl) -> tuple[str, dict[str, Any]]:
    """Why what stands in the control's widget cannot be read; "" if it can.

    Returns:
        The name of the reason, and what its sentence says besides.
    """
    try:
        control.parse(st.session_state[key(slug, control.name)])
    except ParseError as refused:
        return str(refused), refused.details
    except ValueError as reason:
        return str(reason), {}
    return "", {}


def put(slug: str, control: Control | TextControl, value: Value) -> None:
    """Set a control that is no played one, before a run."""
    show(slug, control, control.check(value))


def enter(slug: str, control: TextControl, text: str) -> None:
    """Put a text into the widget of a typed control.

    Raises:
        ValueError: if it cannot be read; nothing is changed then.
    """
    control.parse(text)
    _fill(slug, control.name, text)


def close_page(
    slug: str, lesson: Lesson, settings: dict[str, Value], lang: str
) -> None:
    """Put the settings and the language into the link, if they are not there.

    The run has come to its end: the browser gets what it has set.
    """
    kept = memory(slug)
    kept["sent"] = dict(kept.get("unconfirmed", {}))
    wanted = present_link(slug, lesson, settings, lang)
    wanted |= {name: [value] for name, value in presentation.link(lang).items()}
    if {name: st.query_params.get_all(name) for name in st.query_params} != wanted:
        st.query_params.from_dict(wanted)


def reset(slug: str, lesson: Lesson) -> None:
    """Back to a first visit: settings, the player's place, answers, pins, files."""
    kept = memory(slug)
    of_reader = "question", "answers", "exercise", "solved", "pins", "by", "pressed"
    for name in (*of_reader, "files", "taken", "trainings", "log"):
        kept.pop(name, None)
    for widget in [k for k in st.session_state if f"{slug}/exercise/" in str(k)]:
        del st.session_state[widget]
    apply(slug, lesson, lesson.defaults)
    kept["steps_set"] = {"n": number(slug), "at": {}}
    kept["reset"] = {"n": number(slug), "said": False}


def apply(slug: str, lesson: Lesson, settings: Mapping[str, Value], **how: Any) -> None:
    """Set every control of the page, at step 0, before a run; `how` as in `preset`.

    The link is right again.
    """
    kept = memory(slug)
    kept |= {"settings": dict(settings), "ignored": []}
    kept |= {"t": 0, "act": "", "steps": {}}
    for control in lesson.controls_with_use("trained", "shown"):
        show(slug, control, settings[control.name])
    preset(slug, lesson, kept["settings"], 0, "", **how)


def preset(
    slug: str,
    lesson: Lesson,
    settings: dict[str, Value],
    t: int = 0,
    act: str = "",
    **how: Any,
) -> None:
    """Have the player move its own controls to these settings, at step `t`.

    Args:
        act: the name of the act of that step; "" for the first.
        how: `still` leaves the page where it is scrolled, `play` starts the player,
            and it stops at the frame `to`, or at the end.
    """
    kept = memory(slug)
    played = lesson.controls_with_use("played")
    kept["settings"] |= {control.name: settings[control.name] for control in played}
    kept["preset"] = {
        "n": number(slug),
        "at": {c.name: c.values.index(settings[c.name]) for c in played},
        "t": t,
        "act": act,
        **how,
    }


def session() -> str:
    """What tells this session from all others.

    A browser whose connection was cut may come back to a new session, which knows
    nothing of what the one before has counted: what it numbers has this in front.
    """
    token: str = st.session_state.setdefault("session", uuid4().hex[:8])
    return token


def number(slug: str) -> str:
    """A number that nothing else on this page has, in this session or another."""
    kept = memory(slug)
    kept["numbers"] = kept.get("numbers", 0) + 1
    return f"{session()}.{kept['numbers']}"


def remember_moment(slug: str, lesson: Lesson, moment: Mapping[str, Any]) -> None:
    """Remember the moment that the browser shows: what is no step is dropped."""
    kept, t, act = memory(slug), moment.get("t"), moment.get("act")
    steps = moment.get("steps")
    if _is_step(t):
        kept["t"] = t
        kept["act"] = act if act in acts(slug, lesson) else ""
    if isinstance(steps, dict):
        drawn = {name: steps.get(name) for name in lesson.step_figures}
        kept["steps"] = {name: step for name, step in drawn.items() if _is_step(step)}


def _is_step(step: Any) -> bool:
    return isinstance(step, int) and 0 <= step < 10**6


def progress(slug: str, lesson: Lesson) -> dict[str, int]:
    """How many of the page's questions were answered, and at first try rightly."""
    answers = memory(slug).get("answers", {})
    counts = {"done": len(answers), "right": sum(answers.values())}
    return counts | {"n": len(lesson.questions)}


def solved(slug: str, lesson: Lesson) -> dict[str, int]:
    """How many of the page's exercises were solved."""
    return {"done": len(memory(slug).get("solved", [])), "n": len(lesson.exercises)}
