"""Every claim of the page about loading, on DataLoaders that really run."""

import inspect
import json
import time
from itertools import product
from math import ceil

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.utils.data import DataLoader, TensorDataset, random_split

from app.content import lesson_files
from app.content.catalogue import LANGUAGES, PageText
from lessons.data_loading import (
    LESSON,
    failures,
    orders,
    pictures,
    slow_items,
    with_numpy,
    with_torch,
    workers,
)
from lessons.data_loading.epochs import run_loader
from tests.course import run_alone

ANSWERS = {
    "wanted": [
        ({"batch_size": 2, "drop_last": False}, "right"),
        ({"batch_size": 2, "drop_last": True}, "fewer"),
        ({"batch_size": 3, "drop_last": False}, "fewer"),
        ({"batch_size": 1, "drop_last": False}, "more"),
    ],
    "mean": [
        ("epoch_loss_weighted", "right"),
        ("epoch_loss_size", "size"),
        ("epoch_loss_examples", "examples"),
        ("epoch_loss_last", "last"),
    ],
    "getitem": [
        ("return self.X[i], self.y[i]", "right"),
        ("(self.X[i], self.y[i])", "right"),
        ("return [self.X[i, :], self.y[i].item()]", "right"),
        ("return self.y[i], self.X[i]", "swapped"),
        ("return self.X, self.y", "whole"),
        ("return self.X[0], self.y[0]", "constant"),
        ("return self.X[-1], self.y[-1]", "constant"),
        ("return self.X[i]", "part"),
        ("return i, self.X[i], self.y[i]", "other"),
        ("return self.X[i], self.y", "other"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""

COMBINATIONS = list(
    product(LESSON["n"].values, LESSON["batch_size"].values, (False, True))
)
TOOLS = (with_numpy, with_torch)


def run_at(**settings):
    return run_loader(LESSON.defaults | settings)


def by(tool, settings):
    """[(epoch, numbers, X, y)] as a lesson's file deals them."""
    data = tool.Examples(*tool.make_data(settings["n"]))
    seed, reseed = settings["seed"], settings["reseed"]
    new = tool is with_torch and torch.Generator().manual_seed(seed)
    generator = new or np.random.RandomState(seed)
    loader_settings = (settings[k] for k in ("batch_size", "order", "drop_last"))
    loader = tool.make_loader(data, *loader_settings, generator)
    batches = tool.build(loader, generator, seed, reseed)
    return [(e, *(np.asarray(part) for part in rest)) for e, *rest in batches]


def test_numpy_and_torch_deal_the_same_in_order():
    for n, batch_size, drop_last in COMBINATIONS:
        changes = {"n": n, "batch_size": batch_size, "drop_last": drop_last}
        now = LESSON.defaults | changes | {"order": "sequential"}
        one, other = (by(tool, now) for tool in TOOLS)
        assert len(one) == len(other)
        for (e, *a), (f, *b) in zip(one, other, strict=True):
            assert e == f
            for x, y in zip(a, b, strict=True):
                np.testing.assert_allclose(x, y, rtol=1e-9)
                assert x.dtype == y.dtype


@given(
    st.sampled_from(COMBINATIONS),
    st.integers(0, 9),
    st.sampled_from(("sequential", "random")),
    st.sampled_from(TOOLS),
)
def test_each_example_is_drawn_once_per_epoch_without_weights(
    combination, seed, order, tool
):
    n, batch_size, drop_last = combination
    changes = {"n": n, "batch_size": batch_size, "drop_last": drop_last}
    batches = by(tool, LESSON.defaults | changes | {"order": order, "seed": seed})
    X, y = tool.make_data(n)
    for epoch in range(2):
        numbers = [i for e, i, *_ in batches if e == epoch]
        examples = np.concatenate(numbers)
        assert len(set(examples)) == len(examples)
        assert len(examples) == (n - n % batch_size if drop_last else n)
        assert len(numbers) == (n // batch_size if drop_last else ceil(n / batch_size))
    for _, i, X_batch, y_batch in batches:
        assert (X_batch == np.asarray(X)[i]).all()
        assert (y_batch == np.asarray(y)[i]).all()


def test_the_same_seed_gives_another_order_in_numpy_and_the_same_one_twice():
    for order in ("random", "weighted"):
        assert with_numpy.run(order=order) != with_torch.run(order=order)
        for tool in TOOLS:
            assert tool.run(order=order) == tool.run(order=order)
            assert tool.run(order=order, seed=1) != tool.run(order=order)


def test_iterations_per_epoch_round_up_or_down_as_len_says():
    for n, batch_size, drop_last in COMBINATIONS:
        run = run_at(n=n, batch_size=batch_size, drop_last=drop_last)
        expected = n // batch_size if drop_last else -(-n // batch_size)
        assert run.length == expected
        assert len(run.batches) == 2 * expected


def test_a_generator_continues_and_repeats_when_seeded_again():
    for seed in range(10):
        assert run_at(seed=seed).again == "other"
        assert run_at(seed=seed, reseed="each").again == "same"
        assert run_at(seed=seed, order="sequential").again == "same"


def test_drop_last_without_shuffle_always_drops_the_same_examples():
    run = run_at(order="sequential", drop_last=True)
    assert run.unseen(0) == run.unseen(1) == (8, 9)
    runs = [run_at(seed=seed, drop_last=True) for seed in range(10)]
    assert any(other.unseen(0) != other.unseen(1) for other in runs)


def test_weighted_both_labels_come_equally_often_and_examples_come_back():
    y = with_torch.make_data(10)[1]
    assert y.tolist() == [0] * 8 + [1] * 2
    data = with_torch.Examples(*with_torch.make_data(10))
    generator = torch.Generator().manual_seed(0)
    loader = with_torch.make_loader(data, 10, "weighted", False, generator)
    labels_of_epochs = torch.cat([labels for _ in range(400) for *_, labels in loader])
    assert abs(float(labels_of_epochs.double().mean()) - 0.5) < 0.03
    assert run_at(order="weighted").again == "repeats"
    assert run_at(order="weighted").unseen(0)


def test_tensor_dataset_gives_the_same_examples():
    X, y = with_torch.make_data(10)
    examples, tensor_dataset = with_torch.Examples(X, y), TensorDataset(X, y)
    assert len(examples) == len(tensor_dataset) == 10
    for i in range(10):
        number, *rest = examples[i]
        assert number == i
        assert all(map(torch.equal, rest, tensor_dataset[i]))


@pytest.mark.parametrize("tool", TOOLS)
def test_a_split_shares_and_loses_nothing_and_its_seed_gives_it_again(tool):
    for n in LESSON["n"].values:
        data = tool.Examples(*tool.make_data(n))
        train, test = tool.split(data, seed=3)
        assert sorted(train + test) == list(range(n))
        assert len(test) == n // 5
        assert tool.split(data, seed=3) == (train, test)
        assert tool.split(data, seed=4) != (train, test)


def test_a_split_without_generator_follows_the_global_seed():
    torch.manual_seed(0)
    first, second = (random_split(range(50), [0.8, 0.2])[0].indices for _ in "ab")
    torch.manual_seed(0)
    assert list(random_split(range(50), [0.8, 0.2])[0].indices) == list(first)
    assert list(first) != list(second)


def test_the_default_refuses_unequal_lengths_in_its_own_words():
    assert failures.unequal_lengths_error().startswith(
        "RuntimeError: stack expects each tensor"
    )
    assert "[3]" in failures.unequal_lengths_error()
    assert "[1] at entry 1" in failures.unequal_lengths_error()
    with pytest.raises(RuntimeError, match="stack expects"):
        next(iter(DataLoader(failures.sequences(), batch_size=3)))


def test_the_default_makes_numbers_a_tensor_and_stacks_tensors():
    data = with_torch.Examples(*with_torch.make_data(4))
    i, X, y = next(iter(DataLoader(data, batch_size=3)))
    assert i.tolist() == [0, 1, 2]
    assert torch.equal(X, torch.stack([data[k][1] for k in range(3)]))
    assert torch.equal(y, torch.stack([data[k][2] for k in range(3)]))
    assert "tensor([1, 3])" in failures.collate_session()


def test_padding_fills_with_zeros_and_keeps_the_lengths():
    X, lengths = failures.load(with_torch.pad)
    assert lengths.tolist() == [*failures.LENGTHS]
    for row, own in zip(X, failures.sequences(), strict=True):
        assert torch.equal(row[: len(own)], own)
        assert not row[len(own) :].any()
    X_numpy, sizes = with_numpy.pad([s.numpy() for s in failures.sequences()])
    np.testing.assert_allclose(X_numpy, X, rtol=1e-9)
    assert sizes.tolist() == lengths.tolist()


def test_batchnorm_refuses_a_last_batch_of_one():
    assert failures.single_example_error().startswith(
        "ValueError: Expected more than 1 value"
    )
    single_image = torch.randn(1, 3, 4, 4)
    assert torch.nn.BatchNorm2d(3)(single_image).shape == single_image.shape
    (*_, last) = DataLoader(range(9), batch_size=4)
    assert len(last) == 1
    assert all(len(b) == 4 for b in DataLoader(range(9), 4, drop_last=True))


def test_the_mean_of_means_gives_the_short_batch_more_weight():
    of_batches, of_all, of_last = run_at(order="sequential").means()
    assert (of_batches, of_all, of_last) == (pytest.approx(1 / 3), 0.2, 1.0)
    run = run_at(order="sequential")
    weighted = sum(float(b.y.double().mean()) * len(b.i) for b in run.batches[:3])
    assert weighted / 10 == pytest.approx(of_all)
    even = run_at(batch_size=5).means()
    assert even[0] == pytest.approx(even[1])


def test_sorted_training_is_worse_and_a_shuffled_test_changes_nothing(finished):
    rows = np.array(finished(orders.losses()).rows)
    np.testing.assert_allclose(rows[:, 0], rows[:, 1], rtol=1e-12)
    assert rows[0, 0] > 1.2 * rows[1, 0]
    assert float(orders.train(False)[1]) > 0.3  # it leans towards label 1
    assert abs(float(orders.train(True)[1])) < 0.3


def test_trained_in_order_the_model_predicts_the_last_label_too_often():
    X, y = orders.make_sorted(1).tensors
    shares = [
        (X @ w + b > 0).double().mean().item() for w, b in map(orders.train, (0, 1))
    ]
    assert shares[0] > y.mean() + 0.1
    assert abs(shares[1] - y.mean()) < 0.1


def test_the_measurement_is_parsed_or_reported_as_failed(
    finished, tmp_path, monkeypatch
):
    """A script of the test's own stands in for the slow one."""
    script = tmp_path / "slow_items.py"
    monkeypatch.setattr(workers, "SCRIPT", script)
    script.write_text("print([[0.1, 0.3, 0.2], [1.0, 1.1, 0.6]])")
    times = finished(workers.measure())
    assert times.seconds == ((0.1, 0.3, 0.2), (1.0, 1.1, 0.6))
    assert times.pays == (False, True)
    script.write_text("raise SystemExit(1)")
    before = time.time()
    times = finished(workers.measure())
    assert times.seconds == ()
    assert before <= times.at <= time.time()


def test_each_frame_shows_the_batch_that_was_dealt():
    words = PageText("data_loading", "en")
    names, says = words.labels("figure.words"), words.labels("says")
    for changes in ({}, {"drop_last": True}, {"order": "weighted"}, {"batch_size": 5}):
        run = run_at(**changes)
        frames = pictures.frames(run, names)
        sentences = pictures.sentences(run, lambda name, **n: says[name].format(**n))
        assert len(frames) == len(sentences) == len(run.batches) + 1
        for k, (batch, frame) in enumerate(zip(run.batches, frames[1:], strict=True)):
            (dataset, labels), (*grids, X, y) = frame
            assert (labels.values == with_torch.make_data(run.n)[1].numpy()).all()
            for mark, cells in dataset.marks.items():
                assert (labels.marks[mark] == cells).all()
            assert set(np.flatnonzero(dataset.marks["selected"])) == set(batch.i)
            examples = grids[batch.epoch].values[grids[batch.epoch].marks["selected"]]
            assert tuple(examples) == batch.i
            assert (X.values == batch.X.numpy()).all()
            assert (y.values == batch.y.numpy()).all()
            assert ", ".join(map(str, batch.i)) in sentences[k + 1]
            if batch.place + 1 == run.length:
                unseen = np.flatnonzero(dataset.marks["wrong"])
                assert tuple(unseen) == run.unseen(batch.epoch)
                assert ("Never seen" in sentences[k + 1]) == bool(len(unseen))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_scenario_that_drops_two_says_how_many(lang):
    assert len(run_loader(LESSON.scenario_settings("dropped")).unseen(0)) == 2
    name = PageText("data_loading", lang).labels("scenarios")["dropped"]
    assert name.startswith(("Two", "Deux"))


def test_the_files_and_the_measurement_run_alone_and_give_their_numbers(tmp_path):
    """In one Python: the downloads, and the script that the button starts."""
    changes = {"n": 7, "batch_size": 3, "order": "weighted", "reseed": "each"}
    texts = [
        lesson_files.standalone_script(tool, LESSON.defaults | changes)
        for tool in TOOLS
    ]
    texts.append(inspect.getsource(slow_items))
    *downloads, measurement = run_alone(texts, tmp_path)
    for output, tool in zip(downloads, TOOLS, strict=True):
        assert [int(text) for text in output.split()] == [*tool.run(**changes)]
    instant, waiting = json.loads(measurement)
    assert len(instant) == len(waiting) == len(slow_items.WORKERS)
    assert waiting[0] >= slow_items.N_ITEMS * slow_items.WAITS[1]
    assert instant[0] < instant[2]  # starting two processes is never free


def test_where_every_batch_is_full_both_means_are_the_same():
    for settings in ({"batch_size": 5}, {"drop_last": True}, {"batch_size": 1}, {}):
        run = run_loader(LESSON.defaults | settings)
        of_batches, of_all, _ = run.means()
        assert run.all_full == bool(settings)
        if run.all_full:
            assert np.isclose(of_batches, of_all, rtol=0, atol=1e-12)
