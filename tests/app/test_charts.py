"""Charts: built once, without data, colours by meaning, numbers in the language."""

import json

import pytest

from app import charts
from app.quantities import MEANINGS

WORDS = {
    charts.distance_curve: {"x": "x", "y": "y", "n_steps": 10},
    charts.race_curve: {
        **{"x": "x", "y": "y", "names": ("a", "b", "c")},
        **{"end": 20, "low": 0.01, "high": 10.0},
    },
}


def spec(chart, lang="fr"):
    return charts._spec(chart, lang, "light", tuple(sorted(WORDS[chart].items())))


@pytest.mark.parametrize("chart", WORDS, ids=lambda f: f.__name__)
def test_a_spec_is_built_once_and_holds_no_data(chart):
    assert spec(chart) is spec(chart)
    text = json.dumps(spec(chart))
    assert "datasets" not in text
    assert "tooltip" in text


@pytest.mark.parametrize("chart", WORDS, ids=lambda f: f.__name__)
def test_domains_are_fixed(chart):
    for channel in ("x", "y"):
        whole = spec(chart)
        encoding = (whole.get("layer") or [whole])[0]["encoding"]
        assert len(encoding[channel]["scale"]["domain"]) == 2


@pytest.mark.parametrize("chart", WORDS, ids=lambda f: f.__name__)
def test_colour_is_a_meaning_of_the_palette(chart):
    whole = spec(chart)
    colour = (whole.get("layer") or [whole])[0]["encoding"]["color"]
    assert colour["scale"] == {"domain": list(MEANINGS), "range": "category"}
    assert colour["datum"] in MEANINGS


def test_axes_write_the_decimal_comma_in_french():
    def decimal(lang):
        return spec(charts.race_curve, lang)["config"]["locale"]["number"]["decimal"]

    assert (decimal("fr"), decimal("en")) == (",", ".")
