"""Presentation mode as it is drawn: large type, strong contrast, keys that turn pages.

Whether it is on says app/state/presentation.py.
"""

from functools import lru_cache
from pathlib import Path
from typing import Literal

import streamlit as st

from app.components import mount
from app.content.catalogue import load_messages
from app.content.contrast import contrast_ratio
from app.content.quantities import MEANINGS
from app.content.theme import colour
from app.state import presentation

LARGE_TYPE = Path(__file__).with_name("large_type.css")
KEYS_WIDGET = f"{presentation.PARAMETER}/keys"
MIN_CONTRAST = 7.0
"""The contrast with the paper that words have, at least."""


def draw_presentation(slug: str, lang: str) -> None:
    """Draw large type and the keys, if the mode is on.

    Args:
        slug: the page whose scenarios the keys turn.
    """
    if not presentation.is_on():
        return
    st.html(LARGE_TYPE)
    st.html(f"<style>{contrast_rules()}</style>")
    hint = load_messages(lang)["projector"]["hint"]
    scale = presentation.page_scale()
    mount.presentation_keys(
        drawing={"group": slug, "hint": hint, "grown": scale},
        handlers={
            "leave": presentation.leave,
            "page": _receive_turn,
            "grown": _receive_scale,
        },
    )


def mode_button(lang: str, *, quiet: bool = True) -> None:
    """Draw the button that begins the presentation, or ends it.

    Args:
        quiet: whether it is written as text.
    """
    messages = load_messages(lang)["projector"]
    name, action = "begin", presentation.start
    if presentation.is_on():
        name, action = "leave", presentation.leave
    kind: Literal["tertiary", "secondary"] = "tertiary" if quiet else "secondary"
    key = f"{presentation.PARAMETER}/{name}"
    st.button(messages[name], type=kind, key=key, on_click=action)


@lru_cache(maxsize=2)
def strong_colours(theme: str) -> dict[str, str]:
    """Return for the words' colours of a theme those that have MIN_CONTRAST.

    What falls short of 7:1 goes towards black, on dark paper towards white.
    """
    paper = colour(theme, "background")
    words = [colour(theme, f"{name}Text") for name in MEANINGS.values()]
    return {old: _strengthen(old, theme, paper) for old in words}


@lru_cache(maxsize=1)
def contrast_rules() -> str:
    """Return style rules that give words these colours: in prose and in components."""
    light, dark = (strong_colours(theme) for theme in ("light", "dark"))
    variables = (
        f"--st-{name}-text-color: light-dark({one}, {other});"
        for name, one, other in zip(
            MEANINGS.values(), light.values(), dark.values(), strict=True
        )
    )
    prose = (
        f'span[style*="{_css_rgb(old)}"] {{ color: {new} !important; }}'
        for old, new in (light | dark).items()
    )
    components = "[data-testid=stBidiComponentIsolated]"
    return f"{components} {{ {' '.join(variables)} }} " + " ".join(prose)


def _receive_turn() -> None:
    presentation.request_turn(st.session_state[KEYS_WIDGET].get("page"))


def _receive_scale() -> None:
    presentation.set_page_scale(st.session_state[KEYS_WIDGET].get("grown"))


def _channels(hex_colour: str) -> tuple[int, ...]:
    """Return red, green and blue of "#rrggbb", 0 … 255."""
    return tuple(int(hex_colour[i : i + 2], 16) for i in (1, 3, 5))


def _css_rgb(hex_colour: str) -> str:
    """Return a colour as the browser writes it."""
    return "rgb({}, {}, {})".format(*_channels(hex_colour))


def _strengthen(hex_colour: str, theme: str, paper: str) -> str:
    """Return a colour, as much nearer to black or white as its contrast needs."""
    end = 255 if theme == "dark" else 0
    mixture = hex_colour
    for percent in range(0, 101, 4):
        channels = _channels(hex_colour)
        mixed = (round(c + (end - c) * percent / 100) for c in channels)
        mixture = "#" + "".join(f"{c:02x}" for c in mixed)
        if contrast_ratio(mixture, paper) >= MIN_CONTRAST:
            break
    return mixture
