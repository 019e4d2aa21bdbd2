"""Every claim of the page about modules: shapes, parameters, state, calls, modes."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from app.content import lesson_files
from app.content.catalogue import LANGUAGES, PageText
from lessons.contract import ParseError
from lessons.modules import (
    CLASHING,
    LESSON,
    PAIR,
    modes,
    pictures,
    pitfalls,
    repair,
    shapes,
    with_numpy,
    with_parameter,
    with_torch,
)
from lessons.modules.exercises import BUDGETS, make_mlp
from lessons.modules.implementations import TOOLS, differences
from lessons.modules.predict import REFUSED_AT
from lessons.modules.shapes import (
    CPU,
    META,
    conv_length,
    layer_outputs,
    make_on,
    reason,
)
from lessons.modules.stack import (
    KINDS,
    LIMITS,
    MOST_LAYERS,
    SAME,
    SIZES,
    arguments,
    complete_layer,
    layer,
    read,
    write,
)
from lessons.toolkit import python_prompt
from lessons.toolkit.torch_line import parse_line
from tests.course import run_alone

SMALL = st.integers(1, 8)
KIND = st.sampled_from(tuple(KINDS))


@st.composite
def layers(draw):
    """A layer of any kind with small sizes."""
    kind = draw(KIND)
    values = {
        n: draw(st.sampled_from(LIMITS.get(n, SIZES[:6]))) for n in arguments(kind)
    }
    if values.get("padding") == SAME:
        values["stride"] = 1
    return complete_layer(kind, values)


FIT, BUDGET = (LESSON.task(each, 0)["stack"] for each in LESSON.exercises[:2])
FLAT = FIT[0]["out_channels"] * conv_length(
    LESSON.task(LESSON.exercises[0], 0)["shape"][-1], FIT[0]["kernel_size"]
)
OUT = int(LESSON.task(LESSON.exercises[0], 0)["goal"][-2])
N_IN = BUDGET[0]["in_features"]
WIDTH = dict(BUDGETS)[N_IN]

ANSWERS = {
    "fit": [
        ({"stack": (*FIT[:2], layer("Linear", FLAT, OUT))}, "right"),
        ({"stack": (*FIT[:2], layer("Linear", FLAT, 9))}, "shape"),
        ({"stack": FIT}, "refused"),
        ({"stack": FIT[1:]}, "kinds"),
    ],
    "budget": [
        ({"stack": make_mlp(N_IN, WIDTH)}, "right"),
        ({"stack": make_mlp(N_IN, WIDTH - 1)}, "fewer"),
        ({"stack": make_mlp(N_IN, WIDTH + 1)}, "more"),
        ({"stack": (*make_mlp(N_IN, 5)[:2], layer("Linear", 6, 1))}, "refused"),
        ({"stack": BUDGET[:1]}, "kinds"),
    ],
    "found": [
        ("NetTuple", "tuple"),
        ("NetFirst", "first"),
        ("NetModules", "right"),
        ("NetWeights", "weights"),
    ],
    "forward": [
        ("return self.output(torch.tanh(self.hidden(x)))", "right"),
        ("self.output(self.hidden(x).tanh())", "right"),
        ("return self.output(nn.Tanh()(self.hidden(x)))", "right"),
        ("return self.output(self.hidden(x))", "linear"),
        ("return torch.tanh(self.output(self.hidden(x)))", "late"),
        ("return self.output(torch.relu(self.hidden(x)))", "activation"),
        ("return torch.tanh(self.hidden(x))", "shape"),
        ("return -self.output(torch.tanh(self.hidden(x)))", "other"),
        ("return self.output", "nothing"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""

REFUSALS = {
    "features": ((layer("Linear", 8, 1),), (5, 4), "RuntimeError: mat1 and mat2"),
    "channels": ((layer("Conv1d", 2, 4, 3),), (5, 3, 8), "RuntimeError: Given groups"),
    "axes": ((layer("Conv2d", 1, 4, 3),), (5, 4), "RuntimeError: Expected 3D"),
    "kernel": ((layer("Conv1d", 2, 4, 5),), (5, 2, 3), "RuntimeError: Calculated"),
    "pair": (PAIR, (5, 3, 4), "TypeError: linear(): argument 'input'"),
    "alone": ((layer("BatchNorm1d", 4),), (1, 4), "ValueError: Expected more than 1"),
}
"""By reason: a stack, an input, and how PyTorch's message begins."""


# ---- the stack and its shapes ----


@given(st.lists(layers(), min_size=1, max_size=MOST_LAYERS))
def test_a_printed_stack_parses_back(stack):
    assert read(write(tuple(stack))) == tuple(stack)


@given(st.text(max_size=90) | st.text("LinearCov12d(),48 =.padig_", max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        assert read(write(read(text))) == read(text)
    except ParseError as refusal:
        assert str(refusal) in LESSON["stack"].reasons
        assert 1 <= refusal.details.get("at", 1) <= len(text) + 1


def test_names_may_be_written_in_any_case_and_as_pytorch_writes_them():
    expected = (
        layer("Linear", 4, 8),
        layer("ReLU"),
        layer("Conv1d", 2, 4, 3, stride=2),
    )
    assert read("nn.Linear(4, 8), relu(), CONV1D(2,4,3,2)") == expected
    text = "Linear(in_features=4, out_features=8), ReLU, Conv1d(2, 4, 3, stride=2)"
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Linear(4, 3, bias=False)", "Linear(4, 3, bias=False)"),
        ("Linear(4, 3, False)", "Linear(4, 3, bias=False)"),
        ("Conv2d(3, 16, 3, padding='same')", "Conv2d(3, 16, 3, padding='same')"),
        ("Conv1d(2, 4, 3, padding='valid')", "Conv1d(2, 4, 3)"),
        ("model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(),)", "Linear(4, 8), ReLU"),
        ("[torch.nn.Linear(4, 8), nn.GELU()]", "Linear(4, 8), GELU"),
        ("Linear(4; 8); Dropout(0,3)", "Linear(4, 8), Dropout(0.3)"),
    ],
)
def test_a_stack_is_read_as_people_write_it_in_pytorch(text, expected):
    assert write(read(text)) == expected


def test_the_repr_of_a_model_is_parsed():
    stack = (
        layer("Conv2d", 1, 4, 3, padding=1),
        *(layer("BatchNorm1d", 8), layer("Dropout"), layer("MaxPool2d", 2)),
        *(layer("LSTM", 4, 6, True), layer("Linear", 4, 8, bias=False)),
    )
    model_repr = str(nn.Sequential(*(one.make() for one in stack)))
    for text in (model_repr, " ".join(model_repr.split())):
        assert read(text) == stack


@pytest.mark.parametrize(
    ("text", "reason", "at"),
    [
        ("Linear(4, 8", "open", 7),
        ("Linear(4, 8))", "close", 13),
        ("Linear(4, 8] ", "close", 12),
        ("Linear(4, 8) ReLU", "comma", 14),
        ("Linear(4, 8)\\", "unread", 13),
        ("ReLU, LayerNorm(4)", "kind", 7),
        ("Linear(4)", "sizes", 1),
        ("Linear(4, 8, True, 3, 3, 3)", "absent", 20),
        ("LSTM(4, 6, True)", "absent", 12),
        ("ReLU(inplace=True)", "absent", 6),
        ("Linear(a, 8)", "value", 8),
        ("Linear(4, True)", "value", 11),
        ("Conv2d(1, 4, (3, 5))", "pair", 14),
        ("Conv1d(2, 4, 3, stride=2, padding='same')", "same", 1),
    ],
)
def test_an_invalid_stack_is_refused_with_its_position(text, reason, at):
    with pytest.raises(ParseError, match=reason) as refusal:
        read(text)
    assert (str(refusal.value), refusal.value.details["at"]) == (reason, at)


@pytest.mark.parametrize("kernel", [2, 3, 4])
def test_the_formula_of_the_length_holds_for_the_padding_same(kernel):
    (now,) = layer_outputs(read(f"Conv1d(2, 4, {kernel}, padding='same')"), (5, 2, 9))
    _, details = pictures.layer_section(now)
    assert now.outputs == ((5, 4, 9),)
    assert details["length"] == "9"
    assert (
        details["sum"] == f"⌊(9 + 1 · ({kernel} − 1) − 1 · ({kernel} − 1) − 1) / 1⌋ + 1"
    )


def test_parameters_without_bias_are_the_weights_only():
    (now,) = layer_outputs(read("Linear(4, 3, bias=False)"), (5, 4))
    assert now.parameters == (("weight", (3, 4)),)
    assert now.count == 12
    assert pictures.layer_section(now)[0] == "about.linear_unbiased"


@pytest.mark.parametrize("kind", ["RNN", "LSTM"])
def test_a_single_sequence_has_no_axis_of_examples(kind):
    for shape, section in (((5, 4), "single"), ((2, 5, 4), "")):
        for first in (False, True):
            (now,) = layer_outputs(read(f"{kind}(4, 6, batch_first={first})"), shape)
            name, _ = pictures.layer_section(now)
            assert name == "about." + "_".join(filter(None, ["recurrent", section]))
            assert now.outputs and now.outputs[0] == (*shape[:-1], 6)


@settings(max_examples=60)
@given(layers(), st.lists(SMALL, min_size=1, max_size=4))
def test_shapes_on_meta_equal_real_shapes(one, lengths):
    """And where it refuses, so does the CPU: the message shown is never empty."""
    (now,) = layer_outputs((one,), tuple(lengths))
    try:
        y = make_on(one, CPU)(torch.zeros(lengths))
    except shapes.INPUT_ERRORS as error:
        assert now.error == python_prompt.error_text(error)
        assert reason(now) in REFUSALS
    else:
        assert now.outputs == shapes.shapes(y)
        assert not now.error
    assert now.count == sum(p.numel() for p in make_on(one, META).parameters())


@pytest.mark.parametrize("why", REFUSALS)
def test_each_refusal_is_pytorchs_own_and_explained(why):
    stack, shape, start = REFUSALS[why]
    *_, now = layer_outputs(stack, shape)
    assert now.error.startswith(start)
    assert reason(now) == why
    section, details = pictures.layer_section(now)
    for lang in LANGUAGES:
        assert PageText("modules", lang).text(section, **details)


def test_behind_a_refusal_nothing_arrives():
    *_, wrong, after = layer_outputs((*CLASHING, layer("Tanh")), (5, 4))
    assert wrong.error
    assert (after.inputs, after.outputs, after.error) == (None, None, "")
    chain = pictures.chain((*CLASHING, layer("Tanh")), (5, 4))
    assert [box.state for box in chain.boxes] == ["", "", "wrong", "unreached"]
    assert pictures.layer_section(after)[0] == "about.unreached"


@settings(max_examples=60)
@given(layers(), st.lists(SMALL, min_size=1, max_size=4))
def test_every_layer_is_described_in_both_languages(one, lengths):
    (now,) = layer_outputs((one,), tuple(lengths))
    section, details = pictures.layer_section(now)
    for lang in LANGUAGES:
        assert "{" not in PageText("modules", lang).text(section, **details)


def test_the_formula_of_a_convolution_gives_torchs_length():
    """For all small lengths, kernels, strides, paddings and dilations."""
    for size, k, s, p, d in itertools.product(
        *(range(1, 13), range(1, 5), range(1, 4), range(3), range(1, 4))
    ):
        conv = nn.Conv1d(1, 1, k, s, p, d, device=META)
        x = torch.zeros(1, 1, size, device=META)
        if size + 2 * p < d * (k - 1) + 1:  # the window does not fit
            assert conv_length(size, k, s, p, d) < 1
            continue
        assert conv(x).shape[-1] == conv_length(size, k, s, p, d)


def test_linear_keeps_out_by_in_and_changes_the_last_axis_alone():
    linear = nn.Linear(4, 8)
    assert linear.weight.shape == (8, 4)
    assert linear.bias.shape == (8,)
    assert linear(torch.zeros(5, 3, 4)).shape == (5, 3, 8)
    x = torch.randn(5, 4)
    torch.testing.assert_close(linear(x), x @ linear.weight.T + linear.bias)


def test_conv_keeps_out_in_and_its_window():
    (now,) = layer_outputs((layer("Conv2d", 2, 4, 3),), (5, 2, 8, 8))
    assert dict(now.parameters) == {"weight": (4, 2, 3, 3), "bias": (4,)}


def test_batch_first_moves_the_examples_of_output_but_not_of_the_state():
    for kind, names in pictures.RETURNED.items():
        (first,) = layer_outputs((layer(kind, 4, 6, batch_first=True),), (5, 3, 4))
        (second,) = layer_outputs((layer(kind, 4, 6),), (3, 5, 4))
        assert first.outputs[0] == (5, 3, 6)
        assert second.outputs[0] == (3, 5, 6)
        assert (
            first.outputs[1:] == second.outputs[1:] == ((1, 5, 6),) * (len(names) - 1)
        )


def test_the_state_of_an_rnn_is_its_output_at_the_last_moment():
    output, h_n = nn.RNN(4, 6, batch_first=True)(torch.randn(5, 3, 4))
    torch.testing.assert_close(output[:, -1], h_n[0])
    output, (h_n, _) = nn.LSTM(4, 6)(torch.randn(3, 5, 4))
    torch.testing.assert_close(output[-1], h_n[0])


def test_identity_activations_and_flatten_learn_nothing():
    x = torch.randn(5, 2, 3)
    assert torch.equal(nn.Identity()(x), x)
    assert torch.equal(nn.Flatten()(x), x.reshape(5, 6))
    for kind in ("Identity", "ReLU", "Tanh", "Sigmoid", "Flatten", "Dropout"):
        (now,) = layer_outputs((layer(kind),), (5, 2, 3))
        assert now.count == 0
    for kind in ("ReLU", "Tanh", "Sigmoid"):
        whole_at_once = make_on(layer(kind), CPU)(x)
        assert torch.equal(
            whole_at_once[2, 1, 0], make_on(layer(kind), CPU)(x[2, 1, 0])
        )


def test_max_pooling_keeps_the_maximum_of_each_window():
    x = torch.tensor([[[1.0, 5.0, 2.0, 3.0]]])
    assert make_on(layer("MaxPool1d", 2), CPU)(x).tolist() == [[[5.0, 3.0]]]


def test_the_families_are_really_run():
    rows = {row[0]: row for row in pictures.families()}
    assert len(rows) == len(pictures.FAMILIES)
    plain = {
        name: [str(t).replace("\u00a0", " ") for t in row] for name, row in rows.items()
    }
    assert plain["Linear(4, 6)"][1:] == [
        "(5, 4)",
        "(5, 6)",
        "weight (6, 4), bias (6,)",
        "30",
    ]
    assert plain["Conv1d(4, 6, 3)"][2] == "(5, 6, 10)"
    lstm = plain["LSTM(4, 6, batch_first=True)"]
    assert lstm[2] == "output (5, 3, 6), h_n (1, 5, 6), c_n (1, 5, 6)"
    assert lstm[4] == str(sum(p.numel() for p in nn.LSTM(4, 6).parameters()))


# ---- from Parameter to Linear ----


def test_all_rungs_give_the_same_numbers():
    for n_in, n_out, seed in itertools.product((1, 3, 5), (1, 4), (0, 7)):
        runs = [tool.run(n_in, n_out, seed) for tool in TOOLS.values()]
        for run in runs[1:]:
            np.testing.assert_allclose(run, runs[0], rtol=1e-9, atol=1e-12)
    assert all(far < 1e-12 for far in list(differences(3, 2, 0).values())[1:])


def test_the_gradients_by_hand_are_central_differences():
    X, (weight, bias) = with_numpy.make_data(), with_numpy.make_start()
    _, _, grad_weight, grad_bias = with_numpy.build(X, weight, bias)
    for values, slopes in ((weight, grad_weight), (bias, grad_bias)):
        for at in np.ndindex(values.shape):
            value, losses = values[at], []
            for step in (1e-5, -1e-5):
                values[at] = value + step
                losses.append(with_numpy.build(X, weight, bias)[1])
            values[at] = value
            assert slopes[at] == pytest.approx((losses[0] - losses[1]) / 2e-5, rel=1e-6)


def test_our_module_holds_the_names_of_linear():
    weight, bias = with_torch.make_start()
    own = with_parameter.Layer(weight, bias)
    linear = nn.Linear(3, 2, dtype=weight.dtype)
    assert [*own.state_dict()] == [*linear.state_dict()] == ["weight", "bias"]
    linear.load_state_dict(own.state_dict())
    X = with_torch.make_data()
    torch.testing.assert_close(own(X), linear(X))


def test_the_drawing_lights_a_row_of_x_and_a_row_of_weights():
    (weight, _, transposed), (X, _, _, _, bias, _, y) = pictures.linear(3, 2, 0)
    for i, j in np.ndindex(4, 2):
        kin = set(y.links(i, j))
        assert kin & set(X.links(i, 0))
        assert (
            kin
            & set(weight.links(j, 0))
            & set(transposed.links(0, j))
            & set(bias.links(j))
        )
        assert not kin & set(weight.links(1 - j, 0))
    np.testing.assert_allclose(y.values, X.values @ transposed.values + bias.values)
    np.testing.assert_array_equal(weight.values.T, transposed.values)


# ---- what is found, what is kept, what is called ----


def test_plain_tensors_lists_and_values_to_keep_are_not_found():
    for faulty, corrected in pitfalls.PITFALLS.values():
        assert faulty() == []
        assert corrected() not in ([], ([], []))
    assert pitfalls.plain_registered() == ["w"]
    assert pitfalls.listed_registered()[0] == "layers.0.weight"
    assert pitfalls.kept_registered() == (["mean"], [])


def test_a_plain_tensor_gets_a_gradient_that_no_optimizer_sees():
    model = nn.Module()
    model.w = torch.ones(2, requires_grad=True)
    (model.w**2).sum().backward()
    assert model.w.grad is not None
    with pytest.raises(ValueError, match="empty parameter list"):
        torch.optim.SGD(model.parameters(), lr=0.1)
    assert nn.Parameter(torch.ones(2)).requires_grad


def test_the_hook_hears_a_call_and_not_forward():
    assert pitfalls.called() == ((2, 1), ["hook"])
    assert pitfalls.bypassed() == ((2, 1), [])
    model, x = nn.Linear(4, 1), torch.ones(2, 4)
    assert torch.equal(model(x), model.forward(x))


def test_the_state_is_that_of_the_stack_with_its_buffers():
    stack = (layer("Linear", 4, 3), layer("BatchNorm1d", 3))
    entries = {one.name: one for one in pictures.state(stack)}
    assert [*entries] == [*nn.Sequential(*(one.make() for one in stack)).state_dict()]
    assert entries["0.weight"].shape == (3, 4)
    assert {name for name, one in entries.items() if not one.trained} == {
        *("1.running_mean", "1.running_var", "1.num_batches_tracked"),
    }
    torch.manual_seed(0)
    first = nn.Linear(4, 3).weight.flatten()[:3].tolist()
    assert entries["0.weight"].first == tuple(first)
    assert pictures.state((layer("ReLU"),)) == ()


# ---- the two modes ----


def test_dropout_zeroes_and_scales_in_training_and_rests_in_eval():
    for p, seed in itertools.product(LESSON["p"].values, (0, 3)):
        run = modes.run_dropout(p, seed)
        for y in run.train_outputs:
            mask = y != 0
            torch.testing.assert_close(y[mask], (run.x / (1 - p))[mask])
        assert all(torch.equal(y, run.x) for y in run.eval_outputs)
    run = modes.run_dropout(0.5, 0)
    assert not torch.equal(run.train_outputs[0], run.train_outputs[1])
    torch.manual_seed(0)
    assert nn.Dropout(0.3)(torch.ones(20000)).mean().item() == pytest.approx(
        1, abs=0.02
    )


def test_drawing_a_mask_leaves_the_generator_of_everybody_alone():
    before = torch.get_rng_state()
    modes.run_dropout.__wrapped__(0.5, 5)
    pictures.state.__wrapped__((layer("Linear", 2, 2),))
    assert torch.equal(torch.get_rng_state(), before)


def test_running_mean_moves_towards_the_means_of_batches_and_rests_in_eval():
    for momentum in LESSON["momentum"].values:
        run = modes.run_batchnorm(11, momentum, 0)
        assert run.running[0] == 0
        assert run.n_batches == len(run.means) == 11
        for k, mean in enumerate(run.means):
            expected = (1 - momentum) * run.running[k] + momentum * mean
            assert run.running[k + 1] == pytest.approx(expected)
        x, var = run.x, run.x.var(unbiased=False)
        train_output = (x - x.mean()) / (var + 1e-5).sqrt()
        torch.testing.assert_close(run.train_output, train_output)
        eval_output = (x - run.running[-1]) / (run.variance + 1e-5) ** 0.5
        torch.testing.assert_close(run.eval_output, eval_output)
    few, many = modes.run_batchnorm(1, 0.1, 0), modes.run_batchnorm(11, 0.1, 0)
    gaps = [(each.train_output - each.eval_output).abs().mean() for each in (few, many)]
    assert gaps[0] > gaps[1]


def test_the_drawing_of_batches_leaves_what_is_not_seen_empty():
    words = PageText("modules", "en").labels("norm.words")
    (means,), (running,), *_ = pictures.batchnorm(
        modes.run_batchnorm(3, 0.1, 0), words, 11
    )
    assert [v is None for v in means.values] == [True, *[False] * 3, *[True] * 8]
    assert [v is None for v in running.values] == [*[False] * 4, *[True] * 8]


# ---- questions and exercises ----


def test_every_place_of_a_refusal_is_asked():
    question = LESSON.questions[1]
    answers = {
        question.answer(None, LESSON.question_settings(question, seed))
        for seed in range(40)
    }
    assert answers == set(REFUSED_AT)


def test_wrong_guesses_with_a_reason_differ_from_the_answer():
    for question in LESSON.questions:
        for seed in range(20):
            now = LESSON.question_settings(question, seed)
            right = question.answer(None, now)
            assert right in (question.values or question.options)
            assert all(
                lure(None, now) != right for lure in question.misconceptions.values()
            )


def test_the_repaired_model_gives_its_parameters_and_can_be_called():
    model = repair.NetModules((3, 5, 2))
    assert sum(p.numel() for p in model.parameters()) == 3 * 5 + 5 + 5 * 2 + 2
    assert nn.Sequential(*model.layers)(torch.zeros(4, 3)).shape == (4, 2)
    assert not list(repair.Net((3, 5, 2)).parameters())


@pytest.mark.parametrize("activation", ("relu", "tanh", "sigmoid"))
@pytest.mark.parametrize(
    "line",
    [
        "return self.output(torch.{0}(self.hidden(x)))",
        "return self.output(self.hidden(x).{0}())",
        "self.output(F.{0}(self.hidden(x)))",
        "self.output(torch.{0}(x @ self.hidden.weight.T + self.hidden.bias))",
    ],
)
def test_exercise_forward_accepts_every_way_to_write_the_activation(activation, line):
    forward = next(e for e in LESSON.exercises if e.name == "forward")
    typed = parse_line(line.format(activation), forward.vocabulary)
    assert forward.check(typed, {"activation": activation}, None) == ("right", {})


def test_without_an_activation_two_linear_layers_make_one():
    first, second = nn.Linear(3, 8), nn.Linear(8, 1)
    x = torch.randn(5, 3)
    weight = second.weight @ first.weight
    bias = second.weight @ first.bias + second.bias
    torch.testing.assert_close(second(first(x)), x @ weight.T + bias)


def test_the_momentum_of_batchnorm_is_the_share_of_the_new_batch():
    layer = nn.BatchNorm1d(1, momentum=1.0)
    x = torch.randn(6, 1)
    layer(x)
    torch.testing.assert_close(layer.running_mean, x.mean(0))


def test_each_rung_runs_alone_and_gives_its_numbers(tmp_path):
    own = {"n_in": 4, "n_out": 3, "seed": 2}
    texts = [lesson_files.standalone_script(tool, own) for tool in TOOLS.values()]
    for output in run_alone(texts, tmp_path):
        numbers = [float(text) for text in output.split()]
        np.testing.assert_allclose(numbers, with_numpy.run(**own), rtol=1e-5, atol=1e-9)
