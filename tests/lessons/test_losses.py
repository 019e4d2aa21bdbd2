"""Every claim of the page about losses, their slopes, cross-entropy and mistakes."""

import itertools
import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from app.content.catalogue import LANGUAGES, PageText
from lessons.losses import LESSON, mistakes, pictures, repair, with_numpy, with_torch
from lessons.losses.exercises import EXERCISES, GRADIENTS, check_gradient
from lessons.losses.predict import KINDS, cost, error_of
from lessons.toolkit import python_prompt
from lessons.toolkit.formula_parser import parse

ANSWERS = {
    "gap": [
        ({"scores": (-5.0, 0.0, -5.0)}, "right"),
        ({"scores": (0.0, 5.0, 0.0)}, "high"),
        ({"scores": (0.0, 0.0, 0.0)}, "loss"),
        ({"scores": (5.0, 0.0, 0.0)}, "loss"),
    ],
    "gradient": [
        ("2 * (y_pred - y) / 3", "right"),
        ("2 * (y - y_pred) / 3", "opposite"),
        ("2 * (y_pred - y)", "factor"),
        ("sum(y_pred - y)", "number"),
        ("(y_pred - y)**2", "other"),
    ],
    "shape": [
        ("mean_squared_row", "row"),
        ("mean_squared_summed", "summed"),
        ("mean_squared_flat", "right"),
        ("mean_squared_averaged", "averaged"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""

FEW = settings(max_examples=20, deadline=None)
FEWER = settings(max_examples=4, deadline=None)
"""For what computes a run in many ways."""
NUMBER = st.floats(-5, 5, allow_subnormal=False).map(lambda v: round(v, 3))
THREE = st.tuples(NUMBER, NUMBER, NUMBER)
REDUCTIONS = LESSON["reduction"].values
SETTINGS = st.fixed_dictionaries(
    {
        "y_pred": THREE,
        "scores": THREE,
        "target": st.sampled_from(LESSON["target"].values),
        "weight": st.sampled_from(LESSON["weight"].values),
    }
)
SMOOTHING = st.sampled_from(LESSON["smoothing"].values)


def central(f, x, h=1e-6):
    """The central difference of a function of a tensor, in each of its places."""
    grad = torch.zeros_like(x)
    for place in itertools.product(*map(range, x.shape)):
        step = torch.zeros_like(x)
        step[place] = h
        grad[place] = (f(x + step).sum() - f(x - step).sum()) / (2 * h)
    return grad


# ---- two tools, one answer ----


@FEWER
@given(SETTINGS, SMOOTHING)
def test_numpy_and_torch_give_the_same_numbers(arguments, smoothing):
    for kind, reduction in itertools.product(LESSON["kind"].values, REDUCTIONS):
        more = {"kind": kind, "reduction": reduction, "smoothing": smoothing}
        by_numpy, by_torch = (
            with_numpy.run(**arguments, **more),
            with_torch.run(**arguments, **more),
        )
        np.testing.assert_allclose(by_numpy, by_torch, rtol=1e-9, atol=1e-12)


@FEWER
@given(SETTINGS, SMOOTHING, st.sampled_from(("mean", "sum")))
def test_gradients_are_central_differences(arguments, smoothing, reduction):
    y_pred, y, scores, classes, weight = with_torch.make_data(**arguments)
    corners = torch.tensor([-1.0, 0.0, 1.0], dtype=torch.float64)
    near = ((y_pred - y)[:, None] - corners).abs().min() < 1e-4  # of L1 and of Huber
    for kind in LESSON["kind"].values:
        if near and kind in ("l1", "huber"):
            continue
        _, grad = with_torch.measure(kind, y_pred, y, reduction)

        def one(x, kind=kind):
            return with_torch.measure(kind, x, y, reduction)[0]

        torch.testing.assert_close(grad, central(one, y_pred), rtol=1e-5, atol=1e-7)
    how = weight, smoothing, reduction
    _, grad = with_torch.build(scores, classes, *how)

    def many(x):
        return with_torch.build(x, classes, *how)[0]

    torch.testing.assert_close(grad, central(many, scores), rtol=1e-5, atol=1e-7)


# ---- what a single output costs ----


@FEW
@given(THREE)
def test_slopes_are_what_the_sentences_say(outputs):
    y_pred, y, *_ = with_torch.make_data(outputs, (0.0, 0.0, 0.0))
    error = y_pred - y
    slopes = {kind: with_torch.measure(kind, y_pred, y, "sum")[1] for kind in KINDS}
    assert torch.equal(slopes["mse"], 2 * error)
    assert torch.equal(slopes["l1"], error.sign())
    expected = torch.where(error.abs() < 1, error, error.sign())
    assert torch.equal(slopes["huber"], expected)
    _, slope = with_torch.measure("bce", y_pred, y, "sum")
    torch.testing.assert_close(slope, y_pred.sigmoid() - y)
    assert (slope.abs() < 1).all()


def test_l1_has_slope_0_at_zero_error():
    at = torch.zeros(3, dtype=torch.float64)
    assert not with_torch.measure("l1", at, at, "sum")[1].any()


@pytest.mark.parametrize("kind", LESSON["kind"].values)
def test_mean_divides_loss_and_slopes_by_three_and_none_refuses(kind):
    y_pred, y, *_ = with_torch.make_data((2.5, -0.5, 0.8), (0.0, 0.0, 0.0))
    losses, of_none = with_torch.measure(kind, y_pred, y, "none")
    total, slopes = with_torch.measure(kind, y_pred, y, "sum")
    mean, grad = with_torch.measure(kind, y_pred, y, "mean")
    assert losses.shape == (3,)
    torch.testing.assert_close(total, losses.sum())
    torch.testing.assert_close(mean, losses.sum() / 3)
    torch.testing.assert_close(grad, slopes / 3)
    assert torch.equal(of_none, slopes)
    leaf = y_pred.clone().requires_grad_()
    with pytest.raises(RuntimeError, match="scalar outputs"):
        nn.MSELoss(reduction="none")(leaf, y).backward()


def test_with_a_sum_the_gradient_of_a_parameter_grows_with_the_examples():
    x = torch.linspace(0, 1, 4)

    def grad(times, reduction):
        w = torch.ones(1, requires_grad=True)
        loss_fn = nn.MSELoss(reduction=reduction)
        loss_fn(w * x.repeat(times), 3 * x.repeat(times)).backward()
        return w.grad.item()

    assert grad(5, "sum") == pytest.approx(5 * grad(1, "sum"))
    assert grad(5, "mean") == pytest.approx(grad(1, "mean"))


# ---- cross-entropy ----


@FEW
@given(SETTINGS, SMOOTHING, st.sampled_from(REDUCTIONS))
def test_the_pieces_make_cross_entropy_as_torch_computes_it(arguments, smoothing, how):
    data = with_torch.make_data(**arguments)
    _, _, scores, classes, weight = data
    by_name = {
        item.name: item.values
        for row in pictures.cross_entropy_rows(data, smoothing, how)
        for item in row
        if not isinstance(item, str)
    }
    leaf = scores.clone().requires_grad_()
    loss_fn = nn.CrossEntropyLoss(weight, label_smoothing=smoothing, reduction=how)
    loss = loss_fn(leaf, classes)
    loss.sum().backward()
    close = {"rtol": 1e-9, "atol": 1e-9}
    np.testing.assert_allclose(by_name["scores.grad"], leaf.grad, **close)
    if how == "none":
        np.testing.assert_allclose(by_name["losses"][:, 0], loss.detach(), **close)
    else:
        np.testing.assert_allclose(by_name["loss"], loss.item(), **close)
    *_, (left, _, right, _, _) = pictures.cross_entropy_rows(data, smoothing, how)
    share = weight[classes].sum().item() if how == "mean" else 1
    grad = (left.values - right.values) / share
    np.testing.assert_allclose(grad, by_name["scores.grad"], **close)
    if data[4][2] == 1:
        assert [left.name, right.name] == ["p", "q"]
        np.testing.assert_allclose(left.values, by_name["p = exp / Σ"], **close)
    np.testing.assert_allclose(
        by_name["exp"] / by_name["Σ"], by_name["p = exp / Σ"], **close
    )
    p = by_name["p = exp / Σ"]
    np.testing.assert_allclose(p, scores.softmax(1), **close)
    np.testing.assert_allclose(np.log(p), by_name["log_p"], **close)


@FEW
@given(SETTINGS)
def test_cross_entropy_is_log_softmax_and_negative_log_likelihood(arguments):
    _, _, scores, classes, weight = with_torch.make_data(**arguments)
    two = nn.NLLLoss(weight)(nn.LogSoftmax(dim=1)(scores), classes)
    one, _ = with_torch.build(scores, classes, weight, 0.0, "mean")
    assert abs(one - two) < 1e-9
    ones = torch.ones_like(weight)
    log_p = scores.log_softmax(1)
    each, grad = with_torch.build(scores, classes, ones, 0.0, "none")
    torch.testing.assert_close(each, -log_p[range(2), classes])
    one_hot = nn.functional.one_hot(classes, 3)
    torch.testing.assert_close(grad, scores.softmax(1) - one_hot)


@FEW
@given(SETTINGS, SMOOTHING, NUMBER)
def test_cross_entropy_depends_on_differences_and_gradient_rows_sum_to_0(
    arguments, smoothing, shift
):
    _, _, scores, classes, weight = with_torch.make_data(**arguments)
    how = weight, smoothing, "mean"
    loss, grad = with_torch.build(scores, classes, *how)
    other, same = with_torch.build(scores + shift, classes, *how)
    torch.testing.assert_close(loss, other)
    torch.testing.assert_close(grad, same)
    assert grad.sum(1).abs().max() < 1e-9


def test_the_mean_divides_by_the_sum_of_the_weights():
    data = with_torch.make_data((0.0,) * 3, (1.0, 2.0, -0.5), target=2, weight=5.0)
    _, _, scores, classes, weight = data
    each, _ = with_torch.build(scores, classes, weight, 0.0, "none")
    mean, _ = with_torch.build(scores, classes, weight, 0.0, "mean")
    assert mean.item() == pytest.approx(each.sum().item() / 6)
    single, _ = with_torch.build(scores, classes, torch.ones(3).double(), 0.0, "none")
    torch.testing.assert_close(each, single * torch.tensor([5.0, 1.0]))


def test_scenarios_tell_what_they_are_called():
    def loss_of(name):
        at = LESSON.scenario_settings(name)
        names = ("y_pred", "scores", "target", "weight")
        _, _, scores, classes, weight = with_torch.make_data(*(at[n] for n in names))
        return with_torch.build(scores, classes, weight, at["smoothing"], "none")

    far = {
        name: LESSON.scenario_settings(name)["y_pred"] for name in ("square", "huber")
    }
    assert cost("mse", far["square"][0] - 1) == 9
    assert cost("huber", far["huber"][0] - 1) == 2.5
    sure = torch.tensor(LESSON.scenario_settings("sure")["y_pred"])[0].sigmoid()
    assert sure < 0.15  # of label 1
    assert loss_of("equal")[0][0] == pytest.approx(math.log(3))
    losses, slopes = loss_of("smooth")
    assert losses[0] > 0.5  # although the right class has nearly all probability
    assert slopes[0, 0] > 0  # and its score is even pushed down


# ---- mistakes ----


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("column", "UserWarning: Using a target size"),
        ("floats", "RuntimeError: expected target dtype to be Long or Byte"),
        ("outside", "IndexError: Target 3 is out of bounds."),
        ("lengths", "ValueError: Expected input batch_size (2) to match target"),
        ("logits", "RuntimeError: all elements of input should be between 0 and 1"),
        ("integers", "RuntimeError: result type Float can't be cast"),
        ("vector", "RuntimeError: grad can be implicitly created only for scalar"),
        ("twice", "tensor(0.5"),
    ],
)
def test_each_mistake_is_really_made_and_mended(name, message):
    wrong, fix = mistakes.MISTAKES[name]
    lines = python_prompt.prompt_output(wrong).splitlines()
    assert any(line.startswith(message) for line in lines)
    assert sum(line.startswith(">>> ") for line in lines) >= 3
    assert python_prompt.prompt_output(fix, last=1).startswith(">>> ")
    (answer,) = python_prompt.call_output(fix)
    assert answer.startswith("tensor(")
    assert "Error" not in answer


def test_every_mistake_is_tested_and_two_give_a_number():
    numbers = [
        name
        for name, (wrong, _) in mistakes.MISTAKES.items()
        if python_prompt.call_output(wrong)[-1].startswith("tensor")
    ]
    assert numbers == ["column", "twice"]


def test_classes_of_other_examples_give_another_loss_and_no_message():
    """A class list cut at its other end fits too, and is wrong."""
    X = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    W = torch.tensor([[1.0, 2.0, -0.5], [0.5, 2.0, -1.0]])
    y = torch.tensor([0, 1, 0])
    right = nn.CrossEntropyLoss()(X[1:] @ W, y[1:])
    assert mistakes.lengths_fix() == right
    assert nn.CrossEntropyLoss()(X[1:] @ W, y[:2]) != right


def test_cross_entropy_takes_integers_or_probabilities_of_classes():
    scores, classes = torch.randn(4, 3), torch.tensor([0, 2, 1, 2])
    one_hot = nn.functional.one_hot(classes, 3).float()
    loss = nn.CrossEntropyLoss()(scores, classes)
    torch.testing.assert_close(nn.CrossEntropyLoss()(scores, one_hot), loss)
    with pytest.raises(RuntimeError, match="Long"):
        nn.CrossEntropyLoss()(scores, classes.float())


def test_a_sigmoid_makes_a_logit_a_probability():
    logit = torch.linspace(-5, 5, 11)
    p = 1 / (1 + torch.exp(-logit))
    torch.testing.assert_close(logit.sigmoid(), p)
    assert ((p > 0) & (p < 1)).all()


def test_a_column_against_a_row_compares_each_output_with_all_targets():
    y_pred, y = torch.tensor([[2.0], [-0.5], [0.8]]), torch.tensor([1.0, 0.0, 1.0])
    assert (y_pred - y).shape == (3, 3)
    loss = ((y_pred - y) ** 2).mean()
    assert python_prompt.call_output(mistakes.column)[-1] == str(loss)
    assert loss != mistakes.column_fix()


def test_softmax_applied_twice_keeps_the_loss_above_its_bound():
    least = math.log(1 + 2 / math.e)
    assert least > 0.55
    for score in (1.0, 10.0, 100.0):
        scores = torch.tensor([[score, 0.0, 0.0]])
        loss = nn.CrossEntropyLoss()(scores.softmax(1), torch.tensor([0]))
        assert loss.item() >= least - 1e-6
    assert mistakes.twice_fix() < 0.001


def test_bce_with_logits_is_exact_where_bce_stops_at_100():
    y_pred, y = torch.tensor([-200.0]), torch.tensor([1.0])
    assert y_pred.sigmoid() == 0
    assert nn.BCELoss()(y_pred.sigmoid(), y) == 100
    assert nn.BCEWithLogitsLoss()(y_pred, y) == 200


def test_the_exponential_overflows_without_subtracting_the_maximum():
    scores, y = np.array([[1000.0, 0.0, 0.0]]), np.array([0])
    with np.errstate(over="ignore"):
        assert np.isinf(np.exp(scores)).any()
    loss, grad = with_numpy.build(scores, y, np.ones(3), 0.0, "mean")
    assert loss == 0
    assert np.isfinite(grad).all()


# ---- the figure ----


VALUES = [(-2.0, -0.5, 0.0, 1.0, 3.0), (-0.5, 0.123), (0.8,)]
"""What three outputs can be dragged to."""


@pytest.mark.parametrize("kind", LESSON["kind"].values)
def test_dragged_values_equal_those_of_torch(kind):
    for reduction in REDUCTIONS:
        start = with_torch.make_data((0.0,) * 3, (0.0,) * 3)
        figure = pictures.slider_figure(kind, reduction, start, VALUES)
        for outputs in itertools.product(*VALUES):
            at = [row.index(v) for row, v in zip(VALUES, outputs, strict=True)]
            data = with_torch.make_data(outputs, (0.0,) * 3)
            loss, grad = with_torch.measure(kind, *data[:2], reduction)
            now = {
                name: [row[k] for row, k in zip(rows, at, strict=True)]
                for name, rows in figure["tables"].items()
            }
            np.testing.assert_allclose(now["grad"], grad)
            whole = loss.sum().item()  # of "none" three losses
            assert sum(now["loss"]) * figure["share"] == pytest.approx(whole)
            assert now["y"] == data[1].tolist()
            np.testing.assert_allclose(now["p"], data[0].sigmoid())
            slopes = with_torch.measure(kind, *data[:2], "sum")[1]
            np.testing.assert_allclose(now["slope"], slopes)


def test_curves_and_their_names_are_within_the_figure():
    low, high = pictures.FRAME
    for kind in LESSON["kind"].values:
        curves = pictures.curves(kind)
        assert sum(not curve["faint"] for curve in curves) == (
            2 if kind == "bce" else 1
        )
        for curve in curves:
            points = [*curve["points"], curve["at"]]
            assert all(low < x < high for x, _ in points)
            assert all(0 <= y < pictures.top(kind) for _, y in points)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_curve_is_called_as_its_button(lang):
    labels = PageText("losses", lang).labels("kind.values")
    names = [curve["name"] for curve in pictures.curves("mse")]
    assert names == [labels[kind] for kind in KINDS]


# ---- what is typed, predicted, done ----


@pytest.mark.parametrize(
    "text", ["2, -0.5, 0.8", "2 ; -0,5 ; 0,8", "(2.0, −.5, 0.8)", "2,-0.5,0.8"]
)
def test_three_numbers_are_read_in_either_language(text):
    text = text.replace("−.5", "−0.5")
    assert LESSON["y_pred"].parse(text) == (2.0, -0.5, 0.8)


def test_the_double_of_an_error_costs_what_the_answer_says():
    question = LESSON.questions[0]
    for seed in range(20):
        at = LESSON.question_settings(question, seed)
        once, both = (cost(at["kind"], k * error_of(at)) for k in (1, 2))
        answer = question.answer(None, at)
        assert answer == {"mse": "four", "l1": "two"}.get(at["kind"], answer)
        assert 2 * once - 1e-9 <= both <= 4 * once + 1e-9


def test_below_1_a_square_is_smaller_than_the_error():
    question = LESSON.questions[1]
    cases = set()
    for seed in range(20):
        at = LESSON.question_settings(question, seed)
        small = abs(error_of(at)) < 1
        expected = ("huber", "mse", "l1") if small else ("huber", "l1", "mse")
        assert question.answer(None, at) == expected
        cases.add(small)
    assert cases == {True, False}


@pytest.mark.parametrize(
    ("of", "typed"),
    [
        ("mse_sum", "2*(y_pred - y)"),
        ("mse_mean", "(y_pred - y) * 2/3"),
        ("bce_sum", "1/(1 + exp(-y_pred)) - y"),
    ],
)
def test_gradients_typed_as_the_hints_say_are_right(of, typed):
    formula = parse(typed, EXERCISES[1].names)
    assert check_gradient(formula, {"of": of}, None)[0] == "right"
    assert set(GRADIENTS) == {"mse_sum", "mse_mean", "bce_sum"}


def test_the_broken_function_is_wrong_and_one_change_changes_nothing():
    y_pred, y = torch.tensor([[2.0], [0.0]]), torch.tensor([1.0, 0.0])
    broken = repair.mean_squared(y_pred, y)
    assert broken == repair.mean_squared_row(y_pred, y)
    assert broken != repair.mean_squared_flat(y_pred, y)
    off = abs(repair.mean_squared_summed(y_pred, y) - 0.5)
    assert off > abs(broken - 0.5)
