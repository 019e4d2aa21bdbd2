"""Streamlit's Markdown as HTML: what its front end does in the browser.

Its directives are `:red[words]`, `:small[words]` and `:material/name:`.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from app.content.markdown import WORD_JOINER

DIRECTIVE = re.compile(r":([a-z]+)\[")
ICON = re.compile(r":material/\w+:")
SMALL = "font-size: 0.875em"


def _directive(state: StateInline, silent: bool) -> bool:
    """Read `:name[words]`, whose words may have directives themselves."""
    match = DIRECTIVE.match(state.src, state.pos)
    if not match:
        return False
    begin, end = match.end(), state.posMax
    close = state.md.helpers.parseLinkLabel(state, match.end() - 1)
    if close < 0:
        return False
    if not silent:
        token = state.push("directive_open", "span", 1)
        name = match[1]
        style = SMALL if name == "small" else f"color: var(--st-{name}-text-color)"
        token.attrs = {"style": style}
        state.pos, state.posMax = begin, close
        state.md.inline.tokenize(state)
        state.push("directive_close", "span", -1)
        state.posMax = end
    state.pos = close + 1
    return True


def _icon(state: StateInline, silent: bool) -> bool:
    """Drop `:material/name:`: the exported page has no font of icons."""
    match = ICON.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        state.push("text", "", 0).content = ""
    state.pos = match.end()
    return True


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.inline.ruler.before("link", "directive", _directive)
    parser.inline.ruler.before("link", "icon", _icon)
    # ":" begins a rule, so that plain text has to end there
    parser.inline.ruler.at("text", _text)
    parser.add_render_rule("heading_open", _heading_open)
    parser.add_render_rule("heading_close", _heading_close)
    return parser


PLAIN = re.compile(r"[^\n!#$%&*+\-:<=>@\[\\\]^_`{}~]+")


def _text(state: StateInline, silent: bool) -> bool:
    """Read text up to what may begin something else, ":" among it."""
    match = PLAIN.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        state.pending += match[0]
    state.pos = match.end()
    return True


def _heading_open(self: object, tokens: list[Token], i: int, *_: object) -> str:
    return f'<div class="heading"><{tokens[i].tag}>'


def _heading_close(self: object, tokens: list[Token], i: int, *_: object) -> str:
    return f"</{tokens[i].tag}></div>\n"


PARSER = _parser()


def markdown_html(text: str) -> str:
    """Return a block of Markdown as HTML; HTML in it is shown as text."""
    return str(PARSER.render(text)).replace(WORD_JOINER, "")


def inline_html(text: str) -> str:
    """Return Markdown of one line, such as a label, as HTML."""
    return str(PARSER.renderInline(text)).replace(WORD_JOINER, "")
