"""Numbers follow the language, and nothing on screen is NaN."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.digits import duration, fixed, plain, quantity, terms


@pytest.mark.parametrize(
    ("value", "digits", "fr", "en"),
    [
        (0.1, 2, "0,10", "0.10"),
        (-0.138, 2, "−0,14", "−0.14"),
        (12.345, 3, "12,3", "12.3"),
        (774.2, 3, "774", "774"),
        (12345.6, 3, "12\u202f346", "12,346"),
        (999_999.4, 2, "999\u202f999", "999,999"),
        (2e6, 2, "2,0\u202f×\u202f10⁶", "2.0\u202f×\u202f10⁶"),
        (-9.96e11, 2, "−1,0\u202f×\u202f10¹²", "−1.0\u202f×\u202f10¹²"),
        (1e30, 2, "∞", "∞"),
        (-math.inf, 2, "−∞", "−∞"),
        (0.0001, 3, "< 0,001", "< 0.001"),
        (-0.0001, 2, "0,00", "0.00"),
        (0, 3, "0,000", "0.000"),
        (-0.0, 2, "0,00", "0.00"),
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


@pytest.mark.parametrize(
    ("rate", "fr", "short"),
    [
        (1e-6, "1,0\u202f×\u202f10⁻⁶", "10⁻⁶"),
        (3.5579e-6, "3,6\u202f×\u202f10⁻⁶", "3,6\u202f×\u202f10⁻⁶"),
        (1.8e-12, "1,8\u202f×\u202f10⁻¹²", "1,8\u202f×\u202f10⁻¹²"),
        (2e-4, "2,0\u202f×\u202f10⁻⁴", "2\u202f×\u202f10⁻⁴"),
        (9.97e-4, "1,0\u202f×\u202f10⁻³", "10⁻³"),
        (0.001, "0,001", "0,001"),
    ],
)
def test_tiny_rates_are_written_with_a_power_of_ten(rate, fr, short):
    assert quantity("lr", rate, "fr") == fr
    assert quantity("lr", rate, "en") == fr.replace(",", ".")
    assert plain(rate, "fr") == short


def test_other_tiny_quantities_are_not():
    assert quantity("loss", 1e-6, "fr") == "< 0,001"
    assert quantity("a", 1e-6, "fr") == "0,00"


@pytest.mark.parametrize(
    ("coefficients", "text"),
    [
        ([0.012, 0.838, -0.002, -0.0906], "0,01 + 0,84 x + 0,00 x² − 0,09 x³"),
        ([-0.5, -1e7], "−0,50 − 1,0 × 10⁷ x"),
        ([0, 1, 0, -1 / 6, 0, 1 / 120], "0,00 + 1,00 x + 0,00 x² − 0,17 x³ + 0,00 x⁴"),
        ([math.nan, math.inf, -math.inf], "∞ + ∞ x − ∞ x²"),
    ],
)
def test_a_polynomial_is_written_term_by_term(coefficients, text):
    written = terms(coefficients, "fr")
    assert written.replace("\u00a0", " ").replace("\u202f", " ").startswith(text)


def test_higher_powers_keep_two_significant_digits():
    coefficients = [0.0] * 5 + [1 / 120, 0, -1.98e-4, 0, 2.6e-6]
    last = terms(coefficients, "en").replace("\u00a0", " ").split("x⁴ ")[1]
    assert last == "+ 0.0083 x⁵ + 0.00 x⁶ − 0.00020 x⁷ + 0.00 x⁸ + 0.0000026 x⁹"


def test_settings_are_written_as_they_are():
    assert plain(1000, "fr") == "1\u202f000"
    assert plain(0.05, "en") == "0.05"
    assert plain("epochs", "fr") == "epochs"


def test_a_switch_is_no_number_even_after_one():
    assert [plain(value, "fr") for value in (1, True, 0, False)] == [
        *("1", "True", "0", "False")
    ]


def test_a_duration_has_its_unit_and_two_digits():
    given = (2.5, 1.0, 0.9999, 0.012, 3.25e-6, 99.7e-6, 4e-8, 1e-12, 1758.2)
    assert [duration(seconds, "fr").split("\u00a0") for seconds in given] == [
        *(["2,5", "s"], ["1,0", "s"], ["1,0", "s"], ["12", "ms"], ["3,3", "µs"]),
        *(["100", "µs"], ["40", "ns"], ["0,0", "ns"], ["1\u202f758", "s"]),
    ]
