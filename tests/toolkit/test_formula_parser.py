"""Typed formulas: what is read, what is refused, and that nothing is run."""

import ast
import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.contract import ParseError
from lessons.toolkit.formula_parser import (
    FUNCTIONS,
    MAX_LENGTH,
    UndefinedError,
    compare,
    parse,
)

X, Y = np.array([1.0, 2.0, 4.0]), np.array([0.5, -1.0, 3.0])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 * x - y", 2 * X - Y),
        ("-2 × mean(x × y)", -2 * np.mean(X * Y)),
        ("−mean(2·x)", -np.mean(2 * X)),
        ("(x - y).mean()", np.mean(X - Y)),
        ("np.mean(x) + torch.sum(y)", np.mean(X) + np.sum(Y)),
        ("0,5 * x", 0.5 * X),
        ("x^2 + x² + x**2", 3 * X**2),
        ("mean((y - x)²)", np.mean((Y - X) ** 2)),
        ("+3", 3.0),
        ("1 / 0", np.inf),
        ("9**9**9", np.inf),
        ("log(0 - 1)", np.nan),
        ("1e400", np.inf),
        ("x @ y / len(x)", np.mean(X * Y)),
        ("sqrt(x @ x)", np.linalg.norm(X)),
        ("x.dot(x) - dot(x, x)", 0.0),
        ("sigmoid(x) - 1 / (1 + exp(-x))", 0 * X),
        ("torch.sigmoid(x) - x.sigmoid()", 0 * X),
        ("relu(y) + torch.relu(-y)", np.abs(Y)),
        ("e**(2*x) / np.e ** (2 * x)", X**0),
        ("cos(pi) + torch.cos(2 * np.pi)", 0.0),
        ("square(x) - x.square()", 0 * X),
        ("x -= 2 * y - 1", X - (2 * Y - 1)),
        ("x *= 1 + y", X * (1 + Y)),
    ],
)
def test_a_formula_gives_what_numpy_gives(text, value):
    assert np.array_equal(parse(text, ("x", "y")).evaluate(x=X, y=Y), value, True)


@pytest.mark.parametrize(
    ("text", "reason", "what", "at"),
    [
        ("", "empty", None, None),
        ("  ", "empty", None, None),
        ("x +", "after", "+", 4),
        ("sum(x)*", "after", "*", 8),
        ("y-", "after", "-", 3),
        ("x + (y +", "after", "+", 9),
        ("x * * y", "after", "*", 5),
        ("(x +\n)", "after", "+", 6),
        ("* x", "before", "*", 1),
        ("(/x)", "before", "/", 2),
        ("()", "inside", "()", 1),
        ("sum(x", "open", "sum(x", 4),
        ("((x", "open", "((x", 2),
        ("sum(", "open", "sum(", 4),
        ("sum(x))", "close", ")", 7),
        ("2 x", "times", "x", 3),
        ("2x", "times", "x", 2),
        ("2(x+1)", "times", "(", 2),
        ("(x)(y)", "times", "(", 4),
        ("x² y", "times", "y", 4),
        ("1.2.3 * x", "times", ".3", 4),
        ("sin x", "call", "sin", 1),
        ("2 * mean", "call", "mean", 5),
        ("x.mean", "call", "mean", 3),
        ("y = x*x", "equals", "x*x", 3),
        ("z = 3*x+4", "equals", "3*x+4", 3),
        ("x - = y", "equals", "y", 5),
        ("z -= y", "name", "z", 1),
        ("x -=", "sign", "=", 4),
        ("x -= y) * (x", "close", ")", 7),
        ("mean(x, axis=0)", "option", "axis=", 9),
        ("[0,1,2,3]", "bracket", "[", 1),
        ("x[0]", "bracket", "[", 2),
        ("x, y", "comma", ",", 2),
        ("x % 2", "sign", "%", 3),
        ("x // 2", "sign", "//", 3),
        ("x.len()", "call", "len", 3),
        ("np.len(x)", "call", "len", 4),
        ("x(x - y)", "times", "(", 2),
        ("2x(xy)", "times", "x", 2),
        ("x * (xy - y)", "times", "y", 7),
        ("x + yxy", "times", "x", 6),
        ("ysin(x)", "times", "sin", 2),
        ("x yx", "times", "yx", 3),
        ("xz + 1", "name", "xz", 1),
        ("x == y", "sign", "==", 3),
        ("(x := 3)", "sign", ":=", 4),
        ("'a'", "sign", "'", 1),
        ("\0", "sign", "\0", 1),
        ("z + 1", "name", "z", 1),
        ("  x + z", "name", "z", 7),
        ("x² × z", "name", "z", 6),
        ("é + x", "name", "é", 1),
        ("(x +\nz)", "name", "z", 6),
        ("x if y else x", "name", "if", 3),
        ("lambda: x", "name", "lambda", 1),
        ("True", "name", "True", 1),
        ("x.T", "name", ".T", 2),
        ("x.mean.__class__", "call", "mean", 3),
        ("().__class__.mean()", "inside", "()", 1),
        ("f(x)", "function", "f", 1),
        ("x³ + é(x)", "function", "é", 6),
        ("__import__('os').system('ls')", "function", "__import__", 1),
        ("mean(x, y)", "arguments", "mean", 1),
        ("x + mean()", "arguments", "mean", 5),
        ("x" * (MAX_LENGTH + 1), "long", None, None),
        ("-" * 100 + "x", "deep", None, None),
        ("(" * 119, "deep", None, None),
    ],
)
def test_a_refusal_names_what_is_missing_and_where(text, reason, what, at):
    with pytest.raises(ParseError, match=f"^{reason}$") as refusal:
        parse(text, ("x", "y"))
    details = refusal.value.details
    assert (details.get("what"), details.get("at")) == (what, at)


@pytest.mark.parametrize(
    ("text", "what", "at"),
    [
        ("1/0", "1 / 0", 1),
        ("2*x + log(0-1)", "log(0 - 1)", 7),
        ("x² + 9**9**9", "9 ** 9 ** 9", 6),
        ("sqrt(1/0)", "1 / 0", 6),
    ],
)
def test_typed_numbers_alone_must_give_a_number_where_that_is_wanted(text, what, at):
    assert parse(text, ("x",)).text
    with pytest.raises(ParseError, match="undefined") as refusal:
        parse(text, ("x",), finite=True)
    assert refusal.value.details == {"what": what, "at": at}
    assert parse("x / 0 + sqrt(2)", ("x",), finite=True).text == "x / 0 + sqrt(2)"


@pytest.mark.parametrize(
    ("text", "python"),
    [
        ("1,5*x", "1.5*x"),
        ("1,05 * x − 0,5", "1.05 * x - 0.5"),
        ("mean(0,5)", "mean(0.5)"),
        ("dot(1,5)", "dot(1, 5)"),
        ("dot(x, 1,5 * y)", "dot(x, 1.5 * y)"),
        ("dot(1,5; x)", "dot(1.5, x)"),
        ("x.dot(1,5 * y)", "x.dot(1.5 * y)"),
        ("x^2", "x**2"),
        ("x¹⁰", "x**10"),
        ("007 × x", "7 * x"),
        ("(x +\u202fy)", "(x + y)"),
    ],
)
def test_common_spellings_parse_like_python(text, python):
    formula = parse(text, ("x", "y"))
    assert formula.text == python
    assert parse(formula.text, ("x", "y")).text == python


def test_other_functions_and_operators_may_be_allowed():
    functions, operators = {"dot": 2}, (ast.MatMult,)
    for text in ("dot(x, y)", "x.dot(y)", "torch.dot(x, 2)", "x @ y"):
        assert parse(text, ("x", "y"), functions, operators).text == text
    for text, reason in (
        ("x + y", "sign"),
        ("x @ e", "name"),
        ("sin(x)", "function"),
        ("dot(x)", "arguments"),
    ):
        with pytest.raises(ParseError, match=f"^{reason}$"):
            parse(text, ("x", "y"), functions, operators, constants=())


PIECES = [*"xye()+-*/^²,;.=[@0123", "**", "sum", "mean(", "dot(", "len(", "0,5", "x."]
PIECES += ["np.", " "]


@given(
    st.text(max_size=MAX_LENGTH)
    | st.lists(st.sampled_from(PIECES), max_size=16).map("".join)
)
@settings(max_examples=600)
def test_any_text_is_a_formula_or_refused_at_a_place_in_it(text):
    try:
        formula = parse(text, ("x", "y"), finite=True)
    except ParseError as refusal:
        assert 1 <= refusal.details.get("at", 1) <= len(text) + 1
        return
    assert parse(formula.text, ("x", "y")).text == formula.text
    with contextlib.suppress(UndefinedError):
        formula.evaluate_finite(x=X, y=Y)


LEAVES = st.sampled_from(["x", "y", "2", "0.5", "3"])
FORMULAS = st.recursive(
    LEAVES,
    lambda part: st.one_of(
        st.tuples(part, st.sampled_from("+-*/"), part).map(" ".join).map("({})".format),
        st.tuples(st.sampled_from(sorted({*FUNCTIONS} - {"dot", "len"})), part).map(
            "{0[0]}({0[1]})".format
        ),
    ),
    max_leaves=6,
)


@given(FORMULAS)
@settings(max_examples=300)
def test_a_formula_is_worth_what_python_makes_of_it(text):
    """Beside Python's own reading of the same text, with NumPy's functions."""
    if len(text) > MAX_LENGTH:
        return
    with np.errstate(all="ignore"):
        names = {"x": X, "y": Y, **FUNCTIONS}
        code = compile(ast.parse(text, mode="eval"), "formula", "eval")
        try:
            expected = eval(code, {"__builtins__": {}}, names)  # a test, our own text
        except (ZeroDivisionError, OverflowError):  # Python's own numbers, not NumPy's
            return
    value = parse(text, ("x", "y")).evaluate(x=X, y=Y)
    np.testing.assert_allclose(value, expected, rtol=1e-12)


def test_a_formula_keeps_its_text():
    assert parse(" x ", ("x",)).text == "x"


@pytest.mark.parametrize(
    ("text", "piece", "value"),
    [
        ("1/0", "1 / 0", "inf"),
        ("x + log(-1)", "log(-1)", "nan"),
        ("-1/0 + mean(x)", "-1 / 0", "-inf"),
        ("2 * log(x - x)", "log(x - x)", "-inf"),
        ("x / (y - y)", "x / (y - y)", "nan"),
        ("exp(x * 10000)", "exp(x * 10000)", "inf"),
    ],
)
def test_a_formula_without_a_finite_value_names_the_part(text, piece, value):
    formula = parse(text, ("x", "y"))
    with pytest.raises(UndefinedError) as error:
        formula.evaluate_finite(x=np.array([0.0, 1.0]), y=np.array([1.0, 2.0]))
    assert (error.value.piece, error.value.value) == (piece, value)
    assert parse("1 / (1 + exp(1000))", ()).evaluate_finite() == 0  # its value is


@pytest.mark.parametrize(
    ("text", "piece", "error"),
    [
        ("1 + a @ x", "a @ x", "RuntimeError: both arguments to matmul need to be"),
        ("sum(A @ x)", "A @ x", "RuntimeError: size mismatch"),
        ("A @ A", "A @ A", "RuntimeError: mat1 and mat2 shapes cannot be multiplied"),
        ("x + y", "x + y", "RuntimeError: The size of tensor a (3) must match"),
        ("dot(A, x)", "dot(A, x)", "RuntimeError: 1D tensors expected"),
        ("x.dot(y)", "x.dot(y)", "RuntimeError: inconsistent tensor size"),
        ("x / len(a)", "len(a)", "TypeError: len() of a 0-d tensor"),
    ],
)
def test_shapes_that_do_not_fit_give_the_error_of_pytorch(text, piece, error):
    values = {"a": 2.0, "x": X, "y": np.zeros(2), "A": np.ones((3, 2))}
    formula = parse(text, tuple(values), finite=True)
    with pytest.raises(UndefinedError) as refusal:
        formula.evaluate_finite(**values)
    assert refusal.value.piece == piece
    assert refusal.value.value.startswith(error)


def test_a_name_of_the_formula_goes_before_a_constant():
    assert parse("e + pi", ("e",)).evaluate(e=1.0) == 1 + np.pi


@pytest.mark.parametrize(
    ("values", "kind", "ratio", "at"),
    [
        ([1, -2, 0], "right", 1, 0),
        ([-1, 2, 0], "opposite", -1, 1),
        ([0.5, -1, 0], "factor", 0.5, 1),
        ([-2, 4, 0], "factor", -2, 1),
        ([1, -2, 5], "other", 1, 2),
        ([0, 0, 0], "other", 0, 1),
    ],
)
def test_typed_values_are_compared_at_every_place(values, kind, ratio, at):
    assert compare(values, [1, -2, 0]) == (kind, ratio, at)
