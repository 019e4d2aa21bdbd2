"""Exercises of the page: sizes that fit, parameters to count, a line of forward."""

from collections.abc import Callable
from itertools import pairwise
from random import Random
from typing import Any

import torch
from torch.nn import functional

from lessons.contract import RIGHT, CheckResult, Exercise, Settings, Vocabulary
from lessons.modules import repair, unfinished
from lessons.modules.shapes import layer_outputs
from lessons.modules.stack import Stack, layer
from lessons.toolkit.seeding import isolated_rng
from lessons.toolkit.torch_line import TorchLine

SIZES = (3, 5, 2)
"""Sizes of the model to repair."""


FITS = ((3, 3, 8, 2), (4, 5, 12, 1), (2, 3, 10, 3))
"""Channels and kernel of a convolution, length of its input, outputs wanted."""

BUDGETS = ((2, 5), (3, 7), (4, 6))
"""Inputs of a model, and the hidden size that has the parameters wanted."""


def make_fitting(channels: int, kernel: int, flat: int, out: int) -> Stack:
    """Return a convolution, flattened, and a linear layer that takes `flat` numbers."""
    conv = layer("Conv1d", 2, channels, kernel)
    return conv, layer("Flatten"), layer("Linear", flat, out)


def make_mlp(n_in: int, width: int) -> Stack:
    """Return a model with one hidden layer and one output."""
    return layer("Linear", n_in, width), layer("ReLU"), layer("Linear", width, 1)


SOLUTIONS = (
    *(make_fitting(c, k, c * (length - k + 1), out) for c, k, length, out in FITS),
    *(make_fitting(c, k, c * (length - k + 1), 5) for c, k, length, _ in FITS[:1]),
    *(make_mlp(n_in, width) for n_in, width in BUDGETS),
    make_mlp(2, 3),
)
"""Stacks that solve the tasks, and two that nearly do."""


def kinds(stack: Stack) -> list[str]:
    """Return the kinds of its layers, in their order."""
    return [layer.kind for layer in stack]


def draw_fit(random: Random) -> dict[str, Any]:
    """Draw a convolution, flattened, before a linear layer that does not fit."""
    channels, kernel, length, out = random.choice(FITS)
    stack = make_fitting(channels, kernel, 4, 5)
    return {"stack": stack, "shape": (4, 2, length), "goal": str((4, out))}


def check_fit(settings: Settings, task: Settings, rec: None) -> CheckResult:
    """Compare what the stack makes of the task's input with the shape to reach."""
    if kinds(settings["stack"]) != kinds(task["stack"]):
        return "kinds", {}
    last = layer_outputs(settings["stack"], task["shape"])[-1]
    if last.outputs is None:
        return "refused", {"taken": str((last.inputs or ("—",))[0])}
    result = str(last.outputs[0])
    return (RIGHT if result == task["goal"] else "shape"), {"made": result}


def draw_budget(random: Random) -> dict[str, Any]:
    """Draw a hidden layer too wide, and the number of parameters to have."""
    n_in, width = random.choice(BUDGETS)
    expected = (n_in + 1) * width + width + 1
    return {"stack": make_mlp(n_in, 12), "shape": (5, n_in), "wanted": expected}


def check_budget(settings: Settings, task: Settings, rec: None) -> CheckResult:
    """Check whether all fits, and how many parameters there are."""
    if kinds(settings["stack"]) != kinds(task["stack"]):
        return "kinds", {}
    layers = layer_outputs(settings["stack"], task["shape"])
    if layers[-1].outputs != ((5, 1),):
        return "refused", {}
    numbers = {"found": sum(now.count for now in layers)}
    if numbers["found"] == task["wanted"]:
        return RIGHT, numbers
    return ("fewer" if numbers["found"] < int(task["wanted"]) else "more"), numbers


def check_parameters(name: str, task: Settings, rec: None) -> CheckResult:
    """Check how many numbers an optimizer would take and whether the layers work."""
    kind = name.removeprefix("Net").lower()
    model = PARAMETERS.fix(name)(SIZES)
    numbers = {"found": sum(p.numel() for p in model.parameters())}
    expected = sum((n + 1) * m for n, m in pairwise(SIZES))
    try:
        y = model(torch.zeros(1, SIZES[0]))
    except TypeError:
        return kind, numbers
    right = numbers["found"] == expected and y.shape == (1, SIZES[-1])
    return (RIGHT if right else kind), numbers


ACTIVATIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "relu": functional.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
}
"""Activations that a hidden layer may have."""


def check_forward(line: TorchLine, task: Settings, rec: None) -> CheckResult:
    """Compare the typed line with the layers and the activation of the task."""
    with isolated_rng(0):
        net, x = unfinished.Net(), torch.randn(5, 3)
    typed = line.execute(self=net, x=x).value
    if not isinstance(typed, torch.Tensor):
        return "nothing", {}
    name, hidden = str(task["activation"]), net.hidden(x)
    expected = net.output(ACTIVATIONS[name](hidden))
    if typed.shape != expected.shape:
        shapes = {"made": typed.shape, "wanted": expected.shape}
        return "shape", {key: str(tuple(shape)) for key, shape in shapes.items()}
    known = {RIGHT: expected, "linear": net.output(hidden)}
    known["late"] = ACTIVATIONS[name](known["linear"])
    known |= {
        f"activation {other}": net.output(activation(hidden))
        for other, activation in ACTIVATIONS.items()
        if other != name
    }
    for verdict, values in known.items():
        if torch.allclose(typed, values, atol=1e-6):
            return verdict.split()[0], {}
    row = int((typed - expected).abs()[:, 0].argmax())
    numbers = {"typed": typed[row].item(), "expected": expected[row].item()}
    return "other", {"row": row} | numbers


PARAMETERS = Exercise(
    "found",
    "fix",
    check_parameters,
    mistakes=("tuple", "first", "weights"),
    broken=repair.Net,
    caller=repair.call_net,
    fixes=(
        repair.NetTuple,
        repair.NetFirst,
        repair.NetModules,
        repair.NetWeights,
    ),
    solution="NetModules",
)

EXERCISES = (
    Exercise(
        "fit",
        "settings",
        check_fit,
        mistakes=("kinds", "refused", "shape"),
        draw=draw_fit,
        answer_controls=("stack",),
        solution={"stack": make_fitting(4, 5, 32, 1)},
    ),
    Exercise(
        "budget",
        "settings",
        check_budget,
        mistakes=("kinds", "refused", "fewer", "more"),
        draw=draw_budget,
        answer_controls=("stack",),
        solution={"stack": make_mlp(3, 7)},
    ),
    PARAMETERS,
    Exercise(
        "forward",
        "line",
        check_forward,
        mistakes=("linear", "late", "activation", "shape", "other", "nothing"),
        draw=lambda random: {"activation": random.choice(tuple(ACTIVATIONS))},
        vocabulary=Vocabulary(
            variables=("self", "x"),
            words=(
                *(".hidden", ".output", ".relu", ".tanh", ".sigmoid", ".clamp"),
                *("torch.relu", "torch.tanh", "torch.sigmoid", "torch.clamp"),
                *("nn.functional.relu", "nn.functional.tanh", "nn.functional.sigmoid"),
                *("nn.ReLU", "nn.Tanh", "nn.Sigmoid", ".weight", ".bias", ".T"),
            ),
        ),
        unfinished=lambda task: unfinished.Net,
        solution="return self.output(torch.tanh(self.hidden(x)))",
    ),
)
