"""Numbers as a reader of the language writes them; words.js does the same."""

import math
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.numbers import format_decimal

from app.quantities import QUANTITIES


def fixed(value: float, digits: int, lang: str) -> str:
    """`value` with `digits` decimals, fewer from 10 on, ∞ from a million on."""
    value = float(value)
    if not math.isfinite(value) or abs(value) >= 1e6:
        return "−∞" if value < 0 else "∞"
    size = abs(value)
    if size >= 10:
        digits = 0 if size >= 100 else min(digits, 1)
    if size and size < 0.5 * 10**-digits:
        smallest = _decimal(10**-digits, digits, lang)
        return f"< {smallest}" if digits > 2 else _decimal(0, digits, lang)
    return _decimal(value, digits, lang)


def quantity(name: str, value: float, lang: str) -> str:
    """`value` with the decimals of its quantity (two if it is not listed)."""
    digits = QUANTITIES.get(name, ("", 2))[1]
    if name == "lr" and value < 0.1:
        digits = 3
    return fixed(value, digits, lang)


@lru_cache(maxsize=4096)  # a slider of 100 values asks for each of them at each run
def plain(value: float | str, lang: str) -> str:
    """`value` with as many decimals as it needs: a setting. Words stay as they are."""
    if isinstance(value, str):
        return value
    return format_decimal(value, "#,##0.######", locale=lang).replace("-", "−")


def _decimal(value: float, digits: int, lang: str) -> str:
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    step = Decimal(1).scaleb(-digits)
    rounded = Decimal(repr(value)).quantize(step, ROUND_HALF_UP)  # as Intl does
    return format_decimal(rounded, pattern, locale=lang).replace("-", "−")
