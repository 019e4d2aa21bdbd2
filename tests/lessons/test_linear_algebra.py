"""Every claim of the page about products, shapes, axes, transposes and norms."""

import itertools
import warnings

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.linear_algebra import (
    LESSON,
    centre,
    plane,
    shapes,
    steps,
    transpose,
    with_numpy,
    with_torch,
)
from lessons.linear_algebra.exercises import EXERCISES, START, check_norm, cost, norm
from lessons.toolkit.formula_parser import parse

ANSWERS = {
    "cost": [
        ({"operation": "mv", "rows": 4, "cols": 4}, "right"),
        ({"operation": "mv", "rows": 4, "cols": 2}, "fewer"),
        ({"operation": "dot"}, "size"),
        ({"operation": "hadamard", "rows": 4, "cols": 4}, "size"),
        ({"operation": "mm", "rows": 2, "cols": 4, "width": 2}, "right"),
    ],
    "norm": [
        ("sqrt(sum(x**2))", "right"),
        ("sqrt(x @ x)", "right"),
        ("sum(x**2)", "squared"),
        ("x @ x", "squared"),
        ("abs(x)", "vector"),
        ("abs(sum(x))", "signed"),
        ("sum(abs(x))", "other"),
    ],
    "centred": [
        ("centred_columns", "columns"),
        ("centred_kept", "right"),
        ("centred_all", "all"),
        ("centred_summed", "summed"),
    ],
    "unit": [
        ("A / A.norm(dim=0)", "right"),
        ("A / A.norm(dim=0, keepdim=True)", "right"),
        ("A / (A ** 2).sum(0).sqrt()", "right"),
        ("F.normalize(A, dim=0)", "right"),
        ("A / torch.linalg.vector_norm(A, dim=0)", "right"),
        ("(A.T / A.T.norm(dim=1)[:, None]).T", "right"),
        ("A / A.norm(dim=1, keepdim=True)", "across"),
        ("A / A.norm()", "all"),
        ("A / (A ** 2).sum(0)", "squared"),
        ("A / A.sum(0)", "summed"),
        ("A / A.abs().sum(0)", "absolute"),
        ("A.norm(dim=0)", "shape"),
        ("2 * A", "other"),
        ("A.shape", "nothing"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""

DATA = {c.name: st.sampled_from(c.values) for c in LESSON.controls[1:5]}
DATA_SETS = st.fixed_dictionaries(DATA).map(
    lambda arguments: with_torch.make_data(**arguments)
)
OPERATIONS = st.sampled_from(tuple(steps.FACTORS))
FEW = settings(max_examples=40)
MATRICES = DATA_SETS.map(lambda data: data[2])


@FEW
@given(
    st.fixed_dictionaries(
        {c.name: st.sampled_from(c.values) for c in LESSON.controls_with_use("trained")}
    )
)
def test_numpy_and_torch_give_the_same_numbers(arguments):
    by_numpy, by_torch = with_numpy.run(**arguments), with_torch.run(**arguments)
    np.testing.assert_allclose(by_numpy, by_torch, rtol=1e-9, atol=1e-12)


def derivative(function, *tensors):
    """For each tensor the derivative of each number of the result, by autograd."""
    leaves = [t.clone().requires_grad_() for t in tensors]
    result = function(*leaves)
    grads = [
        torch.autograd.grad(number, leaves, retain_graph=True)
        for number in result.flatten()
    ]
    return [
        torch.stack(grad).reshape(*result.shape, *t.shape)
        for grad, t in zip(zip(*grads, strict=True), leaves, strict=True)
    ]


# ---- products, step by step ----


@FEW
@given(OPERATIONS, DATA_SETS)
def test_the_steps_fill_the_result_with_what_torch_gives(operation, data):
    left, right = steps.factors(operation, data)
    result = with_torch.build(operation, *data)
    assert torch.equal(
        result, left * right if operation == "hadamard" else left @ right
    )
    assert torch.equal(result, torch.einsum(steps.PLACES[operation], left, right))
    first, *rest = steps.steps(operation, data)
    assert first.out is None
    assert not first.values
    counts = sum(steps.cell_mask(result.shape, step.out).int() for step in rest)
    assert torch.equal(counts, torch.ones(result.shape, dtype=torch.int32))
    for step in rest:
        if step.total is not None and step.out is not None:
            assert result[step.out] == step.total
            assert sum(step.terms) == step.total


@FEW
@given(OPERATIONS, DATA_SETS)
def test_a_step_lights_what_its_part_of_the_result_is_made_of(operation, data):
    left, right = (t.clone().requires_grad_() for t in steps.factors(operation, data))
    result = left * right if operation == "hadamard" else left @ right
    for step in steps.steps(operation, data)[1:]:
        if operation == "dot" or step.out is None:
            continue
        part = result[step.out].sum()
        for factor, index in ((left, step.left), (right, step.right)):
            (grad,) = torch.autograd.grad(part, factor, retain_graph=True)
            assert not grad[~steps.cell_mask(factor.shape, index)].any()


@pytest.mark.parametrize("operation", steps.FACTORS)
def test_a_cell_is_linked_to_the_cells_it_is_made_of(operation):
    """The derivative of each number of the result says which cells count."""
    data = with_torch.make_data(rows=2, cols=3, width=2)
    left, right = (torch.ones_like(t) for t in steps.factors(operation, data))
    cell_links = steps.links(operation, data)

    def product(left, right):
        return left * right if operation == "hadamard" else left @ right

    slopes = derivative(product, left, right)
    for factor, links, slope in zip((left, right), cell_links[:2], slopes, strict=True):
        for out, index in itertools.product(
            np.ndindex(*product(left, right).shape), np.ndindex(*factor.shape)
        ):
            names = set(cell_links[2][out]) & set(links[index])
            assert bool(names) == bool(slope[(*out, *index)])


@FEW
@given(OPERATIONS, DATA_SETS)
def test_the_sentence_of_a_step_computes_what_it_says(operation, data):
    for step in steps.steps(operation, data)[1:]:
        if "total" in step.values:
            value = parse(step.values["written"], ()).evaluate()
            assert value == float(step.values["total"].replace("−", "-"))
        elif "written" in step.values:
            row = [
                parse(term, ()).evaluate()
                for term in step.values["written"].split(", ")
            ]
            assert row == with_torch.build(operation, *data)[step.out].tolist()


@FEW
@given(OPERATIONS, DATA_SETS)
def test_multiplications_are_those_of_the_sizes(operation, data):
    _, _, A, B, *_ = data
    (rows, cols), width = A.shape, B.shape[1]
    expected = {
        "dot": cols,
        "mv": rows * cols,
        "mm": rows * cols * width,
        "bmm": 2 * rows * cols * width,
        "hadamard": rows * cols,
    }
    assert steps.multiplications(operation, data) == expected[operation]


@FEW
@given(DATA_SETS)
def test_matrix_times_vector_is_one_dot_product_a_row(data):
    x, _, A, *_ = data
    for row, number in zip(A, torch.mv(A, x), strict=True):
        assert torch.dot(row, x) == number


@FEW
@given(DATA_SETS)
def test_a_product_of_stacks_is_a_product_for_each_matrix(data):
    P, Q = data[-2:]
    for i in range(2):
        assert torch.equal(torch.bmm(P, Q)[i], P[i] @ Q[i])


def test_the_sign_gives_what_the_named_functions_give():
    data = with_torch.make_data()
    for operation in ("dot", "mv", "mm", "bmm"):
        left, right = steps.factors(operation, data)
        assert torch.equal(left @ right, with_torch.build(operation, *data))
        function = getattr(torch, operation)
        assert torch.equal(function(left, right), left @ right)


def test_the_trap_of_square_matrices():
    _, _, A, _, C, *_ = with_torch.make_data(rows=3, cols=3)
    assert (A * C).shape == (A @ C).shape
    assert not torch.equal(A * C, A @ C)


def test_scenarios_tell_what_they_are_called():
    def result_and_steps(name):
        at = LESSON.scenario_settings(name)
        sizes = {n: at[n] for n in ("rows", "cols", "width", "seed")}
        data = with_torch.make_data(**sizes)
        return with_torch.build(at["operation"], *data), steps.steps(
            at["operation"], data
        )

    assert len(result_and_steps("rows")[0]) == 4
    assert result_and_steps("number")[0].shape == (1, 1)
    outer, outer_steps = result_and_steps("outer")
    assert outer.shape == (4, 4)
    assert all(len(step.terms) == 1 for step in outer_steps)
    assert all(step.total is None for step in result_and_steps("places")[1])
    assert result_and_steps("stack")[0].ndim == 3


# ---- shapes ----


def test_the_lengths_in_the_middle_decide_for_every_pair_of_shapes():
    """All shapes of order 1 to 3 with lengths 1 to 3, in torch and in NumPy."""
    every = [s for n in (1, 2, 3) for s in itertools.product((1, 2, 3), repeat=n)]
    for left, right in itertools.product(every, every[::2]):
        attempt = shapes.try_product(left, right)
        a, b = attempt.inner_lengths
        clash = len(left) == len(right) == 3 and left[0] != right[0]
        clash = clash and 1 not in (left[0], right[0])
        kind = "inner" if a != b else "stack" if clash else "fits"
        assert attempt.kind == kind, (left, right)
        assert (
            ("Error" in attempt.torch) == ("Error" in attempt.numpy) == (kind != "fits")
        )
        if kind == "fits":
            assert attempt.shape == (np.ones(left) @ np.ones(right)).shape
            stack = (left[:-2] or right[:-2]) if 1 in left + right else left[:-2]
            n_stack_axes = len(attempt.shape) - len(left[-2:-1]) - len(right[1:][-1:])
            assert n_stack_axes == max(len(stack), len(right[:-2]))


@pytest.mark.parametrize("left", shapes.LEFTS)
@pytest.mark.parametrize("right", shapes.RIGHTS)
def test_shapes_on_the_page_have_their_marks(left, right):
    pair = shapes.shape_of(left), shapes.shape_of(right)
    attempt = shapes.try_product(*pair)
    for shape, marks, axis in zip(
        pair, shapes.marks(attempt), attempt.middle, strict=True
    ):
        selected = [i for i, on in enumerate(marks.get("selected", ())) if on]
        wrong = [i for i, on in enumerate(marks["wrong"]) if on]
        assert all(len(cells) == len(shape) for cells in marks.values())
        expected = {"fits": ([axis], []), "inner": ([], [axis]), "stack": ([axis], [0])}
        assert (selected, wrong) == expected[attempt.kind]


def test_both_messages_are_really_raised():
    attempt = shapes.try_product((2, 3), (2, 3))
    with pytest.raises(RuntimeError) as by_torch:
        torch.ones(2, 3) @ torch.ones(2, 3)
    with pytest.raises(ValueError, match="matmul") as by_numpy:
        np.ones((2, 3)) @ np.ones((2, 3))
    assert attempt.torch.endswith(f"RuntimeError: {by_torch.value}")
    assert attempt.numpy.endswith(f"ValueError: {by_numpy.value}")


def test_for_a_stack_torch_speaks_of_its_matrices_end_to_end():
    assert "8x3" in shapes.try_product((4, 2, 3), (2, 3)).torch
    assert torch.ones(4, 2, 3).reshape(-1, 3).shape == (8, 3)


# ---- along an axis ----


@FEW
@given(MATRICES, st.sampled_from((0, 1)), st.sampled_from(("sum", "mean")))
def test_the_axis_disappears_without_keepdim(A, axis, reduction):
    without = with_torch.reduce(A, reduction, axis)
    with_keepdim = with_torch.reduce(A, reduction, axis, keepdim=True)
    assert without.shape == A.shape[1 - axis : 2 - axis]
    assert with_keepdim.shape == tuple(
        1 if k == axis else n for k, n in enumerate(A.shape)
    )
    assert torch.equal(with_keepdim.squeeze(axis), without)


def test_pytorch_accepts_the_names_of_numpy_too():
    A = torch.arange(6.0).reshape(2, 3)
    assert torch.equal(A.sum(axis=1, keepdims=True), A.sum(dim=1, keepdim=True))


@FEW
@given(MATRICES, st.sampled_from((0, 1)))
def test_cumsum_holds_in_each_cell_the_sum_up_to_it(A, axis):
    running = with_torch.reduce(A, "cumsum", axis)
    assert running.shape == A.shape
    for k in range(A.shape[axis]):
        assert torch.equal(running.select(axis, k), A.narrow(axis, 0, k + 1).sum(axis))


@FEW
@given(
    MATRICES,
    st.sampled_from((0, 1)),
    st.sampled_from(LESSON["reduction"].values),
    st.booleans(),
)
def test_a_result_is_linked_to_its_operands(A, axis, reduction, keepdim):
    def change(t):
        return with_torch.reduce(t, reduction, axis, keepdim)

    before, after = steps.change_links(change, A.shape)
    (slope,) = derivative(change, A)
    for out in np.ndindex(*change(A).shape):
        for index in np.ndindex(*A.shape):
            names = set(after[out]) & set(before[index])
            assert bool(names) == bool(slope[(*out, *index)])


def test_a_reduction_is_written_as_its_call():
    A = with_torch.make_data()[2]
    by_code = {
        "A.sum(1)": A.sum(1),
        "A.mean(0, keepdim=True)": A.mean(0, keepdim=True),
        "A.cumsum(1)": A.cumsum(1),
    }
    for at in (("sum", 1, False), ("mean", 0, True), ("cumsum", 1, True)):
        assert torch.equal(with_torch.reduce(A, *at), by_code[steps.reduction(*at)])


def test_a_mean_without_its_axis_is_an_error_or_a_silent_mistake():
    kinds = set()
    for rows, cols in itertools.product(LESSON["rows"].values, repeat=2):
        A = with_torch.make_data(rows=rows, cols=cols)[2]
        kind = centre.outcome(A)
        means = centre.centred_kept(A).mean(1)
        assert torch.allclose(means, torch.zeros(rows, dtype=A.dtype), atol=1e-12)
        by_row = A.mean(1)
        if torch.allclose(by_row, by_row[:1]) and (rows == 1 or cols in (1, rows)):
            assert kind == "fine"  # one row, or equal means
        else:
            assert kind == ("silent" if cols in (1, rows) else "error")
        if kind == "silent":
            assert centre.centred(A).mean(1).abs().max() > 0.01
        kinds.add(kind)
        session = centre.session(A, keepdim=False)
        assert ("RuntimeError" in session) == (kind == "error")
        assert "RuntimeError" not in centre.session(A, keepdim=True)
    assert kinds == {"error", "silent", "fine"}


# ---- transpose ----


@FEW
@given(MATRICES)
def test_transposing_swaps_rows_and_columns(A):
    before, after = steps.change_links(lambda t: t.T, A.shape)
    for i, j in np.ndindex(*A.shape):
        assert A[i, j] == A.T[j, i]
        assert before[i, j] == after[j, i]


@FEW
@given(MATRICES)
def test_a_matrix_times_its_transpose_is_symmetric(A):
    S = A.T @ A
    assert torch.equal(S, S.T)
    links = transpose.mirror_names(len(S))
    for i, j in np.ndindex(*S.shape):
        places = {place for place, names in links.items() if names == links[i, j]}
        assert places == {(i, j), (j, i)}


def test_the_prompt_warns_and_shows_how_to_transpose_a_stack():
    data = with_torch.make_data()
    lines = transpose.session(data[2], data[-2]).splitlines()
    assert lines[1::2] == ["True", "((2, 3, 4), (2, 4, 3))"]
    for matrix, transposed in zip(data[-2], data[-2].mT, strict=True):
        assert torch.equal(matrix.T, transposed)


def test_beyond_two_axes_torch_warns_of_the_short_transpose():
    torch.set_warn_always(True)
    try:
        with warnings.catch_warnings(record=True) as records:
            warnings.simplefilter("always")
            assert torch.ones(2, 3, 4).T.shape == (4, 3, 2)
    finally:
        torch.set_warn_always(False)
    assert "will throw an error in a future release" in str(records[0].message)


# ---- norms ----


@FEW
@given(DATA_SETS)
def test_norms_are_the_sums_and_roots_drawn(data):
    x, _, A, *_ = data
    l1, l2, fro = with_torch.norms(x, A)
    assert torch.isclose(l1, x.abs().sum(), rtol=1e-12)
    assert torch.isclose(l2, (x**2).sum().sqrt(), rtol=1e-12)
    assert torch.isclose(fro, (A**2).sum().sqrt(), rtol=1e-12)
    assert 0 <= l2 <= l1 + 1e-12
    assert fro >= 0
    for once, twice in zip((l1, l2, fro), with_torch.norms(2 * x, 2 * A), strict=True):
        assert torch.isclose(twice, 2 * once, rtol=1e-12)


def test_torch_refuses_mean_and_norm_of_integers():
    whole = torch.arange(3)
    for function in (torch.mean, torch.linalg.vector_norm):
        with pytest.raises(RuntimeError):
            function(whole)
    assert {t.dtype for t in with_torch.make_data()} == {torch.float64}


# ---- predictions and exercises ----


@pytest.mark.parametrize("seed", range(10))
def test_predict_entry_is_the_last_number(seed):
    question = LESSON.questions[0]
    at = LESSON.question_settings(question, seed)
    assert at["operation"] == "mv"
    data = with_torch.make_data(at["rows"], at["cols"], at["width"], at["seed"])
    last = with_torch.build("mv", *data)[-1].item()
    assert question.answer(None, at) == last
    assert question.numbers(None, at) == {"found": last}


def test_predict_shape_has_one_name_for_each_shape():
    question = LESSON.questions[1]
    for seed in range(30):
        at = LESSON.question_settings(question, seed)
        rows, cols, width = (at[name] for name in ("rows", "cols", "width"))
        assert len({rows, cols, width}) == 3
        expected = {
            "dot": "number",
            "mv": "vector",
            "mm": "outer",
            "hadamard": "same",
            "bmm": "stack",
        }
        assert question.answer(None, at) == expected[at["operation"]]


def test_the_exercise_begins_where_the_page_does():
    assert {name: LESSON[name].default for name in START} == START


def test_the_hint_on_cost_holds():
    """Multiplications over numbers: the columns of A, or one for A * C."""
    for operation, (cols, width) in itertools.product(
        steps.FACTORS, itertools.product((1, 3, 4), (1, 2))
    ):
        numbers, m = cost(
            START | {"operation": operation, "cols": cols, "width": width}
        )
        assert m == numbers * (1 if operation == "hadamard" else cols)


@pytest.mark.parametrize(
    ("name", "right", "squared"),
    [
        ("l1", "abs(x).sum()", "sum(abs(x))**2"),
        ("l2", "sum(x*x)**0.5", "sum(x²)"),
        ("fro", "sqrt((A**2).sum())", "sum(A**2)"),
    ],
)
def test_norms_typed_in_other_ways_are_taken(name, right, squared):
    task = {"norm": name}
    names = EXERCISES[1].names
    assert check_norm(parse(right, names), task, None)[0] == "right"
    assert check_norm(parse(squared, names), task, None)[0] == "squared"
    assert (
        check_norm(parse("sum(x)" if name != "fro" else "sum(A)", names), task, None)[0]
        == "signed"
    )
    assert norm(name, np.array([3.0, -4.0]), np.array([[3.0], [4.0]])) == (
        7 if name == "l1" else 5
    )


# ---- cells that are edited ----


def test_an_edited_cell_counts_in_every_result():
    usual, edited = (
        with_torch.make_data(),
        with_torch.make_data(edits=(("A", (0, 1), 5.0), ("x", (2,), -1.0))),
    )
    changed = [int((a != b).sum()) for a, b in zip(usual, edited, strict=True)]
    assert changed == [1, 0, 1, 0, 0, 0, 0]
    assert (edited[2][0, 1], edited[0][2]) == (5, -1)
    assert torch.equal(with_torch.build("mv", *edited), edited[2] @ edited[0])


@pytest.mark.parametrize("edits", LESSON["edits"].values)
def test_edits_give_the_same_numbers_in_both_tools(edits):
    for rows in (2, 4):  # where there is no such cell, nothing happens
        np.testing.assert_allclose(
            with_numpy.run(rows=rows, edits=edits),
            with_torch.run(rows=rows, edits=edits),
        )


def test_an_edit_of_another_order_changes_nothing():
    assert with_torch.run(edits=(("A", (1,), 7.0),)) == with_torch.run()


# ---- what A does to the plane ----

TENTHS = st.integers(-40, 40).map(lambda n: n / 10)
PLANES = st.lists(TENTHS, min_size=6, max_size=6).map(tuple)


@given(PLANES)
def test_the_columns_are_the_images_of_the_unit_vectors(numbers):
    A, x = plane.matrix_and_vector(numbers)
    unit = torch.eye(2, dtype=torch.float64)
    assert torch.equal(A @ unit[0], A[:, 0])
    assert torch.equal(A @ unit[1], A[:, 1])
    assert torch.allclose(A @ x, x[0] * A[:, 0] + x[1] * A[:, 1])
    assert plane.PLANE.parse(plane.write(numbers)) == numbers


@given(PLANES)
def test_the_area_of_the_square_becomes_the_determinant(numbers):
    """The area by the shoelace formula, from the images of its four corners."""
    A, _ = plane.matrix_and_vector(numbers)
    corners = torch.tensor([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=torch.float64) @ A.T
    following = corners.roll(-1, 0)
    cross = corners[:, 0] * following[:, 1] - corners[:, 1] * following[:, 0]
    area = cross.sum() / 2  # negative if the plane is turned over
    torch.testing.assert_close(area, torch.linalg.det(A), atol=1e-9, rtol=0)


def test_a_matrix_of_determinant_zero_has_no_inverse():
    flat = plane.session((1.0, 2.0, 0.5, 1.0, 1.0, 1.0))
    assert "LinAlgError" in flat.splitlines()[-1]
    A, x = plane.matrix_and_vector(plane.PLANE.default)
    assert torch.equal(torch.linalg.inv(A) @ (A @ x), x)


def test_a_cell_of_the_plane_gets_a_number():
    numbers = plane.PLANE.default
    assert plane.with_number(numbers, "A", (0, 1), -3) == (2, -3, 0, 1, 1, 2)
    assert plane.with_number(numbers, "x", (1,), 2.5) == (2, 1, 0, 1, 1, 2.5)
    for name, place in (("A", (0,)), ("A", (2, 0)), ("x", (0, 0))):
        with pytest.raises(ValueError, match="no cell"):
            plane.with_number(numbers, name, place, 1)
