"""Every claim of the page about generalisation, on the real computation."""

import copy
from functools import lru_cache

import numpy as np
import pytest
import torch
from torch import nn

from lessons.generalisation import (
    EVERY,
    LESSON,
    N_FRAMES,
    N_UPDATES,
    VERDICTS,
    WEIGHT_DECAYS,
    WIDTHS,
    levels,
    verdicts,
    with_numpy,
    with_torch,
)
from lessons.generalisation.exercises import GOALS, KEEP, trained
from lessons.generalisation.peek import (
    N_CANDIDATES,
    TEST_SIZES,
    candidates,
    choose,
)
from lessons.generalisation.predict import FATES, TURNS
from lessons.generalisation.set_size import SIZES, learning_curve
from lessons.generalisation.sweep import make_networks, sweep
from lessons.toolkit.update_recorder import call_at_updates
from tests.course import question

ADAMW = "torch.optim.AdamW(model.parameters(), "
ANSWERS = {
    "reach": [
        ({"width": 16, "weight_decay": 1.0}, "right"),
        ({"width": 32, "weight_decay": 0.0}, "overfits"),
        ({"width": 1, "weight_decay": 0.0}, "underfits"),
        ({"width": 16, "weight_decay": 3.0}, "heavy_decay"),
    ],
    "decay": [
        (f"optimizer = {ADAMW}lr=0.002, weight_decay=0.3)", "right"),
        (f"{ADAMW}0.002, weight_decay=0.3)", "right"),
        (f"{ADAMW}lr=0.002)", "amount"),
        (f"{ADAMW}weight_decay=0.3)", "rate"),
        ("torch.optim.Adam(model.parameters(), lr=0.002, weight_decay=0.3)", "other"),
        ("torch.optim.SGD(model.parameters(), lr=0.002, weight_decay=0.3)", "other"),
        ("torch.optim.AdamW([model.weight], lr=0.002, weight_decay=0.3)", "part"),
        (f"{ADAMW}lr=0.002, weight_decay=0.3, eps=1)", "extra"),
        (f"{ADAMW}lr=0.002, weight_decay=0.3, maximize=True)", "extra"),
        ("model.parameters()", "nothing"),
    ],
    "keep": [
        ("train_copy", "right"),
        ("train_shallow", "shallow"),
        ("train_last", "last"),
        ("train_learned", "learned"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""

DEFAULTS = {"n": 20, "noise": 0.3, "seed": 28, "start_seed": 0}
TOOLS = (with_numpy, with_torch)


def recorded_at(**settings):
    return recorded(tuple((DEFAULTS | settings).items()))


@lru_cache(maxsize=8)
def recorded(settings):
    return finish(LESSON.start_recording(**dict(settings)))


def finish(steps):
    """Run a computation to its end; return its result."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return stop.value


@pytest.fixture(scope="module")
def rec():
    return recorded_at()


def at(rec, name, width, weight_decay=0.0, **more):
    return float(rec.at(name, width=width, weight_decay=weight_decay, **more))


def line(rec, name, width, weight_decay=0.0):
    return rec.series(name, width=width, weight_decay=weight_decay)


def verdict(rec, width, weight_decay=0.0):
    return VERDICTS[int(at(rec, "verdict", width, weight_decay))]


def numpy_copy(model):
    """The weights of a torch model, as the file without torch takes them."""
    return [p.detach().numpy().copy() for p in model.parameters()]


def torch_model(width, seed=0):
    with torch.random.fork_rng():
        return with_torch.make_model(width, seed)


# ---- data and files ----


def test_both_files_draw_the_same_points_and_split_them():
    for n in SIZES:
        drawn = [tool.make_data(n=n) for tool in TOOLS]
        for by_numpy, by_torch in zip(*drawn, strict=True):
            for a, b in zip(by_numpy, by_torch, strict=True):
                np.testing.assert_allclose(a, b.numpy(), rtol=1e-13)
        assert [len(x) for x, _ in drawn[0]] == [n, 50, 50]


def test_the_sets_have_no_point_in_common_and_300_are_drawn():
    points = np.concatenate([x for x, _ in with_numpy.make_data(n=200)]).ravel()
    assert len(set(points)) == 300


def test_more_training_points_leave_the_others_as_they_are():
    small, large = (with_numpy.make_data(n=n) for n in (20, 200))
    assert np.array_equal(small[0][0], large[0][0][:20])
    for part in (1, 2):
        assert np.array_equal(small[part], large[part])


def test_the_noise_alone_is_worth_about_its_variance():
    """No network can predict it: 0.09."""
    x, y = with_numpy.make_data(n=200)[0]
    assert np.isclose(((y - np.sin(np.pi * x)) ** 2).mean(), 0.09, atol=0.02)


@pytest.mark.parametrize(("width", "weight_decay"), [(1, 0.0), (8, 0.3), (16, 1.0)])
def test_numpy_equals_torch_for_300_updates(width, weight_decay):
    model = torch_model(width)
    copied = numpy_copy(model)
    pairs = zip(TOOLS, (copied, model), strict=True)
    both = [
        np.concatenate(tool.train(each, *tool.make_data()[:2], weight_decay, 300)[:2])
        for tool, each in pairs
    ]
    np.testing.assert_allclose(*both, rtol=1e-9, atol=1e-9)
    for a, b in zip(copied, numpy_copy(model), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-9)


def test_gradients_by_hand_are_those_of_autograd_and_of_central_differences():
    model, (x, y) = torch_model(4), with_torch.make_data()[0]
    nn.functional.mse_loss(model(x), y).backward()
    weights, sets = numpy_copy(model), with_numpy.make_data()[:2]
    grads = []
    call_at_updates(
        with_numpy.train,
        lambda variables: grads.extend(variables["grads"]),
        *(copy.deepcopy(weights), *sets, 0.0, 0),
    )
    parameters = list(model.parameters())
    for k, (grad, parameter) in enumerate(zip(grads, parameters, strict=True)):
        np.testing.assert_allclose(grad, parameter.grad.numpy(), rtol=1e-11)
        for place in np.ndindex(grad.shape):
            ends = []
            for step in (1e-6, -1e-6):
                moved = copy.deepcopy(weights)
                moved[k][place] += step
                ends.append(with_numpy.evaluate(moved, *sets[0]))
            slope = (ends[0] - ends[1]) / 2e-6
            assert np.isclose(grad[place], slope, rtol=1e-5, atol=1e-8)


def test_evaluating_builds_no_graph_and_changes_nothing():
    model, (_, val_set, _) = torch_model(8), with_torch.make_data()
    before = numpy_copy(model)
    loss = with_torch.evaluate(model, *val_set)
    assert loss == nn.functional.mse_loss(model(val_set[0]), val_set[1]).item()
    assert all(p.grad is None for p in model.parameters())
    assert all(map(np.array_equal, before, numpy_copy(model)))


@pytest.mark.parametrize("tool", TOOLS)
def test_the_weights_of_the_best_stop_are_kept(tool):
    train_set, val_set, _ = tool.make_data()
    model = numpy_copy(torch_model(16)) if tool is with_numpy else torch_model(16)
    _, losses_val, best = tool.train(model, train_set, val_set, n_updates=400)
    if tool is with_numpy:
        model = best
    else:
        model.load_state_dict(best)
    assert tool.evaluate(model, *val_set) == min(losses_val) < 0.9 * losses_val[-1]


def test_state_dict_alone_follows_the_model():
    model = torch_model(4)
    held, kept = model.state_dict(), copy.deepcopy(model.state_dict())
    with torch.no_grad():
        model[0].weight += 1
    assert torch.equal(held["0.weight"], model[0].weight)
    assert not torch.equal(kept["0.weight"], model[0].weight)


# ---- the pass over all networks ----


@pytest.mark.parametrize(("width", "weight_decay"), [(2, 0.3), (16, 0.0), (32, 3.0)])
def test_the_figure_shows_what_train_gives(rec, width, weight_decay):
    train_set, val_set, test_set = with_torch.make_data()
    model = torch_model(width)
    *plain, kept = with_torch.train(model, train_set, val_set, weight_decay)
    model.load_state_dict(kept)
    for name, expected in zip(("loss", "loss_val"), plain, strict=True):
        found = line(rec, name, width, weight_decay)
        expected = expected[:: EVERY if name == "loss" else 1]
        np.testing.assert_allclose(found, expected, rtol=1e-4)  # float32
    best = with_torch.evaluate(model, *test_set)
    assert np.isclose(at(rec, "best_test", width, weight_decay), best, rtol=1e-4)
    t = int(at(rec, "best_t", width, weight_decay)) // EVERY
    grid = torch.from_numpy(rec.tables["grid"].values.astype(float))[:, None]
    curve = rec.at("curve", t=t, width=width, weight_decay=weight_decay)
    with torch.no_grad():
        np.testing.assert_allclose(curve, model(grid)[:, 0], rtol=1e-3, atol=1e-4)


def test_rounding_that_adam_amplifies_changes_the_last_decimal_at_most():
    """A network that differs more than most: with 50 points, by up to 0.2%."""
    train_set, val_set, _ = with_torch.make_data(n=50)
    plain, *_ = with_torch.train(torch_model(16), train_set, val_set, 1.0)
    steps = sweep(make_networks([16], [0]), *train_set, [1.0], N_UPDATES)
    found = [float(loss[0]) for loss, _ in steps]
    np.testing.assert_allclose(found[:500], plain[:500], rtol=1e-9)
    np.testing.assert_allclose(found, plain, rtol=0, atol=1e-3)


def test_run_gives_what_the_page_shows(rec):
    with torch.random.fork_rng():
        found = with_torch.run(width=8)
    last, kept = ("end_loss", "end_val"), ("best_val", "best_test")
    expected = [at(rec, name, 8) for name in (*last, *kept)]
    np.testing.assert_allclose(found, expected, rtol=1e-4)
    now = {"t": N_FRAMES, "width": 8, "weight_decay": 0.0}
    assert [float(rec.at(f"stop_{name}", **now)) for name in ("val", "test")] == (
        expected[2:]
    )


def test_the_weights_kept_so_far_are_those_of_the_lowest_loss_so_far(rec):
    losses, tests = line(rec, "loss_val", 16), line(rec, "loss_test", 16)
    for t in (0, 3, 20, 48, N_FRAMES):
        best = int(losses[: t + 1].argmin())
        assert line(rec, "stop_val", 16)[t] == losses[best]
        assert line(rec, "stop_test", 16)[t] == tests[best]


def test_padded_units_stay_at_zero():
    train_set, *_ = with_torch.make_data()
    networks = make_networks((2, 8), (0, 0))
    assert len(list(sweep(networks, *train_set, (0.1, 0.1), 50))) == 51
    w1, b1, w2, b2, w3, _ = (p.detach() for p in networks)
    for part in (w1[0, :, 2:], b1[0, :, 2:], w2[0, 2:], w2[0, :, 2:], b2[0, :, 2:]):
        assert not part.any()
    assert not w3[0, 2:].any()
    assert w2[1].all()


def test_a_part_of_the_recording_is_what_the_whole_has(monkeypatch):
    monkeypatch.setattr("lessons.generalisation.REPORT_EVERY", 0.0)
    monkeypatch.setattr("lessons.generalisation.N_FRAMES", 6)
    steps, parts = LESSON.start_recording(**DEFAULTS), []
    try:
        while True:
            parts.append(next(steps))
    except StopIteration as stop:
        whole = stop.value
    parts = [part.preview for part in parts if hasattr(part, "preview")]
    assert [part.known for part in parts] == [*range(7)]
    assert whole.known is None
    for part in parts:
        for name in ("loss", "loss_val", "curve"):
            found = part.tables[name].values[:, :, : part.known + 1]
            expected = whole.tables[name].values[:, :, : part.known + 1]
            assert np.array_equal(found, expected)
        assert np.isnan(part.tables["loss"].values[:, :, part.known + 1 :]).all()
        assert (part.tables["verdict"].values == VERDICTS.index("training")).all()


# ---- what the page says ----


def test_the_updates_are_those_that_the_page_names():
    assert (N_UPDATES, EVERY, with_torch.LR) == (1000, 5, 0.005)


def test_the_training_loss_goes_down_almost_all_the_way(rec):
    for width in WIDTHS[2:]:
        steps = np.diff(line(rec, "loss", width)[::4])
        assert (steps < 0).mean() > 0.95


def test_the_validation_loss_turns_while_the_training_loss_falls(rec):
    """Overfitting, and what the best stop saves; the test set agrees."""
    for width in (8, 16, 32):
        t = int(at(rec, "best_t", width)) // EVERY
        assert 20 < t < N_FRAMES / 2
        assert at(rec, "end_val", width) > 1.5 * at(rec, "best_val", width)
        assert at(rec, "end_loss", width) < 0.7 * at(rec, "best_loss", width)
        assert at(rec, "end_test", width) > 1.5 * at(rec, "best_test", width)


def test_a_network_that_is_too_small_has_both_losses_high(rec):
    for name in ("end_loss", "best_val"):
        assert at(rec, name, 1) > 1.3 * at(rec, name, 16)


def test_the_verdicts_name_the_cases(rec):
    kinds = [verdict(rec, width) for width in WIDTHS]
    assert kinds == [
        "underfits",
        "underfits",
        "fits",
        "overfits",
        "overfits",
        "overfits",
    ]
    kinds = [verdict(rec, 16, decay) for decay in WEIGHT_DECAYS]
    assert kinds == ["overfits", "overfits", "overfits", "fits", "heavy_decay"]


def test_a_network_that_is_held_back_does_better_without_decay():
    for settings in ({}, {"n": 100}, {"seed": 3}):
        rec = recorded_at(**settings)
        held = rec.tables["verdict"].values == VERDICTS.index("heavy_decay")
        best = rec.tables["best_val"].values
        assert held.any()
        assert (best > best[:, :1])[held].all()


def test_verdicts_on_losses_without_noise_are_not_about_nothing():
    """A thousandth more is not worse."""
    end, best = np.array([[0.003, 0.001]]), np.array([[0.001, 0.001]])
    assert not verdicts(end, best, np.zeros((1, 2))).any()


def test_weight_decay_lowers_the_last_loss_then_raises_it(rec):
    ends = [at(rec, "end_val", 16, decay) for decay in WEIGHT_DECAYS]
    assert ends[:4] == sorted(ends[:4], reverse=True)
    assert ends[4] > 1.5 * ends[3]


def test_adamw_first_multiplies_each_weight():
    weight = nn.Parameter(torch.tensor([2.0]))
    weight.grad = torch.zeros(1)
    torch.optim.AdamW([weight], lr=0.005, weight_decay=0.3).step()
    assert np.isclose(weight.item(), 2 * (1 - 0.005 * 0.3))


def test_wide_networks_are_as_good_as_any_at_the_best_stop(rec):
    best = rec.tables["best_val"].values
    assert (best[3:, :3] < 1.25 * best.min()).all()
    assert (rec.tables["end_band"].values[3:, 0] >= 2).all()


def test_the_bands_of_the_map_lie_above_the_lowest_loss():
    assert levels(0.073) == [0.1, 0.15, 0.2, 0.3]
    assert levels(0.9) == [1.5, 2, 3, 5]


def test_the_scenarios_show_their_verdicts():
    for scenario in LESSON.scenarios:
        now = LESSON.scenario_settings(scenario.name)
        rec = recorded_at(**{name: now[name] for name in DEFAULTS})
        assert verdict(rec, now["width"], now["weight_decay"]) == scenario.verdict


def test_more_points_close_the_gap():
    curve = finish(learning_curve(16, 0.0, 0.3, 28, 0))
    gaps = curve[:, 1] - curve[:, 0]
    assert gaps[0] > 0.15 > 0.06 > gaps[-1] > 0
    assert (np.diff(curve[:, 0]) > 0).all()
    assert curve[-1, 1] < 0.6 * curve[0, 1]
    assert (curve[:, 2] <= curve[:, 1]).all()


def test_the_learning_curve_has_the_losses_of_train(monkeypatch):
    """The mean over its draws, for a number of points with padding."""
    monkeypatch.setattr("lessons.generalisation.set_size.N_UPDATES", 200)
    found = finish(learning_curve(4, 0.1, 0.3, 99, 0))[SIZES.index(15)]
    rows = []
    for seed in (99, 0, 1, 2):
        sets = with_torch.make_data(n=15, seed=seed)
        plain = with_torch.train(torch_model(4), *sets[:2], 0.1, 200)
        rows.append([plain[0][-1], plain[1][-1], min(plain[1])])
    np.testing.assert_allclose(found, np.mean(rows, 0), rtol=1e-6)


# ---- the test set ----


@lru_cache(maxsize=4)
def choices(seed):
    return finish(candidates(20, 0.3, seed, 0))


@pytest.mark.parametrize("seed", [28, 3])
def test_choosing_by_the_test_set_flatters_the_more_is_tried(seed):
    """On average over many test sets; without a choice, the score is honest."""
    result = choices(seed)
    gaps = result.true - result.score
    np.testing.assert_allclose(gaps[:, 0], 0, atol=1e-3)
    for size in (0, 1):
        tried = gaps[size, [0, 1, 4, 19, 199]]
        assert (np.diff(tried) > 0).all()
        assert tried[-1] > 0.05 * result.score[size, -1]


@pytest.mark.parametrize("seed", [28, 3])
def test_a_smaller_test_set_flatters_more(seed):
    gaps = (choices(seed).true - choices(seed).score)[:, -1]
    assert (np.diff(gaps) < 0).all()
    assert len(gaps) == len(TEST_SIZES)


def test_the_score_of_a_single_test_set_only_falls_as_more_is_tried():
    scores = choices(28).set_score
    assert scores.shape[-1] == N_CANDIDATES
    assert ((scores > 0.02) & (scores < 1)).all()
    assert (np.diff(scores, axis=-1) <= 0).all()


def test_the_lowest_of_the_first_k_is_chosen():
    """Of two that are equal, the first."""
    errors = np.array([[1.0, 3, 5, 5], [2, 2, 1, 1], [0, 0, 9, 9]])
    score, true = choose(errors, 2)
    assert score.tolist() == [[2, 2, 0], [5, 1, 1]]
    assert true.tolist() == [[3.5, 3.5, 4.5], [3.5, 1.5, 1.5]]


# ---- questions and exercises ----


def test_the_questions_know_their_outcomes():
    item = question("generalisation", "fate")
    for kind, cases in zip(("turns", "settles", "high"), FATES, strict=True):
        for seed, n, width, decay in cases:
            now = {"width": width, "weight_decay": decay}
            assert item.answer(recorded_at(seed=seed, n=n), now) == kind


@pytest.mark.parametrize(("seed", "width"), TURNS)
def test_the_networks_of_the_questions_turn_early_enough(seed, width):
    rec, now = recorded_at(seed=seed), {"width": width, "weight_decay": 0.0}
    turn, draw = (question("generalisation", name) for name in ("turn", "draw"))
    assert 100 < turn.answer(rec, now) < 700
    assert turn.judge(1000, rec, now) == "end"
    assert turn.judge(turn.answer_option(rec, now), rec, now) == "right"
    assert draw.judge(draw.answer(rec, now), rec, now) == "right"
    assert draw.judge(draw.misconceptions["down"](rec, now), rec, now) == "down"


@pytest.mark.parametrize(("seed", "goal"), GOALS)
def test_few_networks_reach_the_goal(seed, goal):
    rec = recorded_at(seed=seed)
    right = rec.tables["end_val"].values < goal
    assert 2 <= right.sum() <= 8
    assert at(rec, "end_val", 16, 1.0) < goal  # the last hint
    assert verdict(rec, 32) == "overfits"


def test_a_kept_copy_is_the_one_that_is_right():
    first, ends = trained("train_reference")
    assert ends > 1.5 * first
    assert trained("train_shallow") == trained("train_reference")
    lowest, loss = trained("train_copy")
    assert lowest == loss == first
    for name in ("train_last", "train_learned"):
        assert trained(name)[1] > 1.5 * lowest
    assert {fix.__name__ for fix in KEEP.fixes} == set(dict(ANSWERS["keep"]))
