"""Every claim of the page about batches, on the real computation."""

import itertools
import re

import numpy as np
import pytest
import torch

from app.components.player.packing import pack
from app.content.catalogue import LANGUAGES, PageText
from lessons.batches import (
    ABOVE,
    BATCH_SIZES,
    LAST,
    LESSON,
    LRS,
    N_UPDATES,
    VERDICTS,
    N,
    with_numpy,
    with_torch,
)
from lessons.batches.comparison import N_EPOCHS, compare_batch_sizes
from lessons.toolkit.update_recorder import record_updates

ANSWERS = {
    "smallest": [
        ({"batch_size": 8}, "right"),
        ({"batch_size": 1}, "noisy"),
        ({"batch_size": 4}, "noisy"),
        ({"batch_size": 16}, "larger"),
        ({"batch_size": 32}, "larger"),
        ({"batch_size": 80}, "larger"),
    ],
    "calm": [
        ({"decay": 0.02}, "right"),
        ({"decay": 0.05}, "right"),
        ({"decay": 0.0}, "noisy"),
        ({"decay": 0.01}, "noisy"),
        ({"decay": 0.1}, "early"),
    ],
    "slice": [
        ("order[k * n : (k + 1) * n]", "right"),
        ("i = order[n * k:n * k + n]", "right"),
        ("order.split(n)[k]", "right"),
        ("order[k : k + n]", "start"),
        ("torch.arange(10)[k * n : (k + 1) * n]", "sorted"),
        ("order[k * n :]", "other"),
        ("k * n", "nothing"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""


QUANTITIES = {
    with_numpy: ("a", "b", "loss", "grad_a", "grad_b"),
    with_torch: ("a", "b", "loss", "a.grad", "b.grad"),
}
"""The variables of each file's `train` that the tests compare."""


def run_of(module, lr, batch_size, decay=0.0, n_updates=N_UPDATES, order_seed=0):
    x, y = module.make_data()
    batches = module.make_batches(len(x), batch_size, order_seed)
    first = itertools.islice(batches, n_updates + 1)
    start, names = module.make_start(), QUANTITIES[module]
    return np.array(record_updates(module.train, names, x, y, *start, first, lr, decay))


@pytest.fixture(scope="module")
def laps(finished):
    settings = {"decay": 0.0, "noise": 0.1, "seed": 40, "start_seed": 42}
    return finished(
        compare_batch_sizes((N, 16, 1), lr=0.2, order_seed=0, **settings)
    ).runs


@pytest.mark.parametrize("tool", [with_numpy, with_torch])
def test_train_returns_the_end_and_the_loss_of_each_batch_before_its_update(tool):
    recorded = run_of(tool, 0.2, 16, decay=0.02)
    batches = itertools.islice(tool.make_batches(N, 16), N_UPDATES)
    train, problem = tool.train, (*tool.make_data(), *tool.make_start())
    a, b, losses = train(*problem, batches, lr=0.2, decay=0.02)
    assert losses == recorded[:-1, 2].tolist()
    assert [float(a), float(b)] == recorded[-1, :2].tolist()
    assert tool.run(lr=0.2, decay=0.02) == (a, b, losses[-1])


@pytest.mark.parametrize("batch_size", BATCH_SIZES)
@pytest.mark.parametrize("decay", [0.0, 0.05])
def test_numpy_and_torch_give_the_same_numbers_at_each_update(batch_size, decay):
    np.testing.assert_allclose(
        run_of(with_numpy, 0.2, batch_size, decay),
        run_of(with_torch, 0.2, batch_size, decay),
        rtol=1e-9,
        atol=1e-12,
    )


@pytest.mark.parametrize("batch_size", BATCH_SIZES)
@pytest.mark.parametrize("lr", [0.025, 0.2, 0.5])
def test_the_figure_replays_the_same_numbers_as_train(recorded, lr, batch_size):
    rec = recorded("batches")
    run = run_of(with_torch, lr, batch_size)
    for column, name in enumerate(("a", "b", "loss", "grad_a", "grad_b")):
        np.testing.assert_allclose(
            rec.series(name, lr=lr, batch_size=batch_size),
            run[:, column],
            rtol=1e-4,
            atol=1e-5,
        )


def test_gradient_of_a_batch_equals_central_differences():
    x, y = with_torch.make_data()
    a, b = with_torch.make_start()
    batch = next(with_torch.make_batches(N, 16))
    names = ("a.grad", "b.grad")
    ((*grads,),) = record_updates(with_torch.train, names, x, y, a, b, [batch])

    def loss(a, b):
        return ((y[batch] - a - b * x[batch]) ** 2).mean().item()

    h = 1e-6
    by_a = (loss(a + h, b) - loss(a - h, b)) / (2 * h)
    by_b = (loss(a, b + h) - loss(a, b - h)) / (2 * h)
    np.testing.assert_allclose(grads, (by_a, by_b), rtol=1e-6)


@pytest.mark.parametrize("batch_size", BATCH_SIZES)
def test_an_epoch_sees_every_example_once(batch_size):
    per_epoch = -(-N // batch_size)
    batches = with_numpy.make_batches(N, batch_size)
    for _ in range(3):
        indices = np.concatenate(list(itertools.islice(batches, per_epoch)))
        assert sorted(indices) == list(range(N))


def test_each_epoch_is_shuffled_anew():
    first, second = itertools.islice(with_numpy.make_batches(N, N), 2)
    assert not np.array_equal(first, second)


def test_batches_of_32_make_three_the_last_one_short():
    sizes = [len(b) for b in itertools.islice(with_numpy.make_batches(N, 32), 4)]
    assert sizes == [32, 32, 16, 32]


def test_updates_an_epoch_are_one_or_n_over_batch_size_rounded_up(recorded):
    rec = recorded("batches")
    counts = [int(rec.at("per_epoch", batch_size=size)) for size in BATCH_SIZES]
    assert counts == [80, 20, 10, 5, 3, 1]


@pytest.mark.parametrize("batch_size", BATCH_SIZES)
def test_the_figure_lights_the_examples_of_the_batch(recorded, batch_size):
    rec = recorded("batches")
    batches = with_torch.make_batches(N, batch_size)
    order = rec.tables["order"].values
    for t, batch in enumerate(itertools.islice(batches, N_UPDATES + 1)):
        epoch, first, size = (
            int(rec.at(name, t=t, batch_size=batch_size))
            for name in ("epoch", "first", "size")
        )
        examples = order[epoch - 1, first : first + size]
        assert examples.astype(int).tolist() == batch.tolist()


def test_the_full_batch_has_the_exact_gradient(recorded):
    rec = recorded("batches")
    x, y = (rec.tables[name].values.astype(float) for name in ("x", "y"))
    for t in (0, 7, 100):
        a, b, grad = (
            float(rec.at(name, t=t, lr=0.2, batch_size=N))
            for name in ("a", "b", "grad_a")
        )
        assert np.isclose(grad, -2 * (y - a - b * x).mean(), atol=1e-5)


def test_smaller_batches_fluctuate_more_at_a_constant_rate(recorded):
    rec = recorded("batches")
    for lr in (0.2, 0.25, 0.32, 0.4, 0.5):
        end_losses = [
            rec.at("end_loss", lr=lr, batch_size=size) for size in (1, 4, 16, N)
        ]
        assert end_losses == sorted(end_losses, reverse=True)


def test_the_loss_of_the_batch_rises_and_falls_while_the_model_improves(recorded):
    rec = recorded("batches")
    batch = rec.series("loss", lr=0.1, batch_size=16)[:81]
    full = rec.series("full_loss", lr=0.1, batch_size=16)[:81]
    assert (np.diff(batch) > 0).mean() > 0.3
    assert full[80] < full[60] < full[40] < full[20] < full[0]


def test_a_falling_rate_stills_the_noise(recorded):
    position = {"lr": 0.4, "batch_size": 1}
    constant = recorded("batches").series("full_loss", **position)[-LAST:]
    falling = recorded("batches", decay=0.05).series("full_loss", **position)[-LAST:]
    assert falling.std() < constant.std() / 5
    assert falling.mean() < constant.mean()


def test_the_rate_is_divided_by_one_plus_decay_t():
    run = run_of(with_numpy, 0.2, 16, decay=0.05)
    steps = (run[:-1, 0] - run[1:, 0]) / run[:-1, 3]
    np.testing.assert_allclose(
        steps, 0.2 / (1 + 0.05 * np.arange(N_UPDATES)), rtol=1e-6
    )


WHERE = {"leaps": {"order_seed": 0}, "decayed": {"decay": 0.1}}


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_is_reached(recorded, verdict):
    verdicts = recorded("batches", **WHERE.get(verdict, {})).tables["verdict"].values
    assert (verdicts == VERDICTS.index(verdict)).any()


ENDS_OF_CONTROLS = [
    {"decay": decay, "noise": noise, "order_seed": order}
    for decay, noise, order in itertools.product((0.0, 0.01, 0.1), (0.0, 0.5), (0, 7))
]


@pytest.mark.parametrize("settings", [{}, *ENDS_OF_CONTROLS], ids=str)
def test_a_verdict_says_of_each_run_what_the_run_does(recorded, settings):
    rec = recorded("batches", **settings)
    decay, bound = settings.get("decay", 0.0), rec.at("bound")
    for lr, size in itertools.product(LRS, BATCH_SIZES):
        run = {"lr": lr, "batch_size": size}
        kind = VERDICTS[int(rec.at("verdict", **run))]
        loss = rec.series("full_loss", **run)
        mean, least = loss[-LAST:].mean(), max(rec.at("best"), 1e-4 * loss[0])
        full = rec.series("full_loss", lr=lr, batch_size=N)[-LAST:].mean()
        if kind == "diverges":
            assert not mean < loss[0] and not loss[-1] < loss[0]
        elif kind == "leaps":
            assert not mean < loss[0] and loss[-1] < loss[0]
        else:
            assert mean < loss[0]
        if kind in ("slow", "decayed"):
            assert full > 1.2 * least
        if kind == "slow":
            assert lr < bound / 2
        if kind == "decayed":
            assert decay
            constant = recorded("batches", **{**settings, "decay": 0.0})
            still = constant.series("full_loss", lr=lr, batch_size=N)[-LAST:].mean()
            assert still <= 1.2 * least or lr >= bound / 2
        if kind == "zigzag":
            assert not decay and bound / 2 <= lr < bound
        if kind == "settled":
            assert mean <= 1.2 * least


def test_with_a_decay_the_cause_is_the_decay(recorded):
    verdict = recorded("batches", decay=0.1).at("verdict", lr=0.2, batch_size=16)
    assert VERDICTS[int(verdict)] == "decayed"
    end = recorded("batches", decay=0.1).at("end_lr", lr=0.2)
    assert end == pytest.approx(0.2 / 17)


def test_all_updates_of_a_full_batch_are_as_many_epochs(recorded):
    rec = recorded("batches")
    assert rec.at("epoch", t=N_UPDATES, batch_size=N) == N_UPDATES + 1  # the next one
    for lang in LANGUAGES:
        assert not re.match(
            r"\D*{t}\W*\w* {epoch}", PageText("batches", lang).template("now")
        )


def runs_with(rec, verdict):
    return [
        {"lr": lr, "batch_size": size}
        for lr, size in itertools.product(LRS, BATCH_SIZES)
        if VERDICTS[int(rec.at("verdict", lr=lr, batch_size=size))] == verdict
    ]


def above_the_start(rec):
    return [run for verdict in ABOVE for run in runs_with(rec, verdict)]


def test_verdict_slow_has_not_arrived(recorded):
    rec = recorded("batches")
    for run in runs_with(rec, "slow"):
        assert rec.at("end_loss", **run) > 1.2 * rec.at("best")


def test_verdict_settled_ends_near_the_best(recorded):
    rec = recorded("batches")
    for run in runs_with(rec, "settled"):
        assert rec.at("end_loss", **run) <= 1.2 * rec.at("best")


def test_verdict_noisy_ends_above_the_full_batch(recorded):
    rec = recorded("batches")
    for run in runs_with(rec, "noisy"):
        full = rec.at("end_loss", lr=run["lr"], batch_size=N)
        assert rec.at("end_loss", **run) > 1.05 * full


def test_verdict_zigzag_is_near_the_bound(recorded):
    rec = recorded("batches")
    for run in runs_with(rec, "zigzag"):
        assert rec.at("bound") / 2 <= run["lr"] < rec.at("bound")


def test_verdict_diverges_ends_higher_than_it_began(recorded):
    rec = recorded("batches")
    assert runs_with(rec, "diverges")
    for run in runs_with(rec, "diverges"):
        first = rec.at("full_loss", **run)
        assert not rec.at("end_loss", **run) < first


@pytest.mark.parametrize(
    ("lr", "batch_size"), [(0.025, 1), (0.1, 8), (0.2, 16), (0.5, 4), (0.63, 1), (1, N)]
)
def test_a_cell_of_the_map_is_the_mean_of_the_last_losses_of_a_plain_run(
    recorded, lr, batch_size
):
    x, y = with_torch.make_data()
    a, b = run_of(with_torch, lr, batch_size)[-LAST:, :2].T[..., None]
    mean = ((y.numpy() - a - b * x.numpy()) ** 2).mean()
    cell = recorded("batches").at("end_loss", lr=lr, batch_size=batch_size)
    np.testing.assert_allclose(cell, mean, rtol=1e-4)


def test_the_map_has_12_times_6_cells_at_least(recorded):
    rates, sizes = recorded("batches").tables["end_loss"].values.shape
    assert rates >= 12
    assert sizes == 6


def test_on_the_left_of_the_map_the_batch_size_changes_almost_nothing(recorded):
    rec = recorded("batches")
    for lr in (lr for lr in LRS if lr <= 0.1):
        ends = [rec.at("end_loss", lr=lr, batch_size=size) for size in BATCH_SIZES]
        assert max(ends) < 1.1 * min(ends)
        assert min(ends) > 1.4 * rec.at("best")


@pytest.mark.parametrize("order_seed", range(3))
def test_beyond_the_bound_all_diverge_and_the_single_example_a_little_before(
    recorded, order_seed
):
    rec = recorded("batches", order_seed=order_seed)
    bound = rec.at("bound")
    diverging = {(r["lr"], r["batch_size"]) for r in above_the_start(rec)}
    before = max(lr for lr in LRS if lr < bound)
    assert 0.9 * bound < before
    beyond = {(lr, size) for lr in LRS for size in BATCH_SIZES if lr > bound}
    assert beyond
    assert diverging == beyond | {(before, 1)}


@pytest.mark.parametrize("order_seed", range(3))
def test_the_edge_of_the_zone_with_the_least_tint_is_a_diagonal(recorded, order_seed):
    rec = recorded("batches", order_seed=order_seed)
    assert rec.at("best") < rec.facts["end_band_levels"][0] < 1.2 * rec.at("best")
    edge = [
        max(
            (lr for lr in LRS if rec.at("end_band", lr=lr, batch_size=size) == 0),
            default=0,
        )
        for size in BATCH_SIZES
    ]
    assert edge == sorted(edge)
    assert edge[0] < edge[1] < edge[3] < edge[5]


@pytest.mark.parametrize("noise", [0.0, 0.1, 0.5])
def test_the_bands_of_the_map_are_short_numbers_above_the_best(recorded, noise):
    rec = recorded("batches", noise=noise)
    levels = rec.facts["end_band_levels"]
    assert rec.at("best") < levels[0]
    assert levels == sorted(levels)
    assert all(f"{level:.0e}"[0] in "125" for level in levels)
    assert all(float(f"{level:.0e}") == level for level in levels)
    for lr, size in itertools.product(LRS, BATCH_SIZES):
        band = rec.at("end_band", lr=lr, batch_size=size)
        if band > len(levels):
            assert {"lr": lr, "batch_size": size} in above_the_start(rec)
        else:
            inside = rec.at("end_loss", lr=lr, batch_size=size)
            assert [0.0, *levels, np.inf][int(band)] <= inside
            assert inside <= [*levels, np.inf][int(band)]


def test_a_single_example_per_batch_converges_without_noise(recorded):
    rec = recorded("batches", noise=0.0)
    verdict = int(rec.at("verdict", lr=0.32, batch_size=1))
    assert VERDICTS[verdict] == "settled"


def test_laps_of_the_race_are_compared_at_equal_examples(laps):
    for lap in laps:
        assert lap.examples[-1] >= N_EPOCHS * N
        at = np.flatnonzero(lap.examples == N_EPOCHS * N)
        assert lap.updates[at].tolist() == [N_EPOCHS * -(-N // lap.batch_size)]


def test_batches_of_one_make_80_times_more_updates_in_20_epochs(laps):
    full, _, one = laps
    at = [int(np.flatnonzero(lap.examples <= N_EPOCHS * N)[-1]) for lap in (full, one)]
    assert at == [20, 1600]


@pytest.mark.parametrize("decay", [0.0, 0.05])
def test_race_losses_equal_a_plain_training(finished, decay):
    settings = {"noise": 0.1, "seed": 40, "start_seed": 42, "order_seed": 0}
    race = compare_batch_sizes((N, 16, 1), lr=0.2, decay=decay, **settings)
    x, y = with_numpy.make_data()
    for lap in finished(race).runs:
        run = run_of(with_numpy, 0.2, lap.batch_size, decay)
        loss = ((y - run[:, :1] - run[:, 1:2] * x) ** 2).mean(-1)
        np.testing.assert_allclose(lap.loss[: len(loss)], loss, rtol=1e-9)


def test_80_times_the_examples_do_not_cost_80_times_the_time(laps):
    full, _, one = laps
    assert full.update_us < 80 * one.update_us


def test_the_race_tells_its_progress_and_can_be_stopped():
    running = compare_batch_sizes((N, 1), 0.2, 0.0, 0.1, 40, 42, 0)
    progress = [next(running) for _ in range(5)]
    running.close()
    assert progress == sorted(progress)
    assert 0 < progress[0] < progress[-1] < 1


def test_the_recording_is_small_enough_to_send(recorded):
    assert len(pack(recorded("batches"), {})) < 700_000


@pytest.mark.parametrize(
    "control", LESSON.controls_with_use("trained"), ids=lambda c: c.name
)
@pytest.mark.parametrize("end", [0, -1])
def test_recordings_at_the_ends_have_finite_frames(recorded, control, end):
    rec = recorded("batches", **{control.name: control.values[end]})
    for name in ("a_window", "b_window", "y_window", "loss_window"):
        low, high = rec.facts[name]
        assert np.isfinite([low, high]).all()
        assert low < high


def test_training_leaves_its_start_alone():
    x, y = with_torch.make_data()
    start = with_torch.make_start()
    before = start.clone()
    batches = itertools.islice(with_torch.make_batches(N, 16), 4)
    with_torch.train(x, y, *start, batches)
    assert torch.equal(start, before)


def question_settings(name, seed):
    """A question and the settings of one draw."""
    (question,) = (q for q in LESSON.questions if q.name == name)
    return question, LESSON.question_settings(question, seed)


@pytest.mark.parametrize("seed", range(20))
def test_predict_epochs_counts_whole_rounds_of_the_deal(recorded, seed):
    question, settings = question_settings("epochs", seed)
    batches = with_numpy.make_batches(N, settings["batch_size"])
    indices = np.concatenate(list(itertools.islice(batches, N_UPDATES)))
    whole = np.bincount(indices, minlength=N).min()
    rec = recorded("batches")
    assert question.answer(rec, settings) == whole
    numbers = question.numbers(rec, settings)
    sizes = [
        len(b)
        for b in itertools.islice(
            with_numpy.make_batches(N, settings["batch_size"]),
            int(numbers["per_epoch"]),
        )
    ]
    assert sum(sizes) == N
    assert sizes[-1] == numbers["size"]


@pytest.mark.parametrize("seed", range(20))
def test_predict_rest_is_what_plain_runs_show_beyond_doubt(recorded, seed):
    question, settings = question_settings("rest", seed)
    rec = recorded("batches")
    x, y = with_numpy.make_data()
    means = []
    for size in (settings["batch_size"], N):
        a, b = run_of(with_numpy, settings["lr"], size)[:, :2].T[..., None]
        means.append(((y - a - b * x) ** 2).mean(-1)[-40:].mean() / rec.at("best"))
    mean, full = means
    clear = {
        "far": full > 2.5,
        "quiet": mean < 1.04,
        "trembles": mean > 1.2 and full < 1.02,
    }
    assert clear.pop(question.answer(rec, settings))
    assert not any(clear.values())
