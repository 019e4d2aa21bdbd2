"""The browser side of each component: which scripts and style sheets it is made of.

The scripts are joined in their order: no build, no library. Streamlit sends them again
with every change of a component's data, so each has only what it needs.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent

PLAYER = (
    "dom",
    "words",
    "plot",
    "room",
    "start",
    "fit",
    "slope",
    "surface",
    "ends",
    "map",
    "guess",
    "curve",
    "range",
    "loop",
    "picture",
    "figure",
    "view",
    "code",
    "drawing",
    "scenes",
)
"""Every part of the player; "mount" comes last."""

PACKS = {"network": ("network", "scores"), "powers": ("powers", "weights")}
"""Views that few pages draw, by the first of them; they come as a pack."""

PACK_OF = {view: pack for pack, views in PACKS.items() for view in views}

COMMENT = re.compile(r"(^|\s)//\s.*$")
"""From two slashes to the end of a line; no string of ours has them after a space."""


@dataclass(frozen=True)
class Kit:
    """What a component is made of.

    Args:
        scripts: names of its scripts.
        most: the most bytes they may have together.
        root: class names of its root.
        sheets: names of its style sheets.
    """

    scripts: tuple[str, ...]
    most: int
    root: str
    sheets: tuple[str, ...]

    @property
    def script(self) -> str:
        """The scripts as one, without indentation and comments."""
        files = (HERE / f"{name}.js" for name in self.scripts)
        text = "\n".join(file.read_text("utf-8") for file in files)
        lines = (COMMENT.sub("", line).strip() for line in text.splitlines())
        return "\n".join(line for line in lines if line)

    def component(self, name: str) -> Any:
        """Tell Streamlit of it."""
        files = (HERE / f"{name}.css" for name in self.sheets)
        return st.components.v2.component(
            name,
            html=f'<div class="{self.root}"></div>',
            css="\n".join(file.read_text("utf-8") for file in files),
            js=self.script,
        )


def _player(most: int, *views: str, sheets: tuple[str, ...] = ()) -> Kit:
    return Kit((*PLAYER, *views, "mount"), most, "player", ("player", *sheets))


KITS = {
    "player": _player(57_000),
    "player-network": _player(72_000, *PACKS["network"], sheets=("network",)),
    "player-powers": _player(61_000, *PACKS["powers"]),
    "cells": Kit(("dom", "cells"), 12_000, "cells", ("cells",)),
    "flow": Kit(("dom", "flow"), 12_000, "flow", ("flow",)),
    "steps": Kit(("dom", "steps"), 8_000, "steps", ("steps",)),
    "dials": Kit(
        ("dom", "words", "plot", "range", "dials"),
        24_000,
        "player dials",
        ("player", "dials"),
    ),
    "chain": Kit(("dom", "chain"), 5_000, "chain", ("chain",)),
    "atlas": Kit(("dom", "atlas"), 6_000, "atlas", ("atlas",)),
    "here": Kit(("here",), 1_000, "here", ()),
    "upload": Kit(("dom", "upload"), 4_000, "upload", ("upload",)),
}
"""By the names under which Streamlit knows them: the player, and what stands alone."""
