"""Code on screen: rows that align, nothing lost, downloads that run alone."""

import inspect
from itertools import pairwise

import numpy as np
import pytest

from app.content import lesson_files, source_listing
from lessons import SLUGS, lesson
from tests.course import (
    OTHER_SETTINGS,
    OTHER_STARTS,
    RECORDED_SLUGS,
    outcome,
    run_alone,
    tool,
)


def text(line):
    return "".join(piece for piece, _ in line)


@pytest.mark.parametrize("slug", RECORDED_SLUGS)
def test_rows_hold_every_line_of_the_function_that_ran(slug):
    trains = [module.train for module in lesson_files.lesson_modules(slug)]
    rows = source_listing.align_sources(tuple((train,) for train in trains))
    for side, function in enumerate(trains):
        on_screen = [text(line).strip() for row in rows for line in row["sides"][side]]
        signs = {f"# {sign}" for sign in source_listing.SIGNPOSTS}
        code = [
            line.strip()
            for line in source_listing.visible_source(function).splitlines()
        ]
        assert on_screen == [line for line in code if line not in signs]


LADDERS = [(s, *pair) for s in SLUGS for pair in pairwise(lesson(s).stages)]


def definitions(module):
    """The functions and classes of a file, in their order."""
    own = [
        v for v in vars(module).values() if inspect.isroutine(v) or inspect.isclass(v)
    ]
    return tuple(v for v in own if v.__module__ == module.__name__)


@pytest.mark.parametrize(("slug", "low", "high"), LADDERS)
def test_lines_that_go_come_and_stay_are_those_of_both_files(slug, low, high):
    below, above = (definitions(tool(slug, f"with_{name}")) for name in (low, high))
    rows = source_listing.diff_sources(below, above, "")
    marked_lines = [
        (line[0], text(line[1:])) for row in rows for line in row["sides"][0]
    ]
    signs = {f"# {sign}" for sign in source_listing.SIGNPOSTS}
    codes = [
        {f.__name__: source_listing.visible_source(f) for f in side}
        for side in (below, above)
    ]
    last = above[-1].__name__
    for mark, code in zip(("removed", "added"), codes, strict=True):
        lines = [
            line.strip()
            for name in code
            if name == last or codes[0].get(name) != codes[1].get(name)
            for line in code[name].splitlines()
        ]
        side_lines = [
            line.strip() for (_, kind), line in marked_lines if kind in ("kept", mark)
        ]
        assert side_lines == [line for line in lines if line not in signs]
    assert {sign for sign, _ in marked_lines} <= set(source_listing.MARKS.values())


def test_the_docstring_alone_is_left_out():
    function = tool("linear_regression", "with_numpy").train
    whole = inspect.getsource(function)
    docstring = f'    """{inspect.getdoc(function)}"""\n'
    assert whole.replace(docstring, "") == source_listing.visible_source(function)


@pytest.mark.parametrize("slug", RECORDED_SLUGS)
def test_equal_acts_share_a_row(slug):
    rows = source_listing.align_sources(
        tuple((module.train,) for module in lesson_files.lesson_modules(slug)),
        head="first",
    )
    acts = [row["act"] for row in rows]
    assert acts == [a for a in ("first", *source_listing.SIGNPOSTS) if a in acts]
    assert len(acts) >= 4


def test_identifiers_take_the_colour_of_their_quantity():
    rows = source_listing.align_sources(
        ((tool("linear_regression", "with_numpy").train,),)
    )
    pieces = [piece for row in rows for line in row["sides"][0] for piece in line]
    assert ("y_pred", "prediction") in pieces
    assert ("grad_a", "gradient") in pieces
    assert ("for", "k") in pieces


def test_the_call_names_what_differs_from_the_defaults():
    assert lesson_files.changed_arguments(
        {"lr": 0.5, "n": 100}, {"lr": 0.1, "n": 100}
    ) == ["lr=0.5"]


def test_the_downloaded_files_run_alone_and_give_the_pages_numbers(tmp_path, recorded):
    texts, expected = [], []
    for slug in RECORDED_SLUGS:
        controls = lesson(slug).run_controls
        defaults = {c.name: c.default for c in controls}
        for settings in (defaults, defaults | OTHER_SETTINGS[slug]):
            values = outcome(slug, recorded(slug, **settings), settings)
            modules = lesson_files.lesson_modules(slug)
            for module in modules[1:] if slug in OTHER_STARTS else modules:
                texts.append(lesson_files.standalone_script(module, settings))
                expected.append((f"{module.__name__} {settings}", values))
    for output, (name, values) in zip(
        run_alone(texts, tmp_path), expected, strict=True
    ):
        numbers = [float(number) for number in output.split()]
        np.testing.assert_allclose(numbers, values, rtol=1e-3, atol=1e-5, err_msg=name)


def test_the_values_set_stand_in_the_head_of_a_function():
    code = "def build(x, t=3.5, n=1):\n    for _ in range(n):\n        x = x + t"
    shown = source_listing.put_defaults(code, {"t": 10.0, "n": 3})
    assert shown == code.replace("t=3.5, n=1", "t=10.0, n=3")
    assert source_listing.put_defaults(code, {"n": 3, "x": 2}).startswith(
        "def build(x, t=3.5, n=3):"
    )


def test_caret_lines_are_parsed_without_loss():
    text = "a:\n    return f(x)\n           ^~~~\nError: ^ no\n^\n"
    pieces = source_listing.split_at_carets(text)
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, name in pieces if name == "at"] == ["f(x)", "E"]
    assert [piece for piece, name in pieces if name == "carets"] == [
        "           ^~~~\n",
        "^\n",
    ]
    assert source_listing.split_at_carets("^ first") == [("^ first", "")]
    assert source_listing.split_at_carets("") == []


def test_match_and_case_are_keywords_only_where_they_begin_a_statement():
    code = "match = 1\nmatch (x):\n    case 'a':\n        case = match\n"
    words = [
        text
        for line in source_listing.highlight(code)
        for text, name in line
        if name == "k"
    ]
    assert words == ["match", "case"]
    assert source_listing.highlight(code)[1][:2] == [("", ""), ("match", "k")]
