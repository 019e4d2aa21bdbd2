"""Every claim of the page about broadcasting, on what PyTorch and NumPy give."""

import operator
from itertools import product
from math import prod

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.content import lesson_files
from lessons.broadcasting import LESSON, loss_shapes, outcome, with_numpy, with_torch
from lessons.broadcasting.align import align, broadcast_shape
from lessons.broadcasting.outcome import (
    repairs,
    repeated_cells,
    storage_indices,
    unmatched_cells,
)
from tests.course import OTHER_SETTINGS, run_alone

ANSWERS = {
    "goal": [
        ({"shape_b": (4, 1)}, "right"),
        ({"shape_b": (2, 4, 3)}, "large"),
        ({"shape_b": (1,)}, "other"),
        ({"shape_b": (2,)}, "clash"),
    ],
    "rows": [
        ({"new_axis": "1"}, "right"),
        ({"new_axis": "none"}, "clash"),
        ({"new_axis": "0"}, "clash"),
        ({"new_axis": "2"}, "range"),
    ],
    "loss": [
        ("loss_squeezed", "right"),
        ("loss_unsqueezed", "unsqueezed"),
        ("loss_summed", "summed"),
        ("loss_of_each", "of_each"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""

SMALL = [shape for n in range(5) for shape in product((1, 2, 3), repeat=n)]
SHAPES = st.lists(st.integers(1, 6), max_size=4).map(tuple)
FITTING = st.lists(st.sampled_from([1, 1, 2, 3]), max_size=4).map(tuple)
AXES = LESSON["new_axis"].values


def torch_shape(shape_a, shape_b):
    """The shape of torch's own sum, None if it refuses."""
    empty = torch.empty(()).expand
    try:
        return tuple((empty(shape_a) + empty(shape_b)).shape)
    except RuntimeError:
        return None


def test_the_rule_is_that_of_torch_and_numpy_for_all_small_shapes():
    """Sizes 1 to 3; up to order 4 asked of NumPy, up to 3 of torch's own sum."""
    for a, b in product(SMALL, SMALL):
        try:
            assert broadcast_shape(a, b) == np.broadcast_shapes(a, b)
        except ValueError:
            assert broadcast_shape(a, b) is None
    for a, b in product(SMALL[:40], SMALL[:40]):
        assert broadcast_shape(a, b) == torch_shape(a, b)


@settings(max_examples=150, deadline=None)
@given(FITTING, FITTING, st.sampled_from(AXES))
def test_the_drawing_shows_what_torch_and_numpy_compute(shape_a, shape_b, new_axis):
    by_torch, by_numpy = (
        outcome.outcome(tool, shape_a, shape_b, new_axis)
        for tool in (with_torch, with_numpy)
    )
    assert bool(by_torch.error) == bool(by_numpy.error)
    for name in ("a", "b", "a_wide", "b_wide", "result"):
        ours, theirs = getattr(by_torch, name), getattr(by_numpy, name)
        if by_torch.error and name not in ("a", "b"):
            assert ours is theirs is None
            continue
        assert tuple(ours.shape) == np.shape(theirs)
        np.testing.assert_array_equal(ours.numpy(), theirs)
    if by_torch.error:
        return
    shape = broadcast_shape(tuple(by_torch.a.shape), tuple(by_torch.b.shape))
    assert tuple(by_torch.result.shape) == shape
    for index in np.ndindex(shape):  # the sum by hand, cell by cell
        total = 0
        for small in (by_torch.a, by_torch.b):
            own = index[len(index) - small.ndim :]
            at = tuple(
                0 if n == 1 else i for i, n in zip(own, small.shape, strict=True)
            )
            total += small[at].item()
        assert by_torch.result[index].item() == total


@settings(max_examples=150, deadline=None)
@given(FITTING, FITTING)
def test_ghosts_are_what_is_read_again(shape_a, shape_b):
    result = outcome.outcome(with_torch, shape_a, shape_b)
    if result.error:
        return
    for small, wide in ((result.a, result.a_wide), (result.b, result.b_wide)):
        ghosts, cells = repeated_cells(wide), storage_indices(wide)
        assert wide.data_ptr() == small.data_ptr()
        assert (~ghosts).sum() == small.numel()
        assert sorted(cells[~ghosts].ravel()) == list(range(small.numel()))
        np.testing.assert_array_equal(small.flatten().numpy()[cells], wide.numpy())
        first = (
            torch.arange(small.numel()).reshape(small.shape).broadcast_to(wide.shape)
        )
        np.testing.assert_array_equal(cells, first.numpy())


@settings(max_examples=150, deadline=None)
@given(SHAPES, SHAPES)
@example((2, 3, 1), (4, 5, 2))
def test_with_several_clashes_the_message_names_the_rightmost(shape_a, shape_b):
    clashes = [i for i, axis in enumerate(align(shape_a, shape_b)) if not axis.length]
    result = outcome.outcome(with_torch, shape_a, shape_b)
    assert bool(result.error) == bool(clashes)
    if clashes:
        at = align(shape_a, shape_b)[clashes[-1]]
        sizes = f"tensor a ({at.a}) must match the size of tensor b ({at.b})"
        assert sizes in result.error
        assert result.error.endswith(f"dimension {clashes[-1]}")
    cells_by_operand = unmatched_cells(shape_a, shape_b)
    assert any(cells.any() for cells in cells_by_operand) == bool(clashes)


def test_crossed_cells_lie_beyond_the_other_size():
    longer, shorter = unmatched_cells((4,), (3,))
    assert longer.tolist() == [False, False, False, True]
    assert not shorter.any()
    matrix, _ = unmatched_cells((2, 4), (3,))
    assert matrix.sum(0).tolist() == [0, 0, 0, 2]


def test_numpy_refuses_what_torch_refuses_in_its_own_words():
    torch_says, numpy_says = (
        outcome.outcome(tool, (3, 4), (3,)) for tool in (with_torch, with_numpy)
    )
    text = outcome.refusal(torch=torch_says, numpy=numpy_says)
    assert text.splitlines() == [
        "# torch",
        "RuntimeError: The size of tensor a (4) must match the size of tensor b (3) "
        "at non-singleton dimension 1",
        "# numpy",
        "ValueError: operands could not be broadcast together with shapes (3,4) (3,)",
    ]


def test_a_new_axis_has_a_place_up_to_the_order():
    for tool, error in ((with_torch, "IndexError"), (with_numpy, "AxisError")):
        result = outcome.outcome(tool, (3,), (4,), "2")
        assert result.misplaced
        assert result.error.startswith(error)
        assert not outcome.outcome(tool, (3,), (4,)).misplaced
        assert not outcome.outcome(tool, (3,), (4,), "1").error


def test_each_axis_has_the_rule_that_the_words_say():
    rules = {
        ((3,), (3,)): "equal",
        ((1,), (3,)): "stretch_a",
        ((3,), (1,)): "stretch_b",
        ((), (3,)): "missing_a",
        ((3,), ()): "missing_b",
        ((3,), (4,)): "clash",
        ((1,), (1,)): "equal",
    }
    for shapes, rule in rules.items():
        (axis,) = align(*shapes)
        assert axis.rule == rule


@pytest.mark.parametrize(
    "act", [operator.sub, operator.mul, operator.pow, operator.lt, operator.eq]
)
def test_the_rule_is_the_same_for_other_operations(act):
    for a, b in product(SMALL[:14], SMALL[:14]):
        x, y = torch.ones(a), torch.ones(b)
        if (shape := broadcast_shape(a, b)) is None:
            with pytest.raises(RuntimeError, match="must match the size"):
                act(x, y)
        else:
            assert tuple(act(x, y).shape) == shape


def test_unsqueeze_and_none_do_the_same_and_numpy_too():
    _, b = with_torch.make_data((3, 4), (2, 3))
    _, n = with_numpy.make_data((3, 4), (2, 3))
    for k, (code, method, shape, _) in enumerate(repairs((3, 4), (2, 3))[1:]):
        index = (*[slice(None)] * k, None)
        assert code == f"B[{', '.join([':'] * k + ['None'])}]"
        assert method == f"B.unsqueeze({k})"
        assert torch.equal(b.unsqueeze(k), b[index])
        assert np.expand_dims(n, k).shape == n[index].shape == shape


def test_the_clash_of_3_4_with_3_is_repaired_by_one_place_alone():
    sums = [result for *_, result in repairs((3, 4), (3,))]
    assert sums == [None, None, (3, 4)]


def test_an_axis_in_front_changes_no_value_of_the_sum():
    for a, b in product(SMALL[:40:2], SMALL[:40]):
        without = outcome.outcome(with_torch, a, b)
        front = outcome.outcome(with_torch, a, b, "0")
        assert bool(without.error) == bool(front.error)
        if not front.error:
            is_equal = torch.equal(without.result.flatten(), front.result.flatten())
            assert is_equal
            if len(b) < len(a):
                assert torch.equal(without.result, front.result)


def test_repeating_copies_nothing_and_the_stride_is_zero():
    lines = outcome.stride_session().splitlines()
    assert lines == [
        ">>> A.stride()",
        "(1, 1)",
        ">>> A_wide = torch.broadcast_to(A, (3, 4))",
        ">>> A_wide.stride()",
        "(1, 0)",
        ">>> A_wide.data_ptr() == A.data_ptr()",
        "True",
    ]


def test_one_cell_of_a_stretched_tensor_can_be_written_and_changes_four():
    assert outcome.write_session().splitlines() == [
        ">>> A_wide[0, 0] = 9",
        ">>> A_wide",
        "tensor([[9, 9, 9, 9],",
        "        [1, 1, 1, 1],",
        "        [2, 2, 2, 2]])",
        ">>> A",
        "tensor([[9],",
        "        [1],",
        "        [2]])",
    ]


def test_a_write_into_several_cells_or_growing_in_place_is_refused():
    several, growing = outcome.refused_session().split(">>> A += B\n")
    assert "more than one element of the written-to tensor refers" in several
    assert "doesn't match the broadcast shape [3, 4]" in growing
    wide = torch.zeros(3, 1).broadcast_to(3, 4)
    for cells in (0, (slice(None), 1), ...):
        if cells == (slice(None), 1):
            wide[cells] = 7  # three numbers of A, each once
            continue
        with pytest.raises(RuntimeError, match="more than one element"):
            wide[cells] = 7


def test_numpy_refuses_to_write_into_any_cell_of_a_stretched_array():
    session = outcome.numpy_session()
    assert "(8, 0)" in session  # bytes, 8 for each integer
    assert "ValueError: assignment destination is read-only" in session
    assert "doesn't match the broadcast shape (3,4)" in session


def test_a_copy_of_a_stretched_tensor_has_cells_of_its_own():
    *_, last = outcome.copy_session().splitlines()
    assert last == "(tensor([9, 0, 0, 0]), tensor([0]))"


def test_the_last_digits_come_from_a_the_first_ones_from_b():
    for shapes in (((3, 1), (4,)), ((4, 5, 1), (6,)), ((), ())):
        a, b = with_torch.make_data(*shapes)
        unit = b.flatten()[0].item()
        total = a + b
        assert a.max() < unit
        assert torch.equal(total % unit, a.broadcast_to(total.shape))
        assert torch.equal(total - total % unit, b.broadcast_to(total.shape))
    assert (with_torch.build(*with_torch.make_data())[-1] == 21).nonzero().tolist()


def test_n_with_n_1_gives_a_matrix_without_a_message():
    for n in range(1, 7):
        for pair in (((n,), (n, 1)), ((n, 1), (n,))):
            result = outcome.outcome(with_torch, *pair)
            assert tuple(result.result.shape) == (n, n)
            assert outcome.is_silent(*pair) == (n > 1)
    for pair in product(SMALL[:14], SMALL[:14]):
        flat = sorted(map(len, pair)) == [1, 2] and prod(pair[0]) == prod(pair[1])
        if outcome.is_silent(*pair):
            assert flat


@pytest.mark.parametrize("n", [2, 3, 10])
def test_the_silent_loss_of_an_exact_prediction_is_not_zero(n):
    y, y_pred = loss_shapes.make_predictions(n)
    assert y.shape == (n,)
    assert y_pred.shape == (n, 1)
    assert torch.equal(y, y_pred.flatten())
    assert loss_shapes.loss_squeezed(y, y_pred) == 0
    pairs = [(float(p) - float(q)) ** 2 for p, q in product(y, y)]
    assert loss_shapes.loss_silent(y, y_pred).item() == pytest.approx(sum(pairs) / n**2)
    assert (y - y_pred)[loss_shapes.pair_mask(n)].tolist() == [0] * n
    for j, i in product(range(n), range(n)):
        assert (y - y_pred)[j, i] == y[i] - y_pred[j, 0]


def test_the_silent_loss_is_lowest_where_all_predictions_are_the_mean():
    y, _ = loss_shapes.make_predictions(5)
    y_pred = y.mean().repeat(5, 1).requires_grad_()
    lowest = loss_shapes.loss_silent(y, y_pred)
    lowest.backward()
    assert y_pred.grad.abs().max() < 1e-6
    generator = torch.Generator().manual_seed(0)
    for _ in range(50):
        shifted = y_pred + 0.1 * torch.randn(5, 1, generator=generator)
        assert loss_shapes.loss_silent(y, shifted) > lowest


def test_mse_loss_computes_the_same_matrix_but_warns():
    assert loss_shapes.torch_warning().startswith(
        "UserWarning: Using a target size (torch.Size([3]))"
    )
    assert "due to broadcasting" in loss_shapes.torch_warning()
    y, y_pred = loss_shapes.make_predictions()
    with pytest.warns(UserWarning, match="target size"):
        loss = torch.nn.functional.mse_loss(y_pred, y)
    assert loss == loss_shapes.loss_silent(y, y_pred)


def test_the_downloaded_files_run_alone_and_give_the_pages_numbers(tmp_path):
    args = LESSON.defaults | OTHER_SETTINGS["broadcasting"]
    texts = [
        lesson_files.standalone_script(tool, args) for tool in (with_torch, with_numpy)
    ]
    expected = outcome.outcome(with_torch, **args).result.flatten().tolist()
    for output in run_alone(texts, tmp_path):
        assert [float(number) for number in output.split()] == expected


def test_a_run_that_is_refused_has_no_numbers():
    for tool in (with_torch, with_numpy):
        assert tool.run((3,), (4,)) == []
        assert tool.run((3,), (4,), "2") == []


@pytest.mark.parametrize("seed", range(20))
def test_predictions_are_answered_by_torch(seed):
    fate, count = LESSON.questions
    now = LESSON.question_settings(fate, seed)
    shape = torch_shape(now["shape_a"], now["shape_b"])
    answer = fate.answer(None, now)
    assert (answer == "error") == (shape is None)
    if answer in ("a", "b"):
        assert shape == now[f"shape_{answer}"]
    elif answer == "larger":
        assert prod(shape) > max(prod(now["shape_a"]), prod(now["shape_b"]))
    now = LESSON.question_settings(count, seed)
    shape = torch_shape(now["shape_a"], now["shape_b"])
    assert count.answer(None, now) == prod(shape)
    numbers = count.numbers(None, now)
    assert prod(shape) > max(
        numbers["count_a"], numbers["count_b"]
    )  # both are stretched


@pytest.mark.parametrize(
    ("edits", "count"), [*zip(LESSON["edits"].values, (0, 2, 1), strict=True)]
)
def test_edits_give_the_same_numbers_in_both_tools(edits, count):
    assert with_torch.run(edits=edits) == with_numpy.run(edits=edits)
    usual, edited = with_torch.make_data(), with_torch.make_data(edits=edits)
    changed = sum(int((a != b).sum()) for a, b in zip(usual, edited, strict=True))
    assert changed == count


def test_an_edit_of_another_order_changes_nothing():
    assert with_torch.run(edits=(("A", (1,), 7.0),)) == with_torch.run()


def test_a_repeated_cell_stands_for_the_one_in_memory():
    """Writing into an expanded tensor, as PyTorch allows for one cell, shows which."""
    for shape in ((3, 1), (4,)):
        for place in np.ndindex(3, 4):
            tensor = torch.zeros(shape)
            wide = torch.broadcast_to(tensor, (3, 4))
            wide[place] = 7
            assert tensor[outcome.stored_place(wide, shape, place)] == 7
            assert tensor.sum() == 7
    with pytest.raises(ValueError, match="no place"):
        outcome.stored_place(wide, (4,), (0, 4))
