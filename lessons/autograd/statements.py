"""Lines of a computation as a reader types them, and the same lines in PyTorch."""

import ast
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from lessons.contract import ParseError
from lessons.toolkit.formula_parser import Formula, arguments, function_name
from lessons.toolkit.number_parser import normalize_signs, quote

RESULT = "y"
"""The name of the last line, if the reader gives it none."""
MOST_LINES = 6
BEGINNING = re.compile(r"\s*([^\W\d]\w{0,11})\s*=(?!=)", re.ASCII)
"""The name of a line, and its equals sign."""

Parse = Callable[[str, tuple[str, ...]], Formula]
"""A text and the names it may contain → the formula."""


@dataclass(frozen=True)
class Statement:
    """A line: the name it gives, and what it computes."""

    name: str
    formula: Formula

    @property
    def text(self) -> str:
        """Return the line as Python has it."""
        return f"{self.name} = {self.formula.text}"


def parse_statements(
    text: str, names: tuple[str, ...], taken: Collection[str], parse: Parse
) -> tuple[Statement, ...]:
    """Parse lines between semicolons; each may use the names given before.

    A semicolon inside parentheses is a comma, as in every other formula.

    Args:
        text: `u = w * x; y = sum(u)`, or a formula alone.
        names: those that exist before.
        taken: other names that no line may give.
        parse: reads what is right of an equals sign.

    Raises:
        ParseError: "lines", "taken", or that of `parse`, counted in the whole text.
    """
    pieces = _split_lines(text)
    if len(pieces) > MOST_LINES:
        raise ParseError("lines", most=MOST_LINES)
    statements: list[Statement] = []
    for piece, piece_start in pieces or [(text, 0)]:
        beginning = BEGINNING.match(normalize_signs(piece))
        start = beginning.end() if beginning else 0
        known = (*names, *(statement.name for statement in statements))
        try:
            formula = parse(piece[start:], known)
        except ParseError as error:
            details = dict(error.details)
            if isinstance(at := details.get("at"), int):
                details["at"] = at + piece_start + start
            raise ParseError(str(error), **details) from None
        last = len(statements) == len(pieces) - 1
        name = beginning[1] if beginning else RESULT
        if not beginning and pieces and not last:
            raise ParseError("nameless", what=quote(piece))
        if name in known or name in taken:
            raise ParseError("taken", what=name)
        statements.append(Statement(name, formula))
    return tuple(statements)


def _split_lines(text: str) -> list[tuple[str, int]]:
    """Return the lines that are not blank, each with its place in the text."""
    lines, start, depth = [], 0, 0
    for i, character in enumerate(f"{text};"):
        depth = max(0, depth + (character == "(") - (character == ")"))
        if character == "\n" or (character == ";" and (not depth or i == len(text))):
            lines.append((text[start:i], start))
            start, depth = i + 1, 0
    return [line for line in lines if line[0].strip()]


def write_statements(statements: tuple[Statement, ...]) -> str:
    """Return lines as text that `parse_statements` reads back."""
    if len(statements) == 1 and statements[0].name == RESULT:
        return statements[0].formula.text
    return "; ".join(statement.text for statement in statements)


def torch_line(statement: Statement) -> str:
    """Return a line as PyTorch has it: `y = torch.sum(torch.sin(x))`."""
    tree = _TorchNames().visit(ast.parse(statement.formula.text, mode="eval").body)
    return f"{statement.name} = {ast.unparse(_as_tensor(tree))}"


def leaf_line(name: str, values: tuple[float, ...], requires_grad: bool) -> str:
    """Return the line that makes a leaf, a number or several."""
    texts = [f"{value:.12g}" for value in values]
    texts = [text if re.search(r"[.e]", text) else f"{text}.0" for text in texts]
    inside = f"[{', '.join(texts)}]" if len(texts) > 1 else texts[0]
    more = ", requires_grad=True" if requires_grad else ""
    return f"{name} = torch.tensor({inside}{more})"


class _TorchNames(ast.NodeTransformer):
    """Writes each function as PyTorch's own; a number it is given becomes a tensor."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Return the call of torch's function."""
        inputs = [_as_tensor(self.visit(part)) for part in arguments(node)]
        function = ast.Attribute(
            ast.Name("torch", ast.Load()), function_name(node), ast.Load()
        )
        return ast.Call(function, inputs, [])


def _as_tensor(tree: ast.expr) -> ast.expr:
    """Return a tree that makes a tensor, also where it has numbers alone."""
    if any(isinstance(node, ast.Name) for node in ast.walk(tree)):
        return tree
    number = ast.unparse(tree)
    is_whole = isinstance(tree, ast.Constant) and isinstance(tree.value, int)
    text = f"torch.tensor({number}{'.0' if is_whole else ''})"
    return ast.parse(text, mode="eval").body
