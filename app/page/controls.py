"""What a reader sets, types, presses, gives and takes on a page."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from functools import partial
from typing import Any
from zlib import crc32

import numpy as np
import streamlit as st
from babel.dates import format_time, get_timezone

from app.activities.prediction import Prediction
from app.components import mount, prose
from app.compute.result_cache import recording
from app.content.markdown import escape_markdown, to_one_line
from app.content.number_format import format_number
from app.export import lab
from app.page import layout
from app.page.compute import Results
from app.state import settings
from lessons.contract import ParseError, TextControl, TextPart, Value

SKETCH = 28
"""Pixels a side of what the reader draws, as sketchpad/sketchpad.js has it."""

MOST_NAME, LONGEST_NAME = 255, 60
"""Characters of a file's name that are kept, and that are shown."""


class Inputs(Results):
    """A page's controls; none can be moved while a question is open."""

    prediction: Prediction
    look: dict[str, Any]

    def sliders(self, *names: str, a_row: int = 4, least: int = 190) -> None:
        """The controls that need a new training, up to so many a row.

        Args:
            least: pixels that each has at least.
        """
        labels = self.words.labels("labels")
        with st.grid(a_row, gap="medium", min_column_width=least):
            for name in names:
                st.select_slider(
                    labels[name],
                    self.lesson[name].values,
                    format_func=partial(self.value_name, name),
                    key=settings.key(self.slug, name),
                    disabled=self.prediction.open,
                )

    def grid(self, a_row: int) -> AbstractContextManager[Any]:
        """A place for small controls, up to so many a row, two on a phone."""
        return st.grid(a_row, gap="medium", min_column_width=150)

    def switches(self, *names: str) -> None:
        """The controls that are on or off, in a row that wraps."""
        labels = self.words.labels("labels")
        with st.container(horizontal=True):
            for name in names:
                st.toggle(
                    labels[name],
                    key=settings.key(self.slug, name),
                    disabled=self.prediction.open,
                )

    def choice(
        self,
        name: str,
        offered: Sequence[Value] | None = None,
        *,
        labelled: bool = False,
    ) -> Value:
        """A control whose values are words, and the value chosen.

        Args:
            offered: the values that make sense at the other settings; if the present
                one is not among them, the last of them takes its place.
            labelled: whether its label is seen.
        """
        words = self.words.labels(f"{name}.values")
        offered = offered or self.lesson[name].values
        if self.settings[name] not in offered:
            self.settings[name] = offered[-1]
            settings.put(self.slug, self.lesson[name], offered[-1])
        st.segmented_control(
            self.words.labels("labels")[name],
            offered,
            format_func=lambda value: words[str(value).lower()],
            required=True,
            label_visibility="visible" if labelled else "collapsed",
            wrap=True,
            key=settings.key(self.slug, name),
            disabled=self.prediction.open,
        )
        return self.settings[name]

    def typed(self, name: str) -> Value:
        """A control that is typed, and the last value that could be read.

        A text that cannot be read changes nothing: under it, in the same place of a
        grid, stands why not. It may be longer than what is read: a browser that cuts it
        would do so without a word.
        """
        control = self.lesson[name]
        if not isinstance(control, TextControl):
            raise TypeError(f"{name} is not typed")
        key = settings.key(self.slug, name)
        with st.container():
            st.text_input(
                self.words.labels("labels")[name],
                key=key,
                disabled=self.prediction.open,
            )
            reason, details = settings.refusal(self.slug, control)
            if reason:
                kept = {name: control.write(self.settings[name])}
                st.markdown(self.words.refusal_message(name, reason, kept | details))
            elif mark := control.remark(st.session_state[key]):
                st.markdown(prose.quiet(self.shell["typed"][mark]))
        return self.settings[name]

    def parts(self, name: str, a_row: int = 3) -> None:
        """What of a typed control can be set without typing.

        The text is all that counts: a widget here shows what it says, and writes it.
        """
        control = self.lesson[name]
        assert isinstance(control, TextControl)
        parts = control.parts(self.settings[name], self.settings)
        for part in parts:
            if part.kind == "choice":
                self._part(control, part)
        with st.grid(a_row, gap="small", min_column_width=110):
            for part in parts:
                if part.kind != "choice":
                    self._part(control, part)

    def _part(self, control: TextControl, part: TextPart) -> None:
        """The widget of one part."""
        key = self._key(f"{control.name}/{part.name}")
        label = self.words.labels(f"{control.name}.parts")[part.name]
        now = (
            list(part.value) if part.kind == "picks" else part.value
        )  # as pills give it
        st.session_state[key] = now
        how: dict[str, Any] = {"key": key, "disabled": self.prediction.open}
        how |= {"on_change": self._put, "args": (control, part, key)}
        how["format_func"] = partial(self._part_value, control.name, part)
        if part.kind == "slider":
            st.select_slider(label, part.values, **how)
        elif part.kind == "picks":
            st.pills(label, part.values, selection_mode="multi", wrap=True, **how)
        else:
            how |= {"required": True, "wrap": True, "label_visibility": "collapsed"}
            st.segmented_control(label, part.values, **how)

    def _put(self, control: TextControl, part: TextPart, key: str) -> None:
        chosen = st.session_state[key]
        chosen = tuple(chosen) if part.kind == "picks" else chosen
        settings.show(self.slug, control, part.with_value(chosen))

    def _part_value(self, name: str, part: TextPart, value: Value | None) -> str:
        if part.kind == "choice":
            return self.words.labels(f"{name}.{part.name}")[str(value)]
        if value is None:
            return self.words.labels(f"{name}.parts")["none"]
        return format_number(value, self.lang)

    def pick(self, name: str, options: Sequence[str]) -> int:
        """Which of some options is looked at; no link keeps it.

        Args:
            name: its label stands in the words' section `labels`.
            options: one at least.
        """
        # The browser keeps the words of an option, not its place: others, another box.
        key = self._key(f"{name}/{crc32(repr(options).encode())}")
        label, places = self.words.labels("labels")[name], range(len(options))
        return st.selectbox(label, places, format_func=options.__getitem__, key=key)

    def pressed(self, name: str, number: Callable[[], int] | None = None) -> int:
        """A button for what takes a while; the number of its last press, 0 for none.

        Args:
            name: its label stands in the words' section `labels`.
            number: called at a press, gives what tells it from all others of all
                readers; without it the presses of a session are counted.
        """
        kept = settings.memory(self.slug).setdefault("pressed", {})
        if st.button(self.words.labels("labels")[name], key=self._key(name)):
            kept[name] = number() if number else kept.get(name, 0) + 1
        return kept.get(name, 0)

    def clock(self, seconds: float) -> str:
        """The reader's time of day at so many seconds since 1970."""
        zone = get_timezone(st.context.timezone or "UTC")
        then = datetime.fromtimestamp(seconds, zone)
        return format_time(then, locale=self.lang)

    def upload(
        self,
        name: str,
        limit: int,
        read: Callable[..., Any],
        sets: Callable[[Any], Mapping[str, Any]] = lambda found: {},
        *,
        accept: str,
        part: bool = False,
        used: Callable[[Any], bool] = lambda found: True,
    ) -> Any:
        """A file that the reader gives, and what `read` makes of the last good one.

        Under the button stands which file is in use. One that is refused changes
        nothing: there stands why, in the words of the section `NAME.refused`.

        Args:
            name: its label stands in the words' section `labels`.
            limit: its largest size in bytes.
            read: raises ParseError; it reads a stranger's file, so it runs nothing of
                it.
                The reason "large" is for files that never came here.
            sets: the controls that a good file sets when it is given.
            accept: the kinds of file that the browser offers, as HTML's `accept`.
            part: whether of a larger file its first `limit` bytes are taken; `read` is
                then given the size of the whole as well.
            used: whether the page still shows what was read.
        """
        kept = self._file_memory(name)
        label, key = self.words.labels("labels")[name], self._key(name)
        given = partial(self._given, key, kept, limit, read, sets, part)
        how: dict[str, Any] = {"accept": accept, "part": part, "given": given}
        mount.file_upload(key=key, label=label, limit=limit, **how)
        found, refused = None, kept.get("refused")
        if "bytes" in kept:
            try:
                found = read(kept["bytes"], *([kept["size"]] if part else []))
            except ParseError as other:  # it was good at other settings
                refused = refused or (str(other), other.details, kept["name"])
        in_use = found is not None and used(found)
        sentences, says = [], self.shell["upload"]
        if refused:
            *why, bad = refused
            reason = self.words.refusal_message(name, *why)
            file = escape_markdown(self._file_name(bad))
            sentences.append(says["refused"].format(file=file, reason=reason))
        if in_use:
            says = says["stays" if refused else "in_use"]
            file = escape_markdown(self.file_in_use(name))
            sentences.append(says.format(file=file))
        if sentences:
            st.markdown(" ".join(sentences))
        return found

    def refusal(self, name: str, why: ParseError) -> None:
        """Why what was given for `name` cannot be used."""
        st.markdown(self.words.refusal_message(name, str(why), why.details))

    def file_picked(self, name: str) -> dict[str, int]:
        """The columns that `file_columns` had last, by part; none of a new file."""
        picked: dict[str, int] = self._file_memory(name).setdefault("columns", {})
        return picked

    def file_columns(
        self,
        name: str,
        names: Sequence[str],
        parts: Mapping[str, tuple[Sequence[int], int]],
        sets: Callable[[dict[str, int]], Mapping[str, Any]] = lambda picked: {},
    ) -> dict[str, int]:
        """Which columns of a table that the reader gave are used; they may be changed.

        Args:
            name: of the upload; a label for each part stands in the words' section
                `NAME.columns`.
            names: of all columns, as the file writes them; "" where there is none.
            parts: by its name the columns that can be it, and the one it is at first.
            sets: the controls that are set when the reader has taken another one.
        """
        kept, labels = self._file_memory(name), self.words.labels(f"{name}.columns")
        picked = self.file_picked(name)
        shown = [self._column_name(names, place) for place in range(len(names))]
        with st.grid(len(parts), gap="medium", min_column_width=150):
            for part, (offered, guess) in parts.items():
                others = crc32(repr((kept.get("number"), shown, offered)).encode())
                key = self._key(f"{name}/{part}/{others}")
                if st.session_state.get(key) not in offered:
                    before = picked.get(part)
                    st.session_state[key] = before if before in offered else guess
                picked[part] = st.selectbox(
                    labels[part],
                    offered,
                    format_func=shown.__getitem__,
                    key=key,
                    disabled=self.prediction.open,
                    on_change=partial(self._repicked, picked, part, key, sets),
                )
        return picked

    def _repicked(
        self,
        picked: dict[str, int],
        part: str,
        key: str,
        sets: Callable[[dict[str, int]], Mapping[str, Any]],
    ) -> None:
        picked[part] = st.session_state[key]
        for control, value in sets(picked).items():
            settings.put(self.slug, self.lesson[control], value)

    def _column_name(self, names: Sequence[str], place: int) -> str:
        """What tells a column from the others: its name, and its number if it must."""
        name, says = to_one_line(names[place]), self.shell["upload"]
        if not name:
            return says["column"].format(n=place + 1)
        if names.count(names[place]) > 1:
            return says["named"].format(name=name, n=place + 1)
        return name

    def file_header(self, name: str, guess: bool) -> bool:
        """Whether the first line of a table names its columns; the reader may say.

        Args:
            name: of the upload.
            guess: what is thought at first.
        """
        kept = self._file_memory(name)
        key = self._key(f"{name}/header/{kept.get('number')}")
        if key not in st.session_state:
            st.session_state[key] = kept.get("header", guess)
        kept["header"] = st.toggle(
            self.shell["upload"]["header"],
            key=key,
            disabled=self.prediction.open,
        )
        return bool(kept["header"])

    def file_in_use(self, name: str) -> str:
        """The name of the last good file of an upload as a page shows it, or "".

        Args:
            name: of the upload.
        """
        kept = self._file_memory(name)
        return self._file_name(kept["name"]) if "bytes" in kept else ""

    def _file_memory(self, name: str) -> dict[str, Any]:
        """What the session keeps of an upload: the good file, why one was refused."""
        files = settings.memory(self.slug).setdefault("files", {})
        return files.setdefault(name, {})

    def _file_name(self, name: str) -> str:
        """A file's name, a long one cut in the middle."""
        if len(name) > LONGEST_NAME:
            name = f"{name[: LONGEST_NAME // 2]}…{name[-LONGEST_NAME // 2 :]}"
        return to_one_line(name) or self.shell["upload"]["unnamed"]

    def _given(
        self,
        key: str,
        kept: dict[str, Any],
        limit: int,
        read: Callable[..., Any],
        sets: Callable[[Any], Mapping[str, Any]],
        part: bool,
    ) -> None:
        """Keep a file if it can be read, and why not if it cannot."""
        file = st.session_state[key].get("file") or {}
        name, size = str(file.get("name", ""))[:MOST_NAME], file.get("size", 0)
        try:
            if "bytes" not in file or len(file["bytes"]) > 4 * (limit // 3 + 1):
                raise ParseError("large")
            data = b64decode(file["bytes"])
            size = max(size if isinstance(size, int) else 0, len(data))
            found = read(data, *([size] if part else []))
        except ParseError as reason:
            kept["refused"] = str(reason), reason.details, name
        else:
            kept |= {"bytes": data, "name": name, "size": size, "refused": None}
            kept["number"] = kept.get("number", 0) + 1
            kept.pop("columns", None)
            kept.pop("header", None)
            for control, value in sets(found).items():
                settings.put(self.slug, self.lesson[control], value)

    def sketch(self, name: str) -> np.ndarray | None:
        """What the reader draws: uint8, shape (28, 28), 0 is paper; None before.

        Args:
            name: what it is called stands in the words' section `labels`.
        """
        kept = self._file_memory(name)
        words = self.shell["sketch"] | {"label": self.words.labels("labels")[name]}
        drawn, key = kept.get("bytes", b""), self._key(name)
        start = b64encode(drawn).decode()
        heard = partial(self._drawn_on, key, kept)
        mount.sketchpad(key=key, words=words, start=start, drawn=heard)
        if len(drawn) != SKETCH**2:  # none yet, or not from our board
            return None
        return np.frombuffer(drawn, np.uint8).reshape(SKETCH, SKETCH)

    def _drawn_on(self, key: str, kept: dict[str, Any]) -> None:
        sent = st.session_state[key].get("drawn") or {}
        with suppress(ValueError):
            kept["bytes"] = b64decode(str(sent.get("pixels")), validate=True)

    def download(self, name: str, file: str, make: Callable[[], bytes]) -> None:
        """A file that is made when it is asked for.

        Args:
            name: its label stands in the words' section `labels`.
            file: what it is called.
        """
        layout.download(self.words.labels("labels")[name], file, make)

    def lab(self) -> None:
        """The lesson's lab as two notebooks: to complete, and its solution."""
        labels, slug, lang = self.words.labels("labels"), self.slug, self.lang
        with st.container(horizontal=True):
            for name in ("lab_blank", "lab_solved"):
                make = partial(lab.notebook, slug, lang, solved=name == "lab_solved")
                layout.download(labels[name], f"{slug}-{name}-{lang}.ipynb", make)

    def weights(self) -> None:
        """The model's weights as a file: those of the end, or of the epoch taken."""
        make, kept = self.lesson.state_dict, settings.memory(self.slug)
        if make is None:
            raise LookupError("this page has no model to take away")
        rec, now = self.recording(), dict(self.settings)
        t = min(kept.get("taken", rec.n_steps), rec.n_steps)
        label = self.words.text("weights.download", t=t)
        with st.container(horizontal=True, vertical_alignment="center"):
            layout.download(
                label,
                f"{self.slug}-{t}.pt",
                lambda: make(recording(self.slug, now), t, now),
            )
            mount.player_part(
                "share",
                key=self._key("take"),
                look=self.look,
                handlers={"moment": self._taken_moment},
                label=self.words.text("weights.take"),
            )

    def _taken_moment(self) -> None:
        t = (st.session_state[self._key("take")].get("moment") or {}).get("t")
        if isinstance(t, int) and 0 <= t < 10**6:
            settings.memory(self.slug)["taken"] = t

    def reset(self) -> None:
        """The button that brings the page back to a first visit."""
        st.button(
            self.shell["app"]["reset"],
            key=self._key("reset"),
            type="tertiary",
            icon=":material/restart_alt:",
            on_click=settings.reset,
            args=(self.slug, self.lesson),
        )
