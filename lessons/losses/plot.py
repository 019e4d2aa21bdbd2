"""The losses in matplotlib: the curve of one output, and scores with their gradient."""

import matplotlib.pyplot as plt
import numpy as np


def draw(
    make_data,
    measure,
    build,
    *,
    kind,
    reduction,
    y_pred,
    scores,
    target,
    weight,
    smoothing,
):
    """Compute with the functions given, and draw both losses."""
    data = make_data(y_pred, scores, target, weight)
    outputs, y, scores, classes, weight = data
    _, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for goal in (0, 1):  # the loss of an output, for either target
        grid = outputs.new_tensor(np.linspace(-3, 3, 121))
        height, _ = measure(kind, grid, 0 * grid + goal, "none")
        left.plot(grid, height, label=f"y = {goal}")
    height, _ = measure(kind, outputs, y, "none")
    left.plot(outputs, height, "o")
    left.set(title=kind, xlabel="y_pred", ylabel="loss")
    left.legend()
    loss, grad = build(scores, classes, weight, smoothing, reduction)
    grad = np.asarray(grad)
    places = np.arange(len(grad[0]))
    for row, name in enumerate(classes.tolist()):
        right.bar(places + 0.4 * row, grad[row], 0.38, label=f"y = {name}")
    right.set(title=f"cross-entropy: {np.round(np.asarray(loss), 3)}")
    right.set(xlabel="class", ylabel="scores.grad", xticks=places)
    right.legend()
    plt.tight_layout()
    plt.show()
