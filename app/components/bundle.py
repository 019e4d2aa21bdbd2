"""The browser side of each component: which scripts and style sheets it is made of.

The scripts are joined in their order: no build, no library. Streamlit sends a
component's scripts with each element of it and again with every change of its data. So
they are sent once a page, as an element that shows nothing; all others send nothing but
their data, and wait for it.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent

PLAYER = (
    "dom",
    "herald",
    "words",
    "plot",
    "sound",
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
    "behind",
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
        page: of those for the page it stands on.
    """

    scripts: tuple[str, ...]
    most: int
    root: str
    sheets: tuple[str, ...]
    page: tuple[str, ...] = ()

    @property
    def script(self) -> str:
        """The scripts as one, without indentation and comments."""
        files = (HERE / f"{name}.js" for name in self.scripts)
        text = "\n".join(file.read_text("utf-8") for file in files)
        lines = (COMMENT.sub("", line).strip() for line in text.splitlines())
        return "\n".join(line for line in lines if line)

    @property
    def sheet(self) -> str:
        """The style sheets as one."""
        return _read(self.sheets)

    def shared(self, name: str) -> Any:
        """The component that brings the scripts and shows nothing."""
        mount = self.script.replace("export default function", "const mount = function")
        return st.components.v2.component(
            f"kit-{name}",
            html="<i></i>",
            js=f"""{mount}
export default function () {{
  const kits = (globalThis.__kits ??= new Map()), sheet = new CSSStyleSheet();
  if (kits.get("{name}")?.mount === mount) return; // another theme
  sheet.replaceSync({json.dumps(self.sheet)});
  for (const css of {json.dumps([_read((name,)) for name in self.page])}) {{
    const pages = (globalThis.__pages ??= new Set());
    if (pages.has(css)) continue;
    const page = new CSSStyleSheet();
    page.replaceSync(css);
    document.adoptedStyleSheets.push(page);
    pages.add(css);
  }}
  kits.set("{name}", {{ mount, sheet }});
  dispatchEvent(new Event("kit {name}"));
}}""",
        )

    def alone(self, name: str) -> Any:
        """The component that shows nothing and needs nobody."""
        return st.components.v2.component(name, html="<i></i>", js=self.script)

    def component(self, name: str) -> Any:
        """The component that is seen; it hands on what it is called with."""
        return st.components.v2.component(
            name,
            html=f'<div class="{self.root}"></div>',
            js=f"""export default function (given) {{
  const kits = (globalThis.__kits ??= new Map()), name = "{name}";
  let leave, left = false;
  const begin = () => {{
    if (left) return;
    const {{ mount, sheet }} = kits.get(name);
    const {{ adoptedStyleSheets: worn }} = given.parentElement.getRootNode();
    if (!worn.includes(sheet)) worn.push(sheet);
    leave = mount(given);
  }};
  if (kits.has(name)) begin();
  else addEventListener(`kit ${{name}}`, begin, {{ once: true }});
  return () => {{ left = true; leave?.(); }};
}}""",
        )


def _read(sheets: tuple[str, ...]) -> str:
    """Style sheets as one."""
    files = (HERE / f"{name}.css" for name in sheets)
    return "\n".join(file.read_text("utf-8") for file in files)


def _player(most: int, *views: str, sheets: tuple[str, ...] = ()) -> Kit:
    scripts = (*PLAYER, *views, "mount")
    return Kit(scripts, most, "player", ("player", *sheets), page=("paper",))


KITS = {
    "player": _player(72_900),
    "player-network": _player(90_000, *PACKS["network"], sheets=("network",)),
    "player-powers": _player(77_900, *PACKS["powers"]),
    "cells": Kit(
        ("dom", "herald", "reveal", "begins", "cells"), 14_700, "cells", ("cells",)
    ),
    "flow": Kit(
        ("dom", "herald", "reveal", "begins", "flow"), 15_700, "flow", ("flow",)
    ),
    "steps": Kit(
        ("dom", "herald", "reveal", "begins", "steps"), 9_700, "steps", ("steps",)
    ),
    "dials": Kit(
        ("dom", "herald", "words", "plot", "range", "dials"),
        24_000,
        "player dials",
        ("player", "dials"),
    ),
    "chain": Kit(("dom", "herald", "chain"), 6_000, "chain", ("chain",)),
    "atlas": Kit(("dom", "herald", "atlas"), 7_000, "atlas", ("atlas",)),
    "here": Kit(("here",), 1_000, "here", ()),
    "focus": Kit(("focus",), 3_000, "focus", ()),
    "projector": Kit(("dom", "projector"), 4_500, "projector", ("projector",)),
    "pictures": Kit(("dom", "herald", "pictures"), 6_000, "pictures", ("pictures",)),
    "sketch": Kit(("dom", "sketch"), 7_000, "sketch", ("sketch",)),
    "upload": Kit(("dom", "upload"), 4_000, "upload", ("upload",)),
}
"""By the names under which Streamlit knows them: the player, and what stands alone."""

AGAIN = Kit(("finger", "again"), 4_000, "", ())
"""Shows nothing, and is on every page."""
