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

PROTECTED = re.compile(
    r"```.*?```|`[^`]*`|\$[^$]*\$|!?\[[^\]]*\]\([^)]*\)|^#[^\n]*$|https?://\S+",
    re.DOTALL | re.MULTILINE,
)
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
    """Return a pattern that finds any term as whole words; its group is the term."""
    forms = (f"(?P<{term.name}>{term.forms})" for term in load_terms(lang))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?![\w-])", re.IGNORECASE)


@lru_cache(maxsize=2048)
def link_terms(text: str, lang: str) -> str:
    """Return Markdown in which the first occurrence of each term is a link to it."""
    linked: set[str] = set()

    def link(match: re.Match[str]) -> str:
        name = match.lastgroup or ""
        if name in linked:
            return match[0]
        linked.add(name)
        return f"[{match[0]}]({ADDRESS}{name})"

    pieces, end = [], 0
    for protected in PROTECTED.finditer(text):
        pieces.append(_pattern(lang).sub(link, text[end : protected.start()]))
        pieces.append(protected[0])
        end = protected.end()
    pieces.append(_pattern(lang).sub(link, text[end:]))
    return "".join(pieces)
