"""Numbers and recordings that Python and the browser are both tested with.

`python -m tests.browser_cases` writes them to tests/js/cases.json, with what Python
makes of them, for the tests that Node runs.
"""

import base64
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from app.components.player.packing import pack
from app.components.value_graph import touch_data
from app.components.value_graph.labels import format_box
from app.content import number_format
from app.content.catalogue import LANGUAGES
from lessons.autograd.expression import NAMES, build_graph
from lessons.contract import Recording, Table

FILE = Path(__file__).parent / "js" / "cases.json"

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


def numbers(lang: str) -> list[dict[str, Any]]:
    """Calls of the functions of format.js, and what their Python twins return."""

    def case(function: str, twin: Any, values: list, *args: int) -> dict[str, Any]:
        texts = [twin(value, *args, lang) for value in values]
        plain = [str(v) if v in BEYOND.values() or v != v else v for v in values]
        return {
            "function": function,
            "args": [*args, lang],
            "values": plain,
            "texts": texts,
        }

    fixed, sums = (
        number_format.format_fixed,
        {"function": "formatPolynomial", "args": [lang]},
    )
    return [
        *(case("formatNumber", fixed, VALUES, digits) for digits in range(5)),
        case("formatNumber", fixed, [*BEYOND.values()], 2),
        case("formatAligned", number_format.format_aligned, VALUES, 2),
        case("formatRate", number_format.format_rate, RATES),
        sums
        | {
            "values": SUMS,
            "texts": [number_format.format_polynomial(s, lang) for s in SUMS],
        },
    ]


def recording() -> dict[str, Any]:
    """A recording of two crossed controls, packed, and some of its values."""
    axes = {"lr": (0.1, 0.2, 0.3), "noise": (0.0, 0.5)}
    loss = np.arange(20.0).reshape(5, 4)
    loss[1, 2], loss[4, 1] = 1e300, np.nan
    tables = {
        "loss": Table(("cross", "t"), loss),
        "w": Table(("lr", "t", "w"), np.arange(24.0).reshape(3, 4, 2)),
        "best": Table((), np.array(0.25)),
    }
    rec = Recording(
        axes,
        2,
        tables,
        {"verdicts": ["é"]},
        stride=10,
        cross=(("lr",), ("noise",)),
        here={"lr": 0.2, "noise": 0.0},
    )
    packed = pack(rec, {"lr": 1, "noise": 0, "t": 0, "act": ""})
    return {
        "packed": base64.b64encode(packed).decode(),
        "loss": [[str(v) for v in row] for row in loss.tolist()],
    }


EXPRESSIONS = {
    "2 * dot(x, x)": "x",
    "1 - x": "x",
    "2 / x": "x",
    "x ** 2 + 2 ** x": "x",
    "x ** w": "xw",
    "x @ w": "xw",
    "mean(tanh(w * x + a))": "xwa",
    "abs(x - 3)": "x",
    "sigmoid(relu(sqrt(x))) - b": "xb",
    "-x / a": "xa",
    "log(exp(cos(sin(x))))": "x",
    "u = x * x; v = u + b; z = sum(u * v)": "xb",
    "sum(relu(x - 2))": "x",
}
"""Computations of the autograd page, each with the leaves that require a gradient."""


def shorten(values: Iterable[float] | None) -> list[float] | None:
    """Return numbers as every processor computes them: the last digits are its own."""
    return None if values is None else [float(f"{value:.10g}") for value in values]


def graphs() -> list[dict[str, Any]]:
    """Graphs of computations, with the values and gradients that torch computed."""
    found = []
    for text, names in EXPRESSIONS.items():
        graph = build_graph(text, 1.0, dict.fromkeys(names, True))
        found.append(
            touch_data(graph, NAMES, "", "")
            | {
                "text": text,
                "numbers": [shorten(node.value) for node in graph.nodes],
                "gradients": [shorten(node.grad) for node in graph.nodes],
                "boxes": {
                    lang: [format_box(node.value, lang) for node in graph.nodes]
                    for lang in LANGUAGES
                },
            }
        )
    return found


def cases() -> str:
    """All of them, as the file has them."""
    by_lang = {lang: numbers(lang) for lang in LANGUAGES}
    content: dict[str, Any] = {"numbers": by_lang, "recording": recording()}
    content["graphs"] = graphs()
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(cases(), "utf-8")
