"""The controls of a page; none can be moved while a question is open."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, Literal
from zlib import crc32

import streamlit as st

from app.activities.prediction import Prediction
from app.components.prose import quiet
from app.content.number_format import format_number
from app.content.setting_format import value_label
from app.state.control_widgets import parse_error, set_control, show_value
from app.state.link import control_key
from app.state.page_context import PageContext
from app.state.page_lifecycle import move_player, reset_page
from lessons.contract import TextControl, TextPart, Value


class Controls:
    """The widgets of a lesson's controls on one run of its page.

    Args:
        context: the page and this run of it.
        prediction: its questions; while one is open, the controls are disabled.
    """

    def __init__(self, context: PageContext, prediction: Prediction):
        self.context = context
        self.prediction = prediction
        self._lesson, self._words = context.lesson, context.words

    def sliders(
        self,
        *names: str,
        a_row: int = 4,
        min_width: int = 190,
        gap: Literal["small", "medium"] = "medium",
    ) -> None:
        """Draw sliders for the controls that need a new training.

        Args:
            a_row: as many stand in a row, at most.
            min_width: pixels that each has, at least.
            gap: between two of them.
        """
        labels = self._words.labels("labels")
        with st.grid(
            a_row, gap=gap, min_column_width=min_width, vertical_alignment="bottom"
        ):
            for name in names:
                st.select_slider(
                    labels[name],
                    self._lesson[name].values,
                    format_func=partial(self._value_label, name),
                    key=self._widget(name),
                    disabled=self.prediction.is_open,
                )

    def value_labels(self, name: str) -> dict[Value, str]:
        """Return the values of a control, each as the reader sees it."""
        values = self._lesson[name].values
        return {value: self._value_label(name, value) for value in values}

    def switches(self, *names: str) -> None:
        """Draw switches for the controls that are on or off, in a row that wraps."""
        labels = self._words.labels("labels")
        with st.container(horizontal=True):
            for name in names:
                st.toggle(
                    labels[name],
                    key=self._widget(name),
                    disabled=self.prediction.is_open,
                )

    def choice(self, name: str, options: Sequence[Value] | None = None) -> Value:
        """Draw a control whose values are words; return the one selected.

        Args:
            options: the values that make sense at the other settings; if the present
                one is not among them, the last of them takes its place.
        """
        options = options or self._lesson[name].values
        values = self.context.settings
        if values[name] not in options:
            values[name] = options[-1]
            set_control(self.context.slug, self._lesson[name], options[-1])
        st.segmented_control(
            self._words.labels("labels")[name],
            options,
            format_func=partial(self._option_label, name),
            required=True,
            wrap=True,
            key=self._widget(name),
            disabled=self.prediction.is_open,
        )
        return values[name]

    def choice_list(self, name: str, groups: Mapping[str, Sequence[Value]]) -> Value:
        """Draw a control of many values as short lists; return the value selected.

        On a phone they scroll in a box of their own: what they change stays in sight.

        Args:
            groups: the values of each list; its heading stands in the words' section
                `NAME.groups`. Together they are all values, each once.
        """
        headings = self._words.labels(f"{name}.groups")
        with st.container(key=f"list-{name}", gap="xsmall"):
            for group, options in groups.items():
                self._group(name, headings[group], group, options)
        return self.context.settings[name]

    def _group(
        self, name: str, heading: str, group: str, options: Sequence[Value]
    ) -> None:
        """Draw one list: it shows the value that the control has, if it is its own."""
        key, value = self.context.widget_key(f"{name}/{group}"), None
        if self.context.settings[name] in options:
            value = self.context.settings[name]
        st.session_state[key] = value
        st.radio(
            heading,
            options,
            index=None,
            format_func=partial(self._option_label, name),
            key=key,
            disabled=self.prediction.is_open,
            on_change=self._select,
            args=(name, key),
        )

    def _select(self, name: str, key: str) -> None:
        if (value := st.session_state[key]) is not None:
            show_value(self.context.slug, self._lesson[name], value)

    def text_input(self, name: str, *, with_reason: bool = True) -> Value:
        """Draw a typed control; return the last value that could be read.

        A text that cannot be read changes nothing: the reason stands under it, in the
        same cell of a grid. The text may be longer than what is read: a browser that
        cuts it would do so silently.

        Args:
            with_reason: False if `reasons` says it elsewhere.

        Raises:
            TypeError: if the control is not typed.
        """
        control = self._typed(name)
        key, value = self._widget(name), self.context.settings[name]
        with st.container():
            st.text_input(
                self._words.labels("labels")[name],
                key=key,
                disabled=self.prediction.is_open,
            )
            if with_reason and (reason := self._reason(name)):
                st.markdown(reason)
            elif mark := control.remark(st.session_state[key]):
                st.markdown(quiet(self.context.messages["typed"][mark]))
        return value

    def reasons(self, *names: str) -> None:
        """Draw why typed controls cannot be read, in a place that is always there."""
        reasons = [reason for name in names if (reason := self._reason(name))]
        with st.container(key="reasons"):
            st.markdown("  \n".join(reasons) or "\u00a0")

    def _reason(self, name: str) -> str:
        """Return why a typed control cannot be read, "" if it can."""
        control = self._typed(name)
        reason, values = parse_error(self.context.slug, control)
        if not reason:
            return ""
        values = {name: control.write(self.context.settings[name])} | values
        return self._words.refusal_message(name, reason, values)

    def parts(self, name: str, a_row: int = 3) -> None:
        """Draw widgets for the parts of a typed control that need no typing.

        The text is the only state: a widget here shows what it says, and writes it.
        """
        control = self._typed(name)
        values = self.context.settings
        parts = control.parts(values[name], values)
        for part in parts:
            if part.kind == "choice":
                self._part(control, part)
        with st.grid(a_row, gap="small", min_column_width=110):
            for part in parts:
                if part.kind != "choice":
                    self._part(control, part)

    def button(self, name: str) -> int:
        """Draw a button for what takes a while; return how often it was pressed.

        Args:
            name: its label stands in the words' section `labels`.
        """
        presses = self.context.state.inputs.presses
        if st.button(
            self._words.labels("labels")[name], key=self.context.widget_key(name)
        ):
            presses[name] = presses.get(name, 0) + 1
        return presses.get(name, 0)

    def option(self, name: str, options: Sequence[str]) -> int:
        """Draw a list of options; return the index of the selected one.

        No link carries it.

        Args:
            name: its label stands in the words' section `labels`.
            options: one at least.
        """
        # The browser keeps the words of an option, not its place: others, another box.
        key = self.context.widget_key(f"{name}/{crc32(repr(options).encode())}")
        label, places = self._words.labels("labels")[name], range(len(options))
        return st.selectbox(label, places, format_func=options.__getitem__, key=key)

    def default_button(self, label: str, *names: str) -> None:
        """Draw a button that sets typed controls to their first values."""
        st.button(
            label,
            key=self.context.widget_key(f"default {' '.join(names)}"),
            icon=":material/restart_alt:",
            disabled=self.prediction.is_open,
            on_click=self._set_defaults,
            args=names,
        )

    def value_button(self, name: str, label: str, **values: Any) -> None:
        """Draw a button that sets typed controls to these values.

        Args:
            name: tells the buttons of a page apart.
            values: the new value of each control.
        """
        st.button(
            label,
            key=self.context.widget_key(name),
            disabled=self.prediction.is_open,
            on_click=self._set_values,
            kwargs=values,
        )

    def played_button(self, name: str, label: str, **values: Value) -> None:
        """Draw a button that moves controls of the player; it stays at its step.

        Args:
            name: tells the buttons of a page apart.
            values: the new value of each control.
        """
        st.button(
            label,
            key=self.context.widget_key(name),
            disabled=self.prediction.is_open,
            on_click=self._move_player,
            kwargs=values,
        )

    def _move_player(self, **values: Value) -> None:
        slug, settings = self.context.slug, self.context.settings | values
        move_player(slug, self._lesson, settings, self.context.state.player.t)

    def _set_values(self, **values: Any) -> None:
        for name, value in values.items():
            set_control(self.context.slug, self._typed(name), value)

    def _set_defaults(self, *names: str) -> None:
        for name in names:
            control = self._typed(name)
            set_control(self.context.slug, control, control.default)

    def reset_button(self) -> None:
        """Draw the button that brings the page back to a first visit."""
        st.button(
            self.context.messages["app"]["reset"],
            key=self.context.widget_key("reset"),
            type="tertiary",
            icon=":material/restart_alt:",
            on_click=reset_page,
            args=(self.context.slug, self._lesson),
        )

    def _typed(self, name: str) -> TextControl:
        control = self._lesson[name]
        if not isinstance(control, TextControl):
            raise TypeError(f"{name} is not typed")
        return control

    def _part(self, control: TextControl, part: TextPart) -> None:
        """Draw the widget of one part."""
        key = self.context.widget_key(f"{control.name}/{part.name}")
        label = self._words.labels(f"{control.name}.parts")[part.name]
        now = (
            list(part.value) if part.kind == "picks" else part.value
        )  # as pills give it
        st.session_state[key] = now
        options: dict[str, Any] = {
            "key": key,
            "disabled": self.prediction.is_open,
            "on_change": self._write_part,
            "args": (control, part, key),
            "format_func": partial(self._part_label, control.name, part),
        }
        if part.kind == "slider":
            st.select_slider(label, part.values, **options)
        elif part.kind == "picks":
            st.pills(label, part.values, selection_mode="multi", wrap=True, **options)
        else:
            options |= {"required": True, "wrap": True}
            st.segmented_control(label, part.values, **options)

    def _write_part(self, control: TextControl, part: TextPart, key: str) -> None:
        """Write what a part's widget is set to into the control's text."""
        value = st.session_state[key]
        value = tuple(value) if part.kind == "picks" else value
        show_value(self.context.slug, control, part.with_value(value))

    def _part_label(self, name: str, part: TextPart, value: Value | None) -> str:
        if part.kind == "choice":
            return self._words.labels(f"{name}.{part.name}")[str(value)]
        if isinstance(value, str):  # of a control, or of something that has no label
            return self._words.labels("labels").get(value, value)
        if value is None:
            return self._words.labels(f"{name}.parts")["none"]
        return format_number(value, self.context.lang)

    def _option_label(self, name: str, value: Value) -> str:
        return self._words.labels(f"{name}.values")[str(value).lower()]

    def _value_label(self, name: str, value: Value) -> str:
        return value_label(self._words, self._lesson, name, value)

    def _widget(self, name: str) -> str:
        """Streamlit's key of a control's widget."""
        return control_key(self.context.slug, name)


def control_grid(a_row: int) -> AbstractContextManager[Any]:
    """Open a grid for small controls, up to so many a row, two on a phone."""
    return st.grid(a_row, gap="medium", min_column_width=150)
