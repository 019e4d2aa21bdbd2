"""The browser writes numbers as Python does."""

import json

import pytest

from app.components.bundle import FOLDER
from app.components.es_modules import join_modules
from app.content import number_format
from app.content.catalogue import LANGUAGES
from tests.browser_cases import BEYOND, RATES, SUMS, TINY, VALUES

FORMAT = join_modules([FOLDER / "shared/format.js"])


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
    expected = {v: number_format.format_fixed(v, decimals, lang) for v in VALUES}
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
    assert (
        call("formatScientific", [*map(repr, TINY)], lang, 0 if short else 1)
        == expected
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_polynomials_are_formatted_as_in_python(call, lang):
    expected = [number_format.format_polynomial(v, lang) for v in SUMS]
    assert call("formatPolynomial", [*map(repr, SUMS)], lang) == expected
