"""Lines are watched while the real function runs, and only this function."""

import sys
from contextlib import nullcontext, suppress

import pytest
import torch

from lessons.toolkit.line_trace import trace_lines


def scaled(x, factor=2.0, n=2):
    for _ in range(n):
        x = factor * x
    total = (
        x.sum()
        + 1
    )  # fmt: skip
    return total


def add_text(x):
    x += 1
    x.add_("no number")
    return x


def count_up():
    value = 0
    while True:
        value += 1
        yield value


def blocks(x):
    with nullcontext():
        x += 1
        with (
            nullcontext(),
            nullcontext(),
        ):
            x += 2
    return x


def block_of_a_loop(x):
    for _ in range(2):
        with nullcontext():
            while x % 2 == 0:
                x += 1
            x += 1
    return x


def return_in_block(x):
    with nullcontext():
        return x


def suppress_error(x):
    with suppress(ValueError):
        x += 1
        raise ValueError
    return x


def fail_in_block(x):
    with nullcontext(), nullcontext():
        x += 1
        with nullcontext():
            x.add_("no number")
    return x


def copies(names):
    return {
        k: v.clone() if isinstance(v, torch.Tensor) else v for k, v in names.items()
    }


def test_every_executed_line_is_traced_in_order_with_its_state():
    run = trace_lines(scaled, lambda: scaled(torch.ones(2)), copies)
    doubled = [r.state["x"].tolist() for r in run.lines if r.text == "x = factor * x"]
    assert doubled == [[2.0, 2.0], [4.0, 4.0]]
    assert run.result == 9
    assert [r.text for r in run.lines][-1] == "return total"


def test_a_statement_over_several_lines_is_one():
    run = trace_lines(scaled, lambda: scaled(torch.ones(2), n=0), copies)
    (total,) = [r for r in run.lines if r.text == "total = ("]
    assert total.state["total"] == 3


def test_an_error_is_traced_with_its_line_and_the_lines_before():
    run = trace_lines(add_text, lambda: add_text(torch.zeros(1)), copies)
    assert isinstance(run.error, TypeError)
    assert [r.text for r in run.lines] == ["x += 1"]
    assert run.failed_line == 2
    assert run.result is None


def test_a_generator_is_watched_step_by_step():
    def twice():
        steps = count_up()
        return next(steps), next(steps)

    run = trace_lines(count_up, twice, dict)
    assert run.result == (1, 2)
    assert [r.state["value"] for r in run.lines if r.text == "value += 1"] == [1, 2]


def test_the_same_call_unwatched_gives_the_same():
    x = torch.linspace(0, 1, 5)
    assert trace_lines(scaled, lambda: scaled(x), copies).result == scaled(x)


def test_tracing_ends_with_the_run():
    before = sys.gettrace()
    trace_lines(add_text, lambda: add_text(torch.zeros(1)), dict)
    assert sys.gettrace() is before


@pytest.mark.parametrize(
    ("function", "ran"),
    [
        (blocks, [1, 2, 3, 7, 8]),
        (block_of_a_loop, [*[1, 2, 3, 4, 3, 5], *[1, 2, 3, 4, 3, 5], *[1, 6]]),
        (return_in_block, [1, 2]),
        (suppress_error, [1, 2, 4]),
        (fail_in_block, [1, 2, 3]),
    ],
)
def test_a_block_that_is_left_is_no_line(function, ran):
    start = torch.zeros(1)
    run = trace_lines(function, lambda: function(start), copies)
    assert [line.number for line in run.lines] == ran
    assert run.failed_line == (4 if function is fail_in_block else None)
    assert (run.error is not None) == (function is fail_in_block)


def test_the_last_line_of_a_block_is_traced_with_its_state():
    run = trace_lines(blocks, lambda: blocks(1), dict)
    assert [line.state["x"] for line in run.lines] == [1, 2, 2, 4, 4]
