"""In front of a class: words have the contrast they are said to have."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from app.content.catalogue import ROOT
from app.content.contrast import contrast_ratio
from app.content.quantities import MEANINGS
from app.state import presentation
from lessons import SLUGS


def paper(theme):
    return presentation.colour(theme, "background")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", MEANINGS.values())
def test_the_words_of_each_colour_are_strong_and_keep_their_hue(theme, name):
    before = presentation.colour(theme, f"{name}Text")
    after = presentation.strengthened(theme)[before]
    assert contrast_ratio(after, paper(theme)) >= 7
    if contrast_ratio(before, paper(theme)) >= 7:
        assert after == before
    else:
        strongest = [
            max(range(3), key=lambda i: c[1 + 2 * i :][:2]) for c in (before, after)
        ]
        assert strongest[0] == strongest[1]


def test_the_rules_name_every_colour_as_the_page_writes_it():
    rules = presentation.rules()
    for theme in ("light", "dark"):
        for old, new in presentation.strengthened(theme).items():
            parts = ", ".join(str(int(old[i : i + 2], 16)) for i in (1, 3, 5))
            assert f'span[style*="rgb({parts})"] {{ color: {new} ' in rules
    for name in MEANINGS.values():
        assert re.search(
            rf"--st-{name}-text-color: light-dark\(#\w{{6}}, #\w{{6}}\)", rules
        )


@pytest.mark.parametrize(
    ("slug", "way", "to"),
    [
        (SLUGS[0], 1, SLUGS[1]),
        (SLUGS[1], -1, SLUGS[0]),
        (SLUGS[0], -1, ""),
        (SLUGS[-1], 1, ""),
        ("elsewhere", 1, SLUGS[0]),
        (SLUGS[3], 0, ""),
    ],
)
def test_pages_are_turned_in_the_order_of_the_course(slug, way, to):
    app = AppTest.from_function(turning, args=(slug, way, list(SLUGS))).run()
    assert not app.exception
    assert app.markdown[0].value == f"to {to}".strip()


def turning(slug, way, slugs):
    import streamlit as st

    from app.state import presentation

    if way:
        st.session_state["projector.to"] = way
    st.markdown(f"to {presentation.turned(slug, slugs)}")


@pytest.mark.parametrize("asked", ["1", "0", "yes", None])
def test_the_link_begins_the_mode_and_keeps_it(asked):
    app = AppTest.from_file(str(ROOT / "app" / "router.py"), default_timeout=30)
    if asked:
        app.query_params["projector"] = asked
    app.switch_page("../pages/memory.py").run()
    assert not app.exception
    assert app.query_params.get("projector") == ("1" if asked == "1" else None)
    keys = [b.key for b in app.button if b.key and b.key.startswith("projector/")]
    assert keys == ["projector/leave" if asked == "1" else "projector/begin"]
    app.button(key=keys[0]).click().run()
    assert app.query_params.get("projector") == (None if asked == "1" else "1")
