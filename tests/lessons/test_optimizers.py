"""Every claim of the page about optimizers, on the real computation."""

import inspect
from itertools import combinations

import numpy as np
import pytest
import torch

from app.components.player.packing import pack
from app.content.catalogue import LANGUAGES, PageText
from lessons.optimizers import (
    LESSON,
    LINES,
    LRS,
    N_STEPS,
    OPTIMIZERS,
    STARTS,
    VERDICTS,
    bounds,
    least,
    minima,
    rivals,
    with_numpy,
    with_torch,
)
from lessons.optimizers.memory import (
    M_NAMES,
    V_NAMES,
    format_state,
    moments,
    names,
    state_after,
)
from lessons.optimizers.refusals import refusal, schedule_first, without_brackets
from lessons.optimizers.sweep import sweep
from lessons.toolkit.update_recorder import record_updates
from tests.pages.app_page import open_page, page_text

ANSWERS = {
    "tune": [
        ({"lr": 1.6}, "right"),
        ({"lr": 0.01}, "small"),
        ({"lr": 0.001}, "small"),
        ({"lr": 0.1}, "small"),
    ],
    "repair": [
        ("train_zeroed", "right"),
        ("train_slower", "slower"),
        ("train_heavier", "heavier"),
        ("train_retained", "retained"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""

SCHEDULES = LESSON["schedule"].values
ADAPTIVE = ("Adagrad", "RMSprop", "Adam")


def rows(module, function, optimizer, lr=0.004, k=20.0, schedule="constant"):
    """w, loss and gradient from step 0 to the end, a row each."""
    names = ("w", "loss", "grad_w" if module is with_numpy else "w.grad")
    rule = {"optimizer": optimizer, "schedule": schedule, "lr": lr}
    with np.errstate(all="ignore"):
        steps = record_updates(module.train, names, function, k, **rule)
        w, *_ = module.train(function, k, **rule)
        steps.append((w, *with_numpy.measure(function, np.asarray(w), k)))
    return np.array([np.hstack(step) for step in steps])


def along(gradients, optimizer, lr=0.01, module=with_torch):
    """The places w after steps whose gradients are given, from w = 0."""
    w = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    descent, _ = module.make_optimizer([w], 60, optimizer, "constant", lr)
    places = [w.detach().clone()]
    for gradient in gradients:
        w.grad = torch.tensor(gradient, dtype=torch.float64)
        descent.step()
        places.append(w.detach().clone())
    return torch.stack(places).numpy()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_each_update_by_hand_equals_torch_optim_at_every_step(optimizer):
    kinds = [(function, "constant") for function in STARTS]
    for function, schedule in [*kinds, ("valley", "step"), ("valley", "cosine")]:
        np.testing.assert_allclose(
            rows(with_numpy, function, optimizer, schedule=schedule),
            rows(with_torch, function, optimizer, schedule=schedule),
            rtol=1e-7,
            atol=1e-9,
        )


@pytest.mark.parametrize("module", [with_numpy, with_torch])
def test_train_returns_the_end_and_the_path_that_led_there(module):
    for schedule in SCHEDULES:
        rule = {"optimizer": "Adam", "schedule": schedule, "lr": 0.1}
        w, path, losses = module.train("valley", 20.0, **rule)
        steps = rows(module, "valley", "Adam", 0.1, schedule=schedule)
        np.testing.assert_array_equal(np.vstack([path, w]), steps[:, :2])
        np.testing.assert_array_equal(losses, steps[:-1, 2])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_sentence_names_exactly_the_state_of_the_optimizer(optimizer, lang):
    run = list(
        sweep(
            "valley",
            with_torch.make_start("valley"),
            20.0,
            optimizer,
            "constant",
            LRS,
            12,
        )
    )
    gradients = torch.stack([step[2][LRS.index(0.01)] for step in run]).numpy()
    *_, m, v, _ = (value[LRS.index(0.01)].numpy() for value in run[12])
    decay_sum, squares = np.zeros(2), gradients[:12] ** 2
    for gradient in gradients[:12]:
        decay_sum = 0.9 * decay_sum + gradient
    running = {"m": (0.9, gradients[:12]), "v": (0.999, squares)}
    mean = {
        n: sum((1 - b) * b ** (11 - i) * g for i, g in enumerate(gs))
        for n, (b, gs) in running.items()
    }
    words = PageText("optimizers", lang).labels("now")[optimizer.lower()]
    decay_text = {
        "fr": "somme des gradients qui perd",
        "en": "sum of the gradients that fades",
    }
    whole = {"fr": "la somme de tous les carrés", "en": "the sum of all squared"}
    average = {"fr": "une moyenne glissante", "en": "a running mean"}
    if optimizer == "SGD":
        assert not (m.any() or v.any()) and "{m1}" not in words and "{v1}" not in words
    elif optimizer in ("Momentum", "Nesterov"):
        np.testing.assert_allclose(m, decay_sum)
        assert decay_text[lang] in words and "{v1}" not in words and not v.any()
    elif optimizer == "Adagrad":
        np.testing.assert_allclose(v, squares.sum(0))
        assert whole[lang] in words and "{m1}" not in words and not m.any()
    elif optimizer == "RMSprop":
        rms = sum(0.01 * 0.99 ** (11 - i) * g for i, g in enumerate(squares))
        np.testing.assert_allclose(v, rms)
        assert average[lang] in words and "{m1}" not in words and not m.any()
    else:
        np.testing.assert_allclose(m, mean["m"])
        np.testing.assert_allclose(v, mean["v"])
        assert average[lang] in words and "{m1}" in words and "{v1}" in words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_formula_of_adam_counts_the_steps_from_0(lang):
    gradients = [(0.3, -2.0), (0.5, 1.0), (-1.0, 4.0)]
    m, v, places = np.zeros(2), np.zeros(2), along(gradients, "Adam")
    steps = np.diff(places, axis=0)
    for t, (g, step) in enumerate(zip(np.array(gradients), steps, strict=True)):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        m_hat, v_hat = m / (1 - 0.9 ** (t + 1)), v / (1 - 0.999 ** (t + 1))
        np.testing.assert_allclose(step, -0.01 * m_hat / np.sqrt(v_hat), rtol=1e-6)
    formula = PageText("optimizers", lang).labels("rule.formulas")["adam"]
    assert formula.count("9ⁿ") == 2 and "n = t + 1" in formula


def test_a_constant_rate_has_no_scheduler():
    for schedule, has_one in (("constant", False), ("step", True), ("cosine", True)):
        w = with_torch.make_start("bowl").requires_grad_()
        _, scheduler = with_torch.make_optimizer([w], 60, "SGD", schedule, 0.1)
        assert (scheduler is not None) == has_one


def test_a_line_of_the_formula_runs_with_the_list_that_it_names():
    code = inspect.getsource(with_torch.make_optimizer)
    assert "torch.optim.SGD(params, lr=lr, momentum=0.9)" in code and "(w," not in code
    assert "make_optimizer(\n        [w]," in inspect.getsource(with_torch.train)


def test_the_scenario_of_best_rates_shows_the_chosen_one_at_its_best(
    recorded,
):
    now = LESSON.scenario_settings("fair")
    rec = recorded("optimizers")
    assert now == LESSON.defaults | {"rates": "best", "lr": now["lr"]}
    assert now["rates"] == "best"
    assert rec.at("best_lr", optimizer=now["optimizer"]) == np.float32(now["lr"])


@pytest.mark.parametrize("function", STARTS)
def test_the_winner_at_a_rate_leaves_least_and_does_not_diverge(function, recorded):
    rec = recorded("optimizers", function=function)
    for lr in rec.axes["lr"]:
        left = {o: rec.at("left", optimizer=o, lr=lr) for o in OPTIMIZERS}
        winner = rec.facts["winner"][int(rec.at("winner", lr=lr))]
        assert left[winner] == min(left.values()) < 1


@pytest.mark.parametrize("function", STARTS)
def test_gradients_by_hand_equal_autograd_and_central_differences(function):
    rng = np.random.default_rng(0)
    for k in (1.0, 50.0):
        w = rng.uniform(-1, 1, 2)
        value, by_hand = with_numpy.measure(function, w, k)
        leaf = torch.from_numpy(w).requires_grad_()
        loss = with_torch.measure(function, leaf, k)
        loss.backward()
        assert np.isclose(value, loss.item(), rtol=1e-12)
        np.testing.assert_allclose(by_hand, leaf.grad, rtol=1e-9, atol=1e-12)
        differences = [
            (
                with_numpy.measure(function, w + d, k)[0]
                - with_numpy.measure(function, w - d, k)[0]
            )
            / 2e-6
            for d in 1e-6 * np.eye(2)
        ]
        np.testing.assert_allclose(by_hand, differences, rtol=1e-5, atol=1e-5 * k)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_sweep_equals_train_rate_by_rate(optimizer):
    lrs, start = LRS[:8:3], with_torch.make_start("valley")
    for schedule in ("constant", "cosine"):
        now = [*sweep("valley", start, 10.0, optimizer, schedule, lrs)][:-1]
        w, loss, gradient, *_ = (
            torch.stack(v, 1).numpy() for v in zip(*now, strict=True)
        )
        for i, lr in enumerate(lrs):
            alone = rows(with_torch, "valley", optimizer, lr, 10.0, schedule)
            one = np.concatenate([w[i], loss[i][:, None], gradient[i]], -1)
            np.testing.assert_allclose(one, alone, rtol=1e-9, atol=1e-12)


def test_the_figure_replays_the_same_numbers_as_train(recorded):
    rec = recorded("optimizers")
    for optimizer in OPTIMIZERS:
        run = rows(with_torch, "valley", optimizer, 0.004)
        for i, name in enumerate(("w1", "w2", "loss", "grad_w1", "grad_w2")):
            line = rec.series(name, optimizer=optimizer, lr=0.004)
            np.testing.assert_allclose(line, run[:, i], rtol=1e-5, atol=1e-6)


def test_all_start_at_the_same_point_and_the_minima_have_no_slope():
    for function in STARTS:
        for k in (1.0, 50.0):
            for place in minima(function):
                _, slopes = with_numpy.measure(function, place.numpy(), k)
                np.testing.assert_allclose(slopes, 0, atol=1e-9)
            start = with_numpy.measure(function, with_numpy.make_start(function), k)
            assert start[0] > least(function, k)


def test_the_winner_changes_with_the_rate(recorded):
    gaps = recorded("optimizers").tables["left"].values
    first = {OPTIMIZERS[i] for i in gaps.argmin(0)}
    assert len(first) >= 3


def test_adam_is_slow_at_the_shared_rate_and_converges_at_its_own(recorded):
    rec = recorded("optimizers")
    gaps = {o: rec.at("left", optimizer=o, lr=0.01) for o in OPTIMIZERS}
    best = {o: rec.at("least_left", optimizer=o) for o in OPTIMIZERS}
    assert gaps["Adam"] > 5 * gaps["SGD"]
    assert best["Adam"] < 0.01
    order = sorted(OPTIMIZERS, key=gaps.get), sorted(OPTIMIZERS, key=best.get)
    assert order[0] != order[1]


def test_the_best_rate_of_adam_is_not_that_of_sgd(recorded):
    rec = recorded("optimizers")
    adam, sgd = (rec.at("best_lr", optimizer=o) for o in ("Adam", "SGD"))
    assert adam > 5 * sgd


def test_on_another_surface_another_one_is_best(recorded):
    best = {
        f: OPTIMIZERS[
            recorded("optimizers", function=f).tables["left"].values.min(1).argmin()
        ]
        for f in ("valley", "regression")
    }
    assert len(set(best.values())) == 2


def test_the_map_tells_what_plain_runs_leave(recorded):
    rec = recorded("optimizers")
    for optimizer, lr in (("SGD", 0.01), ("Adam", 0.63), ("Nesterov", 0.1)):
        loss = rows(with_torch, "valley", optimizer, lr)[:, 2]
        expected = loss[-10:].mean() / loss[0]
        gap = rec.at("left", optimizer=optimizer, lr=lr)
        assert np.isclose(gap, expected, rtol=1e-4) or not (gap < 1 or expected < 1)
        kind = VERDICTS[int(rec.at("verdict", optimizer=optimizer, lr=lr))]
        assert (kind == "diverges") == (not expected < 1)


def test_the_race_draws_all_at_one_rate_or_each_at_its_best(recorded):
    rec = recorded("optimizers")
    same, fair = rivals(rec, False), rivals(rec, True)
    assert list(same) == list(fair) == list(OPTIMIZERS)
    best = rec.at("best_lr", optimizer="Adam")
    line = rec.series(
        "loss", optimizer="Adam", lr=min(LRS, key=lambda lr: abs(lr - best))
    )
    assert (fair["Adam"]["loss"].values[: N_STEPS + 1] == line).all()
    at = LRS.index(0.01)
    line = rec.series("loss", optimizer="SGD", lr=0.01)
    assert (same["SGD"]["loss"].values[at, : N_STEPS + 1] == line).all()


def test_two_lines_differ_by_colour_or_dashes_and_one_colour_keeps_the_same():
    assert len({*LINES.values()}) == len(LINES) == 7
    kinds = {name: tuple(moments_kept(name)) for name in OPTIMIZERS}
    for one, other in combinations(OPTIMIZERS, 2):
        same = LINES[one][0] == LINES[other][0]
        assert same == (kinds[one] == kinds[other]), (one, other)


def moments_kept(optimizer):
    """Whether it keeps gradients, and whether it keeps their squares."""
    return [any(n in names(optimizer) for n in kept) for kept in (M_NAMES, V_NAMES)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sentence_says_what_each_optimizer_keeps(lang):
    keeps = PageText("optimizers", lang).labels("keeps")
    assert [*keeps] == [name.lower() for name in OPTIMIZERS]
    square = {"fr": "carrés", "en": "square"}[lang]
    for name in OPTIMIZERS:
        gradients, squares = moments_kept(name)
        told = keeps[name.lower()]
        assert (told in ("Rien.", "Nothing.")) == (not gradients and not squares)
        if name != "AdamW":  # which says: as Adam
            assert (square in told) == squares
    assert names("AdamW") == names("Adam")


def test_the_best_rate_is_the_one_of_all_that_leaves_the_least(recorded):
    """Computed again, run by run, by the loop on the page."""
    rec = recorded("optimizers")
    for optimizer in OPTIMIZERS:
        ends = [
            np.nan_to_num(
                rows(with_torch, "valley", optimizer, lr)[-10:, 2].mean(), nan=np.inf
            )
            for lr in LRS
        ]
        best = LRS[int(np.argmin(ends))]
        assert rec.at("best_lr", optimizer=optimizer) == np.float32(best)


def test_sgd_settles_just_below_two_over_lambda_max_and_not_above():
    for function in ("bowl", "regression"):
        bound, start = bounds(function, 10.0)["SGD"], with_torch.make_start(function)
        lrs = (0.99 * bound, 1.01 * bound)
        *_, (_, loss, *_) = sweep(function, start, 10.0, "SGD", "constant", lrs, 1000)
        assert loss[0] < 1.01 * least(function, 10.0) + 1e-6
        assert not loss[1] < 1


def test_the_optimizer_state_shown_is_read_after_a_step():
    counts = {optimizer: len(names(optimizer)) for optimizer in OPTIMIZERS}
    assert list(counts.values()) == [0, 1, 1, 1, 1, 2, 2]
    assert names("Adam") == ("exp_avg", "exp_avg_sq")
    _, gradient = with_numpy.measure("valley", with_numpy.make_start("valley"), 20.0)
    state = state_after("Adam")
    np.testing.assert_allclose(state["exp_avg"], 0.1 * gradient)
    np.testing.assert_allclose(state["exp_avg_sq"], 0.001 * gradient**2)
    assert "'exp_avg'" in format_state(state)
    assert format_state(state_after("SGD")) == "{}"


def test_m_and_v_of_the_figure_are_those_of_the_state(recorded):
    rec = recorded("optimizers")
    for optimizer in ("Momentum", "Adagrad", "AdamW"):
        w = with_torch.make_start("valley").requires_grad_()
        descent, _ = with_torch.make_optimizer([w], 60, optimizer, "constant", 0.01)
        for _ in range(3):
            descent.zero_grad()
            with_torch.measure("valley", w, 20.0).backward()
            descent.step()
        for name, values in zip("mv", moments(descent, w), strict=True):
            numbers = [
                rec.at(f"{name}{i}", 3, optimizer=optimizer, lr=0.01) for i in (1, 2)
            ]
            np.testing.assert_allclose(numbers, values, rtol=1e-5)


def test_momentum_steps_grow_to_ten_times_where_gradients_agree():
    steps = -np.diff(along([(1.0, 1.0)] * 100, "Momentum"), axis=0)[:, 0]
    assert (np.diff(steps) > 0).all()
    assert steps[-1] == pytest.approx(10 * 0.01, rel=1e-3)


def test_momentum_steps_cancel_where_gradients_alternate():
    gradients = [((-1.0) ** t, 1.0) for t in range(100)]
    steps = np.abs(np.diff(along(gradients, "Momentum"), axis=0))
    assert steps[-1, 0] < 0.06 * steps[-1, 1]
    assert steps[-1, 0] < 0.01  # less than a step of SGD


def test_nesterov_counts_the_new_gradient_once_more():
    gradients = [(1.0, -2.0), (0.5, 3.0)]
    m, places = np.zeros(2), along(gradients, "Nesterov")
    for gradient, step in zip(gradients, np.diff(places, axis=0), strict=True):
        m = 0.9 * m + np.array(gradient)
        np.testing.assert_allclose(step, -0.01 * (np.array(gradient) + 0.9 * m))


@pytest.mark.parametrize("slope", [1e-3, 1.0, 1e3])
def test_first_steps_are_lr_long_whatever_the_slope(slope):
    gradient = [(slope, -5 * slope)]
    for optimizer, length in (("Adagrad", 1), ("RMSprop", 10), ("Adam", 1)):
        step = np.abs(along(gradient, optimizer)[1])
        np.testing.assert_allclose(step, length * 0.01, rtol=1e-4)
    np.testing.assert_allclose(along(gradient, "SGD")[1, 0], -0.01 * slope)


def test_adagrad_steps_shrink_and_rmsprop_forgets():
    gradients = [(1.0, 1.0)] * 400
    adagrad = -np.diff(along(gradients, "Adagrad"), axis=0)[:, 0]
    assert (np.diff(adagrad) < 0).all()
    rmsprop = -np.diff(along(gradients, "RMSprop"), axis=0)[:, 0]
    assert rmsprop[-1] > 10 * adagrad[-1]


def test_adamw_is_adam_after_a_shrinking_that_the_means_do_not_see():
    ends, states = [], []
    for optimizer in ("Adam", "AdamW"):
        w = torch.tensor([2.0, -1.0], dtype=torch.float64, requires_grad=True)
        descent, _ = with_torch.make_optimizer([w], 60, optimizer, "constant", 0.1)
        w.grad = torch.tensor([0.3, 0.7], dtype=torch.float64)
        descent.step()
        ends.append(w.detach())
        states.append(moments(descent, w))
    shrinkage = torch.tensor([2.0, -1.0], dtype=torch.float64) * 0.01 * 0.1
    torch.testing.assert_close(ends[0] - ends[1], shrinkage)
    torch.testing.assert_close(states[0], states[1])


def test_on_the_bowl_k_changes_nothing_for_those_that_scale_each_parameter():
    for optimizer in ADAPTIVE:
        flat, steep = (
            rows(with_numpy, "bowl", optimizer, 0.05, k)[:, :2] for k in (1.0, 50.0)
        )
        np.testing.assert_allclose(flat, steep, atol=1e-4)
    flat, steep = (rows(with_numpy, "bowl", "SGD", 0.03, k)[:, :2] for k in (1.0, 50.0))
    assert np.abs(flat - steep).max() > 0.3


def test_near_the_saddle_point_sgd_waits_and_adam_leaves_sooner():
    sgd, adam = (
        rows(with_numpy, "saddle", optimizer, 0.05)[:, 0]
        for optimizer in ("SGD", "Adam")
    )
    assert sgd[20] < 0.1 < 0.5 < adam[20]


def test_schedules_multiply_by_three_tenths_or_follow_a_cosine(recorded):
    start = with_torch.make_start("bowl")
    step, cosine = (
        [float(now[-1]) for now in sweep("bowl", start, 1.0, "SGD", kind, (0.01,))]
        for kind in ("step", "cosine")
    )
    assert step[19] == 0.01
    np.testing.assert_allclose([step[20], step[39], step[40]], [3e-3, 3e-3, 9e-4])
    np.testing.assert_allclose(cosine[0:61:30], [0.01, 0.005, 0], atol=1e-12)


def test_a_schedule_calms_who_overshoots_and_slows_who_is_slow():
    for lr, calms in ((0.25, True), (0.004, False)):
        ends = [
            rows(with_torch, "bowl", "Adam", lr, schedule=s)[-10:, 2].mean()
            for s in SCHEDULES
        ]
        assert all((end < ends[0]) == calms for end in ends[1:])


def test_messages_are_pytorchs_own():
    assert refusal(without_brackets).startswith("TypeError: params argument given to")
    assert "`lr_scheduler.step()` before `optimizer.step()`" in refusal(schedule_first)
    with pytest.raises(LookupError):
        refusal(with_torch.make_start)


def test_the_recording_is_small_enough_to_send(recorded):
    for function in ("valley", "regression"):
        rec = recorded("optimizers", function=function)
        beside = sum(
            table.values.nbytes
            for run in rivals(rec, False).values()
            for table in run.values()
        )
        assert len(pack(rec, {})) + beside < 500_000
        low, high = rec.facts["loss_window"]
        assert 0 < low < high < np.inf


def test_scenarios_show_what_they_promise(recorded):
    for scenario in LESSON.scenarios:
        now = LESSON.scenario_settings(scenario.name)
        rec = recorded(
            "optimizers", **{c.name: now[c.name] for c in LESSON.recording_controls}
        )
        kind = rec.at("verdict", optimizer=now["optimizer"], lr=now["lr"])
        assert VERDICTS[int(kind)] == scenario.verdict, scenario.name


def test_each_training_begins_at_the_start():
    rule = {"optimizer": "Adam", "schedule": "constant", "lr": 0.1}
    for module in (with_numpy, with_torch):
        for _ in range(2):
            _, path, _ = module.train("bowl", 5.0, n_steps=3, **rule)
            assert path[0] == list(STARTS["bowl"])


def test_the_page_says_how_many_rates_the_map_has():
    assert f"one of the {len(LRS)} rates" in page_text(open_page("optimizers", "en"))
