"""Parses a line of PyTorch that a reader types against a whitelist.

The text is parsed into a tree, the tree is checked, and `line_interpreter` makes the
calls that it names. Python never runs the text.
"""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import torch

from lessons.contract import ParseError, Vocabulary
from lessons.toolkit.line_interpreter import (
    BINARY,
    BUILTINS,
    COMPARISONS,
    UNARY,
    Execution,
    Interpreter,
    library_path,
)
from lessons.toolkit.number_parser import normalize_signs, quote
from lessons.toolkit.python_prompt import record_warnings

MAX_LENGTH = 200
"""Limit on the length of a line, in characters."""
MAX_DEPTH = 20
"""Limit on nested operations."""
MAX_NUMBER = 1_000_000
"""Limit on a number in a line."""
STRING = re.compile(r"[A-Za-z0-9_:]{0,20}", re.ASCII)
"""The strings that PyTorch's options need: "sum", "cuda:0"."""
QUOTES = str.maketrans(
    dict.fromkeys("\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}", "'")
    | dict.fromkeys("“”«»", '"')
)
"""Typographic quotes, mapped to those that Python reads."""
EXPRESSIONS = (
    *(ast.Constant, ast.Name, ast.Attribute, ast.Call, ast.Tuple, ast.List),
    *(ast.Subscript, ast.Slice, ast.UnaryOp, ast.BinOp, ast.Compare),
)
STATEMENTS = (ast.Expr, ast.Return, ast.Assign, ast.AugAssign)


@dataclass(frozen=True)
class TorchLine:
    """A parsed line.

    Args:
        text: as it was typed, with plain signs.
        tree: an expression, an assignment or a `return`, of allowed nodes and names.
        vocabulary: what it may name.
    """

    text: str
    tree: ast.stmt
    vocabulary: Vocabulary

    @property
    def assigns(self) -> bool:
        """Tell whether the line assigns something."""
        return isinstance(self.tree, ast.Assign | ast.AugAssign)

    def execute(self, /, **variables: Any) -> Execution:
        """Make the calls that the line names, with these values of its variables.

        The variables are changed as the line says, so each call needs its own.

        Raises:
            ParseError: "error", with PyTorch's own `message`; "size", for more numbers
                than a line may make; with `what` and `at`, "call" (a method without
                parentheses) and "form" (values that the operation does not take).
        """
        return Interpreter(dict(variables)).execute(self.tree)


def parse_line(text: str, vocabulary: Vocabulary) -> TorchLine:
    """Parse a line of PyTorch.

    Args:
        text: an expression, an assignment or a `return`, as in Python.
        vocabulary: what it may name.

    Raises:
        ParseError: "empty", "long", "deep", "lines" (more than one instruction); with
            `at`, the character, from 1, and `what` is there: "syntax", "form" (a part
            of Python that lines do not take), "range" (a number), "name", "target",
            "absent" (PyTorch has no such name), "elsewhere" (it has, but the exercise
            does not take it).
    """
    if len(text) > MAX_LENGTH:
        raise ParseError("long", typed=len(text), most=MAX_LENGTH)
    plain = normalize_signs(text).translate(QUOTES)
    line = plain.strip()
    if not line:
        raise ParseError("empty")
    start = len(plain) - len(plain.lstrip())
    if bad := re.search(r"[^ -~]|\\", line):
        raise ParseError("form", what=bad[0], at=start + bad.start() + 1)
    body = _parse_python(line, start)
    if len(body) != 1:
        raise ParseError("lines")
    for node in ast.walk(body[0]):
        if isinstance(node, ast.expr | ast.stmt | ast.keyword):
            node.col_offset += start
            node.end_col_offset = (node.end_col_offset or 0) + start
    _check_depth(body[0])
    _Checker(vocabulary).check_statement(body[0])
    return TorchLine(line, body[0], vocabulary)


def _parse_python(line: str, start: int) -> list[ast.stmt]:
    try:
        with record_warnings():  # Python warns of `1or 2`
            return ast.parse(line).body
    except SyntaxError as error:
        at = min(max(error.offset or 1, 1), len(line))
        what = quote(line[at - 1 :])
        raise ParseError("syntax", what=what, at=start + at) from None
    except (ValueError, RecursionError, MemoryError):
        raise ParseError("deep", most=MAX_DEPTH) from None


def _check_depth(tree: ast.stmt) -> None:
    pending: list[tuple[ast.AST, int]] = [(tree, 0)]
    while pending:
        node, depth = pending.pop()
        if depth > MAX_DEPTH:
            raise ParseError("deep", most=MAX_DEPTH)
        deeper = depth + isinstance(node, ast.expr)
        pending += [(part, deeper) for part in ast.iter_child_nodes(node)]


@dataclass
class _Checker:
    """Checks a tree against the allowed nodes and a vocabulary."""

    vocabulary: Vocabulary

    def __post_init__(self) -> None:
        words = self.vocabulary.words
        self.words = {library_path(word) or word for word in words}
        self.names = (
            *self.vocabulary.variables,
            *(word for word in words if word in BUILTINS),
        )

    def check_statement(self, tree: ast.stmt) -> None:
        """Raise ParseError at the first part of the line that is not allowed."""
        if not isinstance(tree, STATEMENTS):
            self._refuse("form", tree)
        targets: list[ast.expr] = []
        if isinstance(tree, ast.Assign):
            targets = tree.targets
        elif isinstance(tree, ast.AugAssign):
            targets = [tree.target]
            if type(tree.op) not in BINARY:
                self._refuse("form", tree)
        if len(targets) > 1:
            self._refuse("form", tree)
        for target in targets:
            self._check_target(target)
        if tree.value is None:
            self._refuse("form", tree)
        self._check(tree.value)

    def _check_target(self, target: ast.expr) -> None:
        if isinstance(target, ast.Tuple | ast.List):
            for part in target.elts:
                if not isinstance(part, ast.Name):
                    self._refuse("form", part)
                self._check_target(part)
            return
        root: ast.expr = target
        if isinstance(target, ast.Subscript):
            self._check(target.slice)
            root = target.value
        elif isinstance(target, ast.Attribute):
            root = target.value
        whole = target if isinstance(target, ast.Attribute) else root
        if not isinstance(root, ast.Name):
            self._refuse("form", target)
        if ast.unparse(whole) not in self.vocabulary.targets:
            known = ", ".join(self.vocabulary.targets) or "—"
            self._refuse("target", whole, known=known)

    def _check(self, node: ast.AST) -> None:
        if not isinstance(node, EXPRESSIONS):
            self._refuse("form", node)
        check = getattr(self, f"_check_{type(node).__name__.lower()}", None)
        inner = check(node) if check else list(ast.iter_child_nodes(node))
        for part in inner:
            if isinstance(part, ast.expr):
                self._check(part)

    def _check_constant(self, node: ast.Constant) -> list[ast.expr]:
        value = node.value
        if isinstance(value, str):
            if not STRING.fullmatch(value):
                self._refuse("form", node)
        elif isinstance(value, bytes | complex):
            self._refuse("form", node)
        elif isinstance(value, int | float) and not abs(value) <= MAX_NUMBER:
            self._refuse("range", node, least=-MAX_NUMBER, most=MAX_NUMBER)
        return []

    def _check_name(self, node: ast.Name) -> list[ast.expr]:
        if node.id not in self.names:
            known = ", ".join(self.names)
            self._refuse("name", node, known=known)
        return []

    def _check_attribute(self, node: ast.Attribute) -> list[ast.expr]:
        at_end = Position(node.end_col_offset or 0, f".{node.attr}")
        if path := library_path(ast.unparse(node), self.vocabulary.variables):
            if path not in self.words:
                self._refuse_word(node, path, in_library=True)
            return []
        if f".{node.attr}" not in self.words or node.attr.startswith("_"):
            self._refuse_word(at_end, node.attr, in_library=False)
        return [node.value]

    def _check_call(self, node: ast.Call) -> list[ast.expr]:
        if not isinstance(
            node.func, ast.Name | ast.Attribute | ast.Call | ast.Subscript
        ):
            self._refuse("form", node.func)
        for option in node.keywords:
            if option.arg is None or option.arg.startswith("_"):
                self._refuse("form", option)
        return [node.func, *node.args, *(option.value for option in node.keywords)]

    def _check_unaryop(self, node: ast.UnaryOp) -> list[ast.expr]:
        if type(node.op) not in UNARY:
            self._refuse("form", node)
        return [node.operand]

    def _check_binop(self, node: ast.BinOp) -> list[ast.expr]:
        if type(node.op) not in BINARY:
            self._refuse("form", node)
        return [node.left, node.right]

    def _check_compare(self, node: ast.Compare) -> list[ast.expr]:
        if len(node.ops) > 1 or type(node.ops[0]) not in COMPARISONS:
            self._refuse("form", node)
        return [node.left, *node.comparators]

    def _refuse_word(self, node: Any, name: str, *, in_library: bool) -> NoReturn:
        """Refuse a name that is not in the vocabulary, in PyTorch or not."""
        private = name.rpartition(".")[2].startswith("_")
        if in_library:
            exists = private or _is_in_torch(name)
        else:
            owners = (torch.Tensor, torch.nn.Module, torch.optim.Optimizer)
            exists = private or any(name in dir(owner) for owner in owners)
        self._refuse("elsewhere" if exists else "absent", node)

    def _refuse(self, reason: str, node: Any, **details: float | str) -> NoReturn:
        if isinstance(node, Position):
            what, at = node.text, node.end - len(node.text)
        else:
            what, at = ast.unparse(node), getattr(node, "col_offset", 0)
        raise ParseError(reason, what=quote(what), at=at + 1, **details)


@dataclass(frozen=True)
class Position:
    """The end of a part of a line, and its text."""

    end: int
    text: str


def _is_in_torch(path: str) -> bool:
    """Tell whether PyTorch has a name, without loading any part of it."""
    value: Any = torch
    for name in path.split(".")[1:]:
        members: Mapping[str, Any] = getattr(value, "__dict__", {})
        if name not in members:
            return False
        value = members[name]
    return True
