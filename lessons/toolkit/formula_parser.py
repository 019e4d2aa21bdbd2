"""Formulas as a reader types them: parsed against a whitelist, never run as code."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NoReturn

import numpy as np

from lessons.contract import ParseError
from lessons.toolkit.number_parser import quoted, with_plain_signs

LONGEST = 200
"""Characters of a formula."""
DEEPEST = 30
"""Operations inside one another."""

OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.float_power,
}
FUNCTIONS: Mapping[str, Callable[[Any], Any]] = {
    "mean": np.mean,
    "sum": np.sum,
    "abs": np.abs,
    "sqrt": np.sqrt,
    "exp": np.exp,
    "log": np.log,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
}
ONE_EACH: Mapping[str, int] = dict.fromkeys(FUNCTIONS, 1)
"""How many arguments each of them takes."""
SIGNS: Mapping[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
    ast.MatMult: "@",
}
"""How Python writes what may stand between two operands."""
WRITTEN = {"×": "*", "·": "*", "⋅": "*", "\u2219": "*", "÷": "/", "^": "**"}
"""What people write for what Python reads."""
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
LIBRARIES = ("np", "torch")
"""What may stand before the point of a function."""

NAME = rf"[^\W\d{SUPERSCRIPTS}][^\W{SUPERSCRIPTS}]*"
TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    rf"|(?P<name>{NAME})"
    rf"|(?P<attribute>\.\s*{NAME})"
    r"|(?P<sign>\*\*|//|[<>!=:]=|<<|>>|[-+*/@])"
    r"|(?P<other>.)",
    re.DOTALL,
)


class Undefined(ArithmeticError):
    """A formula that has no finite value at one of the places where it is evaluated.

    Args:
        piece: the smallest part of it that has none.
        value: what NumPy gives for that part: "inf", "-inf" or "nan".
    """

    def __init__(self, piece: str, value: str):
        super().__init__(f"{piece} is {value}")
        self.piece = piece
        self.value = value


@dataclass(frozen=True)
class Formula:
    """A parsed formula.

    Args:
        text: as Python writes it.
        tree: names, numbers, + − × / **, and the known functions; nothing else.
    """

    text: str
    tree: ast.expr

    def value(self, **given: Any) -> Any:
        """The formula at these numbers or arrays; where it is undefined, NaN or inf.

        Raises:
            ValueError: if shapes do not fit.
        """
        with np.errstate(all="ignore"):
            return _value(self.tree, given)

    def finite(self, **given: Any) -> Any:
        """The formula at these numbers or arrays.

        Raises:
            ValueError: if shapes do not fit.
            Undefined: if it has no finite value there.
        """
        value = self.value(**given)
        if not np.isfinite(value).all():
            raise self._blamed(given)
        return value

    def _blamed(self, given: Mapping[str, Any]) -> Undefined:
        """The smallest part without a finite value; of several the first."""
        part = self.tree
        with np.errstate(all="ignore"):
            while inner := [
                each
                for each in _operands(part)
                if not np.isfinite(_value(each, given)).all()
            ]:
                part = inner[0]
            value = np.ravel(_value(part, given))
        return Undefined(ast.unparse(part)[:40], str(value[~np.isfinite(value)][0]))


def parse(
    text: str,
    names: tuple[str, ...],
    functions: Mapping[str, int] = ONE_EACH,
    operators: Collection[type[ast.operator]] = tuple(OPERATORS),
    *,
    finite: bool = False,
) -> Formula:
    """The formula that `text` writes.

    Args:
        text: as in Python, or with ×, ^ or ²; the mean of e is `mean(e)` or `e.mean()`;
            a decimal comma is a point.
        names: what it may speak of.
        functions: the functions it may call, and how many arguments each takes; who
            allows others than FUNCTIONS evaluates `tree` without `Formula.value`.
        operators: the same for what stands between two operands.
        finite: whether a piece without names, such as `1/0`, must be a number.

    Raises:
        ParseError: "empty", "long", "deep"; with `at`, the character, from 1, and
            `what` stands there: "before", "after" and "inside" (something is missing
            there), "open", "close" (a parenthesis without the other one), "times" (two
            operands without a sign), "call" (a function without parentheses),
            "equals", "option", "bracket", "comma", "sign", "name", "function",
            "arguments", "undefined".
    """
    if len(text) > LONGEST:
        raise ParseError("long", typed=len(text), most=LONGEST)
    tokens = _tokens(text, functions)
    if not tokens:
        raise ParseError("empty")
    _Grammar(text, tokens, names, functions, operators).check()
    python, origin = _python(tokens)
    tree = ast.parse(python, mode="eval").body
    _check_depth(tree, DEEPEST)
    if finite and (piece := _undefined(tree, functions)):
        at = origin[piece.col_offset] + 1
        raise ParseError("undefined", what=quoted(ast.unparse(piece)), at=at)
    return Formula(python, tree)


def power_note(text: str) -> str:
    """ "power" where one is written with `^`, which PyTorch refuses for floats."""
    return "power" if "^" in text else ""


# ---- the text, piece by piece ----


@dataclass(frozen=True)
class _Token:
    """A piece of the text, as Python writes it, and where it begins and ends in it.

    `kind` is "number", "name", "attribute", "sign", "comma" or the character itself.
    """

    kind: str
    text: str
    start: int
    end: int


def _tokens(text: str, functions: Mapping[str, int]) -> list[_Token]:
    found: list[_Token] = []
    for piece in TOKEN.finditer(with_plain_signs(text)):
        kind, said, (start, end) = str(piece.lastgroup), piece[0], piece.span()
        if said.isspace():
            continue
        if said in SUPERSCRIPTS:
            said, kind = str(SUPERSCRIPTS.index(said)), "power"
            if found and found[-1].kind == kind and found[-1].end == start:
                before = found.pop()
                said, start = before.text + said, before.start
        elif said in WRITTEN:
            said, kind = WRITTEN[said], "sign"
        elif said in ",;":
            said, kind = ",", "comma"
        elif kind == "attribute":
            said = "." + said[1:].strip()
        elif kind == "other":
            kind = said
        found.append(_Token(kind, said, start, end))
    return [
        part for token in _with_decimals(found, functions) for part in _spread(token)
    ]


def _spread(token: _Token) -> Sequence[_Token]:
    """`²` as a sign and a number, anything else as it is."""
    if token.kind != "power":
        return (token,)
    place = token.start, token.end
    return _Token("sign", "**", *place), _Token("number", token.text, *place)


def _with_decimals(
    tokens: Sequence[_Token], functions: Mapping[str, int]
) -> list[_Token]:
    """The same with decimal commas as points.

    A comma between two digits is decimal where the function around it has all the
    commas that it needs without it.
    """
    around = _parentheses(tokens)
    touching = [_between_digits(tokens, i) for i in range(len(tokens))]
    commas = Counter(
        around[i]
        for i, token in enumerate(tokens)
        if token.kind == "comma" and not touching[i]
    )
    out: list[_Token] = []
    i = 0
    while i < len(tokens):
        enough = commas[around[i]] >= _commas_of(tokens[: around[i] + 1], functions)
        if enough and touching[i] and out[-1] is tokens[i - 1]:
            whole, part = out.pop(), tokens[i + 1]
            said = f"{whole.text}.{part.text}"
            out.append(_Token("number", said, whole.start, part.end))
            i += 2
        else:
            out.append(tokens[i])
            i += 1
    return out


def _commas_of(before: Sequence[_Token], functions: Mapping[str, int]) -> int:
    """How many commas the call needs whose parenthesis ends these pieces."""
    *_, library, name = [None, None, *before][:-1] if before else (None, None)
    if not name:
        return 0
    method = name.kind == "attribute" and not (library and library.text in LIBRARIES)
    return functions.get(name.text.lstrip("."), 1) - 1 - method


def _parentheses(tokens: Sequence[_Token]) -> list[int]:
    """For each token the place of the parenthesis it stands in, −1 for none."""
    around, opened = [], [-1]
    for i, token in enumerate(tokens):
        if token.kind == ")" and len(opened) > 1:
            opened.pop()
        around.append(opened[-1])
        if token.kind == "(":
            opened.append(i)
    return around


def _between_digits(tokens: Sequence[_Token], i: int) -> bool:
    """Whether a comma touches whole numbers on both sides."""
    if tokens[i].text != "," or not 0 < i < len(tokens) - 1:
        return False
    before, comma, after = tokens[i - 1 : i + 2]
    near = before.end == comma.start and comma.end == after.start
    whole = re.compile(r"[0-9]+")
    return (
        near
        and bool(whole.fullmatch(before.text))
        and bool(re.fullmatch(r"[0-9]+(?:[eE][+-]?[0-9]+)?", after.text))
    )


def _python(tokens: Sequence[_Token]) -> tuple[str, list[int]]:
    """What Python reads, and where each of its characters comes from."""
    out, origin, end = "", [], tokens[0].start
    for token in tokens:
        said = token.text
        if token.kind == "number":
            said = re.sub(r"^0+(?=[0-9])", "", said)
        comma = out.endswith(",")
        said = " " * (token.start > end or comma) + said
        out += said
        origin += [token.start] * len(said)
        end = token.end
    return out, origin


# ---- what may follow what ----


@dataclass
class _Opened:
    """A parenthesis, the function whose arguments it holds, and how many so far."""

    token: _Token
    function: _Token | None = None
    given: int = 0


@dataclass
class _Grammar:
    """Whether the pieces make a formula, read once from left to right."""

    text: str
    tokens: Sequence[_Token]
    names: Collection[str]
    functions: Mapping[str, int]
    operators: Collection[type[ast.operator]]
    before: _Token | None = None
    opened: list[_Opened] = field(default_factory=list)
    complete: bool = False

    def check(self) -> None:
        """Nothing, or ParseError at the first piece that cannot follow."""
        for i, token in enumerate(self.tokens):
            after = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
            self._take(token, after)
            self.before = token
            if len(self.opened) > DEEPEST:
                self._refuse_depth()
        if self.before and self.before.kind == "(":
            self._refuse("open", self.before, self._around(self.before))
        if not self.complete:
            self._missing(None)
        if self.opened:
            token = self.opened[-1].token
            self._refuse("open", token, self._around(token))

    def _take(self, token: _Token, after: _Token | None) -> None:
        match token.kind:
            case "number":
                self._operand(token)
            case "name":
                self._name(token, after)
            case "attribute":
                self._attribute(token, after)
            case "(":
                self._open(token)
            case ")":
                self._close(token)
            case "comma":
                self._comma(token)
            case "sign":
                self._sign(token)
            case "=":
                self._equals(token)
            case "[" | "]" | "{" | "}":
                self._refuse("bracket", token)
            case _:
                self._refuse("sign", token)

    def _operand(self, token: _Token) -> None:
        if self.complete:
            assert self.before
            told = {"left": quoted(self.before.text)}
            self._refuse("times", token, **told)
        self.complete = True

    def _name(self, token: _Token, after: _Token | None) -> None:
        if after and after.kind == "=" and self.opened:
            self._refuse("option", token, f"{token.text}=")
        if after and after.kind == "=":
            self._equals(after)
        library = token.text in LIBRARIES and after and after.kind == "attribute"
        called = after is not None and after.kind == "("
        if not library and token.text not in {*self.names, *self.functions}:
            self._unknown("function" if called else "name", token)
        self._operand(token)
        if library:
            self.complete = False
        elif token.text in self.functions and token.text not in self.names:
            if not called:
                self._refuse("call", token)
            self.complete = False

    def _attribute(self, token: _Token, after: _Token | None) -> None:
        library = self._is_library()
        if not self.complete and not library:
            self._missing(token)
        called = after is not None and after.kind == "("
        name = token.text[1:]
        place = _Token("name", name, token.end - len(name), token.end)
        if name not in self.functions:
            self._unknown("function" if called else "name", place if called else token)
        if not called:
            self._refuse("call", place)
        self.complete = False

    def _is_library(self) -> bool:
        return bool(self.before and self.before.text in LIBRARIES)

    def _open(self, token: _Token) -> None:
        if self.before and self._is_function(self.before):
            given = int(self.before.kind == "attribute" and not self._of_library)
            name = self.before.text.lstrip(".")
            start = self.before.end - len(name)
            function = _Token("name", name, start, self.before.end)
            self.opened.append(_Opened(token, function, given))
            return
        self._operand(token)
        self.complete = False
        self.opened.append(_Opened(token))

    def _is_function(self, token: _Token) -> bool:
        if token.kind == "attribute":
            return True
        of_names = token.text in self.names
        return token.kind == "name" and token.text in self.functions and not of_names

    @property
    def _of_library(self) -> bool:
        place = self.tokens.index(self.before) if self.before else 0
        return place > 0 and self.tokens[place - 1].text in LIBRARIES

    def _close(self, token: _Token) -> None:
        if not self.opened:
            self._refuse("close", token)
        last = self.opened.pop()
        empty = self.before is last.token
        if empty and not last.function:
            self._refuse("inside", last.token, "()")
        if not empty:
            if not self.complete:
                self._missing(token)
            last.given += 1
        if last.function:
            self._count(last)
        self.complete = True

    def _count(self, last: _Opened) -> None:
        assert last.function
        wanted = self.functions[last.function.text]
        if last.given != wanted:
            found = last.given
            self._refuse("arguments", last.function, wanted=wanted, found=found)

    def _comma(self, token: _Token) -> None:
        if not self.complete:
            self._missing(token)
        if not self.opened or not self.opened[-1].function:
            self._refuse("comma", token)
        self.opened[-1].given += 1
        self.complete = False

    def _sign(self, token: _Token) -> None:
        allowed = {SIGNS[operator] for operator in self.operators}
        if token.text not in allowed | {"+", "-"}:
            self._refuse("sign", token)
        if self.complete:
            if token.text not in allowed:
                self._refuse("sign", token)
            self.complete = False
        elif token.text not in "+-":
            self._missing(token)

    def _equals(self, token: _Token) -> None:
        rest = self.text[token.end :].strip()
        if self.opened or not rest:
            self._refuse("sign", token)
        self._refuse("equals", token, rest)

    def _signs(self) -> str:
        return " ".join(sign for op, sign in SIGNS.items() if op in self.operators)

    def _missing(self, token: _Token | None) -> NoReturn:
        """Something is missing before this piece, or at the end."""
        before = self.before
        at = token.start if token else len(self.text.rstrip())
        if before is None or before.kind == "(":
            assert token
            self._refuse("before", token)
        place = _Token("", before.text, at, at)
        self._refuse("after", place)

    def _unknown(self, reason: str, token: _Token) -> NoReturn:
        listed = self.names if reason == "name" else self.functions
        known = ", ".join(listed)
        self._refuse(reason, token, known=known)

    def _refuse_depth(self) -> NoReturn:
        raise ParseError("deep", most=DEEPEST)

    def _refuse(
        self, reason: str, token: _Token, what: str = "", **told: float | str
    ) -> NoReturn:
        if reason == "sign":
            told["signs"] = self._signs()
        piece = quoted(what or token.text)
        raise ParseError(reason, what=piece, at=token.start + 1, **told)

    def _around(self, token: _Token) -> str:
        """The text from a little before a piece to a little behind it."""
        return self.text[max(0, token.start - 8) : token.end + 8]


def _check_depth(node: ast.AST, depth: int) -> None:
    if not depth:
        raise ParseError("deep", most=DEEPEST)
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.expr):
            _check_depth(part, depth - 1)


def _undefined(tree: ast.expr, functions: Mapping[str, int]) -> ast.expr | None:
    """The first piece of typed numbers alone that is no number, the smallest one."""
    inner: Iterable[ast.AST] = ast.iter_child_nodes(tree)
    if isinstance(tree, ast.Call):
        inner = arguments(tree)
    for part in inner:
        if isinstance(part, ast.expr) and (found := _undefined(part, functions)):
            return found
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    if not names <= {*functions, *LIBRARIES}:
        return None
    with np.errstate(all="ignore"):
        return None if np.isfinite(_value(tree, {})) else tree


class Comparison(NamedTuple):
    """How typed values differ from the wanted ones.

    Args:
        kind: "right", "opposite" (the sign), "factor" (the ratio is the same
            everywhere) or "other".
        ratio: typed by wanted, where the wanted value is largest.
        at: the place where they differ most.
    """

    kind: str
    ratio: float
    at: int


def compared(values: Sequence[float], wanted: Sequence[float]) -> Comparison:
    """Finite typed values beside the wanted ones, place by place."""
    typed, right = np.array(values, float), np.array(wanted, float)
    at, largest = int(abs(typed - right).argmax()), int(abs(right).argmax())
    ratio = float(typed[largest] / right[largest]) if right.any() else 0.0
    kind = "other"
    if np.allclose(typed, right, rtol=1e-5, atol=1e-7):
        kind = "right"
    elif np.allclose(typed, -right, rtol=1e-4, atol=1e-7):
        kind = "opposite"
    elif ratio and np.allclose(typed, ratio * right, rtol=1e-4, atol=1e-7):
        kind = "factor"
    return Comparison(kind, ratio, at)


def central(f: Callable[[float], Any], h: float = 1e-6) -> float:
    """The central difference of f at 0, its error of the order of h²."""
    return float((f(h) - f(-h)) / (2 * h))


def called(node: ast.Call) -> str:
    """The name of what is called in f(e), e.f() or np.f(e); "" if it has none."""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def arguments(node: ast.Call) -> list[ast.expr]:
    """The arguments of f(e), e.f() or np.f(e)."""
    function = node.func
    method = isinstance(function, ast.Attribute) and not _is_library(function.value)
    return [function.value, *node.args] if method else list(node.args)  # type: ignore[attr-defined]


def _is_library(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in LIBRARIES


def _operands(node: ast.expr) -> list[ast.expr]:
    """The operands of a node."""
    match node:
        case ast.UnaryOp(operand=operand):
            return [operand]
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.Call():
            return arguments(node)
    return []


def _value(node: ast.expr, given: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant(value=number):
            try:
                return np.float64(number)  # type: ignore[arg-type]
            except OverflowError:
                return np.float64("inf")
        case ast.Name(id=name):
            return given[name]
        case ast.UnaryOp(op=op, operand=operand):
            value = _value(operand, given)
            return -value if isinstance(op, ast.USub) else value
        case ast.BinOp(left=left, op=op, right=right):
            return OPERATORS[type(op)](_value(left, given), _value(right, given))
        case ast.Call():
            (argument,) = arguments(node)
            return FUNCTIONS[called(node)](_value(argument, given))
    raise TypeError(ast.unparse(node))
