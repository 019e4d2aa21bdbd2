"""Every claim of the page about autograd, on what PyTorch really does."""

import warnings
from itertools import product

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from app.components.value_graph import figure_data, touch_data
from app.content import lesson_files
from app.content.catalogue import LANGUAGES, PageText, load_messages
from lessons.autograd import (
    LESSON,
    expression,
    leaf_values,
    passes,
    pictures,
    predict,
    session,
    with_numpy,
    with_torch,
)
from lessons.autograd.expression import (
    FUNCTIONS,
    NAMES,
    build_graph,
    compute,
    explore,
    explore_with_graph,
    make_leaves,
    result_name,
    torch_lines,
)
from lessons.contract import MAX_TEXT_LENGTH, ParseError
from lessons.toolkit.formula_parser import parse
from tests.course import OTHER_SETTINGS, run_alone
from tests.pages.app_page import open_page, page_text

ANSWERS = {
    "slopes": [
        ("slopes_reset", "right"),
        ("slopes_cleared", "right"),
        ("slopes_zeroed", "zeroed"),
        ("slopes_retained", "retained"),
        ("slopes_detached", "detached"),
        ("slopes_same", "same"),
    ],
    "gradient": [
        ("x - 1", "right"),
        ("(x**2 - x) / x", "right"),
        ("1 - x", "opposite"),
        ("2 * x - 2", "factor"),
        ("x", "other"),
        ("sum(x)", "other"),
    ],
    "row": [
        ({"v": (0.0, 0.0, 0.0, 1.0)}, "right"),
        ({"v": (1.0, 0.0, 0.0, 0.0)}, "another"),
        ({"v": (1.0, 1.0, 1.0, 1.0)}, "all"),
        ({"v": (1.0, 0.5, -1.0, 2.0)}, "mixed"),
    ],
    "vector": [
        ("y.mean().backward()", "right"),
        ("(y.sum() / 3).backward()", "right"),
        ("y.backward(torch.ones_like(y) / len(y))", "right"),
        ("x.grad = torch.autograd.grad(y.mean(), x)[0]", "right"),
        ("y.sum().backward()", "of_sum"),
        ("y.backward(v)", "of_weighted"),
        ("y.mean()", "empty"),
        ("(2 * y).sum().backward()", "other"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""

FIRSTS = LESSON["begin"].values
MAPPINGS = LESSON["mapping"].values
V = (1.0, 0.5, -1.0, 2.0)
ALL = dict.fromkeys(NAMES, True)
X = {"x": True}


def tensors(text, begin=0.0, wants=X):
    """The pieces of an expression, by how they are written."""
    return {p.text: p.tensor for p in compute(text, make_leaves(begin, wants)).pieces}


# ---- what is typed ----


@pytest.mark.parametrize(
    ("text", "reason", "what", "at"),
    [
        ("x + z", "name", "z", 5),
        ("2 × x²+ y", "name", "y", 9),
        ("x + norm(x)", "function", "norm", 5),
        ("dot(x)", "arguments", "dot", 1),
        ("sum(x, w)", "arguments", "sum", 1),
        ("sum(x, dim=0)", "option", "dim=", 8),
        ("2 * x[0]", "bracket", "[", 6),
        ("x if a else w", "name", "if", 3),
        ("x == w", "sign", "==", 3),
        ("2 * dot(x, x", "open", "2 * dot(x, x", 8),
        ("2 x", "times", "x", 3),
        ("__import__('os')", "function", "__import__", 1),
        ("x.numpy()", "function", "numpy", 3),
        ("x.__class__", "name", ".__class__", 2),
        ("torch.load(x)", "function", "load", 7),
        ("(lambda: x)()", "name", "lambda", 2),
        ("'a' * 9", "sign", "'", 1),
        ("True * x", "name", "True", 1),
    ],
)
def test_a_forbidden_computation_is_refused_with_its_position(text, reason, what, at):
    with pytest.raises(ParseError, match=f"^{reason}$") as error:
        expression.read(text)
    assert (error.value.details["what"], error.value.details["at"]) == (what, at)


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=MAX_TEXT_LENGTH) | st.text("xwab()+-*/@.,0123 sumdot", max_size=20)
)
def test_any_text_is_computed_or_refused_never_run(text):
    try:
        expression.read(text)
    except ValueError:
        return
    result = explore(text, 0.5, ALL, True)
    assert result.verdict in {"agree", "apart", "undefined", "graph", "computed"}


def test_each_function_and_operation_is_torchs_own():
    x, w, a, b = (make_leaves(0.5)[name] for name in "xwab")
    for name, act in FUNCTIONS.items():
        args = "(x, w)" if name == "dot" else "(x)"
        expected = act(x, w) if name == "dot" else act(x)
        assert torch.equal(compute(name + args, make_leaves(0.5)).result, expected)
    for text, expected in {
        "-x + w - 2": -x + w - 2,
        "a * x / w": a * x / w,
        "x ** 2 - w²": x**2 - w**2,
        "x @ w + b": x @ w + b,
        "x.sum() × torch.exp(b)": x.sum() * torch.exp(b),
        "2 ** 3 * x": 8 * x,
        "+x": x,
        "1 / 0 + x": torch.inf + x,
    }.items():
        assert torch.equal(compute(text, make_leaves(0.5)).result, expected), text


PIECES = st.recursive(
    st.sampled_from(["x", "w", "a", "b", "2", "0.5", "x", "w"]),
    lambda part: st.one_of(
        st.tuples(part, st.sampled_from("+-*"), part).map(
            "({0[0]}{0[1]}{0[2]})".format
        ),
        st.tuples(st.sampled_from(["sin", "cos", "tanh", "exp"]), part).map(
            "{0[0]}({0[1]})".format
        ),
        st.tuples(part, st.sampled_from([2, 3])).map("({0[0]})**{0[1]}".format),
    ),
    max_leaves=6,
).map("mean({})".format)


@settings(max_examples=100, deadline=None)
@given(PIECES, st.sampled_from(FIRSTS))
def test_every_gradient_of_a_random_expression_is_its_central_difference(text, begin):
    result = explore(text, begin, ALL, retain=True)
    steep = any(np.abs(row.value).max() > 1e3 for row in result.rows)
    for row in result.rows:
        if row.grad is not None and not steep and np.abs(row.grad).max() < 1e4:
            assert not row.wrong.any(), (row.text, row.grad, row.central)


def test_a_message_of_torch_names_the_piece_it_refuses():
    result = explore("2 * x + dot(x, a)", 0.0, X)
    assert result.where == "dot(x, a)"
    assert result.verdict == "computed"
    ((call, message),) = result.refusals
    assert call == "y = 2 * x + dot(x, a)"
    with pytest.raises(RuntimeError) as real:
        torch.dot(torch.arange(4.0), torch.tensor(2.0))
    assert message == f"RuntimeError: {real.value}"


# ---- what each tensor knows ----


def test_the_table_says_what_torch_says():
    wants = {"x": True, "w": False, "a": True}
    text = "mean(tanh(w * x + a)) * exp(b)"
    result = explore(text, 0.5, wants)
    by_text = tensors(text, 0.5, wants)
    by_text[text].backward()
    assert [row.text for row in result.rows] == [*by_text]
    for row in result.rows:
        real = by_text[row.text]
        assert row.requires_grad == real.requires_grad
        assert row.is_leaf == real.is_leaf
        assert row.grad_fn == (type(real.grad_fn).__name__ if real.grad_fn else "")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # who asks a result is warned
            grad = real.grad
        assert (row.grad is None) == (grad is None)
        if grad is not None:
            np.testing.assert_array_equal(row.grad, grad.numpy())
        assert (row.central is None) == (not row.requires_grad)


def test_a_leaf_has_no_grad_fn_and_a_result_has_one_if_an_input_wants_a_gradient():
    for wants in ({"x": True}, {"w": True}, {}):
        by_text = tensors("sum(w * x) + exp(b)", wants=wants)
        assert all(by_text[name].is_leaf for name in "xwb")
        assert all(by_text[name].grad_fn is None for name in "xwb")
        assert by_text["w * x"].requires_grad == bool(wants)
        assert (by_text["w * x"].grad_fn is not None) == bool(wants)
        assert by_text["exp(b)"].is_leaf  # nobody follows it
        assert not by_text["exp(b)"].requires_grad


def test_a_result_keeps_its_gradient_only_with_retain_grad():
    without = explore("sum(x * w)", 0.5, X)
    with_it = explore("sum(x * w)", 0.5, X, retain=True)
    has_grad = {row.text: row.grad is not None for row in without.rows}
    assert has_grad == {"x": True, "w": False, "x * w": False, "sum(x * w)": False}
    has_grad = {row.text: row.grad is not None for row in with_it.rows}
    assert has_grad == {"x": True, "w": False, "x * w": True, "sum(x * w)": True}


def test_a_leaf_used_twice_gets_the_sum_of_both_shares():
    both = explore("sum(x) + dot(x, x)", 1.0, X).leaves_with_grad[0].grad
    shares = [
        explore(t, 1.0, X).leaves_with_grad[0].grad for t in ("sum(x)", "dot(x, x)")
    ]
    np.testing.assert_array_equal(both, shares[0] + shares[1])


def test_backward_without_a_leaf_that_requires_grad_has_nothing_to_do():
    for text in ("dot(x, w)", "x * w", "3", "x"):
        result = explore(text)
        assert result.verdict == "graph"
        assert all("does not require grad" in answer for _, answer in result.refusals)
        assert result.refusals


def test_gradient_and_central_difference_disagree_at_a_corner():
    row = explore("sum(relu(x))", 0.0, X).leaves_with_grad[0]
    assert row.wrong.tolist() == [True, False, False, False]
    assert (row.grad[0], row.central[0]) == (0, pytest.approx(0.5))
    assert explore("sum(relu(x))", 0.5, X).verdict == "agree"


def test_no_central_difference_where_y_is_not_finite():
    for text in ("sum(log(x))", "sum(exp(exp(exp(x + 3))))"):
        assert explore(text, 0.0, X).verdict == "undefined"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("log(x)", [np.inf, 1, 1 / 2, 1 / 3]),
        ("1/x", [-np.inf, -1, -1 / 4, -1 / 9]),
        ("sqrt(x)", [np.inf, 1 / 2, 8**-0.5, 12**-0.5]),
        ("x / x", [np.nan, 0, 0, 0]),
        ("a * log(x) + x", [np.inf, 3, 2, 5 / 3]),
    ],
)
def test_an_infinite_number_leaves_the_derivatives_of_the_others_alone(text, right):
    result = explore(text, 0.0, X)
    (row,) = result.leaves_with_grad
    np.testing.assert_allclose(row.grad, right, rtol=1e-12)  # as PyTorch gives it
    np.testing.assert_allclose(row.central[1:], right[1:], rtol=1e-5)
    assert np.isnan(row.central[0])
    assert row.wrong.tolist() == [True, False, False, False]
    assert result.verdict == "undefined"
    assert pictures.central_cells(row)[0] == "—"


@settings(max_examples=40, deadline=None)
@given(st.text("xwab()+-*/@.,0123 sumdot", max_size=30))
def test_pieces_that_a_move_leaves_alone_may_be_taken_from_before(text):
    try:
        result = compute(expression.read(text), make_leaves(0.5))
    except ParseError:
        return
    if result.result is None:
        return
    for place, piece in enumerate(result.pieces):
        parts = expression.dependencies(result.pieces, place)
        rest = {i: p for i, p in enumerate(result.pieces) if i not in parts}
        step = torch.full(piece.tensor.shape, 0.25, dtype=torch.float64)
        partial = compute(text, make_leaves(0.5), (place, step), rest).result
        whole = compute(text, make_leaves(0.5), (place, step)).result
        assert torch.equal(partial.nan_to_num(), whole.nan_to_num())


def test_a_missing_gradient_names_the_switches_that_would_give_one():
    assert explore("a * b", 0.0, X).leaves_without_grad == ("a", "b")
    assert explore("a * x", 0.0, X).leaves_without_grad == ()
    assert explore("3", 0.0, X).leaves_without_grad == ()


def test_central_differences_move_one_number_by_1e_5_and_follow_nothing(monkeypatch):
    moves = []

    def compute_and_record(text, leaves, shift=None, cached=None):
        result = compute(text, leaves, shift, cached)
        if shift:
            moves.append(shift[1])
            assert result.result.grad_fn is None
        return result

    monkeypatch.setattr(expression, "compute", compute_and_record)
    expression.central_differences("sum(x ** 2)", make_leaves(1.0, X), 0)
    assert len(moves) == 8
    assert {m.abs().sum().item() for m in moves} == {1e-5}
    assert all(m.count_nonzero() == 1 for m in moves)


@pytest.mark.parametrize("scenario", LESSON.scenarios, ids=lambda s: s.name)
def test_a_scenario_shows_what_it_is_called(scenario):
    now = LESSON.scenario_settings(scenario.name)
    result = explore(
        now["expression"], now["begin"], predict.requires_grad_flags(now), now["retain"]
    )
    verdict = {"corner": "apart", "nobody": "graph", "refused": "computed"}
    assert result.verdict == verdict.get(scenario.name, "agree")
    assert result.uses_sum == (scenario.name == "several")


@pytest.mark.parametrize(
    "text", ["2 * dot(x, x)", "x * x", "mean(tanh(w * x + a))", "x", "x + x", "a @ x"]
)
def test_the_graph_has_the_values_and_gradients_of_the_table(text):
    wants = {"x": True, "a": True}
    graph, result = (
        make(text, 0.5, wants) for make in (expression.build_graph, explore)
    )
    if result.verdict == "computed":
        assert not graph.nodes
        return
    rows = {row.text: row for row in result.rows}
    leaves = [node for node in graph.nodes if node.name in NAMES]
    assert {node.name for node in leaves} == {*rows} & {*NAMES}
    for node in leaves:
        np.testing.assert_allclose(node.value, np.ravel(rows[node.name].value))
        if rows[node.name].grad is not None:
            np.testing.assert_allclose(node.grad, np.ravel(rows[node.name].grad))
    np.testing.assert_allclose(graph[graph.output].value, np.ravel(result.result))
    assert set(graph[graph.output].grad) == {1.0} or text == "x"


def test_no_graph_is_drawn_without_a_tracked_leaf():
    for text in ("2 * dot(x, x)", "3", "dot(x, a)"):
        assert not expression.build_graph(text).nodes


# ---- 2 xᵀx, and gradients that add up ----


def test_the_gradient_of_2_xtx_is_4_x_computed_then_checked():
    lines = session.gradient_session().splitlines()
    assert lines[3] == "tensor(28., grad_fn=<MulBackward0>)"
    assert lines[6] == "tensor([ 0.,  4.,  8., 12.])"
    assert lines[-1] == "tensor([True, True, True, True])"
    row = explore(LESSON["expression"].default, 0.0, X).leaves_with_grad[0]
    assert row.grad.tolist() == [0, 4, 8, 12]
    assert not row.wrong.any()


def test_torch_chains_the_derivatives_of_a_dot_product_and_of_a_double():
    y = tensors("2 * dot(x, x)")["2 * dot(x, x)"]
    (before, _), *_ = y.grad_fn.next_functions
    names = [type(step).__name__ for step in (y.grad_fn, before)]
    assert names == ["MulBackward0", "DotBackward0"]


def test_numpy_and_torch_agree_for_all_settings():
    cases = product(
        (-2.0, 0.0, 0.5), ("total", "quadratic"), (False, True), MAPPINGS, (V,)
    )
    for case in cases:
        by_hand, by_torch = with_numpy.run(*case), with_torch.run(*case)
        np.testing.assert_allclose(by_hand, by_torch, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("second", ["total", "quadratic"])
@pytest.mark.parametrize("zeroing", [False, True])
def test_gradients_add_up_unless_they_are_zeroed(second, zeroing):
    one, two = passes.run_passes(1.0, second, zeroing)
    np.testing.assert_array_equal(one.after, [4, 8, 12, 16])
    contribution = one.contribution if second == "quadratic" else np.ones(4)
    np.testing.assert_array_equal(two.contribution, contribution)
    np.testing.assert_array_equal(
        two.after, contribution if zeroing else one.after + contribution
    )
    assert one.before is None  # x.grad is None before the first pass
    assert (two.before is None) == zeroing


def test_the_first_pass_is_the_same_with_and_without_zeroing():
    without, zeroed = (passes.run_passes(0.5, "total", z)[0] for z in (False, True))
    np.testing.assert_array_equal(without.after, zeroed.after)
    x = torch.ones(4, requires_grad=True)
    assert x.grad is None


def test_the_leftover_sum_comes_without_an_error():
    x = torch.arange(4.0, requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (2 * torch.dot(x, x)).backward()
        x.sum().backward()
    assert x.grad.tolist() == [1, 5, 9, 13]


# ---- four numbers ----


def test_four_numbers_are_refused_with_torchs_message_and_their_sum_is_not():
    for mapping in MAPPINGS:
        lines = session.sum_session(with_torch.make_data(), mapping).splitlines()
        assert lines[1:3] == [
            ">>> y.backward()",
            "RuntimeError: grad can be implicitly created only for scalar outputs",
        ]
        assert lines[3] == ">>> y.sum().backward()"
    assert lines[5].startswith("tensor([")
    squares = session.sum_session(with_torch.make_data(), "square")
    assert squares.endswith("tensor([0., 2., 4., 6.])")


def test_the_sessions_write_what_they_run():
    x = with_torch.make_data(0.5)
    for mapping, text in session.MAPPING_CODE.items():
        here = {"square": x * x, "cumsum": x.cumsum(0), "softmax": x.softmax(0)}
        assert torch.equal(with_torch.vector(x, mapping), here[mapping])
        assert session.sum_session(x, mapping).startswith(f">>> y = {text}\n")
    weighted = session.weighted_session(with_torch.make_data(), "square", V)
    assert weighted.startswith(">>> v = torch.tensor([1.0, 0.5, -1.0, 2.0])\n")
    assert weighted.endswith("tensor([ 0.,  1., -4., 12.])")


@pytest.mark.parametrize("mapping", MAPPINGS)
def test_backward_with_v_puts_the_weighted_rows_of_the_jacobian(mapping):
    for begin, v in product((-2.0, 0.0, 1.5), LESSON["v"].values):
        now = passes.vector_jacobian_product(begin, mapping, v)
        np.testing.assert_allclose(now.grad, np.array(v) @ now.J, atol=1e-12)
        np.testing.assert_allclose(now.so_far[-1], now.grad, atol=1e-12)
        if set(v) == {1.0}:
            x = with_torch.make_data(begin).requires_grad_()
            with_torch.vector(x, mapping).sum().backward()
            np.testing.assert_allclose(now.grad, x.grad.numpy(), atol=1e-12)


@pytest.mark.parametrize("mapping", MAPPINGS)
def test_the_jacobian_is_by_hand_by_jacrev_and_by_central_differences_the_same(mapping):
    for begin in FIRSTS:
        x = with_torch.make_data(begin)
        J = with_torch.jacobian(x, mapping)
        assert J.shape == (4, 4)
        by_hand = with_numpy.jacobian(x.numpy(), mapping)
        np.testing.assert_allclose(J.numpy(), by_hand, rtol=1e-9, atol=1e-15)
        for j in range(4):
            h = 1e-6 * torch.eye(4, dtype=x.dtype)[j]
            up, down = (with_torch.vector(x + d, mapping) for d in (h, -h))
            column = (up - down) / 2e-6
            np.testing.assert_allclose(J[:, j].numpy(), column.numpy(), atol=1e-8)
        for i in range(4):  # row i is the gradient of y[i]
            leaf = x.clone().requires_grad_()
            with_torch.vector(leaf, mapping)[i].backward()
            np.testing.assert_allclose(J[i].numpy(), leaf.grad.numpy(), atol=1e-15)


# ---- questions, exercises, files ----


@pytest.mark.parametrize("seed", range(20))
def test_predictions_are_answered_by_torch(seed):
    total_question, outcome_question = LESSON.questions
    now = LESSON.question_settings(total_question, seed)
    x = torch.arange(4.0) + now["begin"]
    x.requires_grad_()
    (2 * torch.dot(x, x)).backward()
    if now["zeroing"]:
        x.grad.zero_()
    (x.sum() if now["second"] == "total" else 2 * torch.dot(x, x)).backward()
    assert total_question.answer(None, now) == x.grad[-1]
    now = LESSON.question_settings(outcome_question, seed)
    y = compute(
        now["expression"], make_leaves(0.0, predict.requires_grad_flags(now))
    ).result
    answer = outcome_question.answer(None, now)
    try:
        y.backward()
    except RuntimeError as error:
        shape = "scalar outputs" in str(error)
        assert answer == ("shape" if shape else "graph")
        assert (y.grad_fn is None) == (answer == "graph")
    else:
        assert answer == "done"
        assert y.ndim == 0
    assert not (y.ndim and y.grad_fn and answer != "shape")


@pytest.mark.parametrize(
    ("shape", "formula", "verdict"),
    [
        ("sum(exp(2 * x))", "2 * e**(2*x)", "right"),
        ("sum(sin(x)) + dot(w, x)", "cos(x) + w", "right"),
        ("sum(sin(x)) + dot(w, x)", "cos(x) + x", "other"),
    ],
)
def test_a_typed_gradient_is_told_a_place_where_the_numbers_differ(
    shape, formula, verdict
):
    (exercise,) = (e for e in LESSON.exercises if e.name == "gradient")
    answer = parse(formula, exercise.names)
    kind, numbers = exercise.check(answer, {"shape": shape}, None)
    assert kind == verdict
    assert (abs(numbers["typed"] - numbers["slope"]) > 0.01) == (kind != "right")


@pytest.mark.parametrize("seed", range(60))
def test_a_refused_backward_has_one_reason(seed):
    question = LESSON.questions[1]
    now = LESSON.question_settings(question, seed)
    leaves = make_leaves(0.0, predict.requires_grad_flags(now))
    y = compute(now["expression"], leaves).result
    reasons = {"graph": y.grad_fn is None, "shape": y.ndim > 0}
    answer = question.answer(None, now)
    assert [name for name, holds in reasons.items() if holds] == (
        [] if answer == "done" else [answer]
    )


def test_sum_mean_and_dot_leave_a_single_number():
    for text in {**predict.SCALARS, **predict.VECTORS}:
        is_scalar = text.startswith(("sum", "mean", "dot", "2 * dot"))
        assert (compute(text, make_leaves()).result.ndim == 0) == is_scalar


def test_the_downloaded_files_run_alone_and_give_the_pages_numbers(tmp_path):
    names = {control.name for control in LESSON.controls_with_use("trained")}
    now = LESSON.defaults | OTHER_SETTINGS["autograd"]
    args = {name: value for name, value in now.items() if name in names}
    texts = [
        lesson_files.standalone_script(tool, args) for tool in (with_torch, with_numpy)
    ]
    for output in run_alone(texts, tmp_path):
        numbers = [float(number) for number in output.split()]
        np.testing.assert_allclose(numbers, with_torch.run(**args), rtol=1e-5)


def test_the_folder_does_not_hide_torch_autograd():
    import torch.autograd as real

    assert hasattr(real, "grad")
    assert "torch" in real.__name__


@pytest.mark.parametrize("lang", LANGUAGES)
def test_agreement_is_stated_only_where_numbers_can_be_compared(lang):
    words = PageText("autograd", lang)
    for text, section in (("sum(1/(x-1))", "bare"), ("log(x)", "undefined")):
        page = page_text(open_page("autograd", lang, **{"autograd.expression": text}))
        sentence = words.text(f"now.{section}", result="y", value="")
        assert sentence.split(". ", 1)[1] in page


def program_gradients(lines):
    """What the lines of a page leave behind, run as they stand."""
    names = {}
    default = torch.get_default_dtype()
    try:
        exec("\n".join(lines), names)
    finally:
        torch.set_default_dtype(default)
    return names


@pytest.mark.parametrize(
    "text",
    [
        *[value for value in LESSON["expression"].values if value != "3"],
        "sum(sin(x) * 2 + abs(-3)) ** 2",
        "sqrt(4) * mean(exp(a) * x)",
    ],
)
def test_the_lines_of_pytorch_give_the_gradients_of_the_page(text):
    values = (("w", (1.0, 2.0, 0.5, -1.0)), ("b", (3.0,)))
    wants = dict.fromkeys("xwab", True)
    if explore(text, 1.0, wants, values=values).result is None:
        return
    names = program_gradients(torch_lines(text, 1.0, wants, values))
    for row in explore(text, 1.0, wants, values=values).leaves_with_grad:
        expected = names[row.text].grad.numpy()
        assert np.allclose(row.grad, expected, equal_nan=True)


def test_several_lines_are_one_computation():
    lines, alone = "u = w * x + a; y = mean(tanh(u))", "mean(tanh(w * x + a))"
    wants = {"w": True, "a": True}
    assert np.array_equal(explore(lines).result, explore(alone).result)
    graph = build_graph(lines, wants=wants)
    assert len(graph.nodes) == len(build_graph(alone, wants=wants).nodes)
    named = {node.name: graph.code[node.line] for node in graph.nodes if node.name}
    assert named["u"] == "u = w * x + a"
    assert named["y"] == "y = torch.mean(torch.tanh(u))"
    assert named["w"].startswith("w = torch.tensor([0.5, ")


def test_the_last_line_may_have_another_name():
    assert result_name("u = x * x; z = sum(u)") == "z"
    refusal = explore("z = x * x", wants={"x": True}).refusals[0]
    assert refusal[0] == "z.backward()"


def test_a_line_that_the_result_does_not_use_gets_no_gradient():
    run = explore("u = w * w; y = sum(x)", wants={"x": True, "w": True})
    (x, w) = (row for row in run.rows if row.text in "xw")
    assert w.grad is None and x.grad.tolist() == [1, 1, 1, 1]
    assert run.verdict == "agree"


def test_the_place_of_an_error_is_counted_in_the_whole_text():
    with pytest.raises(ParseError) as refused:
        LESSON["expression"].parse("u = x * x; y = u + q")
    assert str(refused.value) == "name" and refused.value.details["at"] == 20


@pytest.mark.parametrize("expression", ["sum(x) + dot(x, x)", "mean(tanh(w * x + a))"])
def test_a_small_gradient_step_lowers_the_result(expression):
    wants = dict.fromkeys("xwa", True)
    values = leaf_values.leaf_numbers(expression, 1.0, ())
    run = explore(expression, 1.0, wants)
    after = leaf_values.gradient_step(run, values, 0.01)
    assert explore(expression, 1.0, wants, values=after).total < run.total
    gradient = next(row for row in run.leaves_with_grad if row.text == "x").grad
    expected = np.array(dict(values)["x"]) - 0.01 * gradient
    assert np.allclose(dict(after)["x"], expected, atol=1e-4)


def test_a_large_gradient_step_may_raise_the_result():
    values = leaf_values.leaf_numbers("dot(x, x)", 1.0, ())
    run = explore("dot(x, x)", 1.0, {"x": True})
    larger = leaf_values.gradient_step(run, values, 1.0)
    assert explore("dot(x, x)", 1.0, {"x": True}, values=larger).total == run.total
    run = explore("2 * dot(x, x)", 1.0, {"x": True})
    larger = leaf_values.gradient_step(run, values, 1.0)
    assert explore("2 * dot(x, x)", 1.0, {"x": True}, values=larger).total > run.total


def test_there_is_no_step_without_a_gradient_or_beyond_the_limits():
    values = leaf_values.leaf_numbers("x", 0.0, ())
    assert leaf_values.gradient_step(explore("x"), values, 0.1) is None
    steep = "sum(exp(x * x * x))"
    values = leaf_values.leaf_numbers(steep, 2.0, ())
    run = explore(steep, 2.0, {"x": True})
    assert leaf_values.gradient_step(run, values, 1.0) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_button_makes_the_step_and_the_other_one_takes_all_back(lang):
    words = PageText("autograd", lang)
    app = open_page("autograd", lang, **{"autograd.expression": "dot(x, x)"})
    (step,) = [b for b in app.button if b.label == words.text("own.button")]
    step.click().run()
    (box,) = [box for box in app.text_input if box.key == "autograd.values"]
    assert box.value == "x: 0 0.8 1.6 2.4"
    assert words.text("own.x") in page_text(app)
    sliders = [slider.key for slider in app.select_slider]
    assert "autograd.begin" not in sliders  # it would move nothing
    (reset,) = [b for b in app.button if b.label == words.text("own.reset")]
    reset.click().run()
    (box,) = [box for box in app.text_input if box.key == "autograd.values"]
    assert box.value == ""
    assert "autograd.begin" in [slider.key for slider in app.select_slider]


def test_a_moved_leaf_replaces_its_own_numbers_alone():
    values = (("w", (1.0, 2.0, 3.0, 4.0)), ("a", (5.0,)))
    moved = leaf_values.moved_leaf(values, "x", (0.1, 1.1, 2.1, 3.1))
    assert moved == (("x", (0.1, 1.1, 2.1, 3.1)), *values)
    moved = leaf_values.moved_leaf(values, "a", (0.123456,))
    assert moved == (values[0], ("a", (0.1235,)))


def test_a_leaf_that_more_depends_on_than_the_graph_shows_is_not_moved():
    graph = build_graph("w * a + w * x", wants={"x": True})
    leaves = touch_data(graph, NAMES, "en", "")["leaves"]
    assert [graph[id].name for id in leaves] == ["x"]
    graph = build_graph("w * x", wants={"x": True})
    assert len(touch_data(graph, NAMES, "en", "")["leaves"]) == 2


def test_x_twice_begins_where_both_parts_have_arrived_at_x():
    scenario = LESSON.scenario("twice")
    values = LESSON.defaults | dict(scenario.settings)
    arguments = values["begin"], frozenset("x"), values["retain"], values["values"]
    _, graph = explore_with_graph(values["expression"], *arguments)
    messages = load_messages("en")["player"] | load_messages("en")["flow"]
    data = figure_data(graph, "en", messages, alt="")
    (x,) = (node.id for node in graph.nodes if node.name == "x")
    graded = {node["id"]: node["graded"] for node in data["nodes"]}
    assert scenario.steps == {"flow": graded[x]}
