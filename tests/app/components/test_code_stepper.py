"""Code that is stepped: lines, signposts and tables as the browser gets them."""

import inspect

import pytest

from app.components.code_stepper import (
    Step,
    align_columns,
    figure_data,
    quantity_meaning,
)
from app.content.catalogue import load_messages
from app.content.source_listing import numbered_lines
from lessons.linear_regression import with_numpy, with_torch
from lessons.toolkit.line_trace import trace_lines

WORDS = load_messages("en")["steps"]


def text(line):
    return "".join(piece for piece, _ in line)


@pytest.mark.parametrize("function", [with_torch.train, with_torch.make_data])
def test_numbered_lines_are_those_of_the_source(function):
    whole = inspect.getsource(function).splitlines()
    lines = numbered_lines(function)
    assert {number: text(line) for number, line in lines} == {
        number: line for number, line in enumerate(whole) if '"""' not in line
    }


def test_the_traced_line_is_the_highlighted_line():
    x, y, *_ = with_torch.make_data()
    start = with_torch.make_start()
    run = trace_lines(
        with_torch.train, lambda: with_torch.train(x, y, *start, n_epochs=1), dict
    )
    data = figure_data(
        [with_torch.train],
        [Step((line.number,), (("a", str(line.state["a"])),)) for line in run.lines],
        WORDS,
        head=("", "value"),
        alt="a run",
    )
    for line, step in zip(run.lines, data["steps"], strict=True):
        assert text(data["code"][0][step["lit"][0]]).strip() == line.text


def test_equal_signposts_stand_side_by_side():
    columns = align_columns([numbered_lines(m.train) for m in (with_numpy, with_torch)])
    assert len(columns[0]) == len(columns[1])
    signs = [
        {text(cell[1]).strip(): at for at, cell in enumerate(column) if cell}
        for column in columns
    ]
    for sign in ("# forward", "# loss", "# backward", "# update"):
        assert signs[0][sign] == signs[1][sign]
    for column, module in zip(columns, (with_numpy, with_torch), strict=True):
        assert [cell for cell in column if cell] == numbered_lines(module.train)


def test_equal_lines_stand_side_by_side_whatever_one_side_has_before_them():
    columns = align_columns([numbered_lines(m.train) for m in (with_numpy, with_torch)])
    places = [
        {text(cell[1]).strip(): at for at, cell in enumerate(column) if cell}
        for column in columns
    ]
    loop = "for _ in range(n_epochs):"
    assert places[0][loop] == places[1][loop] == 4
    alone = align_columns([numbered_lines(with_torch.train)])
    assert alone == [numbered_lines(with_torch.train)]


def test_mismatched_steps_are_refused():
    good = Step((0,), (("a", "1"),))
    for steps in ([], [Step((1,), ())], [Step((0, 0), ())], [Step((0,), (("a",),))]):
        with pytest.raises(ValueError):
            figure_data([with_torch.train], steps, WORDS, head=("", "value"), alt="a")
    figure_data([with_torch.train], [good], WORDS, head=("", "value"), alt="a")


def test_a_name_has_the_colour_of_its_quantity():
    assert quantity_meaning("a") == quantity_meaning("a.data") == "model"
    assert quantity_meaning("a.grad") == quantity_meaning("grad_a") == "gradient"
    assert quantity_meaning("kept") == ""
