"""Every claim of the page about tensors, on real tensors; what is drawn is what is."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.components.tensor_cells import format_cells
from app.content import lesson_files, source_listing
from app.content.catalogue import PageText
from lessons.contract import RIGHT
from lessons.tensors import LESSON, outcome, samples, with_numpy, with_torch
from lessons.tensors.outcome import COMPARISONS, ELEMENTS, JOINS, OPERATIONS
from lessons.toolkit.shape_parser import format_shape, make_shape_parser
from tests.course import run_alone
from tests.pages.app_page import cell_drawings, open_page, page_text, printed_output

DEFAULTS = LESSON.defaults
TOOLS = (with_torch, with_numpy)
RANDOM = ("rand", "randn")

ANSWERS = {
    "join": [
        ({"operation": "stack", "dim": 2}, RIGHT),
        ({"operation": "stack", "dim": -1}, RIGHT),
        ({"operation": "stack", "dim": 0}, "axis"),
        ({"operation": "cat", "dim": 0}, "order"),
        ({"operation": "cat", "dim": 2}, "refused"),
        ({"operation": "add", "dim": 0}, "one"),
    ],
    "columns": [
        ({"new_shape": (-1, 4)}, RIGHT),
        ({"new_shape": (3, 4)}, "counted"),
        ({"new_shape": (3, -1)}, "counted"),
        ({"new_shape": (-1, 3)}, "other"),
        ({"new_shape": (-1, -1)}, "refused"),
    ],
    "line": [
        ("3 * x + 4", RIGHT),
        ("x + x + x + 2 ** 2", RIGHT),
        ("3 * x + 5", "offset"),
        ("2 * x + 4", "factor"),
        ("mean(x)", "number"),
        ("x ** 2", "other"),
    ],
}
"""Answers to the first draw of each exercise, and what is said of them."""

SHAPES = st.lists(st.integers(1, 4), max_size=3).map(tuple)
FREE = st.lists(st.sampled_from([-1, 1, 2, 3, 4, 6]), max_size=4).map(tuple)
SETTINGS = st.fixed_dictionaries(
    {
        "create": st.sampled_from(LESSON["create"].values),
        "dtype": st.sampled_from(LESSON["dtype"].values),
        "seed": st.integers(0, 9),
        "operation": st.sampled_from(OPERATIONS),
        "shape": SHAPES,
        "y_shape": SHAPES,
        "new_shape": FREE,
        "dim": st.sampled_from(LESSON["dim"].values),
    }
)


def outcome_at(tool=with_torch, **changes):
    return outcome.outcome(tool, DEFAULTS | changes)


def by_hand(settings):
    """The same in torch, written once more and without `match`."""
    n, kind = int(np.prod(settings["shape"])), getattr(torch, settings["dtype"])
    torch.manual_seed(settings["seed"])
    shape = settings["shape"]
    x = {
        "arange": lambda: torch.arange(n, dtype=kind).view(shape),
        "zeros": lambda: torch.full(shape, 0, dtype=kind),
        "ones": lambda: torch.full(shape, 1, dtype=kind),
        "rand": lambda: torch.rand(size=shape, dtype=kind),
        "randn": lambda: torch.randn(size=shape, dtype=kind),
        "from_list": lambda: torch.tensor([k**2 for k in range(n)], dtype=kind).view(
            shape
        ),
        "full_like": lambda: torch.full(shape, 7, dtype=kind),
    }[settings["create"]]()
    y = torch.ones(settings["y_shape"], dtype=kind) * 2
    new, dim = settings["new_shape"], settings["dim"]
    return {
        "add": lambda: torch.add(x, y),
        "subtract": lambda: torch.sub(x, y),
        "multiply": lambda: torch.mul(x, y),
        "divide": lambda: torch.div(x, y),
        "power": lambda: torch.pow(x, y),
        "exp": lambda: x.exp(),
        "equal": lambda: torch.eq(x, y),
        "less": lambda: torch.lt(x, y),
        "greater": lambda: torch.gt(x, y),
        "transpose": lambda: torch.swapaxes(x, 0, 1),
        "view": lambda: x.view(*new) if new else x.view(new),
        "reshape": lambda: torch.reshape(x, new),
        "resize": lambda: x.clone().resize_(new),
        "cat": lambda: torch.concat([x, y], dim),
        "stack": lambda: torch.stack([x, y], dim),
    }[settings["operation"]]()


@given(SETTINGS)
def test_the_result_is_that_of_torch_or_its_error(settings):
    result = outcome.outcome(with_torch, settings)
    try:
        z = by_hand(settings)
    except (RuntimeError, IndexError, TypeError) as error:
        assert result.z is None
        assert result.error == f"{type(error).__name__}: {error}"
        assert result.why
        return
    assert result.error == result.why == ""
    assert (result.z.shape, result.z.dtype) == (z.shape, z.dtype)
    mask = torch.tensor(np.maximum(*outcome.origins(settings, z)) >= 0)
    assert torch.equal(result.z[mask].nan_to_num(), z[mask].nan_to_num())


@given(SETTINGS)
def test_numpy_gives_the_same_numbers_where_nothing_is_random(settings):
    a, b = (outcome.outcome(tool, settings) for tool in TOOLS)
    if a.z is None or b.z is None or settings["create"] in RANDOM:
        return
    mask = np.maximum(*outcome.origins(settings, a.z)) >= 0
    assert a.z.shape == np.shape(b.z)
    dtypes = {a.z.numpy().dtype, b.z.dtype}
    near = 1e-9 if dtypes == {np.dtype("float64")} else 1e-5
    if np.dtype("float16") in dtypes:  # what NumPy makes of exp(bool)
        near = 1e-3
    np.testing.assert_allclose(a.z.numpy()[mask], b.z[mask], rtol=near)


@given(SETTINGS)
def test_each_cell_is_linked_to_its_source_cells(settings):
    result = outcome.outcome(with_torch, settings)
    if result.z is None:
        return
    x, y = result.x.flatten(), result.y.flatten()
    one = {name: settings[name] for name in ("new_shape", "dim")}
    at_x, at_y = (a.ravel() for a in outcome.origins(settings, result.z))
    for z, i, j in zip(result.z.flatten(), at_x, at_y, strict=True):
        if settings["operation"] in (*ELEMENTS, *COMPARISONS, "exp"):
            expected = with_torch.build(settings["operation"], x[i], y[j], **one)
        else:
            assert i < 0 or j < 0
            if i < 0 and j < 0:
                assert settings["operation"] == "resize"
                continue
            expected = x[i] if i >= 0 else y[j]
        assert torch.allclose(z.double(), expected.double(), equal_nan=True)


@given(SETTINGS)
def test_the_drawing_keeps_the_values_before_the_operation(settings):
    result = outcome.outcome(with_torch, settings)
    if result.x is not None:
        assert tuple(result.x.shape) == settings["shape"]
        assert bool((result.y == 2).all())


def test_a_page_draws_what_torch_gives():
    app = open_page(
        "tensors", **{"tensors.operation": "divide", "tensors.dtype": "int64"}
    )
    (row,) = cell_drawings(app)[0]["frames"][0]["rows"]
    *_, by_torch, _, by_numpy = row
    z = torch.arange(6).reshape(2, 3) / 2
    assert by_torch["text"] == format_cells(z.numpy(), "fr")
    assert by_torch["note"] == "(2, 3) float32"
    assert by_numpy["text"] == by_torch["text"]
    assert by_numpy["note"] == "(2, 3) float64"
    assert by_torch["name"] == "x / y"


def test_the_lines_on_screen_are_the_case_that_runs():
    for tool in TOOLS:
        for operation in OPERATIONS:
            lines = source_listing.case_lines(tool.build, operation)
            code = "".join(text for line in lines for text, _ in line)
            assert f"return {source_listing.case_result(tool.build, operation)}" in code
    assert (
        source_listing.case_result(with_torch.build, "cat")
        == "torch.cat((x, y), dim=dim)"
    )
    with pytest.raises(KeyError):
        source_listing.case_lines(with_torch.build, "unknown")


def test_the_lines_on_screen_with_values_give_what_the_file_gives(tmp_path):
    texts, expected = [], []
    for name, tool in zip(("torch", "np"), TOOLS, strict=True):
        for operation in OPERATIONS:
            settings = {"create": "from_list", "operation": operation}
            names = outcome.written(DEFAULTS | settings, name)
            cases = (
                (tool.make, "from_list", "x"),
                (tool.make, "twos", "y"),
                (tool.build, operation, "z"),
            )
            lines = [
                "".join(text for text, _ in line)
                for function, case, result in cases
                for line in source_listing.case_statements(
                    function, case, names, result
                )
            ]
            assert not any("return" in line or "kind" in line for line in lines)
            head = "import torch\nimport numpy as np\n"
            texts.append("\n".join([head, *lines, "print(z.flatten().tolist())"]))
            expected.append(tool.run(**settings))
    printed = run_alone(texts, tmp_path)
    assert [text.strip() for text in printed] == list(map(str, expected))


def test_values_stand_where_names_are_read():
    names = outcome.written(DEFAULTS | {"dim": 1, "operation": "stack"}, "torch")
    (line,) = source_listing.case_statements(with_torch.build, "stack", names, "z")
    assert "".join(text for text, _ in line) == "z = torch.stack((x, y), dim=1)"
    assert source_listing.put_values("dim = a.dim + dim", {"dim": "2"}) == (
        "dim = a.dim + 2"
    )


def test_an_edited_cell_counts_in_both_tools():
    edits = LESSON["edits"].samples[0]
    for tool in TOOLS:
        z = tool.run(operation="multiply", edits=edits)
        assert z == [0, 10, 4, 6, 8, 5 * -1.5]
        assert tool.run(edits=(("x", (1,), 7.0),)) == tool.run()  # of another order


@pytest.mark.parametrize(("dtype", "value"), [("int64", 2), ("bool", 1)])
def test_an_edited_cell_has_the_type_of_its_tensor(dtype, value):
    edits = (("x", (0, 0), 2.5),)
    z = outcome_at(create="zeros", dtype=dtype, edits=edits).x
    assert z[0, 0].item() == value


@pytest.mark.parametrize(
    ("changed", "why", "message"),
    [
        (
            {"operation": "add", "y_shape": (2, 2)},
            "element",
            "must match the size of tensor b (2)",
        ),
        ({"operation": "view", "new_shape": (4, 2)}, "view", "is invalid for input"),
        ({"operation": "view", "new_shape": (-1, -1)}, "view", "only one dimension"),
        ({"operation": "resize", "new_shape": (-1, 2)}, "resize", "numel"),
        ({"operation": "cat", "y_shape": (3, 2)}, "cat", "Sizes of tensors must"),
        ({"operation": "cat", "y_shape": (3,)}, "cat", "same number of dimensions"),
        ({"operation": "stack", "y_shape": (3, 2)}, "stack", "to be equal size"),
        ({"operation": "cat", "dim": 2}, "dim", "Dimension out of range"),
        ({"create": "rand", "dtype": "int64"}, "dtype", "not implemented for 'Long'"),
        (
            {"operation": "subtract", "dtype": "bool", "create": "zeros"},
            "bool",
            "a bool tensor",
        ),
    ],
    ids=str,
)
def test_an_error_is_pytorchs_own_and_explained(changed, why, message):
    result = outcome_at(**changed)
    assert result.why == why
    assert message in result.error


def test_the_page_shows_the_error_and_explains_it():
    app = open_page(
        "tensors", "en", **{"tensors.operation": "add", "tensors.y_shape": "2, 2"}
    )
    torch_text, numpy_text, *_ = printed_output(app)
    assert "RuntimeError: The size of tensor a (3) must match" in torch_text
    assert "ValueError: operands could not be broadcast" in numpy_text
    assert "neither of them is 1" in page_text(app)


@given(SETTINGS)
def test_an_explanation_names_lengths_only_where_lengths_do_not_fit(settings):
    result = outcome.outcome(with_torch, settings)
    fits = outcome.broadcasts(settings["shape"], settings["y_shape"])
    if result.why == "element":
        assert not fits and "must match the size" in result.error
    elif result.why == "bool":
        assert fits and settings["dtype"] == "bool" and "bool" in result.error


def test_the_failing_line_is_the_one_shown_above_its_message():
    app = open_page(
        "tensors", "en", **{"tensors.create": "arange", "tensors.dtype": "bool"}
    )
    by_torch, *_ = printed_output(app)
    line, message = by_torch.splitlines()
    assert line == ">>> x = torch.arange(n, dtype=kind)"
    assert message.startswith("NotImplementedError") and "arange" in message
    assert "x has order" not in page_text(app)  # there is none


@pytest.mark.parametrize("lang", ("fr", "en"))
@pytest.mark.parametrize(
    ("shapes", "element", "x"),
    [
        (("2, 3", "2, 3"), "element", "x"),
        (("2, 3", "3"), "broadcast", "x"),
        (("2, 3", "1"), "broadcast", "x"),
        (("10", "10"), "element", "vector"),
        (("()", "()"), "element", "single"),
        (("1, 1", "1"), "broadcast", "single"),
    ],
)
def test_elementwise_pairs_are_described_only_for_equal_shapes(
    lang, shapes, element, x
):
    one, other = shapes
    link = {"operation": "add", "shape": one, "y_shape": other}
    app = open_page("tensors", lang, **{f"tensors.{k}": v for k, v in link.items()})
    shape, y_shape = (
        make_shape_parser(max_ndim=3, max_length=12, max_size=60)(s) for s in shapes
    )
    shape_text = str(tuple(torch.broadcast_shapes(shape, y_shape)))
    words, numel = PageText("tensors", lang), int(np.prod(shape))
    numbers = {"made": shape_text, "shape": str(shape), "y_shape": str(y_shape)}
    assert words.text(f"now.{element}", **numbers) in page_text(app)
    product = " × ".join(map(str, shape))
    numbers = {"order": str(len(shape)), "shape": str(shape), "numel": str(numel)}
    about = words.text(f"now.{x}", product=product, dtype="float32", **numbers)
    assert about in page_text(app)


@pytest.mark.parametrize(
    ("new", "section"),
    [("3, 2", "resize"), ("3, 3", "resize_more"), ("4", "resize_fewer")],
)
def test_resize_tells_of_empty_or_lost_cells_only_where_there_are_some(new, section):
    app = open_page(
        "tensors", "en", **{"tensors.operation": "resize", "tensors.new_shape": new}
    )
    shape_text = str(
        make_shape_parser(max_ndim=4, max_length=60, max_size=60, allow_inferred=True)(
            new
        )
    )
    text = PageText("tensors", "en").text(f"now.{section}", made=shape_text, gone="2")
    assert text in page_text(app)
    assert ("no defined value" in page_text(app)) == (section == "resize_more")


def test_the_page_opens_with_a_view_that_is_no_transpose():
    view, turned = (outcome_at(operation=name).z for name in ("view", "transpose"))
    assert DEFAULTS["operation"] == "view"
    assert view.shape == turned.shape == (3, 2)
    assert not torch.equal(view, turned)
    assert torch.equal(turned, torch.arange(6.0).reshape(2, 3).T)
    assert outcome_at(operation="transpose", shape=(3,)).why == "dim"


def test_after_resize_x_is_drawn_with_its_new_shape():
    link = {"operation": "resize", "new_shape": "3, 3"}
    app = open_page("tensors", "en", **{f"tensors.{k}": v for k, v in link.items()})
    before, _, after, *_ = cell_drawings(app)[0]["frames"][0]["rows"][0]
    assert (before["name"], before["shape"]) == ("x", [2, 3])
    assert (after["name"], after["shape"]) == ("x", [3, 3])
    assert after["note"] == "(3, 3) ← x.resize_((3, 3))"


def test_sizes_of_one_fit_any_length():
    for y_shape in ((2, 1), (1, 3)):
        assert outcome_at(operation="add", y_shape=y_shape).z.shape == (2, 3)


def test_order_shape_size_and_numel():
    for order, x in enumerate(samples.orders().values()):
        assert x.dim() == x.ndim == x.numpy().ndim == order
        assert x.shape == x.size() == x.numpy().shape
        assert x.numel() == x.numpy().size == np.prod(x.shape)


def test_sum_of_a_comparison_counts_the_true():
    z = outcome_at(operation="greater").z
    assert z.dtype == torch.bool
    assert int(z.sum()) == sum(row.count(True) for row in z.tolist()) == 3


def test_a_value_equal_to_the_other_is_neither_less_nor_greater():
    counts = [int(outcome_at(operation=name).z.sum()) for name in COMPARISONS]
    assert counts == [1, 2, 3]
    assert sum(counts) == 6


def test_left_to_themselves_the_tools_choose_other_dtypes():
    text = samples.defaults().splitlines()
    assert text[1::2] == [
        "torch.float32",
        "dtype('float64')",
        "torch.int64",
        "torch.float32",
        "dtype('float64')",
    ]
    assert torch.zeros(1).element_size() == 4
    assert np.zeros(1).itemsize == 8


@pytest.mark.parametrize("create", RANDOM)
@pytest.mark.parametrize("seed", LESSON["seed"].values)
def test_the_same_seed_repeats_in_one_tool_and_not_in_the_other(create, seed):
    a, again = (outcome_at(create=create, seed=seed).x for _ in range(2))
    b, b_again = (outcome_at(with_numpy, create=create, seed=seed).x for _ in range(2))
    assert torch.equal(a, again)
    assert np.array_equal(b, b_again)
    assert not np.isclose(a.numpy(), b).any()


def test_seeding_numpy_does_not_seed_pytorch():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        first = torch.rand(3)
        torch.manual_seed(0)
        np.random.default_rng(5).random(3)
        np.random.seed(5)
        assert torch.equal(first, torch.rand(3))


def test_manual_seed_seeds_the_generator_that_pytorch_uses_by_default():
    generator = torch.Generator().manual_seed(0)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        assert torch.equal(torch.rand(3), torch.rand(3, generator=generator))


def test_another_call_with_the_same_seed_gives_other_numbers():
    fifteen, sixteen = (
        torch.randn(n, generator=torch.Generator().manual_seed(0)) for n in (15, 16)
    )
    assert not torch.equal(fifteen, sixteen[:15])


def test_pytorch_accepts_the_names_of_numpy_too():
    x, y = samples.pair()
    for joined in (torch.cat((x, y), axis=1), torch.concatenate((x, y), axis=1)):
        assert torch.equal(joined, torch.cat((x, y), dim=1))


def test_view_and_reshape_keep_the_numbers_in_their_order():
    x = torch.arange(6).reshape(2, 3)
    for z in (x.view(3, 2), x.reshape(3, 2), x.view(-1)):
        assert z.flatten().tolist() == x.flatten().tolist()
        assert z.data_ptr() == x.data_ptr()


def test_view_refuses_and_reshape_copies_what_is_not_contiguous():
    assert "view size is not compatible" in samples.strided_copy()
    assert "tensor([0, 3, 1, 4, 2, 5])" in samples.strided_copy()
    x = torch.arange(6).reshape(2, 3)
    assert x.t().reshape(6).data_ptr() != x.data_ptr()


def test_minus_one_is_the_number_of_cells_divided_by_the_other_lengths():
    z = outcome_at(operation="view", shape=(2, 6), new_shape=(-1, 3)).z
    assert z.shape == (12 // 3, 3)


def test_resize_changes_the_tensor_itself_and_can_lose_numbers():
    assert samples.resize().count("tensor([[0, 1],\n        [2, 3]])") == 2
    x = torch.arange(4)
    assert with_torch.build("resize", x, None, (2, 1), 0) is x
    assert x.tolist() == [[0], [1]]


def test_numpy_fills_what_resize_adds_with_zeros():
    z = outcome_at(with_numpy, operation="resize", new_shape=(4, 2)).z
    assert z.ravel().tolist() == [0, 1, 2, 3, 4, 5, 0, 0]


def test_elements_added_by_resize_show_no_value():
    z = outcome_at(operation="resize", new_shape=(4, 2)).z
    changes = {"operation": "resize", "new_shape": (4, 2)}
    at_x, at_y = outcome.origins(DEFAULTS | changes, z)
    assert at_x.ravel().tolist() == [0, 1, 2, 3, 4, 5, -1, -1]
    assert (at_y == -1).all()


@given(SHAPES.filter(len), st.data())
def test_cat_adds_two_lengths_and_stack_adds_an_axis(shape, data):
    dim = data.draw(st.integers(0, len(shape) - 1))
    x = torch.zeros(shape)
    concatenation = with_torch.build("cat", x, x, None, dim)
    longer = [n * (2 if i == dim else 1) for i, n in enumerate(shape)]
    assert list(concatenation.shape) == longer
    at = data.draw(st.integers(0, len(shape)))
    stack = with_torch.build("stack", x, x, None, at)
    assert list(stack.shape) == [*shape[:at], 2, *shape[at:]]


def test_the_steps_say_the_shapes_they_show():
    x, y = samples.pair()
    for lang in ("fr", "en"):
        steps = PageText("tensors", lang).labels("joins.steps")
        assert list(steps) == [f"{how}_{dim}" for how, dim in samples.JOINS]
        for (how, dim), sentence in zip(samples.JOINS, steps.values(), strict=True):
            z = samples.join_pair(how, dim)
            assert sentence.endswith(f"{tuple(z.shape)}.")
            assert z.numel() == x.numel() + y.numel() == 12
            assert sorted(z.flatten().tolist()) == sorted(
                x.flatten().tolist() + y.flatten().tolist()
            )


def test_the_rows_take_turns_and_cells_stand_side_by_side():
    x, y = samples.pair()
    one, two = samples.join_pair("stack", 1), samples.join_pair("stack", 2)
    turns = [x[0], y[0], x[1], y[1]]
    assert one.view(4, 3).tolist() == [row.tolist() for row in turns]
    assert two[..., 0].equal(x)
    assert two[..., 1].equal(y)


def test_axes_go_from_0_to_the_last_also_called_minus_one():
    x, y = samples.pair()
    assert torch.equal(torch.cat((x, y), dim=-1), torch.cat((x, y), dim=1))
    assert outcome_at(operation="cat", dim=2).why == "dim"


def test_for_cat_lengths_may_differ_on_dim_alone():
    assert outcome_at(operation="cat", dim=0, y_shape=(4, 3)).z.shape == (6, 3)
    assert outcome_at(operation="cat", dim=1, y_shape=(4, 3)).z is None


@pytest.mark.parametrize("operation", JOINS)
def test_zero_dimensional_tensors_can_be_stacked_but_not_concatenated(operation):
    z = outcome_at(operation=operation, shape=(), y_shape=()).z
    assert (z is None) == (operation == "cat")


def test_writing_into_a_view_writes_into_x():
    question = LESSON.questions[2]
    answers = {}
    for seed in range(30):
        settings = LESSON.question_settings(question, seed)
        answers[settings["operation"]] = question.answer(None, settings)
    assert answers == {
        "view": "both",
        "reshape": "both",
        "exp": "result",
        "cat": "result",
        "add": "result",
    }


def test_only_float_constructors_are_random():
    assert outcome_at(create="rand", dtype="bool").why == "dtype"
    assert outcome_at(create="rand").x.dtype == torch.float32
    x = outcome_at(create="rand").x
    assert x.to(torch.int64).dtype == torch.int64


@given(st.text(max_size=60))
def test_any_text_is_a_shape_within_the_limits_or_refused(text):
    for name in ("shape", "y_shape", "new_shape"):
        control = LESSON[name]
        try:
            shape = control.parse(text)
        except ValueError as reason:
            assert str(reason) in control.reasons
        else:
            assert np.prod(np.abs(shape, dtype=object)) <= 60
            assert control.parse(control.write(shape)) == shape


@given(SHAPES)
def test_a_shape_is_written_and_read_back(shape):
    parse = make_shape_parser(max_ndim=3, max_length=4, max_size=64)
    for text in (format_shape(shape), str(shape), str(list(shape)), f" {shape} "):
        assert parse(text) == shape


def test_the_downloaded_files_run_alone_and_give_the_pages_numbers(tmp_path):
    change_sets = {}, {"operation": "cat", "y_shape": (4, 3)}
    both = [(tool, changes) for tool in TOOLS for changes in change_sets]
    texts = [
        lesson_files.standalone_script(tool, DEFAULTS | changes)
        for tool, changes in both
    ]
    for (_, changes), output in zip(both, run_alone(texts, tmp_path), strict=True):
        expected = outcome_at(**changes).z.flatten().tolist()
        assert [float(text) for text in output.split()] == expected


@pytest.mark.parametrize("operation", OPERATIONS)
def test_controls_that_the_operation_ignores_are_not_shown(operation):
    app = open_page("tensors", "en", **{"tensors.operation": operation})
    keys = {box.key for box in app.text_input}
    assert ("tensors.y_shape" in keys) == outcome.has_y(operation)
    assert ("tensors.new_shape" in keys) == (operation in outcome.SHAPES)
    sliders = {slider.key for slider in app.select_slider}
    assert ("tensors.dim" in sliders) == (operation in JOINS)
    assert "tensors.seed" not in sliders


@pytest.mark.parametrize("create", RANDOM)
def test_only_random_numbers_have_a_seed(create):
    app = open_page("tensors", "en", **{"tensors.create": create})
    assert "tensors.seed" in {slider.key for slider in app.select_slider}


def test_a_shape_that_was_hidden_is_kept():
    app = open_page("tensors", "en", **{"tensors.y_shape": "1, 3"})
    (choice,) = [c for c in app.button_group if c.key == "tensors.operation"]
    choice.set_value("exp").run()
    assert "tensors.y_shape" not in {box.key for box in app.text_input}
    (choice,) = [c for c in app.button_group if c.key == "tensors.operation"]
    choice.set_value("add").run()
    (box,) = [box for box in app.text_input if box.key == "tensors.y_shape"]
    assert box.value == "1, 3"


def test_a_refused_shape_is_told_in_one_place():
    app = open_page("tensors", "en")
    assert [m for m in app.markdown if not m.value.strip()]
    (box,) = [box for box in app.text_input if box.key == "tensors.shape"]
    box.input("2, a").run()
    assert not [m for m in app.markdown if not m.value.strip()]
    with pytest.raises(ValueError, match="whole") as error:
        LESSON["shape"].parse("2, a")
    details = {"shape": "2, 3"} | error.value.details
    told = PageText("tensors", "en").refusal_message("shape", "whole", details)
    assert told in page_text(app)
