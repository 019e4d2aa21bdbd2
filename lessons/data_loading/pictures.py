"""What the page draws: the dataset, and the batches of each epoch filling up."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from lessons.data_loading.epochs import N_EPOCHS, Batch, LoaderRun
from lessons.data_loading.failures import LENGTHS, sequences
from lessons.data_loading.with_torch import make_data, pad
from lessons.toolkit.tensor_view import Row, Tensor, tensor

Say = Callable[..., str]
"""(name of a sentence, its numbers) → the sentence."""


def frames(run: LoaderRun, words: Mapping[str, str]) -> list[list[Row]]:
    """Return the start, then one frame a batch.

    Args:
        words: "dataset", "labels", "epoch" (with {epoch}), "batch", "place", "example"
            and "feature": what is written beside the cells.
    """
    return [_frame(run, k, words) for k in range(len(run.batches) + 1)]


def sentences(run: LoaderRun, say: Say) -> list[str]:
    """Return each frame's text: its examples, at an epoch's end those missing."""
    texts = [say("start", length=run.length)]
    for batch in run.batches:
        numbers = {"epoch": batch.epoch + 1, "batch": batch.place}
        numbers |= {"length": run.length, "size": len(batch.i)}
        short = len(batch.i) < run.batch_size
        text = say("short" if short else "batch", who=_number_list(batch.i), **numbers)
        if batch.place + 1 == run.length:
            unseen = run.unseen(batch.epoch)
            name = "unseen" if unseen else "all"
            text += " " + say(name, who=_number_list(unseen), **numbers)
            zeros, ones = run.label_counts(batch.epoch)
            text += " " + say("labels", zeros=zeros, ones=ones)
        texts.append(text)
    return texts


def split_row(train: list[int], test: list[int], words: Mapping[str, str]) -> Row:
    """Return the two parts of a dataset, as numbers of examples."""
    return [
        tensor("train", train, label="", note=words["train"], links=_number(train)),
        tensor("test", test, label="", note=words["test"], links=_number(test)),
    ]


def padding_row() -> list[Row]:
    """Return the sequences, and below them the batch that `pad` makes of them."""
    own = sequences()
    X, lengths = pad(own)
    padding = np.arange(X.shape[1]) >= np.array(LENGTHS)[:, None]
    rows = [
        tensor(f"s{k}", s, links=lambda j, k=k: [(k, j)]) for k, s in enumerate(own)
    ]
    batch = tensor("X", X, marks={"ghost": padding}, links=lambda k, j: [(k, j)])
    return [rows, [batch, tensor("lengths", lengths)]]


def _frame(run: LoaderRun, k: int, words: Mapping[str, str]) -> list[Row]:
    """Return the first k batches; the last of them is the current one."""
    batches = run.batches[:k]
    now = batches[-1] if batches else None
    everything = np.arange(run.n)
    epoch = now.epoch if now else 0
    examples_of_epoch = [j for b in batches if b.epoch == epoch for j in b.i]
    is_last = now is not None and now.place + 1 == run.length
    in_batch = np.isin(everything, now.i if now else ())
    in_epoch = np.isin(everything, examples_of_epoch)
    marks = {"selected": in_batch, "faint": in_epoch & ~in_batch}
    if is_last:
        marks["wrong"] = ~in_epoch
    dataset = tensor(
        "",
        everything,
        marks=marks,
        links=_number(everything),
        axes=(words["example"],),
        label=words["dataset"],
        note="",
    )
    grids = [_grid(run, e, batches, now, words) for e in range(N_EPOCHS)]
    labels = tensor(
        "",
        make_data(run.n)[1],
        marks=marks,
        links=_number(everything),
        axes=(words["example"],),
        label=words["labels"],
        note="",
    )
    return [[dataset, labels], [*grids, *_tensors(now)]]


def _grid(
    run: LoaderRun,
    epoch: int,
    batches: tuple[Batch, ...],
    now: Batch | None,
    words: Mapping[str, str],
) -> Tensor:
    """Return the batches of an epoch, a row each; those to come have no number."""
    shape = (run.length, run.batch_size)
    values: np.ndarray = np.full(shape, None, object)
    selected = np.zeros(shape, bool)
    for batch in batches:
        if batch.epoch == epoch:
            values[batch.place, : len(batch.i)] = batch.i
            selected[batch.place, : len(batch.i)] = batch is now
    empty = values == None  # noqa: E711 - cell by cell
    return tensor(
        "",
        values,
        marks={"selected": selected, "ghost": empty},
        links=lambda r, c: [] if values[r, c] is None else [("i", values[r, c])],
        axes=(words["batch"], words["place"]),
        label=words["epoch"].format(epoch=epoch + 1),
        note="",
    )


def _tensors(now: Batch | None) -> list[Tensor]:
    """Return the two tensors that a training gets of the current batch."""
    if now is None:
        return []
    return [
        tensor(
            "X", now.X.long(), links=lambda r, c: [("i", now.i[r])], note=_form(now.X)
        ),
        tensor("y", now.y, links=lambda r: [("i", now.i[r])], note=_form(now.y)),
    ]


def _form(X: Any) -> str:
    return str(tuple(X.shape))


def _number(numbers: Any) -> Callable[..., list[Any]]:
    """Return links from cells to the example whose number they show."""
    return lambda at: [("i", int(numbers[at]))]


def _number_list(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers))
