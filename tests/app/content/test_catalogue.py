"""Words: French typography, colours, placeholders, labels."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.catalogue import PageText
from app.content.markdown import (
    WORD_JOINER,
    code_span,
    escape_markdown,
    render_colours,
    to_one_line,
    typeset,
)


def test_french_spaces_are_not_broken():
    assert typeset("Où ? Là ; oui !", "fr") == "Où\u202f? Là\u202f; oui\u202f!"
    assert typeset("ici : là", "fr") == "ici\u00a0: là"
    assert typeset("« mot »", "fr") == "«\u202fmot\u202f»"
    assert typeset("l'axe", "fr") == "l’axe"
    assert typeset("53 % de 60 000", "fr") == "53\u00a0% de 60\u202f000"
    assert typeset("1 200 000 fois", "fr") == "1\u202f200\u202f000 fois"
    assert typeset("**Le remède :** l", "fr") == "**Le remède\u00a0:** l"
    assert typeset("2 1234", "fr") == "2 1234"


def test_code_keeps_its_characters():
    assert typeset("`a = b ; c` l'axe", "fr") == "`a = b ; c` l’axe"


def test_english_is_left_alone():
    assert typeset("Where ?", "en") == "Where ?"


def test_meanings_become_colours_of_the_theme():
    assert render_colours("[model a] et [loss perte]") == ":blue[a] et :red[perte]"
    assert render_colours("[unknown a]") == "[unknown a]"


def test_numbers_are_filled_in_the_language():
    words = PageText("linear_regression", "fr")
    sentence = words.fill("lr = {lr}, y = a {+b} x", lr=0.1, b=-0.5)
    assert sentence == "lr = 0,1, y = a − 0,50 x"


def test_text_values_go_in_unchanged():
    assert PageText("batches", "fr").fill("{end}", end="20") == "20"


def test_a_missing_number_is_an_error():
    with pytest.raises(KeyError):
        PageText("batches", "fr").fill("{end}")


def test_a_missing_section_is_an_error():
    with pytest.raises(KeyError):
        PageText("batches", "fr").text("nowhere")


def test_labels_keep_colons_of_their_words():
    assert PageText("batches", "fr").labels("batch_size.values")["80"].startswith("lot")


HOSTILE = (
    "__init__",
    ":joy: :material/home: :streamlit:",
    "$x^2$ a$b",
    "[link](//evil.example) ![image](//evil.example/a.png)",
    "<img src=x onerror=alert(1)> &amp;",
    ":red[x] [model a] :small[y]",
    "http://evil.example www.evil.example me@evil.example",
    "a -> b <- c -- d <-> e >= f",
    "# 1. *a* ~~b~~ `c` | d | [^1] \\* {lr}",
    "    four spaces\n\n- a list\n---",
    "\u202eturned\x07",
)
"""Texts that mean something in Markdown, in Streamlit's or in ours."""

VISITORS = re.compile(
    r":\+1:|:-1:|:[\w-]+:|:material_\w+:|:streamlit:"
    r"|https?://|www(?=\.)|[-.\w+]+@[-\w]+\.[-\w]+"
    r"|(?:^|\s)(?:<->|->|<-|--|>=|<=|~=)(?:\s|$)",
    re.IGNORECASE,
)
"""What Streamlit's browser side replaces in a text after its Markdown is read."""


def render(markdown):
    """What CommonMark shows of Markdown without syntax: its character references."""
    assert not set(markdown) & set("!\"$%'()*+,-./:<=>?@[\\]^_`{|}~")
    return unescape(markdown)


@pytest.mark.parametrize("text", HOSTILE)
def test_untrusted_text_is_shown_literally(text):
    rendered = render(escape_markdown(text))
    assert rendered.replace(WORD_JOINER, "") == to_one_line(text)
    assert not VISITORS.search(rendered)


@given(st.text() | st.text("$:[]`_*<>-.@w /&#;a1"))
def test_escaped_text_has_no_markdown_and_unescapes(text):
    markdown = escape_markdown(text)
    rendered = render(markdown)
    assert rendered.replace(WORD_JOINER, "") == to_one_line(text).replace(
        WORD_JOINER, ""
    )
    assert not VISITORS.search(rendered)
    assert render_colours(markdown) == markdown
    assert PageText("home", "en").fill("{said}", said=markdown) == markdown


@given(st.text() | st.text("`ab [$"))
def test_a_code_span_ends_where_its_text_ends(text):
    span = code_span(text)
    quotes = re.match("`+", span)[0]
    inner = span.removeprefix(quotes).removesuffix(quotes)
    assert span == quotes + inner + quotes
    assert quotes not in re.findall("`+", inner)
    assert inner.strip() == to_one_line(text)
    assert render_colours(f"{span} [model a]") == f"{span} :blue[a]"


def test_code_inside_a_colour_is_coloured_and_a_colour_inside_code_is_not():
    assert render_colours("[model `w`], `[model a]`") == ":blue[`w`], `[model a]`"


def test_a_refusal_quotes_what_was_typed_and_keeps_its_signs():
    words = PageText("text_classification", "en")
    details = {"group": "a`b", "categories": "*x*"}
    assert words.refusal_message("categories", "unknown", details) == (
        "There is no group ``a`b``. The page keeps: &#42;x&#42;."
    )


def test_a_noun_agrees_with_its_number():
    text = "{n} {n:exemple/exemples}"
    french = PageText("home", "fr")
    assert [french.fill(text, n=n) for n in ("0", "1", "2")] == [
        *("0 exemple", "1 exemple", "2 exemples"),
    ]
