"""Questions of the page: parameters, a length, where an input is refused."""

from random import Random
from typing import Any

from lessons.contract import Question, Settings
from lessons.modules.shapes import LayerOutput, conv_length, layer_outputs
from lessons.modules.stack import layer

STACKS = ((4, 3, 2), (3, 4, 1), (2, 5, 1), (5, 2, 3), (3, 3, 3))
"""Sizes of two linear layers."""

REFUSED_AT = ("nowhere", "first", "second", "third")


def through(settings: Settings) -> tuple[LayerOutput, ...]:
    """Pass the settings' input through their stack."""
    return layer_outputs(settings["stack"], settings["shape"])


def draw_count(random: Random) -> dict[str, Any]:
    """Draw two linear layers."""
    n, m, k = random.choice(STACKS)
    stack = (layer("Linear", n, m), layer("ReLU"), layer("Linear", m, k))
    return {"stack": stack, "shape": (5, n)}


def count(recording: None, settings: Settings) -> int:
    """Count all parameters of the stack."""
    return sum(now.count for now in through(settings))


def weights(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who forgets the biases."""
    weight_shapes = [shape for now in through(settings) for _, shape in now.parameters]
    return sum(shape[0] * shape[1] for shape in weight_shapes if len(shape) == 2)


def outputs(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who counts numbers that come out."""
    return sum(shape[-1] for now in through(settings) for shape in now.outputs or ())


def draw_length(random: Random) -> dict[str, Any]:
    """Draw a convolution whose stride, padding and kernel all count."""
    length, kernel, stride, padding = random.choice(
        ((12, 3, 2, 1), (12, 4, 2, 1), (11, 4, 2, 1), (10, 5, 2, 1), (9, 2, 2, 1))
    )
    conv = layer("Conv1d", 2, 4, kernel, stride=stride, padding=padding)
    return {"stack": (conv,), "shape": (5, 2, length)}


def length(recording: None, settings: Settings) -> int:
    """Return the last axis of what really comes out."""
    (now,) = through(settings)
    assert now.outputs
    return now.outputs[0][-1]


def without(name: str, value: int) -> Any:
    """Return the length for a reader who forgets one of the arguments."""

    def wrong_length(recording: None, settings: Settings) -> int:
        (conv,) = settings["stack"]
        names = ("kernel_size", "stride", "padding", "dilation")
        own = {n: conv[n] for n in names} | {name: value}
        return conv_length(settings["shape"][-1], **own)

    return wrong_length


def draw_refusal(random: Random) -> dict[str, Any]:
    """Draw three linear layers of which one may not fit."""
    sizes = [[4, 8], [8, 3], [3, 1]]
    wrong = random.randrange(4)
    if wrong < 3:
        sizes[wrong][0] += 2
    stack = tuple(layer("Linear", *pair) for pair in sizes)
    return {"stack": stack, "shape": random.choice(((5, 4), (4,), (2, 5, 4)))}


def refusing_layer(recording: None, settings: Settings) -> str:
    """Return which of the layers refuses."""
    states = [bool(now.error) for now in through(settings)]
    return REFUSED_AT[states.index(True) + 1 if any(states) else 0]


QUESTIONS = (
    Question(
        name="count",
        kind="number",
        draw=draw_count,
        answer=count,
        values=tuple(range(4, 41)),
        misconceptions={"weights": weights, "outputs": outputs},
        numbers=lambda recording, now: {"found": count(None, now)},
    ),
    Question(
        name="refused",
        kind="choice",
        draw=draw_refusal,
        answer=refusing_layer,
        options=REFUSED_AT,
    ),
    Question(
        name="length",
        kind="number",
        draw=draw_length,
        answer=length,
        values=tuple(range(1, 15)),
        misconceptions={
            "unpadded": without("padding", 0),
            "unstrided": without("stride", 1),
            "kernel": without("kernel_size", 1),
        },
        numbers=lambda recording, now: {"found": length(None, now)},
    ),
)
