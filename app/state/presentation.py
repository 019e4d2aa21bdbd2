"""In front of a class: large type, strong contrast, no chrome, keys that turn pages.

The mode is in the link (`projector=1`) and remembered for the session, as the language
is. A link that is shared leaves it out: phones get the page as it is.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

import streamlit as st

from app.components import mount
from app.content.catalogue import load_messages
from app.content.contrast import contrast_ratio
from app.content.quantities import MEANINGS
from app.content.theme import colour

NAME = "projector"
KEYS = f"{NAME}/keys"
STRONG = 7.0
"""The contrast with the paper that words have, at least."""


def current() -> bool:
    """Whether this run is for a projector: as the link says, else as before."""
    if NAME in st.query_params:
        st.session_state[NAME] = st.query_params[NAME] == "1"
    return on()


def on() -> bool:
    """Whether this run is for a projector; after `current`."""
    return bool(st.session_state.get(NAME))


def grown() -> float:
    """How much larger than usual the page is written, to a tenth."""
    size = st.session_state.get(f"{NAME}.size", 1.4)
    return size if on() else 1.0


def link(lang: str) -> dict[str, str]:
    """The parameters of a link inside the app: the language, the mode if it is on."""
    return {"lang": lang} | ({NAME: "1"} if on() else {})


def leave() -> None:
    """Back to the page as it is, before a run."""
    st.session_state[NAME] = False
    st.query_params.pop(NAME, None)


def begin(group: str, lang: str) -> None:
    """Large type and the keys, if the mode is on.

    Args:
        group: the page whose scenarios the keys turn.
    """
    if not on():
        return
    st.html(Path(__file__).with_name("presentation.css"))
    st.html(f"<style>{rules()}</style>")
    hint = load_messages(lang)["projector"]["hint"]
    mount.presentation_keys(
        drawing={"group": group, "hint": hint, "grown": grown()},
        handlers={"leave": leave, "page": _turn, "grown": _sized},
    )


def turned(slug: str, slugs: Sequence[str]) -> str:
    """The page to go to, if the reader has just turned it; else ""."""
    to = st.session_state.pop(f"{NAME}.to", 0)
    at = slugs.index(slug) + to if slug in slugs else 0
    return slugs[at] if to and 0 <= at < len(slugs) else ""


def button(lang: str, *, quiet: bool = True) -> None:
    """The button that begins, or ends; quiet, it is written as text."""
    says = load_messages(lang)[NAME]
    name, press = ("leave", leave) if on() else ("begin", _begin)
    kind: Literal["tertiary", "secondary"] = "tertiary" if quiet else "secondary"
    st.button(says[name], type=kind, key=f"{NAME}/{name}", on_click=press)


@lru_cache(maxsize=2)
def strengthened(theme: str) -> dict[str, str]:
    """For the words' colours of a theme, those that have a contrast of STRONG.

    What falls short of 7:1 goes towards black, on dark paper towards white.
    """
    paper = colour(theme, "background")
    words = [colour(theme, f"{name}Text") for name in MEANINGS.values()]
    return {old: _towards(old, theme, paper) for old in words}


@lru_cache(maxsize=1)
def rules() -> str:
    """Style rules that give words these colours: in prose, and in what we draw."""
    light, dark = (strengthened(theme) for theme in ("light", "dark"))
    drawn = (
        f"--st-{name}-text-color: light-dark({one}, {other});"
        for name, one, other in zip(
            MEANINGS.values(), light.values(), dark.values(), strict=True
        )
    )
    prose = (
        f'span[style*="{_written(old)}"] {{ color: {new} !important; }}'
        for old, new in (light | dark).items()
    )
    return f"[data-testid=stBidiComponentIsolated] {{ {' '.join(drawn)} }} " + " ".join(
        prose
    )


def _turn() -> None:
    to = st.session_state[KEYS].get("page")
    if to in (-1, 1):
        st.session_state[f"{NAME}.to"] = to


def _sized() -> None:
    size = st.session_state[KEYS].get("grown")
    if isinstance(size, int | float) and 0.5 < size < 5:
        st.session_state[f"{NAME}.size"] = round(size, 1)


def _begin() -> None:
    st.session_state[NAME] = True


def _written(hexed: str) -> str:
    """A colour as the browser writes it."""
    return "rgb({}, {}, {})".format(*(int(hexed[i : i + 2], 16) for i in (1, 3, 5)))


def _towards(old: str, theme: str, paper: str) -> str:
    """A colour, as much nearer to black or white as its contrast wants."""
    end = 255 if theme == "dark" else 0
    for share in range(0, 101, 4):
        parts = (int(old[i : i + 2], 16) for i in (1, 3, 5))
        mixed = (round(c + (end - c) * share / 100) for c in parts)
        found = "#" + "".join(f"{c:02x}" for c in mixed)
        if contrast_ratio(found, paper) >= STRONG:
            return found
    return found
