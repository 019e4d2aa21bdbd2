"""Numbers as a reader of the language writes them; words.js does the same."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.numbers import format_decimal
from babel.units import format_unit

from app.quantities import QUANTITIES, SPREAD

SMALL, LARGE, ENDLESS = 1e-3, 1e6, 1e30
"""Below the first a rate, and from the second on every number, is written with a power
of ten; from the last on it is ∞."""

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def fixed(value: float, digits: int, lang: str) -> str:
    """`value` with `digits` decimals, fewer from 10 on; 3.6 × 10⁷; ∞."""
    value = float(value) + 0.0  # −0 is 0
    size = abs(value)
    if not size < ENDLESS:
        return "−∞" if value < 0 else "∞"
    if size >= LARGE:
        return scientific(value, lang)
    if size >= 10:
        digits = 0 if size >= 100 else min(digits, 1)
    if size and size < 0.5 * 10**-digits:
        smallest = _decimal(10**-digits, digits, lang)
        return f"< {smallest}" if digits > 2 else _decimal(0, digits, lang)
    return _decimal(value, digits, lang)


def storage(size: float, lang: str) -> str:
    """A number of bytes in bytes, kB or MB, with one decimal below 10."""
    units = (("megabyte", 1e6), ("kilobyte", 1e3), ("byte", 1))
    unit, one = next((pair for pair in units if size >= pair[1]), units[-1])
    value = round(size / one, 1 if size < 10 * one else 0)
    return format_unit(value, unit, length="short", locale=lang)


def quantity(name: str, value: float, lang: str) -> str:
    """`value` with the decimals of its quantity (two if it is not listed)."""
    if name in SPREAD and 0 < value < SMALL:
        return scientific(value, lang)
    digits = QUANTITIES.get(name, ("", 2))[1]
    if name == "lr" and value < 0.1:
        digits = 3
    return fixed(value, digits, lang)


@lru_cache(
    maxsize=4096, typed=True
)  # a slider of 100 values asks for each of them at each run
def plain(value: float | str | tuple, lang: str) -> str:
    """`value` with as many decimals as it needs: a setting.

    Words, and numbers that belong together, stay as they are.
    """
    if isinstance(value, bool | str | tuple):
        return str(value)
    if 0 < abs(value) < SMALL:
        return scientific(value, lang, short=True)
    return format_decimal(value, "#,##0.######", locale=lang).replace("-", "−")


def scientific(value: float, lang: str, *, short: bool = False) -> str:
    """3.6 × 10⁻⁶, which never breaks; `short` writes 10⁻⁶ for 1.0 × 10⁻⁶."""
    size = Decimal(repr(abs(float(value))))
    ten = size.adjusted()
    mantissa = size.scaleb(-ten).quantize(Decimal("0.1"), ROUND_HALF_UP)
    if mantissa == 10:
        mantissa, ten = Decimal("1.0"), ten + 1
    sign, power = "−" if value < 0 else "", "10" + _raised(ten)
    if short and mantissa == 1:
        return sign + power
    pattern = "0.#" if short else "0.0"
    factor = format_decimal(mantissa, pattern, locale=lang)
    return f"{sign}{factor}\u202f×\u202f{power}"


def duration(seconds: float, lang: str) -> str:
    """A time with two significant digits, in ns, µs, ms or s."""
    for size, unit in ((1, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")):
        if seconds >= 0.9995 * size or unit == "ns":
            break
    value = seconds / size
    return f"{_decimal(value, 0 if value >= 9.95 else 1, lang)}\u00a0{unit}"


def terms(values: Sequence[float], lang: str) -> str:
    """a + b x + c x² …; each with two significant digits, as far as k − 1 decimals."""
    written = []
    for k, value in enumerate(map(float, values)):
        most = max(2, k - 1)
        if gone := abs(value) < 0.5 * 10**-most:
            value = 0
        digits = min(most, max(2, 1 - Decimal(repr(value)).adjusted()))
        power = "" if k == 0 else "\u00a0x" if k == 1 else f"\u00a0x{_raised(k)}"
        below = value < 0 and not gone
        text = fixed(abs(value), digits, lang) + power
        if k:
            written.append(f"{'−' if below else '+'}\u00a0{text}")
        else:
            written.append(f"−{text}" if below else text)
    return " ".join(written)


def _raised(n: int) -> str:
    return str(n).translate(RAISED)


@lru_cache(maxsize=16384)  # cells write the same numbers at each run
def _decimal(value: float, digits: int, lang: str) -> str:
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    step = Decimal(1).scaleb(-digits)
    rounded = Decimal(repr(value)).quantize(step, ROUND_HALF_UP)  # as Intl does
    return format_decimal(rounded, pattern, locale=lang).replace("-", "−")
