"""Markdown of the course: French typography, coloured words, text shown as it is.

`[model a]` is the word "a" in the colour of the model.
"""

import re

from app.content.quantities import MEANINGS

COLOUR_MARKUP = re.compile(r"\[(\w+) ([^\]]+)\]")
COLOUR_MARKUP_OR_CODE = re.compile(
    rf"{COLOUR_MARKUP.pattern}|(?<!`)(`+)(?!`).*?(?<!`)\3(?!`)", re.DOTALL
)
PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
WORD_JOINER = "\u2060"
"""An invisible character; it separates what Streamlit would replace after it has read
the Markdown."""
STREAMLIT_SYNTAX = re.compile(r":(?=\S)|(?i:www)(?=\.)|@(?=\S)|[<>~-](?=[-=>])")
"""The characters of an emoji, icon, address or arrow that a word joiner follows."""


def typeset(text: str, lang: str) -> str:
    """Return French text with its spaces and apostrophes, other text unchanged.

    A narrow no-break space stands before ; ! ? », after « and between thousands; a wide
    one before a colon and a percent sign. Inline code is left alone.
    """
    if lang != "fr":
        return text
    pieces = re.split(r"(`[^`]*`)", text)
    for i in range(0, len(pieces), 2):
        piece = re.sub(r" ([;!?»])", "\u202f\\1", pieces[i])
        piece = re.sub(r" (:(?=\s|\*|$)|%)", "\u00a0\\1", piece)
        piece = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "\u202f", piece)
        pieces[i] = piece.replace("« ", "«\u202f").replace("'", "’")
    return "".join(pieces)


def render_colours(text: str) -> str:
    """Write `[meaning words]` as Streamlit's coloured Markdown, code left alone."""

    def colour(match: re.Match[str]) -> str:
        if match[1] not in MEANINGS:
            return match[0]
        return f":{MEANINGS[match[1]]}[{match[2]}]"

    return COLOUR_MARKUP_OR_CODE.sub(colour, text)


def strip_colours(text: str) -> str:
    """Write `[meaning words]` as the words alone: for text that has no colours."""
    return COLOUR_MARKUP.sub(lambda match: match[2], text)


def strip_backticks(text: str) -> str:
    """Return the text without its backticks: for text that is not read as Markdown."""
    return text.replace("`", "")


def markdown_section(heading: str, title: str, text: str, note: str) -> str:
    """Return a titled section as Markdown, its note as a quotation.

    Args:
        heading: the signs before the title, such as "##".
        note: Markdown, or "" for none.
    """
    quotation = "\n> ".join(note.splitlines())
    return f"{heading} {title}\n\n{text}\n\n> {quotation}".rstrip("> \n")


def to_one_line(text: str) -> str:
    """Return a reader's text on one line, each unprintable character as "�".

    Line breaks and runs of spaces become one space. Unprintable are control characters
    and those that turn the direction of a line.
    """
    return "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text.split()))


def escape_markdown(text: str) -> str:
    """Return Markdown that shows a text on one line exactly as it is written.

    Nothing in it is read as emphasis, code, a formula, a link, an image, a colour, an
    icon or an emoji: https://docs.streamlit.io/develop/api-reference/text/st.markdown
    """
    joined = STREAMLIT_SYNTAX.sub(
        lambda match: match[0] + WORD_JOINER, to_one_line(text)
    )
    return PUNCTUATION.sub(lambda match: f"&#{ord(match[0])};", joined)


def code_span(text: str) -> str:
    """Return a text on one line as inline code, with as many backticks as it needs."""
    line = to_one_line(text).replace(":material/", f":material{WORD_JOINER}/") or " "
    longest = max(map(len, re.findall("`+", line)), default=0)
    quotes = "`" * (longest + 1)
    edge = " " if line[0] == "`" or line[-1] == "`" else ""
    return f"{quotes}{edge}{line}{edge}{quotes}"
