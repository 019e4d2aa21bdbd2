"""The source of a lesson's files on its page: listings, the call, downloads."""

from collections.abc import Mapping, Sequence
from functools import partial
from types import ModuleType
from typing import Any

import streamlit as st

from app.components import mount
from app.components.download_button import download_button
from app.content import lesson_files, source_listing
from app.page import downloads
from app.page.compute import Compute
from app.state.page_context import PageContext
from lessons.contract import Value


class Source:
    """The code that a page shows, which is the code that ran.

    Args:
        context: the page and this run of it.
        player_context: what the parts of the page's player share.
        compute: has the recording, whose axes the call names.
    """

    def __init__(
        self, context: PageContext, player_context: Mapping[str, Any], compute: Compute
    ):
        self.context = context
        self.player_context = player_context
        self.compute = compute

    def listing(
        self,
        *modules: ModuleType,
        names: Sequence[str],
        head: str = "",
        live: str | None = None,
        below: ModuleType | None = None,
    ) -> None:
        """Draw functions side by side, the call with the reader's values, downloads.

        Args:
            modules: the lesson's files, a column each.
            names: functions to show; the last is cut into the acts.
            head: the act of the lines before the first signpost.
            live: a section whose numbers follow the player without the server.
            below: the file that the one file is a change of: lines that come and go are
                marked. `names` may then name what only one of them has.
        """
        context = self.context
        if below:
            old_and_new = (below, *modules)
            functions = tuple(
                tuple(vars(m)[n] for n in names if n in vars(m)) for m in old_and_new
            )
            rows = source_listing.diff_sources(*functions, head)
        else:
            functions = tuple(
                tuple(getattr(m, name) for name in names) for m in modules
            )
            rows = source_listing.align_sources(functions, head)
        if "code.titles" in context.words.sections:  # of acts that no figure shows
            titles = context.words.labels("code.titles")
            rows = [row | {"title": titles.get(row["act"], "")} for row in rows]
        says = context.words.template(live) if live else ""
        tools = self._tool_names(modules)
        self._part("code", "code", tools=tools, rows=rows, says=says)
        self._call()
        with st.container(horizontal=True):
            for module in modules:
                file = f"{_file_name(module)}.py"
                download_button(file, file, partial(self._script, module))
            downloads.notebook_download(context)
            downloads.page_download(context)
            if context.lesson.record:
                downloads.rows_download(context)

    def cases(
        self, *modules: ModuleType, cases: Sequence[tuple[str, Value]], name: str
    ) -> None:
        """Draw the lines that the files run at this moment, cut out of their functions.

        Args:
            modules: the lesson's files, a column each.
            cases: functions that match on a value, and that value: a row each.
            name: tells the cuts of a page apart.
        """
        rows = [
            [
                source_listing.case_lines(getattr(module, function), value)
                for module in modules
            ]
            for function, value in cases
        ]
        self.rows(*modules, rows=rows, name=name)

    def rows(
        self,
        *modules: ModuleType,
        rows: Sequence[Sequence[list[source_listing.CodeLine]]],
        name: str,
    ) -> None:
        """Draw lines of code side by side.

        Args:
            modules: the lesson's files, a column each.
            rows: for each row the lines of each column.
            name: tells the listings of a page apart.
        """
        data = [{"act": "", "sides": list(sides)} for sides in rows]
        tools = self._tool_names(modules)
        self._part("code", name, tools=tools, rows=data, bare=True)

    def output(self, name: str, text: str) -> None:
        """Draw code, or what a program printed, as it is.

        Args:
            name: tells the outputs of a page apart.
        """
        self._part("output", name, pieces=source_listing.split_at_carets(text))

    def _call(self) -> None:
        """Draw the call of the lesson's `run` with the reader's values."""
        lesson, values = self.context.lesson, self.context.settings
        controls = [c for c in lesson.run_controls if c.use == "trained"]
        trained = {control.name: values[control.name] for control in controls}
        axes = {
            control.name: list(map(repr, control.values))
            for control in lesson.controls_with_use("played")
            if control.name in self.compute.recording().axes
        }
        changed = lesson_files.changed_arguments(trained, lesson.defaults)
        self._part("call", "call", axes=axes, fixed=changed)

    def _script(self, module: ModuleType) -> str:
        """Return one of the lesson's files with a call at the reader's settings."""
        lesson, context = self.context.lesson, self.context
        texts = lesson.run_arguments(context.lang)
        return lesson_files.standalone_script(module, run_arguments(context) | texts)

    def _tool_names(self, modules: Sequence[ModuleType]) -> list[str]:
        names = self.context.messages["tools"]
        return [names[_file_name(module).removeprefix("with_")] for module in modules]

    def _part(self, part: str, name: str, **data: Any) -> None:
        key = self.context.widget_key(name)
        mount.player_part(part, key=key, player_context=self.player_context, **data)


def run_arguments(context: PageContext) -> dict[str, Value]:
    """Return the keyword arguments that the lesson's `run` takes at these settings."""
    controls = context.lesson.run_controls
    return {control.name: context.settings[control.name] for control in controls}


def _file_name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]
