"""Every claim of the page about indexing, on tensors really indexed."""

import itertools
import re
from random import Random

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.contract import ParseError
from lessons.indexing import (
    BACKWARDS,
    ENDS,
    FORMS,
    LESSON,
    MASKS,
    with_numpy,
    with_torch,
)
from lessons.indexing.exercises import T, check_cells, check_copy, target_result
from lessons.indexing.index import INDEX, KINDS, parts, read, write
from lessons.indexing.repair import zero_direct
from lessons.indexing.selection import index_of
from lessons.indexing.take import prompt, take
from lessons.indexing.with_torch import SHAPES, make_tensor

ANSWERS = {
    "lit": [
        ("1:, 2::2", "right"),
        ("[1, 2, 3], 2:5:2", "right"),
        ("x[1:4, [2, 4]]", "right"),
        ("1:, 2:4", "cells"),
        ("[3, 2, 1], 2::2", "turned"),
        ("None, 1:, 2::2", "shape"),
        ("4", "error"),
    ],
    "copy": [
        (":, [1, 3, 5]", "right"),
        (":, 1::2", "view"),
        (":, [1, 3]", "cells"),
        ("None, :, [1, 3, 5]", "shape"),
        ("0, 0, 0", "error"),
    ],
    "repair": [
        ("zero_chained", "chained"),
        ("zero_dropped", "dropped"),
        ("zero_direct", "right"),
        ("zero_rows", "rows"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""

NUMBERS = st.integers(-7, 7)
ENDS_OF = st.one_of(st.just(""), NUMBERS.map(str))
STEPS = st.sampled_from(["", ":", ":1", ":2", ":3", ":-1", ":0"])
PIECES = st.one_of(
    NUMBERS.map(str),
    st.builds(lambda a, b, s: f"{a}:{b}{s}", ENDS_OF, ENDS_OF, STEPS),
    st.lists(NUMBERS, min_size=1, max_size=3).map(str),
    st.sampled_from([":", "None", "...", "[]"]),
    st.builds("x {} {}".format, st.sampled_from(sorted(with_torch.COMPARE)), NUMBERS),
    st.builds(
        "x[{}] {} {}".format,
        st.sampled_from([":, 0", ":, -1", "0", "1:", "..., 0", ":, :, 1", "0, 9"]),
        st.sampled_from(sorted(with_torch.COMPARE)),
        st.integers(0, 23),
    ),
)
INDEX_TEXTS = st.lists(PIECES, min_size=1, max_size=4).map(", ".join)
ORDERS = st.sampled_from(sorted(SHAPES))


def python(order, text, tool=with_torch):
    """(what Python itself makes of the text, None) or (None, its error)."""
    x = tool.make_tensor(order)
    try:
        return eval(f"x[{text}]", {"x": x}), None
    except Exception as error:  # whatever Python says is what is expected
        return None, error


# ---- what is typed means what Python makes of it ----


@settings(max_examples=120)
@given(ORDERS, INDEX_TEXTS, st.sampled_from([with_torch, with_numpy]))
def test_an_index_gives_what_python_gives(order, text, tool):
    """Values, shape, view or copy, or the same error."""
    result = take(order, read(text), tool=tool)
    expected, error = python(order, text, tool)
    if error is not None:
        assert result.error == f"{type(error).__name__}: {error}".strip()
        assert result.values is result.y is None
        return
    assert result.error == ""
    assert result.values.shape == tuple(np.shape(expected))
    assert np.array_equal(result.values, np.asarray(expected))
    assert np.array_equal(np.sort(result.before[result.selected]), np.unique(expected))


@settings(max_examples=60)
@given(ORDERS, INDEX_TEXTS)
def test_a_write_through_y_reaches_x_if_and_only_if_y_is_a_view(order, text):
    result = take(order, read(text), "through")
    if result.error:
        assert not result.changed.any()
    elif result.view:
        assert np.array_equal(result.changed, result.selected)
        assert (result.after[result.selected] == 99).all()
    else:
        assert not result.changed.any()
        assert (result.y == 99).all()


@settings(max_examples=60)
@given(ORDERS, INDEX_TEXTS)
def test_a_direct_write_always_arrives_and_reaches_a_view_only(order, text):
    result = take(order, read(text), "direct")
    if not result.error:
        assert np.array_equal(result.changed, result.selected)
        differs = result.y != result.values
        assert differs.all() if result.view else not differs.any()


@settings(max_examples=60)
@given(ORDERS, INDEX_TEXTS)
def test_lists_and_masks_copy_all_else_is_a_view(order, text):
    result = take(order, read(text))
    if not result.error:
        assert result.view == ("[" not in text and "x" not in text)


@settings(max_examples=60)
@given(ORDERS, INDEX_TEXTS)
def test_numpy_agrees_save_for_numbers_empty_results_and_backward_steps(order, text):
    torch_, numpy = take(order, read(text)), take(order, read(text), tool=with_numpy)
    if torch_.cause == "step" or text.count("...") > 1:
        return
    if "[" in text and any(type(piece) is int for piece in read(text)):
        return  # see the test of what moves to the front
    assert bool(torch_.error) == bool(numpy.error)
    if not torch_.error:
        assert np.array_equal(torch_.values, numpy.values)
        if torch_.values.ndim and torch_.values.size:
            assert torch_.view == numpy.view
        elif numpy.view:
            assert torch_.view  # NumPy keeps order 0 if `...` stands there


def test_numpy_moves_to_the_front_what_a_list_and_an_integer_give():
    index = read("0, None, [0, 2]")
    assert take(3, index).values.shape == (1, 2, 4)
    values = take(3, index, tool=with_numpy).values
    assert values.shape == (2, 1, 4)
    assert np.array_equal(values.swapaxes(0, 1), take(3, index).values)
    side_by_side = read("None, 0, [0, 2]")
    assert take(3, side_by_side, tool=with_numpy).values.shape == (1, 2, 4)


@settings(max_examples=60)
@given(ORDERS, INDEX_TEXTS)
def test_every_error_has_its_cause_in_words(order, text):
    for tool in (with_torch, with_numpy):
        result = take(order, read(text), tool=tool)
        assert result.cause != "other"
        assert bool(result.cause) == bool(result.error)


@settings(max_examples=60)
@given(INDEX_TEXTS)
def test_written_indices_parse_back(text):
    assert read(write(read(text))) == read(text)
    assert read(f"x[{text}]") == read(text)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_reason(text):
    try:
        assert read(write(read(text))) == read(text)
    except ValueError as reason:
        assert str(reason) in INDEX.reasons


def test_texts_are_refused_for_their_reason():
    for text, reason in INDEX.invalid_samples.items():
        with pytest.raises(ValueError, match=f"^{reason}$"):
            read(text)


@pytest.mark.parametrize(
    ("text", "reason", "what"),
    [
        ("1.5", "decimal", "1.5"),
        ("0, y", "name", "y"),
        ("__import__('os')", "name", "__import__"),
        ("x[1", "open", "x[1"),
        ("0, 2]", "close", "0, 2]"),
        ("1 2", "piece", "1 2"),
        ("x[x[:, 0] > 6", "open", "x[x[:, 0] > 6"),
        ("x[:, i] > 6", "name", "i"),
        ("x[None] > 6", "piece", "x[None] > 6"),
        ("x[[0, 1]] > 6", "piece", "x[[0, 1]] > 6"),
        ("(x > 11) & (x < 20)", "joined", "(x > 11) & (x < 20)"),
    ],
)
def test_a_refusal_names_the_piece(text, reason, what):
    with pytest.raises(ParseError, match=reason) as error:
        read(text)
    assert (str(error.value), error.value.details["what"]) == (reason, what)


def test_cells_selected_several_times_are_highlighted_once():
    result = take(2, read("[3, 3, 3]"))
    assert (int(result.selected.sum()), result.y.size) == (6, 18)


def test_other_ways_to_write_are_read():
    assert read("−1") == (-1,)
    assert read("1 : , : : 2") == ("1:", "::2")
    assert read("…, x ≥ 3") == (..., ">= 3")
    assert read("1, 2,") == (1, 2)
    assert read("x[x[:, 0] > 6]") == read("x[ : ,0]>6") == (("> 6", ":", 0),)
    assert read("x[:, x[0]≥3]") == read(":, x[0] >= 3") == (":", (">= 3", 0))
    assert read("[ 0 ,2, ]") == ((0, 2),)


# ---- what can be set without typing ----


@settings(max_examples=40)
@given(ORDERS, INDEX_TEXTS, st.integers(0, 2))
def test_a_part_shows_what_is_typed_and_writes_what_is_chosen(order, text, axis):
    index, now = read(text), {"order": order, "axis": axis}
    for part in parts(index, now):
        picks = part.kind == "picks"
        assert set(part.value if picks else (part.value,)) <= set(part.values)
        before, again = take(order, index), part.with_value(part.value)
        if part.kind == "slider" and not before.error and text.count("...") < 2:
            same = take(order, again)
            assert np.array_equal(same.values, before.values) or "x" in text
        for value in part.values:
            other = part.with_value((value,) if picks else value)
            assert read(write(other)) == other


def test_each_slider_moves_its_own_number():
    now = {"order": 2, "axis": 1}
    by_name = {part.name: part for part in parts(("1:", "::2"), now)}
    assert {n: p.value for n, p in by_name.items()} == {
        **{"kind": "slice", "start": None, "stop": None, "step": 2}
    }
    assert by_name["start"].with_value(-3) == ("1:", "-3::2")
    assert by_name["stop"].with_value(5) == ("1:", ":5:2")
    assert by_name["step"].with_value(None) == ("1:",)  # ":" at the end says nothing
    assert [write(by_name["kind"].with_value(kind)) for kind in KINDS] == [
        "1:",
        "1:, 0",
        "1:, [0, 5]",
        "x > 11",
    ]


def test_a_mask_is_set_by_its_threshold_and_left_for_the_axis():
    kind, value = parts(("<= 3",), {"order": 3, "axis": 2})
    assert (kind.value, value.value, value.with_value(7)) == ("mask", 3, ("<= 7",))
    assert kind.with_value("number") == (":", ":", 0)


def test_a_mask_of_rows_is_set_by_its_threshold():
    kind, value = parts((("> 6", ":", 0), 1), {"order": 2, "axis": 1})
    assert (kind.value, value.value) == ("mask", 6)
    assert write(value.with_value(9)) == "x[:, 0] > 9, 1"


def test_dots_are_spelled_out_when_their_axis_is_set():
    kind, *_ = parts((..., 0), {"order": 3, "axis": 1})
    assert kind.with_value("number") == (":", 0, 0)


# ---- claims of the words ----


def shape(text, order=2):
    return take(order, read(text)).values.shape


def test_an_integer_removes_its_axis_a_slice_keeps_it_none_adds_one():
    assert shape(":") == (4, 6)
    assert shape("1") == (6,)
    assert shape("1:2") == (1, 6)
    assert shape("None") == (1, 4, 6)
    assert shape("[0, 2]") == (2, 6)


def test_two_lists_go_in_pairs_and_a_list_chooses_in_its_order():
    x = make_tensor(2)
    assert x[[0, 2], [1, 5]].tolist() == [x[0, 1], x[2, 5]]
    assert take(2, ((2, 0),)).values.tolist() == [x[2].tolist(), x[0].tolist()]


def test_a_mask_flattens():
    assert take(3, ("> 11",)).values.tolist() == list(range(12, 24))


def test_a_mask_takes_as_many_axes_as_it_has():
    x = make_tensor(2)
    assert torch.equal(x[x[:, 0] > 6], x[2:])
    assert torch.equal(x[:, x[0] > 2], x[:, 3:])
    assert x[x > 6].shape == (17,)
    assert take(2, MASKS[1]).values.tolist() == x[2:].tolist()
    assert take(2, MASKS[2]).values.tolist() == x[:, 3:].tolist()
    assert take(2, MASKS[3]).cause == "mask"
    assert "shape of the mask [6] at index 0" in prompt(*MASKS)


def test_lists_are_broadcast_and_a_mask_of_one_axis_counts_as_a_list():
    x = make_tensor(2)
    assert x[[0, 2], [1]].tolist() == [1, 13]
    assert shape("[0, 2], [1]") == (2,)
    assert x[x[:, 0] > 6, [1, 5]].tolist() == [x[2, 1], x[3, 5]]
    assert take(2, read("x[:, 0] > 6, [1, 2, 3]")).cause == "lists"


def test_the_dots_take_all_axes_that_are_missing():
    assert shape("..., 0", 3) == shape(":, :, 0", 3)


@pytest.mark.parametrize("k", range(-13, 14))
def test_a_slice_up_to_k_and_one_from_k_share_x_out(k):
    x = make_tensor(1)
    assert torch.equal(torch.cat([x[:k], x[k:]]), x)
    if 0 <= k <= 12:
        assert len(x[3:k]) == max(0, k - 3)


@given(ENDS_OF, ENDS_OF)
def test_a_slice_without_a_step_never_fails(start, stop):
    assert take(2, read(f"{start}:{stop}")).error == ""


@pytest.mark.parametrize("n", range(-9, 9))
def test_positions_run_from_minus_n_to_n_minus_1(n):
    result = take(2, (n,))
    assert (result.cause == "range") == (not -4 <= n <= 3)
    if not result.error:
        assert result.values.tolist() == make_tensor(2)[n % 4].tolist()


def test_a_failing_index_shows_the_message_of_torch():
    lines = prompt(*ENDS).splitlines()
    assert lines[0] == ">>> x[2:100].shape"
    assert lines[1] == "torch.Size([2, 6])"
    assert lines[3] == "torch.Size([0, 6])"
    assert lines[5].startswith("IndexError: index 4 is out of bounds for dimension 0")
    assert lines[7].startswith("IndexError: index -5 is out of bounds")
    assert lines[9] == "ValueError: step must be greater than zero"
    numpy = prompt(BACKWARDS, tool=with_numpy)
    assert numpy == ">>> x[::-1].shape\n(4, 6)"


def test_each_cause_has_a_case():
    cases = {
        "0, 0, 0": "many",
        "4": "range",
        "[9]": "range",
        "::-1": "step",
        "[0, 1], [0, 1, 2]": "lists",
        "x > 3, 0": "many",
        "x[0] > 2": "mask",
        "x[:, 9] > 2": "range",
    }
    assert {text: take(2, read(text)).cause for text in cases} == cases
    assert take(2, (..., ...), tool=with_numpy).cause == "ellipsis"


def test_backwards_is_flip_in_torch_and_a_view_in_numpy():
    x = make_tensor(2)
    assert torch.equal(x.flip(0), x[[3, 2, 1, 0]])
    assert not with_torch.is_view(x, x.flip(0))
    assert take(2, BACKWARDS, tool=with_numpy).view


def test_an_integer_for_each_axis_is_a_view_in_torch_and_a_number_in_numpy():
    assert take(2, (1, 2)).view
    assert not take(2, (1, 2), tool=with_numpy).view
    assert isinstance(with_numpy.make_tensor(2)[1, 2], np.integer)
    assert make_tensor(2)[1, 2].shape == ()


@settings(max_examples=60)
@given(ORDERS, INDEX_TEXTS)
def test_a_view_is_a_start_and_a_step_for_each_axis(order, text):
    x = make_tensor(order)
    expected, error = python(order, text)
    if error is None and with_torch.is_view(x, expected):
        size, step, first = expected.shape, expected.stride(), expected.storage_offset()
        assert torch.equal(torch.as_strided(x, size, step, first), expected)


def test_the_forms_are_views_but_lists_and_masks():
    memory = {name: take(2, index).view for name, index in FORMS.items()}
    copies = {name for name, view in memory.items() if not view}
    assert copies == {"list", "pairs", "mask", "rows", "columns"}


def test_the_trap_a_row_taken_is_a_view_and_clone_keeps_x():
    x = make_tensor(2)
    y = x[0]
    y += 1
    assert x[0].tolist() == [1, 2, 3, 4, 5, 6]
    z = x[0].clone()
    z += 1
    assert x[0].tolist() == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("tool", [with_torch, with_numpy])
def test_run_counts_sums_and_tells_the_view(tool):
    assert tuple(map(int, tool.run())) == (9, 126, 1, 0)
    assert tuple(map(int, tool.run(1, (2,), "through"))) == (
        *(1, 2),
        *((1, 1) if tool is with_torch else (0, 0)),
    )
    assert tuple(map(int, tool.run(3, ("> 20",), "direct"))) == (3, 66, 0, 3)
    assert tuple(map(int, tool.run(2, (("> 6", ":", 0),), "direct"))) == (
        12,
        210,
        0,
        12,
    )


# ---- scenarios, questions, exercises ----


def test_the_scenarios_show_what_they_are_called():
    by_name = {s.name: LESSON.scenario_settings(s.name) for s in LESSON.scenarios}
    results = {
        name: take(now["order"], now["index"], now["write"])
        for name, now in by_name.items()
    }
    assert results["row"].values.shape == (6,)
    assert results["kept"].values.shape == (1, 6)
    assert np.array_equal(results["column"].values, make_tensor(2)[:, 5])
    assert not results["list"].changed.any()
    assert results["mask"].changed.sum() == 12
    assert np.array_equal(results["rows"].values, make_tensor(2)[2:])
    assert results["beyond"].cause == "range"


def question_and_settings(name, seed):
    (question,) = (other for other in LESSON.questions if other.name == name)
    return question, LESSON.question_settings(question, seed)


@pytest.mark.parametrize("seed", range(30))
def test_predictions_are_what_the_index_gives(seed):
    question, now = question_and_settings("count", seed)
    text = write(now["index"])
    assert question.answer(None, now) == len(eval(f"list(range(12))[{text}]"))
    whole = re.sub(r":\d$", "", text) if text.count(":") == 2 else text
    assert question.misconceptions["stepless"](None, now) == len(
        eval(f"list(range(12))[{whole}]")
    )
    question, now = question_and_settings("axes", seed)
    answer, _ = python(3, write(now["index"]))
    assert question.answer(None, now) == answer.ndim
    numbers = sum(type(piece) is int for piece in now["index"])
    assert question.misconceptions["kept"](None, now) == answer.ndim + numbers
    question, now = question_and_settings("written", seed)
    x = make_tensor(2)
    eval(f"x[{write(now['index'])}]", {"x": x}).fill_(99)
    assert (question.answer(None, now) == "yes") == bool((x == 99).any())


@pytest.mark.parametrize("seed", range(40))
def test_each_draw_can_be_solved_by_its_own_index(seed):
    lit, copy, _ = LESSON.exercises
    task = LESSON.task(lit, seed)
    assert check_cells(read(task["target"]), task, None)[0] == "right"
    assert target_result(task).selected.any()
    assert not target_result(task).selected.all()
    task = LESSON.task(copy, seed)
    target = read(task["target"])
    assert check_copy(target, task, None)[0] == "view"
    axis = len(target) - 1
    along = range(SHAPES[2][axis])[eval(f"slice_[{write(target[-1:])}]", {"slice_": S})]
    index = (*target[:-1], tuple(along))
    assert check_copy(index, task, None)[0] == "right"


class Slices:
    """Gives back what stands between its brackets."""

    def __getitem__(self, index):
        return index


S = Slices()


@given(st.integers(-1, 30))
def test_the_repaired_function_does_what_the_others_do_not(t):
    x = make_tensor(2)
    assert torch.equal(zero_direct(x.clone(), t), x * (x <= t))


def test_the_repair_is_tried_where_a_row_holds_small_and_large_values():
    x = make_tensor(2)
    assert ((x > T).any(1) & (x <= T).any(1)).any()


def test_draws_are_the_same_for_the_same_seed():
    for exercise in LESSON.exercises:
        assert exercise.draw(Random(5)) == exercise.draw(Random(5))


# ---- the index of cells that are chosen ----


@st.composite
def chosen_cells(draw):
    """An order, and some cells of the x of that order."""
    order = draw(st.integers(1, 3))
    cells = list(np.ndindex(SHAPES[order]))
    return order, draw(st.lists(st.sampled_from(cells), min_size=1, unique=True))


@st.composite
def chosen_blocks(draw):
    """An order, and the cells where some positions of each axis meet."""
    order = draw(st.integers(1, 3))
    axes = [
        draw(st.lists(st.integers(0, n - 1), min_size=1, unique=True))
        for n in SHAPES[order]
    ]
    return order, list(itertools.product(*axes))


@given(st.one_of(chosen_cells(), chosen_blocks()))
def test_the_index_of_chosen_cells_takes_exactly_these(chosen):
    order, cells = chosen
    index = index_of(order, cells)
    assert INDEX.parse(INDEX.write(index)) == index
    for tool in (with_torch, with_numpy):
        result = take(order, index, tool=tool)
        assert not result.error
        assert set(zip(*np.nonzero(result.selected), strict=True)) == set(cells)
        assert result.values.size == len(cells)


@pytest.mark.parametrize(
    ("order", "cells", "text"),
    [
        (1, [(3,)], "3"),
        (1, [(3,), (4,), (5,)], "3:6"),
        (1, [(0,), (2,), (7,)], "[0, 2, 7]"),
        (2, [(i, j) for i in (1, 2) for j in (0, 2, 4)], "1:3, ::2"),
        (2, [(1, j) for j in range(6)], "1"),
        (2, [(i, 5) for i in range(4)], ":, 5"),
        (2, list(itertools.product(range(4), range(6))), ":"),
        (2, [(i, j) for i in range(4) for j in range(6) if 6 * i + j > 8], "x > 8"),
        (2, [(i, j) for i in range(4) for j in range(6) if 6 * i + j < 8], "x < 8"),
        (2, [at for at in np.ndindex(4, 6) if at != (1, 1)], "x != 7"),
        (2, [(0, 0), (1, 1), (3, 5)], "[0, 1, 3], [0, 1, 5]"),
        (3, [(1, i, 2) for i in range(3)], "1, :, 2"),
    ],
)
def test_chosen_cells_get_the_simplest_index(order, cells, text):
    assert write(index_of(order, cells)) == text


@pytest.mark.parametrize("cells", [[], [(9, 0)], [(1,)]])
def test_cells_that_x_does_not_have_get_no_index(cells):
    with pytest.raises(ValueError, match="no cells"):
        index_of(2, cells)
