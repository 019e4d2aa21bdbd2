"""Every claim of the page about memory, on real tensors and arrays."""

from itertools import product

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from torch.autograd.profiler import profile

from app.content import lesson_files
from app.content.catalogue import LANGUAGES, PageText
from app.content.source_listing import visible_source
from lessons.memory import GROUPS, LESSON, exercises, with_numpy, with_torch
from lessons.memory.numbers import session
from lessons.memory.storages import (
    layout,
    main_line,
    memory,
    prompt,
    snapshot,
    trace_storages,
)
from lessons.memory.with_torch import ACTS, build, make_source, run
from tests.course import run_alone

ANSWERS = {
    "wanted": [
        ({"operation": "reshape_transposed"}, "right"),
        ({"operation": "view"}, "shape"),
        ({"operation": "clone"}, "shape"),
        ({"operation": "view_transposed"}, "refused"),
    ],
    "centred": [
        ("centred_anew", "right"),
        ("centred_into", "into"),
        ("centred_method", "method"),
        ("centred_name", "name"),
    ],
    "place": [
        ("3*i + 2*j", "right"),
        ("2*i + 3*j", "turned"),
        ("3*i + 2*j + 1", "offset"),
        ("3*i + j", "other"),
    ],
    "history": [
        ("history_clone", "right"),
        ("history_detach", "detach"),
        ("history_numpy", "numpy"),
        ("history_slice", "slice"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""

SETTINGS = [
    dict(zip(("operation", "written", "dtype"), values, strict=True))
    for values in product(*(control.values for control in LESSON.controls))
]
IN_PLACE = {"add_to", "assign", "add_"}
VIEWS = {"view", "reshape", "transpose", "row", "detach", "from_numpy", "to_numpy"}
COPIES = {"rebind", "reshape_transposed", "clone", "tensor"}


def storage_trace(operation, written="result", dtype="float64", tool=with_torch):
    return trace_storages(
        {"operation": operation, "written": written, "dtype": dtype}, tool
    )


def shares(operation, **settings):
    return storage_trace(operation, **settings).moments[1].shares


def test_every_line_shares_copies_or_is_refused():
    sorts = [IN_PLACE, VIEWS, COPIES, {"view_transposed"}, {"from_numpy_float"}]
    assert set.union(*sorts) == set(ACTS)
    assert sum(map(len, sorts)) == len(ACTS)
    assert all(shares(name) for name in IN_PLACE | VIEWS)
    assert not any(shares(name) for name in COPIES)


@pytest.mark.parametrize("tool", [with_numpy, with_torch])
def test_the_sentences_match_the_objects(tool):
    """Letters and changes, against the libraries' own answers, for all settings."""
    for settings in SETTINGS:
        trace = trace_storages(settings, tool)
        if trace.error:
            continue
        act = tool.ACTS[settings["operation"]]
        X = tool.make_source(settings["operation"], settings["dtype"])
        before = np.asarray(X).copy()
        steps = tool.build(act, X, settings["written"])
        X, Y = next(steps)
        creation = trace.moments[1]
        assert creation.same == (Y is X)
        assert creation.shares == np.shares_memory(np.asarray(X), np.asarray(Y))
        if torch.is_tensor(X) and torch.is_tensor(Y):
            storages = [t.untyped_storage().data_ptr() for t in (X, Y)]
            assert creation.shares == (storages[0] == storages[1])
            assert trace.facts()[1] == (X.data_ptr() == Y.data_ptr())
        values = {"X": np.asarray(X).copy(), "Y": np.asarray(Y).copy()}
        assert (creation.bindings["X"].changed == (values["X"] != before)).all()
        if creation.same:  # Y was X before
            assert (creation.bindings["Y"].changed == (values["Y"] != before)).all()
        next(steps)
        for name, thing in (("X", X), ("Y", Y)):
            binding = trace.moments[2].bindings[name]
            now = np.asarray(thing)
            assert (binding.values == now).all()
            assert (binding.changed == (values[name] != now)).all()
            assert binding.stride == layout(thing)[0]


def test_each_line_does_what_the_heading_over_it_says():
    assert sorted(sum(GROUPS.values(), ())) == sorted(ACTS)
    for group, operations in GROUPS.items():
        for operation in operations:
            story = trace_storages(LESSON.defaults | {"operation": operation})
            if story.error:
                assert group == "view"
                continue
            creation = story.moments[1]
            if group != "numpy":
                assert creation.same == (group == "in_place")
                assert creation.shares == (group != "copy")


def test_numpy_and_torch_tell_the_same_story():
    for settings in SETTINGS:
        by_numpy, by_torch = (
            trace_storages(settings, tool) for tool in (with_numpy, with_torch)
        )
        assert bool(by_numpy.error) == bool(by_torch.error)
        if by_torch.error:
            continue
        assert by_numpy.facts() == by_torch.facts()
        assert with_numpy.run(**settings) == with_torch.run(**settings)
        for one, other in zip(by_numpy.moments, by_torch.moments, strict=True):
            assert (
                str(one.bindings) == str(other.bindings)
                or one.bindings.keys() == other.bindings.keys()
            )
            for name in one.bindings:
                assert (one.bindings[name].values == other.bindings[name].values).all()
                assert one.bindings[name].stride == other.bindings[name].stride
                assert one.bindings[name].storage == other.bindings[name].storage


tensors = st.builds(
    lambda shape, axes, cut: (
        torch.arange(float(np.prod(shape)))
        .reshape(shape)
        .permute(sorted(range(len(shape)), key=lambda k: axes[k]))[cut:]
    ),
    st.lists(st.integers(1, 4), min_size=1, max_size=4),
    st.permutations(range(4)),
    st.integers(0, 2),
).filter(torch.numel)


@examples(max_examples=100, deadline=None)
@given(tensors, st.booleans())
def test_each_number_has_its_offset_in_the_storage(X, as_array):
    """Of tensors of any order, transposed and cut; and of arrays on their memory."""
    thing = X.numpy() if as_array else X
    binding = snapshot({"X": thing}, {}, None).bindings["X"]
    address, numbers = memory(thing)
    assert address == X.untyped_storage().data_ptr()
    assert len(numbers) == X.untyped_storage().nbytes() // X.element_size()
    assert (numbers[binding.places] == binding.values).all()
    assert binding.stride == X.stride()
    assert binding.offset == X.storage_offset()
    assert (binding.values == X.numpy()).all()


@examples(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=3),
    st.lists(st.integers(1, 3), min_size=1, max_size=3),
    st.booleans(),
)
def test_view_never_copies_and_reshape_copies_if_it_must(shape, new_shape, transpose):
    size = int(np.prod(shape))
    new_shape = (*new_shape[:-1], -1)
    if size % int(np.prod(new_shape[:-1])):
        return
    X = torch.arange(size).reshape(shape)
    X = X.T if transpose and X.ndim == 2 else X
    Y = X.reshape(new_shape)
    try:
        assert X.view(new_shape).data_ptr() == X.data_ptr() == Y.data_ptr()
    except RuntimeError:
        assert Y.data_ptr() != X.data_ptr()
    assert X.clone().data_ptr() != X.data_ptr()


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_sum_makes_a_new_tensor_and_its_source_keeps_its_numbers(dtype):
    X = make_source("rebind", dtype)
    before, where = X.clone(), (id(X), X.data_ptr())
    Y = ACTS["rebind"](X)
    assert (id(Y), Y.data_ptr()) != where
    assert id(Y) != where[0]
    assert torch.equal(X, before)


@pytest.mark.parametrize("name", sorted(IN_PLACE))
def test_an_in_place_operation_keeps_object_and_address(name):
    X = make_source(name)
    before, where = X.clone(), (id(X), X.data_ptr())
    Y = ACTS[name](X)
    assert (id(Y), Y.data_ptr()) == where
    assert torch.equal(X, 2 * before)
    assert storage_trace(name).count("X", 1) == 6


def test_float_copies_float64_and_shares_float32():
    assert not shares("from_numpy_float", dtype="float64")
    assert shares("from_numpy_float", dtype="float32")
    assert np.arange(3.0).dtype == np.float64  # "NumPy computes in float64"
    for dtype in ("float64", "float32"):
        assert shares("from_numpy", dtype=dtype)
        assert shares("to_numpy", dtype=dtype)
        assert not shares("tensor", dtype=dtype)


def test_the_transposed_view_is_refused_and_reshape_copies_in_reading_order():
    error = storage_trace("view_transposed").error
    assert error.startswith("RuntimeError: view size is not compatible")
    assert len(storage_trace("view_transposed").moments) == 1
    now = storage_trace("reshape_transposed").moments[1]
    assert now.storages["B"].tolist() == [1, 4, 2, 5, 3, 6]
    assert storage_trace("transpose").moments[1].storages.keys() == {"A"}
    assert storage_trace("transpose").moments[1].bindings["Y"].stride == (1, 3)
    assert storage_trace("view").moments[1].bindings["X"].stride == (3, 1)


def test_a_row_begins_further_on():
    binding = storage_trace("row").moments[1].bindings["Y"]
    assert (binding.offset, binding.places.tolist()) == (3, [3, 4, 5])
    assert (
        storage_trace("row").moments[1].read_by("X", "Y").tolist()
        == [False] * 3 + [True] * 3
    )
    assert storage_trace("row").facts()[:3] == (False, False, True)


@pytest.mark.parametrize("name", sorted(IN_PLACE | VIEWS))
@pytest.mark.parametrize("written", ["result", "source"])
def test_a_write_into_one_is_seen_by_both_that_share(name, written):
    trace = storage_trace(name, written)
    assert trace.count("X", 2)
    assert trace.count("Y", 2)


@pytest.mark.parametrize("name", sorted(COPIES))
def test_a_copy_sees_no_write_into_the_other(name):
    assert (
        storage_trace(name).count("X", 2),
        storage_trace(name, "source").count("Y", 2),
    ) == (0, 0)
    assert storage_trace(name).count("Y", 2)
    assert storage_trace(name, "source").count("X", 2)


def test_detach_leaves_the_history_and_not_the_memory():
    X = torch.arange(3.0, requires_grad=True)
    Y = X.detach()
    assert not Y.requires_grad
    assert Y.data_ptr() == X.data_ptr()
    assert X.detach().clone().data_ptr() != X.data_ptr()


def test_assigning_makes_a_passing_tensor_and_adding_in_place_does_not():
    calls = {}
    for name in ("assign", "add_to", "add_"):
        X = make_source(name)
        with profile() as run:
            ACTS[name](X)
        names = [event.name.removeprefix("aten::") for event in run.function_events]
        calls[name] = [n for n in names if n in ("add", "add_", "copy_", "empty")]
    assert calls == {"assign": ["add", "copy_"], "add_to": ["add_"], "add_": ["add_"]}


def test_methods_that_end_in_an_underscore_work_in_place():
    for name, arguments in (("add_", (1,)), ("zero_", ()), ("clamp_", (0, 1))):
        X = torch.arange(3.0)
        assert getattr(X, name)(*arguments) is X


def test_lists_and_numbers_are_copies_and_item_wants_one_number():
    X = make_source()
    nested_list = X.tolist()
    nested_list[0][0] = 99.0
    assert X[0, 0] == 1
    assert type(X[1, 2].item()) is float
    lines = session().splitlines()
    assert lines[1] == repr(X.tolist())
    assert lines[3] == repr(X[1, 2].item())
    assert lines[5].startswith("RuntimeError: a Tensor with 6 elements")
    assert "Scalar" in lines[5]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_line_is_named_by_its_source(lang):
    words = PageText("memory", lang)
    for name, label in words.labels("operation.values").items():
        assert label == f"`{main_line(ACTS[name])}`"
    text = visible_source(build)
    for name, label in words.labels("written.values").items():
        target = {"result": "Y", "source": "X"}[name]
        assert label == f"`{target}[..., 1] = 99`"
    assert "target[..., 1] = 99" in text


def test_the_lines_under_the_figure_are_those_that_ran():
    """Typed once more, one after another, they give the numbers of the figure."""
    for settings in SETTINGS[::3]:
        trace = trace_storages(settings)
        lines = prompt(settings, trace).replace(">>> ", "").splitlines()
        source_lines = visible_source(ACTS[settings["operation"]])
        for text in lines[: -1 if trace.error else None][:-1]:
            assert text.removeprefix("Y = ") in source_lines
        assert lines[-1] == (trace.error or lines[-1])
        if not trace.error:
            target = "Y" if settings["written"] == "result" else "X"
            assert lines[-1] == f"{target}[..., 1] = 99"
            binding = trace.moments[2].bindings[target]
            assert (binding.values[..., 1] == 99).all()
    assert prompt(SETTINGS[4], trace_storages(SETTINGS[4])).splitlines()[:2] == [
        ">>> Y = X",
        ">>> Y += X",
    ]


@pytest.mark.parametrize("seed", range(6))
def test_exercise_place_is_the_address_of_each_number(seed):
    task = LESSON.task(LESSON.exercises[2], seed)
    assert task["made"] in exercises.VIEWS
    X = torch.arange(task["rows"] * task["columns"]).reshape(
        task["rows"], task["columns"]
    )
    Y = exercises.VIEWS[task["made"]](X)
    step = X.element_size()
    for i, j in np.ndindex(*Y.shape):
        assert (Y[i, j].data_ptr() - X.data_ptr()) // step == Y[i, j]


def test_the_downloaded_files_run_alone_and_give_the_pages_numbers(tmp_path):
    settings = {"operation": "add_to", "written": "source", "dtype": "float32"}
    texts = [
        lesson_files.standalone_script(tool, settings)
        for tool in (with_numpy, with_torch)
    ]
    for output in run_alone(texts, tmp_path):
        assert [float(text) for text in output.split()] == [*run(**settings)]


@pytest.mark.parametrize("seed", range(12))
def test_predict_answers_are_what_a_run_gives(seed):
    who, count, order = LESSON.questions
    for question in (who, count, order):
        settings = LESSON.question_settings(question, seed)
        X = make_source(settings["operation"], settings["dtype"])
        first = np.asarray(X).copy()
        try:
            steps = build(ACTS[settings["operation"]], X, settings["written"])
            _, Y = next(steps)
            before = np.asarray(X).copy(), np.asarray(Y).copy()
            flat = memory(Y)[1]
            next(steps)
        except RuntimeError:
            assert question.answer(None, settings) == "refused"
            continue
        changes = [
            (a != np.asarray(b)).any() for a, b in zip(before, (X, Y), strict=True)
        ]
        expected = {
            "who": "both" if all(changes) else "one",
            "count": (first != np.asarray(X)).sum(),
            "order": tuple(flat),
        }
        assert question.answer(None, settings) == expected[question.name]


def test_a_scenario_begins_after_the_write():
    for scenario in LESSON.scenarios:
        story = trace_storages(LESSON.defaults | dict(scenario.settings), with_torch)
        last = len(story.moments) - 1
        assert scenario.steps == ({} if story.error else {"storages": last})
