"""The graph of a result, with the values and gradients of a real run."""

import torch

from lessons.computation_graph.with_torch import build, make_leaves
from lessons.toolkit.autograd_graph import Graph, trace_graph

OUTPUTS = ("y_pred", "error", "loss")
"""What `build` returns."""


def value_graph(
    threshold, n_loops, output="loss", after_backward=False, **wants
) -> Graph:
    """Return the graph of a result, after backward() from the loss if asked."""
    leaves = dict(zip("xyab", make_leaves(**wants), strict=True))
    outputs: dict[str, torch.Tensor] = {}

    def call() -> torch.Tensor:
        results = build(**leaves, threshold=threshold, n_loops=n_loops)
        outputs.update(zip(OUTPUTS, results, strict=True))
        return outputs[output]

    def after() -> None:
        if after_backward and outputs["loss"].requires_grad:
            outputs["loss"].backward()

    return trace_graph(build, call, leaves, after=after)
