"""A page from its opening to its close: settings, link, reset, reruns."""

from collections.abc import Mapping
from typing import Any, TypeGuard, cast

import streamlit as st

from app.state import app_link
from app.state.activity_state import ExerciseAttempt
from app.state.control_widgets import read_widgets, show_value
from app.state.link import act_names, control_key, present_link, read_link
from app.state.page_state import ResetNotice, page_state, unique_number
from app.state.player_state import PlayerPreset
from app.state.progress import forget_page
from lessons.contract import Lesson, Value


def open_page(slug: str, lesson: Lesson) -> tuple[dict[str, Value], list[str]]:
    """Return the settings at the start of a run of the page.

    Returns:
        All settings, and the names in the link that were ignored.
    """
    state = page_state(slug)
    entered = st.session_state.get("page") != slug
    st.session_state["page"] = slug
    rerun = state.widgets.begin_run(entered=entered)
    if entered:
        state.reset_notice = None
    if entered or control_key(slug, "exercise") in st.query_params:  # link to itself
        _follow_link(slug, lesson, entered=entered)
    state.opened = True
    read_widgets(slug, lesson, state.settings, entered=entered, rerun=rerun)
    return state.settings, state.ignored_parameters


def _follow_link(slug: str, lesson: Lesson, *, entered: bool) -> None:
    """Set the page to what the link says.

    Args:
        entered: whether the reader comes from another page.
    """
    state = page_state(slug)
    player, exercise, comparison = state.player, state.exercise, state.comparison
    parameters = {name: st.query_params.get_all(name) for name in st.query_params}
    settings, state.ignored_parameters = read_link(slug, lesson, parameters)
    before = state.settings, player.t, player.act
    if not {"t", "act"}.isdisjoint(settings):
        player.t, player.act = settings.pop("t", 0), settings.pop("act", "")
    steps = settings.pop("steps", {})
    if entered or steps:
        number = "" if entered else unique_number(slug)
        player.steps, player.step_preset = steps, {"n": number, "at": steps}
    if "exercise" in settings:
        exercise.attempt = ExerciseAttempt(settings.pop("exercise"), from_link=True)
    else:
        exercise.attempt.from_link = False
    comparison.pins = settings.pop("pins", comparison.pins)
    comparison.measure = settings.pop("by", comparison.measure)
    state.settings = lesson.defaults | before[0] | settings
    if before[0] and before != (state.settings, player.t, player.act):
        # The player is still where the reader left it: move it to the link.
        move_player(slug, lesson, state.settings, player.t, player.act)


def close_page(
    slug: str, lesson: Lesson, settings: dict[str, Value], lang: str
) -> None:
    """Put the settings and the language into the link, if they are not there.

    The run has come to its end: the browser gets what it has set.
    """
    page_state(slug).widgets.end_run()
    parameters = present_link(slug, lesson, settings, lang)
    parameters |= {
        name: [value] for name, value in app_link.link_parameters(lang).items()
    }
    if parameters != {n: st.query_params.get_all(n) for n in st.query_params}:
        st.query_params.from_dict(parameters)


def rerun_page(slug: str) -> None:
    """Cut this run of the page and begin another one, which the reader did not ask for.

    What this run has set is set again there: the browser may not have heard of it.
    """
    page_state(slug).widgets.rerun = True
    st.rerun()


def reset_page(slug: str, lesson: Lesson) -> None:
    """Put a page back to a first visit: settings, player, answers, pins, files."""
    state = page_state(slug)
    state.reset(slug)
    forget_page(slug)
    apply_settings(slug, lesson, lesson.defaults)
    state.player.step_preset = {"n": unique_number(slug), "at": {}}
    state.reset_notice = ResetNotice(unique_number(slug))


def apply_settings(
    slug: str,
    lesson: Lesson,
    settings: Mapping[str, Value],
    **options: Any,
) -> None:
    """Set every control of the page, at step 0, before a run; the link is right again.

    Args:
        options: as `move_player` takes them.
    """
    state = page_state(slug)
    state.settings, state.ignored_parameters = dict(settings), []
    state.player.t, state.player.act, state.player.steps = 0, "", {}
    for control in lesson.controls_with_use("trained", "shown"):
        show_value(slug, control, settings[control.name])
    move_player(slug, lesson, state.settings, **options)


def move_step_figures(slug: str, steps: Mapping[str, int]) -> None:
    """Move the stepped drawings of the page, each to its step, before a run."""
    player = page_state(slug).player
    player.steps = dict(steps)
    player.step_preset = {"n": unique_number(slug), "at": player.steps}


def move_player(
    slug: str,
    lesson: Lesson,
    settings: dict[str, Value],
    t: int = 0,
    act: str = "",
    **options: Any,
) -> None:
    """Have the player move its own controls to these settings, at step `t`.

    Args:
        act: the name of the act of that step; "" for the first.
        options: the other entries of a PlayerPreset.
    """
    state = page_state(slug)
    played = lesson.controls_with_use("played")
    state.settings |= {control.name: settings[control.name] for control in played}
    positions = {c.name: c.values.index(settings[c.name]) for c in played}
    preset = {"n": unique_number(slug), "at": positions, "t": t, "act": act}
    state.player.preset = cast(PlayerPreset, preset | options)


def remember_moment(slug: str, lesson: Lesson, moment: Mapping[str, Any]) -> None:
    """Remember the moment that the browser shows; what is no step is dropped.

    Args:
        moment: as the browser sends it: `t`, `act`, and `steps` by drawing.
    """
    player, t, act = page_state(slug).player, moment.get("t"), moment.get("act")
    steps = moment.get("steps")
    if _is_step(t):
        player.t = t
        player.act = act if act in act_names(slug, lesson) else ""
    if isinstance(steps, dict):
        known = ((name, steps.get(name)) for name in lesson.step_figures)
        player.steps = {name: step for name, step in known if _is_step(step)}


def _is_step(step: Any) -> TypeGuard[int]:
    return isinstance(step, int) and 0 <= step < 10**6
