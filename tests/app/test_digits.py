"""Numbers follow the language, and nothing on screen is NaN."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.digits import fixed, plain, quantity


@pytest.mark.parametrize(
    ("value", "digits", "fr", "en"),
    [
        (0.1, 2, "0,10", "0.10"),
        (-0.138, 2, "−0,14", "−0.14"),
        (12.345, 3, "12,3", "12.3"),
        (774.2, 3, "774", "774"),
        (12345.6, 3, "12\u202f346", "12,346"),
        (2e6, 2, "∞", "∞"),
        (-math.inf, 2, "−∞", "−∞"),
        (0.0001, 3, "< 0,001", "< 0.001"),
        (-0.0001, 2, "0,00", "0.00"),
        (0, 3, "0,000", "0.000"),
    ],
)
def test_decimals_depend_on_size_and_signs_follow_the_language(value, digits, fr, en):
    assert fixed(value, digits, "fr") == fr
    assert fixed(value, digits, "en") == en


@given(st.floats(), st.sampled_from(["fr", "en"]), st.integers(0, 4))
def test_no_number_is_ever_written_nan(value, lang, digits):
    assert "nan" not in fixed(value, digits, lang).lower()


def test_small_rates_have_a_third_decimal():
    assert quantity("lr", 0.013, "fr") == "0,013"
    assert quantity("lr", 0.13, "fr") == "0,13"


def test_settings_are_written_as_they_are():
    assert plain(1000, "fr") == "1\u202f000"
    assert plain(0.05, "en") == "0.05"
    assert plain("epochs", "fr") == "epochs"
