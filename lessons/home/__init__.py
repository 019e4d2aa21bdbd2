"""Start: the five acts of training on the smallest model there is."""

import numpy as np

from lessons.contract import Control, Lesson, Recording, Steps, Table
from lessons.home.with_torch import train

X, Y, START, N_STEPS = 2.0, 6.0, 0.5, 12
LRS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.22, 0.3)


def record(**_) -> Steps:
    """Every rate, one plain training each: twelve updates need no sweep."""
    runs = []
    for i, lr in enumerate(LRS):
        runs.append(list(train(X, Y, START, lr, N_STEPS + 1)))
        yield i / len(LRS)
    w, y_pred, loss, grad_w = np.transpose(runs, (2, 0, 1))
    played = {"w": w, "y_pred": y_pred, "loss": loss, "grad_w": grad_w}
    tables = {name: Table(("lr", "t"), values) for name, values in played.items()}
    single = {"x": X, "y": Y, "bound": 2 / (2 * X * X)}
    tables |= {name: Table((), np.array(value)) for name, value in single.items()}
    return Recording({"lr": LRS}, N_STEPS, tables)


LESSON = Lesson(controls=(Control("lr", 0.05, LRS, played=True),), record=record)
