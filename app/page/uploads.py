"""Files that the reader gives to a page: which is in use, its columns, refusals."""

from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from zlib import crc32

import streamlit as st

from app.activities.prediction import Prediction
from app.components import mount
from app.content.markdown import escape_markdown, to_one_line
from app.state.control_widgets import set_control
from app.state.page_context import PageContext
from app.state.page_state import FileState
from lessons.contract import ParseError

MAX_NAME, MAX_SHOWN_NAME = 255, 60
"""Characters of a file's name that are remembered, and that are shown."""

Values = Mapping[str, Any]


class Uploads:
    """The files that a reader has given to a page, by the names of their buttons.

    The session remembers of each the last good file (`bytes`, `name`, `size`, its
    `number`), why one was `refused`, and which `columns` and `header` it has.

    Args:
        context: the page and this run of it.
        prediction: its questions; while one is open, columns cannot be changed.
    """

    def __init__(self, context: PageContext, prediction: Prediction):
        self.context = context
        self.prediction = prediction
        self._messages = context.messages["upload"]

    def file(
        self,
        name: str,
        limit: int,
        read: Callable[..., Any],
        sets: Callable[[Any], Values] = lambda content: {},
        *,
        accept: str,
        part: bool = False,
        used: Callable[[Any], bool] = lambda content: True,
    ) -> Any:
        """Draw an upload button; return what `read` makes of the last good file.

        Under the button stands which file is in use. One that is refused changes
        nothing: the reason stands there, in the words of the section `NAME.refused`.

        Args:
            name: its label stands in the words' section `labels`.
            limit: its largest size in bytes.
            read: raises ParseError; it reads a stranger's file and runs nothing of it.
                The reason "large" is for files that were not sent at all.
            sets: the controls that a good file sets when it is uploaded.
            accept: the kinds of file that the browser offers, as HTML's `accept`.
            part: whether of a larger file its first `limit` bytes are taken; `read` is
                then given the size of the whole as well.
            used: whether the page still shows what was read.

        Returns:
            None if there is no good file.
        """
        state = self._state(name)
        label, key = (
            self.context.words.labels("labels")[name],
            self.context.widget_key(name),
        )
        receive = partial(self._receive, key, state, limit, read, sets, part)
        mount.file_upload(
            key=key,
            label=label,
            limit=limit,
            accept=accept,
            partial=part,
            on_file=receive,
        )
        content, refused = None, state.refusal
        if state.data is not None:
            try:
                content = read(state.data, *([state.size] if part else []))
            except ParseError as reason:  # it was good at other settings
                refused = refused or (str(reason), reason.details, state.name)
        messages = []
        if refused:
            reason_name, details, file = refused
            why = self.context.words.refusal_message(name, reason_name, details)
            file = escape_markdown(self._short_name(file))
            messages.append(self._messages["refused"].format(file=file, reason=why))
        if content is not None and used(content):
            message = self._messages["stays" if refused else "in_use"]
            file = escape_markdown(self.file_name(name))
            messages.append(message.format(file=file))
        if messages:
            st.markdown(" ".join(messages))
        return content

    def file_name(self, name: str) -> str:
        """Return the name of the last good file as a page shows it, or "".

        Args:
            name: of the upload.
        """
        state = self._state(name)
        return "" if state.data is None else self._short_name(state.name)

    def selected_columns(self, name: str) -> dict[str, int]:
        """Return the columns that `columns` had last, by part; none of a new file."""
        return self._state(name).columns

    def columns(
        self,
        name: str,
        names: Sequence[str],
        parts: Mapping[str, tuple[Sequence[int], int]],
        sets: Callable[[dict[str, int]], Values] = lambda selected: {},
    ) -> dict[str, int]:
        """Draw a list for each part of a table; return the column selected in each.

        Args:
            name: of the upload; a label for each part stands in the words' section
                `NAME.columns`.
            names: of all columns, as the file writes them; "" where there is none.
            parts: by its name the columns that can be it, and the one it is at first.
            sets: the controls that are set when the reader has selected another one.
        """
        state = self._state(name)
        labels = self.context.words.labels(f"{name}.columns")
        selected = self.selected_columns(name)
        titles = [self._column_name(names, index) for index in range(len(names))]
        with st.grid(len(parts), gap="medium", min_column_width=150):
            for part, (options, guess) in parts.items():
                checksum = crc32(repr((state.number, titles, options)).encode())
                key = self.context.widget_key(f"{name}/{part}/{checksum}")
                if st.session_state.get(key) not in options:
                    previous = selected.get(part)
                    st.session_state[key] = previous if previous in options else guess
                selected[part] = st.selectbox(
                    labels[part],
                    options,
                    format_func=titles.__getitem__,
                    key=key,
                    disabled=self.prediction.is_open,
                    on_change=partial(self._select, selected, part, key, sets),
                )
        return selected

    def has_header(self, name: str, guess: bool) -> bool:
        """Draw the switch that says whether a table's first line names its columns.

        Args:
            name: of the upload.
            guess: its state at first.
        """
        state = self._state(name)
        key = self.context.widget_key(f"{name}/header/{state.number}")
        if key not in st.session_state:
            st.session_state[key] = guess if state.header is None else state.header
        state.header = st.toggle(
            self._messages["header"], key=key, disabled=self.prediction.is_open
        )
        return state.header

    def show_refusal(self, name: str, reason: ParseError) -> None:
        """Write why an upload cannot be used."""
        words = self.context.words
        st.markdown(words.refusal_message(name, str(reason), reason.details))

    def _select(
        self,
        selected: dict[str, int],
        part: str,
        key: str,
        sets: Callable[[dict[str, int]], Values],
    ) -> None:
        """Remember the column that the reader has selected for a part."""
        selected[part] = st.session_state[key]
        self._set_controls(sets(selected))

    def _set_controls(self, values: Values) -> None:
        for name, value in values.items():
            set_control(self.context.slug, self.context.lesson[name], value)

    def _column_name(self, names: Sequence[str], index: int) -> str:
        """Return a column's name, with its number if others have the same or none."""
        name = to_one_line(names[index])
        if not name:
            return self._messages["column"].format(n=index + 1)
        if names.count(names[index]) > 1:
            return self._messages["named"].format(name=name, n=index + 1)
        return name

    def _short_name(self, name: str) -> str:
        """Return a file's name, a long one cut in the middle."""
        if len(name) > MAX_SHOWN_NAME:
            half = MAX_SHOWN_NAME // 2
            name = f"{name[:half]}…{name[-half:]}"
        return to_one_line(name) or self._messages["unnamed"]

    def _receive(
        self,
        key: str,
        state: FileState,
        limit: int,
        read: Callable[..., Any],
        sets: Callable[[Any], Values],
        part: bool,
    ) -> None:
        """Remember an uploaded file if it can be read, and else the reason."""
        file = st.session_state[key].get("file") or {}
        name, size = str(file.get("name", ""))[:MAX_NAME], file.get("size", 0)
        try:
            if "bytes" not in file or len(file["bytes"]) > 4 * (limit // 3 + 1):
                raise ParseError("large")
            data = b64decode(file["bytes"])
            size = max(size if isinstance(size, int) else 0, len(data))
            content = read(data, *([size] if part else []))
        except ParseError as reason:
            state.refusal = str(reason), reason.details, name
        else:
            state.data, state.name, state.size = data, name, size
            state.refusal, state.columns, state.header = None, {}, None
            state.number += 1
            self._set_controls(sets(content))

    def _state(self, name: str) -> FileState:
        """Return what the session remembers of an upload."""
        return self.context.state.inputs.file(name)
