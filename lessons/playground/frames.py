"""The recording of a training: weights, losses, how it ends."""

from typing import Any

import numpy as np

from lessons.contract import Recording, Table

VERDICTS = (
    *(
        "training",
        "empty",
        "one_class",
        "diverges",
        "dead",
        "fails",
        "overfits",
        "solved",
    ),
    *("fails_untested", "solved_untested", "fitted", "unfitted"),
)
METRICS = ("loss", "accuracy", "loss_test", "accuracy_test")
Frame = list[np.ndarray]
"""Weight and bias of each layer, float32."""


def verdict(
    runs: np.ndarray, flat: bool, regression: bool = False, one_class: bool = False
) -> str:
    """Return the verdict on a run.

    Args:
        runs: MEASURED before each epoch, shape (T, 4); a test set may be missing.
        flat: whether the score is the same at all points in the end.
        regression: whether heights are learnt, not classes.
        one_class: whether all points are of one class.
    """
    loss, accuracy, _, accuracy_test = runs[-1]
    if np.isnan(runs[0, 1]):
        return "empty"
    if one_class:
        return "one_class"
    if not loss < 2 * runs[0, 0]:
        return "diverges"
    if flat:
        return "dead"
    if accuracy - accuracy_test >= 15:
        return "overfits"
    solved = np.nanmin((accuracy, accuracy_test)) >= 90
    if regression:
        return "fitted" if solved else "unfitted"
    outcome = "solved" if solved else "fails"
    return f"{outcome}_untested" if np.isnan(accuracy_test) else outcome


def window(losses: np.ndarray) -> tuple[float, float]:
    """Return limits for the axis of the losses: around those that are numbers."""
    finite = losses[np.isfinite(losses) & (losses > 0)]
    if not len(finite):
        return 0.01, 1.0
    low, high = max(float(finite.min()), 1e-4), min(float(finite.max()), 1e3)
    return min(low / 1.5, 0.1), max(1.5 * high, 1.0)


def flat(weights: Frame, X: np.ndarray, activation: Any) -> bool:
    """Return whether the score is the same at all points.

    Args:
        activation: the function and its slope.
    """
    *hidden_layers, w, b = weights
    for weight, bias in zip(hidden_layers[::2], hidden_layers[1::2], strict=True):
        X = activation[0](X @ weight.T + bias)
    z = X @ w.T + b
    return len(z) > 1 and bool(np.ptp(z) < 1e-3)


def frame_tables(
    frames: list[Frame],
    runs: list[tuple[float, ...]],
    n_steps: int,
    complete: bool,
    constant: bool,
    regression: bool = False,
    one_class: bool = False,
) -> tuple[dict[str, Table], dict[str, Any]]:
    """Return the tables and facts of the frames there are; the others are NaN.

    Args:
        runs: MEASURED at each frame.
        n_steps: how many frames it will be, less two.
        complete: whether the training is over.
        constant: whether the score is the same at all points.
        regression: whether heights are learnt, not classes.
        one_class: whether all points are of one class.
    """
    rows, layers = pad_weights(frames)
    lines = np.array(runs)
    padding = (0, n_steps + 2 - len(frames)), (0, 0)
    tables: dict[str, Table] = {}
    tables["w"] = Table(("t", "weight"), np.pad(rows, padding, constant_values=np.nan))
    whole = np.pad(lines, padding, constant_values=np.nan)
    for name, line in zip(METRICS, whole.T, strict=True):
        tables[name] = Table(("t",), line)
    sizes = np.array([[len(b) for b in frame[1::2]] for frame in frames])
    counts = np.array([sum(p.size for p in frame) for frame in frames])
    tables["sizes"] = Table(("t", "layer"), np.pad(sizes, padding, mode="edge"))
    tables["weights"] = Table(("t",), np.pad(counts, padding[0], mode="edge"))
    end = lines[: n_steps + 1]
    for name, value in zip(METRICS, end[-1], strict=True):
        tables[f"end_{name}"] = Table((), np.array(value))
    result = verdict(end, constant, regression, one_class)
    outcome = result if complete else "training"
    tables["verdict"] = Table((), np.array(VERDICTS.index(outcome)))
    tables["known"] = Table((), np.array(len(frames) - 1))
    facts = {
        "verdicts": VERDICTS,
        "loss_window": window(lines[:, ::2]),
        "layers": layers,
    }
    return tables, facts


def pad_weights(frames: list[Frame]) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Return each frame's weights in a row, NaN where a neuron is not there.

    Returns:
        Shape (T, P), layer after layer: weights, row by row, then biases; and for each
        layer the most neurons that come in and go out.
    """
    shapes = [
        tuple(int(n) for n in np.max([f[i].shape for f in frames], 0))
        for i in range(0, len(frames[0]), 2)
    ]
    parts = []
    for i, (n_out, n_in) in enumerate(shapes):
        weights = np.full((len(frames), n_out, n_in), np.nan, np.float32)
        biases = np.full((len(frames), n_out), np.nan, np.float32)
        for t, frame in enumerate(frames):
            w, b = frame[2 * i : 2 * i + 2]
            weights[t, : w.shape[0], : w.shape[1]] = w
            biases[t, : len(b)] = b
        parts += [weights.reshape(len(frames), -1), biases]
    return np.concatenate(parts, 1), [(n_in, n_out) for n_out, n_in in shapes]


def unpad_weights(rec: Recording, t: int) -> Frame:
    """Return the weights and biases before epoch t, layer after layer."""
    row, at, out = rec.at("w", t), 0, list[np.ndarray]()
    n_in = rec.facts["layers"][0][0]
    for (wide, high), size in zip(rec.facts["layers"], rec.at("sizes", t), strict=True):
        n_out, end = int(size), at + wide * high
        out += [row[at:end].reshape(high, wide)[:n_out, :n_in], row[end : end + n_out]]
        at, n_in = end + high, n_out
    return out
