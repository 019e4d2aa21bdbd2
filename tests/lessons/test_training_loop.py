"""Every claim of the page about the training loop, on the real computation."""

import warnings
from difflib import ndiff
from itertools import pairwise

import numpy as np
import pytest
import torch

from app.content import source_listing
from lessons import linear_regression
from lessons.contract import ParseError
from lessons.toolkit.torch_line import parse_line
from lessons.toolkit.update_recorder import record_updates
from lessons.training_loop import LESSON, STEPS, with_numpy, with_tensors, with_torch
from lessons.training_loop.exercises import train_to_end
from lessons.training_loop.implementations import (
    NAMES,
    RUNGS,
    TOOLS,
    difference,
    quantity_name,
    rows,
    train_all,
)
from lessons.training_loop.iteration_trace import (
    ACTS,
    QUANTITIES,
    RECORDS,
    iteration,
    pair_lines,
    trace_steps,
)
from lessons.training_loop.repair import UNFINISHED, train_column, train_unreset
from tests.course import question

ANSWERS = {
    "find": [
        ({"step": 19}, "right"),
        ({"step": 0}, "above"),
        ({"step": 18}, "above"),
        ({"step": 30}, "late"),
    ],
    "update": [
        ("a - lr * grad_a", "right"),
        ("a + lr * grad_a", "opposite"),
        ("a - grad_a", "factor"),
        ("a - 2 * lr * grad_a", "factor"),
        ("a - lr * grad_b", "other"),
        ("a -= lr * grad_a", "right"),
        ("a = a - grad_a * lr", "right"),
        ("a.sub_(lr * grad_a)", "right"),
        ("a += -lr * grad_a", "right"),
        ("lr * grad_a", "other"),
        ("b -= lr * grad_a", "other"),
        ("0", "other"),
        ("a - 0.1 * grad_a", "constant"),
        ("a, lr", "nothing"),
    ],
    "missing": [
        ("optimizer.step()", "right"),
        ("y_pred = model(x)", "still"),
        ("optimizer.zero_grad()", "still"),
        ("loss = loss_fn(y_pred, y)", "still"),
    ],
    "repair": [
        ("train_flat", "right"),
        ("train_longer", "longer"),
        ("train_row", "row"),
        ("train_bare", "bare"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""

RATES = LESSON["lr"].values


@pytest.fixture(scope="module")
def runs():
    """The training of each rung at the page's settings."""
    return {rung: rows(rung) for rung in RUNGS}


def train_rungs(**settings):
    steps = train_all(**settings)
    while True:
        try:
            next(steps)
        except StopIteration as result:
            return result.value


def line_diff(function, other):
    """The lines that come and go between two sources."""
    old, new = (
        source_listing.visible_source(f).splitlines() for f in (function, other)
    )
    lines = [line for line in ndiff(old, new) if line[0] in "+-"]
    return [line[2:].strip() for line in lines if line[0] == "-"], [
        line[2:].strip() for line in lines if line[0] == "+"
    ]


def test_data_and_start_are_those_of_the_linear_regression():
    expected = linear_regression.with_numpy.make_data()[:2]
    start = linear_regression.with_numpy.make_start()
    for tool in TOOLS.values():
        for mine, theirs in zip(tool.make_data(), expected, strict=True):
            assert np.asarray(mine).dtype == np.float64
            assert np.array_equal(mine, theirs)
        assert np.array_equal(tool.make_start(), start)
    names = ("a", "b", "loss", "grad_a", "grad_b")
    train = linear_regression.with_numpy.train
    steps = record_updates(train, names, *expected, *start, n_epochs=4)
    assert rows("numpy", n_epochs=3).tolist() == [list(step) for step in steps]


@pytest.mark.parametrize("rung", RUNGS)
def test_train_returns_the_end_and_the_loss_before_each_update(rung, runs):
    tool = TOOLS[rung]
    a, b, losses = tool.train(*tool.make_data(), *tool.make_start())
    assert losses == runs[rung][:-1, 2].tolist()
    assert [a.item(), b.item()] == runs[rung][-1, :2].tolist()
    assert tool.run() == (a.item(), b.item(), losses[-1])


@pytest.mark.parametrize("lr", (RATES[0], 0.1, RATES[-1]))
def test_six_rungs_land_on_the_same_numbers_at_every_step(lr):
    result = train_rungs(lr=lr, seed=RATES.index(lr), start_seed=7)
    assert result.ends.shape == (6, 3)
    assert np.isnan(result.apart[0])
    assert (result.apart[1:] <= 1e-6).all()
    assert (result.apart[1:] <= 1e-13).all()
    np.testing.assert_allclose(result.ends, result.ends[[0] * 6], rtol=1e-9)


def test_gradients_and_loss_agree_too_and_with_central_differences(runs):
    for run in runs.values():
        np.testing.assert_allclose(run, runs["numpy"], rtol=1e-9, atol=1e-12)
    x, y = with_numpy.make_data()
    a, b, _, *slopes = runs["torch"][3]
    h = 1e-6
    for (da, db), slope in zip(((h, 0), (0, h)), slopes, strict=True):
        up, down = (((y - a - s * da - (b + s * db) * x) ** 2).mean() for s in (1, -1))
        assert np.isclose((up - down) / (2 * h), slope, rtol=1e-6)


def test_the_largest_difference_is_over_both_parameters_and_all_steps(runs):
    result = train_rungs()
    for (low, high), far in zip(pairwise(RUNGS), result.apart[1:], strict=True):
        worst = max(
            abs(runs[low][t, k] - runs[high][t, k]) for t in range(201) for k in (0, 1)
        )
        assert far == worst == difference(runs[low], runs[high])


def test_no_rate_of_the_page_diverges():
    for seed in LESSON["seed"].values:
        x = torch.from_numpy(with_numpy.make_data(seed)[0])
        assert max(RATES) < linear_regression.largest_stable_rate(x)


def test_rung_tensors_changes_not_a_letter_of_train():
    assert source_listing.visible_source(
        with_numpy.train
    ) == source_listing.visible_source(with_tensors.train)
    for name in ("make_data", "make_start"):
        deletions, insertions = line_diff(
            getattr(with_numpy, name), getattr(with_tensors, name)
        )
        assert len(deletions) == len(insertions) == 1
        assert "torch" in insertions[0]


def test_rung_autograd_replaces_the_two_derivatives():
    deletions, insertions = line_diff(TOOLS["tensors"].train, TOOLS["autograd"].train)
    assert [line.split(" = ")[0] for line in deletions[:2]] == ["grad_a", "grad_b"]
    assert "loss.backward()" in insertions
    for piece in ("requires_grad_()", "no_grad()", "a.grad = b.grad = None"):
        assert any(piece in line for line in insertions)


def test_rung_optimizer_replaces_the_update_of_each_parameter():
    deletions, insertions = line_diff(TOOLS["autograd"].train, TOOLS["optimizer"].train)
    assert deletions[1:3] == ["a -= lr * a.grad", "b -= lr * b.grad"]
    assert insertions[1:] == ["optimizer.step()", "optimizer.zero_grad()"]


def test_rung_loss_replaces_the_formula_and_gives_the_same_bits(runs):
    deletions, insertions = line_diff(TOOLS["optimizer"].train, TOOLS["loss"].train)
    assert deletions == ["loss = ((y_pred - y) ** 2).mean()"]
    assert insertions == ["loss_fn = torch.nn.MSELoss()", "loss = loss_fn(y_pred, y)"]
    assert np.array_equal(runs["loss"], runs["optimizer"])


def test_rung_module_holds_a_and_b_in_a_linear_layer():
    model = with_torch.Line(torch.tensor(2.0), torch.tensor(3.0))
    assert isinstance(model.linear, torch.nn.Linear)
    assert [p.item() for p in model.parameters()] == [3, 2]
    assert torch.equal(model(torch.tensor([0.0, 1.0])), torch.tensor([2.0, 5.0]))
    deletions, _ = line_diff(TOOLS["loss"].train, with_torch.train)
    assert "y_pred = a + b * x" in deletions


def test_another_loss_or_optimizer_is_one_line_on_the_top_rung():
    code = source_listing.visible_source(with_torch.train)
    assert sum("SGD" in line for line in code.splitlines()) == 1
    assert sum("MSELoss" in line for line in code.splitlines()) == 1
    assert "Linear" not in code


def test_a_layer_is_born_in_float32_and_wants_a_row_for_each_example():
    layer, (x, _) = torch.nn.Linear(1, 1), with_torch.make_data()
    assert layer.weight.dtype == torch.float32
    assert x.dtype == torch.float64
    with pytest.raises(RuntimeError, match="dtype"):
        layer(x[:, None])
    assert layer(x[:, None].float()).shape == (80, 1)
    with pytest.raises(RuntimeError, match="shapes"):
        layer(x.float())


def test_multiplying_by_one_half_is_exact():
    by_hand, by_step = (rows(rung, lr=0.5) for rung in ("autograd", "optimizer"))
    assert np.array_equal(by_hand, by_step)


def test_trap_a_column_less_a_row_is_a_square_and_the_line_gets_flat():
    x, y = with_torch.make_data()
    assert (y - y[:, None]).shape == (80, 80)
    a, b, losses = train_column(x, y, *with_torch.make_start(), n_epochs=1000)
    assert (np.diff(losses) < 0).all()
    assert abs(b.item()) < 0.05  # flat
    assert np.isclose(a.item(), y.mean().item(), atol=0.05)
    with pytest.warns(UserWarning, match="broadcasting"):
        torch.nn.MSELoss()(y[:, None], y)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ((y - y[:, None]) ** 2).mean()


# ---- the microscope ----


@pytest.fixture(scope="module")
def traces():
    """Iteration 3 on each rung."""
    return {rung: iteration(rung, 3) for rung in RUNGS}


@pytest.mark.parametrize("rung", RUNGS)
@pytest.mark.parametrize("t", [0, 1, 200])
def test_the_microscope_sees_the_numbers_of_the_training(rung, t, runs):
    lines = iteration(rung, t)
    assert lines[0].text.startswith("for ")
    first, last = lines[0].state, lines[-1].state
    expected = runs[rung][t]
    assert (first["a"], first["b"]) == tuple(expected[:2])
    values = {}
    for line in lines:
        values |= {n: line.state[n] for n in line.changes if line.state[n] is not None}
    results = [values[name] for name in ("loss", "grad_a", "grad_b")]
    np.testing.assert_array_equal(results, expected[2:])
    if t < 200:
        assert (last["a"], last["b"]) == tuple(runs[rung][t + 1][:2])
    assert values["y_pred"].shape == (80,)


def test_the_microscope_reads_the_lines_of_the_real_function_in_order(traces):
    for rung, lines in traces.items():
        code = source_listing.inspect.getsource(TOOLS[rung].train).splitlines()
        assert [code[line.number].strip() for line in lines] == [
            line.text for line in lines
        ]
        numbers = [line.number for line in lines]
        assert numbers == sorted(numbers)
        *loop, end = [line.strip() for line in code[numbers[0] :]]
        assert end.startswith("return ")
        assert [line.text for line in lines] == [
            line for line in loop if not line.startswith("#")
        ]


def test_each_line_makes_what_it_names(traces):
    changes = {line.text: set(line.changes) for line in traces["autograd"]}
    assert changes["y_pred = a + b * x"] == {"y_pred"}
    assert changes["loss = ((y_pred - y) ** 2).mean()"] == {"loss"}
    assert changes["loss.backward()"] == {"grad_a", "grad_b"}
    assert changes["with torch.no_grad():"] == set()
    assert changes["a -= lr * a.grad"] == {"a"}
    assert changes["a.grad = b.grad = None"] == {"grad_a", "grad_b"}
    changes = {line.text: set(line.changes) for line in traces["torch"]}
    assert changes["y_pred = model(x)"] == {"y_pred"}
    assert changes["optimizer.step()"] == {"a", "b"}
    assert changes["optimizer.zero_grad()"] == {"grad_a", "grad_b"}
    assert traces["torch"][-1].state["grad_a"] is None


@pytest.mark.parametrize("t", (STEPS[0], STEPS[-1]))
def test_every_act_leaves_a_mark_at_each_iteration_of_the_page(t):
    lines = iteration("optimizer", t, lr=max(RATES))
    assert {line.act for line in lines if line.changes} == set(ACTS)


@pytest.mark.parametrize("rung", RUNGS[1:])
def test_both_sides_stand_at_the_same_numbers_after_each_pair(rung, traces):
    """When a line is lit on both sides, what it has made on both is the same."""
    pairs = pair_lines(traces["numpy"], traces[rung])
    for side, tool in enumerate(("numpy", rung)):
        lines = [pair[side] for pair in pairs if pair[side]]
        assert list(dict.fromkeys(line.number for line in lines)) == [
            line.number for line in traces[tool]
        ]
    for one, other in pairs:
        if one and other:
            assert one.act == other.act
            for name in one.changes & other.changes:
                np.testing.assert_allclose(
                    one.state[name], other.state[name], rtol=1e-9, atol=1e-12
                )
    together = [name for one, other in pairs if one and other for name in one.changes]
    assert sorted(together) == sorted(QUANTITIES)


def test_backward_stays_highlighted_for_both_derivatives(traces):
    pairs = pair_lines(traces["numpy"], traces["autograd"])
    texts = [(one.text[:6], other.text) for one, other in pairs if one and other]
    assert ("grad_a", "loss.backward()") in texts
    assert ("grad_b", "loss.backward()") in texts


def test_numpy_names_its_gradients_and_torch_keeps_them_in_the_leaf(traces):
    assert NAMES == {"grad_a": "a.grad", "grad_b": "b.grad"}
    assert "grad_a" not in source_listing.visible_source(TOOLS["autograd"].train)
    assert set(traces["autograd"][-1].state) == set(QUANTITIES)


@pytest.mark.parametrize("rung", RUNGS[1:])
def test_every_line_is_stepped_through_but_those_that_record(rung, traces):
    steps = trace_steps(pair_lines(traces["numpy"], traces[rung]))
    assert steps[0].kind == "start"
    for side, tool in enumerate(("numpy", rung)):
        lit = {step.lit[side] for step in steps} - {None}
        lines = [w for w in traces[tool] if not w.text.startswith(RECORDS)]
        assert lit == {line.number for line in lines}
    kinds = [step.kind for step in steps]
    assert set(ACTS) <= set(kinds)
    assert ("clear" in kinds) == (rung != "tensors")
    assert ("nothing" in kinds) == (rung == "autograd")
    one, other = steps[-1].states
    for name in ("a", "b", "loss", "y_pred"):
        np.testing.assert_allclose(one[name], other[name], rtol=1e-9)


def test_each_side_calls_the_gradient_by_its_own_name():
    names = [quantity_name("grad_a", rung) for rung in RUNGS]
    assert names == ["grad_a", "grad_a", "a.grad", "a.grad", "a.grad", "a.grad"]


# ---- questions and exercises ----


@pytest.mark.parametrize("rung", RUNGS[2:])
@pytest.mark.parametrize("seed", range(4))
def test_predict_dtype_a_layer_refuses_what_an_operation_converts(rung, seed):
    prediction = question("training_loop", "dtype")
    settings = LESSON.defaults | {"rung": rung, "seed": seed, "start_seed": seed}
    answer = prediction.answer(None, settings)
    assert answer == ("refused" if rung == "torch" else "runs")
    x, y = TOOLS[rung].make_data(seed)
    start = TOOLS[rung].make_start(seed)
    if answer == "refused":
        message = "mat1 and mat2 must have the same dtype, but got Float and Double"
        with pytest.raises(RuntimeError, match=message):
            TOOLS[rung].train(x.float(), y, *start)
    else:
        assert (start[0] + start[1] * x.float()).dtype == torch.float32
        *single, _ = TOOLS[rung].train(x.float(), y, *start)
        *double, _ = TOOLS[rung].train(x, y, *start)
        np.testing.assert_allclose(single, double, atol=1e-6)


def test_zero_grad_leaves_none():
    model = torch.nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model(torch.ones(1, 1)).sum().backward()
    optimizer.zero_grad()
    assert model.weight.grad is None


@pytest.mark.parametrize("t", range(1, 7))
def test_predict_gathered_is_one_gradient_for_each_iteration(t):
    prediction = question("training_loop", "gathered")
    settings = LESSON.defaults | {"rung": "optimizer", "step": t}
    assert prediction.answer(None, settings) == t + 1
    problem = *with_torch.make_data(), *with_torch.make_start()
    steps = record_updates(train_unreset, ("a.grad",), *problem, n_epochs=t + 1)
    assert prediction.numbers(None, settings)["grad_a"] == steps[-1][0]


def test_exercise_find_the_loss_goes_down_at_each_iteration():
    for lr in (0.05, 0.1):
        for start_seed in range(0, 100, 12):
            loss = rows("numpy", lr=lr, start_seed=start_seed)[:, 2]
            assert (np.diff(loss) < 0).all()


COMPLETE = {
    "prediction": [
        ("y_pred = model(x)", "right"),
        ("y_pred = model.forward(x)", "right"),
        ("model(x)", "unkept"),
        ("y_pred = model(x) + 1", "other"),
        ("y_pred = x", "stops"),
        ("loss = model(x)", "unkept"),
    ],
    "loss": [
        ("loss = loss_fn(y_pred, y)", "right"),
        ("loss = loss_fn(y, y_pred)", "right"),
        ("loss = ((y_pred - y) ** 2).mean()", "right"),
        ("loss = F.mse_loss(y_pred, y)", "right"),
        ("loss = nn.MSELoss()(y_pred, y)", "right"),
        ("loss = (y_pred - y).square().sum() / len(y)", "right"),
        ("loss_fn(y_pred, y)", "unkept"),
        ("loss = y_pred - y", "stops"),
        ("loss = loss_fn(y_pred, y) * 2", "other"),
    ],
    "backward": [
        ("loss.backward()", "right"),
        ("loss.mean().backward()", "right"),
        ("optimizer.step()", "still"),
        ("loss", "still"),
    ],
    "step": [
        ("optimizer.step()", "right"),
        ("optimizer.step", None),
        ("loss.backward()", None),
    ],
}
"""Lines for each place of the loop, and what is said of it; None where it stops."""


def test_exercise_missing_accepts_every_line_that_gives_the_same_parameters():
    missing = next(e for e in LESSON.exercises if e.name == "missing")
    assert set(COMPLETE) == set(UNFINISHED)
    for place, lines in COMPLETE.items():
        for text, verdict in lines:
            line = parse_line(text, missing.vocabulary)
            try:
                said, _ = missing.check(line, {"missing": place}, None)
            except ParseError:
                said = None
            assert said == verdict, text


def test_exercise_missing_shows_the_loop_that_it_runs():
    for name, function in UNFINISHED.items():
        code = source_listing.visible_source(function)
        assert code.count("...") == 1
        made = {"prediction": "y_pred = ...", "loss": "loss = ..."}.get(name, "...")
        assert made in [line.strip() for line in code.splitlines()]


def test_exercise_repair_names_what_pytorch_says():
    repair = next(e for e in LESSON.exercises if e.name == "repair")
    _, b, _ = train_to_end(train_column, *with_torch.make_data())
    assert abs(b) < 0.05  # "the line ends almost flat"
    verdict, numbers = repair.check("train_bare", {}, None)
    assert verdict == "bare"
    assert "shapes" in numbers["message"]
    _, numbers = repair.check("train_longer", {}, None)
    assert numbers["loss"] > 10 * numbers["end_loss"]
    assert abs(numbers["b"]) < 0.2
