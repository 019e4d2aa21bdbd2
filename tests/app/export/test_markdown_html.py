"""Streamlit's Markdown as HTML."""

import pytest

from app.content.catalogue import LANGUAGES, PageText
from app.content.markdown import render_colours
from app.export.markdown_html import inline_html, markdown_html
from lessons import SLUGS


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (":red[loss]", '<span style="color: var(--st-red-text-color)">loss</span>'),
        (":small[a]", '<span style="font-size: 0.875em">a</span>'),
        ("at 12:30: `:red[x]`", "at 12:30: <code>:red[x]</code>"),
        (":material/undo: a", " a"),
        ("<b> & [t](#term-x)", '&lt;b&gt; &amp; <a href="#term-x">t</a>'),
        ("**y** = x[0]", "<strong>y</strong> = x[0]"),
    ],
)
def test_a_line_is_written_as_streamlit_shows_it(text, html):
    assert inline_html(text) == html


def test_directives_stand_in_each_other_and_around_links_and_code():
    html = inline_html(":small[:gray[a **b** `c[0]` [d](#term-e) :blue[f]]]")
    for part in ("<strong>b</strong>", "<code>c[0]</code>", '<a href="#term-e">d</a>'):
        assert part in html
    assert html.count("<span") == html.count("</span>") == 3 and "[" not in html[:60]


def test_a_heading_stands_in_a_block_as_the_page_s_sheet_wants_it():
    assert '<div class="heading"><h2>T</h2></div>' in markdown_html("## T\n\nText")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_of_the_course_leaves_a_directive_unread(lang):
    for slug in SLUGS:
        for name, text in PageText(slug, lang).sections.items():
            html = markdown_html(f":small[:gray[{render_colours(text)}]]")
            html += markdown_html(render_colours(text))
            plain = html.split("<code>")
            rest = plain[0] + "".join(each.partition("</code>")[2] for each in plain)
            for directive in (":blue[", ":red[", ":violet[", ":orange[", ":green["):
                assert directive not in rest, (slug, name)
