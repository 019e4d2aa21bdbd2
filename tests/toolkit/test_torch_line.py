"""Lines of PyTorch: what is accepted, executed, and refused with the true reason."""

import ast
import time
import tracemalloc
from pathlib import Path
from types import SimpleNamespace

import hypothesis.strategies as st
import pytest
import torch
from hypothesis import given, settings
from torch import nn

from app.content.catalogue import LANGUAGES, PageText
from lessons import SLUGS, lesson
from lessons.contract import ParseError, Vocabulary
from lessons.toolkit import line_interpreter, torch_line
from lessons.toolkit.torch_line import parse_line

VOCABULARY = Vocabulary(
    variables=("x", "y", "w", "n", "self", "model", "optimizer", "loss_fn", "device"),
    words=(
        *(".reshape", ".view", ".T", ".shape", ".mean", ".sum", ".to", ".item"),
        *(".unsqueeze", ".repeat", ".expand", ".grad", ".backward", ".zero_grad"),
        *(".step", ".linear", ".hidden", ".weight", ".clone", ".half", ".detach"),
        *("torch.cat", "torch.zeros", "torch.arange", "torch.relu", "torch.float32"),
        *("torch.tensor", "torch.ones", "nn.MSELoss", "nn.Linear", "nn.Conv2d"),
        *("nn.ReLU", "nn.functional.relu", "len", "float"),
    ),
    targets=("x", "y", "loss", "w", "self.linear", "w.grad"),
)
"""Names for these tests."""


class Net(nn.Module):
    """Two layers."""

    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(3, 4)
        self.linear = nn.Linear(4, 1)


def variables():
    """Fresh values of the variables."""
    model = Net()
    return {
        "x": torch.arange(6.0).reshape(2, 3),
        "y": torch.tensor([1.0, -1.0]),
        "w": torch.ones(3, requires_grad=True),
        "n": 2,
        "self": model,
        "model": nn.Sequential(nn.Linear(3, 1), nn.ReLU()),
        "optimizer": torch.optim.SGD(model.parameters(), lr=0.1),
        "loss_fn": nn.MSELoss(),
        "device": torch.device("meta"),
    }


def execute(text, vocabulary=VOCABULARY, **values):
    """What a line computes."""
    return parse_line(text, vocabulary).execute(**variables() | values)


def refusal(text, vocabulary=VOCABULARY):
    """Why a line is refused."""
    with pytest.raises(ParseError) as error:
        execute(text, vocabulary)
    return error.value


EQUAL = [
    ("x.reshape(3, -1)", "x.view(3, 2)"),
    ("x.reshape((3, 2))", "x.reshape(3,2)"),
    ("x.reshape(shape=(3, 2))", "  x . reshape( 3 , 2 )  "),
    ("x - x.mean(1, keepdim=True)", "x - x.mean(dim=1)[:, None]"),
    ("x - x.mean(1, keepdim=True)", "(x.T − x.mean(1)).T"),
    ("x[1:, [0, 2]]", "x[1:][:, [0, 2]]"),
    ("x[x[:, 0] > 1]", "x[[1]]"),
    ("x[..., -1]", "x[:, 2]"),
    ("x @ w", "(x * w).sum(dim=-1)"),
    ("x.sum() / len(x)", "x.sum() * 2 ** -1"),
    ("x.reshape(len(x) * 3)", "x.reshape(n * x.shape[1])"),
    ("torch.cat([x, x])", "torch.cat((x, x), dim=0)"),
    ("nn.MSELoss()(x[:, 0], y)", "torch.nn.MSELoss(reduction='mean')(x[:, 0], y)"),
    ("nn.MSELoss(reduction=”sum“)(y, x[:, 0])", "loss_fn(y, x[:, 0]) * 2"),
    ("F.relu(y)", "torch.relu(y)"),
    ("nn.ReLU()(y)", "torch.nn.functional.relu(y)"),
    ("x.to(torch.float32)", "x"),
    ("-x + +y[:, None]", "y[:, None] - x"),
    ("return x", "x"),
    ("torch.relu(x).reshape(3, 2).mean(0)", "F.relu(x.reshape(3, 2)).mean(0)"),
]


@pytest.mark.parametrize(("line", "other"), EQUAL)
def test_equivalent_lines_compute_the_same(line, other):
    assert torch.equal(execute(line).value, execute(other).value)


def test_a_line_computes_what_python_would():
    """The same numbers as the text run by Python itself, for the lines above."""
    names = variables()
    scope = {"torch": torch, "nn": nn, "F": nn.functional, "len": len, **names}
    for line, other in EQUAL:
        for text in (line, other):
            plain = parse_line(text, VOCABULARY).text.removeprefix("return ")
            expected = eval(plain, scope)
            assert torch.equal(execute(text, **names).value, expected)


def test_modules_are_called_with_their_parameters():
    net = Net()
    result = execute("return self.linear(torch.relu(self.hidden(x)))", self=net)
    expected = net.linear(torch.relu(net.hidden(variables()["x"])))
    assert torch.equal(result.value, expected)
    model = variables()["model"]
    first = execute("model[0](x)", model=model).value
    assert torch.equal(torch.relu(first), execute("model(x)", model=model).value)


def test_assignments_change_the_variables_and_nothing_else():
    given_values = variables()
    result = execute("loss = loss_fn(x[:, 0], y)", **given_values)
    assert result["loss"] == nn.MSELoss()(given_values["x"][:, 0], given_values["y"])
    assert "loss" not in given_values
    result = execute("x, y = x.to(device), y.to(device)")
    assert result["x"].device == result["y"].device == torch.device("meta")
    x = given_values["x"]
    execute("x -= 1", **given_values)  # in place, as in Python
    assert x[0, 0] == -1
    execute("x[0] = 7", **given_values)
    assert x[0].tolist() == [7, 7, 7]
    net = Net()
    execute("self.linear = nn.Linear(4, 2)", self=net)
    assert net.linear.out_features == 2
    w = torch.ones(3, requires_grad=True)
    execute("(x @ w).sum().backward()", w=w)
    assert w.grad.tolist() == [3, 5, 7]
    execute("w.grad = None", w=w)
    assert w.grad is None


REASONS = {
    "": "empty",
    "   ": "empty",
    "x" * 201: "long",
    "x.reshape(2": "syntax",
    "x = = y": "syntax",
    "x y": "syntax",
    "x; y": "lines",
    "x.reshpe(2)": "absent",
    "torch.zeroes(2)": "absent",
    "nn.Linaer(2, 1)": "absent",
    "torch.load('x')": "elsewhere",
    "x.numpy()": "elsewhere",
    "x.data": "elsewhere",
    "torch.save(x, 'f')": "elsewhere",
    "torch.ops": "elsewhere",
    "torch.os": "elsewhere",
    "z": "name",
    "print(x)": "name",
    "open('x')": "name",
    "torch": "name",
    "z = x": "target",
    "n = 3": "target",
    "self.hidden = x": "target",
    "self.linear.weight = x": "form",
    "x.reshape": "call",
    "loss_fn(x.mean, y)": "call",
    "torch.relu": "call",
    "x.reshape(4)": "error",
    "x.mean(5)": "error",
    "x, y = x": "",
    "x, y = y[:1]": "error",
    "x @ y": "error",
    "w -= 1": "error",
    "loss_fn(x)": "error",
    "len(n)": "error",
    "1 / 0": "error",
}


@pytest.mark.parametrize(("text", "reason"), REASONS.items())
def test_a_refusal_names_its_reason(text, reason):
    if not reason:
        assert execute(text)
        return
    error = refusal(text)
    assert str(error) == reason
    for lang in LANGUAGES:
        assert PageText("home", lang).refusal_message("", reason, error.details)


def test_a_refusal_names_the_piece_and_its_position():
    assert refusal("x.mean().reshpe(2)").details == {"what": ".reshpe", "at": 9}
    assert refusal("  y + torch.zeroes(2)").details == {"what": "torch.zeroes", "at": 7}
    details = refusal(" z + x").details
    assert (details["what"], details["at"]) == ("z", 2)
    assert refusal("  x.T.reshape").details == {"what": "x.T.reshape", "at": 3}
    message = refusal("x.reshape(4)").details["message"]
    assert message == "RuntimeError: shape '[4]' is invalid for input of size 6"
    message = refusal("w -= 1").details["message"]
    assert "leaf Variable that requires grad" in message


MALICIOUS = [
    # attributes that lead out of the tensors
    "x.__class__",
    "x.__class__.__base__.__subclasses__()",
    "().__class__.__bases__[0]",
    "x.ｓhape.__class__",
    "''.__class__",
    "'{0.__class__}'.format(x)",
    "x._backward_hooks",
    "self.__dict__",
    "self.__init__()",
    "torch.__builtins__",
    "torch.nn.__loader__",
    "torch._C",
    "torch.relu.__globals__",
    "nn.functional.torch.os.system('ls')",
    "torch.serialization.os.system('ls')",
    "loss_fn.__class__",
    "len.__self__",
    "x.reshape.__self__",
    "x.mean.__func__",
    "x.shape.__class__",
    "n.real",
    "n.__class__",
    # calls
    "__import__('os').system('ls')",
    "eval('1')",
    "exec('1')",
    "compile('1', '', 'eval')",
    "getattr(x, 'data')",
    "globals()",
    "vars(self)",
    "x.apply_(len)",
    "x.map_(x, len)",
    "x.register_hook(len)",
    "torch.compile(model)",
    "torch.hub.load('a', 'b')",
    "torch.utils.cpp_extension.load('a')",
    "(lambda: x)()",
    "[x][0](x)",
    "(x)(y)",
    "n(x)",
    "device('cpu')",
    # keywords
    "x.reshape(*x)",
    "x.reshape(**self)",
    "x.reshape(**{'shape': 2})",
    "x.reshape(__class__=2)",
    "x.reshape(_x=2)",
    "x.sum(x=lambda: 1)",
    # parts of Python
    "lambda: x",
    "[x for x in y]",
    "{x for x in y}",
    "{x: y}",
    "(x for x in y)",
    "x if y else w",
    "x and y",
    "not x",
    "x := y",
    "(x := y)",
    "x < y < w",
    "x is y",
    "x in y",
    "f'{x}'",
    "f'{x.__class__}'",
    "b'x'",
    "1j",
    "'%s' % x",
    "'a' * 1000000",
    "'a' + 'b'",
    "'x'[0]",
    "(1, 2) * 1000",
    "x % 2",
    "n << 20",
    "await x",
    "yield x",
    "import os",
    "from os import system",
    "del x",
    "assert x",
    "raise x",
    "global x",
    "pass",
    "def f(): pass",
    "class A: pass",
    "with x: pass",
    "for x in y: pass",
    "while x: pass",
    "if x: y",
    "try: x\nfinally: y",
    "x: int = 3",
    "x = y = w",
    "*x, y = w",
    "(x, (y, w)) = x",
    "x.shape = 3",
    "torch.relu = x",
    "self.linear.weight[0] = 1",
    "model[0] = x",
    "self['linear']",
    "return",
    "@x",
    "x\\\ny",
    "'\\x41'",
    "x.reshape(2,\x00 3)",
    "x.reshape(2, 3)\u202e",
    "# x",
    "x.reshape('a' 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb')",
    "x.to('/etc/passwd')",
    # nesting
    "(" * 60 + "x" + ",)" * 60,
    "[" * 99 + "x" + "]" * 99,
    "-" * 150 + "x",
    "x" + "[0]" * 60,
    "x" + ".T" * 90,
    "x" + "()" * 90,
    "lambda:" * 25 + "x",
    "not " * 45 + "x",
    "~" * 199 + "x",
    # sizes
    "9" * 199,
    "1e999",
    "10**10**10**10",
    "10.0**99",
    "2**65",
    "torch.zeros(10**9)",
    "torch.zeros(999999, 999999)",
    "torch.zeros([9999, 9999, 9999])",
    "torch.zeros(size=(99999, 9999))",
    "torch.ones(1000, 1000, 1000)",
    "torch.arange(0, 1, 1e-9)",
    "torch.arange(0.0, 1e6, 1/1e6)",
    "x.repeat(10000, 1000)",
    "x[None].expand(1000, 2, 3).repeat(1000, 10, 1)",
    "x[None].expand(1000000, 2, 3)",
    "torch.arange(100000)[:, None] + torch.arange(100000)",
    "torch.arange(99999)[:, None] @ torch.ones(1, 99999)",
    "x[torch.zeros(9999999)]",
    "nn.Linear(1000000, 1000000)",
    "nn.Linear(999, 999)",
    "nn.Conv2d(1, 1, 99999)",
    "nn.Conv2d(99, 99, 99)",
    "nn.Conv2d(in_channels=9, out_channels=9, kernel_size=(9999, 9999))",
    "1e6 * 1e6 * 1e6",
]
"""What a line must not do: each is refused before anything is done."""


@pytest.mark.parametrize("text", MALICIOUS)
def test_a_malicious_line_is_refused_at_once_and_in_little_memory(text):
    tracemalloc.start()
    start = time.perf_counter()
    error = refusal(text)
    seconds, (_, peak) = time.perf_counter() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seconds < 2
    assert peak < 20e6
    for lang in LANGUAGES:
        assert PageText("home", lang).refusal_message("", str(error), error.details)


@given(st.text(max_size=120))
@settings(max_examples=300, deadline=None)
def test_any_text_is_parsed_or_refused_with_a_sentence(text):
    check_any(text)


PIECES = [
    *("x", "y", "w", "self", "model", ".", "(", ")", "[", "]", ",", ":", "=", "-"),
    *("*", "**", "@", "0", "1", "9999", "'a'", "torch", "nn", "lambda", "for", "in"),
    *("if", "else", ".T", ".reshape", ".mean", ".grad", ".linear", ".__class__"),
    *("{", "}", "_", "None", "...", "+="),
]


@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=20,
    )
)
@settings(max_examples=300, deadline=None)
def test_any_pieces_of_python_are_executed_or_refused_with_a_sentence(pieces):
    check_any("".join(pieces))
    check_any(" ".join(pieces))


def check_any(text):
    try:
        execute(text)
    except ParseError as error:
        details = error.details
        assert PageText("home", "fr").refusal_message("", str(error), details)
        assert details.get("at", 1) <= len(text) + 1


def test_the_module_has_no_way_to_run_a_text():
    for module in (torch_line, line_interpreter):
        tree = ast.parse(Path(module.__file__).read_text("utf-8"))
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert not names & {"eval", "exec", "compile", "__import__", "globals"}


LEADING_OUT = {
    *(".apply", ".apply_", ".map_", ".map2_", ".register_hook", ".numpy", ".data_ptr"),
    *(".register_forward_hook", ".register_module", ".load_state_dict", ".tofile"),
    *("torch.load", "torch.save", "torch.compile", "torch.hub.load", "torch.from_file"),
    *("torch.jit.load", "torch.jit.script", "torch.export.export", ".add_module"),
    *("torch.set_num_threads", "torch.manual_seed", "torch.set_default_dtype"),
    *("torch.set_default_device", "torch.use_deterministic_algorithms", ".set_"),
    *(
        "torch.classes.load_library",
        "torch.ops.load_library",
        ".resize_",
        ".share_memory_",
    ),
}
"""Names that run a reader's function, touch files, or change PyTorch for everybody."""

LINES = [
    (slug, item)
    for slug in SLUGS
    for item in lesson(slug).exercises
    if item.kind == "line"
]


def test_no_exercise_names_what_leads_out_of_its_tensors():
    for slug, item in LINES:
        words = {*item.vocabulary.words}
        assert not words & LEADING_OUT, slug
        assert not any(part[:1] == "_" for word in words for part in word.split("."))


def test_limits_are_those_of_the_sentences():
    assert refusal("x" * 201).details == {"typed": 201, "most": torch_line.MAX_LENGTH}
    assert refusal("-" * 150 + "x").details == {"most": torch_line.MAX_DEPTH}
    assert refusal("torch.zeros(999, 999)").details == {
        "most": line_interpreter.MAX_SIZE
    }


def test_a_plain_object_and_a_function_of_the_exercise_are_used():
    vocabulary = Vocabulary(("self", "i", "forward"), (".X", ".y"))
    data = SimpleNamespace(X=torch.arange(6).reshape(3, 2), y=torch.arange(3))
    line = parse_line("return self.X[i], self.y[i]", vocabulary)
    features, target = line.execute(self=data, i=2).value
    assert (features.tolist(), target.item()) == ([4, 5], 2)
    doubled = parse_line("forward(self.y)", vocabulary)
    assert doubled.execute(self=data, forward=lambda y: 2 * y).value.tolist() == [
        0,
        2,
        4,
    ]
