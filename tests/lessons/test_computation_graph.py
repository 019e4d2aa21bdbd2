"""Every claim of the page about the graph, on the real computation."""

import itertools
from collections import Counter

import numpy as np
import pytest
import torch

from app.components import torchviz_graph as graph
from app.content import lesson_files
from lessons.computation_graph import (
    LESSON,
    backward,
    build_graph,
    exercises,
    with_torch,
)
from lessons.computation_graph.values import OUTPUTS, value_graph
from lessons.computation_graph.with_torch import build, make_leaves, run, walk
from lessons.toolkit.formula_parser import parse
from lessons.toolkit.python_prompt import prompt_session
from tests.course import run_alone

ANSWERS = {
    "size": [
        ({"wants_b": False}, "right"),
        ({"wants_b": False, "threshold": 3.0}, "more"),
        ({"n_loops": 4}, "more"),
        ({"wants_a": False, "wants_b": False}, "none"),
    ],
    "chain": [
        ("2 * error / n", "right"),
        ("-2 * error / n", "opposite"),
        ("2 * error", "factor"),
        ("mean(error)", "single"),
        ("error ** 2 / n", "example"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        ("2 * mean(error * x)", "right"),
        ("sum(2 * error * x) / n", "right"),
        ("2 * sum(error * x)", "factor"),
        ("-2 * mean(error * x)", "opposite"),
        ("2 * error * x / n", "several"),
        ("2 * mean(error)", "other"),
    ],
)
def test_the_gradient_of_b_adds_up_the_parts_of_the_examples(formula, verdict):
    (exercise,) = (e for e in LESSON.exercises if e.name == "chain")
    answer = parse(formula, exercise.names)
    assert exercise.check(answer, {"box": "b"}, None)[0] == verdict


@pytest.mark.parametrize("a", [True, False])
@pytest.mark.parametrize("b", [True, False])
@pytest.mark.parametrize(("threshold", "n_loops"), [(3.0, 1), (5.0, 3)])
def test_the_exercise_counts_operations_as_the_figure_draws_them(
    a, b, threshold, n_loops
):
    args = {"wants_a": a, "wants_b": b, "threshold": threshold, "n_loops": n_loops}
    nodes = value_graph(**args).nodes
    operations = [node for node in nodes if node.kind in ("operation", "output")]
    assert exercises.count_operations(**args) == len(operations)
    assert exercises.count_operations() == 5  # the boxes that the page begins with


DEFAULTS = {
    control.name: control.default for control in LESSON.controls_with_use("trained")
}
LOOPS = LESSON["n_loops"].values
THRESHOLDS = LESSON["threshold"].values
WANTS = [
    dict(zip(("wants_a", "wants_b", "wants_x"), wants, strict=True))
    for wants in itertools.product((False, True), repeat=3)
]
HIGH, LOW = THRESHOLDS[-1], THRESHOLDS[0]


def make_graph(**settings):
    return build_graph(**DEFAULTS | settings)


def names(tensor):
    """How often each operation stands behind a tensor."""
    return Counter(type(operation).__name__ for operation in walk(tensor))


def ways(operation):
    """All chains from an operation to a leaf: the slow way to know the depth."""
    before = [step for step, _ in operation.next_functions if step]
    chains = [chain for step in before for chain in ways(step)] or [()]
    return [(operation, *chain) for chain in chains]


def reachable_leaves(tensor):
    """The leaves that the graph of a tensor reaches."""
    ends = [step for step in walk(tensor) if hasattr(step, "variable")]
    return [step.variable for step in ends]


def test_data_are_twenty_points_near_the_courses_line():
    x, y = with_torch.make_data()
    assert x.tolist() == np.random.RandomState(40).rand(20).tolist()
    assert (y - 1 - 2 * x).abs().max() < 0.3


def test_start_is_drawn_from_the_normal_law_with_seed_42():
    rng = np.random.RandomState(42)
    assert with_torch.make_start().tolist() == [rng.randn(), rng.randn()]


@pytest.mark.parametrize("n_loops", LOOPS)
@pytest.mark.parametrize("threshold", [LOW, HIGH])
def test_walk_finds_each_operation_once_with_its_depth(n_loops, threshold):
    for name in OUTPUTS:
        tensor = make_graph(n_loops=n_loops, threshold=threshold).tensors[name]
        chains = ways(tensor.grad_fn)
        assert set(walk(tensor)) == set(itertools.chain(*chains))
        assert max(walk(tensor).values()) == max(map(len, chains))


@pytest.mark.parametrize("wants", WANTS, ids=str)
@pytest.mark.parametrize("name", OUTPUTS)
def test_the_graph_reaches_the_leaves_that_require_a_gradient_and_no_other(wants, name):
    tensors = make_graph(**wants, threshold=LOW).tensors
    expected = {n.removeprefix("wants_") for n, wants_it in wants.items() if wants_it}
    leaves = reachable_leaves(tensors[name])
    assert {n for n in "abxy" if any(tensors[n] is own for own in leaves)} == expected
    assert len(leaves) == len(expected)


def test_the_branch_of_a_vanishes_when_a_requires_no_gradient():
    without = make_graph(wants_a=False).tensors["y_pred"]
    assert names(make_graph().tensors["y_pred"]) - names(without) == {
        "AccumulateGrad": 1
    }
    assert names(without)["AddBackward0"] == 1  # b's way still leads through the sum


def test_all_four_are_leaves_but_only_some_have_a_box():
    tensors = make_graph().tensors
    assert all(tensors[name].is_leaf for name in "xyab")
    assert names(tensors["loss"])["AccumulateGrad"] == 2  # a and b require a gradient


def test_no_graph_without_a_leaf_that_requires_grad():
    nobody = dict.fromkeys(("wants_a", "wants_b", "wants_x"), False)
    for name in OUTPUTS:
        assert make_graph(**nobody).tensors[name].grad_fn is None
    loss = make_graph(**nobody).tensors["loss"]
    answer = prompt_session(("loss.backward()", loss.backward))
    assert "does not require grad and does not have a grad_fn" in answer
    assert run(**nobody)[1:] == (0, 0)


@pytest.mark.parametrize("n_loops", LOOPS)
def test_the_threshold_has_values_on_both_sides_of_the_loss(n_loops):
    first_loss = make_graph(n_loops=n_loops).first_loss
    assert LOW < THRESHOLDS[1] < first_loss < THRESHOLDS[-2] < HIGH
    for threshold in THRESHOLDS:
        assert make_graph(n_loops=n_loops, threshold=threshold).branches == (
            first_loss > threshold
        )


@pytest.mark.parametrize("n_loops", LOOPS)
def test_an_if_leaves_the_branch_taken_and_nothing_else(n_loops):
    with_branch = make_graph(n_loops=n_loops, threshold=LOW).tensors
    without_branch = make_graph(n_loops=n_loops, threshold=HIGH).tensors
    branch = ("MulBackward0", "SubBackward0", "MeanBackward0", "AddBackward0")
    assert names(with_branch["loss"]) - names(without_branch["loss"]) == Counter(branch)
    x, y, a, b = make_leaves()
    y_pred = x
    for _ in range(n_loops):
        y_pred = a + b * y_pred
    assert names(((y - y_pred) ** 2).mean()) == names(without_branch["loss"])


def test_the_branch_is_in_the_graph_of_the_loss_alone():
    for name in ("y_pred", "error"):
        graphs = [make_graph(threshold=t).tensors[name] for t in (LOW, HIGH)]
        assert names(graphs[0]) == names(graphs[1])


def test_the_second_branch_adds_the_mean_of_its_error():
    x, y, _, b = make_leaves()
    with_branch = make_graph(threshold=LOW)
    expected = with_branch.first_loss + (b * x - y).mean().item()
    assert np.isclose(with_branch.tensors["loss"].item(), expected, rtol=1e-12)


@pytest.mark.parametrize("name", OUTPUTS)
def test_each_turn_adds_a_multiplication_and_an_addition(name):
    turns = [make_graph(n_loops=n, threshold=HIGH).tensors[name] for n in LOOPS]
    for fewer, more in itertools.pairwise(turns):
        difference = names(more) - names(fewer)
        assert difference == {"MulBackward0": 1, "AddBackward0": 1}
        assert max(walk(more).values()) == max(walk(fewer).values()) + 2


def test_one_turn_is_the_line():
    x, _, a, b = make_leaves()
    assert torch.equal(make_graph().tensors["y_pred"], a + b * x)


def test_a_threshold_of_3_removes_the_branch_on_the_second_turn():
    one, two = (make_graph(threshold=3.0, n_loops=n) for n in (1, 2))
    assert one.branches
    assert not two.branches
    assert one.first_loss > 3 > two.first_loss


def test_the_comparison_is_true_or_false_and_not_in_the_graph():
    loss = make_graph().tensors["loss"]
    assert (loss > 3).dtype == torch.bool
    assert (loss > 3).grad_fn is None


def test_a_square_keeps_its_input_and_a_product_the_other_factor():
    tensors = make_graph().tensors
    square = next(s for s in walk(tensors["loss"]) if "Pow" in type(s).__name__)
    product = next(s for s in walk(tensors["loss"]) if "Mul" in type(s).__name__)
    assert square._saved_self is tensors["error"]
    assert product._saved_other is tensors["x"]
    assert product._saved_self is None  # x requires no gradient: b is not needed


def test_the_graph_of_the_loss_keeps_forty_numbers():
    saved = backward.saved_tensors(make_graph().tensors["loss"])
    assert sum(tensor.numel() for tensor in saved) == 40


@pytest.mark.parametrize("threshold", [LOW, HIGH])
def test_backward_frees_saved_tensors_and_leaves_the_operations(threshold):
    loss = make_graph(threshold=threshold, wants_x=True).tensors["loss"]
    before = walk(loss)
    loss.backward()
    assert list(walk(loss)) == list(before)
    with pytest.raises(RuntimeError, match="already been freed"):
        backward.saved_tensors(loss)


def test_a_second_backward_is_refused():
    first, second, error = backward.double_backward().splitlines()
    assert first == second == ">>> loss.backward()"
    start = "RuntimeError: Trying to backward through the graph a second time"
    assert error.startswith(start)


def test_retain_graph_keeps_it_for_a_second_pass():
    assert backward.double_backward_retained().splitlines() == [
        ">>> loss.backward(retain_graph=True)",
        ">>> loss.backward()",
    ]
    loss = make_graph().tensors["loss"]
    loss.backward(retain_graph=True)
    assert backward.saved_tensors(loss)


def test_backward_starts_from_a_single_number():
    expected = "RuntimeError: grad can be implicitly created only for scalar outputs"
    assert backward.vector_backward() == f">>> y_pred.backward()\n{expected}"
    for name, count in {"y_pred": 20, "error": 20, "loss": 1}.items():
        assert make_graph().tensors[name].numel() == count


def test_accumulate_grad_puts_the_gradient_into_the_leaf():
    tensors = make_graph(wants_x=True).tensors
    assert all(tensors[name].grad is None for name in "abx")
    tensors["loss"].backward()
    assert {leaf.shape for leaf in reachable_leaves(tensors["loss"])} == {(), (20,)}
    assert all(tensors[name].grad.shape == tensors[name].shape for name in "abx")


@pytest.mark.parametrize("n_loops", LOOPS)
@pytest.mark.parametrize("threshold", [LOW, HIGH])
def test_gradients_equal_central_differences(n_loops, threshold):
    tensors = make_graph(n_loops=n_loops, threshold=threshold).tensors
    tensors["loss"].backward()
    x, y, a, b = (tensors[name].detach() for name in "xyab")

    def loss_at(a, b):
        return build(x, y, a, b, threshold, n_loops)[2].item()

    h = 1e-6
    for name, slope in {
        "a": (loss_at(a + h, b) - loss_at(a - h, b)) / (2 * h),
        "b": (loss_at(a, b + h) - loss_at(a, b - h)) / (2 * h),
    }.items():
        assert np.isclose(tensors[name].grad.item(), slope, rtol=1e-6)


def test_numpy_gives_the_same_loss_but_keeps_no_history():
    x, y, a, b = (leaf.detach().numpy() for leaf in make_leaves())
    y_pred = a + b * x
    assert np.isclose(((y - y_pred) ** 2).mean(), make_graph().first_loss, rtol=1e-12)
    assert type(y_pred) is np.ndarray
    assert y_pred.base is None
    assert not hasattr(y_pred, "grad_fn")


def test_a_loss_in_a_list_keeps_its_graph_its_number_does_not():
    losses = [make_graph().tensors["loss"]]  # all other names are gone
    assert len(backward.saved_tensors(losses[0])) == 2
    assert type(losses[0].item()) is float


def test_leaves_do_not_share_a_graph_between_two_runs():
    first, second = make_graph().tensors["loss"], make_graph().tensors["loss"]
    first.backward()
    assert backward.saved_tensors(second)


def test_the_downloaded_file_runs_alone_and_gives_the_pages_numbers(tmp_path):
    cases = {}, {"threshold": 1.0, "n_loops": 3, "wants_x": True}
    texts = [
        lesson_files.standalone_script(with_torch, DEFAULTS | case) for case in cases
    ]
    for case, output in zip(cases, run_alone(texts, tmp_path), strict=True):
        loss, operations, depth = output.split()
        here = make_graph(**case).tensors["loss"]
        assert np.isclose(float(loss), here.item(), rtol=1e-5)
        assert int(operations) == len(walk(here))
        assert int(depth) == max(walk(here).values())


def node_of(graph, name):
    (node,) = (node for node in graph.nodes if node.name == name)
    return node


def test_each_gradient_is_the_users_times_the_local_derivative_and_parts_add_up():
    for n_loops, threshold in itertools.product(LOOPS, (LOW, HIGH)):
        graph = value_graph(threshold=threshold, n_loops=n_loops, wants_x=True)
        for node in graph.nodes:
            if node.grad is None or node.id == graph.output:
                continue
            total = np.zeros(node.shape)
            for user, place in graph.users(node.id):
                part = np.array(user.grad) * np.array(user.local[place])
                one = np.ndim(total) == 0
                total = total + (part.sum() if one else part.reshape(node.shape))
            np.testing.assert_allclose(np.ravel(total), node.grad, rtol=1e-9)


def test_with_the_second_branch_b_gets_two_parts_each_a_sum_over_the_examples():
    graph = value_graph(threshold=LOW, n_loops=1)
    b = node_of(graph, "b")
    users = graph.users(b.id)
    assert len(users) == 2
    assert sum(u.grad_parts[at][0] for u, at in users) == pytest.approx(b.grad[0])
    for user, place in users:
        products = np.array(user.grad) * np.array(user.local[place])
        assert products.shape == (20,)
        assert products.sum() == pytest.approx(user.grad_parts[place][0])


def test_x_and_y_are_drawn_as_data_and_get_no_gradient():
    graph = value_graph(threshold=HIGH, n_loops=1)
    for name in ("x", "y"):
        assert node_of(graph, name).kind == "data"
        assert node_of(graph, name).grad is None
    wants = value_graph(threshold=HIGH, n_loops=1, wants_x=True)
    assert node_of(wants, "x").kind == "leaf"
    assert len(node_of(wants, "x").grad) == 20


@pytest.mark.parametrize("name", OUTPUTS)
def test_our_drawing_and_torchvizs_are_of_the_same_graph(name):
    for settings in ({}, {"threshold": LOW}, {"n_loops": 3}, {"wants_a": False}):
        args = DEFAULTS | settings
        ours = value_graph(**args, output=name)
        assert Counter(n.grad_fn for n in ours.nodes if n.grad_fn) == {
            key.removeprefix("torch::autograd::"): count
            for key, count in names(build_graph(**args).tensors[name]).items()
        }
        picture = graph.read_graph(
            build_graph(**args).tensors[name], build_graph(**args).tensors
        )
        assert "mean(" not in str(picture)  # names and shapes, no values
        assert "3.01" not in str(picture)


def test_the_drawing_after_backward_has_gradients_and_names_freed_tensors():
    before = value_graph(**DEFAULTS)
    after = value_graph(**DEFAULTS, after_backward=True)
    assert (before.freed, after.freed) == (False, True)
    assert after.nodes == before.nodes


@pytest.mark.parametrize("n_loops", LOOPS)
def test_predict_parts_are_the_arrows_that_leave_b(n_loops):
    question = next(q for q in LESSON.questions if q.name == "parts")
    for threshold in (1.0, 5.0):
        settings = LESSON.defaults | {"threshold": threshold, "n_loops": n_loops}
        graph = value_graph(threshold=threshold, n_loops=n_loops)
        users = graph.users(node_of(graph, "b").id)
        assert question.answer(None, settings) == len(users)
        assert len(users) == n_loops + (threshold == 1.0)


@pytest.mark.parametrize("seed", range(20))
def test_predict_leaves_are_the_tensors_that_get_a_gradient(seed):
    question = LESSON.questions[0]
    settings = LESSON.question_settings(question, seed)
    args = {c.name: settings[c.name] for c in LESSON.controls_with_use("trained")}
    tensors = build_graph(**args).tensors
    if tensors["loss"].requires_grad:
        tensors["loss"].backward()
    leaves = [name for name in "xyab" if tensors[name].grad is not None]
    assert question.answer(None, settings) == len(leaves)
    assert set(leaves) == {name for name in "abx" if settings[f"wants_{name}"]}


@pytest.mark.parametrize("seed", range(20))
def test_predict_branch_is_in_the_graph_when_its_test_is_true(seed):
    question = LESSON.questions[1]
    settings = LESSON.question_settings(question, seed)
    args = {c.name: settings[c.name] for c in LESSON.controls_with_use("trained")}
    now, numbers = build_graph(**args), question.numbers(None, settings)
    assert now.branches == (question.answer(None, settings) == "taken")
    assert now.first_loss == pytest.approx(3, rel=0.05)  # "close to 3"
    assert abs(now.first_loss - settings["threshold"]) > 0.9
    assert numbers["operations"] == with_torch.run(**args)[1]
    assert (numbers["operations"] > numbers["without"]) == now.branches
