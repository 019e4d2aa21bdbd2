"""Docstrings, comments and a figure's texts in the reader's language."""

import ast
import inspect
import re
import tomllib

import pytest

from app.content import lesson_files
from app.content.catalogue import LANGUAGES, ROOT
from app.export.code_text import WIDTH, code_texts, translate_code
from lessons import SLUGS

WORDS = tomllib.loads((ROOT / "app/content/code_words.toml").read_text("utf-8"))
OTHER_LANGUAGES = [lang for lang in LANGUAGES if lang != "en"]

SHOWN = {"title", "xlabel", "ylabel", "label", "set_title", "suptitle", "print"}
"""What takes a text of a figure: keywords, methods, and `print`."""

CODE_NAMES = {"y_pred", "scores", "grad", "index", "CPU", "GPU"}
"""Words in such texts that are code or units, and stay."""


def sources():
    """The files that notebooks hold, and whether each is a figure."""
    for slug in SLUGS:
        for module in lesson_files.lesson_modules(slug):
            yield inspect.getsource(module), False
        yield lesson_files.plot_source(slug)[0], True
    yield lesson_files.fetch_source("text_classification"), False


SOURCES = [*sources()]
LAB = (ROOT / "lessons/image_classification/lab.py").read_text("utf-8")


def comments():
    """Every docstring and comment; shapes and the lab's marks are no texts."""
    lab_comments = [item for item in code_texts(LAB) if item.kind == "comment"]
    mark = re.compile(r"ruff: |mypy: |%% |TODO |solution$")
    items = [item for source, _ in SOURCES for item in code_texts(source)]
    items += [item for item in lab_comments if not mark.match(item.text)]
    texts = {item.text for item in items if item.kind in ("comment", "docstring")}
    return {text for text in texts if not re.fullmatch(r"\(.*\)", text)}


def figure_texts():
    """Every text that a figure writes, with a word that is not code."""
    texts = set()
    for source, is_figure in SOURCES:
        for node in ast.walk(ast.parse(source)) if is_figure else ():
            values = []
            if isinstance(node, ast.keyword) and node.arg in SHOWN:
                values = [node.value]
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                values = node.args[:1] if name in SHOWN else []
            for value in values:
                if isinstance(value, ast.Constant | ast.JoinedStr):
                    segment = ast.get_source_segment(source, value)
                    texts.add(segment.removeprefix("f")[1:-1])
    plain = {text: re.sub(r"\{[^}]*\}", "", text) for text in texts}
    return {
        text
        for text, words in plain.items()
        if set(re.findall(r"[A-Za-z_]{3,}", words)) - CODE_NAMES
    }


@pytest.mark.parametrize("lang", OTHER_LANGUAGES)
def test_every_docstring_and_comment_has_a_translation_that_is_used(lang):
    assert comments() == set(WORDS[lang]["comments"])


@pytest.mark.parametrize("lang", OTHER_LANGUAGES)
def test_every_text_of_a_figure_has_a_translation(lang):
    assert figure_texts() <= set(WORDS[lang]["figures"])
    strings = {
        item.text
        for source, is_figure in SOURCES
        for item in code_texts(source)
        if is_figure and item.kind == "string"
    }
    assert set(WORDS[lang]["figures"]) <= strings  # none is left over


@pytest.mark.parametrize("lang", OTHER_LANGUAGES)
def test_what_braces_enclose_stays(lang):
    for english, other in WORDS[lang]["figures"].items():
        assert re.findall(r"\{.*?\}", english) == re.findall(r"\{.*?\}", other)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_translated_code_is_the_same_code(lang):
    for source, is_figure in SOURCES:
        translated = translate_code(source, lang, strings=is_figure)
        assert (translated == source) == (lang == "en")
        assert code_shape(translated) == code_shape(source)
        before = {*source.splitlines()}
        for line in translated.splitlines():
            assert (
                len(line) <= WIDTH + 12 * ("#" in line or is_figure) or line in before
            )


def code_shape(source):
    """The code without its strings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)


def test_a_long_docstring_is_broken_into_lines():
    (english,) = (k for k in WORDS["fr"]["comments"] if k.startswith("Draw A, B"))
    source = f'def f():\n    """{english}"""\n    return 1  # loss\n'
    head, first, *others = translate_code(source, "fr").splitlines()
    assert (head, first[:7]) == ("def f():", '    """')
    assert "    S'il y a trop de cases, leurs nombres sont omis." in others
    assert others[-2:] == ['    """', "    return 1  # perte"]


def test_strings_are_translated_in_figures_alone():
    source = 'plot(x, label="end")\nprint(f"x = {x:g}:")\n'
    assert translate_code(source, "fr") == source
    assert translate_code(source, "fr", strings=True) == (
        'plot(x, label="fin")\nprint(f"x = {x:g}:")\n'
    )
