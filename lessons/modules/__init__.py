"""Modules: layers in a stack, the shapes between them, what a model holds."""

from lessons.contract import Control, Lesson, Scenario, Settings, TextControl, TextPart
from lessons.modules.exercises import EXERCISES, SOLUTIONS
from lessons.modules.implementations import RUNGS
from lessons.modules.pitfalls import PITFALLS
from lessons.modules.predict import QUESTIONS
from lessons.modules.stack import MOST_LAYERS, SHARES, layer, parts, read, write
from lessons.toolkit.shape_parser import format_shape, make_shape_parser

PERCEPTRON = (layer("Linear", 4, 8), layer("ReLU"), layer("Linear", 8, 1))
SERIES = (layer("Conv1d", 2, 4, 3), layer("ReLU"), layer("Flatten"))
IMAGE = (layer("Conv2d", 1, 4, 3, padding=1), layer("MaxPool2d", 2), layer("Flatten"))
CLASHING = (layer("Linear", 4, 8), layer("ReLU"), layer("Linear", 5, 1))
PAIR = (layer("LSTM", 4, 6, batch_first=True), layer("Linear", 6, 1))

LONGEST = 32
"""The greatest length of an axis of the input."""


def axes(shape: tuple[int, ...], settings: Settings) -> tuple[TextPart, ...]:
    """Return the lengths of the input's axes, each a slider."""

    def part(k: int) -> TextPart:
        values = tuple(sorted({*range(1, 17), shape[k]}))
        before, after = shape[:k], shape[k + 1 :]
        name = f"axis_{k}"
        return TextPart(
            name, "slider", values, shape[k], lambda n: (*before, n, *after)
        )

    return tuple(map(part, range(len(shape))))


REFUSED = {
    "": "empty",
    "Linear(4, 8": "open",
    "Transformer(8)": "kind",
    "Linear(4)": "sizes",
    "Linear(4, 8, colour=2)": "option",
    "ReLU(inplace=True)": "absent",
    "Linear(4, 8, out_features=2)": "twice",
    "Linear(0, 8)": "value",
    "Conv2d(1, 4, (3, 5))": "pair",
    "Conv1d(2, 4, 3, stride=2, padding='same')": "same",
    "Linear(4, 8))": "close",
    "Linear(4, 8) ReLU": "comma",
    "Linear(4, 8) + ReLU % 2": "unread",
    "ReLU, ReLU, ReLU, ReLU, ReLU, ReLU, ReLU": "many",
}
"""Texts that are no stack, each with its reason."""

LESSON = Lesson(
    controls=(
        TextControl(
            "stack",
            PERCEPTRON,
            read,
            write,
            samples=(
                *(CLASHING, IMAGE, PAIR),
                (*SERIES, layer("Linear", 40, 1)),
                (layer("BatchNorm1d", 4), layer("Dropout"), layer("Identity")),
                *SOLUTIONS,
            ),
            invalid_samples=REFUSED,
            parts=parts,
            use="shown",
            max_length=400,
        ),
        TextControl(
            "shape",
            (5, 4),
            make_shape_parser(max_ndim=4, max_length=LONGEST, max_size=4096),
            format_shape,
            samples=((4,), (5, 2, 12), (5, 3, 4), (5, 1, 8, 8), (1, 4)),
            invalid_samples={
                "": "empty",
                "5, a": "whole",
                "1, 1, 1, 1, 1": "order",
                "0, 4": "length",
                "32, 32, 32": "many",
            },
            parts=axes,
            use="shown",
        ),
        Control("layer", 0, tuple(range(MOST_LAYERS)), use="shown"),
        Control("rung", "parameter", RUNGS, use="shown"),
        Control("n_in", 3, (1, 2, 3, 4, 5)),
        Control("n_out", 2, (1, 2, 3, 4)),
        Control("seed", 0, tuple(range(10))),
        Control("trap", "plain", tuple(PITFALLS), use="shown"),
        Control("p", 0.5, SHARES, use="shown"),
        Control("n_batches", 3, tuple(range(1, 12)), use="shown"),
        Control("momentum", 0.1, (0.1, 0.3, 0.5, 1.0), use="shown"),
    ),
    scenarios=(
        Scenario("perceptron", {}),
        Scenario("clash", {"stack": CLASHING, "layer": 2}),
        Scenario("series", {"stack": SERIES, "shape": (5, 2, 12)}),
        Scenario("image", {"stack": IMAGE, "shape": (5, 1, 8, 8)}),
        Scenario("pair", {"stack": PAIR, "shape": (5, 3, 4), "layer": 1}),
    ),
    questions=QUESTIONS,
    exercises=EXERCISES,
    prerequisites=("linear_algebra", "training_loop"),
    stages=RUNGS,
)
