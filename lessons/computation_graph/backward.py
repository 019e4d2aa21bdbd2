"""The tensors that the graph saves for backward(), and the error once it is freed."""

import torch

from lessons.computation_graph import LESSON, build_graph
from lessons.computation_graph.with_torch import walk
from lessons.toolkit.autograd_graph import SAVED_PREFIX
from lessons.toolkit.python_prompt import prompt_session

DEFAULTS = {
    control.name: control.default for control in LESSON.controls_with_use("trained")
}


def saved_tensors(tensor: torch.Tensor) -> list[torch.Tensor]:
    """Return the tensors that the operations behind `tensor` keep, each once.

    Raises:
        RuntimeError: if backward() has freed them.
    """
    tensors: dict[int, torch.Tensor] = {}
    for operation in walk(tensor):
        for name in dir(operation):
            if name.startswith(SAVED_PREFIX):
                saved = getattr(operation, name)
                if torch.is_tensor(saved):
                    tensors[id(saved)] = saved
    return list(tensors.values())


def double_backward() -> str:
    """Run backward() twice on one graph."""
    loss = build_graph(**DEFAULTS).tensors["loss"]
    return prompt_session(
        ("loss.backward()", loss.backward), ("loss.backward()", loss.backward)
    )


def double_backward_retained() -> str:
    """Run backward() twice, the first time with retain_graph=True."""
    loss = build_graph(**DEFAULTS).tensors["loss"]
    return prompt_session(
        (
            "loss.backward(retain_graph=True)",
            lambda: loss.backward(retain_graph=True),
        ),
        ("loss.backward()", loss.backward),
    )


def vector_backward() -> str:
    """Run backward() from the prediction, which has one number for each example."""
    y_pred = build_graph(**DEFAULTS).tensors["y_pred"]
    return prompt_session(("y_pred.backward()", y_pred.backward))
