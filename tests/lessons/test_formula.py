"""Typed formulas: what is read, what is refused, and that nothing is run."""

import ast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.formula import FUNCTIONS, LONGEST, FormulaError, parse

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
    ],
)
def test_a_formula_gives_what_numpy_gives(text, value):
    assert np.array_equal(parse(text, ("x", "y")).value(x=X, y=Y), value, True)


@pytest.mark.parametrize(
    ("text", "reason", "what"),
    [
        ("", "empty", ""),
        ("  ", "empty", ""),
        ("x +", "syntax", "x +"),
        ("2 x", "syntax", "2 x"),
        ("((x", "syntax", "((x"),
        ("z + 1", "name", "z"),
        ("mean", "name", "mean"),
        ("f(x)", "function", "f"),
        ("mean(x, y)", "function", "mean"),
        ("mean(x, axis=0)", "function", "mean"),
        ("x.T", "operation", "x.T"),
        ("x[0]", "operation", "x[0]"),
        ("x % 2", "operation", "x % 2"),
        ("x if y else x", "operation", "x if y else x"),
        ("lambda: x", "operation", "lambda: x"),
        ("[x for x in y]", "operation", "[x for x in y]"),
        ("'a'", "operation", "'a'"),
        ("True", "operation", "True"),
        ("x == y", "operation", "x == y"),
        ("(x := 3)", "operation", "(x := 3)"),
        ("__import__('os').system('ls')", "function", "system"),
        ("mean.__class__(x)", "function", "__class__"),
        ("().__class__.mean()", "operation", "().__class__"),
        ("x" * (LONGEST + 1), "long", str(LONGEST)),
        ("-" * 100 + "x", "long", str(LONGEST)),
        ("(" * 119, "syntax", "(" * 6),
        ("\0", "syntax", "\0"),
    ],
)
def test_what_is_no_formula_is_refused_with_its_reason(text, reason, what):
    with pytest.raises(FormulaError) as refused:
        parse(text, ("x", "y"))
    assert (refused.value.reason, refused.value.what[:20]) == (reason, what[:20])


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("x + z", 5),
        ("  x + z", 7),
        ("x² × z", 6),
        ("é + x", 1),
        ("x³ + é(x)", 6),
        ("2 * sin(x, y)", 5),
        ("x + y[0]", 5),
        ("x + (y +", 5),
        ("x * * y", 5),
        ("(x +\nz)", 0),
        ("", 0),
    ],
)
def test_a_refusal_says_where(text, at):
    with pytest.raises(FormulaError) as refused:
        parse(text, ("x", "y"))
    assert refused.value.at == at


def test_other_functions_and_operators_may_be_allowed():
    functions, operators = {"dot": 2}, (ast.MatMult,)
    for text in ("dot(x, y)", "x.dot(y)", "torch.dot(x, 2)", "x @ y"):
        assert parse(text, ("x", "y"), functions, operators).text == text
    two = parse("dot(1,5)", (), functions, operators).tree
    assert ast.unparse(two) == "dot(1, 5)"  # no decimal comma
    for text, reason in (
        ("x + y", "operation"),
        ("sin(x)", "function"),
        ("dot(x)", ""),
    ):
        with pytest.raises(FormulaError, match=reason or "function: dot"):
            parse(text, ("x", "y"), functions, operators)
    with pytest.raises(FormulaError, match="operation"):
        parse("x @ y", ("x", "y"))


@given(st.text(max_size=140))
@settings(max_examples=500)
def test_any_text_is_a_formula_or_refused(text):
    try:
        formula = parse(text, ("x", "y"))
    except FormulaError as error:
        assert 0 <= error.at <= len(text)
        return
    formula.value(x=X, y=Y)


LEAVES = st.sampled_from(["x", "y", "2", "0.5", "3"])
FORMULAS = st.recursive(
    LEAVES,
    lambda part: st.one_of(
        st.tuples(part, st.sampled_from("+-*/"), part).map(" ".join).map("({})".format),
        st.tuples(st.sampled_from(sorted(FUNCTIONS)), part).map(
            "{0[0]}({0[1]})".format
        ),
    ),
    max_leaves=6,
)


@given(FORMULAS)
@settings(max_examples=300)
def test_a_formula_is_worth_what_python_makes_of_it(text):
    """Beside Python's own reading of the same text, with NumPy's functions."""
    if len(text) > LONGEST:
        return
    with np.errstate(all="ignore"):
        names = {"x": X, "y": Y, **FUNCTIONS}
        code = compile(ast.parse(text, mode="eval"), "formula", "eval")
        try:
            wanted = eval(code, {"__builtins__": {}}, names)  # a test, our own text
        except (ZeroDivisionError, OverflowError):  # Python's own numbers, not NumPy's
            return
    got = parse(text, ("x", "y")).value(x=X, y=Y)
    np.testing.assert_allclose(got, wanted, rtol=1e-12)


def test_a_formula_keeps_its_text():
    assert parse(" x ", ("x",)).text == "x"
