"""The words of a lesson and of the shell, in the reader's language.

A lesson's fr.md and en.md hold a title line, then sections "## name". A section is
prose, or a list of labels "- name: words". `[model a]` is the word "a" in the colour
of the model; `{loss}` is a number, filled in here or, live, by the player;
`{+b}` writes its sign apart, as in "a − 0.5 x"; `{w[0]}` is one of several; `{w x}`
writes the sum of powers of x with these coefficients.
"""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.content.number_format import plain, quantity, terms
from app.content.quantities import MEANINGS, QUANTITIES
from lessons.contract import Lesson, TextControl, Value

ROOT = Path(__file__).parents[2]
LANGUAGES = ("fr", "en")
GUIDES = tuple(sorted(file.parent.name for file in (ROOT / "pages").glob("*/fr.md")))
"""Pages that are no lessons: their words stand beside them."""
COLOURED = re.compile(r"\[(\w+) ([^\]]+)\]")
COLOURED_OR_CODE = re.compile(
    rf"{COLOURED.pattern}|(?<!`)(`+)(?!`).*?(?<!`)\3(?!`)", re.DOTALL
)
LABEL = re.compile(r"^- ([a-z0-9_]+):\s+(.+)$", re.MULTILINE)
PLACEHOLDER = re.compile(r"\{(\+?)(\w+)(?:\[(-?\d+)\]|( x))?\}")
QUOTABLE = re.compile(r"`\{(\w+)\}`|\{(\w+)\}")
PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
JOINER = "\u2060"
"""Is not seen, and keeps apart what Streamlit would replace after Markdown is read."""
REPLACED = re.compile(r":(?=\S)|(?i:www)(?=\.)|@(?=\S)|[<>~-](?=[-=>])")
"""After which character of an emoji, an icon, an address or an arrow it is put."""


def typeset(text: str, lang: str) -> str:
    """French spaces: narrow before ; ! ? » and after «, wide before a colon.

    Inline code is left alone.
    """
    if lang != "fr":
        return text
    pieces = re.split(r"(`[^`]*`)", text)
    for i in range(0, len(pieces), 2):
        piece = re.sub(r" ([;!?»])", "\u202f\\1", pieces[i])
        piece = re.sub(r" :(?=\s|$)", "\u00a0:", piece)
        pieces[i] = piece.replace("« ", "«\u202f").replace("'", "’")
    return "".join(pieces)


@lru_cache(maxsize=256)
def _sections(path: Path, lang: str, changed: int) -> tuple[str, dict[str, str]]:
    title, *rest = re.split(r"^## +", path.read_text("utf-8"), flags=re.MULTILINE)
    sections = {}
    for part in rest:
        name, _, text = part.partition("\n")
        sections[name.strip()] = typeset(text.strip(), lang)
    return typeset(title.strip().removeprefix("# "), lang), sections


class Words:
    """The words of one lesson, or one guide, in one language.

    Raises:
        KeyError: for a section or label that is not there.
    """

    def __init__(self, slug: str, lang: str):
        room = "pages" if slug in GUIDES else "lessons"
        path = ROOT / room / slug / f"{lang}.md"
        self.lang = lang
        self.title, self.sections = _sections(path, lang, path.stat().st_mtime_ns)

    def raw(self, name: str) -> str:
        """A section as it stands: for the player, which colours and fills it."""
        return re.sub(r"\n(?!\n|[-|])", " ", self.sections[name])

    def text(self, name: str, **numbers: float | str) -> str:
        """A section as Markdown, colours and numbers filled in."""
        return coloured(self.fill(self.sections[name], **numbers))

    def fill(self, text: str, **numbers: Any) -> str:
        """`text` with its placeholders replaced.

        Text goes in unchanged, numbers that belong together as Python writes them.
        """

        def say(found: re.Match[str]) -> str:
            sign, name, place, whole = found.groups()
            value = numbers[name]
            if isinstance(value, str) or (isinstance(value, tuple) and not place):
                return str(value)
            if whole:
                return terms(value, self.lang)
            if place:
                value = value[int(place)]
            if not sign:
                return quantity(name, value, self.lang)
            return (
                f"{'−' if value < 0 else '+'} {quantity(name, abs(value), self.lang)}"
            )

        return PLACEHOLDER.sub(say, text)

    def refusal(self, name: str, reason: str, tells: dict[str, Any]) -> str:
        """Why what was given for `name` cannot be read, as Markdown.

        Args:
            tells: numbers, and texts that may be a stranger's: they are shown as
                they are written, in a code span where the sentence quotes them as code.
        """
        sentence = coloured(self.refusals(name)[reason])

        def written(found: re.Match[str]) -> str:
            quoted, bare = found.groups()
            value = tells[quoted or bare]
            if isinstance(value, int | float):
                return plain(value, self.lang)
            return code_span(str(value)) if quoted else escape_markdown(str(value))

        return QUOTABLE.sub(written, sentence)

    def refusals(self, name: str) -> dict[str, str]:
        """The sentences for what cannot be read for `name`, by their reasons.

        Those that all pages share, of tables (an upload called "csv") or of what is
        typed, and its own; the label `kept` ends each.
        """
        section = f"{name}.refused"
        own = self.labels(section) if section in self.sections else {}
        kept = own.pop("kept", "")
        both = interface(self.lang)["table" if name == "csv" else "typed"] | own
        return {reason: f"{said} {kept}".strip() for reason, said in both.items()}

    def labels(self, name: str) -> dict[str, str]:
        """A section of "- name: words" lines."""
        return dict(LABEL.findall(self.sections[name]))


def value_name(words: Words, lesson: Lesson, name: str, value: Value) -> str:
    """A value of a control in words: by its own name if it has one; else yes or no."""
    for control in lesson.controls:
        if control.name == name and isinstance(control, TextControl):
            return control.write(value)
    if f"{name}.values" not in words.sections:
        if isinstance(value, bool):
            return interface(words.lang)["exercise"]["yes" if value else "no"]
        return value if isinstance(value, str) else plain(value, words.lang)
    named = words.labels(f"{name}.values")
    said = named.get(str(value).lower()) or named["else"]
    return said.format(v=plain(value, words.lang))


def told(words: Words, lesson: Lesson, name: str, value: Value | float) -> str:
    """A value of a task or a question in words: a quantity as a number."""
    if name in QUANTITIES and not isinstance(value, str):
        return words.fill(f"{{{name}}}", **{name: value})
    return value_name(words, lesson, name, value)


def block(head: str, title: str, text: str, aside: str) -> str:
    """A heading ("##"), its prose and a note beside it (or "") as Markdown."""
    note = "\n> ".join(aside.splitlines())
    return f"{head} {title}\n\n{text}\n\n> {note}".rstrip("> \n")


def one_line(text: str) -> str:
    """A stranger's text on one line; what cannot be seen, or turns a line, is "�"."""
    return "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text.split()))


def escape_markdown(text: str) -> str:
    """Markdown that shows a text on one line as it is written, wherever it stands.

    Nothing in it is read as emphasis, code, a formula, a link, an image, a colour, an
    icon or an emoji: https://docs.streamlit.io/develop/api-reference/text/st.markdown
    """
    joined = REPLACED.sub(lambda found: found[0] + JOINER, one_line(text))
    return PUNCTUATION.sub(lambda found: f"&#{ord(found[0])};", joined)


def code_span(text: str) -> str:
    """A text on one line as Markdown's code, with as many quotes as it takes."""
    line = one_line(text).replace(":material/", f":material{JOINER}/") or " "
    longest = max(map(len, re.findall("`+", line)), default=0)
    quotes = "`" * (longest + 1)
    edge = " " if line[0] == "`" or line[-1] == "`" else ""
    return f"{quotes}{edge}{line}{edge}{quotes}"


def coloured(text: str) -> str:
    """`[meaning words]` as Streamlit's coloured Markdown; code is left alone."""

    def colour(found: re.Match[str]) -> str:
        if found[1] not in MEANINGS:
            return found[0]
        return f":{MEANINGS[found[1]]}[{found[2]}]"

    return COLOURED_OR_CODE.sub(colour, text)


def uncoloured(text: str) -> str:
    """`[meaning words]` as the words alone: for names that are heard, not seen."""
    return COLOURED.sub(lambda found: found[2], text)


def uncoded(text: str) -> str:
    """`code` as the code alone: where no Markdown is read."""
    return text.replace("`", "")


@lru_cache(maxsize=4)
def interface(lang: str) -> dict[str, dict[str, Any]]:
    """The shell's own words: app/content/fr.toml or app/content/en.toml."""
    text = (Path(__file__).parent / f"{lang}.toml").read_text("utf-8")
    return {
        section: {name: typeset(words, lang) for name, words in entries.items()}
        for section, entries in tomllib.loads(text).items()
    }
