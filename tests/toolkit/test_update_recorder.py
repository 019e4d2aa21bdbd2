"""The recorder reads a plain loop before each update, and changes nothing in it."""

import sys

import pytest
import torch

from lessons.toolkit.update_recorder import call_at_updates, record_updates


def descend(x, lr, n_epochs):
    """Return x after n_epochs steps down x²."""
    x = torch.tensor(x, requires_grad=True)
    for _ in range(n_epochs):
        # forward
        loss = x**2
        # backward
        loss.backward()
        # update
        with torch.no_grad():
            x -= lr * x.grad
            x.grad = None
    return x.item()


def helper(n):
    # update
    return n


def call_helper(n):
    """Return n; calls a function that has a signpost of its own."""
    for _ in range(n):
        # update
        helper(n)
    return n


def test_each_update_is_recorded_once_with_the_values_before_it():
    rows = record_updates(descend, ("x", "loss", "x.grad"), 1.0, 0.25, 3)
    assert rows == [(1.0, 1.0, 2.0), (0.5, 0.25, 1.0), (0.25, 0.0625, 0.5)]


def test_what_is_recorded_is_a_copy():
    def grow(w, n):
        for _ in range(n):
            # update
            w += 1

    first, second = record_updates(grow, ("w",), torch.zeros(2), 2)
    assert first[0].tolist() == [0, 0]
    assert second[0].tolist() == [1, 1]


def test_the_training_returns_what_it_returns_untraced():
    seen = []
    result = call_at_updates(descend, seen.append, 1.0, 0.25, 3)
    assert result == descend(1.0, 0.25, 3) == 0.125
    assert len(seen) == 3


def test_functions_that_the_training_calls_are_not_recorded():
    assert len(record_updates(call_helper, ("n",), 4)) == 4


def test_no_trace_is_left_behind_even_after_an_error():
    before = sys.gettrace()

    def stop(_):
        raise KeyError("stop")

    with pytest.raises(KeyError):
        call_at_updates(descend, stop, 1.0, 0.25, 3)
    assert sys.gettrace() is before


def test_a_function_without_the_signpost_is_refused():
    with pytest.raises(ValueError, match="0 lines"):
        record_updates(len_of, ("x",), [1])


def len_of(x):
    """Return the length of x."""
    return len(x)
