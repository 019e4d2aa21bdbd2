"""Autograd: gradients of what is typed, how they add up, and of several numbers."""

from lessons.autograd.exercises import EXERCISES, MAPPINGS
from lessons.autograd.expression import read
from lessons.autograd.leaf_values import RATES, VALUES
from lessons.autograd.predict import QUESTIONS
from lessons.contract import Control, Lesson, Scenario, TextControl, linear_range
from lessons.toolkit.formula_parser import power_note
from lessons.toolkit.number_parser import check_range, parse_numbers
from lessons.toolkit.number_parser import format_number as write_number

LENGTH = 4
"""Numbers in x, y and v."""

GREATEST = 99
"""A number of v goes from −GREATEST to GREATEST."""

Weights = tuple[float, ...]


def read_weights(text: str) -> Weights:
    """Parse v as it is typed: four numbers between commas, brackets or not.

    Raises:
        ParseError: "empty", "number", "count", "range" or "decimals".
    """
    return check_range(parse_numbers(text, LENGTH), -GREATEST, GREATEST, decimals=2)


def write_weights(weights: Weights) -> str:
    """Write v as it is typed."""
    return ", ".join(map(write_number, weights))


UNITS = tuple(
    tuple(float(i == j) for j in range(LENGTH)) for i in reversed(range(LENGTH))
)

LESSON = Lesson(
    controls=(
        TextControl(
            "expression",
            "2 * dot(x, x)",
            read,
            samples=(
                *("x * x", "sum(relu(x))", "dot(x, a)", "3", "x", "log(x) @ w / b"),
                "mean(tanh(w * x + a))",
                "u = w * x + a; y = mean(tanh(u))",
                "u = x * x; v = u + b; z = sum(u * v)",
            ),
            invalid_samples={
                "": "empty",
                "2 * dot(x, x": "open",
                "x + z": "name",
                "x + norm(x)": "function",
                "2 * x[0]": "bracket",
                "2(x + 1)": "times",
                "sum(x) *": "after",
                "* x": "before",
                "sum(())": "inside",
                "sum(x))": "close",
                "sin x": "call",
                "2 = x": "equals",
                "x = 3": "taken",
                "u = x; u = w": "taken",
                "x * x; y = x": "nameless",
                "u = x;" * 7 + "y = u": "lines",
                "sum(x, dim=0)": "option",
                "x, w": "comma",
                "x % 2": "sign",
                "dot(x)": "arguments",
                "-" * 40 + "x": "deep",
            },
            remark=power_note,
            use="shown",
        ),
        VALUES,
        Control("rate", 0.1, RATES, use="shown"),
        Control("begin", 0.0, linear_range(-2, 2, 0.5)),
        Control("wants_x", True, (False, True), use="shown"),
        Control("wants_w", False, (False, True), use="shown"),
        Control("wants_a", False, (False, True), use="shown"),
        Control("wants_b", False, (False, True), use="shown"),
        Control("retain", False, (False, True), use="shown"),
        Control("second", "total", ("total", "quadratic")),
        Control("zeroing", False, (False, True)),
        Control("mapping", "square", MAPPINGS),
        TextControl(
            "v",
            (1.0, 1.0, 1.0, 1.0),
            read_weights,
            write_weights,
            samples=(*UNITS, (1.0, 0.5, -1.0, 2.0), (0.25, 0.25, 0.25, 0.25)),
            invalid_samples={
                "": "empty",
                "1, x, 0, 0": "number",
                "1, 2, 3": "count",
                "1e9, 0, 0, 0": "range",
                "0.125, 0, 0, 0": "decimals",
            },
        ),
    ),
    scenarios=(
        Scenario(
            "twice",
            {"expression": "sum(x) + dot(x, x)", "begin": 1.0},
            steps={"flow": 7},
        ),
        Scenario("several", {"expression": "x * x"}),
        Scenario(
            "neuron",
            {
                "expression": "mean(tanh(w * x + a))",
                "wants_x": False,
                **dict.fromkeys(("wants_w", "wants_a", "retain"), True),
            },
        ),
        Scenario(
            "lines",
            {
                "expression": "u = w * x + a; y = mean(tanh(u))",
                **dict.fromkeys(("wants_w", "wants_a"), True),
            },
        ),
        Scenario("corner", {"expression": "sum(relu(x))"}),
        Scenario("nobody", {"wants_x": False}),
        Scenario("refused", {"expression": "dot(x, a)"}),
    ),
    notebook_blocks=("check", "add", "many"),
    questions=QUESTIONS,
    exercises=EXERCISES,
    prerequisites=("tensors", "gradient_descent"),
    step_figures=("flow", "add", "pull"),
)
