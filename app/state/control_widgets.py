"""The widgets of a page's controls: setting them, and why a text cannot be read.

A browser that has not heard of a value that the page has set sends the one before:
until it has surely heard, each run sets the widget again.
"""

from typing import Any

import streamlit as st

from app.state.link import control_key
from app.state.page_state import page_state
from lessons.contract import Control, Lesson, ParseError, TextControl, Value


def show_value(slug: str, control: Control | TextControl, value: Any) -> None:
    """Set a control's widget to a value of the control."""
    text = control.write(value) if isinstance(control, TextControl) else value
    _fill_widget(slug, control.name, text)


def set_control(slug: str, control: Control | TextControl, value: Value) -> None:
    """Set a control that is no played one, before a run.

    Raises:
        ValueError: if the control has no such value.
    """
    show_value(slug, control, control.check(value))


def enter_text(slug: str, control: Control | TextControl, text: str) -> None:
    """Put what a text says into the widget of a control; the text, if it is typed.

    Raises:
        ValueError: if it cannot be read; nothing is changed then.
    """
    value = control.parse(text)
    is_typed = isinstance(control, TextControl)
    _fill_widget(slug, control.name, text if is_typed else value)


def parse_error(slug: str, control: TextControl) -> tuple[str, dict[str, Any]]:
    """Return why what stands in a control's widget cannot be read; "" if it can.

    Returns:
        The name of the reason, and what its sentence mentions besides.
    """
    try:
        control.parse(st.session_state[control_key(slug, control.name)])
    except ParseError as error:
        return str(error), error.details
    except ValueError as error:
        return str(error), {}
    return "", {}


def read_widgets(
    slug: str,
    lesson: Lesson,
    settings: dict[str, Value],
    *,
    entered: bool,
    rerun: bool,
) -> None:
    """Take over into the settings what the controls' widgets hold.

    A widget that holds no value of the reader's or the page's is set to the setting.

    Args:
        settings: changed in place.
        entered: whether the reader comes from another page.
        rerun: whether the page has begun this run, not the reader.
    """
    unconfirmed = page_state(slug).widgets.unconfirmed
    for control in lesson.controls_with_use("trained", "shown"):
        widget = control_key(slug, control.name)
        if entered or not _is_current(slug, control, rerun=rerun):
            show_value(slug, control, settings[control.name])
        elif widget in unconfirmed:
            st.session_state[widget] = st.session_state[widget]  # sent once more
        if not isinstance(control, TextControl):
            settings[control.name] = st.session_state[widget]
        elif not parse_error(slug, control)[0]:
            settings[control.name] = control.parse(st.session_state[widget])


def _is_current(slug: str, control: Control | TextControl, *, rerun: bool) -> bool:
    """Return whether a control's widget has a value that the reader or the page set.

    A browser that has not heard of a value sends another one: that before, or, of a
    widget that is new to it, what an untouched one has, None for example.
    """
    widget = control_key(slug, control.name)
    if widget not in st.session_state:
        return False
    value = st.session_state[widget]
    if rerun and value in page_state(slug).widgets.unconfirmed.get(widget, ()):
        return False
    if isinstance(control, TextControl):
        return isinstance(value, str)
    return value in control.values


def _fill_widget(slug: str, name: str, value: Value) -> None:
    """Set a control's widget to what it holds, a text if the control is typed."""
    widget = control_key(slug, name)
    unconfirmed = page_state(slug).widgets.unconfirmed
    before = unconfirmed.get(widget, ())
    unconfirmed[widget] = (*before, st.session_state.get(widget))
    st.session_state[widget] = value
