"""Every claim of the page about going down, on the real computation."""

import itertools
import sys
import weakref

import numpy as np
import pytest
import torch

from app.components.player.packing import pack
from lessons.gradient_descent import (
    ENDS,
    LESSON,
    LRS,
    MINIMA,
    N_STEPS,
    QUADRATIC,
    VERDICTS,
    W1S,
    W2S,
    with_numpy,
    with_torch,
)
from lessons.gradient_descent.ends import all_runs, bounds, ends, minima, starts
from lessons.gradient_descent.factors import factors
from lessons.gradient_descent.sweep import curvatures, sweep
from lessons.toolkit.formula_parser import parse
from lessons.toolkit.update_recorder import record_updates

ANSWERS = {
    "cross": [
        ({"lr": 0.16}, "right"),
        ({"lr": 0.01}, "stays"),
        ({"lr": 0.2}, "bounces"),
        ({"lr": 2.0}, "away"),
    ],
    "derivative": [
        ("2 * k * (w - 1)", "right"),
        ("-(2 * k * (w - 1))", "opposite"),
        ("2 * (2 * k * (w - 1))", "factor"),
        ("k * (w - 1)**2", "function"),
        ("w", "other"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""


@pytest.mark.parametrize("formula", ["5 * w", "k * w + 1", "w**3"])
def test_a_wrong_derivative_is_told_a_place_where_the_numbers_differ(formula):
    (exercise,) = (e for e in LESSON.exercises if e.name == "derivative")
    task = {"shape": "k w² / 2", "at": 1.5}
    kind, numbers = exercise.check(parse(formula, exercise.names), task, None)
    assert kind == "other"
    assert abs(numbers["typed"] - numbers["slope"]) > 0.5
    at = numbers["at_w"], numbers["at_k"]
    assert numbers["slope"] == pytest.approx(at[0] * at[1])


KS = LESSON["k"].values
FEW = [KS[0], LESSON["k"].default, KS[-1]]
"""For what is run over and over: both ends, and what a first visit shows."""
FUNCTIONS = tuple(MINIMA)
SURFACES = ("bowl", "valley", "saddle")


def descent(module, function, start, k, lr, n_steps=N_STEPS):
    """w, f and gradient from step 0 to step n_steps, a row each."""
    names = ("w", "f", "grad_w" if module is with_numpy else "w.grad")
    arguments = (function, start, k, lr, n_steps + 1)
    steps = record_updates(module.train, names, *arguments)
    return np.array([np.hstack(step) for step in steps])


def rows(module, function, lr, k=5.0, w1=1.4, w2=0.6, n_steps=N_STEPS):
    """The same from a start whose coordinates are given."""
    start = module.make_start(function, w1, w2)
    return descent(module, function, start, k, lr, n_steps)


def value(function, w, k):
    return with_numpy.FUNCTIONS[function](w, k)[0]


def end_names(function, k):
    """Names of the ends, shape (R, S)."""
    return np.array(ENDS)[ends(function, k).kinds]


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("k", [1.0, 50.0])
def test_numpy_and_torch_give_the_same_numbers_at_each_step(function, k):
    lr = 0.3 * min(bounds(function, k))
    np.testing.assert_allclose(
        rows(with_numpy, function, lr, k),
        rows(with_torch, function, lr, k),
        rtol=1e-9,
        atol=1e-12,
    )


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("module", [with_numpy, with_torch])
def test_train_returns_the_end_and_the_path_that_led_there(module, function):
    start = module.make_start(function)
    w, path, values = module.train(function, start, 5.0, 0.02)
    steps = rows(module, function, 0.02)
    np.testing.assert_array_equal(np.vstack([path, w]), steps[:, : len(start)])
    np.testing.assert_array_equal(values, steps[:-1, len(start)])


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("k", KS)
def test_gradients_by_hand_equal_autograd_and_central_differences(function, k):
    rng = np.random.default_rng(0)
    for _ in range(20):
        w = rng.uniform(-1.5, 1.5, len(MINIMA[function][0]))
        _, by_hand = with_numpy.FUNCTIONS[function](w, k)
        leaf = torch.from_numpy(w).requires_grad_()
        with_torch.FUNCTIONS[function](leaf, k).backward()
        h = 1e-6 * np.eye(len(w))
        differences = [
            (value(function, w + d, k) - value(function, w - d, k)) / 2e-6 for d in h
        ]
        np.testing.assert_allclose(by_hand, leaf.grad, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(by_hand, differences, rtol=1e-5, atol=1e-5 * k)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_sweep_equals_train_run_by_run(function):
    places = starts(function)[::37]
    lrs = [lr for lr in LRS if lr < 0.5 * min(bounds(function, 5.0))][::3]
    together = [*all_runs(function, places, lrs, 5.0, N_STEPS)]
    w, f, gradient = (torch.stack(v, 1).numpy() for v in zip(*together, strict=True))
    for i, (lr, place) in enumerate(itertools.product(lrs, places)):
        single = descent(with_torch, function, place, 5.0, lr)
        one = np.concatenate([w[i], f[i][:, None], gradient[i]], -1)
        np.testing.assert_allclose(one, single, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("k", KS)
def test_minima_have_no_slope_and_curve_upwards(function, k):
    for place in minima(function):
        _, gradient = with_numpy.FUNCTIONS[function](place.numpy(), k)
        np.testing.assert_allclose(gradient, 0, atol=1e-12 * k)
        assert (curvatures(function, place, k) > 0).all()


def test_curvatures_are_the_second_derivatives():
    for k in KS:
        assert curvatures("parabola", torch.zeros(1).double(), k).tolist() == [k]
        one = curvatures("bowl", torch.randn(7, 2).double(), k)
        np.testing.assert_allclose(one, [[1.0, k]] * 7)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("k", FEW)
def test_just_under_two_over_lambda_max_settles_just_over_does_not(function, k):
    for valley, (place, bound) in enumerate(
        zip(minima(function), bounds(function, k), strict=True)
    ):
        start = (place + 1e-3).repeat(2, 1)
        lr = torch.tensor([0.99, 1.01]).double() * bound
        *_, (w, _, _) = sweep(function, start, lr, k, 200)
        distance = (w - place).norm(dim=-1)
        assert distance[0] < 1e-3 * len(place) ** 0.5, valley
        assert not distance[1] < 2e-3, valley


@pytest.mark.parametrize("function", QUADRATIC)
@pytest.mark.parametrize("k", KS)
def test_a_quadratic_converges_below_the_bound_and_diverges_above(function, k):
    start = starts(function)[[0]].repeat(2, 1)
    lr = torch.tensor([0.99, 1.01]).double() * bounds(function, k)[0]
    *_, (_, f, _) = sweep(function, start, lr, k, 1000)
    assert f[0] < 1e-9
    assert not f[1] < 1e9


@pytest.mark.parametrize("function", QUADRATIC)
def test_a_quadratic_has_one_limit_whatever_the_start(function):
    for k in KS:
        bound = bounds(function, k)[0]
        apart = starts(function).abs()[:, -1] > 0  # off the bottom along λmax
        names = end_names(function, k)[:, apart.numpy()]
        for lr, row in zip(LRS, names, strict=True):
            if lr < bound:
                assert set(row) <= {"first", "moving"}
            if lr > bound:
                assert set(row) <= {"bounces", "away"}


@pytest.mark.parametrize("k", KS)
def test_k_is_the_condition_number_of_the_bowl(k):
    low, high = curvatures("bowl", torch.zeros(2).double(), k)
    assert high / low == k


def test_the_flat_direction_of_the_bowl_converges_slowly():
    run = rows(with_torch, "bowl", 0.9 * 2 / 50, k=50.0, w1=1.5, w2=0.7)
    assert abs(run[-1][1]) < 0.05 * 0.7
    assert run[-1][0] > 0.3 * 1.5


def test_the_left_one_of_the_two_wells_is_lower():
    left, right = (value("wells", place.numpy(), 5.0) for place in minima("wells"))
    assert left < right


def test_the_start_decides_the_valley_of_the_wells():
    names = end_names("wells", 5.0)[LRS.index(0.05)]
    assert set(names[: W1S.index(0.1)]) == {"first"}
    assert set(names[W1S.index(0.2) :]) == {"second"}


def test_a_large_step_jumps_the_hill_between_the_wells():
    names = end_names("wells", 5.0)
    slow, fast = names[LRS.index(0.05)], names[LRS.index(0.13)]
    jumps = (slow == "second") & (fast == "first")
    assert jumps[W1S.index(1.5)]


def test_descent_is_fast_into_the_curved_valley_and_slow_along_it():
    run = rows(with_torch, "valley", 0.02, k=20.0, w1=1.4, w2=-0.2)
    up = np.abs(run[:, 1] - run[:, 0] ** 2 / 2)
    assert up[10] < 0.1 * up[0]
    assert np.hypot(run[-1][0] + 1, run[-1][1] - 0.5) > 1


def test_between_two_minima_the_saddle_point_is_a_bottom_one_way_and_a_top_the_other():
    low, high = curvatures("saddle", torch.zeros(2).double(), 5.0)
    assert low < 0 < high


@pytest.mark.parametrize("lr", [0.02, 0.05, 0.2])
def test_trap_a_start_on_w1_0_stops_at_the_saddle_point(recorded, lr):
    names = end_names("saddle", 5.0)[LRS.index(lr)].reshape(len(W1S), len(W2S))
    assert set(names[W1S.index(0.0)]) == {"stuck"}
    assert "stuck" not in np.delete(names, W1S.index(0.0), axis=0)
    last = rows(with_torch, "saddle", lr, w1=0.0, w2=0.6, n_steps=1000)[-1]
    assert np.abs(last[3:]).max() < 1e-9
    assert last[2] > 0.2  # the minima are at 0
    rec = recorded("gradient_descent", function="saddle", w1=0.0, lr=lr)
    kind = rec.at("verdict", lr=lr, w1=0.0, w2=0.6)
    assert VERDICTS[int(kind)] == "stuck"


def test_no_law_k_1_bears_a_rate_over_1_and_k_50_not_even_a_small_one():
    assert set(end_names("parabola", 1.0)[LRS.index(1.6)]) == {"first"}
    names = set(end_names("parabola", 50.0)[LRS.index(0.05)])
    assert names == {"away", "first"}  # first: the start at the minimum itself
    assert (end_names("parabola", 50.0)[LRS.index(0.05)] == "first").sum() == 1


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("k", KS)
def test_each_step_multiplies_the_distance_by_one_minus_lr_lambda(function, k):
    for valley in range(len(MINIMA[function])):
        for part, lr, factor, ratio in factors(function, k, valley):
            assert np.isclose(lr, part * bounds(function, k)[valley])
            assert np.isclose(ratio, factor**10, rtol=0.05, atol=1e-3)


def test_the_ends_keep_a_few_updates_in_memory_not_all(monkeypatch):
    module, counts = sys.modules["lessons.gradient_descent.ends"], []

    def count_alive(*args):
        alive = weakref.WeakSet()
        for w, f, gradient in all_runs(*args):
            alive.add(w)
            counts.append(len(alive))
            yield w, f, gradient
            del w

    monkeypatch.setattr(module, "all_runs", count_alive)
    assert ends.__wrapped__("bowl", 7.0).kinds.shape == (len(LRS), 31 * 15)
    assert len(counts) > 100 and max(counts) < 5


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("k", FEW)
def test_the_map_tells_where_a_plain_run_ends(function, k):
    names, places = end_names(function, k), starts(function)
    rng = np.random.default_rng(1)
    for i, j in rng.integers((len(LRS), len(places)), size=(3, 2)):
        w, *_ = with_torch.train(function, places[j], k, LRS[i], 200)
        distance = (w - minima(function)).norm(dim=-1)
        if names[i, j] in ("first", "second"):
            assert distance[ENDS.index(names[i, j])] < 0.02
        elif names[i, j] == "away":
            assert not w.abs().max() < 100
        else:
            assert distance.min() >= 0.02


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("k", FEW)
def test_still_on_its_way_means_lower_at_each_of_the_last_steps(function, k):
    kinds = ends(function, k).kinds.ravel()
    runs = all_runs(function, starts(function), LRS, k, 200)
    f = torch.stack([f for _, f, _ in itertools.islice(runs, 190, None)])
    moving = torch.from_numpy(kinds == ENDS.index("moving"))
    assert (f[1:, moving] < f[:-1, moving]).all()


def near_the_end(rec, lr, w1):
    """Signed distances to the minimum reached, once they are small for good."""
    w = rec.series("w1", lr=lr, w1=w1)
    best = rec.tables["best_w1"].values
    distance = w - best[np.abs(best - w[-1]).argmin()]
    last = np.flatnonzero(np.abs(distance) > 0.01)[-1:]
    small = distance[last[0] + 1 if len(last) else 0 :]
    return small[np.abs(small) > 1e-5]


@pytest.mark.parametrize("function", ["parabola", "wells"])
@pytest.mark.parametrize("k", KS)
def test_verdicts_straight_and_swings_tell_the_sides_of_the_last_steps(
    recorded, function, k
):
    rec = recorded("gradient_descent", function=function, k=k)
    kinds = set()
    for lr, w1 in itertools.product(LRS, W1S):
        kind = VERDICTS[int(rec.at("verdict", lr=lr, w1=w1))]
        part = lr / rec.at("end_bound", lr=lr, w1=w1)
        distance = near_the_end(rec, lr, w1)
        if kind not in ("straight", "swings") or abs(part - 0.5) < 0.05:
            continue
        assert (kind == "swings") == (part > 0.5)
        turns = distance[1:] * distance[:-1] < 0
        assert turns.all() if kind == "swings" else not turns.any()
        assert (np.abs(distance[1:]) < np.abs(distance[:-1])).all()
        kinds |= {kind} if len(turns) else set()
    assert kinds == {"straight", "swings"}


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("k", KS)
def test_verdict_diverges_and_bounces_only_where_they_happen(recorded, function, k):
    lr = max(lr for lr in LRS if lr < 1.4 * max(bounds(function, k)))
    rec = recorded("gradient_descent", function=function, k=k, lr=lr)
    start = {"w1": 1.4} | ({} if "w2" not in rec.axes else {"w2": 0.6})
    for rate in LRS:
        kind = VERDICTS[int(rec.at("verdict", lr=rate, **start))]
        end = ENDS[int(rec.at("ends", lr=rate, **start))]
        assert (kind == "diverges") == (end == "away")
        assert (kind == "bounces") <= (end in ("bounces", "first", "second"))
        assert (end == "bounces") <= (kind in ("bounces", "limit"))
        if kind in ("diverges", "bounces"):
            assert rate > 0.3 * min(bounds(function, k))


def descents(rec):
    """Each recorded run once: its rate, its verdict, its places (T, d), its bound."""
    names = [name for name in ("w1", "w2") if name in rec.axes]
    whole = [rec.tables[name].values[:, : N_STEPS + 1] for name in names]
    rates = np.repeat(LRS, len(whole[0]) // len(LRS))
    if len(names) == 2:
        rates = np.append(LRS, np.full(len(whole[0]) - len(LRS), rec.here["lr"]))
    verdicts = rec.tables["verdict"].values.astype(int)
    places = np.stack(whole, -1)
    yield from zip(
        rates,
        [VERDICTS[i] for i in verdicts],
        places,
        rec.tables["end_bound"].values.astype(float),
        strict=True,
    )


PLACES = [{"w1": 1.4, "w2": 0.6, "lr": 0.16}, {"w1": 1.0, "w2": 0.0, "lr": 0.05}]
PLACES += [{"w1": -1.0, "w2": 0.5, "lr": 0.4}, {"w1": 0.0, "w2": -0.7, "lr": 0.01}]


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("k", KS)
@pytest.mark.parametrize("place", PLACES)
def test_a_verdict_says_of_each_run_what_the_run_does(recorded, function, k, place):
    flat = function not in SURFACES
    if flat and place is not PLACES[0]:
        return  # its recording has every start
    rec = recorded(
        "gradient_descent", function=function, k=k, **({} if flat else place)
    )
    bottoms = minima(function).numpy()
    far_kinds = {"slow", "stretched"}
    near_kinds = {"straight", "beside", "swings", "hovers", "lands", "still"}
    for lr, kind, w, bound in descents(rec):
        with np.errstate(over="ignore"):
            distance = np.linalg.norm(w - bottoms[:, None], axis=-1)  # (valley, t)
        end = distance[:, -1].min()
        assert (kind == "still") == (end < 1e-9 and not np.ptp(w, axis=0).any())
        assert not (kind in far_kinds and end < 0.1)
        assert not (kind in near_kinds and not end < 0.1)
        if kind in ("bounces", "diverges"):
            assert lr > bound
        if kind in ("swings", "stretched") and function in QUADRATIC:
            assert lr < bound or not np.ptp(w[:, -1])  # nothing moves that way
        assert (kind == "limit") <= np.isclose(lr, bound, rtol=1e-6)
        if kind == "diverges" and function in QUADRATIC:
            assert not distance[0, -1] < distance[0, 0]
        if kind == "straight":
            assert lr < bound / 2 + 1e-6
        if kind in ("swings", "beside"):
            assert lr > bound / 2


@pytest.mark.parametrize("k", KS)
def test_a_small_rate_is_blamed_only_where_a_larger_one_arrives(recorded, k):
    for function in SURFACES:
        rec = recorded("gradient_descent", function=function, k=k, **PLACES[0])
        at = {"w1": 1.4, "w2": 0.6}
        kinds = [VERDICTS[int(rec.at("verdict", lr=lr, **at))] for lr in LRS]
        ends = [[rec.series(n, lr=lr, **at)[-1] for n in ("w1", "w2")] for lr in LRS]
        with np.errstate(over="ignore"):
            apart = np.array(ends) - minima(function).numpy()[:, None]
            distance = np.linalg.norm(apart, axis=-1)
        arrives = np.nan_to_num(distance.min(0), nan=np.inf) < 0.1
        for i, kind in enumerate(kinds):
            if kind == "slow":
                assert arrives[i + 1 :].any()


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"function": "bowl", "k": 20.0, "lr": 0.079}, "stretched"),
        ({"function": "valley", "lr": 0.13}, "stretched"),
        ({"w1": -1.0, "lr": 2.0}, "still"),
        ({"w1": 1.3, "lr": 0.2}, "bounces"),
        ({"function": "parabola", "lr": 0.4}, "limit"),
    ],
)
def test_the_stated_cause_is_that_of_this_run(recorded, changed, kind):
    settings = LESSON.defaults | changed
    rec = recorded("gradient_descent", **changed)
    at = {name: settings[name] for name in rec.axes}
    assert VERDICTS[int(rec.at("verdict", **at))] == kind


def test_the_limit_is_that_of_the_valley_where_the_run_lives(recorded):
    rec, (left, right) = recorded("gradient_descent"), bounds("wells", 5.0)
    for w1, lr, limit in ((1.3, 0.1, right), (1.3, 0.2, left), (1.4, 0.32, right)):
        assert rec.at("end_bound", w1=w1, lr=lr) == pytest.approx(limit)


def test_no_sentence_about_curvature_where_it_is_undefined(recorded):
    rec = recorded("gradient_descent")
    w, curvature = (rec.series(name, w1=1.4, lr=3.2) for name in ("w1", "curvature"))
    assert not np.isfinite(w[-1])
    assert not np.isfinite(curvature[~np.isfinite(w)]).any()
    near = rec.at("curvature", t=0, w1=1.4, lr=3.2)
    assert near == pytest.approx(5 * (3 * 1.4**2 - 1 + 1 / 8))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_figure_replays_the_same_numbers_as_train(recorded, function):
    rec = recorded("gradient_descent", function=function)
    run = rows(with_torch, function, 0.02)
    names = ["w1", "w2"][: len(MINIMA[function][0])]
    columns = [*names, "f", *(f"grad_{name}" for name in names)]
    start = {"w1": 1.4, "w2": 0.6}
    for column, name in enumerate(columns):
        line = rec.series(name, lr=0.02, **start)
        np.testing.assert_allclose(line, run[:, column], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("function", SURFACES)
def test_rates_and_starts_meet_where_the_recording_was_made(recorded, function):
    rec = recorded("gradient_descent", function=function, w1=0.5, w2=-0.3, lr=0.1)
    for at in ({"lr": 0.16, "w1": 0.5, "w2": -0.3}, {"lr": 0.1, "w1": -1.0, "w2": 0.2}):
        run = rows(with_torch, function, at["lr"], w1=at["w1"], w2=at["w2"])
        np.testing.assert_allclose(rec.series("w1", **at), run[:, 0], rtol=1e-4)
    with pytest.raises(KeyError, match="not recorded"):
        rec.at("w1", lr=0.16, w1=-1.0, w2=0.2)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("k", [KS[0], KS[-1]])
def test_the_recording_is_small_enough_to_send(recorded, function, k):
    assert len(pack(recorded("gradient_descent", function=function, k=k), {})) < 700_000


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("k", [KS[0], KS[-1]])
def test_recordings_at_the_ends_have_finite_frames(recorded, function, k):
    rec = recorded("gradient_descent", function=function, k=k)
    for name in ("w1_window", "w2_window", "loss_window"):
        low, high = rec.facts[name]
        assert np.isfinite([low, high]).all()
        assert low < high
    assert rec.facts["loss_window"][0] > 0


def test_training_leaves_its_start_alone():
    for module in (with_numpy, with_torch):
        start = module.make_start("bowl", 1.4, 0.6)
        module.train("bowl", start, 5.0, 0.1, 3)
        assert start.tolist() == [1.4, 0.6]


def question_settings(name, seed):
    """A question and the settings of one draw."""
    (question,) = (q for q in LESSON.questions if q.name == name)
    return question, LESSON.question_settings(question, seed)


def answer_and_numbers(recorded, question, settings):
    depends = {c.name: settings[c.name] for c in LESSON.recording_controls}
    rec = recorded("gradient_descent", **depends)
    return question.answer(rec, settings), question.numbers(rec, settings)


@pytest.mark.parametrize("seed", range(20))
def test_predict_valley_is_where_a_plain_run_ends(recorded, seed):
    question, settings = question_settings("valley", seed)
    answer, numbers = answer_and_numbers(recorded, question, settings)
    run = rows(with_numpy, "wells", settings["lr"], w1=settings["w1"], n_steps=400)
    last = run[-20:, 0]
    left, right = (w[0] for w in MINIMA["wells"])
    lefts, rights = np.abs(last - left).max() < 0.01, np.abs(last - right).max() < 0.01
    assert {"first": lefts, "second": rights, "bounces": not lefts and not rights}[
        answer
    ]
    if answer == "bounces":
        assert settings["lr"] > numbers["left"]


@pytest.mark.parametrize("seed", range(20))
def test_predict_order_is_that_of_plain_runs_and_of_the_factors(recorded, seed):
    question, settings = question_settings("order", seed)
    answer, numbers = answer_and_numbers(recorded, question, settings)
    k, w1 = settings["k"], settings["w1"]
    distances = {
        lr: abs(rows(with_numpy, "parabola", lr, k, w1, n_steps=30)[-1, 0])
        for lr in question.values
    }
    assert answer == tuple(sorted(distances, key=distances.get))
    for i, lr in enumerate(question.values):
        assert np.isclose(numbers[f"factor_{i + 1}"], 1 - lr * k, atol=1e-6)
    assert answer == tuple(sorted(distances, key=lambda lr: abs(1 - lr * k)))
