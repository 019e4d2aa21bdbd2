"""What the reader predicts: how many epochs, and how quiet the end is."""

from random import Random
from typing import Any

from lessons.contract import Question, Recording, Settings, Value

LIKELY = (
    ((0.032, 4), (0.025, 1), (0.032, 16), (0.04, 80), (0.05, 32)),
    ((0.32, 1), (0.4, 1), (0.5, 1), (0.4, 4), (0.5, 4), (0.63, 16)),
    ((0.25, 16), (0.25, 80), (0.32, 32), (0.4, 80), (0.32, 16)),
)
"""Pairs of rate and batch size that are far away at the end, that tremble, that
settle on the data of the page."""


def draw_size(random: Random) -> dict[str, Value]:
    """Draw a batch size; many draws have a last short batch."""
    return {"batch_size": random.choice((80, 32, 4, 1, 16, 8, 32))}


def epochs(rec: Recording, settings: Settings) -> int:
    """Return whole epochs at the end of the run."""
    size = settings["batch_size"]
    return int(rec.at("epoch", t=rec.n_steps, batch_size=size)) - 1


def updates_as_epochs(rec: Recording, settings: Settings) -> int:
    """Return the answer of a reader who takes each update for an epoch."""
    return rec.n_steps


def full_batches_only(rec: Recording, settings: Settings) -> float:
    """Return the epochs if every batch were full: the examples seen by all of them."""
    return rec.n_steps * float(settings["batch_size"]) / len(rec.tables["x"].values)


def epoch_numbers(rec: Recording, settings: Settings) -> dict[str, Any]:
    """Return how many batches an epoch has, and how many epochs the run."""
    size = settings["batch_size"]
    per_epoch = rec.at("per_epoch", batch_size=size)
    last = len(rec.tables["x"].values) - (per_epoch - 1) * float(settings["batch_size"])
    return {"per_epoch": per_epoch, "size": last, "epoch": epochs(rec, settings)}


def draw_pair(random: Random) -> dict[str, Value]:
    """Draw a rate and a batch size, each outcome as likely as the others."""
    lr, batch_size = random.choice(random.choice(LIKELY))
    return {"lr": lr, "batch_size": batch_size}


def end_outcome(rec: Recording, settings: Settings) -> str:
    """Return how the loss of all data ends, by its mean over the last updates.

    Far: twice the best, and the full batch no better. Quiet: within 5 % of the best.
    """
    lr, size = settings["lr"], settings["batch_size"]
    best = rec.at("best")
    mean, full = (
        rec.at("end_loss", lr=lr, batch_size=n) / best
        for n in (size, rec.axes["batch_size"][-1])
    )
    if full > 2:
        return "far"
    return "quiet" if mean < 1.05 else "trembles"


def losses(rec: Recording, settings: Settings) -> dict[str, Any]:
    """Return the mean end loss of the run and of full batches, and the least one."""
    lr, size = settings["lr"], settings["batch_size"]
    full = rec.at("end_loss", lr=lr, batch_size=rec.axes["batch_size"][-1])
    mean = rec.at("end_loss", lr=lr, batch_size=size)
    return {"end_loss": mean, "full_loss": full, "best": rec.at("best")}


QUESTIONS = (
    Question(
        name="epochs",
        kind="number",
        draw=draw_size,
        answer=epochs,
        values=(1, 2, 5, 8, 11, 16, 23, 32, 41, 53, 64, 80, 107, 160),
        misconceptions={"each": updates_as_epochs, "short": full_batches_only},
        numbers=epoch_numbers,
    ),
    Question(
        name="rest",
        kind="choice",
        draw=draw_pair,
        answer=end_outcome,
        options=("quiet", "trembles", "far"),
        numbers=losses,
    ),
)
