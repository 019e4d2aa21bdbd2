"""Code on screen: rows that align, nothing lost, downloads that run alone."""

import inspect

import numpy as np
import pytest

from app import source
from lessons import lesson
from tests.course import CHANGED, PLAYED, outcome, run_alone, tool


def text(line):
    return "".join(piece for piece, _ in line)


@pytest.mark.parametrize("slug", PLAYED)
def test_rows_hold_every_line_of_the_function_that_ran(slug):
    trains = [module.train for module in source.tools(slug)]
    rows = source.rows(tuple((train,) for train in trains))
    for side, function in enumerate(trains):
        on_screen = [text(line).strip() for row in rows for line in row["sides"][side]]
        signs = {f"# {sign}" for sign in source.SIGNPOSTS}
        code = [line.strip() for line in source.shown(function).splitlines()]
        assert on_screen == [line for line in code if line not in signs]


def test_the_docstring_alone_is_left_out():
    function = tool("linear_regression", "with_numpy").train
    whole = inspect.getsource(function)
    docstring = f'    """{inspect.getdoc(function)}"""\n'
    assert whole.replace(docstring, "") == source.shown(function)


@pytest.mark.parametrize("slug", PLAYED)
def test_equal_acts_share_a_row(slug):
    rows = source.rows(
        tuple((module.train,) for module in source.tools(slug)), head="first"
    )
    acts = [row["act"] for row in rows]
    assert acts == [a for a in ("first", *source.SIGNPOSTS) if a in acts]
    assert len(acts) >= 4


def test_identifiers_take_the_colour_of_their_quantity():
    rows = source.rows(((tool("linear_regression", "with_numpy").train,),))
    pieces = [piece for row in rows for line in row["sides"][0] for piece in line]
    assert ("y_pred", "prediction") in pieces
    assert ("grad_a", "gradient") in pieces
    assert ("for", "k") in pieces


def test_the_call_names_what_differs_from_the_defaults():
    assert source.call({"lr": 0.5, "n": 100}, {"lr": 0.1, "n": 100}) == ["lr=0.5"]


@pytest.mark.parametrize("slug", PLAYED)
def test_the_downloaded_files_run_alone_and_give_the_pages_numbers(
    slug, tmp_path, recorded
):
    controls = lesson(slug).of("played", "trained")
    defaults = {c.name: c.default for c in controls}
    texts, expected = [], []
    for settings in (defaults, defaults | CHANGED[slug]):
        for module in source.tools(slug):
            texts.append(source.download(module, settings))
            expected.append(outcome(slug, recorded(slug, **settings), settings))
    for printed, shown in zip(run_alone(texts, tmp_path), expected, strict=True):
        numbers = [float(number) for number in printed.split()]
        np.testing.assert_allclose(numbers, shown, rtol=1e-3, atol=1e-5)
