"""The glossary: the terms of the course that a reader may touch, each with a sentence.

A term in a text becomes a link "#term-NAME"; app/components/glossary shows the sentence
and a picture when it is pointed at, touched or reached with Tab.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.content.markdown import typeset

ADDRESS = "#term-"
"""What the address of a term's link begins with."""

PROTECTED = r"```.*?```|`[^`]*`|\$[^$]*\$|!?\[[^\]]*\]\([^)]*\)|^#[^\n]*$|https?://\S+"
"""Code, formulas, links, headings: they are left alone."""


@dataclass(frozen=True)
class Term:
    """A term in one language.

    Args:
        name: its key in both languages.
        forms: the forms under which it occurs, as a regular expression.
        text: what it means, in one sentence, typeset.
    """

    name: str
    forms: str
    text: str


@lru_cache(maxsize=4)
def load_terms(lang: str) -> tuple[Term, ...]:
    """Return the terms of a language, in the order of the file."""
    text = Path(__file__).with_name("glossary.toml").read_text("utf-8")
    return tuple(
        Term(name, entry[lang]["forms"], typeset(entry[lang]["text"], lang))
        for name, entry in tomllib.loads(text).items()
    )


@lru_cache(maxsize=4)
def _pattern(lang: str) -> re.Pattern[str]:
    """Return a pattern of what is protected, in no group, and of terms as whole words.

    The name of a term's group is that of the term.
    """
    forms = "|".join(f"(?P<{term.name}>{term.forms})" for term in load_terms(lang))
    return re.compile(
        rf"{PROTECTED}|(?<![\w-])(?:{forms})(?![\w-])",
        re.DOTALL | re.MULTILINE | re.IGNORECASE,
    )


@lru_cache(maxsize=128)
def find_terms(text: str, lang: str) -> tuple[Term, ...]:
    """Return the terms that occur in Markdown, in the order of the file."""
    names = {match.lastgroup for match in _pattern(lang).finditer(text)}
    return tuple(term for term in load_terms(lang) if term.name in names)


@lru_cache(maxsize=2048)
def link_terms(text: str, lang: str) -> str:
    """Return Markdown in which the first occurrence of each term is a link to it."""
    linked: set[str] = set()

    def link(match: re.Match[str]) -> str:
        name = match.lastgroup
        if name is None or name in linked:
            return match[0]
        linked.add(name)
        return f"[{match[0]}]({ADDRESS}{name})"

    return _pattern(lang).sub(link, text)
