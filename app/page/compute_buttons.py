"""Buttons that measure this machine or fetch data, each with its progress."""

import logging
import time
from collections.abc import Callable, Generator
from datetime import datetime
from typing import Any

import streamlit as st
from babel.dates import format_time, get_timezone
from streamlit.delta_generator import DeltaGenerator

from app.components.prose import quiet
from app.compute.result_cache import DOWNLOADS, MEASUREMENTS
from app.compute.training_loop import Computation
from app.compute.training_tasks import cache_key
from app.page.compute import Compute
from app.state.page_lifecycle import rerun_page
from lessons.contract import Value
from lessons.data.sets import Unavailable


def measure_button(
    compute: Compute,
    name: str,
    function: Callable[..., Computation],
    **settings: Value,
) -> Any:
    """Draw a button that measures, and return the last result on this machine.

    One measurement runs at a time on the whole server; a reader who presses the button
    while the same one runs waits for that one. The button's label is `measure` in the
    words' section `labels`. Another button, shown meanwhile, stops waiting.

    Args:
        compute: of the page.
        name: tells the measurements of a lesson apart.
        function: makes it, a function of a lesson's module; its result has `at`, when
            it ended (`time.time`).
        settings: every setting the result depends on.

    Returns:
        The result of whichever reader measured last; None if nobody has.
    """
    context = compute.context
    key, widget = cache_key(context.slug, name, settings), context.widget_key(name)
    messages = context.messages["app"]
    with st.container(horizontal=True, vertical_alignment="center"):
        pressed = st.button(context.words.labels("labels")["measure"], key=widget)
        stop, age = st.empty(), st.empty()
    bar = st.empty()
    if not pressed:
        result = MEASUREMENTS.peek(key)
    else:
        stop.button(messages["stop"], key=f"{widget}/stop")
        with compute.progress(bar, messages["measuring"]) as report:
            result = MEASUREMENTS.get(
                key, function, settings, watch=report, refresh=True
            )
        stop.empty()
    if result is not None:
        minutes = int(time.time() - result.at) // 60
        message = messages["measured" if minutes else "measured_now"]
        age.markdown(quiet(message.format(minutes=minutes)))
    return result


def fetch_button(
    compute: Compute, name: str, start: Callable[[], Generator[float, None, None]]
) -> None:
    """Draw a button that fetches data, and why it could not be fetched.

    The label is that of `labels`; `NAME.under_way` is shown meanwhile, with a button to
    cancel, and `NAME.failed` has a sentence for each reason. Once the data is there the
    page runs again.

    Args:
        compute: of the page.
        name: tells what is fetched on a page apart.
        start: fetches it for all readers; raises Unavailable.
    """
    context = compute.context
    state = context.state.inputs.file(name)
    widget = context.widget_key(name)
    with st.container(horizontal=True):
        pressed = st.button(context.words.labels("labels")[name], key=widget)
        stop = st.empty()
    bar = st.empty()
    if pressed:
        stop.button(context.messages["app"]["stop"], key=f"{widget}/stop")
        state.fetch_error = _fetch(compute, name, start, bar)
        if state.fetch_error is None:
            rerun_page(context.slug)
        stop.empty()
    if reason := state.fetch_error:
        st.markdown(context.words.labels(f"{name}.failed")[reason])


def _fetch(
    compute: Compute,
    name: str,
    start: Callable[[], Generator[float, None, None]],
    bar: DeltaGenerator,
) -> str | None:
    """Fetch data; return why it could not be fetched, None if it is there."""
    context = compute.context
    key = cache_key(context.slug, name, {})
    text = context.words.text(f"{name}.under_way")
    try:
        with compute.progress(bar, text) as report:
            DOWNLOADS.get(key, start, watch=report, refresh=True)
    except Unavailable as error:
        logging.getLogger(__name__).warning("%s", error)
        return error.reason
    finally:
        bar.empty()
    return None


def local_time(seconds: float, lang: str) -> str:
    """Return the reader's time of day at so many seconds since 1970."""
    zone = get_timezone(st.context.timezone or "UTC")
    return format_time(datetime.fromtimestamp(seconds, zone), locale=lang)
