"""Every claim of the page about the polynomial, on the real computation."""

import inspect
import itertools

import numpy as np
import pytest
import torch

from app.components.player.packing import pack
from app.content.source_listing import visible_source
from lessons.polynomial import (
    FRAMES,
    LESSON,
    LETTERS,
    LRS,
    VERDICTS,
    distance,
    notation,
    with_numpy,
    with_tensors,
    with_torch,
)
from lessons.polynomial.exact import (
    condition,
    conditioning,
    curvatures,
    largest_stable_rate,
    least_squares,
    misses,
    taylor,
    updates_to_a_tenth,
)
from lessons.polynomial.losses import losses
from lessons.polynomial.sweep import sweep
from lessons.toolkit.update_recorder import record_updates
from tests.course import question

ANSWERS = {
    "settle": [
        ({"lr": 1e-5}, "right"),
        ({"lr": 1e-12}, "still"),
        ({"lr": 1e-8}, "slow"),
        ({"lr": 1e-3}, "diverges"),
    ],
    "derivative": [
        ("2 * sum((y_pred - y) * x**3)", "right"),
        ("-2 * sum((y - y_pred) * x**3)", "right"),
        ("2 * (y_pred - y) * x**3", "vector"),
        ("2 * sum((y - y_pred) * x**3)", "opposite"),
        ("2 * mean((y_pred - y) * x**3)", "mean"),
        ("sum((y_pred - y) * x**3)", "factor"),
        ("2 * sum(y_pred - y) + 1", "other"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""

COURSE = {"lr": 1e-6, "n_epochs": 2000}
"""The course's settings; degree 3 and plain columns are the defaults."""
TOOLS = (with_numpy, with_tensors, with_torch)
DEGREES = tuple(range(1, 10))
SCALED = (False, True)


def problem(tool=with_numpy, degree=3, scaled=False, start_seed=42):
    x, y = tool.make_data()
    X = tool.make_columns(x, degree, scaled)
    return X, y, tool.make_start(degree, start_seed)


def rows(tool, lr=1e-6, n_epochs=200, **settings):
    """w, loss and gradient after 0 to n_epochs updates in one array, a row each."""
    names = ("w", "loss", "w.grad" if tool is with_torch else "grad_w")
    arguments = (*problem(tool, **settings), lr, n_epochs + 1)
    with np.errstate(over="ignore", invalid="ignore"):
        steps = record_updates(tool.train, names, *arguments)
    return np.array([np.hstack(step) for step in steps])


def loss_at(X, y, w):
    return ((X @ w - y) ** 2).sum()


def test_data_are_2000_points_of_sin_from_minus_pi_to_pi():
    x, y = with_numpy.make_data()
    assert (len(x), x[0], x[-1]) == (2000, -np.pi, np.pi)
    np.testing.assert_allclose(np.diff(x), 2 * np.pi / 1999, rtol=1e-9)
    assert np.array_equal(y, np.sin(x))


def test_columns_are_the_powers_of_x():
    x, _ = with_numpy.make_data()
    X = with_numpy.make_columns(x)
    np.testing.assert_allclose(X, np.stack([x**0, x, x * x, x * x * x], -1), rtol=1e-12)


def test_scaled_columns_are_divided_by_their_root_mean_square():
    x, _ = with_numpy.make_data()
    for degree in DEGREES:
        plain, scaled = (with_numpy.make_columns(x, degree, s) for s in SCALED)
        np.testing.assert_allclose((scaled**2).mean(0), 1)
        np.testing.assert_allclose(scaled * np.sqrt((plain**2).mean(0)), plain)


def test_the_start_is_drawn_from_the_normal_law():
    rng = np.random.RandomState(42)
    assert with_numpy.make_start().tolist() == [rng.randn() for _ in range(4)]


RUNS = [(1e-6, 3, False), (1e-10, 5, False), (1e-11, 9, False), (1e-4, 9, True)]


@pytest.mark.parametrize(("lr", "degree", "scaled"), RUNS)
def test_the_three_tools_give_the_same_numbers_at_each_update(lr, degree, scaled):
    settings = {"lr": lr, "degree": degree, "scaled": scaled}
    first, *others = (rows(tool, **settings) for tool in TOOLS)
    for other in others:
        scale = 1e-12 * abs(first).max(0)
        assert (abs(other - first) <= 1e-9 * abs(first) + scale).all()


@pytest.mark.parametrize("tool", TOOLS)
def test_train_returns_the_end_and_the_loss_before_each_update(tool):
    w, losses = tool.train(*problem(tool), 1e-6, 200)
    steps = rows(tool)
    np.testing.assert_array_equal(w, steps[-1, :4])
    np.testing.assert_array_equal(losses, steps[:-1, 4])
    np.testing.assert_allclose(tool.run(n_epochs=200), steps[-1, :5], rtol=1e-12)


@pytest.mark.parametrize("degree", [1, 3, 5])
def test_the_gradient_by_hand_equals_autograd_and_central_differences(degree):
    X, y, w = problem(degree=degree)
    by_hand, by_torch = (
        rows(tool, n_epochs=0, degree=degree)[0, degree + 2 :]
        for tool in (with_numpy, with_torch)
    )
    steps = 1e-4 * np.eye(degree + 1)
    differences = [(loss_at(X, y, w + h) - loss_at(X, y, w - h)) / 2e-4 for h in steps]
    np.testing.assert_allclose(by_hand, by_torch, rtol=1e-12)
    np.testing.assert_allclose(by_hand, differences, rtol=1e-6)


def test_from_arrays_to_tensors_not_one_letter_of_train_changes():
    assert inspect.getsource(with_numpy.train) == inspect.getsource(with_tensors.train)


def test_with_autograd_the_derivative_by_hand_becomes_backward():
    by_hand, by_torch = (
        visible_source(tool.train) for tool in (with_tensors, with_torch)
    )
    assert "grad_w = 2 * X.T @ (y_pred - y)" in by_hand
    assert "loss.backward()" in by_torch
    assert "X.T" not in by_torch


def test_the_columns_times_w_are_the_polynomial():
    x, _ = with_numpy.make_data()
    X, _, (a, b, c, d) = problem()
    y_pred = X @ np.array([a, b, c, d])
    np.testing.assert_allclose(y_pred, a + b * x + c * x**2 + d * x**3)


def test_the_names_follow_degree_and_scale():
    assert notation(1, False)["formula"] == "a + b x"
    assert notation(3, False)["formula"] == "a + b x + c x² + d x³"
    assert notation(3, True)["formula"] == "a + b x₁ + c x₂ + d x₃"
    assert notation(9, False)["formula"] == "a + b x + … + j x⁹"
    assert notation(9, True)["top"] == "x⁹"
    assert notation(5, False)["columns"] == ["1", "x", "x²", "x³", "x⁴", "x⁵"]
    assert {notation(d, False)["last"] for d in DEGREES} == set(LETTERS[1:])


@pytest.mark.parametrize(("lr", "degree", "scaled"), RUNS)
def test_sweep_equals_train_run_by_run(lr, degree, scaled):
    settings = {"degree": degree, "scaled": scaled}
    frames = sweep(*problem(**settings), (lr / 2, lr), 20, 10)
    together = np.array([np.hstack([w[1], grad[1]]) for w, grad in frames])
    alone = rows(with_numpy, lr, 200, **settings)[::10]
    alone = np.delete(alone, degree + 1, axis=1)  # the loss
    scale = 1e-10 * abs(alone).max(0)
    assert (abs(together - alone) <= 1e-9 * abs(alone) + scale).all()


@pytest.mark.parametrize("lr", [1e-9, 1e-6, 3.2e-6])
@pytest.mark.parametrize("n_epochs", [200, 2000])
def test_the_figure_replays_the_same_numbers_as_train(recorded, lr, n_epochs):
    rec = recorded("polynomial", n_epochs=n_epochs)
    assert rec.stride == n_epochs // FRAMES
    run = rows(with_torch, lr, n_epochs)[:: rec.stride]
    assert len(run) == rec.n_steps + 1
    close = {"rtol": 1e-5, "atol": 1e-6}
    np.testing.assert_allclose(rec.series("w", lr=lr), run[:, :4], **close)
    np.testing.assert_allclose(rec.series("loss", lr=lr), run[:, 4], **close)
    ends = run[:, [5, 8]]
    close = {"rtol": 1e-5, "atol": 1e-4}
    np.testing.assert_allclose(rec.series("grad_w", lr=lr), ends, **close)


def test_the_next_step_announced_is_one_update_later(recorded):
    rec = recorded("polynomial")
    run = rows(with_numpy, 1e-6, 2000)
    for frame in (0, 7, 199):
        after = run[10 * frame + 1, [0, 3]]
        np.testing.assert_allclose(rec.at("next_w", frame, lr=1e-6), after, rtol=1e-5)


def test_the_arrows_are_the_gradient(recorded):
    rec = recorded("polynomial", degree=5)
    (first,) = rows(with_numpy, n_epochs=0, degree=5)
    w, grad = first[:6], first[7:]
    hessian = rec.tables["curvature"].values
    np.testing.assert_allclose(hessian @ (w - rec.at("best_w")), grad, rtol=1e-5)


def test_the_result_line_is_near_the_least_squares_cubic():
    for tool in TOOLS:
        a, b, c, d, loss = map(float, tool.run(**COURSE))
        np.testing.assert_allclose((a, b, c, d), (0, 0.86, 0, -0.09), atol=0.025)
        assert 8.8 < loss < 9.4


def test_the_table_holds_the_losses_of_three_whole_runs(finished):
    result = finished(losses(**LESSON.defaults))
    assert result.updates.tolist() == list(range(0, 2001, 100))
    np.testing.assert_allclose(
        result.loss[:, 0], rows(with_numpy, 1e-6, 2000)[::100, 4]
    )
    np.testing.assert_allclose(
        result.loss, result.loss[:, [0]] * [[1, 1, 1]], rtol=1e-9
    )
    np.testing.assert_allclose(result.w - result.w[0], 0, atol=1e-11)


def test_the_first_100_updates_divide_the_loss_by_500_the_last_remove_3_percent():
    loss = rows(with_numpy, 1e-6, 2000)[:, 4]
    assert loss[0] > 500 * loss[100]
    assert 0.97 * loss[1900] < loss[2000] < loss[1900]


def test_least_squares_agree_with_polyfit_and_leave_8_8():
    X, y, _ = problem()
    x, _ = with_numpy.make_data()
    w, least = least_squares(X, y)
    np.testing.assert_allclose(w, np.polyfit(x, y, 3)[::-1], atol=1e-12)
    assert round(least, 3) == 8.817
    assert np.isclose(least, misses(w)[0])


@pytest.mark.parametrize("scaled", SCALED)
@pytest.mark.parametrize("degree", [1, 2, 3, 5, 9])
def test_below_two_over_lambda_max_it_converges_above_it_diverges(degree, scaled):
    X, y, _ = problem(degree=degree, scaled=scaled)
    best, least = least_squares(X, y)
    bound = largest_stable_rate(X)
    steepest = np.linalg.svd(X)[2][0]
    away = {}
    for factor in (0.99, 1.01):
        now = rows(with_numpy, factor * bound, 500, degree=degree, scaled=scaled)
        now = now[:, : degree + 2]
        assert (now[:, -1] >= least).all()
        away[factor] = abs((now[:, :-1] - best) @ steepest)
        falls = np.diff(now[:, -1]) < 1e-9 * now[0, -1]
        assert falls.all() if factor < 1 else not falls[-10:].any()
    np.testing.assert_allclose(away[0.99][50] / away[0.99][0], 0.98**50, rtol=1e-3)
    np.testing.assert_allclose(away[1.01][50] / away[1.01][0], 1.02**50, rtol=1e-3)


@pytest.mark.parametrize(("degree", "scaled"), [(1, False), (3, False), (3, True)])
def test_just_below_the_bound_the_descent_reaches_least_squares(degree, scaled):
    X, y, w = problem(degree=degree, scaled=scaled)
    w, _ = with_numpy.train(X, y, w, 0.99 * largest_stable_rate(X), 4000)
    np.testing.assert_allclose(w, least_squares(X, y)[0], atol=1e-6)


def test_the_curvatures_are_those_of_the_hessian():
    X, y, w = map(torch.as_tensor, problem())
    hessian = torch.autograd.functional.hessian(lambda w: loss_at(X, y, w), w)
    np.testing.assert_allclose(
        curvatures(X.numpy()), torch.linalg.eigvalsh(hessian), rtol=1e-9
    )


def test_each_further_degree_divides_the_bound_by_6_to_9():
    bounds = np.array([conditioning(degree)[0, 1] for degree in DEGREES])
    ratios = bounds[:-1] / bounds[1:]
    assert (ratios > 6).all()
    assert (ratios < 9).all()


def test_the_bound_of_every_degree_lies_on_the_slider():
    for degree in DEGREES:
        for _, bound, _ in conditioning(degree):
            assert LRS[2] < bound < LRS[-1]


def test_trap_the_rate_of_degree_3_diverges_at_degree_4():
    assert conditioning(4)[0, 1] < 1e-6 < conditioning(3)[0, 1]
    loss = rows(with_numpy, 1e-6, 200, degree=4)[:, 5]
    assert not loss[-1] < 1e30 * loss[0]


def test_a_sum_of_2000_squares_wants_a_rate_2000_times_smaller_than_a_mean():
    X, y, w = map(torch.as_tensor, problem())
    w.requires_grad_()
    (of_sum,) = torch.autograd.grad(loss_at(X, y, w), w)
    (of_mean,) = torch.autograd.grad(loss_at(X, y, w) / 2000, w)
    np.testing.assert_allclose(of_sum, 2000 * of_mean)
    np.testing.assert_allclose(1e-6 * of_sum, 2e-3 * of_mean)  # the same step


@pytest.mark.parametrize("degree", DEGREES)
def test_taylor_is_better_near_0_least_squares_on_the_whole_interval(degree):
    X, y, _ = problem(degree=degree)
    loss, whole, near = misses(least_squares(X, y)[0])
    taylor_loss, taylor_whole, taylor_near = misses(taylor(degree))
    assert loss < taylor_loss
    assert whole < taylor_whole
    assert near > taylor_near


def test_taylor_copies_sin_and_its_derivatives_at_0():
    x = torch.tensor(0.0, dtype=torch.float64, requires_grad=True)
    value, coefficients = torch.sin(x), []
    for k in range(6):
        coefficients.append(value.item() / np.prod(np.arange(1.0, k + 1)))
        (value,) = torch.autograd.grad(value, x, create_graph=True)
    np.testing.assert_allclose(taylor(5), coefficients, atol=1e-15)


def test_a_descent_that_diverged_misses_by_infinity():
    assert not np.isfinite(misses([np.nan] * 4)).any()
    assert not np.isfinite(misses([1e300] * 4)[0])


@pytest.mark.parametrize("degree", DEGREES)
def test_scaling_lowers_the_condition_number_and_keeps_the_answer(degree):
    plain, scaled = conditioning(degree)
    assert scaled[0] < plain[0] / 3
    assert scaled[1] > 3 * plain[1]
    assert scaled[2] < plain[2]
    (X, y, _), (scaled_X, *_) = (problem(degree=degree, scaled=s) for s in SCALED)
    predictions = [columns @ least_squares(columns, y)[0] for columns in (X, scaled_X)]
    np.testing.assert_allclose(*predictions, atol=1e-9)


def test_scaled_columns_are_perpendicular_for_a_line_only():
    conditions = [conditioning(degree)[1, 0] for degree in DEGREES]
    assert np.isclose(conditions[0], 1)
    assert min(conditions[1:]) > 6


def test_the_highest_column_reaches_pi_to_its_power():
    X, *_ = problem(degree=3)
    assert (X[:, 0] == 1).all()
    assert np.isclose(X[:, 3].max(), np.pi**3)
    assert 31 < X[:, 3].max() < 31.01


@pytest.mark.parametrize("scaled", SCALED)
@pytest.mark.parametrize("degree", [2, 3, 5])
def test_that_many_updates_divide_the_distance_by_ten(degree, scaled):
    X, y, w = problem(degree=degree, scaled=scaled)
    values, best = curvatures(X), least_squares(X, y)[0]
    lr, n_updates = 2 / (values[0] + values[-1]), updates_to_a_tenth(X)
    weakest = np.linalg.svd(X)[2][-1]
    for start in (w, best + weakest):
        (now, _), *_ = list(sweep(X, y, start, (lr,), 1, n_updates))[1:]
        away = np.linalg.norm(now[0] - best) / np.linalg.norm(start - best)
        assert away <= 0.1 + 1e-9
    assert away > 0.1 * (1 - 4 / condition(X))  # the worst start needs them all


def test_scaled_100_updates_do_better_than_2000_unscaled():
    quick = rows(with_numpy, 1.8e-4, 100, scaled=True)[:, 4]
    slow = rows(with_numpy, 1e-6, 2000)[:, 4]
    assert 1.8e-4 in LRS
    assert quick[100] < slow[2000]


def verdicts(rec, degree_lrs=LRS):
    return {lr: VERDICTS[int(rec.at("verdict", lr=lr))] for lr in degree_lrs}


@pytest.mark.parametrize("n_epochs", [200, 10_000])
@pytest.mark.parametrize("degree", [1, 2, 4, 6, 9])
@pytest.mark.parametrize("scaled", [False, True])
def test_a_verdict_says_of_each_run_what_the_run_does(
    recorded, n_epochs, degree, scaled
):
    rec = recorded("polynomial", n_epochs=n_epochs, degree=degree, scaled=scaled)
    bound, least = rec.at("bound"), rec.at("least")
    settles = {lr: rec.series("loss", lr=lr)[-1] <= 1.1 * least for lr in LRS}
    for lr, kind in verdicts(rec).items():
        loss = rec.series("loss", lr=lr)
        assert (kind == "settled") == (settles[lr] and lr < bound)
        assert (kind in ("edge", "diverges")) == (lr >= bound)
        assert (kind == "edge") <= (loss[-1] < loss[0])
        assert (kind == "diverges") <= (not loss[-1] < loss[0])
        if kind == "slow":
            assert lr < bound / 2
            assert any(settles[larger] for larger in LRS if larger > lr)
        if kind == "stretched":
            assert not any(settles.values())
            assert rec.at("times", lr=lr) == pytest.approx(loss[-1] / least, rel=1e-5)


def test_near_the_bound_the_condition_number_is_to_blame(recorded):
    rec = recorded("polynomial", degree=9, scaled=True)
    assert verdicts(rec)[1e-4] == "stretched"
    assert rec.at("times", lr=1e-4) > 1e6
    assert rec.at("condition") > 1e5


@pytest.mark.parametrize("settings", [{}, {"degree": 1}, {"scaled": True}], ids=str)
def test_verdicts_say_what_the_loss_does(recorded, settings):
    rec = recorded("polynomial", **settings)
    verdict_by_lr = verdicts(rec)
    assert set(verdict_by_lr.values()) == set(VERDICTS) - {"stretched", "edge"}
    least = rec.at("least")
    for lr, verdict in verdict_by_lr.items():
        loss = rec.series("loss", lr=lr)
        if verdict == "diverges":
            assert lr > rec.at("bound")
            assert not loss[-1] < 1e6 * loss[0]
        elif verdict == "still":
            assert 0.9 * loss[0] < loss[-1] <= loss[0]
        elif verdict == "slow":
            assert 1.1 * least < loss[-1] < loss[0]
        else:
            assert least * (1 - 1e-6) <= loss[-1] <= 1.1 * least


def test_the_courses_rate_settles_on_least_squares(recorded):
    rec = recorded("polynomial")
    assert verdicts(rec)[1e-6] == "settled"
    away = distance(rec, 1e-6)
    assert away[-1] < 0.03 < 1 < away[0]


def test_the_verdict_still_means_that_the_curve_hardly_moves(recorded):
    rec = recorded("polynomial")
    X, *_ = problem()
    lr = max(lr for lr, verdict in verdicts(rec).items() if verdict == "still")
    w = rec.series("w", lr=lr).astype(float)
    assert abs(X @ (w[-1] - w[0])).max() < 0.06 * abs(X @ w[0]).max()


def test_training_leaves_its_start_alone():
    for tool in TOOLS:
        X, y, w = problem(tool)
        before = w.tolist()
        tool.train(X, y, w, 1e-6, 3)
        assert w.tolist() == before


@pytest.mark.parametrize("degree", [3, 9])
def test_the_recording_is_small_enough_to_send(recorded, degree):
    assert len(pack(recorded("polynomial", degree=degree), {})) < 700_000


ENDS = [
    {control.name: end}
    for control, end in itertools.product(LESSON.controls_with_use("trained"), (0, -1))
]


@pytest.mark.parametrize("end", ENDS, ids=str)
def test_recordings_at_the_ends_have_finite_frames(recorded, end):
    settings = {name: LESSON[name].values[i] for name, i in end.items()}
    rec = recorded("polynomial", **settings)
    for name in ("x_window", "y_window", "w_window", "loss_window"):
        low, high = rec.facts[name]
        assert np.isfinite([low, high]).all()
        assert low < high
    assert rec.facts["loss_window"][0] > 0


def plain_run(name, seed):
    """A question, the settings of one draw and the losses of a plain run."""
    item = question("polynomial", name)
    settings = LESSON.question_settings(item, seed)
    x, y = with_numpy.make_data()
    X = with_numpy.make_columns(x, settings["degree"])
    start = with_numpy.make_start(settings["degree"], settings["start_seed"])
    with np.errstate(over="ignore", invalid="ignore"):
        _, losses = with_numpy.train(
            X, y, start, settings["lr"], settings["n_epochs"] + 1
        )
    return item, settings, X, y, np.array(losses)


@pytest.mark.parametrize("seed", range(20))
def test_predict_rate_is_what_a_plain_run_does_beyond_doubt(recorded, seed):
    question, settings, X, y, loss = plain_run("rate", seed)
    least, bound = least_squares(X, y)[1], largest_stable_rate(X)
    clear = {
        "diverges": settings["lr"] > bound and not loss[-1] < loss[0],
        "settled": loss[-1] < 1.05 * least,
        "slow": 3 * least < loss[-1] < loss[0] and settings["lr"] < bound / 20,
    }
    rec = recorded("polynomial", degree=settings["degree"])
    assert clear.pop(question.answer(rec, settings))
    assert not any(clear.values())


@pytest.mark.parametrize("degree", [1, 2, 4, 5, 6])
def test_predict_bound_parts_runs_that_fall_from_runs_that_grow(recorded, degree):
    question = LESSON.questions[1]
    settings = LESSON.defaults | {"degree": degree}
    bound = question.answer(recorded("polynomial", degree=degree), settings)
    x, y = with_numpy.make_data()
    X = with_numpy.make_columns(x, degree)
    start = with_numpy.make_start(degree, 42)
    for factor, grows in ((0.9, False), (1.1, True)):
        _, loss = with_numpy.train(X, y, start, factor * bound, 201)
        assert (loss[-1] > loss[0]) == grows
