"""Name of a file that is downloaded: the page, what is set there, the language."""

import re
from collections.abc import Mapping

from lessons.contract import Value

MOST_LETTERS = 60
"""Of the settings; those that come after are left out."""


def download_name(
    slug: str,
    settings: Mapping[str, Value],
    defaults: Mapping[str, Value],
    lang: str,
    ending: str,
) -> str:
    """Return the name of a page's file: "linear_regression-lr-0.1-en.csv".

    Args:
        settings, defaults: settings that differ from their defaults are named; a list
            of numbers is not.
        ending: what follows the dot.
    """
    name = ""
    for control, value in settings.items():
        if value == defaults[control] or not isinstance(value, int | float | str):
            continue
        part = re.sub(r"[^\w.-]", "_", f"-{control}-{value}")
        if len(name + part) > MOST_LETTERS:
            break
        name += part
    return f"{slug}{name}-{lang}.{ending}"
