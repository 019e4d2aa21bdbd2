"""Checks that the tokens of a typed formula form one, with a reason if not."""

import ast
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from lessons.contract import ParseError
from lessons.toolkit.formula_tokenizer import LIBRARIES, Token
from lessons.toolkit.number_parser import quote

MAX_DEPTH = 30
"""Limit on nested operations."""
SIGNS: Mapping[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
    ast.MatMult: "@",
}
"""Python's signs of the binary operators."""
BUILTINS = ("len",)
"""Functions of Python itself, which are neither methods nor in a library."""


@dataclass
class _Parenthesis:
    """An open parenthesis, its function if it is a call, and its arguments so far."""

    token: Token
    function: Token | None = None
    n_arguments: int = 0


@dataclass
class Grammar:
    """Checks that tokens form a formula, in one pass from left to right."""

    text: str
    tokens: Sequence[Token]
    names: Collection[str]
    functions: Mapping[str, int]
    operators: Collection[type[ast.operator]]
    constants: Collection[str] = ()
    previous: Token | None = None
    parentheses: list[_Parenthesis] = field(default_factory=list)
    complete: bool = False

    def check(self) -> None:
        """Raise ParseError at the first token that cannot follow the ones before."""
        for i, token in enumerate(self.tokens):
            after = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
            self._take(token, after)
            self.previous = token
            if len(self.parentheses) > MAX_DEPTH:
                self._refuse_depth()
        if self.previous and self.previous.kind == "(":
            self._refuse("open", self.previous, self._around(self.previous))
        if not self.complete:
            self._missing(None)
        if self.parentheses:
            token = self.parentheses[-1].token
            self._refuse("open", token, self._around(token))

    def _take(self, token: Token, after: Token | None) -> None:
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

    def _operand(self, token: Token) -> None:
        if self.complete:
            assert self.previous
            details = {"left": quote(self.previous.text)}
            self._refuse("times", token, **details)
        self.complete = True

    def _name(self, token: Token, after: Token | None) -> None:
        if after and after.kind == "=" and self.parentheses:
            self._refuse("option", token, f"{token.text}=")
        if after and after.kind == "=":
            self._equals(after)
        library = token.text in LIBRARIES and after and after.kind == "attribute"
        function_name = after is not None and after.kind == "("
        known = {*self.names, *self.functions, *self.constants}
        if not library and token.text not in known:
            self._product(token, function_name)
            self._unknown("function" if function_name else "name", token)
        self._operand(token)
        if library:
            self.complete = False
        elif token.text in self.functions and token.text not in self.names:
            if not function_name:
                self._refuse("call", token)
            self.complete = False

    def _product(self, token: Token, function_name: bool) -> None:
        """Refuse known names that are written as one, such as `wx`, a sign missing."""
        last = self.functions if function_name else ()
        parts = _split(token.text, self.names, last)
        if len(parts) > 1:
            self._operand(token)
            start = token.start + len(parts[0])
            rest = Token("name", parts[1], start, start + len(parts[1]))
            self._refuse("times", rest, left=quote(parts[0]))

    def _attribute(self, token: Token, after: Token | None) -> None:
        library = self._is_library()
        if not self.complete and not library:
            self._missing(token)
        function_name = after is not None and after.kind == "("
        name = token.text[1:]
        place = Token("name", name, token.end - len(name), token.end)
        if library and name in self.constants and not function_name:
            self.complete = True
            return
        if name in BUILTINS:
            self._refuse("call", place)
        if name not in self.functions:
            self._unknown(
                "function" if function_name else "name",
                place if function_name else token,
            )
        if not function_name:
            self._refuse("call", place)
        self.complete = False

    def _is_library(self) -> bool:
        return bool(self.previous and self.previous.text in LIBRARIES)

    def _open(self, token: Token) -> None:
        if self.previous and self._is_function(self.previous):
            n_arguments = int(
                self.previous.kind == "attribute" and not self._follows_library
            )
            name = self.previous.text.lstrip(".")
            start = self.previous.end - len(name)
            function = Token("name", name, start, self.previous.end)
            self.parentheses.append(_Parenthesis(token, function, n_arguments))
            return
        self._operand(token)
        self.complete = False
        self.parentheses.append(_Parenthesis(token))

    def _is_function(self, token: Token) -> bool:
        if token.kind == "attribute":
            return True
        of_names = token.text in self.names
        return token.kind == "name" and token.text in self.functions and not of_names

    @property
    def _follows_library(self) -> bool:
        place = self.tokens.index(self.previous) if self.previous else 0
        return place > 0 and self.tokens[place - 1].text in LIBRARIES

    def _close(self, token: Token) -> None:
        if not self.parentheses:
            self._refuse("close", token)
        last = self.parentheses.pop()
        empty = self.previous is last.token
        if empty and not last.function:
            self._refuse("inside", last.token, "()")
        if not empty:
            if not self.complete:
                self._missing(token)
            last.n_arguments += 1
        if last.function:
            self._count(last)
        self.complete = True

    def _count(self, last: _Parenthesis) -> None:
        assert last.function
        expected = self.functions[last.function.text]
        if last.n_arguments != expected:
            actual = last.n_arguments
            self._refuse("arguments", last.function, wanted=expected, found=actual)

    def _comma(self, token: Token) -> None:
        if not self.complete:
            self._missing(token)
        if not self.parentheses or not self.parentheses[-1].function:
            self._refuse("comma", token)
        self.parentheses[-1].n_arguments += 1
        self.complete = False

    def _sign(self, token: Token) -> None:
        allowed = {SIGNS[operator] for operator in self.operators}
        if token.text not in allowed | {"+", "-"}:
            self._refuse("sign", token)
        if self.complete:
            if token.text not in allowed:
                self._refuse("sign", token)
            self.complete = False
        elif token.text not in "+-":
            self._missing(token)

    def _equals(self, token: Token) -> None:
        rest = self.text[token.end :].strip()
        if self.parentheses or not rest:
            self._refuse("sign", token)
        self._refuse("equals", token, rest)

    def _signs(self) -> str:
        return " ".join(sign for op, sign in SIGNS.items() if op in self.operators)

    def _missing(self, token: Token | None) -> NoReturn:
        """Refuse because an operand is missing before this token, or at the end."""
        before = self.previous
        at = token.start if token else len(self.text.rstrip())
        if before is None or before.kind == "(":
            assert token
            self._refuse("before", token)
        place = Token("", before.text, at, at)
        self._refuse("after", place)

    def _unknown(self, reason: str, token: Token) -> NoReturn:
        allowed = self.names if reason == "name" else self.functions
        allowed_names = ", ".join(allowed)
        self._refuse(reason, token, known=allowed_names)

    def _refuse_depth(self) -> NoReturn:
        raise ParseError("deep", most=MAX_DEPTH)

    def _refuse(
        self, reason: str, token: Token, what: str = "", **details: float | str
    ) -> NoReturn:
        if reason == "sign":
            details["signs"] = self._signs()
        piece = quote(what or token.text)
        raise ParseError(reason, what=piece, at=token.start + 1, **details)

    def _around(self, token: Token) -> str:
        """Return the text around a token."""
        return self.text[max(0, token.start - 8) : token.end + 8]


def _split(
    text: str, names: Collection[str], last: Collection[str] = ()
) -> Sequence[str]:
    """Split a text into known names, the longest first; empty if it has other parts.

    Args:
        last: names that may only stand at the end.
    """
    if text in names or text in last:
        return (text,)
    for name in sorted(names, key=len, reverse=True):
        if text.startswith(name) and (rest := _split(text[len(name) :], names, last)):
            return (name, *rest)
    return ()
