"""What the page draws of a trained network: its first layer, an image's way through."""

import numpy as np
import torch

from lessons.data import fashion
from lessons.image_classification.training import (
    EMBEDDED,
    TrainingResult,
    images,
    move_down,
    network,
)
from lessons.image_classification.with_torch import predict, prepare

N_UNITS = 24
"""Hidden units that are shown."""

N_SAMPLES = 12
N_CHOICE = 24
"""Images of a class, and validation images to choose from."""

PER_IMAGE = {"linear": 30e-6, "mlp": 40e-6, "cnn": 300e-6}
PER_UPDATE = 6e-4
"""Seconds on one core of an ordinary computer, roughly."""


def seconds(settings) -> float:
    """Estimate the seconds of a training run with these settings, without its start."""
    n_images = settings["size"] * settings["n_epochs"]
    updates = n_images / settings["batch_size"]
    return 2 + n_images * PER_IMAGE[settings["model"]] + updates * PER_UPDATE


def available(size: int) -> bool:
    """Return whether there are files with so many images; they may still be damaged."""
    return size <= EMBEDDED or fashion.find_folder() is not None


def samples(kind: int) -> np.ndarray:
    """Return training images of a class, shape (12, 28, 28)."""
    train, labels = images(EMBEDDED, "train")
    return train[labels == kind][:N_SAMPLES]


def choice() -> tuple[np.ndarray, np.ndarray]:
    """Return validation images, all classes in turn, and their classes."""
    pictures, labels = images(EMBEDDED, "validation")
    places = [np.flatnonzero(labels == kind) for kind in range(10)]
    order = np.array([[*column] for column in zip(*places, strict=False)]).ravel()
    return pictures[order[:N_CHOICE]], labels[order[:N_CHOICE]]


def moved(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a test image of each class moved down by n pixels, and the classes."""
    pictures, labels = images(EMBEDDED, "test")
    order = [int(np.flatnonzero(labels == kind)[0]) for kind in range(10)]
    return move_down(pictures[order], n), labels[order]


def first_layer(model: str, result: TrainingResult) -> list[tuple[int, np.ndarray]]:
    """Return the first layer's weights as images, each with its output's number.

    Of hidden units those whose outputs weigh most on the scores.
    """
    weights, *rest = result.parameters
    order = np.arange(len(weights))
    if model == "mlp":
        order = np.argsort(-np.linalg.norm(rest[1], axis=0))[:N_UNITS]
    shape = (3, 3) if model == "cnn" else (28, 28)
    return [(int(i), weights[i].reshape(shape)) for i in order]


def probabilities(model: str, result: TrainingResult, image: np.ndarray) -> np.ndarray:
    """Return the probability of each class for an image, shape (10,)."""
    X, _ = prepare(image[None], np.zeros(1, np.uint8))
    return predict(network(model, result), X)[0]


def layer_outputs(
    model: str, result: TrainingResult, image: np.ndarray
) -> list[tuple[int, int, float, np.ndarray]]:
    """Return the outputs of each layer for an image: layer, number, value, picture.

    One layer: pixel times weight for each class, and the score. A hidden layer: the
    weights of the most active units, and their outputs. Convolutions: each map, as
    ink, and its largest value.
    """
    X, _ = prepare(image[None], np.zeros(1, np.uint8))
    net = network(model, result)
    if model == "linear":
        with torch.inference_mode():
            scores = net(X)[0].tolist()
        shares = result.parameters[0].reshape(10, 28, 28) * X[0].numpy()
        return [(1, i, scores[i], shares[i]) for i in range(10)]
    outputs = []
    net.eval()
    with torch.inference_mode():
        for layer in net:
            X = layer(X)
            if isinstance(layer, torch.nn.ReLU):
                outputs.append(X[0].numpy())
    if model == "mlp":
        order = np.argsort(-outputs[0], kind="stable")[:N_UNITS]
        weights = result.parameters[0].reshape(-1, 28, 28)
        return [(1, int(i), float(outputs[0][i]), weights[i]) for i in order]
    return [
        (number, i, float(one.max()), (255 * one / (maps.max() or 1)).astype(np.uint8))
        for number, maps in enumerate(outputs, 1)
        for i, one in enumerate(maps)
    ]


def most_frequent_mistake(result: TrainingResult) -> tuple[int, int]:
    """Return the true class and the answer of the most frequent mistake."""
    off = result.confusion * (1 - np.eye(10, dtype=int))
    true, predicted = np.unravel_index(off.argmax(), off.shape)
    return int(true), int(predicted)


def fit(result: TrainingResult) -> tuple[str, float, float]:
    """Return how training and validation compare, the first in %, and the gap.

    Of a training stopped before its first point nothing is known: "early".
    """
    if not len(result.curves):
        return "early", 0.0, 0.0
    train = 100 * float(result.curves[-1, 2])
    gap = train - result.accuracy
    kind = "over" if gap > 5 else "under" if train < 75 else "close"
    return kind, train, gap
