"""The browser writes numbers as Python does."""

import json
from pathlib import Path

import numpy as np
import pytest

from app import digits
from app.prose import LANGUAGES

WORDS = Path(digits.__file__).parent / "player" / "words.js"

VALUES = [0.0, 1.0, -1.0, 0.1, 0.004, 0.0004, -0.004, 1e-9, 0.995, 9.995, 9.999, 12.34]
VALUES += [99.96, 100.4, -123.4, 1234.5, 999_999.4, 999_999.6, 1e6, -1e7]
VALUES += [0.5, 1.5, 2.5, 0.125, 0.375, 1.005, 2.675, 10.25, -0.125]
VALUES += np.random.default_rng(0).normal(0, 30, 40).astype("float32").tolist()
BEYOND = {"Infinity": np.inf, "-Infinity": -np.inf, "NaN": np.nan}


@pytest.fixture(scope="module")
def written(browser):
    """Call `number` of words.js for many values at once."""
    page = browser.new_page()

    def written(values: list[str], decimals: int, lang: str) -> list[str]:
        source = WORDS.read_text("utf-8")
        body = f"{source}; return [{','.join(values)}].map(v => number(v, d, lang))"
        call = f"([d, lang]) => new Function('d', 'lang', {json.dumps(body)})(d, lang)"
        return page.evaluate(call, [decimals, lang])

    yield written
    page.context.close()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("decimals", [0, 1, 2, 3])
def test_numbers_are_written_alike(written, decimals, lang):
    expected = {v: digits.fixed(v, decimals, lang) for v in VALUES}
    found = written([repr(v) for v in VALUES], decimals, lang)
    assert dict(zip(VALUES, found, strict=True)) == expected


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_no_number_is_written_alike(written, lang):
    expected = [digits.fixed(v, 2, lang) for v in BEYOND.values()]
    assert written([*BEYOND], 2, lang) == expected
