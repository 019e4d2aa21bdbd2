"""Numbers follow the language; ∞ and nan stand only for what is infinite or NaN."""

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.number_format import (
    distinguish,
    format_aligned,
    format_duration,
    format_fixed,
    format_number,
    format_polynomial,
    format_quantity,
    format_significant,
    is_singular,
)
from lessons import SLUGS, lesson
from lessons.contract import Control


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
        (1.65496e71, 3, "1,7\u202f×\u202f10⁷¹", "1.7\u202f×\u202f10⁷¹"),
        (-1.7e308, 2, "−1,7\u202f×\u202f10³⁰⁸", "−1.7\u202f×\u202f10³⁰⁸"),
        (-math.inf, 2, "−∞", "−∞"),
        (math.nan, 2, "nan", "nan"),
        (1.2e-4, 3, "1,2\u202f×\u202f10⁻⁴", "1.2\u202f×\u202f10⁻⁴"),
        (-4e-16, 2, "−4,0\u202f×\u202f10⁻¹⁶", "−4.0\u202f×\u202f10⁻¹⁶"),
        (0.004, 2, "0,004", "0.004"),
        (0.0004, 4, "0,0004", "0.0004"),
        (0.04, 1, "0,04", "0.04"),
        (0, 3, "0", "0"),
        (-0.0, 2, "0", "0"),
    ],
)
def test_decimals_depend_on_size_and_signs_follow_the_language(value, digits, fr, en):
    assert format_fixed(value, digits, "fr") == fr
    assert format_fixed(value, digits, "en") == en


@given(st.floats(), st.sampled_from(["fr", "en"]), st.integers(0, 4))
def test_infinite_and_nan_are_written_for_nothing_else(value, lang, digits):
    text = format_fixed(value, digits, lang)
    assert ("nan" in text.lower()) == math.isnan(value)
    assert ("∞" in text) == math.isinf(value)


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 4))
def test_only_zero_is_formatted_as_zero(value, digits):
    figures = [
        c for c in format_fixed(value, digits, "en").split("\u202f")[0] if c.isdigit()
    ]
    assert (set(figures) == {"0"}) == (value == 0)


def parsed(text):
    """The number that an English text writes: 0.0025, 1.8 × 10⁻¹², 10⁻⁶."""
    plain_digits = text.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-", ","))
    factor, _, power = plain_digits.rpartition("\u202f×\u202f")
    if plain_digits[-1] == text[-1]:
        return float(plain_digits)
    return float(f"{factor or 1}e{power.removeprefix('10')}")


SLIDERS = [
    pytest.param(control, id=f"{slug}-{control.name}")
    for slug in SLUGS
    for control in lesson(slug).controls_with_use("played", "trained")
    if isinstance(control, Control) and type(control.default) in (int, float)
]


@pytest.mark.parametrize("control", SLIDERS)
def test_values_of_a_slider_look_different_and_say_which_they_are(control):
    for write in (partial(format_quantity, control.name), format_number):
        texts = [write(value, lang="en") for value in control.values]
        assert [parsed(text) for text in texts] == pytest.approx(control.values)
        assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_rate_is_written_alike_by_slider_sentence_and_list(lang):
    rates = [v for s in SLIDERS if s.values[0].name == "lr" for v in s.values[0].values]
    assert 0.0025 in rates and 1.8e-12 in rates
    for value in rates:
        as_recorded = float(np.float32(value))
        for name in ("lr", "lr_t", "best_lr"):
            assert format_quantity(name, as_recorded, lang) == format_number(
                value, lang
            )


@pytest.mark.parametrize(
    ("rate", "fr", "short"),
    [
        (1e-6, "10⁻⁶", "10⁻⁶"),
        (3.5579e-6, "3,56\u202f×\u202f10⁻⁶", "3,6\u202f×\u202f10⁻⁶"),
        (1.8e-12, "1,8\u202f×\u202f10⁻¹²", "1,8\u202f×\u202f10⁻¹²"),
        (2e-4, "2\u202f×\u202f10⁻⁴", "2\u202f×\u202f10⁻⁴"),
        (9.97e-4, "9,97\u202f×\u202f10⁻⁴", "10⁻³"),
        (0.001, "0,001", "0,001"),
        (0.80312, "0,803", "0,80312"),
        (1.0, "1", "1"),
    ],
)
def test_tiny_rates_are_written_with_a_power_of_ten(rate, fr, short):
    assert format_quantity("lr", rate, "fr") == fr
    assert format_quantity("lr", rate, "en") == fr.replace(",", ".")
    assert format_number(rate, "fr") == short


def test_rounded_values_share_the_decimals_of_their_neighbours():
    assert [format_aligned(v, 2, "fr") for v in (0.004, 0.0, 1e7)] == [
        *("0,00", "0,00", "1,0\u202f×\u202f10⁷")
    ]


@pytest.mark.parametrize(
    ("coefficients", "text"),
    [
        ([0.012, 0.838, -0.002, -0.0906], "0,01 + 0,84 x + 0,00 x² − 0,09 x³"),
        ([-0.5, -1e7], "−0,50 − 1,0 × 10⁷ x"),
        ([0, 1, 0, -1 / 6, 0, 1 / 120], "0 + 1,00 x + 0 x² − 0,17 x³ + 0 x⁴"),
        ([math.nan, math.inf, -math.inf], "nan + ∞ x − ∞ x²"),
        ([-0.5, -1.68e35], "−0,50 − 1,7 × 10³⁵ x"),
    ],
)
def test_a_polynomial_is_written_term_by_term(coefficients, text):
    polynomial = format_polynomial(coefficients, "fr")
    assert polynomial.replace("\u00a0", " ").replace("\u202f", " ").startswith(text)


def test_higher_powers_keep_two_significant_digits():
    coefficients = [0.0] * 5 + [1 / 120, 0, -1.98e-4, 0, 2.6e-6]
    last = format_polynomial(coefficients, "en").replace("\u00a0", " ").split("x⁴ ")[1]
    assert last == "+ 0.0083 x⁵ + 0 x⁶ − 0.00020 x⁷ + 0 x⁸ + 0.0000026 x⁹"


def test_settings_are_written_as_they_are():
    assert format_number(1000, "fr") == "1\u202f000"
    assert format_number(0.05, "en") == "0.05"
    assert format_number("epochs", "fr") == "epochs"


@given(st.floats(), st.sampled_from(["fr", "en"]))
def test_every_number_is_written_however_large(value, lang):
    for write in (format_number, lambda v, lang: format_quantity("loss", v, lang)):
        assert write(value, lang)
    numbers = {"one": value, "other": 1.5}
    assert distinguish(numbers, {"other": "1.50"}, lang) == {"other": "1.50"}


def test_a_very_large_setting_has_a_power_of_ten():
    assert format_number(10**14, "en") == "100,000,000,000,000"
    assert format_number(1e30, "en") == "10³⁰"
    assert format_number(-2.5e22, "fr") == "−2,5\u202f×\u202f10²²"


def test_a_switch_is_no_number_even_after_one():
    assert [format_number(value, "fr") for value in (1, True, 0, False)] == [
        *("1", "True", "0", "False")
    ]


def test_a_duration_has_its_unit_and_two_digits():
    durations = (2.5, 1.0, 0.9999, 0.012, 3.25e-6, 99.7e-6, 4e-8, 1758.2)
    assert [
        format_duration(seconds, "fr").split("\u00a0") for seconds in durations
    ] == [
        *(["2,5", "s"], ["1,0", "s"], ["1,0", "s"], ["12", "ms"], ["3,3", "µs"]),
        *(["100", "µs"], ["40", "ns"], ["1\u202f758", "s"]),
    ]
    assert format_duration(0, "fr") == "0\u00a0s"
    assert format_duration(2e-13, "en") == "<\u00a00.1\u00a0ns"
    assert format_duration(6e-11, "fr") == "0,1\u00a0ns"


@pytest.mark.parametrize(
    ("value", "digits", "fr", "en"),
    [
        (0.79894, 3, "0,799", "0.799"),
        (-1234.56, 4, "−1\u202f235", "−1,235"),
        (0.5, 4, "0,5", "0.5"),
        (1.004e-5, 3, "10⁻⁵", "10⁻⁵"),
        (-1.2346e7, 4, "−1,235\u202f×\u202f10⁷", "−1.235\u202f×\u202f10⁷"),
    ],
)
def test_significant_digits_are_counted(value, digits, fr, en):
    assert format_significant(value, digits, "fr") == fr
    assert format_significant(value, digits, "en") == en


@given(
    st.floats(1e-3, 1e8),
    st.floats(-5.5, 0),
    st.sampled_from(["typed", "loss", "left", "m"]),
    st.sampled_from(["fr", "en"]),
)
def test_numbers_that_differ_are_written_so_that_they_do(value, ten, name, lang):
    numbers = {"one": value, "other": value * (1 + 10**ten)}
    texts = {n: format_quantity(name, v, lang) for n, v in numbers.items()}
    result = distinguish(numbers, texts, lang)
    assert result["one"] != result["other"]


def test_numbers_that_are_the_same_keep_their_digits():
    numbers = {"one": 0.8, "other": 0.8 + 1e-9, "third": 0.8}
    texts = dict.fromkeys(numbers, "0.80")
    assert distinguish(numbers, texts, "en") == texts
    assert distinguish({"one": 0.501, "goal": 0.5}, {"one": "0.50"}, "en") == {
        "one": "0.501"
    }


@pytest.mark.parametrize(
    ("lang", "singular"),
    [("fr", {0: True, 1: True, 2: False}), ("en", {0: False, 1: True, 2: False})],
)
def test_a_noun_is_singular_by_the_rules_of_the_language(lang, singular):
    for n, expected in singular.items():
        assert is_singular(n, lang) == is_singular(float(n), lang) == expected
        assert is_singular(str(n), lang) == expected
    assert not is_singular("1\u202f600", lang)
