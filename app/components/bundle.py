"""The scripts and style sheets of each component, as the browser gets them.

No build, no library. Streamlit sends a component's scripts with each element of it and
again with every change of its data. So they are sent once a page, as an element that
shows nothing; all others send nothing but their data, and wait for it.
"""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import streamlit as st

from app.components.es_modules import join_modules

FOLDER = Path(__file__).parent

PACKS = {"network": ("network", "scores"), "powers": ("powers", "weights")}
"""Views that few pages draw, by the first of them; they come as a pack."""

PACK_OF = {view: pack for pack, views in PACKS.items() for view in views}


@dataclass(frozen=True)
class Bundle:
    """What a component is made of. Files are named by their paths in `FOLDER`.

    Args:
        modules: the module whose default export mounts it, and others beside it; what
            they import comes along.
        max_bytes: the most bytes its script may have.
        root: class names of its root.
        sheets: its style sheets.
        page_sheets: style sheets for the page it stands on.
    """

    modules: tuple[str, ...]
    max_bytes: int
    root: str
    sheets: tuple[str, ...] = ()
    page_sheets: tuple[str, ...] = ()

    @cached_property
    def script(self) -> str:
        """The modules and all that they import as one script."""
        return join_modules(map(_path, self.modules), "mount")

    @property
    def sheet(self) -> str:
        """The style sheets as one."""
        return "\n".join(map(_read, self.sheets))

    def provider(self, name: str) -> Any:
        """Return the component that brings the scripts and shows nothing."""
        sheets = [_read(sheet) for sheet in self.page_sheets]
        bundle = {"name": name, "sheet": self.sheet, "pageSheets": sheets}
        modules = map(_path, (*self.modules, "shared/provide_bundle.js"))
        return st.components.v2.component(
            f"bundle-{name}",
            html="<i></i>",
            js=_with_constant(bundle, join_modules(modules, "mount")),
        )

    def component(self, name: str) -> Any:
        """Return the component that is seen; it waits for what `provider` brings."""
        return st.components.v2.component(
            name,
            html=f'<div class="{self.root}"></div>',
            js=_with_constant({"name": name}, AWAIT_BUNDLE),
        )

    def standalone(self, name: str) -> Any:
        """Return a component that shows nothing and brings its own script."""
        return st.components.v2.component(name, html="<i></i>", js=self.script)


def _path(name: str) -> Path:
    return FOLDER / name


def _read(sheet: str) -> str:
    return _path(sheet).read_text("utf-8")


def _with_constant(bundle: dict[str, Any], script: str) -> str:
    return f"const BUNDLE = {json.dumps(bundle)};\n{script}"


AWAIT_BUNDLE = join_modules([_path("shared/await_bundle.js")])


def _player(max_bytes: int, *views: str, sheets: tuple[str, ...] = ()) -> Bundle:
    modules = ("player/player.js", *(f"player/views/{view}.js" for view in views))
    sheets = ("player/player.css", *sheets)
    return Bundle(modules, max_bytes, "player", sheets, ("player/paper.css",))


def _alone(folder: str, max_bytes: int, root: str, styled: bool = True) -> Bundle:
    sheets = (f"{folder}/{folder}.css",) if styled else ()
    return Bundle((f"{folder}/{folder}.js",), max_bytes, root, sheets)


BUNDLES = {
    "player": _player(75_800),
    "player-network": _player(
        94_300, *PACKS["network"], sheets=("player/network.css",)
    ),
    "player-powers": _player(81_000, *PACKS["powers"]),
    "tensor_cells": _alone("tensor_cells", 14_700, "cells"),
    "value_graph": _alone("value_graph", 15_700, "flow"),
    "code_stepper": _alone("code_stepper", 9_700, "steps"),
    "sliders": Bundle(
        ("sliders/sliders.js",),
        24_000,
        "player dials",
        ("player/player.css", "sliders/sliders.css"),
    ),
    "layer_chain": _alone("layer_chain", 6_000, "chain"),
    "course_map": _alone("course_map", 7_600, "atlas"),
    "scroll_here": Bundle(("shared/scroll_to.js",), 1_000, "here"),
    "focus_block": Bundle(("shared/focus.js",), 3_000, "focus"),
    "presentation": _alone("presentation", 4_500, "projector"),
    "image_grid": _alone("image_grid", 6_000, "pictures"),
    "sketchpad": _alone("sketchpad", 7_000, "sketch"),
    "file_upload": _alone("file_upload", 4_000, "upload"),
}
"""By the names under which Streamlit knows them: the player, and what stands alone."""

RECONNECT = Bundle(("shared/reconnect.js",), 4_000, "")
"""Shows nothing, and is on every page."""
