"""In front of a class: words have the contrast they are said to have."""

import re

import pytest

from app.components.presentation import contrast_rules, strong_colours
from app.content.contrast import contrast_ratio
from app.content.quantities import MEANINGS
from app.content.theme import colour


def paper(theme):
    return colour(theme, "background")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", MEANINGS.values())
def test_the_words_of_each_colour_are_strong_and_keep_their_hue(theme, name):
    before = colour(theme, f"{name}Text")
    after = strong_colours(theme)[before]
    assert contrast_ratio(after, paper(theme)) >= 7
    if contrast_ratio(before, paper(theme)) >= 7:
        assert after == before
    else:
        strongest = [
            max(range(3), key=lambda i: c[1 + 2 * i :][:2]) for c in (before, after)
        ]
        assert strongest[0] == strongest[1]


def test_the_rules_name_every_colour_as_the_page_writes_it():
    rules = contrast_rules()
    for theme in ("light", "dark"):
        for old, new in strong_colours(theme).items():
            parts = ", ".join(str(int(old[i : i + 2], 16)) for i in (1, 3, 5))
            assert f'span[style*="rgb({parts})"] {{ color: {new} ' in rules
    for name in MEANINGS.values():
        assert re.search(
            rf"--st-{name}-text-color: light-dark\(#\w{{6}}, #\w{{6}}\)", rules
        )
