"""The browser writes numbers as Python does."""

import json

import numpy as np
import pytest

from app.components.bundle import FOLDER
from app.components.es_modules import join_modules
from app.content import number_format
from app.content.catalogue import LANGUAGES

FORMAT = join_modules([FOLDER / "shared/format.js"])

VALUES = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.1,
    0.004,
    0.0004,
    -0.004,
    1e-9,
    0.995,
    9.995,
    9.999,
    12.34,
]
VALUES += [99.96, 100.4, -123.4, 1234.5, 999_999.4, 999_999.6, 1e6, -1e7]
VALUES += [0.5, 1.5, 2.5, 0.125, 0.375, 1.005, 2.675, 10.25, -0.125]
VALUES += [1.25e6, -9.96e11, 3.2e29, 1e30, 9.95e7, 1.005e8, -1.65496e71, 1.7e308]
VALUES += [0.0005, 0.00049, 0.00051, 0.001, 0.005, 0.0049, 1.2e-4, 4e-16, -5e-324, 0.04]
VALUES += np.random.default_rng(0).normal(0, 30, 40).astype("float32").tolist()
BEYOND = {"Infinity": np.inf, "-Infinity": -np.inf, "NaN": np.nan}


TINY = [1e-6, 1e-12, 3.5579e-6, 1.15e-6, 9.95e-5, 9.96e-4, 2e-4, 1.8e-4]
SUMS = [
    [float("1e40"), -3e-5, 0.0, 1.0, 0.0, -1 / 6],
    [-0.004, 0.006, -1e7, 12.5],
    [0.01] * 10,
    [-1e-6] * 10,
]
SUMS += np.random.default_rng(1).normal(0, 0.01, (10, 10)).astype("float32").tolist()


@pytest.fixture(scope="module")
def call(browser):
    """Call a function of format.js for many values at once."""
    page = browser.new_page()

    def call(function: str, values: list[str], *more: object) -> list[str]:
        body = f"{FORMAT}; return [{','.join(values)}].map(v => {function}(v, ...more))"
        run = f"more => new Function('more', {json.dumps(body)})(more)"
        return page.evaluate(run, list(more))

    yield call
    page.context.close()


RATES = [
    0.0025,
    0.0016,
    0.8031,
    1.0,
    10.0,
    0.1,
    0.013,
    2.88e-4,
    9.97e-4,
    1e-6,
    3.5579e-6,
]
RATES += [0.0, 3e7, 0.9996, 123.4, *map(float, np.float32([0.0025, 1.2, 0.79]))]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rates_are_formatted_as_in_python(call, lang):
    expected = [number_format.format_rate(v, lang) for v in RATES]
    assert call("formatRate", [*map(repr, RATES)], lang) == expected


@pytest.mark.parametrize("lang", LANGUAGES)
def test_aligned_numbers_are_formatted_as_in_python(call, lang):
    expected = [number_format.format_aligned(v, 2, lang) for v in VALUES]
    assert call("formatAligned", [*map(repr, VALUES)], 2, lang) == expected


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("decimals", [0, 1, 2, 3, 4])
def test_numbers_are_formatted_as_in_python(call, decimals, lang):
    expected = {v: number_format.fixed(v, decimals, lang) for v in VALUES}
    formatted = call("formatNumber", [*map(repr, VALUES)], decimals, lang)
    assert dict(zip(VALUES, formatted, strict=True)) == expected


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nan_and_infinity_are_formatted_as_in_python(call, lang):
    expected = [number_format.format_fixed(v, 2, lang) for v in BEYOND.values()]
    assert call("formatNumber", [*BEYOND], 2, lang) == expected


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("short", [False, True])
def test_tiny_numbers_are_formatted_as_in_python(call, short, lang):
    expected = [number_format.format_scientific(v, lang, short=short) for v in TINY]
    assert call("formatScientific", [*map(repr, TINY)], lang, 0 if short else 1) == expected


@pytest.mark.parametrize("lang", LANGUAGES)
def test_polynomials_are_formatted_as_in_python(call, lang):
    expected = [number_format.format_polynomial(v, lang) for v in SUMS]
    assert call("formatPolynomial", [*map(repr, SUMS)], lang) == expected
