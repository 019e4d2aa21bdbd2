"""The text of a page and the messages of the interface, in the reader's language.

A page's fr.md and en.md hold a title line, then sections "## name". A section is
prose, or a list of labels "- name: words". `[model a]` is the word "a" in the colour
of the model; `{loss}` is a number, filled in here or, live, by the player;
`{+b}` writes its sign apart, as in "a − 0.5 x"; `{w[0]}` is one of several; `{w x}`
writes the sum of powers of x with these coefficients. `{n:example/examples}` is the
word that goes with the number n in this language, by the plural rules of Unicode.
"""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.content.markdown import (
    code_span,
    escape_markdown,
    render_colours,
    typeset,
)
from app.content.number_format import (
    format_number,
    format_polynomial,
    format_quantity,
    is_singular,
)

ROOT = Path(__file__).parents[2]
LANGUAGES = ("fr", "en")
GUIDES = tuple(sorted(file.parent.name for file in (ROOT / "pages").glob("*/fr.md")))
"""Slugs of the pages that are not lessons: their text stands in pages/SLUG/."""
LABEL_LINE = re.compile(r"^- ([A-Za-z0-9_]+):\s+(.+)$", re.MULTILINE)
PLACEHOLDER = re.compile(r"\{(\+?)(\w+)(?:\[(-?\d+)\]|( x))?\}")
PLURAL = re.compile(r"\{(\w+):([^{}/]*)/([^{}/]*)\}")
QUOTED_PLACEHOLDER = re.compile(r"`\{(\w+)\}`|\{(\w+)\}")


@lru_cache(maxsize=256)
def _read_sections(path: Path, lang: str, mtime_ns: int) -> tuple[str, dict[str, str]]:
    """Return title and sections of a file; read again once its time has changed."""
    title, *rest = re.split(r"^## +", path.read_text("utf-8"), flags=re.MULTILINE)
    sections = {}
    for part in rest:
        name, _, text = part.partition("\n")
        sections[name.strip()] = typeset(text.strip(), lang)
    return typeset(title.strip().removeprefix("# "), lang), sections


class PageText:
    """The text of one lesson, or one guide, in one language.

    Attributes:
        lang: the language.
        title: of the page.
        sections: text by name, typeset, colours and placeholders as in the file.

    Raises:
        KeyError: for a section or label that is not there.
    """

    def __init__(self, slug: str, lang: str):
        folder = "pages" if slug in GUIDES else "lessons"
        path = ROOT / folder / slug / f"{lang}.md"
        self.lang = lang
        self.title, self.sections = _read_sections(path, lang, path.stat().st_mtime_ns)

    def template(self, name: str) -> str:
        """Return a section for the player, which itself colours and fills it."""
        return re.sub(r"\n(?!\n|[-|])", " ", self.sections[name])

    def text(self, name: str, **numbers: float | str) -> str:
        """Return a section as Markdown, colours and numbers filled in."""
        return render_colours(self.fill(self.sections[name], **numbers))

    def fill(self, text: str, **numbers: Any) -> str:
        """Return `text` with its placeholders replaced.

        A str is put in unchanged, and so is a tuple whose placeholder has no index, as
        Python writes it.
        """

        def choose(match: re.Match[str]) -> str:
            name, one, other = match.groups()
            return one if is_singular(numbers[name], self.lang) else other

        def replace(match: re.Match[str]) -> str:
            sign, name, index, polynomial = match.groups()
            value = numbers[name]
            if isinstance(value, str) or (isinstance(value, tuple) and not index):
                return str(value)
            if polynomial:
                return format_polynomial(value, self.lang)
            if index:
                value = value[int(index)]
            if not sign:
                return format_quantity(name, value, self.lang)
            size = format_quantity(name, abs(value), self.lang)
            return f"{'−' if value < 0 else '+'} {size}"

        return PLACEHOLDER.sub(replace, PLURAL.sub(choose, text))

    def refusal_message(self, name: str, reason: str, values: dict[str, Any]) -> str:
        """Return why a reader's input cannot be read, as Markdown.

        Args:
            name: the control or upload.
            reason: the label of the sentence.
            values: numbers, and texts that may be the reader's own: they are shown as
                they are written, in a code span where the sentence quotes them as code.
        """
        sentence = render_colours(self.refusal_messages(name)[reason])

        def replace(match: re.Match[str]) -> str:
            quoted, bare = match.groups()
            value = values[quoted or bare]
            if isinstance(value, int | float):
                return format_number(value, self.lang)
            return code_span(str(value)) if quoted else escape_markdown(str(value))

        return QUOTED_PLACEHOLDER.sub(replace, sentence)

    def refusal_messages(self, name: str) -> dict[str, str]:
        """Return the sentences for input that cannot be read, by reason.

        They are those that all pages share, of tables (for the upload "csv") or of
        typed input, and those of the page's section NAME.refused, whose label `kept`
        is the end of each.
        """
        section = f"{name}.refused"
        own = self.labels(section) if section in self.sections else {}
        ending = own.pop("kept", "")
        shared = load_messages(self.lang)["table" if name == "csv" else "typed"]
        return {
            reason: f"{sentence} {ending}".strip()
            for reason, sentence in (shared | own).items()
        }

    def labels(self, name: str) -> dict[str, str]:
        """Return a section of "- name: words" lines, words by name."""
        return dict(LABEL_LINE.findall(self.sections[name]))


@lru_cache(maxsize=4)
def load_messages(lang: str) -> dict[str, dict[str, Any]]:
    """Return the messages of the interface: app/content/fr.toml or en.toml.

    Returns:
        By section and name, typeset.
    """
    text = (Path(__file__).parent / f"{lang}.toml").read_text("utf-8")
    return {
        section: {name: typeset(message, lang) for name, message in entries.items()}
        for section, entries in tomllib.loads(text).items()
    }
