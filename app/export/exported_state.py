"""What a page has drawn, as HTML and a list of the components to mount in it."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any

from app.components.bundle import BUNDLES
from app.export.markdown_html import inline_html, markdown_html
from app.export.page_capture import Element

UNUSED_PARTS = {"share", "copy", "picture"}
"""Parts of the player that need a server."""

UNUSED = {"focus_block", "scroll_here", "presentation", "file_upload", "sketchpad"}
"""Components that need one, or the page around them."""

COMPACT = "/compact-view"
"""End of the key of the small figure above the settings, which a file does not have."""

OWN_SETTINGS = ("language.",)
"""Beginnings of the keys of choices that are not settings of the page."""

SHEET = re.compile(r".*-(sheet|option|answer)-(\w+?)(?:-(\d+))?")
"""Keys of what `app.activities.prediction_sheet` draws."""


@dataclass
class ExportedState:
    """A page at one setting of it, ready for the file.

    Args:
        html: the page, with an empty place for each component.
        components: what is mounted in these places; `recording` names a recording.
        recordings: packed recordings, by their names.
        scenarios: names of the scenarios that another state shows.
    """

    html: str = ""
    components: list[dict[str, Any]] = field(default_factory=list)
    recordings: dict[str, bytes] = field(default_factory=dict)
    scenarios: list[str] = field(default_factory=list)

    @property
    def bundles(self) -> list[str]:
        """The names of the bundles that its components need, each once."""
        return list(dict.fromkeys(each["name"] for each in self.components))


class StateWriter:
    """Writes the HTML of a state.

    Args:
        name: of the state; recordings are named after it.
        texts: the messages of exported pages.
        page_address: returns the address of another page of the course; "" if the file
            does not know it.
    """

    def __init__(
        self, name: str, texts: dict[str, str], page_address: Callable[[str], str]
    ):
        self.name, self.texts, self.page_address = name, texts, page_address
        self.state = ExportedState()

    def write(self, page: Element) -> ExportedState:
        """Return a page that was captured."""
        self.state.html = "".join(map(self._element, page.children))
        return self.state

    def _element(self, element: Element) -> str:
        writers = {
            "group": self._block,
            "row": self._block,
            "column": self._block,
            "heading": self._heading,
            "markdown": self._markdown,
            "html": self._html,
            "code": self._code,
            "component": self._component,
            "link": self._link,
            "graph": self._graph,
        }
        return writers[element.kind](element) if element.kind in writers else ""

    def _block(self, block: Element) -> str:
        """Write a row, a column or a group; its settings as one list."""
        sheet = SHEET.fullmatch(block.key)
        if sheet and sheet[1] == "sheet":
            return self._question(block)
        if block.key == "bundles":
            return "".join(self._element(child) for child in block.children)
        inner = "".join(self._with_settings(block.children))
        if not inner:
            return ""
        style = f' style="--weight: {block.weight:g}"' if block.kind == "column" else ""
        return f'<div class="{block.kind}{_key_class(block)}"{style}>{inner}</div>\n'

    def _with_settings(self, children: tuple[Element, ...]) -> Iterator[str]:
        settings: list[Element] = []
        for child in (*children, None):
            if child is not None and child.kind == "setting":
                settings.append(child)
                continue
            if settings:
                yield self._settings(settings)
                settings = []
            if child is not None:
                yield self._element(child)

    def _settings(self, settings: list[Element]) -> str:
        rows = []
        for setting in settings:
            label, value = setting.content["label"], setting.content["value"]
            if isinstance(value, bool):
                value = self.texts["on" if value else "off"]
            if value and not setting.key.startswith(OWN_SETTINGS):
                rows.append(
                    f"<div><dt>{inline_html(label)}</dt>"
                    f"<dd>{inline_html(value)}</dd></div>"
                )
        return f'<dl class="settings">{"".join(rows)}</dl>\n' if rows else ""

    def _heading(self, heading: Element) -> str:
        tag, text = heading.content["tag"], heading.content["text"]
        return f"<{tag}>{inline_html(text)}</{tag}>\n"

    def _markdown(self, element: Element) -> str:
        text = element.content["text"]
        if not text.strip():
            return ""
        return (  # the names are those of page.css
            '<div data-testid="stMarkdown"><div data-testid="stMarkdownContainer">'
            f"{markdown_html(text)}</div></div>\n"
        )

    def _html(self, element: Element) -> str:
        html = element.content["html"]
        return "" if html.startswith("<style") else f"<div>{html}</div>\n"

    def _code(self, element: Element) -> str:
        return f"<pre><code>{escape(element.content['text'])}</code></pre>\n"

    def _link(self, element: Element) -> str:
        address = self.page_address(element.content["page"])
        if not address:
            return ""
        label = inline_html(element.content["label"])
        return f'<a href="{escape(address)}">{label}</a>\n'

    def _graph(self, graph: Element) -> str:
        """Say that Graphviz's graphs are drawn by what Streamlit brings."""
        return f"<p>{self.texts['needs_server']}</p>\n"

    def _component(self, component: Element) -> str:
        name = component.content["name"]
        if name not in BUNDLES or name in UNUSED or component.key.endswith(COMPACT):
            return ""
        data = dict(component.data)
        if "conf" in data:
            conf = json.loads(data["conf"])
            if conf["part"] in UNUSED_PARTS:
                return ""
            if conf["part"] == "scenes":
                conf["pin"] = None
                self.state.scenarios = [
                    each["name"] for each in conf["scenes"] if not each["same"]
                ]
            data["conf"] = json.dumps(conf)
        number = len(self.state.components)
        identifier = f"component-{number}"
        described = {"id": identifier, "name": name, "data": data}
        described["root"] = BUNDLES[name].root
        if component.recording:
            described["recording"] = f"recording-{self.name}-{number}"
            self.state.recordings[described["recording"]] = component.recording
        self.state.components.append(described)
        classes = f"component{_key_class(component)}"
        return f'<div class="{classes}" id="{identifier}"></div>\n'

    def _question(self, sheet: Element) -> str:
        """Write a question as a form whose verdicts are templates."""
        question, *rest = sheet.children
        options, templates = [], []
        for block in rest:
            found = SHEET.fullmatch(block.key)
            number = found[3] if found and found[1] == "option" else None
            *label, verdict = block.children
            answer = number or ""
            templates.append(
                f'<template data-answer="{answer}">{self._markdown(verdict)}</template>'
            )
            if number is not None:
                text = inline_html(label[0].content["text"])
                options.append(
                    f'<label><input type="radio" name="{escape(sheet.key)}" '
                    f'value="{number}"><span>{text}</span></label>'
                )
        return (
            f'<form class="question"><fieldset><legend>{self._markdown(question)}'
            f"</legend>{''.join(options)}</fieldset>{''.join(templates)}</form>\n"
        )


def _key_class(element: Element) -> str:
    """Return the class that Streamlit's front end gives to an element with a key."""
    if not element.key:
        return ""
    return " st-key-" + re.sub(r"[^\w-]", "-", element.key, flags=re.ASCII)
