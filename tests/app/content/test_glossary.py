"""The glossary: its terms are found in the texts, in whole words, once a text."""

import re
from pathlib import Path

import pytest

from app.components.glossary.pictures import HEIGHT, PICTURES, WIDTH
from app.content.glossary import ADDRESS, find_terms, link_terms, load_terms

ROOT = Path(__file__).resolve().parents[3]


def test_both_languages_have_the_same_terms_each_with_a_picture():
    names = [term.name for term in load_terms("fr")]
    assert names == [term.name for term in load_terms("en")] == list(PICTURES)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_term_occurs_in_a_lesson(lang):
    texts = [path.read_text("utf-8") for path in ROOT.glob(f"lessons/*/{lang}.md")]
    linked = "\n".join(link_terms(text, lang) for text in texts)
    missing = [
        t.name for t in load_terms(lang) if f"]({ADDRESS}{t.name})" not in linked
    ]
    assert not missing


def test_the_first_occurrence_is_linked_and_no_other():
    text = link_terms("La courbure ici, les courbures là.", "fr")
    assert text == "La [courbure](#term-curvature) ici, les courbures là."


@pytest.mark.parametrize(
    "text",
    [
        "`softmax` et $softmax$",
        "[softmax](https://example.org)",
        "## softmax",
        "le log-softmax, softmax_2",
    ],
)
def test_code_formulas_links_headings_and_parts_of_words_are_left_alone(text):
    assert link_terms(text, "fr") == text


def test_a_term_in_bold_or_colour_keeps_its_mark():
    assert link_terms("**Softmax**", "en") == "**[Softmax](#term-softmax)**"
    assert link_terms(":red[softmax]", "en") == ":red[[softmax](#term-softmax)]"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_term_is_explained_in_at_most_two_short_sentences(lang):
    for term in load_terms(lang):
        assert len(term.text) < 160, term.name
        assert len(re.findall(r"[.](?:\s|$)", term.text)) <= 2, term.name


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_stays_in_its_box(name):
    for kind, path in PICTURES[name]():
        assert kind in ("axis", "main", "other", "filled", "dashed")
        if re.fullmatch(r"[MLHV\d.,\- ]+", path) and "a" not in path:
            for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", path):
                assert 0 <= float(x) <= WIDTH, path
                assert 0 <= float(y) <= HEIGHT, path


def test_the_terms_of_a_text_are_found_once_each_and_not_in_code():
    names = [term.name for term in find_terms("softmax, logits, softmax", "en")]
    assert names == ["logit", "softmax"]
    assert not find_terms("`softmax`", "en")
