"""Every claim of the page about the regression, on the real computation."""

import itertools
from random import Random

import numpy as np
import pytest
import torch

from app.components.player.packing import pack
from app.content.catalogue import PageText
from lessons.linear_regression import (
    LESSON,
    LRS,
    VERDICTS,
    distance,
    exercises,
    own_changes,
    with_numpy,
    with_torch,
)
from lessons.linear_regression.sweep import largest_stable_rate, least_squares, sweep
from lessons.toolkit.formula_parser import parse
from lessons.toolkit.update_recorder import record_updates
from tests.course import question

QUANTITIES = {
    with_numpy: ("a", "b", "loss", "grad_a", "grad_b"),
    with_torch: ("a", "b", "loss", "a.grad", "b.grad"),
}
"""The variables of each file's `train` that the tests compare."""

COURSE = {"lr": 0.1, "n_epochs": 1000}
"""The course's settings: 100 points, seed 40, start 42 are the defaults."""

ANSWERS = {
    "goal": [
        ({"lr": 0.5}, "right"),
        ({"lr": 0.016}, "never"),
        ({"lr": 0.1}, "slow"),
        ({"lr": 0.79}, "zigzag"),
        ({"lr": 1.0}, "diverges"),
    ],
    "derivative": [
        ("-2 * mean(y - y_pred)", "right"),
        ("2 * (y_pred - y).mean()", "right"),
        ("-2 * np.mean(y - a - b * x)", "right"),
        ("2 * np.mean(a + b * x - y)", "right"),
        ("-2 * (y - y_pred)", "vector"),
        ("2 * mean(y - y_pred)", "opposite"),
        ("-mean(y - y_pred)", "factor"),
        ("-2 * sum(y - y_pred)", "factor"),
        ("-2 * mean(x * (y - y_pred))", "other"),
        ("0", "other"),
    ],
    "repair": [
        ("train_reset", "right"),
        ("train_slower", "slower"),
        ("train_retained", "retained"),
        ("train_detached", "detached"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""


@pytest.mark.parametrize(
    ("parameter", "formula"),
    [
        ("a", "2 * sum(y_pred - y) / len(x)"),
        ("b", "2 * (y_pred - y) @ x / 80"),
        ("b", "-2 * mean(x * (y - y_pred))"),
        ("b", "(y_pred - y).dot(x) * 2 / len(y)"),
    ],
)
def test_a_right_derivative_may_be_written_in_several_ways(parameter, formula):
    (exercise,) = (e for e in LESSON.exercises if e.name == "derivative")
    task = {"parameter": parameter, "seed": 40, "start_seed": 42}
    answer = parse(formula, exercise.names)
    assert exercise.check(answer, task, None)[0] == "right"


@pytest.fixture(scope="module")
def data():
    return with_torch.make_data()


@pytest.fixture(scope="module")
def start():
    return with_torch.make_start()


def rows(module, lr, n_epochs=200, start_seed=42):
    """a, b, loss and gradients before each update and after the last."""
    x, y, *_ = module.make_data()
    start = module.make_start(start_seed)
    names = QUANTITIES[module]
    return np.array(record_updates(module.train, names, x, y, *start, lr, n_epochs + 1))


def loss_at(x, y, a, b):
    return ((y - a - b * x) ** 2).mean()


def test_data_are_the_courses(data):
    x, y, x_test, y_test = data
    rng = np.random.RandomState(40)
    points = rng.rand(100)
    values = 1 + 2 * points + 0.1 * rng.randn(100)
    assert (len(x), len(x_test)) == (80, 20)
    together = torch.cat([x, x_test]).sort().values.numpy()
    assert np.array_equal(together, np.sort(points))
    assert np.isclose(torch.cat([y, y_test]).sum().item(), values.sum())


def test_start_is_drawn_from_the_normal_law_with_seed_42(start):
    torch.manual_seed(42)
    torch.testing.assert_close(start.float(), torch.randn(2), rtol=0, atol=0)
    assert with_numpy.make_start().tolist() == start.tolist()


def plain_course_run():
    """The course's loop in plain PyTorch: first gradients, last a and b."""
    np.random.seed(40)
    x = np.random.rand(100, 1)
    y = 1 + 2 * x + 0.1 * np.random.randn(100, 1)
    order = np.arange(100)
    np.random.shuffle(order)
    x, y = (torch.from_numpy(values[order[:80]]).float() for values in (x, y))
    torch.manual_seed(42)
    a, b = (torch.randn(1, requires_grad=True) for _ in range(2))
    first = None
    for _ in range(1000):
        loss = ((y - (a + b * x)) ** 2).mean()
        loss.backward()
        first = first or (a.grad.item(), b.grad.item())
        with torch.no_grad():
            a -= 0.1 * a.grad
            b -= 0.1 * b.grad
        a.grad, b.grad = None, None
    return *first, a.item(), b.item()


def test_the_scenario_course_shows_the_courses_own_numbers(recorded):
    numbers = (-3.1019, -1.8132, 0.9998, 1.9619)
    np.testing.assert_allclose(plain_course_run(), numbers, atol=5e-5)
    now = LESSON.scenario_settings("course")
    assert {name: now[name] for name in COURSE} == COURSE
    rec = recorded("linear_regression", n_epochs=now["n_epochs"])
    firsts = [rec.at(name, t=0, lr=now["lr"]) for name in ("grad_a", "grad_b")]
    lasts = [rec.at(name, t=rec.n_steps, lr=now["lr"]) for name in ("a", "b")]
    np.testing.assert_allclose([*firsts, *lasts], numbers, atol=5e-5)
    for lang, point in (("fr", ","), ("en", ".")):
        text = PageText("linear_regression", lang).text("data.note")
        for number in numbers:
            assert f"{abs(number):.4f}".replace(".", point) in text


@pytest.mark.parametrize("seed", range(20))
def test_few_rates_solve_the_exercise_and_the_first_one_does_not(recorded, seed):
    exercise = next(e for e in LESSON.exercises if e.name == "goal")
    task = LESSON.defaults | exercise.draw(Random(seed))
    rec = recorded("linear_regression", start_seed=task["start_seed"])
    verdicts = [exercise.check(task | {"lr": lr}, task, rec)[0] for lr in LRS]
    assert 2 <= verdicts.count("right") <= exercises.MOST_RIGHT
    assert verdicts[LRS.index(task["lr"])] != "right"


@pytest.mark.parametrize("tool", [with_numpy, with_torch])
def test_train_returns_the_end_and_the_loss_before_each_update(tool):
    x, y, *_ = tool.make_data()
    a, b, losses = tool.train(x, y, *tool.make_start(), lr=0.1, n_epochs=20)
    recorded = rows(tool, 0.1, 20)
    assert losses == recorded[:-1, 2].tolist()
    assert [float(a), float(b)] == recorded[-1, :2].tolist()
    assert tool.run(n_epochs=20) == (a, b, losses[-1])


@pytest.mark.parametrize("lr", [0.01, 0.1, 0.5])
def test_numpy_and_torch_give_the_same_numbers_at_each_step(lr):
    np.testing.assert_allclose(
        rows(with_numpy, lr, 1000), rows(with_torch, lr, 1000), rtol=1e-9, atol=1e-12
    )


def test_gradients_by_hand_equal_autograd_and_central_differences(data, start):
    x, y, *_ = data
    a, b = start.tolist()
    by_hand, by_torch = (rows(tool, 0.1)[0, 3:] for tool in (with_numpy, with_torch))
    h = 1e-6
    differences = (
        (loss_at(x, y, a + h, b) - loss_at(x, y, a - h, b)) / (2 * h),
        (loss_at(x, y, a, b + h) - loss_at(x, y, a, b - h)) / (2 * h),
    )
    np.testing.assert_allclose(by_hand, by_torch, rtol=1e-12)
    np.testing.assert_allclose(by_hand, differences, rtol=1e-6)


@pytest.mark.parametrize("lr", [0.01, 0.1, 0.79])
def test_the_figure_replays_the_same_numbers_as_train(recorded, lr):
    rec = recorded("linear_regression")
    run = rows(with_torch, lr)
    for column, name in enumerate(("a", "b", "loss", "grad_a", "grad_b")):
        np.testing.assert_allclose(
            rec.series(name, lr=lr), run[:, column], rtol=1e-5, atol=1e-6
        )


def test_sweep_equals_train_for_every_bounded_rate(data, start):
    x, y, *_ = data
    lrs = [lr for lr in LRS if lr < largest_stable_rate(x)]
    together = np.stack([np.stack(now) for now in sweep(x, y, *start, lrs, 50)], -1)
    for i, lr in enumerate(lrs):
        single = rows(with_torch, lr, 50).T
        np.testing.assert_allclose(together[:, i], single, rtol=1e-9, atol=1e-12)


def test_with_the_courses_settings_the_descent_reaches_least_squares(data):
    x, y, *_ = data
    best_a, best_b, best = least_squares(x, y)
    for module in (with_numpy, with_torch):
        a, b, loss = module.run(**COURSE)
        assert abs(a - best_a) < 2e-3
        assert abs(b - best_b) < 2e-3
        assert loss < 1.001 * best


def test_least_squares_agrees_with_numpy(data):
    x, y, *_ = data
    b, a = np.polyfit(x.numpy(), y.numpy(), 1)
    np.testing.assert_allclose(least_squares(x, y)[:2], (a, b), rtol=1e-9)


def test_just_under_two_over_lambda_max_converges_just_over_diverges(data, start):
    x, y, *_ = data
    bound = largest_stable_rate(x)
    runs = {}
    for factor in (0.99, 1.01):
        *_, losses = with_torch.train(x, y, *start, factor * bound, 3000)
        runs[factor] = losses[-1]
    assert runs[0.99] < 1.0001 * least_squares(x, y)[2]
    assert runs[1.01] > 1e3


def test_verdict_slow_falls_but_is_far_from_the_best(recorded):
    rec = recorded("linear_regression")
    loss = rec.series("loss", lr=0.01)
    assert VERDICTS[int(rec.at("verdict", lr=0.01))] == "slow"
    assert (np.diff(loss) < 0).all()
    assert loss[-1] > 2 * rec.at("best")


def steepest(x):
    """Unit vector of the strongest curvature."""
    columns = torch.stack([torch.ones_like(x), x], -1)
    return torch.linalg.eigh(columns.T @ columns).eigenvectors[:, -1].numpy()


def sides(rec, x, lr, n):
    """Position along the strongest curvature, relative to the minimum."""
    difference = np.stack(
        [
            rec.series("a", lr=lr)[:n] - rec.at("best_a"),
            rec.series("b", lr=lr)[:n] - rec.at("best_b"),
        ],
        -1,
    )
    return difference @ steepest(x)


@pytest.mark.parametrize("lr", [lr for lr in LRS if 0.05 < lr < 0.39])
def test_verdict_straight_does_not_jump_over_the_valley(recorded, data, lr):
    rec = recorded("linear_regression")
    along = sides(rec, data[0], lr, 6)
    assert VERDICTS[int(rec.at("verdict", lr=lr))] in ("straight", "slow")
    assert (along[:-1] * along[1:] > 0).all()


@pytest.mark.parametrize("lr", [lr for lr in LRS if 0.45 < lr < 0.79])
def test_verdict_zigzag_jumps_over_the_valley_at_each_step(recorded, data, lr):
    rec = recorded("linear_regression")
    along = sides(rec, data[0], lr, 8)
    assert VERDICTS[int(rec.at("verdict", lr=lr))] == "zigzag"
    assert (along[:-1] * along[1:] < 0).all()
    assert (np.abs(along[1:]) < np.abs(along[:-1])).all()  # less and less


@pytest.mark.parametrize("lr", [lr for lr in LRS if lr > 0.8])
def test_verdict_diverges_each_step_lands_further_away(recorded, lr):
    rec = recorded("linear_regression")
    distances = distance(rec, lr)
    finite = distances[: np.isfinite(distances).sum()][:40]
    assert VERDICTS[int(rec.at("verdict", lr=lr))] == "diverges"
    assert (np.diff(finite[1:]) > 0).all()


STARTS = [(40, 42), (3, 97), (40, 97), (7, 5), (99, 60)]


@pytest.mark.parametrize("n_epochs", [50, 200, 1000])
@pytest.mark.parametrize("noise", [0.0, 0.1, 0.5])
@pytest.mark.parametrize("n", [20, 500])
def test_a_verdict_says_of_each_run_what_the_run_does(recorded, n_epochs, noise, n):
    for seed, start_seed in STARTS:
        seeds = {"seed": seed, "start_seed": start_seed}
        rec = recorded(
            "linear_regression", n_epochs=n_epochs, noise=noise, n=n, **seeds
        )
        bound = rec.at("bound")
        ends = {lr: distance(rec, lr)[[0, -1]] for lr in LRS}
        arrives = {lr: end < 0.1 * first for lr, (first, end) in ends.items()}
        for lr in LRS:
            kind = VERDICTS[int(rec.at("verdict", lr=lr))]
            loss = rec.series("loss", lr=lr)
            assert (kind in ("edge", "diverges")) == (lr >= bound)
            assert (kind == "diverges") == (lr >= bound and not loss[-1] < loss[0])
            assert (kind == "zigzag") == (bound / 2 < lr < bound)
            if kind == "straight":
                assert arrives[lr]
            if kind == "slow":
                assert not arrives[lr]
                assert any(arrives[larger] for larger in LRS if larger > lr)


def test_the_verdict_straight_requires_arriving(recorded):
    rec = recorded("linear_regression", start_seed=97)
    assert rec.at("a", t=200, lr=0.016) > rec.at("best_a") + 0.2
    assert VERDICTS[int(rec.at("verdict", lr=0.016))] == "slow"


def test_each_step_removes_the_same_fraction_of_the_distance(recorded, data):
    x = data[0]
    columns = torch.stack([torch.ones_like(x), x], -1)
    smallest = torch.linalg.eigvalsh(2 * columns.T @ columns / len(x))[0].item()
    distances = distance(recorded("linear_regression"), 0.1)[100:]
    np.testing.assert_allclose(
        distances[1:] / distances[:-1], 1 - 0.1 * smallest, rtol=1e-3
    )


def test_the_loss_approaches_zero_without_noise(recorded):
    rec = recorded("linear_regression", noise=0.0, n_epochs=1000)
    assert rec.series("loss", lr=0.5)[-1] < 1e-6


def test_with_noise_the_loss_never_passes_below_least_squares(recorded):
    rec = recorded("linear_regression", n_epochs=1000)
    for lr in LRS:
        loss = rec.series("loss", lr=lr)
        assert (loss[np.isfinite(loss)] >= rec.at("best") * (1 - 1e-6)).all()


def test_trap_late_steps_hardly_show(recorded):
    rec = recorded("linear_regression")
    ends = [
        rec.series("a", lr=0.1)[-50:] + x * rec.series("b", lr=0.1)[-50:]
        for x in (0, 1)
    ]
    assert all(np.ptp(end) < 0.07 for end in ends)  # of a picture 3.4 high
    assert distance(rec, 0.1)[-1] > 0.08


def test_unless_cleared_a_gradient_adds_to_the_one_before(data):
    x, y, *_ = data
    a = torch.tensor(0.5, dtype=x.dtype, requires_grad=True)
    loss_at(x, y, a, 0.0).backward()
    once = a.grad.item()
    loss_at(x, y, a, 0.0).backward()
    assert np.isclose(a.grad.item(), 2 * once)


def test_update_outside_no_grad_is_refused(data):
    a = torch.tensor(0.5, requires_grad=True)
    with pytest.raises(RuntimeError, match="leaf Variable that requires grad"):
        a -= 0.1


def test_errors_of_opposite_sign_cancel_without_the_square(data):
    x, y, *_ = data
    a, b, best = least_squares(x, y)
    assert abs((y - a - b * x).mean().item()) < 1e-9
    assert best > 0.005


def test_training_leaves_its_start_alone(data, start):
    before = start.clone()
    with_torch.train(*data[:2], *start, 0.1, 3)
    assert torch.equal(start, before)


def test_the_recording_is_small_enough_to_send(recorded):
    assert len(pack(recorded("linear_regression"), {})) < 700_000


ENDS = [
    {control.name: end}
    for control, end in itertools.product(LESSON.controls_with_use("trained"), (0, -1))
]


@pytest.mark.parametrize("end", ENDS, ids=str)
def test_recordings_at_the_ends_have_finite_frames(recorded, end):
    settings = {name: LESSON[name].values[i] for name, i in end.items()}
    rec = recorded("linear_regression", **settings)
    for name in ("a_window", "b_window", "y_window", "loss_window"):
        low, high = rec.facts[name]
        assert np.isfinite([low, high]).all()
        assert low < high
    assert rec.facts["loss_window"][0] > 0


def question_and_run(name, seed):
    """Settings and the plain NumPy run of a question: rows of a, b, loss, gradients."""
    item = question("linear_regression", name)
    settings = LESSON.question_settings(item, seed)
    names = ("lr", "n_epochs", "start_seed")
    with np.errstate(over="ignore", invalid="ignore"):
        run = rows(with_numpy, **{name: settings[name] for name in names})
    return item, settings, run


def answer_of(recorded, item, settings):
    arguments = {c.name: settings[c.name] for c in LESSON.controls_with_use("trained")}
    return item.answer(recorded("linear_regression", **arguments), settings)


@pytest.mark.parametrize("seed", range(20))
def test_predict_rate_is_what_the_run_does_beyond_doubt(recorded, data, seed):
    question, settings, run = question_and_run("rate", seed)
    loss, best = run[:, 2], least_squares(*data[:2])[2]
    bound = largest_stable_rate(data[0])
    clear = {
        "grows": settings["lr"] > bound and not loss[-1] < 100 * loss[0],
        "arrives": loss[-1] < 1.05 * best and settings["lr"] < bound,
        "falls_short": 2 * best < loss[-1] < loss[0],
    }
    assert clear.pop(answer_of(recorded, question, settings))
    assert not any(clear.values())


@pytest.mark.parametrize("seed", range(20))
def test_predict_end_is_where_the_run_ends(recorded, seed):
    question, settings, run = question_and_run("end", seed)
    np.testing.assert_allclose(
        answer_of(recorded, question, settings), run[-1, :2], rtol=1e-5, atol=1e-6
    )


@pytest.mark.parametrize("seed", range(20))
def test_predict_end_first_steps_are_the_longest_then_it_is_slow(seed):
    steps = np.hypot(*np.diff(question_and_run("end", seed)[2][:, :2], axis=0).T)
    assert steps[0] == steps.max()
    assert steps[-1] < 0.5 * steps[0]


@pytest.mark.parametrize("name", [fix.__name__ for fix in exercises.REPAIR.fixes])
def test_the_best_line_of_the_repair_is_that_of_least_squares(name, data):
    x, y, *_ = data
    X = np.stack([np.ones(len(x)), x.numpy()], 1)
    residuals = np.linalg.lstsq(X, y.numpy(), rcond=None)[1]
    _, numbers = exercises.check_repair(name, {}, None)
    assert numbers["least"] == pytest.approx(residuals.item() / len(x), rel=1e-9)


@pytest.mark.parametrize("tool", [with_numpy, with_torch])
def test_moved_points_are_where_they_were_put_and_the_others_stay(tool):
    x, y, x_test, y_test = tool.make_data()
    moved_x, moved_y, *test = tool.make_data(moved=((3, 0.42, 1.9), (399, 0, 0)))
    assert (float(moved_x[3]), float(moved_y[3])) == (0.42, 1.9)
    others = [i for i in range(len(x)) if i != 3]
    assert np.array_equal(moved_x[others], x[others])
    assert np.array_equal(moved_y[others], y[others])
    assert np.array_equal(test[0], x_test) and np.array_equal(test[1], y_test)


@pytest.mark.parametrize("tool", [with_numpy, with_torch])
def test_a_given_start_replaces_the_seed(tool):
    assert tool.make_start(7, (2.5, -2.0)).tolist() == [2.5, -2.0]
    assert tool.make_start(7).tolist() == tool.make_start(7, ()).tolist()


def test_the_recording_begins_at_the_reader_s_start_on_the_reader_s_data(recorded):
    moved, start = ((0, 0.95, -1.0),), (2.5, -2.0)
    rec = recorded("linear_regression", moved=moved, start=start)
    a, b, _ = with_torch.run(moved=moved, start=start)
    assert (rec.at("a", t=0, lr=0.1), rec.at("b", t=0, lr=0.1)) == start
    ends = [rec.at(name, t=200, lr=0.1) for name in ("a", "b")]
    assert ends == pytest.approx([a, b], abs=1e-6)
    assert rec.facts["typed"] == {"moved": "0: 0.95 -1", "start": "2.5 -2"}


def test_one_point_far_away_weighs_more_than_many_nearby(data):
    """One of 80 points pulled down: least squares comes closer to it, and leaves all
    the others further away than they were."""
    x, y, *_ = data
    i = int(x.argmax())
    moved = ((i, round(x[i].item(), 2), -3.0),)
    a, b, loss = least_squares(x, y)
    new_x, new_y, *_ = with_torch.make_data(moved=moved)
    new_a, new_b, new_loss = least_squares(new_x, new_y)
    assert new_a + new_b * new_x[i] < a + b * new_x[i] - 0.1
    assert new_loss > 10 * loss
    others = torch.arange(len(x)) != i
    before = (a + b * x - y)[others].square().mean()
    after = (new_a + new_b * x - y)[others].square().mean()
    assert after > 1.5 * before


def test_a_link_carries_at_most_a_few_moved_points():
    control = LESSON["moved"]
    few = tuple((i, 0.5, 1.0) for i in range(8))
    assert control.fits_link(few) and not control.fits_link((*few, (8, 0.5, 1.0)))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3: 0,42 1,9", ((3, 0.42, 1.9),)),
        ("7: 1 2; 3: 0.5 −1;", ((3, 0.5, -1.0), (7, 1.0, 2.0))),
        ("", ()),
    ],
)
def test_moved_points_may_be_typed_in_several_ways(text, value):
    assert LESSON["moved"].parse(text) == value


def test_what_changes_is_said_with_the_numbers_of_both_data_sets(recorded):
    settings = LESSON.defaults | {"moved": ((0, 0.95, -1.0),), "n": 20}
    settings["moved"] += ((300, 0.5, 1.0),)
    rec = recorded("linear_regression", moved=settings["moved"], n=20)
    (moved, numbers), (beyond, ignored) = own_changes(rec, settings)
    assert (moved, beyond) == ("moved", "beyond")
    x, y, *_ = with_torch.make_data(n=20)
    # LAPACK's last digit depends on where the numbers lie in memory
    best = pytest.approx(least_squares(x, y)[2], rel=1e-12)
    assert numbers["drawn_best"] == best
    assert numbers["drawn_best"] < numbers["best"]
    assert ignored == {"n": 1, "m": 16}
