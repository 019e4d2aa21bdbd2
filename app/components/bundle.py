"""The scripts and style sheets of each component, as the browser gets them.

They are joined and minified when the server starts; there is no build step. Streamlit
sends a component's scripts with each element of it and again with every change of its
data. So they are sent once a page, as an element that shows nothing; all others send
nothing but their data, and wait for it.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from app.components.es_modules import join_modules, to_component

FOLDER = Path(__file__).parent

PACKS = {
    "line": ("line_grips", "start_grip"),
    "network": (
        *("views/network", "views/scores"),
        *("views/changes", "views/decisions"),
    ),
    "powers": ("views/powers", "views/weights"),
    "ring": ("views/ring",),
    "slope": ("views/slope", "views/ends"),
}
"""Modules of the player that few pages need, by the name of their pack."""

PACK_OF = {
    **dict.fromkeys(("network", "scores", "changes", "decisions"), "network"),
    **dict.fromkeys(("powers", "weights"), "powers"),
    **dict.fromkeys(("ring", "graph"), "ring"),
    **dict.fromkeys(("slope", "ends"), "slope"),
}
"""The pack of each kind of view that is in one."""


def player_of(views: Iterable[Mapping[str, Any]], provided: Iterable[str]) -> str:
    """Return the name of the player that draws these views.

    Args:
        views: their descriptions; none for another part of the player.
        provided: the bundles that the page has; if it has a player, no other is needed.
    """
    packs = {
        "line" if view.get("draggable") else PACK_OF.get(view["kind"], "")
        for view in views
    } - {""}
    if packs:
        return "-".join(("player", *packs))
    players = (name for name in provided if name.split("-")[0] == "player")
    return max(players, key=len, default="player")


FORCED_COLORS = "shared/forced_colors.css"
"""What each component looks like where the system sets all colours."""


@dataclass(frozen=True)
class Bundle:
    """What a component is made of. Files are named by their paths in `FOLDER`.

    Args:
        modules: the module whose default export mounts it, and others beside it; what
            they import comes along.
        max_bytes: the most bytes its script may have, as it is sent.
        root: class names of its root.
        sheets: its style sheets.
        page_sheets: style sheets for the page it stands on.
    """

    modules: tuple[str, ...]
    max_bytes: int
    root: str
    sheets: tuple[str, ...] = ()
    page_sheets: tuple[str, ...] = ()

    @property
    def sheet(self) -> str:
        """The style sheets as one."""
        return "\n".join(map(_read, (*self.sheets, FORCED_COLORS)))

    def provider(self, name: str) -> Any:
        """Return the component that brings the scripts and shows nothing."""
        sheets = [_read(sheet) for sheet in self.page_sheets]
        bundle = {"name": name, "sheet": self.sheet, "pageSheets": sheets}
        return st.components.v2.component(
            f"bundle-{name}",
            html="<i></i>",
            js=_with_constant(bundle, SCRIPTS[name]),
        )

    def component(self, name: str) -> Any:
        """Return the component that is seen; it waits for what `provider` brings."""
        return st.components.v2.component(
            name,
            html=f'<div class="{self.root}"></div>',
            js=_with_constant({"name": name}, SCRIPTS["await"]),
        )


def reconnect_component() -> Any:
    """Return the component that shows nothing, is on every page and needs no other."""
    return st.components.v2.component(
        "reconnect", html="<i></i>", js=f"// {RECONNECT}\n{SCRIPTS['reconnect']}"
    )


def path_of(name: str) -> Path:
    """Return where a file of this name stands."""
    return FOLDER / name


def _read(sheet: str) -> str:
    return path_of(sheet).read_text("utf-8")


def _with_constant(bundle: dict[str, Any], script: str) -> str:
    return f"const BUNDLE = {json.dumps(bundle)};\n{script}"


RANGE_SHEET = "shared/range.css"
"""The look of a slider, before the sheets that change it."""

NOTE = ("page_note/page_note.css",)
"""The look of a note at the foot of the page."""


def _player(max_bytes: int, pack: str = "", *sheets: str) -> Bundle:
    others = (f"player/{module}.js" for module in PACKS.get(pack, ()))
    modules = ("player/player.js", *others)
    sheets = (RANGE_SHEET, "player/player.css", *sheets)
    return Bundle(modules, max_bytes, "player", sheets, ("player/paper.css",))


def _alone(folder: str, max_bytes: int, root: str, *sheets: str) -> Bundle:
    sheets = (*sheets, f"{folder}/{folder}.css")
    return Bundle((f"{folder}/{folder}.js",), max_bytes, root, sheets)


BUNDLES = {
    "player": _player(60_000),
    "player-line": _player(68_600, "line"),
    "player-network": _player(83_000, "network", "player/network.css"),
    "player-powers": _player(63_500, "powers"),
    "player-ring": _player(62_500, "ring"),
    "player-slope": _player(63_300, "slope"),
    "tensor_cells": _alone("tensor_cells", 17_500, "cells"),
    "value_graph": _alone("value_graph", 19_900, "flow", RANGE_SHEET),
    "code_stepper": _alone("code_stepper", 8_500, "steps", RANGE_SHEET),
    "sliders": Bundle(
        ("sliders/sliders.js",),
        17_000,
        "player dials",
        (RANGE_SHEET, "player/player.css", "sliders/sliders.css"),
    ),
    "plane_map": _alone("plane_map", 11_500, "plane-map"),
    "layer_chain": _alone("layer_chain", 5_500, "chain"),
    "course_map": _alone("course_map", 7_000, "atlas"),
    "scroll_here": Bundle(("shared/scroll_to.js",), 1_200, "here"),
    "focus_block": Bundle(("shared/focus.js",), 2_700, "focus"),
    "presentation": _alone("presentation", 4_300, "projector"),
    "class_ballot": Bundle(
        ("class_ballot/class_ballot.js",),
        14_000,
        "ballot",
        (RANGE_SHEET, "class_ballot/answers.css", "class_ballot/class_ballot.css"),
    ),
    "class_results": _alone(
        "class_results", 10_000, "results", "class_ballot/answers.css"
    ),
    "image_grid": _alone("image_grid", 5_200, "pictures"),
    "sketchpad": _alone("sketchpad", 6_000, "sketch"),
    "lesson_editor": _alone("lesson_editor", 14_000, "lesson-editor"),
    "file_upload": _alone("file_upload", 3_800, "upload"),
    "class_bar": Bundle(
        ("class_bar/class_bar.js",),
        15_000,
        "class-bar",
        ("class_bar/class_bar.css",),
        ("class_bar/class_page.css",),
    ),
    "theme_switch": _alone("theme_switch", 3_400, "theme-switch"),
    "figure_frame": Bundle(("figure_frame/figure_frame.js",), 1_500, "figure-frame"),
    "browser_storage": Bundle(
        ("browser_storage/browser_storage.js",), 4_100, "storage", page_sheets=NOTE
    ),
    "page_note": Bundle(("page_note/page_note.js",), 2_900, "note", page_sheets=NOTE),
    "glossary": Bundle(
        ("glossary/glossary.js",),
        4_000,
        "glossary",
        page_sheets=("glossary/glossary.css",),
    ),
}
"""By the names under which Streamlit knows them: the player, and what stands alone."""

AWAIT = "shared/await_bundle.js"
"""The module of what is seen of a component: it waits for the others."""

RECONNECT = "shared/reconnect.js"
"""The module of what shows nothing, and is on every page."""

CLASS_PAGES = "class_pages"
"""The module, and folder, of the pages of class mode that are not Streamlit's."""

EXPORTED_PAGE = "exported_page"
"""The module, and folder, of a page as a file."""


def whole_scripts() -> dict[str, str]:
    """Return the script that each component sends, as it is written.

    That of a bundle also hands its entry, called `mount`, to what waits for it.
    """
    scripts = {
        name: join_modules(
            map(path_of, (*bundle.modules, "shared/provide_bundle.js")), "mount"
        )
        for name, bundle in BUNDLES.items()
    }
    class_pages = f"{CLASS_PAGES}/{CLASS_PAGES}.js"
    exported = f"{EXPORTED_PAGE}/{EXPORTED_PAGE}.js"
    others = {"await": AWAIT, "reconnect": RECONNECT, CLASS_PAGES: class_pages}
    others[EXPORTED_PAGE] = exported
    for name, module in others.items():
        scripts[name] = join_modules([path_of(module)])
    return {name: to_component(script) for name, script in scripts.items()}


def minified(scripts: dict[str, str]) -> dict[str, str]:
    """Return them with short names of local variables, without comments and spaces.

    Raises:
        subprocess.CalledProcessError: if one cannot be parsed.
    """
    command = [sys.executable, "-P", str(FOLDER / "minifier.py")]
    done = subprocess.run(
        command,
        input=json.dumps(scripts),
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout)


SCRIPTS = minified(whole_scripts())
"""What the components send, by their names."""


def document_script(name: str) -> str:
    """Return a script that runs its entry, for a document that is not Streamlit's."""
    body = SCRIPTS[name].removeprefix("export default").strip().rstrip(";")
    return f"({body})();"
