"""Numbers as the reader's language writes them; shared/format.js writes the same."""

import math
import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal

from babel import Locale
from babel.numbers import format_decimal
from babel.units import format_unit

from app.content.quantities import QUANTITIES, RATES

SMALL, LARGE = 1e-3, 1e6
"""A number below the first or from the second on is written with a power of ten."""

EXACT_LIMIT = 1e15
"""From here on a setting, too, is written with a power of ten: float64 has only its
first fifteen digits."""

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def format_fixed(value: float, digits: int, lang: str) -> str:
    """Return `value` with `digits` decimals, fewer from 10 on; 3.6 × 10⁷; 0, ∞, nan.

    A number that these would round to zero has as many as its first digit needs.
    """
    value = float(value)
    size = abs(value)
    if not math.isfinite(value) or not size:
        return _format_special(value)
    if size >= LARGE or size < min(SMALL, 10.0**-digits):
        return format_scientific(value, lang)
    if size >= 10:
        digits = 0 if size >= 100 else min(digits, 1)
    elif size < 0.5 * 10.0**-digits:
        digits = -_exponent(size)
    return format_rounded(value, digits, lang)


def format_aligned(value: float, digits: int, lang: str) -> str:
    """Return the same as `format_fixed`, but 0.00 for what is rounded to zero.

    So it has as many decimals as its neighbours in a list.
    """
    if abs(value) < 0.5 * 10.0**-digits:
        return format_rounded(0, digits, lang)
    return format_fixed(value, digits, lang)


def is_singular(value: float | str, lang: str) -> bool:
    """Return whether a noun beside a number is in the singular, by Unicode's rules.

    Args:
        value: the number, or an integer as it is written.
    """
    if isinstance(value, str):
        value = int(re.sub(r"\D", "", value) or 2)
    number = int(value) if float(value).is_integer() else float(value)
    return Locale.parse(lang).plural_form(number) == "one"


def format_bytes(size: float, lang: str) -> str:
    """Return a number of bytes in bytes, kB or MB, with one decimal below 10."""
    units = (("megabyte", 1e6), ("kilobyte", 1e3), ("byte", 1))
    unit, factor = next((pair for pair in units if size >= pair[1]), units[-1])
    value = round(size / factor, 1 if size < 10 * factor else 0)
    length: Literal["short", "long"] = "long" if unit == "byte" else "short"
    return format_unit(value, unit, length=length, locale=lang)


def format_quantity(name: str, value: float, lang: str) -> str:
    """Return `value` with the decimals of its quantity, two if it is not listed."""
    if name in RATES:
        return format_rate(value, lang)
    return format_fixed(value, QUANTITIES.get(name, ("", 2))[1], lang)


def format_rate(value: float, lang: str) -> str:
    """Return a rate with three significant digits, without zeros at the end.

    So each value of a slider looks different, and looks as it does in the code.
    """
    value = float(value)
    size = abs(value)
    if not math.isfinite(value) or not size:
        return _format_special(value)
    if not SMALL <= size < LARGE:
        return format_scientific(value, lang, short=True, digits=2)
    step = Decimal(1).scaleb(_exponent(size) - 2)
    rounded = Decimal(repr(value)).quantize(step, ROUND_HALF_UP)
    return format_decimal(rounded, "#,##0.######", locale=lang).replace("-", "−")


@lru_cache(
    maxsize=4096, typed=True
)  # a slider of 100 values asks for each of them at each run
def format_number(value: float | str | tuple, lang: str) -> str:
    """Return a setting, with as many decimals as it needs.

    A str, a bool and a tuple are written as Python writes them.
    """
    if isinstance(value, bool | str | tuple):
        return str(value)
    if not math.isfinite(value):
        return _format_special(value)
    if 0 < abs(value) < SMALL or abs(value) >= EXACT_LIMIT:
        return format_scientific(value, lang, short=True)
    return format_decimal(value, "#,##0.######", locale=lang).replace("-", "−")


def format_scientific(
    value: float, lang: str, *, short: bool = False, digits: int = 1
) -> str:
    """Return a number as 3.6 × 10⁻⁶, without a place where the line may break.

    Args:
        value: a finite number other than 0.
        lang: the language.
        short: 10⁻⁶ for 1.0 × 10⁻⁶, and no zeros at the end of the factor.
        digits: decimals of the factor.
    """
    size = Decimal(repr(abs(float(value))))
    ten = size.adjusted()
    step = Decimal(1).scaleb(-digits)
    mantissa = size.scaleb(-ten).quantize(step, ROUND_HALF_UP)
    if mantissa == 10:
        mantissa, ten = Decimal(1).quantize(step), ten + 1
    sign, power = "−" if value < 0 else "", "10" + _superscript(ten)
    if short and mantissa == 1:
        return sign + power
    pattern = "0." + ("#" if short else "0") * digits
    factor = format_decimal(mantissa, pattern, locale=lang)
    return f"{sign}{factor}\u202f×\u202f{power}"


def format_duration(seconds: float, lang: str) -> str:
    """Return a time with two significant digits, in ns, µs, ms or s; none as 0 s.

    A time that would be written as 0.0 ns is less than the least that is written.
    """
    if not seconds:
        return "0\u00a0s"
    for size, unit in ((1, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")):
        if seconds >= 0.9995 * size or unit == "ns":
            break
    value = seconds / size
    if value < 0.05:
        return f"<\u00a0{format_rounded(0.1, 1, lang)}\u00a0{unit}"
    return f"{format_rounded(value, 0 if value >= 9.95 else 1, lang)}\u00a0{unit}"


def format_polynomial(values: Sequence[float], lang: str) -> str:
    """Return a + b x + c x² … with two significant digits for each coefficient.

    The coefficient of the k-th power has at most max(2, k − 1) decimals; a shorter one
    is rounded to 0.00.

    Args:
        values: the coefficients, that of the constant first.
    """
    parts = []
    for k, value in enumerate(map(float, values)):
        most = max(2, k - 1)
        vanishes = abs(value) < 0.5 * 10**-most
        digits = min(most, max(2, 1 - _exponent(value)))
        power = "" if k == 0 else "\u00a0x" if k == 1 else f"\u00a0x{_superscript(k)}"
        negative = value < 0 and not vanishes
        write = format_aligned if value else format_fixed  # 0.00 is not 0
        text = write(abs(value), 2 if vanishes else digits, lang) + power
        if k:
            parts.append(f"{'−' if negative else '+'}\u00a0{text}")
        else:
            parts.append(f"−{text}" if negative else text)
    return " ".join(parts)


def format_significant(value: float, digits: int, lang: str) -> str:
    """Return `value` with `digits` significant digits, without zeros at its end."""
    size = abs(float(value))
    if not size or not math.isfinite(size):
        return _format_special(value)
    if not SMALL <= size < LARGE:
        return format_scientific(value, lang, short=True, digits=digits - 1)
    rounded = Decimal(f"{float(value):.{digits - 1}e}")
    text = format_decimal(rounded, "#,##0.############", locale=lang)
    return text.replace("-", "−")


def distinguish(
    numbers: Mapping[str, float], texts: Mapping[str, str], lang: str
) -> dict[str, str]:
    """Return texts for some numbers so that those that differ do not look the same.

    Args:
        numbers: by name.
        texts: how each, or some of them, would be written; the others stand elsewhere,
            written by `format_number`.
        lang: the language.

    Returns:
        `texts`, with three to eight significant digits where two looked the same.
    """
    distinct = dict(texts)
    for digits in range(3, 9):
        looks = {
            name: _without_trailing_zeros(
                distinct.get(name, format_number(number, lang)), lang
            )
            for name, number in numbers.items()
        }
        alike = {
            name
            for name in texts
            for other, number in numbers.items()
            if looks[name] == looks[other]
            and not math.isclose(numbers[name], number, rel_tol=1e-6, abs_tol=1e-9)
        }
        if not alike:
            break
        distinct |= {
            name: format_significant(numbers[name], digits, lang) for name in alike
        }
    return distinct


def _without_trailing_zeros(text: str, lang: str) -> str:
    """Return a number's text without the zeros that add nothing: 0.1 for 0.10."""
    mark = "," if lang == "fr" else "."
    return text.rstrip("0").removesuffix(mark) if mark in text else text


def _format_special(value: float) -> str:
    """Return the text of 0, ∞, −∞ or NaN; nan as torch writes it."""
    if math.isnan(value):
        return "nan"
    return "0" if not value else "−∞" if value < 0 else "∞"


def _exponent(value: float) -> int:
    """Return the power of ten of the first digit; 0 for what is not finite."""
    return Decimal(repr(float(value))).adjusted() if math.isfinite(value) else 0


def _superscript(n: int) -> str:
    return str(n).translate(SUPERSCRIPTS)


@lru_cache(maxsize=16384)  # cells write the same numbers at each run
def format_rounded(value: float, digits: int, lang: str) -> str:
    """Return `value` rounded half up to `digits` decimals."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    step = Decimal(1).scaleb(-digits)
    rounded = Decimal(repr(value)).quantize(step, ROUND_HALF_UP)  # as Intl does
    return format_decimal(rounded, pattern, locale=lang).replace("-", "−")
